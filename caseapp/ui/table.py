"""A table over frozen rows: pages fetched as one scrolls, chips and bars painted, everything reachable by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.theme import ROW_HEIGHT, color, font, on_change, theme
from caseapp.ui.widgets import label, paint_bar, paint_chip

Index = QModelIndex | QPersistentModelIndex
Cursor = Any
Fetch = Callable[[Cursor, Callable[[Sequence[Any], Cursor], None]], None]


@dataclass(frozen=True)
class Column:
    """A column: `text(row)` is what is read; kind "text", "strong", "muted", "number", "chip" or "bar".

    `tone(row)` colours a chip (and makes text bad or warn); `share(row)` fills a bar; `sort` names the order asked for.
    """

    title: str
    text: Callable[[Any], str]
    kind: str = "text"
    tone: Callable[[Any], str] | None = None
    share: Callable[[Any], tuple[float, str]] | None = None
    width: int = 0  # pixels at 100 per cent; 0 shares what is left
    sort: str = ""


class RowModel(QAbstractTableModel):
    """Rows as they come; asks for more through `fetch(after, answer)` when the end is near."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Any] = []
        self._fetch: Fetch | None = None
        self._after: Cursor = None
        self._asking = False

    def set_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows, self._fetch, self._after, self._asking = list(rows), None, None, False
        self.endResetModel()

    def start(self, rows: Sequence[Any], after: Cursor, fetch: Fetch) -> None:
        """Show the first page; further ones come through `fetch` while `after` is not None."""
        self.set_rows(rows)
        self._after, self._fetch = after, fetch

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._after is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self._fetch and not self._asking:
            self._asking = True
            self._fetch(self._after, self._more)

    def _more(self, rows: Sequence[Any], after: Cursor) -> None:
        self._asking, self._after = False, after
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(self.columns[section])
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        spec, shown = self.columns[index.column()], self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return spec.text(shown)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(spec.title)}: {spec.text(shown)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(spec)
        return None


def _align(spec: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if spec.kind == "number" else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class RowDelegate(QStyledItemDelegate):
    """Paints cells: text elided, chips as pills, bars as bars. Reads only what it paints."""

    def __init__(self, model: RowModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.plain, self.strong = font(13), font(13, QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRectF = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        spec, shown = self._model.columns[index.column()], self._model.rows[index.row()]
        painter.save()
        painter.fillRect(area, color("brand_weak" if chosen else "card"))
        painter.setPen(color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(8, 0, -8, -1)
        if spec.kind == "chip":
            self._chip(painter, inner, spec, shown)
        else:
            self._text(painter, inner, spec, shown)
        painter.restore()

    def _chip(self, painter: QPainter, area: QRectF, spec: Column, shown: Any) -> None:
        text = spec.text(shown)
        if not text:
            return
        height = theme().px(12) + 9
        smaller = font(12)
        painter.setFont(smaller)
        width = min(area.width(), QFontMetrics(smaller).horizontalAdvance(text) + 18)
        left = area.right() - width if self._mirrored() else area.left()
        pill = QRectF(left, area.center().y() - height / 2, width, height)
        elided = QFontMetrics(smaller).elidedText(text, Qt.TextElideMode.ElideRight, int(width - 12))
        paint_chip(painter, pill, elided, spec.tone(shown) if spec.tone else "neutral")

    def _text(self, painter: QPainter, area: QRectF, spec: Column, shown: Any) -> None:
        if spec.kind == "bar" and spec.share:
            share, token = spec.share(shown)
            bar = QRectF(area.left(), area.center().y() - 4, min(52.0, area.width()), 8)
            paint_bar(painter, bar, [(share, token)], Qt.LayoutDirection.LeftToRight)
            area = area.adjusted(60, 0, 0, 0)
        used = self.strong if spec.kind == "strong" else self.plain
        painter.setFont(used)
        tone = spec.tone(shown) if spec.tone else ""
        painter.setPen(color(tone or ("ink3" if spec.kind == "muted" else "ink")))
        text = QFontMetrics(used).elidedText(spec.text(shown).replace("\n", " "), Qt.TextElideMode.ElideRight, int(area.width()))
        side = Qt.AlignmentFlag.AlignRight if (spec.kind == "number") != self._mirrored() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, text)

    def _mirrored(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, theme().px(ROW_HEIGHT))


class RecordTable(QTableView):
    """Enter or double click opens a row, Space marks it, a click on a sortable title asks for another order."""

    opened = Signal(object)
    marked = Signal(object)
    picked = Signal(object)
    sort_asked = Signal(str)

    def __init__(self, columns: Sequence[Column], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowModel(columns, self)
        self.setModel(self.rows)
        self.delegate = RowDelegate(self.rows, self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(name or _("List"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._nothing = label("", "second", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setParent(self.viewport())
        over = QVBoxLayout(self.viewport())
        over.addWidget(self._nothing)
        self._nothing.hide()
        self._header()
        self._resize()
        on_change(self, self._resize)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.rows[index.row()]))
        self.selectionModel().currentRowChanged.connect(lambda now, before: self.picked.emit(self.current()))

    def set_rows(self, rows: Sequence[Any], nothing: str = "") -> None:
        """Show these rows; `nothing` is what stands there when there are none. The chosen row stays chosen."""
        kept = getattr(self.current(), "id", None)
        self.rows.set_rows(rows)
        self.say_nothing("" if rows else nothing)
        self._choose(kept)

    def start(self, rows: Sequence[Any], after: Cursor, fetch: Fetch, nothing: str = "") -> None:
        """Show a first page and fetch the others as one scrolls."""
        self.rows.start(rows, after, fetch)
        self.say_nothing("" if rows else nothing)

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
        """All chosen rows, where several may be chosen."""
        return [self.rows.rows[i.row()] for i in self.selectionModel().selectedRows()]

    def allow_several(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def _choose(self, kept: Any) -> None:
        if kept is None:
            return
        for i, shown in enumerate(self.rows.rows):
            if getattr(shown, "id", None) == kept:
                self.selectRow(i)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Space and current is not None:
            self.marked.emit(current)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # dragging over rows must not select

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if self.rows.rows and not self.currentIndex().isValid():
            self.selectRow(0)

    def _header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort)
        for i, spec in enumerate(self.rows.columns):
            mode = QHeaderView.ResizeMode.Interactive if spec.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(i, mode)

    def _sort(self, section: int) -> None:
        if self.rows.columns[section].sort:
            self.sort_asked.emit(self.rows.columns[section].sort)

    def _resize(self) -> None:
        self.delegate.plain, self.delegate.strong = font(13), font(13, QFont.Weight.DemiBold)
        self.verticalHeader().setDefaultSectionSize(theme().px(ROW_HEIGHT))
        for i, spec in enumerate(self.rows.columns):
            if spec.width:
                self.setColumnWidth(i, theme().px(spec.width))
        self.viewport().update()
