"""The table itself: rows, keyboard, mouse, copying."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QMenu,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.table.columns import Column, natural
from caseapp.ui.table.grid import Grid
from caseapp.ui.table.model import Cursor, Fetch
from caseapp.ui.widgets import label

Entries = Sequence[tuple[str, Callable[[], object]]]


class RecordTable(Grid):
    """Enter or double click opens a row, Space marks it, a click on a sortable title asks for another order.

    `titles` looks after the columns. `entries(row)` gives (words, call) for the menu of a row.
    """

    opened = Signal(object)
    marked = Signal(object)
    picked = Signal(object)
    sort_asked = Signal(str)

    def __init__(self, columns: Sequence[Column], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.setAccessibleName(name or _("List"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.entries: Callable[[Any], Entries] | None = None
        self._nothing = self._overlay()
        self.titles.sort_asked.connect(self.sort_asked.emit)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.rows[index.row()]))
        self.selectionModel().currentRowChanged.connect(lambda now, before: self.picked.emit(self.current()))

    def _overlay(self) -> QLabel:
        words = label("", "second", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self.viewport()).addWidget(words)
        words.hide()
        return words

    # --- rows

    def set_rows(self, rows: Sequence[Any], nothing: str = "") -> None:
        """Show these rows; `nothing` is what stands there when there are none. The chosen row stays chosen."""
        kept = getattr(self.current(), "id", None)
        self.rows.set_rows(rows)
        self.say_nothing("" if rows else nothing)
        self._choose(kept)

    def start(self, rows: Sequence[Any], after: Cursor, fetch: Fetch, nothing: str = "") -> None:
        """Show a first page and fetch the others as one scrolls."""
        kept = getattr(self.current(), "id", None)
        self.rows.start(rows, after, fetch)
        self.say_nothing("" if rows else nothing)
        self._choose(kept)

    def say_nothing(self, text: str) -> None:
        self._nothing.setText(text)
        self._nothing.setVisible(bool(text))

    def nothing(self) -> QLabel:
        """The label shown when there are no rows."""
        return self._nothing

    def current(self) -> Any | None:
        """The chosen row."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() and index.row() < len(self.rows.rows) else None

    def several(self) -> list[Any]:
        """All chosen rows, where several may be chosen, in their order."""
        return [self.rows.rows[at] for at in sorted(i.row() for i in self.selectionModel().selectedRows())]

    def allow_several(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def selectRow(self, row: int) -> None:
        """Choose a row. Qt's own finds no column to stand on where a mirrored table fills the width."""
        self.setCurrentIndex(self.rows.index(row, 0))

    def _choose(self, kept: Any) -> None:
        found = (i for i, shown in enumerate(self.rows.rows) if getattr(shown, "id", None) == kept)
        if kept is not None and (at := next(found, None)) is not None:
            self.blockSignals(True)  # the same row as before was not picked anew
            self.setCurrentIndex(self.rows.index(at, 0))  # selectRow finds no column in mirrored tables
            self.blockSignals(False)

    # --- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Space and current is not None:
            self.marked.emit(current)
        elif event.key() == Qt.Key.Key_Menu and current is not None:
            self._offer(current, self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """The chosen lines as a spreadsheet takes them: shown columns only, a tab between cells."""
        shown = [spec for spec in self.rows.columns if spec.title in self.titles.shown()]
        lines = ["\t".join(_cell(spec.text(one)) for spec in shown) for one in self.several()]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # dragging over rows must not select

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        current = self.current()
        if event.button() == Qt.MouseButton.RightButton and current is not None:
            self._offer(current, event.position().toPoint())

    def _offer(self, current: Any, at: QPoint) -> None:
        offered = self.entries(current) if self.entries else ()
        if offered:
            menu = QMenu(self)
            for words, call in offered:
                menu.addAction(words.replace("&", "&&")).triggered.connect(
                    lambda _on=False, call=call: call()
                )
            menu.exec(self.viewport().mapToGlobal(at))
            menu.deleteLater()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.rows.rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(0, 0))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def tip(self, at: QPoint) -> str:
        """The whole text of a cell that is cut short; escaped, for what people typed is never markup."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        spec, shown = self.rows.columns[index.column()], self.rows.rows[index.row()]
        cut = natural(spec, [shown]) > self.columnWidth(index.column())
        return html.escape(spec.text(shown)) if cut else ""


def _cell(text: str) -> str:
    """A cell for the clipboard: one line, and never a formula for the spreadsheet it is put into."""
    line = " ".join(text.split())
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") else line
