"""Glyphs as shapes: marks above and below letters are drawn, so that the letters of a word stay one piece of text.

A reader takes text that is raised for a moment as another line and tears the word apart at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from caseapp.documents.fonts import UNITS, Face

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]


class _Recorder:
    """Takes the outline of one glyph from HarfBuzz; the method names are its own. Curves of the second order become third."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._at: Point = (0.0, 0.0)

    def moveTo(self, point: Point) -> None:  # noqa: N802
        self._add("m", point)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._add("l", point)

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        self._add("c", *points)

    def qCurveTo(self, handle: Point, end: Point) -> None:  # noqa: N802
        (x0, y0), (x1, y1), (x2, y2) = self._at, handle, end
        first = (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3)
        second = (x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3)
        self._add("c", first, second, end)

    def closePath(self) -> None:  # noqa: N802
        self.steps.append(("h", ()))

    def endPath(self) -> None:  # noqa: N802
        self.closePath()

    def _add(self, operator: str, *points: Point) -> None:
        self.steps.append((operator, points))
        self._at = points[-1]


@lru_cache(maxsize=512)
def _outline(face: Face, glyph: int) -> Sequence[Step]:
    recorder: Any = _Recorder()
    face.font.draw_glyph_with_pen(glyph, recorder)
    return tuple(recorder.steps)


def outline(face: Face, glyph: int, size: float, x: float, y: float) -> str:
    """PDF operators that fill the glyph with its origin at (x, y), both in points from the bottom left of the page."""
    scale = size / UNITS
    parts = []
    for operator, points in _outline(face, glyph):
        numbers = "".join(f"{x + px * scale:.2f} {y + py * scale:.2f} " for px, py in points)
        parts.append(numbers + operator)
    return " ".join([*parts, "f"])
