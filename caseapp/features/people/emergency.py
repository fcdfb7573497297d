"""Opening a restricted record in an emergency: with a reason, for hours, journalled, and looked at by the supervisor (R40).

Whoever knows the number of the person or case may open it; the number is not looked up or suggested anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from caseapp.core.errors import Refused
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Actor, Permission, action
from caseapp.data.base import Base
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.office.queries import names
from caseapp.features.people.models import EmergencyOpening, Person
from caseapp.features.people.views import person_row

EMERGENCY_FORM = Form.of(
    "emergency-opening", N_("Open a restricted record"),
    Field("number", "text", N_("Number of the person or case"), required=True, max_length=40),
    Field("reason", "note", N_("Why it cannot wait for the supervisor"), required=True, max_length=1000, wide=True),
)  # fmt: skip
OPINION_FORM = Form.of(
    "emergency-opinion", N_("Not in order"),
    Field("review_note", "note", N_("What was not in order"), required=True, max_length=1000, wide=True),
)  # fmt: skip


class OpeningView(Struct, frozen=True):
    """A restricted record opened in an emergency: by whom, why, until when, and what the supervisor said."""

    id: str
    person_id: str
    number: str
    name: str  # empty for who may not know it
    opened_by: str
    reason: str
    opened_at: datetime
    until: datetime
    own: bool
    in_order: bool | None = None


@action("person.open_in_emergency", requires=Permission.BREAK_GLASS)
def open_record(uow: UnitOfWork, raw: Mapping[str, Any]) -> OpeningView:
    """Show a restricted person, and all that belongs to them, to this actor for the hours the office allows.

    Takes the number and a reason. Raises Invalid, or Refused when no restricted record has the number.
    """
    values = EMERGENCY_FORM.clean(raw, uow.office.country)
    person_id = _restricted_with(uow.session, values["number"].strip().upper())
    if person_id is None:
        raise Refused(
            _("No restricted record has this number. Look for it in People. This try is in the journal.")
        )
    opened = uow.add(
        EmergencyOpening(
            person_id=person_id, staff_id=uow.actor.id, reason=values["reason"], opened_at=uow.now,
            until=uow.now + timedelta(hours=uow.office.rule("emergency.hours")),
        )
    )  # fmt: skip
    return _view(uow, opened, values["number"].strip().upper())


@action("person.emergencies", requires=Permission.CASE_APPROVE)
def waiting(uow: UnitOfWork) -> tuple[OpeningView, ...]:
    """Openings no supervisor has looked at yet, the oldest first; of people this actor may know of."""
    # Openings first, then their people: joined, the file looks through everybody for a handful of openings.
    query = select(EmergencyOpening).where(EmergencyOpening.reviewed_on.is_(None))
    openings = uow.session.scalars(query.order_by(EmergencyOpening.opened_at)).all()
    wanted = select(Person).where(Person.id.in_([found.person_id for found in openings]))
    people = {person.id: person for person in uow.session.scalars(wanted)} if openings else {}
    return tuple(
        _view(uow, found, people[found.person_id].number, person_row(people[found.person_id], uow.actor).name)
        for found in openings
        if found.person_id in people
    )


@action("person.emergency_in_order", requires=Permission.CASE_APPROVE)
def accept(uow: UnitOfWork, opening_id: str) -> None:
    """The opening was right. Raises Refused to whoever opened the record."""
    _review(uow, opening_id, in_order=True)


@action("person.emergency_not_in_order", requires=Permission.CASE_APPROVE)
def object_to(uow: UnitOfWork, opening_id: str, raw: Mapping[str, Any]) -> None:
    """The opening was not right: it ends now, with what was wrong. Raises Refused to whoever opened the record."""
    note = OPINION_FORM.clean(raw, uow.office.country)["review_note"]
    found = _review(uow, opening_id, in_order=False, note=note)
    found.until = min(found.until, uow.now)


@action("person.emergencies_of_mine", requires=Permission.OWN_WORK)
def mine_objected(uow: UnitOfWork, days: int = 14) -> tuple[tuple[OpeningView, str], ...]:
    """Openings of this actor that a supervisor objected to during the last days, with what was said."""
    query = select(EmergencyOpening).where(
        EmergencyOpening.staff_id == uow.actor.id, EmergencyOpening.in_order.is_(False),
        EmergencyOpening.reviewed_on >= uow.today - timedelta(days=days),
    )  # fmt: skip
    return tuple(
        (_view(uow, found, _number(uow, found.person_id)), found.review_note or "")
        for found in uow.session.scalars(query)
    )


def count_openings(database: Database) -> None:
    """From now on every unit of work knows which restricted records its actor has open; called when an office opens."""
    known: Callable[[Session, Actor], Actor] = database.current

    def current(session: Session, actor: Actor) -> Actor:
        now = known(session, actor)
        if not now.can(Permission.BREAK_GLASS):
            return now
        return replace(now, opened=opened(session, now.id, database.clock.now()))

    database.current = current


_OPENED = select(EmergencyOpening.person_id).where(  # said once: every transaction begins with it
    EmergencyOpening.staff_id == bindparam("who"), EmergencyOpening.until > bindparam("now")
)


def opened(session: Session, staff_id: str, now: datetime) -> frozenset[str]:
    """Keys of the people this member of staff has open in an emergency, and of their cases."""
    people = frozenset(session.connection().execute(_OPENED, {"who": staff_id, "now": now}).scalars())
    if not people:
        return people
    cases = Base.metadata.tables["case"]
    return people | frozenset(session.scalars(select(cases.c.id).where(cases.c.person_id.in_(people))))


def _restricted_with(session: Session, number: str) -> str | None:
    """The key of the restricted person with this number, or with a case of this number: read past the row scope."""
    people, cases = Person.__table__, Base.metadata.tables["case"]
    of_case = select(cases.c.person_id).where(cases.c.number == number)
    query = select(people.c.id).where(
        people.c.restricted.is_(True), or_(people.c.number == number, people.c.id.in_(of_case))
    )
    return session.execute(query).scalars().first()


def _review(uow: UnitOfWork, opening_id: str, *, in_order: bool, note: str | None = None) -> EmergencyOpening:
    found = uow.get(EmergencyOpening, opening_id)
    if found.staff_id == uow.actor.id:
        raise Refused(_("You opened this record yourself. Another supervisor looks at it."))
    if found.reviewed_on is not None:
        raise Refused(_("This was decided already. Nothing was changed."))
    found.in_order, found.review_note = in_order, note
    found.reviewed_by, found.reviewed_on = uow.actor.id, uow.today
    return found


def _number(uow: UnitOfWork, person_id: str) -> str:
    """The number of a person this actor may no longer know of: past the row scope."""
    people = Person.__table__
    return str(uow.session.execute(select(people.c.number).where(people.c.id == person_id)).scalar_one())


def _view(uow: UnitOfWork, found: EmergencyOpening, number: str, name: str = "") -> OpeningView:
    return OpeningView(
        id=found.id, person_id=found.person_id, number=number, name=name, reason=found.reason,
        opened_by=names(uow.session).get(found.staff_id, ""), opened_at=found.opened_at, until=found.until,
        own=found.staff_id == uow.actor.id, in_order=found.in_order,
    )  # fmt: skip
