"""What lists of referrals can be narrowed by. Each is one condition of the query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from caseapp.core import codes
from caseapp.core.i18n import N_
from caseapp.data.narrowing import CHOICE, DAYS, TEXT, Filter, day, equals, holds, members, one_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.filters import NUMBER, PERSON, PLACE, carried_by, caseworkers
from caseapp.features.referrals.models import Partner, Priority, Referral, State


def _to(uow: UnitOfWork, value: str) -> ColumnElement[bool]:
    """Partners are a few hundred: their names are looked through, their referrals come by the index of partners."""
    return Referral.partner_id.in_(select(Partner.id).where(holds(Partner.name)(uow, value)))


def _sectors(uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    return [(c.code, c.shown()) for c in codes.codes("referral_sectors")]


FILTERS = (
    PERSON, NUMBER, PLACE,
    Filter("partner", N_("Partner"), TEXT, _to),
    Filter("sector", N_("For"), CHOICE, equals(Referral.sector, lambda uow: [code for code, _w in _sectors(uow)]), _sectors),
    Filter("state", N_("Stands"), CHOICE, one_of(Referral.state, State), members(State)),
    Filter("priority", N_("Priority"), CHOICE, one_of(Referral.priority, Priority), members(Priority)),
    Filter("whose", N_("Whose case"), CHOICE, carried_by, caseworkers),
    Filter("due", N_("Due"), DAYS, day(Referral.answer_due_on), empty=True),
    Filter("sent", N_("Sent"), DAYS, day(Referral.sent_on), empty=True),
    Filter("written", N_("Written"), DAYS, day(Referral.created_on)),
)  # fmt: skip
