"""What is always at hand: find, register, how the data is kept, who is in, lock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.keys import shown
from caseapp.ui.theme import S3, S4, theme
from caseapp.ui.widgets import button, label, restyle, row


class SearchButton(QPushButton):
    """Looks like the search line it opens, with its key at the end."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__()
        self.setProperty("look", "search")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.words, self.key = label(text, "muted"), label(key, "key")
        inside = row(self.words, None, self.key)
        inside.setAlignment(self.key, Qt.AlignmentFlag.AlignVCenter)
        inside.setContentsMargins(11, 0, 9, 0)
        self.setLayout(inside)
        self.words.setMinimumWidth(1)
        self.setMinimumWidth(theme().px(180))
        self.setMaximumWidth(theme().px(420))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class TopBar(QWidget):
    """Search, Register, the honest status, who is in, Lock."""

    def __init__(self, who: str, may_find: bool, may_register: bool) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchButton(_("Find a person, case, phone or ID number"), shown("find"))
        self.register_button = button(_("Register a person"), look="primary")
        self.dot = label("●", tone="ok")
        self.dot.hide()
        self.status = label("", "second", elide=True)
        self.who = label(who, "second", elide=True)
        self.lock = button(_("Lock"))
        self.lock.setToolTip(_("Lock now; what you typed is kept") + f" ({shown('lock')})")
        self.search.setVisible(may_find)
        self.register_button.setVisible(may_register)
        told = row(self.dot, self.status, spacing=6)
        layout = row(self.search, self.register_button, None, told, self.who, self.lock, spacing=S3)
        layout.setStretch(0, 20)
        layout.setContentsMargins(S4, 8, S4, 9)
        self.setLayout(layout)

    def set_narrow(self, narrow: bool) -> None:
        self.who.setVisible(not narrow)

    def say(self, text: str, tone: str) -> None:
        self.status.setText(text)
        self.dot.setVisible(bool(text))
        restyle(self.dot, tone=tone)
