"""What was done, told without asking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, label, row

TOAST_MS = 10_000


class Toast(QFrame):
    """What was done, with Undo for ten seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.words = label("", elide=True)
        self.words.setMaximumWidth(520)
        self.undo = button(_("Undo"), self._undone, look="link")
        self.setLayout(row(self.words, self.undo, spacing=S3))
        self.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        self._call: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self.words.setText(text)
        self._call = undo
        self.undo.setVisible(undo is not None)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        parent = self.parentWidget()
        if parent:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 18)

    def _undone(self) -> None:
        self.hide()
        if self._call:
            self._call()
