"""The consent gate: whether a person agreed to this referral, to this agency, and to telling of their health."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.names import fold
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.models import Consent
from caseapp.features.people.views import ConsentView, consent_view
from caseapp.features.referrals.models import HEALTH_SECTORS

REFERRAL, SPECIAL = "referral", "special_data"
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "ya", "wa", "na"})
_BETWEEN = re.compile(r"[,;/\n]|\band\b|\bna\b|\ble\b|&")


def standing(uow: UnitOfWork, person_ids: Collection[str]) -> dict[str, ConsentView]:
    """The consent that counts today, by person; nobody without one."""
    rows = uow.session.scalars(
        select(Consent).where(Consent.person_id.in_(set(person_ids))).order_by(Consent.given_on, Consent.id)
    )
    counting = [(row.person_id, consent_view(row)) for row in rows]
    return {person: view for person, view in counting if view.counts(uow.today)}


def covers(consent: ConsentView | None, purpose: str) -> bool:
    return consent is not None and purpose in consent.purposes


def health_withheld(sector: str, consent: ConsentView) -> bool:
    """Whether the letter must leave out why: it tells of health, and the person did not agree to special data."""
    return sector in HEALTH_SECTORS and not covers(consent, SPECIAL)


def required(uow: UnitOfWork, person_id: str) -> ConsentView:
    """The standing consent to referral. Raises Refused, in words that say what to do, when there is none."""
    consent = standing(uow, [person_id]).get(person_id)
    if consent is None:
        raise Refused(
            _("There is no consent that stands today. Nothing was shared. Record a new consent first.")
        )
    if not covers(consent, REFERRAL):
        raise Refused(
            _("The person has not agreed to be referred. Nothing was shared. Ask them and record it first.")
        )
    return consent


def names_agency(named: str | None, agency: str) -> bool:
    """Whether free text that names agencies seems to name this one: whole, in part, or by its initials.

    No text means that the person agreed to referral as such.
    """
    if not named or not named.strip():
        return True
    wanted = fold(agency)
    words = re.findall(r"[^\W_]+", wanted)
    initials = {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _SMALL_WORDS)}
    for part in (fold(p) for p in _BETWEEN.split(named)):
        if not part:
            continue
        if wanted in fold(named) or (len(part) > 3 and part in wanted) or part.replace(".", "") in initials:
            return True
    return False
