"""Mixed-script text as shaped runs: faces by coverage, levels by UAX #9, letters joined by HarfBuzz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from unicodedata import combining

from caseapp.documents import bidi
from caseapp.documents.fonts import UNITS, Face, Weight, faces_for, is_ignorable

_TOKEN = re.compile(r" +|[^ ፡\u200b]*[፡\u200b]+|[^ ፡\u200b]+")


class Glyph(NamedTuple):
    """One glyph in drawing order; lengths in 1/1000 em. `text` is what it is read back as, "" for a mark on a letter."""

    number: int
    text: str
    advance: int
    x: int
    y: int

    @property
    def drawn(self) -> bool:
        """Whether it is a shape and not text: it has no text of its own, or stands off the line."""
        return not self.text or self.y != 0


class Run(NamedTuple):
    """A piece of a line in one face. `glyphs` is None for plain text. Width in points."""

    face: Face
    size: float
    text: str
    glyphs: tuple[Glyph, ...] | None
    width: float

    def followed_by(self, other: Run) -> Run:
        """Both as one piece: readers put the words of a piece into their right order, not those of several."""
        glyphs = (*(self.glyphs or ()), *(other.glyphs or ()))
        return Run(self.face, self.size, self.text + other.text, glyphs, self.width + other.width)


class Item(NamedTuple):
    """Neighbouring characters of one face and one level."""

    start: int
    end: int
    face: Face
    level: int


class Token(NamedTuple):
    """A word or a gap: what a line is broken between."""

    runs: tuple[tuple[Run, int], ...]  # each with its level
    width: float
    gap: bool


class Shaper:
    """One paragraph (no line ends) set in mixed scripts at one size."""

    def __init__(self, spans: Sequence[tuple[Weight, str]], size: float, base: int | None = None) -> None:
        self.text = "".join(text for _, text in spans)
        self.size = size
        self.levels, self.base = bidi.levels(self.text, base)
        self.items = self._items(spans)

    def _items(self, spans: Sequence[tuple[Weight, str]]) -> list[Item]:
        items: list[Item] = []
        offset = 0
        for weight, text in spans:
            for run in faces_for(text, weight):
                self._by_level(items, run.face, offset + run.start, offset + run.end)
            offset += len(text)
        return items

    def _by_level(self, items: list[Item], face: Face, start: int, end: int) -> None:
        while start < end:
            stop = start + 1
            while stop < end and self.levels[stop] == self.levels[start]:
                stop += 1
            items.append(Item(start, stop, face, self.levels[start]))
            start = stop

    def tokens(self) -> list[Token]:
        """Words and gaps in reading order."""
        return [self.token(found.start(), found.end()) for found in _TOKEN.finditer(self.text)]

    def token(self, start: int, end: int) -> Token:
        """The characters from `start` to `end` as shaped runs."""
        runs = [
            (self._shape(max(start, item.start), min(end, item.end), item), item.level)
            for item in self.items
            if item.start < end and item.end > start
        ]
        return Token(tuple(runs), sum(run.width for run, _ in runs), self.text[start:end].isspace())

    def chopped(self, limit: float) -> list[Token]:
        """Tokens of which none is wider than `limit`: a word that is gets cut between letters."""
        result: list[Token] = []
        for found in _TOKEN.finditer(self.text):
            token = self.token(found.start(), found.end())
            result += [token] if token.width <= limit or token.gap else self._cut(*found.span(), limit)
        return result

    def _cut(self, start: int, end: int, limit: float) -> list[Token]:
        pieces: list[Token] = []
        while start < end:
            low, high = start + 1, end
            while low < high:  # the longest piece that fits
                middle = (low + high + 1) // 2
                low, high = (middle, high) if self.token(start, middle).width <= limit else (low, middle - 1)
            while low < end and combining(self.text[low]):
                low += 1
            pieces.append(self.token(start, low))
            start = low
        return pieces

    def _shape(self, start: int, end: int, item: Item) -> Run:
        import uharfbuzz as hb

        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
        # The whole text goes in as context: letters join across a change of weight or a cut.
        buffer.add_str(self.text, start, end - start)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if item.level % 2 else "ltr"
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        hb.shape(item.face.font, buffer, item.face.features)
        glyphs = self._glyphs(buffer, end, step=-1 if item.level % 2 else 1)
        size = self.size * item.face.scale
        width = sum(glyph.advance for glyph in glyphs) * size / UNITS
        return Run(item.face, size, self.text[start:end], glyphs, width)

    def _glyphs(self, buffer: Any, end: int, step: int) -> tuple[Glyph, ...]:
        """With `step` -1 the letters of a cluster stand back to front: readers turn right-to-left text as a whole.

        A letter carries the text of the marks on it: a mark is drawn as a piece of its own, and readers lose its place.
        """
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        clusters = sorted({info.cluster for info in infos})
        ends = dict(zip(clusters, [*clusters[1:], end], strict=False))
        bearers: dict[int, int] = {}
        for index, (info, place) in enumerate(zip(infos, places, strict=True)):
            if info.cluster not in bearers or (
                place.x_advance and not places[bearers[info.cluster]].x_advance
            ):
                bearers[info.cluster] = index
        glyphs = []
        for index, (info, place) in enumerate(zip(infos, places, strict=True)):
            borne = bearers[info.cluster] == index
            text = _seen(self.text[info.cluster : ends[info.cluster]])[::step] if borne else ""
            glyphs.append(Glyph(info.codepoint, text, place.x_advance, place.x_offset, place.y_offset))
        return tuple(glyphs)


def _seen(text: str) -> str:
    """Without the marks of direction, which a search would stumble over."""
    return "".join(c for c in text if not is_ignorable(c))
