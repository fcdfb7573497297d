"""The consent gate: whether a person agreed to this referral, to this agency, and to telling of their health."""

from __future__ import annotations

import re

from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _, n_
from caseapp.core.names import fold
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.consents import standing
from caseapp.features.people.views import ConsentView
from caseapp.features.referrals.models import ENDED, HEALTH_SECTORS, Referral, State

__all__ = ["standing"]  # the consent that counts, by person

REFERRAL, SPECIAL = "referral", "special_data"
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "ya", "wa", "na"})
_BETWEEN = re.compile(r"[,;/\n]|\band\b|\bna\b|\ble\b|&")


def under_way(uow: UnitOfWork, person_id: str) -> str | None:
    """What partners know of somebody through referrals that have not ended; None when there are none."""
    query = select(Referral.number).where(
        Referral.person_id == person_id, Referral.state.not_in((State.DRAFT, *ENDED))
    )
    numbers = uow.session.scalars(query.order_by(Referral.number)).all()
    if not numbers:
        return None
    return n_(
        "{count} referral is under way: {list}. Ask the partner to stop, then record how it ended.",
        "{count} referrals are under way: {list}. Ask the partners to stop, then record how they ended.",
        len(numbers), list=", ".join(numbers),
    )  # fmt: skip


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
