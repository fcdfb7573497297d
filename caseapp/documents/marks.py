"""Small drawn things that no face has: tick boxes, chips, the default mark, the donor's flag, QR codes, cut lines."""

from __future__ import annotations

from functools import lru_cache

from caseapp.core.charts import Tone
from caseapp.core.i18n import _
from caseapp.documents.lines import set_text
from caseapp.documents.pen import Pen
from caseapp.documents.style import (
    ACCENT,
    CHIP,
    FLAG_RED,
    FOOT,
    INK,
    MUTED,
    PAGE_WIDTH,
    RULE,
    SMALL,
    TONES,
    WHITE,
)

CHIP_HEIGHT = 13.0
_CHIP_PADDING = 5.5


def chip_width(text: str) -> float:
    """The width of a chip in points."""
    return set_text(text, CHIP).width + 2 * _CHIP_PADDING


def chip(pen: Pen, x: float, y: float, text: str, tone: Tone = Tone.PLAIN) -> float:
    """A state in a pill at (x, y); returns its width. The word says it all, the colour only helps."""
    colour, tint = TONES[tone]
    laid = set_text(text, CHIP)
    width = laid.width + 2 * _CHIP_PADDING
    pen.rect(
        x,
        y,
        width,
        CHIP_HEIGHT,
        fill=tint,
        stroke=tint if tone is Tone.BAD else colour,
        radius=CHIP_HEIGHT / 2,
    )
    pen.laid(laid, x + width / 2, y + 1.5, align="centre", colour=colour)
    return width


def tick_box(pen: Pen, x: float, y: float, ticked: bool, side: float = 9.0, colour: str = ACCENT) -> None:
    """A box to tick, with or without its tick."""
    if not ticked:
        pen.rect(x + 0.4, y + 0.4, side - 0.8, side - 0.8, stroke=MUTED, line=0.8, radius=2)
        return
    pen.rect(x, y, side, side, fill=colour, radius=2)
    with pen.upright(x, side) as left:
        points = [(0.24, 0.53), (0.43, 0.72), (0.77, 0.31)]
        pen.line([(left + a * side, y + b * side) for a, b in points], WHITE, 1.3, round_ends=True)


def default_mark(pen: Pen, x: float, y: float, side: float) -> None:
    """Two leaves on a disc, for an office that has set no logo."""
    pen.circle(x + side / 2, y + side / 2, side / 2, fill=ACCENT)

    def at(a: float, b: float) -> tuple[float, float]:
        return x + a * side, y + b * side

    for m in (1, -1):  # one leaf and its mirror image
        tip, top = at(0.5 + m * 0.02, 0.84), at(0.5 + m * 0.21, 0.2)
        outer = (at(0.5 + m * 0.36, 0.46), at(0.5 + m * 0.22, 0.72))
        inner = (at(0.5 + m * 0.02, 0.66), at(0.5 + m * 0.03, 0.36))
        pen.curves(top, [(*outer, tip), (*inner, top)], WHITE)


def donor_mark(pen: Pen, end: float, y: float) -> None:
    """The flag of Japan with its words, ending at `end`: height 2/3 of the width, disc 3/5 of the height (law 127/1999)."""
    width = 13.5
    height = width * 2 / 3
    pen.rect(end - width, y, width, height, fill=WHITE, stroke=RULE)
    pen.circle(end - width / 2, y + height / 2, height * 3 / 5 / 2, fill=FLAG_RED)
    pen.text(_("From the People of Japan"), FOOT, end - width - 4, y - 0.4, align="end")


@lru_cache(maxsize=64)
def qr_runs(payload: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """The side of a QR code in modules and its dark runs as (column, row, length).

    The mask is fixed: trying all eight costs most of the time and readers do not need the best one.
    """
    import segno

    code = segno.make_qr(payload, error="m", mask=2, boost_error=False)
    runs = []
    for row, modules in enumerate(code.matrix):
        column = 0
        while column < len(modules):
            end = column
            while end < len(modules) and modules[end]:
                end += 1
            if end > column:
                runs.append((column, row, end - column))
            column = end + 1
    return len(code.matrix), tuple(runs)


def qr(pen: Pen, x: float, y: float, side: float, payload: str) -> None:
    """A QR code. The payload holds numbers of ours only, never a name."""
    modules, runs = qr_runs(payload)
    with pen.upright(x, side) as left:
        pen.cells(left, y, side / modules, runs, INK)


def cut_line(pen: Pen, y: float, words: str) -> None:
    """A dotted line from edge to edge of the paper with its words in the middle."""
    laid = set_text(words, SMALL)
    half = laid.width / 2 + 7
    for start, end in ((6.0, PAGE_WIDTH / 2 - half), (PAGE_WIDTH / 2 + half, PAGE_WIDTH - 6.0)):
        pen.line([(start, y), (end, y)], MUTED, 0.7, dash="2.4 2.4")
    pen.laid(laid, PAGE_WIDTH / 2, y - laid.style.leading / 2, align="centre")
