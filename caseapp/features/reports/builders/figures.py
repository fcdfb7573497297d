"""Figures of measures: what was reached against what was promised, by sex and age, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from caseapp.core import dates
from caseapp.core.charts import Chart, Series, Tone
from caseapp.core.i18n import _
from caseapp.features.programmes.queries import IndicatorView
from caseapp.features.reports.builders.asked import Ask
from caseapp.features.reports.cells import DIMENSIONS, Cube, shown
from caseapp.features.reports.measures import GROUPS, MEASURES, Measure
from caseapp.features.reports.models import HandFigure
from caseapp.features.reports.periods import Period
from caseapp.features.reports.report import Door, Head, Part, Picture, Table

HXL = {
    "sex": "#indicator+sex",
    "age": "#indicator+age",
    "place": "#adm1+name",
    "programme": "#activity+programme",
}


def indicators(asked: Ask) -> Iterator[Part]:
    """Baseline, target and actual of what the programme promised; without promises nothing."""
    promised = asked.programme.indicators if asked.programme else ()
    rows: list[tuple[Any, ...]] = []
    doors = {}
    for n, indicator in enumerate(promised):
        actual = _actual(asked, indicator)
        rows.append(
            (indicator.code, indicator.title, _unit(indicator), indicator.baseline, indicator.target, actual,
             _reached(indicator, actual))
        )  # fmt: skip
        if indicator.measure in MEASURES:
            doors[n, 5] = Door(indicator.measure)
        elif not indicator.measure:
            doors[n, 5] = Door("hand", {"indicator": indicator.id})
    if not rows:
        return
    yield Table(
        "indicators", _("What was promised and what was reached"),
        (Head(_("No.")), Head(_("Indicator"), hxl="#indicator+name"), Head(_("Counted in"), hxl="#indicator+unit"),
         Head(_("Baseline"), "number", "#indicator+baseline+num"), Head(_("Target"), "number", "#targeted+num"),
         Head(_("Reached"), "number", "#reached+num"), Head(_("Of the target"), "percent", "#indicator+percent")),
        tuple(rows), doors=doors,
        note=_("Targets are the programme's. A dash under “Reached” means nobody has counted it in this period."),
    )  # fmt: skip


def _unit(indicator: IndicatorView) -> str:
    return _(indicator.unit) if indicator.unit else ""


def _actual(asked: Ask, indicator: IndicatorView) -> int | None:
    if indicator.measure in MEASURES:
        cube = asked.cube(indicator.measure)
        if indicator.unit == "percent":
            return None if cube.percent is None else round(cube.percent)
        return cube.headline
    query = select(func.sum(HandFigure.value)).where(
        HandFigure.indicator_id == indicator.id, HandFigure.struck.is_(False),
        HandFigure.counted_on.between(asked.period.first, asked.period.last),
    )  # fmt: skip
    found: int | None = asked.uow.session.scalar(query)
    return found


def _reached(indicator: IndicatorView, actual: int | None) -> float | None:
    return 100 * actual / indicator.target if actual is not None and indicator.target else None


def overview(asked: Ask, before: Period | None = None) -> Iterator[Part]:
    """Every measure as one number, group by group, beside the period before."""
    rows: list[tuple[Any, ...]] = []
    doors = {}
    for group, title in GROUPS.items():
        for measure in (m for m in MEASURES.values() if m.group == group):
            cube = asked.cube(measure.code)
            doors[len(rows), 3] = Door(measure.code)
            past = asked.cube(measure.code, before).headline if before else None
            rows.append(
                (_(title), _(measure.title), measure.counts.shown(), cube.headline, cube.percent, past)
            )
    heads = [Head(_("Area")), Head(_("Figure"), hxl="#indicator+name"), Head(_("Counted in"), hxl="#indicator+unit"),
             Head(_("In this period"), "number", "#indicator+num"), Head(_("Share"), "percent"),
             Head(_("Period before"), "number")]  # fmt: skip
    wide = len(heads) if before else len(heads) - 1
    yield Table(
        "overview", _("All figures"), tuple(heads[:wide]), tuple(row[:wide] for row in rows), doors=doors
    )


def by_sex_and_age(asked: Ask, code: str) -> Iterator[Part]:
    """One figure by age and sex, unknown as a column of its own."""
    yield crossed(asked, MEASURES[code], "age", "sex")


def by_place(asked: Ask, code: str) -> Iterator[Part]:
    """One figure by place and sex."""
    yield crossed(asked, MEASURES[code], "place", "sex")


def crossed(asked: Ask, measure: Measure, rows: str, columns: str) -> Table:
    """A figure along two dimensions with its sums; every number opens its records. Places bear their P-codes."""
    cube = asked.cube(measure.code)
    table, heads = cube.across(rows, columns), list(cube.by(columns))
    coded = rows == "place"
    doors, lines = {}, []
    for r, (value, counts) in enumerate(table.items()):
        names = (shown(rows, value, asked.programmes), *((value,) if coded else ()))
        lines.append((*names, *counts.values(), sum(counts.values())))
        for c, head in enumerate(heads, len(names)):
            doors[r, c] = Door(measure.code, {rows: value, columns: head})
        doors[r, len(names) + len(heads)] = Door(measure.code, {rows: value})
    title = _("{figure}, by {dimension}").format(
        figure=_(measure.title), dimension=_(DIMENSIONS[rows]).lower()
    )
    return Table(
        f"{measure.code}-{rows}", title,
        (Head(_(DIMENSIONS[rows]), hxl=HXL.get(rows, "#indicator")), *((Head(_("P-code"), hxl="#adm1+code"),) if coded else ()),
         *(Head(shown(columns, h, asked.programmes), "number", _tag(columns, h), people=True) for h in heads),
         Head(_("All"), "number", "#reached+num", people=True, sums=True)),
        tuple(lines), doors=doors, note=_(measure.rule),
        total=(_("All"), *(("",) if coded else ()), *(sum(t[h] for t in table.values()) for h in heads), cube.headline),
    )  # fmt: skip


def _tag(dimension: str, value: str) -> str:
    return f"#reached+{value}" if dimension == "sex" and value in ("f", "m") else "#reached"


def monthly(asked: Ask, *codes: str) -> Iterator[Part]:
    """Measures month by month through the period until today, as lines; nothing for a single month."""
    months = [m for m in asked.period.months() if m.first <= asked.uow.today]
    if len(months) < 2:
        return
    tones = (Tone.BRAND, Tone.OK, Tone.WARN, Tone.PRIVATE)
    lines = tuple(
        Series(_(MEASURES[code].title), tuple(float(asked.cube(code, m).headline) for m in months), tone, dashed=n % 2 == 1)
        for n, (code, tone) in enumerate(zip(codes, tones, strict=False))
    )  # fmt: skip
    names = tuple(f"{_(dates.MONTHS[m.first.month - 1])} {m.first.year % 100:02d}" for m in months)
    said = _("Month by month: {names}.").format(names=", ".join(one.name for one in lines))
    yield Picture(_("Month by month"), Chart("line", names, lines, summary=said))


def shares(asked: Ask, code: str, dimension: str) -> Iterator[Part]:
    """One figure along one dimension as bars, each opening its records."""
    cube: Cube = asked.cube(code)
    found = cube.by(dimension)
    if not cube.headline:
        return
    title = _("{figure}, by {dimension}").format(
        figure=_(MEASURES[code].title), dimension=_(DIMENSIONS[dimension]).lower()
    )
    bars = Series(_(MEASURES[code].title), tuple(float(n) for n in found.values()))
    names = tuple(shown(dimension, value, asked.programmes) for value in found)
    yield Picture(title, Chart("bar", names, (bars,), summary=title),
                  {n: Door(code, {dimension: value}) for n, value in enumerate(found)})  # fmt: skip
