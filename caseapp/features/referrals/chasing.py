"""Whom to ask again: what waits for an answer, by partner, the longest waiting first."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.referrals import queries
from caseapp.features.referrals.models import Partner, ReferralChase
from caseapp.features.referrals.queries import ReferralFilter, Show
from caseapp.features.referrals.views import PartnerView, ReferralRow, partner_view

AT_MOST = 1000


class Chase(Struct, frozen=True):
    """A partner with what it has not answered."""

    partner: PartnerView
    rows: tuple[ReferralRow, ...]


@action("referral.partners_asked", requires=Permission.REFERRAL_READ)
def partners_asked(uow: UnitOfWork, chase_ids: tuple[str, ...]) -> dict[str, str]:
    """Whom was asked again, for the timeline of a case; private referrals are left out as in `queries.partners_of`."""
    found = uow.session.execute(
        select(ReferralChase.id, ReferralChase.referral_id).where(ReferralChase.id.in_(chase_ids))
    ).all()
    partners = queries.partners_of(uow, tuple(row[1] for row in found))
    return {row[0]: partners[row[1]] for row in found if row[1] in partners}


@action("referral.chase_list", requires=Permission.REFERRAL_READ)
def chase_list(uow: UnitOfWork, mine: bool = False) -> tuple[Chase, ...]:
    """Referrals without an answer by partner, who keeps us waiting longest first; `mine` as on the page of referrals."""
    found = queries.page(uow, None, AT_MOST, only=ReferralFilter(Show.WAITING, mine=mine)).rows
    by_partner: dict[str, list[ReferralRow]] = {}
    for row in sorted(found, key=lambda r: (r.sent_on or date.max, r.number)):
        by_partner.setdefault(row.partner_id, []).append(row)
    known = {p.id: p for p in uow.session.scalars(select(Partner).where(Partner.id.in_(by_partner)))}
    return tuple(Chase(partner_view(known[key]), tuple(rows)) for key, rows in by_partner.items())
