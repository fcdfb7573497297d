"""Counting a measure in a period: one grouped reading, within what the reader may see.

The same query that counts a cell also lists its records, so that a number and the list behind it cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
)

from caseapp.core import places
from caseapp.core.errors import PermissionDenied
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.scoping import with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.people.models import Difficulty, Person
from caseapp.features.people.views import WG_FIELDS, person_row
from caseapp.features.reports.cells import BANDS, UNKNOWN, Cell, Cube
from caseapp.features.reports.measures import MEASURES, Measure
from caseapp.features.reports.measures.declared import Events
from caseapp.features.reports.periods import Period

NO_VALUES: Mapping[str, str] = MappingProxyType({})
MOST = 500  # records a cell lists; more are said to be more


class Record(Struct, frozen=True):
    """Something that was counted: whose, under which case, when."""

    id: str
    case_id: str
    number: str
    name: str
    place: str
    happened_on: date


@action("report.count", requires=Permission.REPORT_READ)
def count(uow: UnitOfWork, code: str, period: Period, programme_id: str = "") -> Cube:
    """The cells of a measure in a period, of one programme or of all. Raises KeyError for an unknown measure.

    Sex, status and place are those on file today, the age is that of the day it happened, disability by the Washington Group
    short set (at least one "a lot of difficulty", cut-off as published). A merged person counts as who they became.
    """
    measure = MEASURES[code]
    with with_put_aside(uow):
        cells = _cells(uow, measure, period, programme_id)
        of = _cells(uow, MEASURES[measure.of], period, programme_id) if measure.of else None
    return Cube(cells, of)


@action("report.records", requires=Permission.REPORT_READ)
def records(
    uow: UnitOfWork, code: str, period: Period, programme_id: str = "", values: Mapping[str, str] = NO_VALUES
) -> tuple[tuple[Record, ...], bool]:
    """What the cells with these values counted (none: all of them), the newest first, and whether there are more.

    Names as far as the reader's role goes. Raises PermissionDenied where the role sees how many, not who (counselling).
    """
    measure = MEASURES[code]
    if not uow.actor.can(measure.opens):
        raise PermissionDenied(_("Your role sees how many there are, not who."), "report.records")
    if measure.events is None:
        return (), False
    with with_put_aside(uow):  # a number and the list behind it agree; those in the bin stand there by number
        return _records(uow, measure, measure.events, period, programme_id, values)


def _records(
    uow: UnitOfWork,
    measure: Measure,
    events: Events,
    period: Period,
    programme_id: str,
    values: Mapping[str, str],
) -> tuple[tuple[Record, ...], bool]:
    units = _units(events, period, programme_id)
    query = select(units, Person, Case.number.label("case_number")).join(
        Person, Person.id == units.c.person_id
    )
    query = query.outerjoin(Case, Case.id == units.c.case_id)
    for name, expression in _dimensions(uow, units).items():
        if name in values:
            query = query.where(expression == values[name])
    query = query.order_by(units.c.happened_on.desc(), units.c.unit_id)
    if measure.keep is None:
        found: Iterable[Any] = uow.session.execute(query.limit(MOST + 1)).all()
    else:
        found = _kept(uow, measure, uow.session.execute(query))
    rows = [_record(uow, row) for row, _n in zip(found, range(MOST + 1), strict=False)]
    return tuple(rows[:MOST]), len(rows) > MOST


def _cells(uow: UnitOfWork, measure: Measure, period: Period, programme_id: str) -> dict[Cell, int]:
    """Those on file, and those only counted."""
    found = Counter(_on_file(uow, measure, period, programme_id))
    if measure.tally:
        found.update(measure.tally(uow, period, programme_id))
    return dict(found)


def _on_file(uow: UnitOfWork, measure: Measure, period: Period, programme_id: str) -> dict[Cell, int]:
    if measure.events is None:
        return {}
    units = _units(measure.events, period, programme_id)
    # Names of their own: a plain "place" would group by the column of that name.
    values = [expression.label(f"by_{name}") for name, expression in _dimensions(uow, units).items()]
    if measure.keep is None:
        query = select(*values, func.count().label("n")).join(Person, Person.id == units.c.person_id)
        rows = uow.session.execute(query.group_by(*(v.name for v in values)))
        return {Cell(*(str(v) for v in row[:-1])): row[-1] for row in rows}
    rows = uow.session.execute(select(*values, units).join(Person, Person.id == units.c.person_id))
    return dict(Counter(Cell(*(str(v) for v in row[: len(values)])) for row in _kept(uow, measure, rows)))


def _kept(uow: UnitOfWork, measure: Measure, rows: Iterable[Any]) -> Iterable[Any]:
    return (row for row in rows if measure.keep is None or measure.keep(uow, row))


def _units(declared: Events, period: Period, programme_id: str) -> Any:
    """What is counted, each once: the events of the period, the first of each unit."""
    events = declared().subquery()
    of = events.c.happened_on.between(period.first, period.last)
    chosen: Select[Any] = select(events.c.unit_id, events.c.person_id).where(of)
    if programme_id:
        chosen = chosen.where(events.c.programme_id == programme_id)
    rest = [c for c in events.c if c.name not in ("unit_id", "person_id")]
    firsts = (func.min(c).label(c.name) for c in rest)
    return chosen.add_columns(*firsts).group_by(events.c.unit_id, events.c.person_id).subquery()


def _dimensions(uow: UnitOfWork, units: Any) -> dict[str, ColumnElement[Any]]:
    """One expression for each dimension of a cell, in the order of Cell."""
    return {
        "sex": cast(Person.sex, String),
        "age": _band(_age(units.c.happened_on)),
        "disability": _disability(),
        "status": cast(Person.here_as, String),
        "place": func.coalesce(func.substr(Person.place, 1, places.area_length(uow.office.country)), UNKNOWN),
        "programme": func.coalesce(units.c.programme_id, UNKNOWN),
    }


def _age(on: Any) -> ColumnElement[int]:
    """Whole years on a day, of a birth date as it is stored; a year or month alone counts from its middle (PartialDate.age)."""
    born = cast(Person.birth_date, String)
    month = case((func.substr(born, 5, 1) == "-", func.substr(born, 6, 2)), else_="07")
    day = case((func.substr(born, 8, 1) == "-", func.substr(born, 9, 2)), else_="01")
    birthday = cast(month + day, Integer)
    today = extract("month", on) * 100 + extract("day", on)
    years = extract("year", on) - cast(func.substr(born, 1, 4), Integer)
    return years - case((today < birthday, 1), else_=0)


def _band(age: ColumnElement[int]) -> ColumnElement[str]:
    return case(*((age <= last, literal(name)) for name, last in BANDS.items()), else_=literal(UNKNOWN))


def _disability() -> ColumnElement[str]:
    """Washington Group short set: one domain with a lot of difficulty is enough; where nothing was asked it is not known."""
    columns = [getattr(Person, name) for name in WG_FIELDS]
    yes = or_(*(column.in_((Difficulty.A_LOT, Difficulty.CANNOT)) for column in columns))
    unknown = and_(*(column.is_(None) for column in columns))
    return case((yes, literal("yes")), (unknown, literal(UNKNOWN)), else_=literal("no"))


def _record(uow: UnitOfWork, row: Any) -> Record:
    shown = person_row(row.Person, uow.actor)
    where = ", ".join(filter(None, (shown.village, shown.place)))
    return Record(
        f"{row.unit_id}:{row.case_id}",
        row.case_id or "",
        row.case_number or shown.number,
        shown.name,
        where,
        row.happened_on,
    )
