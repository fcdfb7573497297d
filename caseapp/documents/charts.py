"""Charts on paper: the painter of `core/charts.py` for PDF. Words and numbers stand beside every colour."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from caseapp.core.charts import Chart, Series, Tone, apart, shown
from caseapp.documents.flow import Block
from caseapp.documents.lines import set_text
from caseapp.documents.pen import Pen, Point
from caseapp.documents.style import (
    ACCENT,
    ACCENT_TINT,
    AMBER,
    AMBER_TINT,
    GREEN,
    INK,
    MUTED,
    RULE,
    WASH,
    WHITE,
    Style,
)  # fmt: skip

AXIS = Style(6.6, 9, colour=MUTED)
BAND = Style(6.4, 9, colour=MUTED)
NAME = Style(7.6, 10, "semibold")
_LINES = {
    Tone.BRAND: ACCENT,
    Tone.OK: GREEN,
    Tone.WARN: AMBER,
    Tone.BAD: INK,
    Tone.PRIVATE: MUTED,
    Tone.PLAIN: MUTED,
}
_BANDS = {
    Tone.BRAND: ACCENT_TINT, Tone.OK: "#EAF3EC", Tone.WARN: AMBER_TINT, Tone.BAD: "#F7E3E4",
    Tone.PRIVATE: WASH, Tone.PLAIN: WASH,
}  # fmt: skip
# Fills of bars and rings get lighter from tone to tone, so that a grey printer keeps them apart.
_FILLS = {
    Tone.BRAND: ACCENT, Tone.OK: "#6FA883", Tone.WARN: "#D9A557", Tone.BAD: "#5B3A06", Tone.PRIVATE: "#8494A0",
    Tone.PLAIN: RULE,
}  # fmt: skip
_DARK = frozenset((Tone.BRAND, Tone.BAD, Tone.PRIVATE))


class _Plot(Struct, frozen=True):
    """The area of a chart with scales: corner, size, the numbers of the scale."""

    x: float
    y: float
    width: float
    height: float
    scale: tuple[float, ...]

    def up(self, value: float) -> float:
        """The height at which a value stands on the page."""
        return self.y + self.height * (1 - value / self.scale[-1])

    def along(self, index: int, count: int, inset: float = 0.0) -> float:
        """The place of a category: evenly spread with `inset` at both ends."""
        usable = self.width - 2 * inset
        return self.x + inset + (usable * index / (count - 1) if count > 1 else usable / 2)

    def slot(self, index: int, count: int) -> tuple[float, float]:
        """Start and width of the room of one bar."""
        each = self.width / max(count, 1)
        return self.x + each * index, each


class Picture(Block):
    """A chart `high` points high. Time runs from left to right on every paper."""

    before, after = 2.0, 4.0

    def __init__(self, chart: Chart, high: float = 118.0) -> None:
        self.chart, self.high = chart, high

    def height(self, width: float) -> float:
        return self.high

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        with pen.upright(x, width) as left:
            if self.chart.kind == "donut":
                _donut(pen, self.chart, left, y, width, self.high)
            elif self.chart.kind == "line":
                _lines(pen, self.chart, left, y, width, self.high)
            else:
                _bars(pen, self.chart, left, y, width, self.high)


def _lines(pen: Pen, chart: Chart, x: float, y: float, width: float, high: float) -> None:
    names = [_end_label(chart, one) for one in chart.series]
    beside = max((set_text(name, NAME).width for name in names), default=0.0) + 8
    plot = _Plot(x + 22, y + 4, width - 22 - beside, high - 24, chart.scale())
    _bands(pen, chart, plot)
    _scale(pen, plot, lines=not chart.bands)
    for index, category in enumerate(chart.categories):
        place = plot.along(index, len(chart.categories), 8)
        pen.text(category, AXIS, place, plot.y + plot.height + 3, align="centre")
    for one in chart.series:
        _one_line(pen, one, plot)
    _end_labels(pen, chart.series, names, plot)


def _end_label(chart: Chart, series: Series) -> str:
    last = next((value for value in reversed(series.values) if value is not None), None)
    return f"{series.name}  {chart.number(last)}"


def _bands(pen: Pen, chart: Chart, plot: _Plot) -> None:
    for band in chart.bands:
        low, high = max(band.low, 0), min(band.high, plot.scale[-1])
        if high > low:
            pen.rect(plot.x, plot.up(high), plot.width, plot.up(low) - plot.up(high), fill=_BANDS[band.tone])
    for band in chart.bands:
        low, high = max(band.low, 0), min(band.high, plot.scale[-1])
        if high > low:
            end, y = _quiet_corner(chart, plot, low, high)
            pen.text(
                band.label, BAND, plot.x + (plot.width - 4 if end else 4), y, align="end" if end else "start"
            )


def _quiet_corner(chart: Chart, plot: _Plot, low: float, high: float) -> tuple[bool, float]:
    """Where the lines leave room for a band's name: at its start or its end, in its middle height."""
    near_start, near_end = (
        min(
            (
                abs(value - (low + high) / 2)
                for one in chart.series
                for value in part(one.values)
                if value is not None
            ),
            default=math.inf,
        )
        for part in (_first_third, _last_third)
    )
    return near_end > near_start, (plot.up(low) + plot.up(high) - BAND.leading) / 2


def _first_third(values: Sequence[float | None]) -> Sequence[float | None]:
    return values[: max(1, len(values) // 3)]


def _last_third(values: Sequence[float | None]) -> Sequence[float | None]:
    return values[-max(1, len(values) // 3) :]


def _scale(pen: Pen, plot: _Plot, *, lines: bool) -> None:
    for value in plot.scale:
        y = plot.up(value)
        if lines and value:
            pen.line([(plot.x, y), (plot.x + plot.width, y)], RULE)
        pen.text(shown(value), AXIS, plot.x - 5, y - AXIS.leading / 2, align="end")
    base = plot.y + plot.height
    pen.line([(plot.x, base), (plot.x + plot.width, base)], MUTED, 0.6)


def _one_line(pen: Pen, series: Series, plot: _Plot) -> None:
    colour = _LINES[series.tone]
    points: list[list[Point]] = [[]]
    for index, value in enumerate(series.values):
        if value is None:
            points.append([])  # a gap where nothing was measured
        else:
            points[-1].append((plot.along(index, len(series.values), 8), plot.up(value)))
    for part in points:
        if len(part) > 1:
            pen.line(part, colour, 1.6, dash="3 2.2" if series.dashed else "")
    for place in (place for part in points for place in part):
        pen.circle(*place, 2.2, fill=WHITE, stroke=colour, line=1.3)


def _end_labels(pen: Pen, series: Sequence[Series], names: Sequence[str], plot: _Plot) -> None:
    lasts = [next((v for v in reversed(one.values) if v is not None), 0.0) for one in series]
    for one, name, y in zip(series, names, apart([plot.up(v) for v in lasts], NAME.leading), strict=True):
        pen.text(name, NAME.coloured(_LINES[one.tone]), plot.x + plot.width + 6, y - NAME.leading / 2)


def _bars(pen: Pen, chart: Chart, x: float, y: float, width: float, high: float) -> None:
    legend = 13.0 if chart.kind == "stacked" else 0.0
    plot = _Plot(x + 22, y + 8 + legend, width - 24, high - 28 - legend, chart.scale())
    if legend:
        _legend(pen, [(one.name, one.tone) for one in chart.series], plot.x, y)
    _scale(pen, plot, lines=True)
    for index, category in enumerate(chart.categories):
        start, each = plot.slot(index, len(chart.categories))
        if chart.kind == "stacked":
            _stack(pen, chart, index, plot)
        else:
            value = chart.series[0].values[index]
            _bar(pen, plot, start, each, 0.0, value or 0.0, chart.tone(index))
            pen.text(
                shown(value), NAME.coloured(INK), start + each / 2, plot.up(value or 0) - 10.5, align="centre"
            )
        label = set_text(category, AXIS, each - 2)
        pen.laid(label, start + each / 2, plot.y + plot.height + 3, align="centre")


def _bar(pen: Pen, plot: _Plot, start: float, each: float, low: float, high: float, tone: Tone) -> None:
    wide = min(each * 0.62, 34.0)
    top, bottom = plot.up(high), plot.up(low)
    if bottom > top:
        pen.rect(
            start + (each - wide) / 2, top, wide, bottom - top, fill=_FILLS[tone], stroke=WHITE, line=0.6
        )


def _stack(pen: Pen, chart: Chart, index: int, plot: _Plot) -> None:
    start, each = plot.slot(index, len(chart.categories))
    below = 0.0
    for one in chart.series:
        value = one.values[index] or 0.0
        _bar(pen, plot, start, each, below, below + value, one.tone)
        if plot.up(below) - plot.up(below + value) > 9:
            middle = (plot.up(below) + plot.up(below + value)) / 2
            style = AXIS.coloured(WHITE if one.tone in _DARK else INK)
            pen.text(shown(value), style, start + each / 2, middle - AXIS.leading / 2, align="centre")
        below += value
    pen.text(shown(below), NAME.coloured(INK), start + each / 2, plot.up(below) - 10.5, align="centre")


def _legend(pen: Pen, names: Iterable[tuple[str, Tone]], x: float, y: float) -> None:
    for name, tone in names:
        pen.rect(x, y + 1.5, 7, 7, fill=_FILLS[tone], radius=1.5)
        x += 10 + pen.text(name, AXIS.coloured(INK), x + 10, y + 0.5).width + 12


def _donut(pen: Pen, chart: Chart, x: float, y: float, width: float, high: float) -> None:
    radius = min(high, width * 0.5) / 2 - 2
    centre = (x + radius + 2, y + high / 2)
    angle = 0.0
    for index, share in enumerate(chart.shares()):
        if share:
            _sector(pen, centre, radius, angle, angle + share, _FILLS[chart.tone(index)])
        angle += share
    pen.circle(*centre, radius * 0.58, fill=WHITE)
    whole = sum(value or 0 for value in chart.series[0].values)
    pen.text(
        shown(whole),
        Style(radius * 0.34, radius * 0.4, "bold"),
        centre[0],
        centre[1] - radius * 0.2,
        align="centre",
    )
    _donut_names(pen, chart, x + 2 * radius + 18, y + high / 2, width - 2 * radius - 18)


def _sector(pen: Pen, centre: Point, radius: float, start: float, end: float, fill: str) -> None:
    """A slice between two parts of the whole turn, clockwise from the top, a hair's breadth from its neighbours."""
    steps = max(2, math.ceil((end - start) * 90))
    turns = [2 * math.pi * (start + (end - start) * i / steps) for i in range(steps + 1)]
    rim = [(centre[0] + radius * math.sin(t), centre[1] - radius * math.cos(t)) for t in turns]
    pen.polygon([centre, *rim], fill)
    for point in (rim[0], rim[-1]):
        pen.line([centre, point], WHITE, 0.8)


def _donut_names(pen: Pen, chart: Chart, x: float, middle: float, width: float) -> None:
    y = middle - 13.0 * len(chart.categories) / 2
    for index, (category, share) in enumerate(zip(chart.categories, chart.shares(), strict=True)):
        pen.rect(x, y + 2, 7, 7, fill=_FILLS[chart.tone(index)], radius=1.5)
        value = f"{shown(chart.series[0].values[index])} ({share:.0%})"
        wide = pen.text(value, NAME.coloured(INK), x + width, y + 0.5, align="end").width
        pen.text(category, AXIS.coloured(INK), x + 11, y + 1, width=max(20.0, width - 15 - wide))
        y += 13.0
