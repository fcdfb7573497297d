"""Chips and bars, as widgets and as the painters that tables use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QSizePolicy,
    QWidget,
)

from caseapp.ui.theme import color, font, theme


class Chip(QWidget):
    """A word on a tinted pill. Tones: neutral, brand, ok, warn, bad, private."""

    def __init__(self, text: str, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, tone: str = "neutral") -> None:
        self.text, self.tone = text, tone
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12)).horizontalAdvance(self.text) + 18, theme().px(12) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text, self.tone)
        painter.end()


def paint_chip(painter: QPainter, area: QRectF, text: str, tone: str, face: QFont | None = None) -> None:
    """The pill of a chip inside `area`; also used by tables."""
    ink, back = theme().tokens.text_on(tone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.setFont(face or font(12))
    painter.setPen(QColor(ink))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class Bar(QWidget):
    """A horizontal bar of parts: (share 0..1, token). What is left stays grey."""

    def __init__(
        self, parts: Sequence[tuple[float, str]] = (), height: int = 8, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.parts = list(parts)
        self.setFixedHeight(height)
        self.setMinimumWidth(60)

    def set(self, parts: Sequence[tuple[float, str]]) -> None:
        self.parts = list(parts)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self.parts, self.layoutDirection())
        painter.end()


def paint_bar(
    painter: QPainter, area: QRectF, parts: Sequence[tuple[float, str]], direction: Qt.LayoutDirection
) -> None:
    """A rounded bar filled from the reading side."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(area, 4, 4)
    painter.setClipPath(path)
    painter.fillRect(area, color("neutral_weak"))
    done = 0.0
    for share, token in parts:
        width = area.width() * max(0.0, min(share, 1.0 - done))
        left = area.left() + done * area.width()
        if direction == Qt.LayoutDirection.RightToLeft:
            left = area.right() - done * area.width() - width
        painter.fillRect(QRectF(left, area.top(), width, area.height()), color(token))
        done += share
    painter.restore()
