"""Rows of cells, the common part of tables and label-over-value grids: set once, split between lines when very high."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from msgspec import Struct

from caseapp.documents import marks
from caseapp.documents.lines import Laid
from caseapp.documents.pen import Align, Pen
from caseapp.documents.prose import Chip

TALL = 260.0  # rows higher than this may be parted over two pages; others move whole


class Content(ABC):
    """What stands in a cell."""

    height: float

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw with the top left corner at (x, y)."""

    def cut(self, room: float) -> tuple[Content | None, Content | None]:
        """What fits into `room` and the rest."""
        return (self, None) if self.height <= room else (None, self)


class TextContent(Content):
    """Lines of text."""

    def __init__(self, laid: Laid, align: Align = "start") -> None:
        self.laid, self.align = laid, align
        self.height = laid.height

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        if self.align == "start" and len(self.laid.lines) > 1 and self.laid.right_to_left != pen.mirrored:
            pen.laid(self.laid, x + self.laid.width, y, align="end")  # its lines begin at the other side
        else:
            pen.laid(self.laid, x + width if self.align == "end" else x, y, align=self.align)

    def cut(self, room: float) -> tuple[Content | None, Content | None]:
        if self.height <= room:
            return self, None
        first, rest = self.laid.cut(self.laid.fitting(room))
        return TextContent(first, self.align), TextContent(rest, self.align)


class LabelledContent(Content):
    """A value under its small grey label."""

    def __init__(self, label: Laid, value: Content) -> None:
        self.label, self.value = label, value
        self.height = label.height + value.height

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.laid(self.label, x, y)
        self.value.draw(pen, x, y + self.label.height, width)

    def cut(self, room: float) -> tuple[Content | None, Content | None]:
        first, rest = self.value.cut(room - self.label.height)
        return (LabelledContent(self.label, first) if first else None), rest


class ChipsContent(Content):
    """States below one another; a chip too wide for its cell is set as plain text by the table."""

    def __init__(self, chips: Sequence[Chip]) -> None:
        self.chips = chips
        self.height = len(chips) * (marks.CHIP_HEIGHT + 2) - 2

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for text, tone in self.chips:
            marks.chip(pen, x, y - 1, text, tone)
            y += marks.CHIP_HEIGHT + 2


class Place(Struct, frozen=True):
    """Where a cell lies in its row: distance from the row's start, and width."""

    x: float
    width: float


class Row(Struct, frozen=True):
    """Cells beside each other."""

    cells: tuple[tuple[Place, Content | None], ...]
    above: float
    below: float

    @property
    def height(self) -> float:
        return self.above + self.below + max((c.height for _, c in self.cells if c), default=0.0)

    @property
    def least(self) -> float:
        """How much of it must fit for it to begin on a page."""
        return self.height if self.height < TALL else self.above + self.below + TALL / 4

    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw all cells with their tops level."""
        for place, content in self.cells:
            if content:
                content.draw(pen, x + place.x, y + self.above, place.width)

    def cut(self, room: float) -> tuple[Row, Row] | None:
        """A very high row in two; None when it is better moved whole."""
        inner = room - self.above - self.below
        if self.height < TALL or inner < TALL / 4:
            return None
        parts = [(place, content.cut(inner) if content else (None, None)) for place, content in self.cells]
        first = Row(tuple((place, part[0]) for place, part in parts), self.above, self.below)
        rest = Row(tuple((place, part[1]) for place, part in parts), self.above, self.below)
        return first, rest


def fitting(rows: Sequence[Row], room: float) -> tuple[list[Row], list[Row]]:
    """The rows that fit into `room` and the others, a very high row cut in two."""
    used = 0.0
    for count, row in enumerate(rows):
        if used + row.height > room + 0.01:
            parts = row.cut(room - used)
            if parts:
                return [*rows[:count], parts[0]], [parts[1], *rows[count + 1 :]]
            return list(rows[:count]), list(rows[count:])
        used += row.height
    return list(rows), []
