"""Changing what is on file about people. Everything here is journalled by the unit of work; nothing commits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.scoping import cases_of, follow
from caseapp.data.uow import UnitOfWork
from caseapp.features.people import queries
from caseapp.features.people.finding import index
from caseapp.features.people.form import CONSENT_FORM, MEMBER_FORM, PERSON_FORM, REGISTRATION, WITHDRAW_FORM
from caseapp.features.people.models import Consent, HouseholdMember, NotTheSame, Person, Photo
from caseapp.features.people.pictures import portrait
from caseapp.features.people.views import ConsentView, PersonView, consent_view, person_view

CONSENT_FIELDS = tuple(f.name for f in CONSENT_FORM.fields)


@action("person.register", requires=Permission.PERSON_WRITE)
def register(uow: UnitOfWork, raw: Mapping[str, Any]) -> PersonView:
    """Put a new person on file from the fields of the registration form, typed or imported.

    Given name, family name, sex and birth date suffice. A consent in the values becomes a consent record.
    Raises Invalid naming each field in trouble; then nothing is stored.
    """
    values = REGISTRATION.clean(raw, uow.office.country)
    agreed = {name: values.pop(name) for name in CONSENT_FIELDS}
    person = Person(**_filled(values), number=uow.number(), team=uow.actor.team, owner_id=uow.actor.id)
    uow.add(person)
    if agreed["consent_method"]:
        _consent(uow, person, agreed)
    index(uow, person)
    return person_view(person, uow.actor)


@action("person.change", requires=Permission.PERSON_WRITE)
def change(
    uow: UnitOfWork, person_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PersonView:
    """Store an edited person; `seen` is what the form showed, so that nobody's change is lost.

    Raises Invalid, NotFound, or EditConflict when somebody else changed the same field meanwhile.
    """
    person = uow.get(Person, person_id)
    uow.edit(person, _filled(PERSON_FORM.clean(raw, uow.office.country)), seen)
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


@action("consent.give", requires=Permission.PERSON_WRITE)
def give_consent(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> ConsentView:
    """Record a new consent; it takes the place of the one before. Raises Invalid without a method and a purpose."""
    agreed = CONSENT_FORM.clean(raw, uow.office.country)
    if not agreed["consent_method"]:
        raise Invalid({"consent_method": _("Choose how consent was given.")})
    return consent_view(_consent(uow, uow.get(Person, person_id), agreed))


@action("consent.withdraw", requires=Permission.PERSON_WRITE)
def withdraw_consent(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> ConsentView:
    """The person took their consent back: from now on nothing is shared. Raises Refused when none stands."""
    standing = queries.consent(uow, person_id)
    if standing is None:
        raise Refused(_("There is no consent that could be withdrawn."))
    consent = uow.get(Consent, standing.id)
    consent.withdrawn_why = WITHDRAW_FORM.clean(raw)["withdrawn_why"]
    consent.withdrawn_on = uow.today
    return consent_view(consent)


@action("household.add", requires=Permission.PERSON_WRITE)
def add_member(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> str:
    """Add somebody to the household of a person; returns the new member's key. Raises Invalid."""
    person = uow.get(Person, person_id)
    values = MEMBER_FORM.clean(raw, uow.office.country)
    values["disability"] = bool(values["disability"])
    member = HouseholdMember(person_id=person.id, team=person.team, owner_id=person.owner_id, **values)
    return uow.add(member).id


@action("household.leave", requires=Permission.PERSON_WRITE)
def member_left(uow: UnitOfWork, member_id: str) -> None:
    """A member of the household lives elsewhere now."""
    uow.get(HouseholdMember, member_id).left_on = uow.today


@action("person.photo", requires=Permission.PERSON_WRITE)
def set_photo(uow: UnitOfWork, person_id: str, image: bytes) -> None:
    """Keep a portrait: made small, place and camera data stripped. Raises Refused without consent for photos,
    Invalid for what is no picture."""
    person = uow.get(Person, person_id)
    if not queries.may(uow, person.id, "photo"):
        raise Refused(_("There is no consent for photos. Record it first; then add the photo."))
    small = portrait(image)
    digest = hashlib.sha256(small).hexdigest()
    uow.add(
        Photo(person_id=person.id, team=person.team, owner_id=person.owner_id, image=small, digest=digest)
    )


@action("person.not_the_same", requires=Permission.PERSON_WRITE)
def not_the_same(uow: UnitOfWork, person_id: str, other_id: str, reasons: tuple[str, ...] = ()) -> None:
    """Remember that two people on file are two people."""
    first, second = sorted((person_id, other_id))
    person = uow.get(Person, person_id)
    uow.add(NotTheSame(person_id=first, other_id=second, why={"reasons": list(reasons)}, team=person.team,
                       owner_id=uow.actor.id))  # fmt: skip


def _consent(uow: UnitOfWork, person: Person, agreed: Mapping[str, Any]) -> Consent:
    if not agreed["consent_purposes"]:
        raise Invalid({"consent_purposes": _("Choose at least one thing they agreed to.")})
    return uow.add(
        Consent(
            person_id=person.id, team=person.team, owner_id=person.owner_id, purposes=agreed["consent_purposes"],
            partners=agreed["consent_partners"], method=agreed["consent_method"],
            language=agreed["consent_language"], interpreter=agreed["consent_interpreter"],
            witness=agreed["consent_witness"], given_on=agreed["consent_on"] or uow.today,
            explained_by=uow.actor.id,
        )
    )  # fmt: skip


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Empty lists instead of nothing, for the columns that hold several codes."""
    several = {f.name for f in REGISTRATION.fields if f.kind == "choices"}
    return {name: () if value is None and name in several else value for name, value in values.items()}
