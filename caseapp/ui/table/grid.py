"""How a table looks: its model, titles and cells put together, how wide the columns and how high the rows are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from caseapp.ui.table.columns import Column
from caseapp.ui.table.delegate import SIDE, RowDelegate
from caseapp.ui.table.header import HEIGHT, RowHeader
from caseapp.ui.table.model import RowModel
from caseapp.ui.theme import ROW_HEIGHT, on_change, theme


class Grid(QTableView):
    """Lays itself out anew for other rows, another width and another text size."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own_viewport()
        self.rows = RowModel(columns, self)
        self.titles = RowHeader(self.rows, self)
        self.setHorizontalHeader(self.titles)
        self.setModel(self.rows)
        self.delegate = RowDelegate(self.rows, self)
        self.setItemDelegate(self.delegate)
        self._fit = 0
        self._plain()
        self._resize()
        on_change(self, self._resize)
        self.rows.modelReset.connect(self._resize)
        self.rows.rowsInserted.connect(lambda *_where: self._heighten())
        self.titles.arranged.connect(self._heighten)

    def fit(self, most: int = 12) -> None:
        """Be as high as the rows there are, up to `most`: for short tables inside cards."""
        self._fit = most
        self._fit_height()

    def _own_viewport(self) -> None:
        """Like Qt's; but asked for that one, PySide makes all classes it might be: 14 ms and 2 MB."""
        ground = QWidget()
        ground.setBackgroundRole(QPalette.ColorRole.Base)
        ground.setAutoFillBackground(True)
        self.setViewport(ground)

    def _plain(self) -> None:
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _resize(self) -> None:
        self.delegate.refresh()
        self.setMinimumHeight(theme().px(HEIGHT + 2 * ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW_HEIGHT))
        self.titles.measure()
        self._lay()
        self.viewport().update()

    def _lay(self) -> None:
        """Share the width out, then see how high that makes the rows."""
        self.titles.lay(self.viewport().width())
        self._heighten()

    def _heighten(self) -> None:
        """A row in which words go on in a second line is as high as that, and a table that fits its rows too."""
        columns = self.rows.columns
        wraps = [i for i, spec in enumerate(columns) if spec.wraps and not self.isColumnHidden(i)]
        for at, shown in enumerate(self.rows.rows if wraps else ()):
            lines = max(
                len(self.delegate.lines(columns[i], shown, self.columnWidth(i) - 2 * SIDE)) for i in wraps
            )
            self.setRowHeight(at, self.delegate.height(lines))
        self._fit_height()

    def _fit_height(self) -> None:
        if self._fit:
            rows = max(1, min(len(self.rows.rows), self._fit))
            across = (
                self.horizontalScrollBar().sizeHint().height()
                if self.titles.length() > self.viewport().width()
                else 0
            )
            high = sum(map(self.rowHeight, range(rows))) or theme().px(ROW_HEIGHT)
            self.setFixedHeight(theme().px(HEIGHT) + high + across + 2)
