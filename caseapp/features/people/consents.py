"""Consent: what somebody agreed to and how, until when, and what they took back. Only the newest record counts.

An older consent never comes back to life because a newer one was withdrawn or has run out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from caseapp.core import dates
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.core.registry import load
from caseapp.data.uow import UnitOfWork
from caseapp.features import features
from caseapp.features.office.queries import names
from caseapp.features.people import belonging
from caseapp.features.people.form import CONSENT_FORM, WITHDRAW_FORM
from caseapp.features.people.models import Consent, Person
from caseapp.features.people.views import ConsentView, PersonRow, consent_view, person_row

T = TypeVar("T")
EXPLAINED = (
    N_("Help does not depend on your consent. You may say no to any part of it, and you will not lose basic help."),
    N_("We write down what you tell us so that we can plan with you and do not ask twice."),
    N_("Only those who need it for their work see it. It lies encrypted on this office's computers."),
    N_("You may see what is written about you, have it corrected, and take your consent back at any time."),
    N_("If you are not content with how we treat you or what you told us, you may complain to the office named above."),
)  # fmt: skip
TEXT_VERSION = "1"  # of what is read aloud: a new one with every change of the words above
FIELDS = tuple(f.name for f in CONSENT_FORM.fields)
TIMELINE = {
    "consent.give": (N_("Consent"), "ok"),
    "consent.withdraw": (N_("Consent withdrawn"), "bad"),
}


class EndingConsent(Struct, frozen=True):
    """A consent that runs out soon, or did: the person is asked again."""

    id: str
    person: PersonRow
    given_on: date
    expires_on: date
    purposes: tuple[str, ...]


@action("people.consents", requires=Permission.PERSON_READ)
def consents(uow: UnitOfWork, person_id: str) -> tuple[ConsentView, ...]:
    """What this person agreed to, newest first, withdrawn ones too."""
    who = names(uow.session)
    found = uow.session.scalars(
        select(Consent)
        .where(Consent.person_id == person_id)
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    )
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    views = (consent_view(c, who.get(c.explained_by, "")) for c in found)
    return tuple(v if named else replace(v, guardian=None, witness=None, interpreter=None) for v in views)


@action("people.consent", requires=Permission.PERSON_READ)
def consent(uow: UnitOfWork, person_id: str) -> ConsentView | None:
    """The consent that counts today, or None."""
    newest = next(iter(consents(uow, person_id)), None)
    return newest if newest and newest.counts(uow.today) else None


@action("people.may", requires=Permission.PERSON_READ)
def may(uow: UnitOfWork, person_id: str, purpose: str) -> bool:
    """Whether this person's standing consent covers a purpose (a code of the list `consent_purposes`)."""
    return person_id in agreed(uow, [person_id], purpose)


@action("people.agreed", requires=Permission.PERSON_READ)
def agreed(uow: UnitOfWork, person_ids: Collection[str], purpose: str) -> frozenset[str]:
    """Those of these people whose standing consent covers a purpose: exports and lists for others leave out the rest."""
    return frozenset(key for key, view in standing(uow, person_ids).items() if purpose in view.purposes)


def standing(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, ConsentView]:
    """The consent that counts today, by person; nobody without one. For the services of other features."""
    rows = uow.session.scalars(
        select(Consent).where(Consent.person_id.in_(set(person_ids))).order_by(Consent.given_on, Consent.id)
    )
    newest = {row.person_id: consent_view(row) for row in rows}
    return {person: view for person, view in newest.items() if view.counts(uow.today)}


def contradiction(uow: UnitOfWork, first: Person, second: Person) -> str:
    """Why the consents of two records cannot simply be put together; empty when they can.

    What one record says was taken back would stand again by an earlier consent on the other.
    """
    newest = {}
    rows = select(Consent).where(Consent.person_id.in_([first.id, second.id]))
    for row in uow.session.scalars(rows.order_by(Consent.given_on, Consent.id)):
        newest[row.person_id] = row
    for mine, theirs in ((first, second), (second, first)):
        stands, ended = newest.get(mine.id), newest.get(theirs.id)
        if stands and ended and ended.withdrawn_on and consent_view(stands).counts(uow.today):
            if stands.given_on <= ended.withdrawn_on:
                return _(
                    "Consent on {other} was taken back on {day}, after the one on {number} was given. Ask the person and "
                    "write down on {number} what holds now: a new consent, or that it is taken back. Then make one record."
                ).format(other=theirs.number, number=mine.number, day=dates.day(ended.withdrawn_on))
    return ""


@action("people.consents_ending", requires=Permission.PERSON_READ)
def ending(
    uow: UnitOfWork, days: int | None = None, mine: bool = False, limit: int = 200
) -> tuple[EndingConsent, ...]:
    """Consents that run out within so many days (the office's number when None) or did already, the earliest first.

    `mine` narrows to people this actor looks after. Those withdrawn, or replaced by a newer one, are not among them.
    """
    query = (
        select(Consent, Person).join(Person, Person.id == Consent.person_id).where(*_ending(uow, days, mine))
    )
    found = uow.session.execute(query.order_by(Consent.expires_on, Consent.id).limit(limit))
    return tuple(
        EndingConsent(c.id, person_row(p, uow.actor), c.given_on, c.expires_on, c.purposes)
        for c, p in found
        if c.expires_on
    )


@action("people.consents_ending_count", requires=Permission.PERSON_READ)
def ending_count(uow: UnitOfWork, days: int | None = None, mine: bool = False) -> int:
    """How many `ending` would give without its limit."""
    query = select(func.count(Consent.id)).join(Person, Person.id == Consent.person_id)
    return uow.session.scalar(query.where(*_ending(uow, days, mine))) or 0


def _ending(uow: UnitOfWork, days: int | None, mine: bool) -> list[Any]:
    newer = aliased(Consent)
    later = or_(
        newer.given_on > Consent.given_on, and_(newer.given_on == Consent.given_on, newer.id > Consent.id)
    )
    until = uow.today + timedelta(days=uow.office.rule("consent.warn") if days is None else days)
    rules = [
        Consent.expires_on <= until, Consent.withdrawn_on.is_(None),
        ~exists().where(newer.person_id == Consent.person_id, later),
    ]  # fmt: skip
    return [*rules, Person.owner_id == uow.actor.id] if mine else rules


def without_withdrawn(uow: UnitOfWork, rows: Sequence[T], person_of: Callable[[T], str]) -> list[T]:
    """The rows of a list without those of people who took their consent back: what may leave the program."""
    ids = {person_of(row) for row in rows}
    query = select(Consent.person_id, Consent.withdrawn_on).where(Consent.person_id.in_(ids))
    newest = dict(uow.session.execute(query.order_by(Consent.given_on, Consent.id)).all())
    return [row for row in rows if newest.get(person_of(row)) is None]


@action("people.shared_now", requires=Permission.PERSON_READ)
def shared_now(uow: UnitOfWork, person_id: str) -> tuple[str, ...]:
    """Sentences on what is shared about somebody at this moment: to be looked at when consent is taken back."""
    told = (load(target)(uow, person_id) for feature in features() for target in feature.sharing)
    return tuple(text for text in told if text)


@action("consent.give", requires=Permission.PERSON_WRITE)
def give_consent(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> ConsentView:
    """Record a new consent; it takes the place of the one before. Raises Invalid without a method and a purpose."""
    values = CONSENT_FORM.clean(raw, uow.office.country)
    if not values["consent_method"]:
        raise Invalid({"consent_method": _("Choose how consent was given.")})
    return consent_view(record(uow, uow.get(Person, person_id), values))


@action("consent.withdraw", requires=Permission.PERSON_WRITE)
def withdraw_consent(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> ConsentView:
    """The person took their consent back, all of it or some purposes: from now on nothing is shared for these.

    Referrals under way are flagged, exports leave the person out, photos and special answers are no longer shown.
    What they still agree to goes on as a record of its own. Raises Refused when nothing stands.
    """
    values = WITHDRAW_FORM.clean(raw)
    newest = consent(uow, person_id)
    if newest is None:
        raise Refused(_("There is no consent that could be withdrawn."))
    row = uow.get(Consent, newest.id)
    belonging.filed(uow, row, person_id)
    row.withdrawn_why, row.withdrawn_on = values["withdrawn_why"], uow.today
    left = tuple(p for p in row.purposes if p not in (values["withdrawn_purposes"] or row.purposes))
    return consent_view(_without(uow, row, left) if left else row)


def _without(uow: UnitOfWork, row: Consent, purposes: tuple[str, ...]) -> Consent:
    """The same consent, for fewer purposes."""
    kept = ("partners", "method", "language", "interpreter", "witness", "given_on", "expires_on", "explained_by", "given_by",
            "guardian", "explained", "text_version")  # fmt: skip
    shared = belonging.of(uow, uow.get(Person, row.person_id))
    values = {name: getattr(row, name) for name in kept}
    return uow.add(Consent(purposes=purposes, replaces_id=row.id, **shared, **values))


def record(uow: UnitOfWork, person: Person, values: Mapping[str, Any]) -> Consent:
    """A consent as it was asked for in a form. Raises Invalid without a purpose."""
    if not values["consent_purposes"]:
        raise Invalid({"consent_purposes": _("Choose at least one thing they agreed to.")})
    given_on = values["consent_on"] or uow.today
    expires = values["consent_expires"] or given_on + timedelta(days=uow.office.rule("consent.days"))
    return uow.add(
        Consent(
            purposes=values["consent_purposes"], partners=values["consent_partners"], method=values["consent_method"],
            language=values["consent_language"], interpreter=values["consent_interpreter"],
            witness=values["consent_witness"], given_on=given_on, expires_on=expires, explained_by=uow.actor.id,
            given_by=values["consent_by"], guardian=values["consent_guardian"],
            explained=values["consent_explained"] or (), text_version=TEXT_VERSION, **belonging.of(uow, person),
        )
    )  # fmt: skip
