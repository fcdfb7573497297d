"""Blocks from top to bottom over pages: what a paper is made of, and where each block comes to stand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Generic, NamedTuple, TypeVar

from caseapp.documents.pen import Pen
from caseapp.documents.style import BODY_BOTTOM, BODY_TOP, MARGIN, MEASURE


class Block(ABC):
    """Something as wide as the text that knows its height. Immutable once made; drawn once or more."""

    before: ClassVar[float] = (
        0.0  # distance to what stands above and below; the larger of two neighbours holds
    )
    after: ClassVar[float] = 0.0
    sticks: ClassVar[bool] = False  # never the last thing on a page
    pinned: ClassVar[bool] = False  # stands at the foot of its page; what follows begins a new one

    @abstractmethod
    def height(self, width: float) -> float:
        """The height in points at this width."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw with the top left corner at (x, y)."""

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """A first part no higher than `room` and the rest; None when it cannot be parted there."""
        return None

    def least(self, width: float) -> float:
        """How much of it must fit for it to begin on a page."""
        return self.height(width)


L = TypeVar("L")


class LaidBlock(Block, Generic[L]):
    """A block whose layout at one width is worked out once."""

    _width = -1.0
    _layout: L

    @abstractmethod
    def lay(self, width: float) -> L:
        """Set everything at this width."""

    def at(self, width: float) -> L:
        """The layout at this width."""
        if width != self._width:
            self._layout, self._width = self.lay(width), width
        return self._layout


class Space(Block):
    """Empty room, dropped at the top of a page."""

    def __init__(self, points: float) -> None:
        self.points = points

    def height(self, width: float) -> float:
        return self.points

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing to draw."""


class PageBreak(Block):
    """What follows begins a new page."""

    def height(self, width: float) -> float:
        return 0.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing to draw."""


class Together(Block):
    """Blocks that stay on one page."""

    def __init__(self, *blocks: Block) -> None:
        self.blocks = blocks

    def height(self, width: float) -> float:
        return _stacked(self.blocks, width)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        last = 0.0
        for number, block in enumerate(self.blocks):
            y += max(last, block.before) if number else 0.0
            block.draw(pen, x, y, width)
            y += block.height(width)
            last = block.after


class Columns(Block):
    """Columns side by side, each a share of the width and its blocks: `Columns((0.6, [chart]), (0.4, [text]))`."""

    before = after = 6.0

    def __init__(self, *columns: tuple[float, Iterable[Block]], gap: float = 8.0) -> None:
        self.columns = [(share, Together(*blocks)) for share, blocks in columns]
        self.gap = gap

    def height(self, width: float) -> float:
        usable = width - self.gap * (len(self.columns) - 1)
        return max(column.height(usable * share) for share, column in self.columns)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        usable = width - self.gap * (len(self.columns) - 1)
        for share, column in self.columns:
            column.draw(pen, x, y, usable * share)
            x += usable * share + self.gap


def _stacked(blocks: Iterable[Block], width: float) -> float:
    total = last = 0.0
    for number, block in enumerate(blocks):
        total += (max(last, block.before) if number else 0.0) + block.height(width)
        last = block.after
    return total


class Placed(NamedTuple):
    block: Block
    y: float
    factor: float = 1.0  # below 1 for a block that is higher than a whole page


Page = list[Placed]


class Flow:
    """Fills pages with blocks. After `place` for each block, `pages` holds what stands where."""

    def __init__(self, width: float = MEASURE, top: float = BODY_TOP, bottom: float = BODY_BOTTOM) -> None:
        self.width, self.top, self.bottom = width, top, bottom
        self.pages: list[Page] = [[]]
        self._y = top
        self._gap = 0.0  # owed below the last block
        self._waiting: list[Block] = []  # headings waiting for what they stand above

    def fill(self, story: Iterable[Block]) -> list[Page]:
        """All pages of a story, at least one."""
        for block in story:
            self.place(block)
        for block in self._waiting:
            self._put(block)
        while len(self.pages) > 1 and not self.pages[-1]:
            self.pages.pop()
        return self.pages

    def place(self, block: Block) -> None:
        """Put the next block where it belongs."""
        if block.sticks:
            self._waiting.append(block)
            return
        if self._waiting:
            group = [*self._waiting, block]
            self._waiting = []
            if self._begin(group[0]) + self._needed(group) > self.bottom:
                self._turn()
            for heading in group[:-1]:
                self._put(heading)
        self._place_body(block)

    def _needed(self, group: list[Block]) -> float:
        *headings, body = group
        return (
            _stacked(headings, self.width) + max(headings[-1].after, body.before)
            + min(body.least(self.width), self.bottom - self.top)
        )  # fmt: skip

    def _place_body(self, block: Block) -> None:
        if isinstance(block, PageBreak):
            self._turn()
            return
        if isinstance(block, Space) and not self.pages[-1]:
            return
        rest: Block | None = block
        while rest is not None:
            rest = self._place_part(rest)
        if block.pinned:
            self._turn()

    def _place_part(self, block: Block) -> Block | None:
        """Place what fits on this page; what is left for the next one."""
        start, height = self._begin(block), block.height(self.width)
        if start + height <= self.bottom + 0.01:
            self._put(block)
            return None
        parts = block.split(self.width, self.bottom - start)
        if parts:
            self._put(parts[0])
            self._turn()
            return parts[1]
        if self.pages[-1]:
            self._turn()
            return block
        self._put(block, factor=(self.bottom - self.top) / height)  # alone on its page and still too high
        self._turn()
        return None

    def _begin(self, block: Block) -> float:
        return self._y + (max(self._gap, block.before) if self.pages[-1] else 0.0)

    def _put(self, block: Block, factor: float = 1.0) -> None:
        height = block.height(self.width) * factor
        start = self.bottom - height if block.pinned else self._begin(block)
        self.pages[-1].append(Placed(block, start, factor))
        self._y, self._gap = start + height, block.after

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
        self._y, self._gap = self.top, 0.0


def draw_page(pen: Pen, page: Page) -> None:
    """Draw the blocks of one page."""
    for placed in page:
        if placed.factor < 1:
            with pen.shrunk(placed.factor, MARGIN, placed.y):
                placed.block.draw(pen, MARGIN, placed.y, MEASURE)
        else:
            placed.block.draw(pen, MARGIN, placed.y, MEASURE)
