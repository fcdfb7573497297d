"""What a table shows in each column, and how wide each becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from caseapp.core.i18n import _
from caseapp.ui.theme import figures, semibold, theme

SAMPLE = 60  # rows looked at for the width of a column
PAD, HEAD_PAD, CHIP_PAD, BAR = 18, 28, 18, 60  # Qt keeps a margin of its own around a title
NOTHING = ("", "—", "–")
NARROWEST, ENOUGH, WIDEST = 64, 120, 420  # pixels at 100 per cent, for columns of words


class Column(Struct, frozen=True):
    """A column: `text(row)` is what is read; kind "text", "strong", "muted", "number", "chip" or "bar".

    `tone(row)` colours a chip (and makes text bad or warn); `share(row)` fills a bar; `sort` names the order asked for.
    """

    title: str
    text: Callable[[Any], str]
    kind: str = "text"
    tone: Callable[[Any], str] | None = None
    share: Callable[[Any], tuple[float, str]] | None = None
    width: int = 0  # pixels at 100 per cent, at least what the title needs; 0: as wide as its contents
    sort: str = ""
    spare: bool = (
        False  # left out where nothing stands in it, and, the last first, while words have less than ENOUGH
    )
    wraps: bool = False  # goes on in a second line where the room is narrow; for tables that are read whole

    @property
    def yields(self) -> bool:
        """Whether it may be cut short when the room is narrow: words yes, numbers and chips no."""
        return self.kind in ("text", "strong", "muted") and not self.width

    def alignment(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.kind == "number" else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def head_width(spec: Column) -> int:
    """The width of its title with the mark of the order."""
    return QFontMetrics(semibold(12)).horizontalAdvance(_(spec.title)) + HEAD_PAD + (14 if spec.sort else 0)


def natural(spec: Column, rows: Sequence[Any]) -> int:
    """The width at which nothing of a column is cut short."""
    head = head_width(spec)
    if spec.width:
        return max(head, theme().px(spec.width))
    metrics = QFontMetrics(_face(spec))
    longest = max((metrics.horizontalAdvance(spec.text(row)[:200]) for row in rows[:SAMPLE]), default=0)
    extra = {"chip": PAD + CHIP_PAD, "bar": PAD + BAR}.get(spec.kind, PAD)
    return max(head, min(longest + extra, theme().px(WIDEST)))


def _face(spec: Column) -> QFont:
    if spec.kind == "strong":
        return figures(13, QFont.Weight.DemiBold)
    return figures(12 if spec.kind == "chip" else 13)


def blank(spec: Column, rows: Sequence[Any]) -> bool:
    """Whether a spare column says nothing in any of the rows looked at."""
    return spec.spare and bool(rows) and all(spec.text(row) in NOTHING for row in rows[:SAMPLE])


def spared(columns: Sequence[Column], wanted: Sequence[int], room: int) -> set[int]:
    """The numbers of the columns that are left out in this room."""
    out: set[int] = set()
    enough = theme().px(ENOUGH)
    for at in reversed([i for i, spec in enumerate(columns) if spec.spare]):
        least = sum(
            min(wanted[i], enough) if columns[i].yields else wanted[i]
            for i in range(len(columns))
            if i not in out
        )
        if least <= room:
            break
        out.add(at)
    return out


def in_lines(words: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """Words in one line, or in two where one is too short for them; what is too much for two is cut."""
    if metrics.horizontalAdvance(words) <= width:
        return (words,)
    first, rest = "", words.split(" ")
    while rest and metrics.horizontalAdvance(f"{first} {rest[0]}".strip()) <= width:
        first = f"{first} {rest.pop(0)}".strip()
    cut = metrics.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, width)
    return (first, cut) if first else (cut,)


def shared(columns: Sequence[Column], wanted: Sequence[int], room: int) -> list[int]:
    """Widths that fill the room. Too little: the widest columns of words give way first, so that a case number
    stays whole while a sentence is cut short. Too much: columns of words take the rest by their width.
    """
    widths = list(wanted)
    giving = [i for i, spec in enumerate(columns) if spec.yields]
    missing = sum(widths) - room
    if missing < 0:
        taking = giving or list(range(len(widths)))
        whole = sum(widths[i] for i in taking) or 1
        for i in taking:
            widths[i] += -missing * wanted[i] // whole
        return widths
    least = [max(theme().px(NARROWEST), head_width(spec)) for spec in columns]
    while missing > 0:
        widest = max((i for i in giving if widths[i] > least[i]), key=lambda i: widths[i], default=None)
        if widest is None:
            break
        step = min(missing, max(1, (widths[widest] - least[widest]) // 8))
        widths[widest] -= step
        missing -= step
    return widths
