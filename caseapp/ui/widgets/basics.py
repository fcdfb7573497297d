"""Words, buttons, and putting things side by side or below one another. Text from people is always plain text."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from caseapp.ui.icons import icon
from caseapp.ui.theme import S2, on_change, theme

LINE_LENGTH = 420  # pixels at 100 per cent: a longer paragraph does not ask for more width


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # otherwise it has not looked yet
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def hidden_unless(widget: QWidget, wanted: object) -> None:
    """For a widget that is in no layout yet: showing it there would open a window of its own for a moment."""
    if not wanted:
        widget.hide()


class Words(QLabel):
    """Plain text that stands at the reading side, whatever script it is in.

    Qt aligns a label by the script of its text; a Latin name in an Arabic window would stand at the wrong side.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(self._flags)

    def setAlignment(self, flags: Qt.AlignmentFlag) -> None:
        """Leading and trailing count by the window's direction."""
        self._flags = flags
        self.lean(self.layoutDirection())

    def lean(self, direction: Qt.LayoutDirection) -> None:
        """Stand at the reading side of this direction."""
        super().setAlignment(QStyle.visualAlignment(direction, self._flags) | Qt.AlignmentFlag.AlignAbsolute)


def lean_all(direction: Qt.LayoutDirection) -> None:
    """Turn every label round with the windows: they hear of it only after this."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, Words):
            widget.lean(direction)


class Paragraph(Words):
    """Text that wraps only where the room ends. Qt's own guess wraps a short sentence although there is room."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        longest = max(self.text().splitlines() or [""], key=len)
        wide = self.fontMetrics().horizontalAdvance(longest) + 2 + self.width() - self.contentsRect().width()
        wide = min(wide, theme().px(LINE_LENGTH))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """A word of two hundred letters does not push the rest of the page out of sight."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), theme().px(LINE_LENGTH) // 3), least.height())


class Elided(Words):
    """One line that is cut short where the room ends; the whole text is its tooltip then."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(24), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        self.setToolTip(html.escape(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, self.alignment(), shown)
        painter.end()


def label(
    text: str = "", role: str = "", *, wrap: bool = False, tone: str = "", elide: bool = False
) -> QLabel:
    """Plain text. Roles: title, card, second, muted, hint, label, strong, problem, warning, good, big, key.

    `wrap` for sentences, `elide` for what must stay on one line however long it is.
    """
    made: QLabel = Paragraph(text) if wrap else Elided(text) if elide else Words(text)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def button(
    text: str, clicked: Callable[[], object] | None = None, *, look: str = "", icon_name: str = ""
) -> QPushButton:
    """A button. Looks: "" plain, "primary" (one a page), "danger", "link"."""
    made = QPushButton(text)
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        made.setIcon(icon(icon_name, "on_brand" if look == "primary" else "ink2", 16))
    if clicked:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def menu_button(text: str, entries: Sequence[tuple[str, Callable[[], object]]]) -> QPushButton:
    """A button that opens a menu of (text, call)."""
    made = MenuButton(text)
    menu = QMenu(made)
    for words, call in entries:
        menu.addAction(words.replace("&", "&&"), partial(_run, call))
    made.setMenu(menu)
    made.setEnabled(bool(entries))
    return made


def _run(call: Callable[[], object]) -> None:
    call()


class MenuButton(QPushButton):
    """A button with a small arrow after its words."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint()
        on_change(self, self._tint)

    def _tint(self) -> None:
        """Qt puts icons before the words; turning the button's own direction puts this one after them."""
        mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight if mirrored else Qt.LayoutDirection.RightToLeft
        )
        self.setIcon(icon("chevron-down", "ink2", 14))
        self.setIconSize(QSize(theme().px(14), theme().px(14)))


def row(*items: QWidget | QLayout | None, spacing: int = S2, margins: int = 0) -> QHBoxLayout:
    """Side by side; None is a stretch."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: QWidget | QLayout | None, spacing: int = S2, margins: int = 0) -> QVBoxLayout:
    """Below one another; None is a stretch."""
    return _fill(QVBoxLayout(), items, spacing, margins)


L = TypeVar("L", bound=QBoxLayout)


def _fill(layout: L, items: Sequence[QWidget | QLayout | None], spacing: int, margins: int) -> L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def rule() -> QFrame:
    """A thin line."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def scrolled(content: QWidget) -> QScrollArea:
    """Content that scrolls up and down when the window is low."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area
