"""Titles, section headings, paragraphs, lists and notes."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core.charts import Tone
from caseapp.documents import marks
from caseapp.documents.flow import Block, LaidBlock
from caseapp.documents.lines import Laid, set_text
from caseapp.documents.pen import Pen
from caseapp.documents.style import (
    ACCENT,
    BODY,
    CELL_STRONG,
    INK,
    MUTED,
    OVER_TITLE,
    RULE,
    SECTION,
    SECTION_NUMBER,
    SMALL,
    TITLE,
    UNDER_TITLE,
    WASH,
    Style,
)  # fmt: skip
from caseapp.documents.words import Words

Chip = tuple[str, Tone]
CHIP_GAP = 5.0


class Paragraph(LaidBlock[Laid]):
    """Running text. Splits over pages, never leaving one line alone."""

    before, after = 2.0, 4.5

    def __init__(self, words: Words, style: Style = BODY) -> None:
        self.words, self.style = words, style

    def lay(self, width: float) -> Laid:
        return set_text(self.words, self.style, width)

    def height(self, width: float) -> float:
        return self.at(width).height

    def least(self, width: float) -> float:
        laid = self.at(width)
        return laid.height if len(laid.lines) < 4 else 2 * laid.leading

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        draw_reading_side(pen, self.at(width), x, y, width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        laid = self.at(width)
        count = laid.fitting(room)
        count -= len(laid.lines) - count == 1  # a last line is not left alone
        if count < 2:
            return None
        first, rest = laid.cut(count)
        return SetLines(first), SetLines(rest)


class SetLines(Paragraph):
    """Lines that are broken already: the parts of a paragraph."""

    def __init__(self, laid: Laid) -> None:
        super().__init__("", laid.style)
        self.laid = laid

    def lay(self, width: float) -> Laid:
        return self.laid


def draw_reading_side(pen: Pen, laid: Laid, x: float, y: float, width: float) -> None:
    """Draw text at the side where its own language begins: Arabic wording stands right also on an English page."""
    if laid.right_to_left != pen.mirrored:
        pen.laid(laid, x + width, y, align="end")
    else:
        pen.laid(laid, x, y)


class Heading(LaidBlock[Laid]):
    """A section's title with its number and a hairline. The number is given when the paper is put together."""

    before, after = 9.0, 4.5
    sticks = True
    _SIDE = 13.0

    def __init__(self, title: str, number: int | None = None) -> None:
        self.title, self.number = title, number

    @property
    def _indent(self) -> float:
        return self._SIDE + 6 if self.number is not None else 0.0

    def lay(self, width: float) -> Laid:
        return set_text(self.title, SECTION, width - self._indent)

    def height(self, width: float) -> float:
        return self.at(width).height

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        laid = self.at(width)
        if self.number is not None:
            pen.rect(x, y, self._SIDE, self._SIDE, fill=ACCENT, radius=2.6)
            pen.text(str(self.number), SECTION_NUMBER, x + self._SIDE / 2, y, align="centre")
        pen.laid(laid, x + self._indent, y)
        start = x + self._indent + laid.lines[-1].width + 8
        if start < x + width:
            middle = y + laid.height - SECTION.leading / 2
            pen.line([(start, middle), (x + width, middle)], RULE)


class Subheading(Paragraph):
    """A small title inside a section."""

    before, after = 4.0, 1.0
    sticks = True

    def __init__(self, title: str) -> None:
        super().__init__(title, CELL_STRONG)


class Title(LaidBlock[tuple[Laid, Laid, Laid]]):
    """What the paper is, above its name: `Case summary`, the name, one grey line; states as chips at the end.

    `aside` is a block with a width of its own that stands where the chips would (the priority of a referral).
    """

    after = 7.0
    sticks = True

    def __init__(
        self, title: Words, over: str = "", under: Words = "", chips: Sequence[Chip] = (),
        aside: Block | None = None, aside_width: float = 0.0, style: Style = TITLE,
    ) -> None:  # fmt: skip
        self.title, self.over, self.under = title, over, under
        self.chips, self.style = chips, style
        self.aside, self.aside_width = aside, aside_width

    def _chips_width(self) -> float:
        return sum(marks.chip_width(text) + CHIP_GAP for text, _ in self.chips)

    def lay(self, width: float) -> tuple[Laid, Laid, Laid]:
        beside = self.aside_width if self.aside else min(self._chips_width(), 0.45 * width)
        return (
            set_text(self.over, OVER_TITLE, width - beside),
            set_text(self.title, self.style, width - beside - 8),
            set_text(self.under, UNDER_TITLE, width - beside),
        )

    def height(self, width: float) -> float:
        over, title, under = self.at(width)
        own = (over.height + 2.4 if self.over else 0.0) + title.height + (under.height if self.under else 4.0)
        return max(own, self.aside.height(self.aside_width) + 2 if self.aside else 0.0)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        over, title, under = self.at(width)
        if self.aside:
            self.aside.draw(pen, x + width - self.aside_width, y, self.aside_width)
        if self.over:
            pen.laid(over, x, y)
            y += over.height + 2.4
        pen.laid(title, x, y)
        draw_chips_to_end(pen, self.chips, x + width, y + 4.5, 0.45 * width)
        if self.under:
            pen.laid(under, x, y + title.height)


def draw_chips_to_end(pen: Pen, chips: Sequence[Chip], end: float, y: float, width: float) -> None:
    """Chips in rows no wider than `width`, each row ending at `end`."""
    row: list[Chip] = []
    used = 0.0
    for one in [*chips, None]:
        wide = marks.chip_width(one[0]) if one else width
        if row and used + wide > width:
            x = end - used + CHIP_GAP
            for text, tone in row:
                x += marks.chip(pen, x, y, text, tone) + CHIP_GAP
            y, row, used = y + marks.CHIP_HEIGHT + 3, [], 0.0
        if one:
            row.append(one)
            used += wide + CHIP_GAP


class Bullets(LaidBlock[list[Laid]]):
    """A list of short texts, each behind a dot or, when `numbered`, its number."""

    before, after = 2.0, 4.5
    _INDENT = 12.0
    _GAP = 2.0

    def __init__(self, items: Sequence[Words], *, numbered: bool = False, first: int = 1) -> None:
        self.items, self.numbered, self.first = items, numbered, first

    def lay(self, width: float) -> list[Laid]:
        return [set_text(item, BODY, width - self._INDENT) for item in self.items]

    def height(self, width: float) -> float:
        return sum(laid.height for laid in self.at(width)) + self._GAP * max(0, len(self.items) - 1)

    def least(self, width: float) -> float:
        return self.at(width)[0].height if self.items else 0.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for number, laid in enumerate(self.at(width), self.first):
            if self.numbered:
                pen.text(f"{number}.", BODY.coloured(MUTED), x, y)
            else:
                pen.circle(x + 3, y + BODY.leading / 2, 1.4, fill=ACCENT)
            pen.laid(laid, x + self._INDENT, y)
            y += laid.height + self._GAP

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        used, count = 0.0, 0
        for laid in self.at(width):
            if used + laid.height > room:
                break
            used, count = used + laid.height + self._GAP, count + 1
        if not count:
            return None
        return (
            Bullets(self.items[:count], numbered=self.numbered, first=self.first),
            Bullets(self.items[count:], numbered=self.numbered, first=self.first + count),
        )


class Note(LaidBlock[list[Laid]]):
    """Paragraphs on a pale field: consent read aloud, in one or several languages. `lead` is a grey line above them."""

    before, after = 2.0, 6.0
    _PADDING = 8.5
    _GAP = 3.6

    def __init__(self, *paragraphs: Words, lead: Words = "") -> None:
        self.paragraphs, self.lead = paragraphs, lead

    def lay(self, width: float) -> list[Laid]:
        inner = width - 2 * self._PADDING
        lead = [set_text(self.lead, SMALL, inner)] if self.lead else []
        return lead + [set_text(words, BODY.coloured(INK), inner) for words in self.paragraphs]

    def height(self, width: float) -> float:
        laid = self.at(width)
        return sum(one.height for one in laid) + self._GAP * (len(laid) - 1) + 2 * self._PADDING - 4

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.rect(x, y, width, self.height(width), fill=WASH, radius=4)
        y += self._PADDING - 2
        for laid in self.at(width):
            draw_reading_side(pen, laid, x + self._PADDING, y, width - 2 * self._PADDING)
            y += laid.height + self._GAP

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between paragraphs."""
        for count in range(len(self.paragraphs) - 1, 0, -1):
            first = Note(*self.paragraphs[:count], lead=self.lead)
            if first.height(width) <= room:
                return first, Note(*self.paragraphs[count:])
        return None
