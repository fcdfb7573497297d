"""Text set to a width: plain words by a table of widths, everything else through the shaper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from caseapp.documents import bidi
from caseapp.documents.fonts import UNITS, Face, Weight, first_face
from caseapp.documents.shaping import Run, Shaper, Token
from caseapp.documents.style import Style
from caseapp.documents.words import Span, Words

ENDLESS = 1e6
ARABIC_LEADING = 1.28  # Naskh reaches further above and below its line
_GOOD_CUTS = frozenset("-/@._,;:&=?")
Piece = tuple[Face, str]


class Line(NamedTuple):
    width: float
    runs: tuple[Run, ...]


class Laid(Struct, frozen=True):
    """Text as finished lines. Heights and widths in points; `right_to_left` when its first line reads that way."""

    lines: tuple[Line, ...]
    style: Style
    right_to_left: bool = False

    @property
    def leading(self) -> float:
        return self.style.leading * (ARABIC_LEADING if self.right_to_left else 1)

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last; extra Arabic leading lies only between lines."""
        return self.style.leading + (len(self.lines) - 1) * self.leading if self.lines else 0.0

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0.0)

    def fitting(self, room: float) -> int:
        """How many lines fit into `room` points."""
        if room < self.style.leading:
            return 0
        return min(len(self.lines), 1 + int((room - self.style.leading) / self.leading + 1e-6))

    def cut(self, count: int) -> tuple[Laid, Laid]:
        """The first `count` lines and the others."""
        return (
            Laid(self.lines[:count], self.style, self.right_to_left),
            Laid(self.lines[count:], self.style, self.right_to_left),
        )


def set_text(words: Words, style: Style, width: float = ENDLESS) -> Laid:
    """Break the text into lines no wider than `width` points; words longer than a line are cut.

    Raises MissingGlyph for a character that no bundled face has.
    """
    spans: Sequence[tuple[Weight, str]]
    if isinstance(words, str):
        spans = ((style.weight, words),)
    else:
        spans = [(weight or style.weight, text) for text, weight in _spans(words)]
    lines: list[Line] = []
    right_to_left = False
    for paragraph in _paragraphs(spans):
        try:
            lines += _plain_lines([(first_face(w), t) for w, t in paragraph], style.size, width)
        except KeyError:
            shaper = Shaper(paragraph, style.size)
            right_to_left = right_to_left or (not lines and shaper.base == 1)
            lines += _shaped_lines(shaper, width)
    return Laid(tuple(lines), style, right_to_left)


def _spans(words: Iterable[Span]) -> Iterable[tuple[str, Weight]]:
    for span in words:
        yield span.text, span.weight  # type: ignore[misc]


def _paragraphs(spans: Sequence[tuple[Weight, str]]) -> list[list[tuple[Weight, str]]]:
    """Split at line ends; tabs become spaces."""
    paragraphs: list[list[tuple[Weight, str]]] = [[]]
    for weight, text in spans:
        first, *others = text.replace("\t", " ").split("\n")
        paragraphs[-1].append((weight, first))
        paragraphs += [[(weight, other)] for other in others]
    return paragraphs


# --- plain text: one dictionary look-up a letter


class _Word(NamedTuple):
    width: int  # 1/1000 em
    pieces: list[Piece]


def _plain_lines(pieces: Sequence[Piece], size: float, width: float) -> list[Line]:
    limit = int(width * UNITS / size + 0.5)
    if len(pieces) == 1:  # the usual case: one face, and it fits
        face, text = pieces[0]
        total = face.width(text)
        if total <= limit:
            return [Line(total * size / UNITS, (Run(face, size, text, None, total * size / UNITS),))]
    return [_plain_line(words, size) for words in _broken(_words(pieces), limit)]


def _words(pieces: Sequence[Piece]) -> list[_Word]:
    words = [_Word(0, [])]
    for face, text in pieces:
        first, *others = text.split(" ")
        if first:
            last = words[-1]
            words[-1] = _Word(last.width + face.width(first), [*last.pieces, (face, first)])
        # A gap belongs to the face before it; an empty word keeps the blanks people typed.
        words += [_Word(face.width(other), [(face, other)]) for other in others]
    return words


def _broken(words: list[_Word], limit: int) -> list[list[_Word]]:
    lines: list[list[_Word]] = [[]]
    used = 0
    for word in words:
        gap = lines[-1][-1].pieces[-1][0].plain[" "] if lines[-1] and lines[-1][-1].pieces else 0
        if lines[-1] and used + gap + word.width > limit:
            lines.append([])
            used = gap = 0
        if word.width > limit:
            *full, word = _cut(word, limit)
            lines[-1:] = [[part] for part in full] + [[]]
        lines[-1].append(word)
        used += gap + word.width
    return lines


def _cut(word: _Word, limit: int) -> list[_Word]:
    """A word wider than a line in parts that fit, cut behind a sign when there is one late in the part."""
    parts: list[_Word] = []
    part: list[Piece] = []
    used = 0
    for face, text in word.pieces:
        start = 0
        for index, letter in enumerate(text):
            advance = face.plain[letter]
            if used + advance > limit and used:
                end = _good_cut(text, start, index)
                part.append((face, text[start:end]))
                parts.append(_Word(sum(f.width(t) for f, t in part), part))
                part, start, used = [], end, face.width(text[end:index])
            used += advance
        part.append((face, text[start:]))
    return [*parts, _Word(sum(f.width(t) for f, t in part), part)]


def _good_cut(text: str, start: int, end: int) -> int:
    earliest = max(start + 1, end - (end - start) // 3)
    for index in range(end, earliest, -1):
        if text[index - 1] in _GOOD_CUTS:
            return index
    return end


def _plain_line(words: list[_Word], size: float) -> Line:
    merged: list[tuple[Face, str]] = []
    for number, word in enumerate(words):
        for place, (face, text) in enumerate(word.pieces):
            if number and not place:
                before, done = merged[-1]
                merged[-1] = (before, done + " ")
            if merged and merged[-1][0] is face:
                merged[-1] = (face, merged[-1][1] + text)
            else:
                merged.append((face, text))
    runs = tuple(Run(face, size, text, None, face.width(text) * size / UNITS) for face, text in merged)
    return Line(sum(run.width for run in runs), runs)


# --- mixed scripts


def _shaped_lines(shaper: Shaper, width: float) -> list[Line]:
    lines: list[list[Token]] = [[]]
    used = 0.0
    for token in shaper.chopped(width):
        if not token.gap and lines[-1] and used + token.width > width:
            lines.append([])
            used = 0.0
        if token.gap and not lines[-1] and len(lines) > 1:
            continue  # the gap at which the line was broken
        lines[-1].append(token)
        used += token.width
    return [_shaped_line(tokens) for tokens in lines]


def _shaped_line(tokens: list[Token]) -> Line:
    while tokens and tokens[-1].gap:
        tokens.pop()
    runs = [run for token in tokens for run in token.runs]
    ordered = bidi.visual([run for run, _ in runs], [level for _, level in runs])
    merged: list[Run] = []
    for run in ordered:
        if merged and merged[-1].face is run.face and merged[-1].size == run.size:
            merged[-1] = merged[-1].followed_by(run)
        else:
            merged.append(run)
    return Line(sum(run.width for run in merged), tuple(merged))
