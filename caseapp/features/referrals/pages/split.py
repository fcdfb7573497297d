"""A list with what is chosen beside it; on a narrow screen one of the two at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import button, column, row, scrolled

WIDE, DETAIL = 1000, 388  # pixels at 100 per cent


class Split(QWidget):
    """`left` is the list, `right` the chosen one. On a narrow screen Enter opens, Esc goes back to `first`."""

    def __init__(self, left: QWidget, right: QWidget, first: QWidget) -> None:
        super().__init__()
        self.left, self.first = left, first
        self.back = button(_("Back to the list"), self.show_list, look="link", icon_name="arrow-left")
        self.right = QWidget()
        area = scrolled(right)
        inner = column(row(self.back, None), area, spacing=S3)
        inner.setStretch(1, 1)
        self.right.setLayout(inner)
        layout = row(left, self.right, spacing=S3)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.wide, self.opened = True, False
        self._arrange()

    def open(self) -> None:
        """Bring the chosen one into sight."""
        self.opened = True
        self._arrange()

    def show_list(self) -> None:
        """Back to the list."""
        self.opened = False
        self._arrange()
        self.first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.opened and not self.wide:
            self.show_list()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.wide = self.width() * 100 / theme().scale >= WIDE
        self._arrange()

    def _arrange(self) -> None:
        self.left.setVisible(self.wide or not self.opened)
        self.right.setVisible(self.wide or self.opened)
        self.back.setVisible(not self.wide)
        self.right.setMinimumWidth(theme().px(DETAIL) if self.wide else 0)
        self.right.setMaximumWidth(theme().px(DETAIL) if self.wide else 16_777_215)
