"""One field on the screen: label, editor, and the sentence below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core.fields import Field
from caseapp.core.i18n import _
from caseapp.ui.form.editors import EDITORS, Editor
from caseapp.ui.icons import pixmap
from caseapp.ui.theme import S1, on_change
from caseapp.ui.widgets import column, hidden_unless, label, restyle, row

SIGNS = {"problem": ("circle-x", "bad"), "warning": ("triangle-alert", "warn")}


class Cell(QWidget):
    """What is wrong is said in words below the field, with a sign and a red edge; what is doubtful in amber."""

    def __init__(self, field: Field, country: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.role = "hint"
        self.asked = True  # as the answers stand; a cell of a page not shown is hidden and asked all the same
        self.editor: Editor = EDITORS[field.kind](field, country)
        self.editor.setObjectName(field.name)
        self.name = label(_(field.label), "label", wrap=True)
        self.name.setBuddy(self.editor.focus_widget())
        mark = label("*", "problem")
        hidden_unless(mark, field.required and not self.editor.names_itself)
        head = row(self.name, mark, None, spacing=S1)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        self.sign, self.said = QLabel(), label("", "hint", wrap=True)
        told = row(self.sign, self.said, spacing=S1)
        told.setStretch(1, 1)
        told.setAlignment(self.sign, Qt.AlignmentFlag.AlignTop)
        hidden_unless(self.name, not self.editor.names_itself)
        for part in self.editor.parts():
            part.setAccessibleName(_(field.label) + (", " + _("needed") if field.required else ""))
        self.setLayout(column(head, self.editor, told, None, spacing=2))
        on_change(self, self._tint)
        self.say(_(field.hint), "hint")

    def say(self, text: str, role: str) -> None:
        """Roles: problem, warning, hint."""
        self.role = role if text else "hint"
        self.said.setText(text)
        self.said.setVisible(bool(text))
        restyle(self.said, role=self.role)
        inner = self.editor.focus_widget()
        bad = "bad" if self.role == "problem" else ""
        if inner.property("trouble") != bad:
            restyle(inner, trouble=bad)
        inner.setAccessibleDescription(text)
        self._tint()

    def announce(self) -> None:
        """Have a screen reader say the sentence now."""
        if self.role != "hint":
            event = QAccessibleAnnouncementEvent(self.editor.focus_widget(), self.said.text())
            QAccessible.updateAccessibility(event)

    def _tint(self) -> None:
        sign, tint = SIGNS.get(self.role, ("", ""))
        self.sign.setVisible(bool(sign))
        if sign:
            self.sign.setPixmap(pixmap(sign, tint, 13))
