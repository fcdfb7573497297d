"""Partners asked again about many referrals at once: after an afternoon on the phone with the chase list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from caseapp.core import codes
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.office import bulk
from caseapp.features.office.bulk import BulkDone, Fate
from caseapp.features.referrals import service
from caseapp.features.referrals.form import CHASE_FORM
from caseapp.features.referrals.models import AWAITING, Partner, Referral, ReferralChase, State
from caseapp.features.referrals.queries import visible


@action("referral.chase_fates", requires=Permission.REFERRAL_READ)
def chase_fates(uow: UnitOfWork, referral_ids: Sequence[str], raw: Mapping[str, Any]) -> tuple[Fate, ...]:
    """What recording it comes to for each referral; those that wait for no answer are left out."""
    how = codes.label("followup_modes", CHASE_FORM.clean(raw)["how"])

    def fate(key: str) -> Fate:
        found = visible(uow, key)
        told = f"{uow.get(Partner, found.partner_id).name} · {how}"
        return bulk.fate(found.number, key, told, lambda: _waits(found))

    return tuple(map(fate, referral_ids))


@action("referral.chase_all", requires=Permission.REFERRAL_WRITE)
def chase_all(uow: UnitOfWork, referral_ids: Sequence[str], raw: Mapping[str, Any]) -> BulkDone:
    """Record for each of these that its partner was asked again, all or none."""
    items = [(key, visible(uow, key).number) for key in referral_ids]
    return bulk.perform(uow, items, lambda key: service.chase(uow, key, raw))


def withdraw(uow: UnitOfWork, record: ReferralChase) -> None:
    """Take back what was recorded for many by mistake."""
    record.struck = True


def _waits(found: Referral) -> None:
    if found.state not in (*AWAITING, State.WAITING_LIST):
        raise Refused(_("This referral waits for no answer."))
