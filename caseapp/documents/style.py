"""Colours, type and measures of every paper, in points. The only place where they are named."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from caseapp.core.charts import Tone
from caseapp.documents.fonts import Weight

MM: Final = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN: Final = 17 * MM
MEASURE: Final = PAGE_WIDTH - 2 * MARGIN
BODY_TOP: Final = 33.3 * MM
BODY_BOTTOM: Final = PAGE_HEIGHT - 19 * MM

INK, MUTED, RULE, WASH, WHITE = "#17232E", "#5A6B78", "#D3DBE1", "#F2F5F7", "#FFFFFF"
ACCENT, AMBER, RED, GREEN = "#0E5A6B", "#8F5408", "#9C2727", "#2B6B3F"
ACCENT_TINT, AMBER_TINT, RED_TINT, GREEN_TINT = "#E3F1F4", "#FCF1DF", "#FAE9E9", "#E9F4EC"
FLAG_RED = "#BC002D"

# Red means confidential and nothing else, so what is bad is told by a solid amber field.
TONES: dict[Tone, tuple[str, str]] = {
    Tone.BRAND: (ACCENT, ACCENT_TINT),
    Tone.OK: (GREEN, GREEN_TINT),
    Tone.WARN: (AMBER, AMBER_TINT),
    Tone.BAD: (WHITE, AMBER),
    Tone.PRIVATE: (INK, RULE),
    Tone.PLAIN: (MUTED, WASH),
}


class Style(Struct, frozen=True):
    """How text looks: size and distance of lines in points, weight, colour."""

    size: float
    leading: float
    weight: Weight = "regular"
    colour: str = INK

    def coloured(self, colour: str) -> Style:
        return replace(self, colour=colour)

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline: capitals stand in the middle of the line."""
        return self.leading / 2 + 0.357 * self.size


TITLE = Style(18, 22, "bold")
SUBTITLE = Style(17, 22, "bold")
OVER_TITLE = Style(8.4, 11.2, "semibold", ACCENT)
UNDER_TITLE = Style(9, 12.6, colour=MUTED)
SECTION = Style(10.6, 13, "semibold", ACCENT)
SECTION_NUMBER = Style(7.6, 13, "semibold", WHITE)
PANEL_TITLE = Style(8.6, 12, "semibold", ACCENT)
BODY = Style(9, 12.6)
SMALL = Style(7.4, 10.4, colour=MUTED)
CELL = Style(8.4, 11.2)
CELL_STRONG = Style(8.4, 11.2, "semibold")
HEAD = Style(7.2, 10, "semibold", MUTED)
LABEL = Style(6.9, 8.4, colour=MUTED)
VALUE = Style(9, 12.6, "semibold")
CHIP = Style(7, 10, "semibold")
FOOT = Style(7, 9.8, colour=MUTED)
FOOT_STRONG = Style(7, 9.8, "semibold")
