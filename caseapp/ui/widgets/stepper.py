"""The steps of a process."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from caseapp.ui.theme import S2, color, semibold
from caseapp.ui.widgets.basics import clear, column, label, row


class Stepper(QWidget):
    """Steps of a process: done with a tick, the one under way, those to come. Each is (title, detail)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayout(row(spacing=S2))

    def set(self, steps: Sequence[tuple[str, str]], current: int) -> None:
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        clear(layout)
        for i, (title, detail) in enumerate(steps):
            layout.addWidget(_Dot(i + 1, i < current, i == current))
            words = column(label(title, "strong", wrap=True), label(detail, "hint", wrap=True), spacing=0)
            if not detail:
                words = column(None, label(title, "strong", wrap=True), None, spacing=0)
            layout.addLayout(words)
            layout.addStretch(1)


class _Dot(QWidget):
    def __init__(self, number: int, done: bool, current: bool) -> None:
        super().__init__()
        self.number, self.done, self.current = number, done, current
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(color("line"))
        painter.setBrush(color("ok" if self.done else "brand" if self.current else "card"))
        painter.drawEllipse(area)
        painter.setFont(semibold(12))
        painter.setPen(color("on_brand" if self.done or self.current else "ink3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "✓" if self.done else str(self.number))
        painter.end()
