"""Lists people sign: a table with room to write in, and boxes for signature and thumb."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.documents.pen import Pen
from caseapp.documents.rows import Row
from caseapp.documents.style import RULE
from caseapp.documents.tables import Cell, Column, Table, _Body


class SignTable(Table):
    """Rows high enough to sign in; the last `boxes` columns are empty boxes that are given no cells."""

    _HIGH = 36.0  # a thumb needs 12 mm

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, boxes: int, total: Sequence[Cell] = ()
    ) -> None:  # fmt: skip
        empty = (" ",) * boxes
        super().__init__(columns, [(*row, *empty) for row in rows], total=(*total, *empty) if total else ())
        self.boxes = boxes

    def _row(self, places: Sequence[object], cells: Sequence[Cell], strong: bool) -> Row:
        row = super()._row(places, cells, strong)  # type: ignore[arg-type]
        missing = 0.0 if strong else max(0.0, self._HIGH - row.height)
        return Row(row.cells, row.above + missing / 2, row.below + missing / 2)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        super().draw(pen, x, y, width)
        head, rows = self.at(width)
        top = y + head.height
        bottom = top + sum(r.height for n, r in enumerate(rows) if not self._is_total(n, rows))
        whole, at = sum(column.share for column in self.columns), x + width
        for column in reversed(self.columns[-self.boxes :]):
            pen.line([(at, top), (at, bottom)], RULE)
            at -= width * column.share / whole
        pen.line([(at, top), (at, bottom)], RULE)

    def _part(self, width: float, body: _Body, last: bool) -> Table:
        part = SignTable(self.columns, (), boxes=self.boxes)
        part.total = self.total if last else ()
        part._layout, part._width = body, width
        return part
