"""Referrals other agencies send to us: registered, answered in time, the person found or registered, the agency told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import func, or_, select

from caseapp.core import codes
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.names import fold
from caseapp.core.permissions import Permission, action
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.models import Case
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person
from caseapp.features.people.views import full_name
from caseapp.features.referrals.form import INCOMING_ANSWER_FORM, INCOMING_FORM, INCOMING_TOLD_FORM, stored
from caseapp.features.referrals.models import PRIVATE_SECTORS, Incoming, IncomingState, Partner, Priority

TEXTS = ("person_name", "person_phone", "person_place", "their_number")


class IncomingView(Struct, frozen=True):
    """One of them as this reader may see it. `reason` is None when `hidden`; `person` is who was found on file."""

    id: str
    number: str
    state: IncomingState
    received_on: date
    came_by: str | None
    agency: str
    contact: str | None
    contact_phone: str | None
    their_number: str | None
    author: str
    person_name: str
    person_phone: str | None
    person_place: str | None
    agreed: bool
    sector: str
    services: tuple[str, ...]
    priority: Priority
    reason: str | None
    hidden: bool
    answer_due_on: date
    person_id: str | None
    person: str
    case_id: str | None
    case_number: str
    answered_on: date | None
    answered_by: str
    appointment_on: date | None
    decline_reason: str | None
    elsewhere: str | None
    told_on: date | None
    told_how: str | None

    @property
    def open(self) -> bool:
        """Whether something is still to be done: answered, told, and when accepted the person is on file."""
        return self.state is IncomingState.NEW or self.told_on is None or self.unknown

    @property
    def unknown(self) -> bool:
        """Whether we accepted somebody who is not on file yet."""
        return self.state in (IncomingState.ACCEPTED, IncomingState.WAITING_LIST) and self.person_id is None

    @property
    def sector_text(self) -> str:
        return codes.label("referral_sectors", self.sector)

    def late(self, today: date) -> bool:
        """Whether we should have answered by now."""
        return self.state is IncomingState.NEW and self.answer_due_on < today


@action("incoming.page", requires=Permission.REFERRAL_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, open_only: bool = True
) -> Page[IncomingView]:
    """Those something is to be done about, the most pressing first; or all, the newest first."""
    query: Any = select(Incoming)
    if open_only:
        found, more = fetch(
            uow.session, query.where(_open()), (Incoming.answer_due_on, Incoming.id), after, limit
        )
    else:
        found, more = fetch(uow.session, query, (Incoming.received_on, Incoming.id), after, limit, True)
    return Page(_views(uow, [row[0] for row in found]), more)


@action("incoming.get", requires=Permission.REFERRAL_READ)
def get(uow: UnitOfWork, incoming_id: str) -> IncomingView:
    """One of them. Raises NotFound."""
    return _view(uow, uow.get(Incoming, incoming_id))


@action("incoming.answered", requires=Permission.PRINT)
def answered(uow: UnitOfWork, incoming_id: str) -> IncomingView:
    """One of them for its letter back. Raises Refused before there is an answer."""
    found = get(uow, incoming_id)
    if found.state is IncomingState.NEW:
        raise Refused(_("Answer it first."))
    return found


@action("incoming.waiting", requires=Permission.REFERRAL_READ)
def waiting_count(uow: UnitOfWork) -> int:
    """How many wait for something we have to do."""
    return uow.session.scalar(select(func.count(Incoming.id)).where(_open())) or 0


@action("incoming.due", requires=Permission.REFERRAL_READ)
def due(uow: UnitOfWork, until: date, limit: int = 40) -> tuple[IncomingView, ...]:
    """Those to be answered until a day, the oldest first: for the day of whoever registered them or has the case."""
    query = select(Incoming).where(
        Incoming.state == IncomingState.NEW, Incoming.answer_due_on <= until,
        or_(Incoming.written_by == uow.actor.id, Incoming.owner_id == uow.actor.id),
    )  # fmt: skip
    found = uow.session.scalars(query.order_by(Incoming.answer_due_on, Incoming.id).limit(limit))
    return _views(uow, list(found))


@action("incoming.agencies", requires=Permission.REFERRAL_READ)
def agencies(uow: UnitOfWork, incoming_ids: tuple[str, ...]) -> dict[str, str]:
    """Which agency sent each of these, for the timeline of a case; those of private services are left out."""
    query = select(Incoming.id, Incoming.agency).where(Incoming.id.in_(incoming_ids))
    return {
        row[0]: row[1] for row in uow.session.execute(query.where(Incoming.sector.not_in(PRIVATE_SECTORS)))
    }


@action("incoming.register", requires=Permission.REFERRAL_WRITE)
def register(uow: UnitOfWork, raw: Mapping[str, Any]) -> IncomingView:
    """Write down a referral that came in; an answer is due after the office's days for its priority. Raises Invalid."""
    values = stored(INCOMING_FORM, INCOMING_FORM.clean(raw, uow.office.country))
    require({"received_on": _future(uow, values["received_on"])})
    due_on = values["received_on"] + timedelta(days=uow.office.rule(f"referral.{values['priority'].value}"))
    reason = values.pop("reason")
    made = Incoming(**values, number=uow.number("I"), written_by=uow.actor.id, team=uow.actor.team,
                    owner_id=uow.actor.id, partner_id=_partner(uow, values["agency"]), answer_due_on=due_on)  # fmt: skip
    if made.private:
        made.private_reason = {"reason": reason} if reason else None
    else:
        made.reason = reason
    return _view(uow, uow.add(made))


@action("incoming.found", requires=Permission.REFERRAL_WRITE)
def found(uow: UnitOfWork, incoming_id: str, person_id: str) -> IncomingView:
    """The person is on file: this one. It belongs to their open case from now on, if they have one."""
    record, person = uow.get(Incoming, incoming_id), uow.get(Person, person_id)
    if record.person_id:
        raise Refused(_("The person was found already."))
    of_person = uow.session.scalars(
        select(Case).where(Case.person_id == person.id, Case.closed_on.is_(None)).order_by(Case.id.desc())
    ).first()
    record.person_id = person.id
    if of_person:
        record.case_id, record.team, record.restricted = of_person.id, of_person.team, of_person.restricted
        record.owner_id = of_person.owner_id or record.owner_id
    return _view(uow, record)


@action("incoming.answer", requires=Permission.REFERRAL_WRITE)
def answer(uow: UnitOfWork, incoming_id: str, raw: Mapping[str, Any]) -> IncomingView:
    """What we say to it. A later answer takes the place of the one before, and the agency has to be told again.

    Raises Invalid for a day in the future or before it came.
    """
    record, values = uow.get(Incoming, incoming_id), INCOMING_ANSWER_FORM.clean(raw)
    on = values["answered_on"] or uow.today
    seen = values["appointment_on"]
    require({
        "answered_on": _future(uow, on) or (_("That is before it was received.") if on < record.received_on else None),
        "appointment_on": _("That is before it was received.") if seen and seen < record.received_on else None,
    })  # fmt: skip
    record.state, record.answered_on = IncomingState(values["answer"].value), on
    record.answered_by, record.told_on, record.told_how = uow.actor.id, None, None
    for name in ("appointment_on", "decline_reason", "elsewhere"):
        setattr(record, name, values[name])
    return _view(uow, record)


@action("incoming.told", requires=Permission.REFERRAL_WRITE)
def told(uow: UnitOfWork, incoming_id: str, raw: Mapping[str, Any]) -> IncomingView:
    """The agency knows our answer. Raises Refused before there is one."""
    record = uow.get(Incoming, incoming_id)
    if record.state is IncomingState.NEW:
        raise Refused(_("Answer it first."))
    values = INCOMING_TOLD_FORM.clean(raw)
    on = values["told_on"] or uow.today
    if on > uow.today or on < (record.answered_on or on):
        raise Invalid({"told_on": _("Between the day it was answered and today.")})
    record.told_on, record.told_how = on, values["told_how"]
    return _view(uow, record)


def _open() -> Any:
    taken = Incoming.state.in_((IncomingState.ACCEPTED, IncomingState.WAITING_LIST))
    return or_(
        Incoming.state == IncomingState.NEW, Incoming.told_on.is_(None), taken & Incoming.person_id.is_(None)
    )


def _partner(uow: UnitOfWork, agency: str) -> str | None:
    """The agency's entry in the directory, when its name is written the same."""
    known = uow.session.execute(select(Partner.id, Partner.name))
    return next((key for key, name in known if fold(name) == fold(agency)), None)


def _future(uow: UnitOfWork, day: date | None) -> str | None:
    return _("This cannot lie in the future.") if day and day > uow.today else None


def _view(uow: UnitOfWork, record: Incoming) -> IncomingView:
    return _views(uow, [record])[0]


def _views(uow: UnitOfWork, records: list[Incoming]) -> tuple[IncomingView, ...]:
    who = names(uow.session)
    wanted = [r.person_id for r in records if r.person_id]
    people = {p.id: p for p in uow.session.scalars(select(Person).where(Person.id.in_(wanted)))}
    of_cases = select(Case.id, Case.number).where(Case.id.in_([r.case_id for r in records if r.case_id]))
    numbers = {row[0]: row[1] for row in uow.session.execute(of_cases)}
    return tuple(_one(uow, r, who, people, numbers) for r in records)


def _one(
    uow: UnitOfWork,
    r: Incoming,
    who: Mapping[str, str],
    people: Mapping[str, Person],
    numbers: Mapping[str, str],
) -> IncomingView:
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    mine = r.written_by == uow.actor.id or uow.actor.can(Permission.MHPSS_READ)
    readable = named and (mine or not r.private)
    person = people.get(r.person_id or "")
    shown = {n: getattr(r, n) if named else ("—" if n == "person_name" else None) for n in TEXTS}
    plain = {
        n: getattr(r, n) for n in IncomingView.__dataclass_fields__ if hasattr(Incoming, n) and n not in TEXTS
    }
    written = person and (
        full_name(person.given_name, person.middle_name, person.family_name) if named else person.number
    )
    return IncomingView(
        **plain | shown | {
            "reason": r.why() if readable else None, "answered_by": who.get(r.answered_by or "", ""),
            "elsewhere": r.elsewhere if named else None, "contact_phone": r.contact_phone,
        },
        author=who.get(r.written_by, ""), hidden=not readable, person=written or "",
        case_number=numbers.get(r.case_id or "", ""),
    )  # fmt: skip
