"""A drop-down list as every form has it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from caseapp.ui.icons import pixmap
from caseapp.ui.theme import theme

ARROW = 14


class Combo(QComboBox):
    """The wheel scrolls the page instead of changing an answer by accident; `gone` says that the person went on."""

    gone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gone.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme().px(ARROW)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 9 if mirrored else self.width() - side - 9
        painter.drawPixmap(
            QRect(left, (self.height() - side) // 2, side, side), pixmap("chevron-down", "ink3", ARROW)
        )
        painter.end()
