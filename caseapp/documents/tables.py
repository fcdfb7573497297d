"""Tables, amounts of money, label-over-value grids and bordered panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from caseapp.documents import marks
from caseapp.documents.flow import Block, LaidBlock
from caseapp.documents.lines import set_text
from caseapp.documents.pen import Align, Pen
from caseapp.documents.prose import Chip
from caseapp.documents.rows import ChipsContent, Content, LabelledContent, Place, Row, TextContent, fitting
from caseapp.documents.style import (
    ACCENT,
    CELL,
    CELL_STRONG,
    HEAD,
    LABEL,
    PANEL_TITLE,
    RULE,
    VALUE,
    WASH,
    Style,
)
from caseapp.documents.words import Words

Cell = Words | list[Chip]
DASH = "—"


class Column(Struct, frozen=True):
    """A column of a table: its head, its share of the width, numbers to the end."""

    title: str
    share: float
    align: Align = "start"


class _Body(NamedTuple):
    head: Row
    rows: list[Row]


class Table(LaidBlock[_Body]):
    """Rows under an accent line; the head is repeated on every page, the first column is SemiBold.

    A cell is text or a list of chips. `total` is a last row in SemiBold under an accent line.
    """

    before, after = 2.0, 6.0
    _PADDING = 5.0
    _ABOVE = _BELOW = 3.7

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *,
        total: Sequence[Cell] = (), first_strong: bool = True,
    ) -> None:  # fmt: skip
        self.columns, self.rows, self.total, self.first_strong = columns, rows, total, first_strong

    def _places(self, width: float) -> list[Place]:
        whole = sum(column.share for column in self.columns)
        places, x = [], 0.0
        for column in self.columns:
            share = width * column.share / whole
            places.append(Place(x + self._PADDING, share - 2 * self._PADDING))
            x += share
        return places

    def lay(self, width: float) -> _Body:
        places = self._places(width)
        head = Row(
            tuple((p, TextContent(set_text(c.title, HEAD, p.width), c.align)) for p, c in self._zip(places)),
            3.0, 4.0,
        )  # fmt: skip
        rows = [self._row(places, cells, strong=False) for cells in self.rows]
        return _Body(head, rows + ([self._row(places, self.total, strong=True)] if self.total else []))

    def _zip(self, places: Sequence[Place]) -> zip[tuple[Place, Column]]:
        return zip(places, self.columns, strict=True)

    def _row(self, places: Sequence[Place], cells: Sequence[Cell], strong: bool) -> Row:
        contents = []
        for number, (place, column, cell) in enumerate(zip(places, self.columns, cells, strict=True)):
            style = CELL_STRONG if strong or (self.first_strong and not number) else CELL
            contents.append(
                (place, _content(cell if cell or not strong else " ", style, place.width, column.align))
            )
        return Row(tuple(contents), self._ABOVE, self._BELOW)

    def height(self, width: float) -> float:
        body = self.at(width)
        return body.head.height + sum(row.height for row in body.rows)

    def least(self, width: float) -> float:
        body = self.at(width)
        return body.head.height + (body.rows[0].least if body.rows else 0.0)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        head, rows = self.at(width)
        head.draw(pen, x, y)
        y += head.height
        for number, row in enumerate(rows):
            last = self._is_total(number, rows)
            pen.line(
                [(x, y), (x + width, y)],
                ACCENT if not number or last else RULE,
                0.9 if not number or last else 0.5,
            )
            row.draw(pen, x, y)
            y += row.height
        pen.line([(x, y), (x + width, y)], RULE if rows else ACCENT, 0.5 if rows else 0.9)

    def _is_total(self, number: int, rows: Sequence[Row]) -> bool:
        return bool(self.total) and number == len(rows) - 1

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        head, rows = self.at(width)
        first, rest = fitting(rows, room - head.height)
        if self.total and len(rest) == 1 and len(first) > 1:  # a total does not stand alone
            rest.insert(0, first.pop())
        if not first or not rest:
            return None
        return self._part(width, _Body(head, first), last=False), self._part(
            width, _Body(head, rest), last=True
        )

    def _part(self, width: float, body: _Body, last: bool) -> Table:
        part = Table(self.columns, (), total=self.total if last else (), first_strong=self.first_strong)
        part._layout, part._width = body, width
        return part


def _content(cell: Cell, style: Style, width: float, align: Align) -> Content:
    if isinstance(cell, list):
        if all(marks.chip_width(text) <= width + 8 for text, _ in cell):
            return ChipsContent(cell)
        cell = "\n".join(text for text, _ in cell)
    return TextContent(set_text(cell or DASH, style, width), align)


class MoneyRows(Table):
    """Amounts under each other at the end of the line, with their sum: `MoneyRows([(label, amount)], (label, sum))`."""

    def __init__(
        self,
        rows: Sequence[tuple[Words, str]],
        total: tuple[Words, str] | None = None,
        head: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(
            (Column(head[0], 72), Column(head[1], 28, "end")), rows, total=total or (), first_strong=False
        )

    def lay(self, width: float) -> _Body:
        body = super().lay(width)
        titled = any(column.title for column in self.columns)
        return body if titled else _Body(Row((), 0.0, 0.0), body.rows)


class Entry(NamedTuple):
    """A value under its label; it takes `span` columns."""

    label: str
    value: Cell
    span: int = 1


class Grid(LaidBlock[list[Row]]):
    """Labels over values in columns, on a pale field unless `washed` is False. Rows stay whole over pages.

    A value that is empty is shown as a dash: what was asked and not answered is seen.
    """

    before, after = 2.0, 6.0
    _PADDING = 7.0
    _ABOVE, _BELOW = 3.1, 4.1

    def __init__(
        self, entries: Sequence[Entry | tuple[str, Cell]], columns: int = 4, *, washed: bool = True
    ) -> None:
        self.entries = [entry if isinstance(entry, Entry) else Entry(*entry) for entry in entries]
        self.columns, self.washed = columns, washed

    @property
    def _padding(self) -> float:
        return self._PADDING if self.washed else 0.0

    def lay(self, width: float) -> list[Row]:
        rows: list[Row] = []
        cells: list[tuple[Place, Content | None]] = []
        used = 0
        for entry in self.entries:
            span = min(entry.span, self.columns)
            if used + span > self.columns:
                rows.append(Row(tuple(cells), self._ABOVE, self._BELOW))
                cells, used = [], 0
            place = Place(
                width * used / self.columns + self._padding, width * span / self.columns - self._padding - 3
            )
            label = set_text(entry.label, LABEL, place.width)
            cells.append((place, LabelledContent(label, _content(entry.value, VALUE, place.width, "start"))))
            used += span
        return [*rows, Row(tuple(cells), self._ABOVE, self._BELOW)] if cells else rows

    def height(self, width: float) -> float:
        return sum(row.height for row in self.at(width))

    def least(self, width: float) -> float:
        rows = self.at(width)
        return rows[0].least if rows else 0.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        if self.at(width):
            if self.washed:
                pen.rect(x, y, width, self.height(width), radius=4, fill=WASH)
            self.draw_rows(pen, x, y, width)

    def draw_rows(self, pen: Pen, x: float, y: float, width: float) -> None:
        """The rows without the field they stand on."""
        for number, row in enumerate(self.at(width)):
            if number and self.washed:
                pen.line([(x, y), (x + width, y)], RULE)
            row.draw(pen, x, y)
            y += row.height

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        first, rest = fitting(self.at(width), room)
        if not first or not rest:
            return None
        return self._part(width, first), self._part(width, rest)

    def _part(self, width: float, rows: list[Row]) -> Grid:
        part = Grid((), self.columns, washed=self.washed)
        part._layout, part._width = rows, width
        return part


class Panel(NamedTuple):
    """A titled box: an agency with its contact."""

    title: str
    entries: Sequence[Entry]


class Panels(LaidBlock[list[Grid]]):
    """Bordered panels side by side, equally high."""

    before, after = 4.0, 6.0
    _GAP = 8.0
    _TITLE = 14.5

    def __init__(self, *panels: Panel) -> None:
        self.panels = panels

    def _each(self, width: float) -> float:
        return (width - self._GAP * (len(self.panels) - 1)) / len(self.panels)

    def lay(self, width: float) -> list[Grid]:
        return [Grid(panel.entries, columns=2) for panel in self.panels]

    def height(self, width: float) -> float:
        each = self._each(width)
        return self._TITLE + max(grid.height(each) for grid in self.at(width))

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        each = self._each(width)
        for panel, grid in zip(self.panels, self.at(width), strict=True):
            pen.text(panel.title, PANEL_TITLE, x, y)
            pen.rect(x, y + self._TITLE, each, self.height(width) - self._TITLE, radius=4, stroke=RULE)
            grid.draw_rows(pen, x, y + self._TITLE, each)
            x += each + self._GAP
