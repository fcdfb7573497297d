"""What became of it: outcomes at 3, 6 and 12 months; money asked back, with what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.models import Case
from caseapp.features.cases.service import contacted
from caseapp.features.grants.form import OUTCOME_CHECK, REASON, RECOVERY, REPAYMENT
from caseapp.features.grants.models import RUNNING, Grant, GrantOutcome, GrantState, Recovery, Repayment
from caseapp.features.grants.queries import view
from caseapp.features.grants.service.common import (
    amount,
    channel_problem,
    compact,
    in_past,
    like,
    not_by,
    reference_problem,
    settle,
    take,
)
from caseapp.features.grants.service.dues import helped_on, keep_dues
from caseapp.features.grants.views import GrantView
from caseapp.features.grants.visits import months_later, outcome_month

PAID = (*RUNNING, GrantState.SUSPENDED, GrantState.CANCELLED, GrantState.CLOSED)


@action("grant.outcome", requires=Permission.GRANT_APPLY)
def record_outcome(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record how the business stands at the next of the office's months (fields of OUTCOME_CHECK).

    After an outcome that ended the business nothing more is asked. Meeting somebody counts as a contact of the case.
    Raises Invalid, also for a day before that month; Refused when none is due on this grant.
    """
    grant = take(uow, grant_id, *RUNNING, GrantState.SUSPENDED, GrantState.CLOSED)
    values = OUTCOME_CHECK.clean(raw, uow.office.country)
    month, first = _month(uow, grant), helped_on(uow, grant)
    if month is None or first is None or grant.outcome_due_on is None:
        raise Refused(_("No outcome is asked of this grant now."))
    require({"checked_on": in_past(values["checked_on"], uow.today, months_later(first, month - 1))})
    uow.add(GrantOutcome(case_id=grant.case_id, grant_id=grant.id, month=month, checked_by=uow.actor.id, **like(grant),
                         **values))  # fmt: skip
    if values["met"]:
        contacted(uow, grant.case_id, values["checked_on"], uow.get(Case, grant.case_id).next_contact_on)
    keep_dues(uow, grant)
    return view(uow, grant)


@action("grant.recover", requires=Permission.GRANT_APPROVE)
def recover(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Ask money back (fields of RECOVERY). Raises Invalid for more than was paid and not asked back already."""
    grant = take(uow, grant_id, *PAID)
    values = RECOVERY.clean(raw)
    asked = sum(r.amount if not r.ended_on else r.received for r in view(uow, grant).recoveries)
    left = grant.paid - asked
    early = values["due_on"] and values["due_on"] < uow.today
    require({"amount": _("Only {left} was paid and is not asked back.").format(left=amount(grant, max(0, left)))
             if values["amount"] > left else None,
             "due_on": _("That day is past.") if early else None})  # fmt: skip
    uow.reason = values["why"]
    uow.add(Recovery(case_id=grant.case_id, grant_id=grant.id, decided_on=uow.today, decided_by=uow.actor.id,
                     **like(grant), **values))  # fmt: skip
    return view(uow, grant)


@action("grant.repay", requires=Permission.GRANT_PAY)
def repay(uow: UnitOfWork, recovery_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record money that came back (fields of REPAYMENT). Whoever asked it back does not receive it.

    It is not free on the budget line again: the donor decides about it. Raises Invalid, also for more than was asked
    and for a reference used before.
    """
    recovery, grant = _recovery(uow, recovery_id)
    not_by(
        uow, (recovery.decided_by,), _("Nobody receives money they asked back themselves. Ask a colleague.")
    )
    values = REPAYMENT.clean(raw)
    values["reference"] = compact(values["reference"])
    left = recovery.amount - _received(uow, recovery)
    require({
        "amount": _("Only {left} is still to come.").format(left=amount(grant, left)) if values["amount"] > left else None,
        "received_on": in_past(values["received_on"], uow.today, recovery.decided_on),
        "channel": channel_problem(uow, values["channel"]),
        "reference": reference_problem(uow, values["reference"]),
    })  # fmt: skip
    uow.add(Repayment(case_id=grant.case_id, grant_id=grant.id, recovery_id=recovery.id, received_by=uow.actor.id,
                      **like(grant), **values))  # fmt: skip
    if values["amount"] == left:
        recovery.ended_on = uow.today
    settle(uow, grant)
    return view(uow, grant)


@action("grant.end_recovery", requires=Permission.GRANT_APPROVE)
def end_recovery(uow: UnitOfWork, recovery_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Give up what is still to come, with a reason."""
    recovery, grant = _recovery(uow, recovery_id)
    recovery.ended_why = uow.reason = REASON.clean(raw)["reason"]
    recovery.ended_on = uow.today
    return view(uow, grant)


def _month(uow: UnitOfWork, grant: Grant) -> int | None:
    asked = select(GrantOutcome.month).where(GrantOutcome.grant_id == grant.id)
    return outcome_month(set(uow.session.scalars(asked)))


def _recovery(uow: UnitOfWork, recovery_id: str) -> tuple[Recovery, Grant]:
    recovery = uow.get(Recovery, recovery_id)
    grant = take(uow, recovery.grant_id, *PAID)
    if recovery.ended_on:
        raise Refused(_("This is settled already."))
    return recovery, grant


def _received(uow: UnitOfWork, recovery: Recovery) -> int:
    uow.session.flush()
    found = uow.session.scalars(select(Repayment.amount).where(Repayment.recovery_id == recovery.id))
    total = sum(found)
    if total > recovery.amount:  # cannot be: every repayment was held against what was left
        raise Invalid({"amount": _("More came back than was asked.")})
    return total
