"""What the list of people can be narrowed by. Each is one condition of the query."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.core import places
from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.data.narrowing import (
    CHOICE,
    DAYS,
    TEXT,
    Filter,
    begins,
    day,
    living,
    members,
    named,
    one_of,
    within,
)
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.models import HereAs, Person, Sex


def areas(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    """The districts or counties of the office's country."""
    return [(place.code, place.name) for place in places.areas(uow.office.country)]


FILTERS = (
    Filter(
        "name",
        N_("Name"),
        TEXT,
        named(Person.id),
        requires=Permission.PERSON_IDENTIFY,
        whole=named(Person.id, whole=True),
    ),
    Filter("number", N_("Number"), TEXT, within(Person.id, Person.number)),
    Filter("here_as", N_("Here as"), CHOICE, one_of(Person.here_as, HereAs), members(HereAs), own=True),
    Filter("sex", N_("Sex"), CHOICE, one_of(Person.sex, Sex), members(Sex)),
    Filter("place", N_("Where"), CHOICE, begins(Person.place), areas),
    Filter(
        "village",
        N_("Village"),
        TEXT,
        living(Person.id),
        requires=Permission.PERSON_IDENTIFY,
        whole=living(Person.id, whole=True),
    ),
    Filter("since", N_("Since"), DAYS, day(Person.created_on)),
)
