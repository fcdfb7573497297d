"""Drawing on the page with the origin at its top left, in points. Everything a paper shows goes through here.

`mirrored` turns the whole page for right-to-left languages: callers always speak of the start and the end of a line.

The libraries behind it, 12 MB and 70 ms, are loaded with the first paper: pages name papers long before one is printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from caseapp.core.paths import resource
from caseapp.documents.fonts import UNITS, Face
from caseapp.documents.lines import ENDLESS, Laid, Line, set_text
from caseapp.documents.outlines import outline
from caseapp.documents.shaping import Glyph, Run
from caseapp.documents.style import PAGE_HEIGHT, PAGE_WIDTH, Style
from caseapp.documents.words import Words

if TYPE_CHECKING:
    from caseapp.documents.embed import EmbeddedFace

Align = Literal["start", "end", "centre"]
Point = tuple[float, float]
_KAPPA = 0.5523  # how far the handles of a quarter circle reach
_UNUSED_FACE = "caseapp-initial"


@lru_cache(maxsize=256)
def _operands(colour: str) -> str:
    """`#RRGGBB` as three numbers."""
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3f}" for i in (1, 3, 5))


def _new_canvas(file: io.BytesIO, language: str, invariant: bool) -> Any:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # raw compressed streams: a fifth smaller and quicker than their ASCII form
    return Canvas(
        file, (PAGE_WIDTH, PAGE_HEIGHT), invariant=int(invariant), pageCompression=1, lang=language,
        initialFontName=_initial_face(),
    )  # fmt: skip


def _initial_face() -> str:
    """A face for reportlab to start with; without one each page names a Helvetica that is not in the file."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if _UNUSED_FACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_UNUSED_FACE, str(resource("fonts", "NotoSans-Regular.ttf"))))
    return _UNUSED_FACE


class Pen:
    """Writes one PDF file into memory."""

    def __init__(self, language: str, *, mirrored: bool = False, invariant: bool = False) -> None:
        self.mirrored = mirrored
        self._file = io.BytesIO()
        self._canvas = _new_canvas(self._file, language, invariant)
        self._faces: dict[str, EmbeddedFace] = {}
        self._ops: list[str] = []
        self._state: dict[str, object] = {}

    # --- the file

    def describe(self, *, title: str, author: str, subject: str) -> None:
        """What the file says of itself. Never a name of a client: it is shown in window titles and logs."""
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("caseapp")

    def bookmark(self, title: str, key: str, level: int = 0, y: float = 0.0) -> None:
        """An entry in the table of contents beside the pages, pointing to `y` on this page."""
        self._canvas.bookmarkHorizontalAbsolute(key, PAGE_HEIGHT - y)
        self._canvas.addOutlineEntry(title, key, level)

    def end_page(self) -> None:
        self._flush()
        self._canvas.showPage()

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Draw something of page size once, to `use` it on many pages. Not while a page is being drawn."""
        self._canvas.beginForm(name)
        yield
        self._flush()
        self._canvas.endForm()

    def use(self, name: str) -> None:
        """Put a form on the page."""
        self._flush(keep_state=True)
        self._canvas.doForm(name)

    def finish(self) -> bytes:
        """The whole file. The pen cannot be used afterwards."""
        self._canvas.save()
        return self._file.getvalue()

    def _flush(self, keep_state: bool = False) -> None:
        if self._ops:
            self._canvas.addLiteral("\n".join(self._ops))
            self._ops = []
        if not keep_state:
            self._state = {}

    # --- lines and shapes

    def rect(
        self, x: float, y: float, width: float, height: float, *,
        fill: str = "", stroke: str = "", line: float = 0.5, radius: float = 0.0,
    ) -> None:  # fmt: skip
        """A rectangle whose top left corner is at (x, y), with round corners of `radius`."""
        left = PAGE_WIDTH - x - width if self.mirrored else x
        bottom = PAGE_HEIGHT - y - height
        self._prepare(fill, stroke, line)
        if radius:
            self._ops.append(_round_rect(left, bottom, width, height, min(radius, width / 2, height / 2)))
        else:
            self._ops.append(f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re")
        self._ops.append(_painted(fill, stroke))

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "", stroke: str = "", line: float = 0.5
    ) -> None:
        """A circle around (x, y)."""
        self.rect(
            x - radius, y - radius, 2 * radius, 2 * radius, fill=fill, stroke=stroke, line=line, radius=radius
        )

    def line(
        self,
        points: Sequence[Point],
        colour: str,
        width: float = 0.5,
        dash: str = "",
        round_ends: bool = False,
    ) -> None:
        """A line through all points. `dash` is a PDF dash pattern such as `2.4 2`."""
        self._set("stroke", colour, f"{_operands(colour)} RG")
        self._set("line", width, f"{width:.2f} w")
        self._set("dash", dash, f"[{dash}] 0 d")
        self._set("cap", round_ends, f"{int(round_ends)} J {int(round_ends)} j")
        self._ops.append(self._path(points) + " S")

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """A filled shape with straight sides."""
        self._set("fill", fill, f"{_operands(fill)} rg")
        self._ops.append(self._path(points) + " h f")

    def curves(self, start: Point, parts: Sequence[tuple[Point, Point, Point]], fill: str) -> None:
        """A filled shape of curves: each part is two handles and an end."""
        self._set("fill", fill, f"{_operands(fill)} rg")
        moved = [
            " ".join(f"{self._x(x):.2f} {PAGE_HEIGHT - y:.2f}" for x, y in part) + " c" for part in parts
        ]
        self._ops.append(f"{self._x(start[0]):.2f} {PAGE_HEIGHT - start[1]:.2f} m {' '.join(moved)} f")

    def cells(self, x: float, y: float, side: float, runs: Sequence[tuple[int, int, int]], fill: str) -> None:
        """Runs of small squares (column, row, length) as one shape: a QR code. Never mirrored inside."""
        width = side * max(column + length for column, _, length in runs)
        left, top = (PAGE_WIDTH - x - width if self.mirrored else x), PAGE_HEIGHT - y
        self._set("fill", fill, f"{_operands(fill)} rg")
        self._ops.extend(
            f"{left + column * side:.3f} {top - (row + 1) * side:.3f} {length * side:.3f} {side:.3f} re"
            for column, row, length in runs
        )
        self._ops.append("f")

    def image(self, data: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture file, as large as fits into the box, in its middle."""
        from reportlab.lib.utils import ImageReader

        self._flush(keep_state=True)
        left = PAGE_WIDTH - x - width if self.mirrored else x
        self._canvas.drawImage(
            ImageReader(io.BytesIO(data)), left, PAGE_HEIGHT - y - height, width, height,
            mask="auto", preserveAspectRatio=True, anchor="c",
        )  # fmt: skip

    @contextmanager
    def shrunk(self, factor: float, x: float, y: float) -> Iterator[None]:
        """Draw smaller, towards (x, y)."""
        left, bottom = self._x(x), PAGE_HEIGHT - y
        self._ops.append(
            f"q {factor:.4f} 0 0 {factor:.4f} {left * (1 - factor):.3f} {bottom * (1 - factor):.3f} cm"
        )
        yield
        self._ops.append("Q")
        self._state = {}

    @contextmanager
    def upright(self, x: float, width: float) -> Iterator[float]:
        """For what is never mirrored (charts, logos): gives the left edge of a box that is `width` wide."""
        was, self.mirrored = self.mirrored, False
        yield PAGE_WIDTH - x - width if was else x
        self.mirrored = was

    def _x(self, x: float) -> float:
        return PAGE_WIDTH - x if self.mirrored else x

    def _path(self, points: Sequence[Point]) -> str:
        (x, y), *others = points
        rest = " ".join(f"{self._x(x):.2f} {PAGE_HEIGHT - y:.2f} l" for x, y in others)
        return f"{self._x(x):.2f} {PAGE_HEIGHT - y:.2f} m {rest}"

    def _prepare(self, fill: str, stroke: str, line: float) -> None:
        if fill:
            self._set("fill", fill, f"{_operands(fill)} rg")
        if stroke:
            self._set("stroke", stroke, f"{_operands(stroke)} RG")
            self._set("line", line, f"{line:.2f} w")
            self._set("dash", "", "[] 0 d")

    def _set(self, key: str, value: object, operator: str) -> None:
        """Say only what changes."""
        if self._state.get(key) != value:
            self._state[key] = value
            self._ops.append(operator)

    # --- text

    def text(
        self, words: Words, style: Style, x: float, y: float, *,
        width: float = ENDLESS, align: Align = "start",
    ) -> Laid:  # fmt: skip
        """Set and draw text whose first line has its top at `y`. For "end" and "centre" `x` is that point of the line.

        Raises MissingGlyph.
        """
        laid = set_text(words, style, width)
        self.laid(laid, x, y, align=align)
        return laid

    def laid(self, laid: Laid, x: float, y: float, *, align: Align = "start", colour: str = "") -> None:
        """Draw lines that are set already; `x` is their start, end or middle."""
        if not laid.lines:
            return
        colour = colour or laid.style.colour
        self._set("fill", colour, f"{_operands(colour)} rg")
        baseline = PAGE_HEIGHT - y - laid.style.baseline
        back = 0.5 if align == "centre" else float((align == "end") != self.mirrored)
        marks: list[str] = []
        self._ops.append("BT")
        for line in laid.lines:
            left = self._x(x) - back * line.width
            self._ops.append(f"1 0 0 1 {left:.2f} {baseline:.2f} Tm")
            self._show(line)
            marks += _drawn(line, left, baseline)
            baseline -= laid.leading
        self._ops += ["ET", *marks]

    def _show(self, line: Line) -> None:
        for run in line.runs:
            embedded = self._embedded(run.face)
            self._set("face", (run.face.name, run.size), f"/{embedded.resource_name} {run.size:.2f} Tf")
            if run.glyphs is None:
                self._ops.append(f"<{embedded.encode(run.text)}> Tj")
            else:
                self._ops.append(_shaped(run, embedded))

    def _embedded(self, face: Face) -> EmbeddedFace:
        found = self._faces.get(face.name)
        if found is None:
            from caseapp.documents.embed import EmbeddedFace

            found = self._faces[face.name] = EmbeddedFace(face, f"F{len(self._faces) + 1}")
            self._canvas._doc.delayedFonts.append(found)
        return found


def _painted(fill: str, stroke: str) -> str:
    return "B" if fill and stroke else "f" if fill else "S"


def _round_rect(x: float, y: float, width: float, height: float, radius: float) -> str:
    r, k = radius, radius * (1 - _KAPPA)
    right, top = x + width, y + height
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c {right:.2f} {top - r:.2f} l "
        f"{right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c {x + r:.2f} {top:.2f} l "
        f"{x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c {x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _shaped(run: Run, embedded: EmbeddedFace) -> str:
    """Shaped glyphs as one piece of text, each moved along the line; marks only leave their room."""
    parts = ["["]
    for glyph in run.glyphs or ():
        if glyph.drawn:
            parts.append(f"{-glyph.advance} " if glyph.advance else "")
        else:
            parts.append(_placed(glyph, embedded))
    return "".join([*parts, "] TJ"])


def _placed(glyph: Glyph, embedded: EmbeddedFace) -> str:
    before = f"{-glyph.x} " if glyph.x else ""
    after = glyph.x + embedded.face.advance(glyph.number) - glyph.advance
    return f"{before}<{embedded.code(glyph.number, glyph.text)}>" + (f"{after} " if after else "")


def _drawn(line: Line, x: float, y: float) -> Iterator[str]:
    """The marks of a line as shapes, for a line that starts at (x, y) from the bottom left of the page."""
    for run in line.runs:
        at = 0
        for glyph in run.glyphs or ():
            if glyph.drawn:
                scale = run.size / UNITS
                yield outline(
                    run.face, glyph.number, run.size, x + (at + glyph.x) * scale, y + glyph.y * scale
                )
            at += glyph.advance
        x += run.width
