"""A drop-down list as every form has it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter

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


class SearchCombo(Combo):
    """A long list: type any part of a word and choose from what is left. What is on no list is not taken."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        finder, line = self.completer(), self.lineEdit()
        assert finder is not None and line is not None  # an editable list has both
        finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setMaxVisibleItems(10)
        line.editingFinished.connect(self.settle)
        self.currentIndexChanged.connect(lambda _index: self._show_beginning())

    def setAccessibleName(self, name: str) -> None:
        """The line inside takes the keyboard, so it bears the name too."""
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def settle(self) -> None:
        """The entry that was meant: the one written out, else the only one that fits, else the one chosen before."""
        typed = self.currentText().strip().casefold()
        fits = [i for i in range(self.count()) if typed in self.itemText(i).casefold()]
        exact = [i for i in fits if self.itemText(i).casefold() == typed]
        if exact or (typed and len(fits) == 1):
            self.setCurrentIndex((exact or fits)[0])
        self.setEditText(self.itemText(self.currentIndex()))
        self._show_beginning()

    def _show_beginning(self) -> None:
        """A long entry is read from its first word."""
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
