"""Reading people: one, a page of many, by what is typed; and whether somebody like this is on file already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from caseapp.core.permissions import Permission, action
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.comparing import standing
from caseapp.features.people.models import Consent, HereAs, HouseholdMember, Person, Photo
from caseapp.features.people.views import (
    ConsentView,
    MemberView,
    PersonRow,
    PersonView,
    consent_view,
    member_view,
    person_row,
    person_view,
)

SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Person.family_name, Person.given_name, Person.id),
    "number": (Person.number,),
    "created_on": (Person.created_on, Person.id),
}


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people is narrowed to; empty means all."""

    here_as: HereAs | None = None
    place: str = ""  # a code of the places list: everybody in it and below


@action("people.get", requires=Permission.PERSON_READ)
def person(uow: UnitOfWork, person_id: str) -> PersonView:
    """One person; of a record that became part of another, that other. Raises NotFound.

    A look at a restricted record is journalled.
    """
    found = standing(uow, person_id)
    if found.restricted:
        uow.note("person.seen", "person", found.id)
    return person_view(found, uow.actor)


@action("people.by_number", requires=Permission.PERSON_READ)
def by_number(uow: UnitOfWork, number: str) -> PersonView | None:
    """The person with this number, also one from before a merging, or None."""
    found = uow.session.scalars(select(Person).where(Person.number == number.strip().upper())).one_or_none()
    return person_view(standing(uow, found.id), uow.actor) if found else None


@action("people.page", requires=Permission.PERSON_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, sort: str = "created_on", descending: bool = True,
    only: PeopleFilter = PeopleFilter(),
) -> Page[PersonRow]:  # fmt: skip
    """The next people in the order of `sort` (name, number, created_on), from the cursor of the page before."""
    query = select(Person).where(Person.merged_into.is_(None))
    if only.here_as:
        query = query.where(Person.here_as == only.here_as)
    if only.place:
        query = query.where(Person.place.startswith(only.place, autoescape=True))
    rows, more = fetch(uow.session, query, SORTS[sort], after, limit, descending)
    return Page(tuple(person_row(p, uow.actor) for (p,) in rows), more)


@action("people.count", requires=Permission.PERSON_READ)
def count(uow: UnitOfWork) -> int:
    """How many people this actor may see."""
    everybody = select(func.count()).select_from(Person)
    merged = everybody.where(
        Person.merged_into.is_not(None)
    )  # the few; asked so, both come from indexes alone
    return (uow.session.scalar(everybody) or 0) - (uow.session.scalar(merged) or 0)


@action("people.rows", requires=Permission.PERSON_READ)
def rows(uow: UnitOfWork, ids: tuple[str, ...]) -> dict[str, PersonRow]:
    """These people by id, those one may see."""
    found = uow.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {p.id: person_row(p, uow.actor) for p in found}


@action("people.consents", requires=Permission.PERSON_READ)
def consents(uow: UnitOfWork, person_id: str) -> tuple[ConsentView, ...]:
    """What this person agreed to, newest first, withdrawn ones too."""
    found = uow.session.scalars(
        select(Consent)
        .where(Consent.person_id == person_id)
        .order_by(Consent.given_on.desc(), Consent.id.desc())
    )
    return tuple(consent_view(c) for c in found)


@action("people.consent", requires=Permission.PERSON_READ)
def consent(uow: UnitOfWork, person_id: str) -> ConsentView | None:
    """The consent that counts today, or None."""
    return next((c for c in consents(uow, person_id) if c.counts(uow.today)), None)


@action("people.may", requires=Permission.PERSON_READ)
def may(uow: UnitOfWork, person_id: str, purpose: str) -> bool:
    """Whether this person's standing consent covers a purpose (a code of the list `consent_purposes`)."""
    standing = consent(uow, person_id)
    return standing is not None and purpose in standing.purposes


@action("people.household", requires=Permission.PERSON_READ)
def household(uow: UnitOfWork, person_id: str) -> tuple[MemberView, ...]:
    """Who lives with this person, as told."""
    found = uow.session.scalars(
        select(HouseholdMember)
        .where(HouseholdMember.person_id == person_id, HouseholdMember.left_on.is_(None))
        .order_by(HouseholdMember.id)
    )
    return tuple(member_view(m, uow.actor) for m in found)


@action("people.photo", requires=Permission.PERSON_IDENTIFY)
def photo(uow: UnitOfWork, person_id: str) -> bytes | None:
    """The newest portrait as JPEG bytes, or None."""
    return uow.session.scalars(
        select(Photo.image)
        .where(Photo.person_id == person_id, Photo.removed.is_(False))
        .order_by(Photo.id.desc())
    ).first()
