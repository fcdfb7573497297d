"""Changing what is on file about people. Everything here is journalled by the unit of work; nothing commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.scoping import cases_of, follow
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.people import belonging, consents
from caseapp.features.people.consents import give_consent, withdraw_consent
from caseapp.features.people.finding import index
from caseapp.features.people.form import HOUSEHOLD_PARTS, PARTS, PERSON_FORM, REGISTRATION, months_between
from caseapp.features.people.households import add_member, member_left
from caseapp.features.people.models import NotTheSame, Person, Photo
from caseapp.features.people.parting import require_known
from caseapp.features.people.pictures import portrait
from caseapp.features.people.views import SEVERAL, PersonView, person_view

__all__ = ["add_member", "give_consent", "member_left", "withdraw_consent"]  # published with these


@action("person.register", requires=Permission.PERSON_WRITE)
def register(uow: UnitOfWork, raw: Mapping[str, Any]) -> PersonView:
    """Put a new person on file from the fields of the registration form, typed or imported.

    Given name, family name, sex and birth date suffice. A consent in the values becomes a consent record.
    Raises Invalid naming each field in trouble; then nothing is stored.
    """
    values = REGISTRATION.clean(raw, uow.office.country)
    agreed = {name: values.pop(name) for name in consents.FIELDS}
    person = Person(**_filled(values), number=uow.number(), team=uow.actor.team, owner_id=uow.actor.id)
    uow.add(person)
    if agreed["consent_method"]:
        consents.record(uow, person, agreed)
    index(uow, person, new=True)
    return person_view(person, uow.actor)


@action("person.change", requires=Permission.PERSON_WRITE)
def change(
    uow: UnitOfWork, person_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PersonView:
    """Store an edited person; `seen` is what the form showed, so that nobody's change is lost.

    Raises Invalid, NotFound, or EditConflict when somebody else changed the same field meanwhile.
    """
    person = uow.get(Person, person_id)
    require_known(person)
    uow.edit(person, _filled(PERSON_FORM.clean(raw, uow.office.country)), seen)
    index(uow, person)
    return person_view(person, uow.actor)


@action("person.change_part", requires=Permission.PERSON_WRITE)
def change_part(
    uow: UnitOfWork, person_id: str, part: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PersonView:
    """Store one section of an edited person (a code of form.PARTS), checked against the rest of the record.

    Raises Invalid, NotFound, or EditConflict when somebody else changed the same field meanwhile.
    """
    person = uow.get(Person, person_id)
    require_known(person)
    form = PARTS[part]
    stored = {name: getattr(person, name) for name in PERSON_FORM.by_name}
    typed, unread = form.read(raw, uow.office.country)
    whole = stored | {name: value for name, value in typed.items() if name in raw}
    asked = {f.name: f for f in form.fields if f.asked(whole)}
    found = {name: unread.get(name) or spec.problem(whole[name], whole) for name, spec in asked.items()}
    require(found)
    values = _filled({f.name: whole[f.name] if f.name in asked else None for f in form.fields})
    uow.edit(person, values, seen)
    index(uow, person)
    return person_view(person, uow.actor)


@action("person.restrict", requires=Permission.RESTRICTED_READ)
def restrict(uow: UnitOfWork, person_id: str, restricted: bool) -> PersonView:
    """Show this person only to the caseworker and to those who may open restricted records, or to the office again."""
    person = uow.get(Person, person_id)
    follow(uow, {"person_id": person.id, "id": person.id}, restricted=restricted)
    for case_id in cases_of(uow, person.id):
        follow(uow, {"case_id": case_id}, restricted=restricted)
    return person_view(person, uow.actor)


@action("person.photo", requires=Permission.PERSON_WRITE)
def set_photo(uow: UnitOfWork, person_id: str, image: bytes) -> None:
    """Keep a portrait: made small, place and camera data stripped. Raises Refused without consent for photos,
    Invalid for what is no picture."""
    person = uow.get(Person, person_id)
    if not consents.may(uow, person.id, "photo"):
        raise Refused(_("There is no consent for photos. Record it first; then add the photo."))
    small = portrait(image)
    digest = hashlib.sha256(small).hexdigest()
    uow.add(Photo(image=small, digest=digest, **belonging.of(uow, person)))


@action("person.remove_photo", requires=Permission.PERSON_WRITE)
def remove_photo(uow: UnitOfWork, person_id: str) -> None:
    """Take the portrait away; its pixels go for good."""
    person = uow.get(Person, person_id)
    for photo in uow.session.scalars(
        select(Photo).where(Photo.person_id == person.id, Photo.removed.is_(False))
    ):
        belonging.filed(uow, photo, person.id)
        photo.removed, photo.image = True, b""


@action("person.not_the_same", requires=Permission.PERSON_WRITE)
def not_the_same(uow: UnitOfWork, person_id: str, other_id: str, reasons: tuple[str, ...] = ()) -> None:
    """Remember that two people on file are two people."""
    first, second = sorted((person_id, other_id))
    person = uow.get(Person, person_id)
    uow.add(NotTheSame(person_id=first, other_id=second, why={"reasons": list(reasons)}, team=person.team,
                       owner_id=uow.actor.id))  # fmt: skip


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Empty lists instead of nothing, for the columns that hold several codes; and what follows from the answers."""
    found: dict[str, Any] = {
        name: () if value is None and name in SEVERAL else value for name, value in values.items()
    }
    left, back = found.get("left_on"), found.get("return_date")
    if left and back and found.get("months_away") is None:
        found["months_away"] = months_between(left, back)
    parts = [part for name in HOUSEHOLD_PARTS if isinstance(part := found.get(name), int)]
    if len(parts) == len(HOUSEHOLD_PARTS):
        found["household_size"] = found.get("household_size") or sum(parts)
        if found.get("household_children") is None:
            found["household_children"] = sum(parts[2:])
    return found
