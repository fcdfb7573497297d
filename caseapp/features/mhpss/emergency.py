"""Whom to call when somebody is in danger: the office's own data by place, on every screen where danger is talked about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.paths import database_dir
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.mhpss import sealed
from caseapp.features.mhpss.form import CONTACT_FORM
from caseapp.features.mhpss.models import EmergencyContact

NAMES = tuple(f.name for f in CONTACT_FORM.fields)
STALE = timedelta(days=180)  # a number nobody tried for so long is doubtful [A]


class ContactView(Struct, frozen=True):
    """A number to call. `source` says where it comes from while nobody of the office has tried it."""

    id: str
    name: str
    number: str
    place: str | None
    hours: str | None
    note: str | None
    source: str | None
    confirmed_on: date | None
    active: bool

    def doubtful(self, today: date) -> bool:
        """Whether somebody should try it: nobody did, or long ago."""
        return self.confirmed_on is None or self.confirmed_on < today - STALE

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in NAMES}


@action("emergency.list", requires=Permission.DIRECTORY_READ)
def contacts(uow: UnitOfWork, place: str = "", active_only: bool = True) -> tuple[ContactView, ...]:
    """The numbers that serve a place (a code of the places list): the nearest first, then those of the whole country."""
    found = [_view(c) for c in uow.session.scalars(select(EmergencyContact).order_by(EmergencyContact.id))]
    wanted = [c for c in found if (c.active or not active_only) and _serves(c.place or "", place)]
    return tuple(sorted(wanted, key=lambda c: (not c.active, -len(c.place or ""))))


@action("emergency.add", requires=Permission.DIRECTORY_WRITE)
def add(uow: UnitOfWork, raw: Mapping[str, Any]) -> ContactView:
    """Write down a number to call. Raises Invalid."""
    return _view(uow.add(EmergencyContact(**_values(uow, raw))))


@action("emergency.change", requires=Permission.DIRECTORY_WRITE)
def change(
    uow: UnitOfWork, contact_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> ContactView:
    """Store a changed number; one no longer shown keeps its history."""
    found = uow.get(EmergencyContact, contact_id)
    uow.edit(found, _values(uow, raw), seen)
    return _view(found)


@action("emergency.tried", requires=Permission.DIRECTORY_WRITE)
def tried(uow: UnitOfWork, contact_id: str) -> ContactView:
    """Somebody called it today and it answered."""
    found = uow.get(EmergencyContact, contact_id)
    found.confirmed_on = uow.today
    return _view(found)


@action("emergency.begin", requires=Permission.DIRECTORY_WRITE)
def begin(uow: UnitOfWork) -> int:
    """Begin with the generally known numbers of the office's country, none of them tried yet; returns how many.

    Raises Refused when the office has numbers of its own already.
    """
    if uow.session.scalars(select(EmergencyContact.id).limit(1)).first():
        raise Refused(_("There are emergency contacts already."))
    known = json.loads(database_dir("seed", "emergency_contacts.json").read_text("utf-8"))["contacts"]
    wanted = known.get(uow.office.country, [])
    for entry in wanted:
        uow.add(EmergencyContact(**entry))
    return len(wanted)


def _serves(area: str, place: str) -> bool:
    """Codes of places begin with the code of what they lie in. Without a place every number is shown."""
    return not area or not place or place.startswith(area) or area.startswith(place)


def _values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = CONTACT_FORM.clean(raw, uow.office.country)
    require({"confirmed_on": sealed.future(uow, values["confirmed_on"])})
    return values | {"active": bool(values["active"])}


def _view(found: EmergencyContact) -> ContactView:
    return ContactView(found.id, **{n: getattr(found, n) for n in NAMES}, source=found.source)
