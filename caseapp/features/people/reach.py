"""How somebody is reached and what says who they are: every phone and every document, the first of each on the person.

Numbers of documents are shown masked; to see one whole is journalled. What looks wrong about a number is said and
never in the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.dates import PartialDate
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.core.text import masked
from caseapp.data.uow import UnitOfWork
from caseapp.features.people import belonging
from caseapp.features.people.finding import index
from caseapp.features.people.form import DOCUMENT_FORM, END_DOCUMENT_FORM, PHONE_FORM, document_doubt
from caseapp.features.people.models import IdentityDocument, Person, PersonPhone, Proof, SafeToCall

TIMELINE = {
    "phone.add": (N_("Phone"), "neutral", ("phone_number", "sim_owner")),
    "phone.change": (N_("Phone"), "neutral"),
    "phone.end": (N_("Phone"), "neutral", ()),
    "phone.first": (N_("Phone"), "neutral", ()),
    "document.add": (N_("Document"), "neutral", ("document_type", "proof")),
    "document.end": (N_("Document"), "warn", ("ended_why",)),
    "document.first": (N_("Document"), "neutral", ()),
}
# The columns of the first phone and document on the person, beside those of the further ones.
PHONE = {
    "phone": "phone_number",
    "phone_owner": "sim_owner",
    "safe_to_call": "call_safe",
    "phone_time": "call_time",
}
DOCUMENT = {
    "id_type": "document_type", "id_number": "document_number", "id_proof": "proof", "id_country": "issuing_country",
    "id_issued_on": "issued_on", "id_expires_on": "valid_until",
}  # fmt: skip


class PhoneView(Struct, frozen=True):
    """A number to call. `id` is empty for the first one, `other` for the one told beside it without details."""

    id: str
    number: str
    owner: str
    safe: SafeToCall | None
    time: str


class DocumentView(Struct, frozen=True):
    """A document, its number masked. `id` is empty for the first one."""

    id: str
    kind: str
    number: str
    country: str | None
    issued_on: PartialDate | None
    valid_until: PartialDate | None
    proof: Proof | None
    doubt: str
    expired: bool


@action("people.phones", requires=Permission.PERSON_READ)
def phones(uow: UnitOfWork, person_id: str) -> tuple[PhoneView, ...]:
    """Every number in use, the one to call first at the head. Nothing for those who may not know them."""
    person = uow.get(Person, person_id)
    if not uow.actor.can(Permission.PERSON_IDENTIFY):
        return ()
    first = [
        PhoneView(
            "", person.phone or "", person.phone_owner or "", person.safe_to_call, person.phone_time or ""
        )
    ]
    told = [PhoneView("other", person.phone_other, "", None, "")] if person.phone_other else []
    more = [
        PhoneView(p.id, p.phone_number, p.sim_owner or "", p.call_safe, p.call_time or "")
        for p in _in_use(uow, PersonPhone, person.id)
    ]
    return tuple(v for v in (*first, *more, *told) if v.number)


@action("people.documents", requires=Permission.PERSON_READ)
def documents(uow: UnitOfWork, person_id: str) -> tuple[DocumentView, ...]:
    """Every document that is valid or was not said to be otherwise, the first one at the head."""
    person = uow.get(Person, person_id)
    first = {there: getattr(person, here) for here, there in DOCUMENT.items()}
    views = [_document(uow, "", first)] if person.id_type or person.id_number else []
    more = (
        _document(uow, d.id, {name: getattr(d, name) for name in first})
        for d in _in_use(uow, IdentityDocument, person.id)
    )
    return (*views, *more)


@action("document.number", requires=Permission.PERSON_IDENTIFY)
def whole_number(uow: UnitOfWork, person_id: str, document_id: str = "") -> str:
    """A document's number unmasked; that it was looked at is journalled."""
    person = uow.get(Person, person_id)
    uow.note("document.number", "person", person.id, belonging.newest_case(uow, person.id) or None)
    return (
        _mine(uow, IdentityDocument, person, document_id).document_number if document_id else person.id_number
    ) or ""


@action("phone.add", requires=Permission.PERSON_WRITE)
def add_phone(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> str:
    """A further number; returns its key. Raises Invalid, or Refused when it is there already."""
    person = uow.get(Person, person_id)
    values = PHONE_FORM.clean(raw, uow.office.country)
    known = {p.phone_number for p in _in_use(uow, PersonPhone, person.id)} | {person.phone}
    if values["phone_number"] in known:
        raise Refused(_("This number is there already."))
    if values["phone_number"] == person.phone_other:
        person.phone_other = None
    row = uow.add(PersonPhone(**belonging.of(uow, person), **values))
    index(uow, person)
    return row.id


@action("phone.change", requires=Permission.PERSON_WRITE)
def change_phone(
    uow: UnitOfWork,
    person_id: str,
    phone_id: str,
    raw: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Change a number or what is known of it; `phone_id` empty means the first one. Raises Invalid, EditConflict."""
    person = uow.get(Person, person_id)
    values = PHONE_FORM.clean(raw, uow.office.country)
    if phone_id:
        row = _mine(uow, PersonPhone, person, phone_id)
        belonging.filed(uow, row, person.id)
        uow.edit(row, values, seen)
    else:
        uow.edit(person, _swapped(values, PHONE), _swapped(seen, PHONE) if seen else None)
    index(uow, person)


@action("phone.end", requires=Permission.PERSON_WRITE)
def end_phone(uow: UnitOfWork, person_id: str, phone_id: str) -> None:
    """A number is no longer in use; after the first one the next takes its place."""
    person = uow.get(Person, person_id)
    if phone_id == "other":
        person.phone_other = None
    elif phone_id:
        row = _mine(uow, PersonPhone, person, phone_id)
        belonging.filed(uow, row, person.id)
        row.ended_on = uow.today
    else:
        following = next(iter(_in_use(uow, PersonPhone, person.id)), None)
        _set(
            person, PHONE, {there: getattr(following, there) for there in PHONE.values()} if following else {}
        )
        if following:
            following.ended_on = uow.today
    index(uow, person)


@action("phone.first", requires=Permission.PERSON_WRITE)
def first_phone(uow: UnitOfWork, person_id: str, phone_id: str) -> None:
    """Call this number first; the one before stays as a further one."""
    person = uow.get(Person, person_id)
    _first(uow, person, _mine(uow, PersonPhone, person, phone_id), PHONE, "phone")


@action("document.add", requires=Permission.PERSON_WRITE)
def add_document(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> str:
    """A document of somebody; the first one stands on the person. Returns the key of a further one, else nothing.

    No number is refused for its shape.
    """
    person = uow.get(Person, person_id)
    values = DOCUMENT_FORM.clean(raw, uow.office.country)
    key = ""
    if person.id_number or person.id_type:
        key = uow.add(IdentityDocument(**belonging.of(uow, person), **values)).id
    else:
        _set(person, DOCUMENT, values)
    index(uow, person)
    return key


@action("document.end", requires=Permission.PERSON_WRITE)
def end_document(uow: UnitOfWork, person_id: str, document_id: str, raw: Mapping[str, Any]) -> None:
    """A document was lost, replaced or written down by mistake. It stays in the record with that reason."""
    person = uow.get(Person, person_id)
    why = END_DOCUMENT_FORM.clean(raw)["ended_why"]
    if document_id:
        row = _mine(uow, IdentityDocument, person, document_id)
        belonging.filed(uow, row, person.id)
    else:
        kept = {there: getattr(person, here) for here, there in DOCUMENT.items()}
        row = uow.add(IdentityDocument(**belonging.of(uow, person), **kept | _needed(kept)))
        _set(person, DOCUMENT, {})
    row.ended_on, row.ended_why = uow.today, why
    index(uow, person)


@action("document.first", requires=Permission.PERSON_WRITE)
def first_document(uow: UnitOfWork, person_id: str, document_id: str) -> None:
    """Print and ask for this document first; the one before stays as a further one."""
    person = uow.get(Person, person_id)
    _first(uow, person, _mine(uow, IdentityDocument, person, document_id), DOCUMENT, "id_type")


def _first(uow: UnitOfWork, person: Person, row: Any, columns: Mapping[str, str], needed: str) -> None:
    """Let a record and the person change places."""
    belonging.filed(uow, row, person.id)
    before = {there: getattr(person, here) for here, there in columns.items()}
    _set(person, columns, {there: getattr(row, there) for there in columns.values()})
    if before[columns[needed]]:
        filled = before | (_needed(before) if "proof" in before else {})
        for name, value in filled.items():
            setattr(row, name, value)
    else:
        row.ended_on = uow.today
    index(uow, person)


def _needed(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a document of earlier days may lack."""
    return {"document_type": kept["document_type"] or "none", "proof": kept["proof"] or Proof.DECLARED}


def _document(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> DocumentView:
    number = values["document_number"] or ""
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    until: PartialDate | None = values["valid_until"]
    return DocumentView(
        id=key, kind=values["document_type"] or "", number=masked(number) if named else "",
        country=values["issuing_country"], issued_on=values["issued_on"], valid_until=until, proof=values["proof"],
        doubt=(document_doubt(values["document_type"], number) or "") if number and named else "",
        expired=until is not None and until.earliest() < uow.today,
    )  # fmt: skip


def _in_use(uow: UnitOfWork, kind: Any, person_id: str) -> list[Any]:
    query = select(kind).where(kind.person_id == person_id, kind.ended_on.is_(None)).order_by(kind.id)
    return list(uow.session.scalars(query))


def _mine(uow: UnitOfWork, kind: Any, person: Person, key: str) -> Any:
    row = uow.get(kind, key)
    if row.person_id != person.id:
        raise Refused(_("This belongs to somebody else."))
    return row


def _swapped(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    return {here: values[there] for here, there in columns.items() if there in values}


def _set(person: Person, columns: Mapping[str, str], values: Mapping[str, Any]) -> None:
    for here, there in columns.items():
        setattr(person, here, values.get(there))
