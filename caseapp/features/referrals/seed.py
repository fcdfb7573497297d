"""The partners a new office starts with. Invented contacts are for the demo office only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.names import fold
from caseapp.core.paths import database_dir
from caseapp.data.uow import UnitOfWork
from caseapp.features.referrals.form import PARTNER_FORM, SERVICE_FORM, stored
from caseapp.features.referrals.models import Partner, PartnerService

INVENTED = "[A]"
CONTACTS = ("address", "phone", "email", "focal_point")


def seed_partners(uow: UnitOfWork, country: str) -> int:
    """Put the known organisations of a country into an empty or half-filled directory; returns how many were new.

    A real office gets the organisations seen in a source or generally known, without the contacts, which are invented;
    it writes its own. The demo office gets all of it. For setting up an office, inside its action.
    """
    raw = json.loads(database_dir("seed", "partners.json").read_text("utf-8"))
    known = {fold(name) for name in uow.session.scalars(select(Partner.name))}
    new = [entry for entry in raw["partners"].get(country, ()) if fold(entry["name"]) not in known]
    wanted = [entry for entry in new if uow.office.demo or entry["source"] != INVENTED]
    for entry in wanted:
        _add(uow, entry, country)
    return len(wanted)


def _add(uow: UnitOfWork, entry: Mapping[str, Any], country: str) -> None:
    given = {
        k: v for k, v in entry.items() if k in PARTNER_FORM.by_name and (uow.office.demo or k not in CONTACTS)
    }
    partner = uow.add(Partner(**PARTNER_FORM.clean(given, country)))
    for service in entry["services"]:
        values = stored(SERVICE_FORM, SERVICE_FORM.clean(service, country))
        uow.add(PartnerService(partner_id=partner.id, **values))
