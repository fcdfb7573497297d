"""Where one can go: the column at the reading side."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QPushButton,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.icons import icon
from caseapp.ui.theme import S3, S4, on_change, semibold, theme
from caseapp.ui.widgets import column, label, paint_chip, restyle, rule

WIDE, NARROW, COLLAPSE_BELOW = 196, 56, 1100


class Entry(Struct, frozen=True):
    """One entry of the navigation. `group` "" is above, "office" below its heading."""

    code: str
    title: str
    icon: str
    group: str = ""


class NavButton(QPushButton):
    """An entry with its icon and, when something waits there, a number."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(_(entry.title))
        self.entry = entry
        self.setProperty("nav", True)
        self.setAccessibleName(_(entry.title))
        self.setCheckable(True)
        self.setIconSize(QSize(18, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.count = 0
        self.narrow = False
        self.toggled.connect(lambda _on: self.tint())
        self.tint()

    def tint(self) -> None:
        self.setIcon(icon(self.entry.icon, "brand" if self.isChecked() else "ink2"))

    def set_badge(self, count: int) -> None:
        """How many things wait there; 0 shows none."""
        self.count = count
        self.setAccessibleName(f"{_(self.entry.title)}, {count}" if count else _(self.entry.title))
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        self.setText("" if narrow else _(self.entry.title))
        self.setToolTip(_(self.entry.title) if narrow else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count:
            painter = QPainter(self)
            text = str(self.count) if self.count < 1000 else "999+"
            size = 9.5 if self.narrow else 11
            high = theme().px(size) + 5
            wide = max(high + 4, QFontMetrics(semibold(size)).horizontalAdvance(text) + 10)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            edge = 1 if self.narrow else 9
            left = edge if mirrored else self.width() - wide - edge
            top = 1 if self.narrow else (self.height() - high) / 2
            paint_chip(painter, QRectF(left, top, wide, high), text, "bad", semibold(size))
            painter.end()


class Navigation(QWidget):
    """The column at the reading side; icons only when the window is narrow."""

    chosen = Signal(str)

    def __init__(self, office: str, detail: str, entries: list[Entry]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons = {e.code: NavButton(e) for e in entries}
        self.office, self.detail = label(office, "card", wrap=True), label(detail, "hint")
        self.heading = label(_("Office"), "hint")
        self.heading.setContentsMargins(10, 10, 10, 2)
        for words in (self.office, self.detail):
            words.setContentsMargins(10, 0, 10, 0)
        self.detail.setContentsMargins(10, 0, 10, 10)
        parts: list[Any] = [self.office, self.detail, rule()]
        parts += [self.buttons[e.code] for e in entries if e.group == ""]
        parts += [self.heading, *(self.buttons[e.code] for e in entries if e.group == "office"), None]
        parts += [self.buttons[e.code] for e in entries if e.group == "foot"]
        self.heading.setVisible(any(e.group == "office" for e in entries))
        layout = column(*parts, spacing=2)
        layout.setContentsMargins(8, S4, 8, S3)
        self.setLayout(layout)
        for code, made in self.buttons.items():
            made.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
        on_change(self, self._tint)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedWidth(NARROW if narrow else theme().px(WIDE))
        restyle(self, mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        for words in (self.office, self.detail):
            words.setVisible(not narrow)
        self.heading.setVisible(not narrow and any(b.entry.group == "office" for b in self.buttons.values()))
        for made in self.buttons.values():
            made.set_narrow(narrow)

    def mark(self, code: str) -> None:
        for name, made in self.buttons.items():
            made.setChecked(name == code)

    def _tint(self) -> None:
        for made in self.buttons.values():
            made.tint()
        self.set_narrow(self.width() == NARROW)
