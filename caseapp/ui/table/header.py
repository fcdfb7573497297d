"""The titles of a table: widths, order marks, which columns are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from caseapp.core.i18n import _
from caseapp.ui.table.columns import blank, natural, shared, spared
from caseapp.ui.table.model import RowModel
from caseapp.ui.theme import theme

HEIGHT = 28


class RowHeader(QHeaderView):
    """A right click offers the columns; a width drawn by hand stays; `sort_asked` tells the order of a title clicked."""

    sort_asked = Signal(str)
    arranged = Signal()  # somebody took a column away, brought one back or drew its width

    def __init__(self, rows: RowModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = rows
        self._natural: list[int] = []
        self._by_hand: dict[int, int] = {}
        self._room, self._laying = 0, False
        self._unwanted: set[str] = set()  # titles the person took away
        self._blank: set[str] = set()  # those of spare columns in which nothing stands
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(28)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sectionClicked.connect(self._sort)
        self.sectionResized.connect(self._drawn)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)

    def measure(self) -> None:
        """Look at the first rows again: how wide does each column want to be?"""
        self.setFixedHeight(theme().px(HEIGHT))
        self._natural = [natural(spec, self._rows.rows) for spec in self._rows.columns]
        self._blank = {spec.title for spec in self._rows.columns if blank(spec, self._rows.rows)}
        self.lay(self._room)

    def lay(self, room: int) -> None:
        """Share the room out among the columns shown."""
        self._room = room
        self._leave_out()
        at = [i for i in range(len(self._natural)) if not self.isSectionHidden(i)]
        wanted = [self._by_hand.get(i, self._natural[i]) for i in at]
        self._laying = True
        for i, width in zip(at, shared([self._rows.columns[i] for i in at], wanted, room), strict=True):
            self.resizeSection(i, width)
        self._laying = False

    def show_only(self, titles: Iterable[str]) -> None:
        """Show the columns with these titles (as declared, not translated); all when none is left."""
        every = {spec.title for spec in self._rows.columns}
        self._unwanted = every - set(titles)
        if self._unwanted == every:
            self._unwanted = set()
        self.lay(self._room)

    def _leave_out(self) -> None:
        """Hide what the person took away, and what this room has no place for."""
        columns = self._rows.columns
        kept = [i for i, spec in enumerate(columns) if spec.title not in self._unwanted | self._blank]
        out = (
            spared([columns[i] for i in kept], [self._natural[i] for i in kept], self._room)
            if self._room
            else set()
        )
        left = [i for n, i in enumerate(kept) if n not in out]
        for i in range(len(columns)):
            self.setSectionHidden(i, i not in left)

    def shown(self) -> list[str]:
        """The titles of the columns the person wants, as declared."""
        return [spec.title for spec in self._rows.columns if spec.title not in self._unwanted]

    def mark_sort(self, sort: str, descending: bool = False) -> None:
        """Mark the column whose order the rows have; none for ""."""
        at = next((i for i, spec in enumerate(self._rows.columns) if sort and spec.sort == sort), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.setSortIndicatorShown(at >= 0)
        self.setSortIndicator(at, order)

    def arrangement(self) -> dict[str, Any]:
        """Columns shown and widths drawn by hand, to be kept for the next time; JSON can say it."""
        return {"shown": self.shown(), "widths": {str(k): v for k, v in self._by_hand.items()}}

    def arrange(self, arrangement: Mapping[str, Any]) -> None:
        """Put such an arrangement back."""
        widths = arrangement.get("widths", {})
        self._by_hand = {int(k): max(28, int(v)) for k, v in widths.items() if str(k).isdecimal()}
        self.show_only(arrangement.get("shown", ()))

    def menu(self) -> QMenu:
        """Every column with a tick; the last one shown cannot be taken away."""
        menu, shown = QMenu(self), self.shown()
        for spec in self._rows.columns:
            entry = menu.addAction(_(spec.title).replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(spec.title in shown)
            entry.setEnabled(shown != [spec.title])
            entry.toggled.connect(lambda on, title=spec.title: self._turn(title, on))
        return menu

    def _turn(self, title: str, on: bool) -> None:
        shown = set(self.shown())
        self.show_only(shown | {title} if on else shown - {title})
        self.arranged.emit()

    def _offer(self, at: QPoint) -> None:
        menu = self.menu()
        menu.exec(self.mapToGlobal(at))
        menu.deleteLater()

    def _sort(self, section: int) -> None:
        if self._rows.columns[section].sort:
            self.sort_asked.emit(self._rows.columns[section].sort)

    def _drawn(self, section: int, before: int, now: int) -> None:
        if not self._laying and QGuiApplication.mouseButtons():
            self._by_hand[section] = now
            self.arranged.emit()
