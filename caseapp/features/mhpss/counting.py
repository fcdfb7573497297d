"""How many people and sessions there were, by layer of support: for reports. Never a name, never a word of a session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field
from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.mhpss.models import Attendance, Session
from caseapp.features.people.models import Person, Sex


class LayerCount(Struct, frozen=True):
    """One layer in a period. A group that met counts as one session; `no_shows` are invitations nobody came to.

    `people` counts each person once, whatever the number of sessions and cases; `by_sex` adds up to it.
    """

    layer: str
    sessions: int
    people: int
    by_sex: Mapping[Sex, int] = field(default_factory=dict)
    no_shows: int = 0

    @property
    def layer_text(self) -> str:
        return codes.label("mhpss_layers", self.layer)


@action("mhpss.by_layer", requires=Permission.MHPSS_STATUS)
def by_layer(uow: UnitOfWork, since: date, until: date) -> tuple[LayerCount, ...]:
    """People and sessions of each layer from `since` to `until`, both days included; layers nobody used are there with 0.

    Counts the whole office, restricted cases too: nobody can be told from a number that its reader masks when it is small.
    """
    held, missed = (
        _sessions(uow, since, until, Attendance.ATTENDED),
        _sessions(uow, since, until, Attendance.NO_SHOW),
    )
    people = _people(uow, since, until)
    layers = dict.fromkeys([c.code for c in codes.codes("mhpss_layers")])
    return tuple(
        LayerCount(
            layer, held.get(layer, 0), sum(people[layer].values()), people[layer], missed.get(layer, 0)
        )
        for layer in [*layers, *sorted((held.keys() | missed.keys()) - layers.keys())]
    )


@action("mhpss.people_helped", requires=Permission.MHPSS_STATUS)
def people_helped(uow: UnitOfWork, since: date, until: date) -> int:
    """How many different people came to a session of any layer in the period: less than the sum of the layers, since one
    person may use several."""
    s, c = Session.__table__.c, Case.__table__.c
    query = select(func.count(c.person_id.distinct())).join(Session.__table__, s.of_case_id == c.id)
    return uow.session.scalar(query.where(*_held(since, until, Attendance.ATTENDED))) or 0


def _sessions(uow: UnitOfWork, since: date, until: date, attendance: Attendance) -> dict[str, int]:
    """A meeting is one session however many came; for those who stayed away each is one."""
    s = Session.__table__.c
    once = func.coalesce(s.meeting_id, s.id) if attendance is Attendance.ATTENDED else s.id
    query = (
        select(s.layer, func.count(once.distinct())).where(*_held(since, until, attendance)).group_by(s.layer)
    )
    return {row[0]: row[1] for row in uow.session.execute(query)}


def _people(uow: UnitOfWork, since: date, until: date) -> dict[str, dict[Sex, int]]:
    s, c, p = Session.__table__.c, Case.__table__.c, Person.__table__.c
    query = (
        select(s.layer, p.sex, func.count(p.id.distinct()))
        .join(Case.__table__, c.id == s.of_case_id)
        .join(Person.__table__, p.id == c.person_id)
        .where(*_held(since, until, Attendance.ATTENDED))
        .group_by(s.layer, p.sex)
    )
    found: dict[str, dict[Sex, int]] = defaultdict(dict)
    for layer, sex, many in uow.session.execute(query):
        found[layer][sex] = many
    return found


def _held(since: date, until: date, attendance: Attendance) -> tuple[Any, ...]:
    s = Session.__table__.c
    return s.held_on.between(since, until), s.struck.is_(False), s.attendance == attendance
