"""What happened, newest first: day, kind, who, and the words about it below.

Painted, not built of labels: twelve entries of six widgets each took a fifth of the time a case needs to be on screen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from caseapp.ui.line import chip_size
from caseapp.ui.theme import color, font, on_change, theme
from caseapp.ui.widgets import paint_chip

DAY, GAP, ROOM = (
    60,
    8,
    120,
)  # pixels at 100 per cent: the day and its gap, between entries, least for the words
WRAP = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
LEAD = Qt.AlignmentFlag.AlignLeading
CENTRE = Qt.AlignmentFlag.AlignVCenter


class Happened(Struct, frozen=True):
    """One thing in a timeline: when in short words, a chip with its tone, who did it, the sentence about it."""

    when: str
    chip: str
    tone: str
    who: str
    text: str

    def said(self) -> str:
        return ", ".join(filter(None, (self.when, self.chip, self.who, self.text)))


class Placed(Struct, frozen=True):
    """Where an entry begins, and its words in their lines."""

    top: int
    words: QTextLayout | None


class Timeline(QWidget):
    """Entries below one another with a thin line between."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.entries: tuple[Happened, ...] = ()
        self._by_width: dict[int, list[Placed]] = {}
        on_change(self, self._measure)

    def set(self, entries: Sequence[Happened]) -> None:
        self.entries = tuple(entries)
        self.setAccessibleName("\n".join(entry.said() for entry in entries))
        self._measure()

    def heightForWidth(self, width: int) -> int:
        return self._laid(width)[-1].top

    def sizeHint(self) -> QSize:
        wide = max(self.width(), self.minimumSizeHint().width())
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(DAY + ROOM), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        laid, seen = self._laid(self.width()), event.rect()
        for entry, placed, after in zip(self.entries, laid, laid[1:], strict=False):
            if seen.top() < after.top and placed.top <= seen.bottom():
                self._paint(painter, entry, placed)
                painter.fillRect(0, after.top - theme().px(GAP) - 1, self.width(), 1, color("line"))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._measure()

    def _measure(self) -> None:
        self._by_width.clear()
        self.updateGeometry()
        self.update()

    def _laid(self, width: int) -> list[Placed]:
        """Where each entry begins, and where the last one ends."""
        if width not in self._by_width:
            if len(self._by_width) > 8:
                self._by_width.clear()
            self._by_width[width] = self._lay(width - theme().px(DAY))
        return self._by_width[width]

    def _lay(self, room: int) -> list[Placed]:
        laid, top, head = [], 0, chip_size("").height()
        for entry in self.entries:
            words, height = wrapped(entry.text, room, self.layoutDirection())
            laid.append(Placed(top, words))
            top += head + (height + 2 if entry.text else 0) + 2 * theme().px(GAP) + 1
        return [*laid, Placed(top, None)]

    def _paint(self, painter: QPainter, entry: Happened, placed: Placed) -> None:
        chip, day = chip_size(entry.chip), theme().px(DAY)
        head = QRect(0, placed.top, self.width(), chip.height())
        pill = QRect(QPoint(day, placed.top), chip)
        paint_chip(painter, QRectF(self._turned(pill)), entry.chip, entry.tone)
        painter.setFont(font(12))
        painter.setPen(color("ink3"))
        self._write(painter, head.adjusted(0, 0, day - self.width(), 0), entry.when)
        self._write(painter, head.adjusted(pill.right() + theme().px(GAP), 0, 0, 0), entry.who)
        painter.setPen(color("ink"))
        if placed.words and entry.text:
            words = QRect(day, head.bottom() + 3, self.width() - day, 1)
            placed.words.draw(painter, QPointF(self._turned(words).topLeft()))

    def _write(self, painter: QPainter, area: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = QStyle.visualAlignment(self.layoutDirection(), LEAD)
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._turned(area), flags, shown)

    def _turned(self, area: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), area)


def wrapped(text: str, room: int, direction: Qt.LayoutDirection) -> tuple[QTextLayout, int]:
    """Words in lines of this width, broken inside a word only where it is longer than the line, and how high that is."""
    option = QTextOption(LEAD)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made, height = QTextLayout(text, font(13)), 0.0
    made.setTextOption(option)
    made.beginLayout()
    while (line := made.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, height))
        height += line.height()
    made.endLayout()
    return made, math.ceil(height)
