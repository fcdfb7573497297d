"""Reading people: one, a page of many, by what is typed; and whether somebody like this is on file already."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission, action
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.people import consents as consenting
from caseapp.features.people import files, households, reach, special
from caseapp.features.people.comparing import standing
from caseapp.features.people.consents import agreed, consent, consents, may
from caseapp.features.people.filters import FILTERS
from caseapp.features.people.models import HereAs, Person, Photo
from caseapp.features.people.views import MemberView, PersonRow, PersonView, person_row, person_view

__all__ = ["agreed", "consent", "consents", "may"]  # published with these
TIMELINE = {
    **consenting.TIMELINE,
    **files.TIMELINE,
    **households.TIMELINE,
    **reach.TIMELINE,
    **special.TIMELINE,
    "person.change_part": (N_("Changed"), "neutral"),
    "person.remove_photo": (N_("Photo"), "neutral"),
}

SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Person.family_name, Person.given_name, Person.id),
    "number": (Person.number,),
    "created_on": (Person.created_on, Person.id),
}


class PeopleFilter(Struct, frozen=True):
    """What a list of people is narrowed to; empty means all."""

    here_as: HereAs | None = None
    place: str = ""  # a code of the places list: everybody in it and below
    typed: Typed = ()  # by the codes of filters.FILTERS


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
    query = _narrow(uow, select(Person).where(Person.merged_into.is_(None)), only)
    rows, more = fetch(uow.session, query, SORTS[sort], after, limit, descending)
    return Page(tuple(person_row(p, uow.actor) for (p,) in rows), more)


@action("people.count", requires=Permission.PERSON_READ)
def count(uow: UnitOfWork, only: PeopleFilter = PeopleFilter()) -> int:
    """How many people fit the filter, among those this actor may see."""
    if only != PeopleFilter():
        some = _narrow(
            uow, select(func.count(Person.id)).where(Person.merged_into.is_(None)), only, whole=True
        )
        return uow.session.scalar(some) or 0
    everybody = select(func.count()).select_from(Person)
    merged = everybody.where(
        Person.merged_into.is_not(None)
    )  # the few; asked so, both come from indexes alone
    return (uow.session.scalar(everybody) or 0) - (uow.session.scalar(merged) or 0)


def listed(typed: Typed) -> PeopleFilter:
    """What the page of people asks for."""
    return PeopleFilter(typed=typed)


def _narrow(uow: UnitOfWork, query: Any, only: PeopleFilter, whole: bool = False) -> Any:
    if only.here_as:
        query = query.where(Person.here_as == only.here_as)
    if only.place:
        query = query.where(Person.place.startswith(only.place, autoescape=True))
    return narrowing.apply(uow, query, FILTERS, only.typed, whole)


@action("people.rows", requires=Permission.PERSON_READ)
def rows(uow: UnitOfWork, ids: tuple[str, ...]) -> dict[str, PersonRow]:
    """These people by id, those one may see."""
    found = uow.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {p.id: person_row(p, uow.actor) for p in found}


@action("people.household", requires=Permission.PERSON_READ)
def household(uow: UnitOfWork, person_id: str) -> tuple[MemberView, ...]:
    """Who lives with this person now, without them."""
    return tuple(m for m in households.household(uow, person_id).members if m.person_id != person_id)


@action("people.photo", requires=Permission.PERSON_IDENTIFY)
def photo(uow: UnitOfWork, person_id: str) -> bytes | None:
    """The newest portrait as JPEG bytes; None when there is none, or while there is no consent to photos."""
    if not may(uow, person_id, "photo"):
        return None
    return uow.session.scalars(
        select(Photo.image)
        .where(Photo.person_id == person_id, Photo.removed.is_(False))
        .order_by(Photo.id.desc())
    ).first()
