"""Open cases along one thing: stage, risk, place, programme, or days without contact. Each count opens its list."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from caseapp.core import places
from caseapp.core.choices import Choice
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Case, Risk, Stage
from caseapp.features.cases.queries import CaseFilter
from caseapp.features.people.models import Person
from caseapp.features.programmes.queries import programmes

SILENT = (14, 30, 60)  # days without contact


class Along(Choice):
    STAGE = "stage", N_("Where cases stand")
    RISK = "risk", N_("By risk")
    PLACE = "place", N_("By place")
    PROGRAMME = "programme", N_("By programme")
    CONTACT = "contact", N_("Without contact")


class Slice(Struct, frozen=True):
    """A part of the open cases, and the filter that lists it."""

    words: str
    count: int
    only: CaseFilter


@action("caseload.along", requires=Permission.CASELOAD_READ)
def along(uow: UnitOfWork, by: Along, programme_id: str = "") -> tuple[Slice, ...]:
    """The slices in their order; those of `contact` hold one another: 30 days are 14 days too."""
    only = CaseFilter(programme_id=programme_id)
    makers = {Along.STAGE: _stages, Along.RISK: _risks, Along.PLACE: _places, Along.PROGRAMME: _programmes,
              Along.CONTACT: _silent}  # fmt: skip
    return makers[by](uow, only)


def _stages(uow: UnitOfWork, only: CaseFilter) -> tuple[Slice, ...]:
    found = cases.by_stage(uow, only)
    return tuple(Slice(stage.shown(), count, replace(only, stage=stage)) for stage, count in found.items())


def _risks(uow: UnitOfWork, only: CaseFilter) -> tuple[Slice, ...]:
    found = _counted(uow, Case.risk, only)
    return tuple(Slice(risk.shown(), found.get(risk, 0), replace(only, risk=risk)) for risk in Risk)


def _places(uow: UnitOfWork, only: CaseFilter) -> tuple[Slice, ...]:
    """By district or county, most cases first."""
    area = func.substr(Person.place, 1, places.area_length(uow.office.country))
    query = select(area, func.count(Case.id)).join(Person, Person.id == Case.person_id)
    found = Counter(dict(uow.session.execute(_open(query, only).group_by(area)).all()))
    return tuple(
        Slice(places.label(code), count, replace(only, place=code))
        for code, count in found.most_common()
        if code
    )


def _programmes(uow: UnitOfWork, only: CaseFilter) -> tuple[Slice, ...]:
    found = _counted(uow, Case.programme_id, only)
    known = [p for p in programmes(uow) if found.get(p.id)]
    return tuple(Slice(p.code, found[p.id], replace(only, programme_id=p.id)) for p in known)


def _silent(uow: UnitOfWork, only: CaseFilter) -> tuple[Slice, ...]:
    made = []
    for days in SILENT:
        narrowed = replace(only, no_contact_since=uow.today - timedelta(days=days))
        words = n_("{count} day", "{count} days", days)
        made.append(Slice(words, cases.count(uow, narrowed), narrowed))
    return tuple(made)


def _counted(uow: UnitOfWork, column: Any, only: CaseFilter) -> dict[Any, int]:
    return dict(uow.session.execute(_open(select(column, func.count(Case.id)), only).group_by(column)).all())


def _open(query: Any, only: CaseFilter) -> Any:
    query = query.where(Case.closed_on.is_(None), Case.stage != Stage.CLOSED)
    return query.where(Case.programme_id == only.programme_id) if only.programme_id else query


def told(slices: tuple[Slice, ...]) -> str:
    """The chart in one sentence."""
    largest = max(slices, key=lambda s: s.count, default=None)
    if largest is None or not largest.count:
        return _("No open case.")
    return _("Most: {what}, {count}.").format(what=largest.words, count=f"{largest.count:,}")
