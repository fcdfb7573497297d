"""What is filled in by hand or by tick: choices, priority, signatures, stamps, lines to write on, slips to tear off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from caseapp.core.charts import Tone
from caseapp.core.i18n import _
from caseapp.documents import marks
from caseapp.documents.flow import Block, LaidBlock, Together
from caseapp.documents.lines import Laid, set_text
from caseapp.documents.pen import Pen
from caseapp.documents.style import (
    AMBER,
    CELL,
    CELL_STRONG,
    INK,
    LABEL,
    MUTED,
    RULE,
    SMALL,
    TONES,
    Style,
)  # fmt: skip

SLIP_TITLE = Style(13, 17, "bold")
SLIP_NUMBER = Style(10.4, 13, "bold")


class TickGrid(LaidBlock[list[Laid]]):
    """Everything that could be chosen, filled column by column; what is chosen is ticked and SemiBold."""

    before, after = 2.0, 2.5
    _INDENT = 13.5
    _GAP = 3.4

    def __init__(self, options: Sequence[tuple[str, bool]], columns: int = 3) -> None:
        self.options, self.columns = options, columns

    @property
    def _per_column(self) -> int:
        return -(-len(self.options) // self.columns)

    def lay(self, width: float) -> list[Laid]:
        inner = width / self.columns - self._INDENT - 4
        return [set_text(text, CELL_STRONG if chosen else CELL, inner) for text, chosen in self.options]

    def _heights(self, width: float) -> list[float]:
        laid = self.at(width)
        return [max(one.height for one in laid[row :: self._per_column]) for row in range(self._per_column)]

    def height(self, width: float) -> float:
        return sum(self._heights(width)) + self._GAP * self._per_column if self.options else 0.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        heights = self._heights(width)
        for number, (laid, (_text, chosen)) in enumerate(zip(self.at(width), self.options, strict=True)):
            column, row = divmod(number, self._per_column)
            left = x + column * width / self.columns
            top = y + sum(heights[:row]) + self._GAP * (row + 0.5)
            marks.tick_box(pen, left, top + 1.1, chosen)
            pen.laid(laid, left + self._INDENT, top)


class Segments(LaidBlock[list[Laid]]):
    """One choice of few in a row of segments, the chosen one framed and ticked: the priority of a referral."""

    _HEIGHT = 17.5
    _LABEL_HEIGHT = 11.0
    _BESIDE = 5.0  # between the edge, the box and the words

    def __init__(self, label: str, options: Sequence[str], chosen: int | None) -> None:
        self.label, self.options, self.chosen = label, options, chosen

    def lay(self, width: float) -> list[Laid]:
        return [
            set_text(text, CELL_STRONG if number == self.chosen else CELL)
            for number, text in enumerate(self.options)
        ]

    def natural_width(self) -> float:
        """How wide it wants to be."""
        return sum(self._widths(0.0))

    def _widths(self, width: float) -> list[float]:
        return [laid.width + 9 + 3.4 * self._BESIDE for laid in self.at(width)]

    def height(self, width: float) -> float:
        return self._LABEL_HEIGHT + self._HEIGHT

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        widths = self._widths(width)
        x += width - sum(widths)
        pen.text(self.label, LABEL, x, y)
        y += self._LABEL_HEIGHT
        pen.rect(x, y, sum(widths), self._HEIGHT, stroke=RULE)
        starts = [x + sum(widths[:number]) for number in range(len(widths))]
        for number, (start, laid) in enumerate(zip(starts, self.at(width), strict=True)):
            chosen = number == self.chosen
            if chosen:
                colour, tint = TONES[Tone.WARN]
                pen.rect(start, y, widths[number], self._HEIGHT, fill=tint, stroke=colour, line=1.2)
            elif number and number - 1 != self.chosen:
                pen.line([(start, y), (start, y + self._HEIGHT)], RULE)
            marks.tick_box(pen, start + self._BESIDE, y + 4.2, chosen)
            pen.laid(
                laid, start + 9 + 1.8 * self._BESIDE, y + (self._HEIGHT - laid.height) / 2,
                colour=AMBER if chosen else MUTED,
            )  # fmt: skip


class Signature(NamedTuple):
    """Who signs: the name is printed under the line, or left to be written when empty."""

    name: str
    role: str
    date: str = ""
    thumbprint: bool = False


class Signatures(Block):
    """Lines to sign on with their dates, two side by side; with a box for those who sign with a thumb."""

    before, after = 4.0, 8.0
    _GAP = 16.0
    _THUMB = 46.0

    def __init__(self, *people: Signature) -> None:
        self.people = people

    def _rows(self) -> list[Sequence[Signature]]:
        return [self.people[i : i + 2] for i in range(0, len(self.people), 2)]

    def _above(self, row: Sequence[Signature]) -> float:
        return self._THUMB + 10 if any(person.thumbprint for person in row) else 29.0

    def _below(self, row: Sequence[Signature], width: float) -> float:
        each = 0.66 * (width - self._GAP) / 2
        return 3 + max(
            set_text(p.name, CELL_STRONG, each).height * bool(p.name) + set_text(p.role, LABEL, each).height
            for p in row
        )

    def height(self, width: float) -> float:
        return sum(self._above(row) + self._below(row, width) for row in self._rows())

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        each = (width - self._GAP) / 2
        for row in self._rows():
            line = y + self._above(row)
            for number, person in enumerate(row):
                self._draw_one(pen, person, x + number * (each + self._GAP), line, each)
            y = line + self._below(row, width)

    def _draw_one(self, pen: Pen, person: Signature, x: float, y: float, width: float) -> None:
        signed, dated = 0.66 * width, 0.29 * width
        thumb = self._THUMB + 6 if person.thumbprint else 0.0
        pen.line([(x, y), (x + signed - thumb, y)], INK, 0.7)
        pen.line([(x + width - dated, y), (x + width, y)], INK, 0.7)
        if thumb:
            left = x + signed - self._THUMB
            pen.rect(left, y - self._THUMB, self._THUMB, self._THUMB, stroke=MUTED, radius=3)
            pen.text(_("Thumbprint"), LABEL, left + self._THUMB / 2, y - self._THUMB - 9, align="centre")
        pen.text(person.date, CELL, x + width - dated + 2, y - 12)
        pen.text(_("Date"), LABEL, x + width - dated, y + 2.6)
        top = y + 2
        if person.name:
            top += pen.text(person.name, CELL_STRONG, x, top, width=signed).height
        pen.text(person.role, LABEL, x, top, width=signed)


class StampBoxes(Block):
    """Empty boxes for rubber stamps."""

    before, after = 8.0, 6.0
    _GAP = 8.0

    def __init__(self, *labels: str, high: float = 60.0) -> None:
        self.labels, self.high = labels, high

    def height(self, width: float) -> float:
        return self.high

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        each = (width - self._GAP * (len(self.labels) - 1)) / len(self.labels)
        for label in self.labels:
            pen.rect(x, y, each, self.high, stroke=RULE, radius=4)
            pen.text(label, LABEL, x + 7, y + 4.5, width=each - 14)
            x += each + self._GAP


class WriteLines(Block):
    """Lines to write on with their labels below: each row is labels with their shares of the width.

    A label with share 0 or less is only words at the height of the line, over the last part of the row.
    """

    before, after = 2.0, 2.0
    _ROW = 29.5
    _GAP = 10.0

    def __init__(self, *rows: Sequence[tuple[str, float]]) -> None:
        self.rows = rows

    def height(self, width: float) -> float:
        return self._ROW * len(self.rows)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for row in self.rows:
            line, left = y + self._ROW - 9.5, x
            for label, share in row:
                if share <= 0:
                    pen.text(label, LABEL, left, line - 9, width=x + width - left)
                    continue
                wide = width * share - (self._GAP if left + width * share < x + width - 1 else 0.0)
                pen.line([(left, line), (left + wide, line)], MUTED, 0.6)
                pen.text(label, LABEL, left, line + 1.6, width=wide)
                left += width * share
            y += self._ROW


class Outcomes(Block):
    """Boxes to tick by hand in one row; an option that ends in a line leaves room for a date."""

    before, after = 2.0, 2.0
    _HEIGHT = 16.0
    _LINE = 54.0

    def __init__(self, options: Sequence[tuple[str, bool]]) -> None:
        self.options = options

    def height(self, width: float) -> float:
        return self._HEIGHT * (1 + self._placed(width)[-1][1]) if self.options else 0.0

    def _placed(self, width: float) -> list[tuple[float, int, Laid, bool]]:
        """Start, row, words and whether a line follows, for every option."""
        placed = []
        x, row = 0.0, 0
        for text, open_line in self.options:
            laid = set_text(text, CELL, width - 13 - self._LINE)
            wide = 13 + laid.width + (self._LINE + 3 if open_line else 0.0)
            if x and x + wide > width:
                x, row = 0.0, row + 1
            placed.append((x, row, laid, open_line))
            x += wide + 13
        return placed

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for start, row, laid, open_line in self._placed(width):
            left, top = x + start, y + row * self._HEIGHT + 2
            marks.tick_box(pen, left, top + 1.1, ticked=False)
            pen.laid(laid, left + 13, top)
            if open_line:
                end = left + 13 + laid.width + 3
                pen.line([(end, top + 10.6), (end + self._LINE, top + 10.6)], MUTED, 0.6)


class SlipHead(Block):
    """The head of a part that is torn off: its title, where it goes back to, its number with a QR code of its own.

    It holds numbers only. A slip travels open: it never bears the name of a client.
    """

    after = 5.0
    _QR = 40.0

    def __init__(
        self, title: str, under: Sequence[str], number_label: str, number: str, number_under: str, qr: str
    ) -> None:
        self.title, self.under = title, under
        self.number_label, self.number, self.number_under, self.qr = number_label, number, number_under, qr

    def height(self, width: float) -> float:
        own = set_text(self.title, SLIP_TITLE, 0.58 * width).height
        own += sum(set_text(line, SMALL, 0.58 * width).height for line in self.under)
        return max(self._QR, own) + 6

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        end = x + width
        marks.qr(pen, end - self._QR, y, self._QR, self.qr)
        right = end - self._QR - 8
        pen.text(self.number_label, LABEL, right, y + 2, align="end")
        pen.text(self.number, SLIP_NUMBER, right, y + 11, align="end")
        pen.text(self.number_under, SMALL, right, y + 24, align="end")
        top = y + 3 + pen.text(self.title, SLIP_TITLE, x, y + 3, width=0.58 * width).height
        for line in self.under:
            top += pen.text(line, SMALL, x, top, width=0.58 * width).height
        bottom = y + self.height(width)
        pen.line([(x, bottom), (end, bottom)], RULE)


class TearOff(Together):
    """Blocks below a dotted line across the paper, at the foot of the page: a slip to send back, a counterfoil to keep."""

    before = 14.0
    pinned = True
    _LINE = 10.0
    _FOOT = 4.0

    def __init__(self, words: str, *blocks: Block) -> None:
        super().__init__(*blocks)
        self.words = words

    def height(self, width: float) -> float:
        return super().height(width) + self._LINE + self._FOOT

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        marks.cut_line(pen, y, self.words)
        super().draw(pen, x, y + self._LINE, width)


class CutLine(Block):
    """A dotted line to cut along, in the run of the page: two receipts on one sheet."""

    before = after = 12.0

    def __init__(self, words: str) -> None:
        self.words = words

    def height(self, width: float) -> float:
        return 2.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        marks.cut_line(pen, y + 1, self.words)
