"""What a chart shows, as plain data. Screen and paper each have a painter of their own for the same spec.

Everything both painters must agree on is here: ticks, shares, stacking, the table that says the same in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from caseapp.core.i18n import _

Kind = Literal["line", "bar", "stacked", "donut"]


class Tone(StrEnum):
    """What a colour means; each painter has its own colours. Never the only bearer of a meaning."""

    BRAND = "brand"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    PRIVATE = "private"
    PLAIN = "plain"


class Band(Struct, frozen=True):
    """A range of values with a name, behind the lines: `Band(15, 27, "high, 15 and over", Tone.BAD)`."""

    low: float
    high: float
    label: str
    tone: Tone = Tone.PLAIN


class Series(Struct, frozen=True):
    """One line, or one part of every bar. A value is None where nothing was measured."""

    name: str
    values: tuple[float | None, ...]
    tone: Tone = Tone.BRAND
    dashed: bool = False  # tells two lines apart without colour


class Chart(Struct, frozen=True):
    """One chart. Each series has one value for every category; a donut and a bar chart have one series.

    `summary` says in one sentence what is to be seen: the caption for those who cannot see the picture.
    `tones` gives the parts of a donut or the bars of a bar chart their own; otherwise the series' tone holds.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    bands: tuple[Band, ...] = ()
    top: float | None = None  # end of the scale; from the values when None
    summary: str = ""
    tones: tuple[Tone, ...] = ()

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError("every series needs one value for each category")
        if self.kind in ("bar", "donut") and len(self.series) != 1:
            raise ValueError(f"a {self.kind} chart has one series")

    def tone(self, index: int) -> Tone:
        """The tone of one category."""
        return self.tones[index] if index < len(self.tones) else self.series[0].tone

    def scale(self) -> tuple[float, ...]:
        """The numbers on the scale, from 0 up."""
        highest = max((band.high for band in self.bands), default=0.0)
        if self.kind == "stacked":
            highest = max([highest, *self.totals()])
        else:
            highest = max([highest, *(v for one in self.series for v in one.values if v is not None)])
        return ticks(self.top if self.top is not None else highest)

    def number(self, value: float | None) -> str:
        """A value as it stands on the chart; shares and scores up to 1 keep two decimals."""
        if value is not None and self.scale()[-1] <= 1 and not float(value).is_integer():
            return f"{value:.2f}"
        return shown(value)

    def totals(self) -> tuple[float, ...]:
        """The sum of all series for each category."""
        return tuple(
            sum(one.values[i] or 0 for one in self.series) for i in range(len(self.categories))
        )  # fmt: skip

    def shares(self) -> tuple[float, ...]:
        """The part of the whole of each category of the first series, together 1; all 0 when there is nothing."""
        values = [value or 0 for value in self.series[0].values]
        whole = sum(values)
        return tuple(value / whole if whole else 0.0 for value in values)

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The same in rows of text, the head first."""
        head = ("", *(one.name for one in self.series))
        rows = (
            (category, *(self.number(one.values[i]) for one in self.series))
            for i, category in enumerate(self.categories)
        )
        return (head, *rows)


def shown(value: float | None) -> str:
    """A value as it is written: `6`, `6.5`, `1,250`; a dash for none."""
    if value is None:
        return _("–")
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def ticks(highest: float) -> tuple[float, ...]:
    """About four even steps from 0 to `highest` or a little over: 1, 2 or 5 times a power of ten, never below 1."""
    rough = max(highest, 1) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(1.0, next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999))
    count = max(1, math.ceil(highest / step - 1e-9))
    return tuple(step * i for i in range(count + 1))


def apart(places: Sequence[float], distance: float) -> list[float]:
    """The places moved as little as needed so that neighbours are `distance` apart, in the order given.

    For labels at the ends of lines that come close to each other.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while (
            len(groups) > 1
            and _span(groups[-2], places, distance)[1] > _span(groups[-1], places, distance)[0]
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    result = [0.0] * len(places)
    for group in groups:
        start = _span(group, places, distance)[0] + distance / 2
        for number, index in enumerate(group):
            result[index] = start + number * distance
    return result


def _span(group: Sequence[int], places: Sequence[float], distance: float) -> tuple[float, float]:
    middle = sum(places[i] for i in group) / len(group)
    half = len(group) * distance / 2
    return middle - half, middle + half
