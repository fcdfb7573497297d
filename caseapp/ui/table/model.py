"""Rows as Qt asks for them: only what is looked at, further pages when the end comes near."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from caseapp.core.i18n import _
from caseapp.ui.table.columns import Column

Index = QModelIndex | QPersistentModelIndex
Cursor = Any
Fetch = Callable[[Cursor, Callable[[Sequence[Any], Cursor], None]], None]
_NONE = QModelIndex()


class RowModel(QAbstractTableModel):
    """Rows as they come; asks for more through `fetch(after, answer)` when the end is near."""

    def __init__(self, columns: Sequence[Column], parent: QObject) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Any] = []
        self._fetch: Fetch | None = None
        self._after: Cursor = None
        self._asking = False
        self._series = 0  # an answer to an older list is not put under a newer one

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows and no others."""
        self._series += 1
        self.beginResetModel()
        self.rows, self._fetch, self._after, self._asking = list(rows), None, None, False
        self.endResetModel()

    def start(self, rows: Sequence[Any], after: Cursor, fetch: Fetch) -> None:
        """Show the first page; further ones come through `fetch` while `after` is not None."""
        self.set_rows(rows)
        self._after, self._fetch = after, fetch

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def asking(self) -> bool:
        """Whether further rows are on their way."""
        return self._asking

    def goes_on(self) -> bool:
        """Whether there are rows beyond those that came so far."""
        return self._after is not None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._after is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self._fetch and not self._asking:
            self._asking = True
            series = self._series
            self._fetch(self._after, lambda rows, after: self._more(series, rows, after))

    def _more(self, series: int, rows: Sequence[Any], after: Cursor) -> None:
        if series != self._series:
            return
        self._asking, self._after = False, after
        if rows:
            self.beginInsertRows(_NONE, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].alignment()
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        spec, shown = self.columns[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return spec.text(shown)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(spec.title)}: {spec.text(shown)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return spec.alignment()
        return None
