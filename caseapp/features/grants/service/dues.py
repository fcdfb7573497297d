"""What a grant waits for, as dates kept beside it so that lists find it by an index: receipts, the next outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.data.uow import UnitOfWork
from caseapp.features.grants.models import (
    Grant,
    GrantOutcome,
    GrantState,
    Payment,
    Purchase,
    Receipt,
    ReceiptStatus,
    Repayment,
)
from caseapp.features.grants.visits import outcome_due

PAYMENTS: Any = Payment.__table__
RECEIPTS: Any = Receipt.__table__
OVER = (GrantState.CLOSED, GrantState.CANCELLED, GrantState.REJECTED)


def keep_dues(uow: UnitOfWork, grant: Grant) -> None:
    """Work out anew by when receipts must be in, when the outcome is asked, and what was paid back."""
    if grant.signed_on is None:
        return
    uow.session.flush()
    grant.receipts_due_on = _receipts_due(uow, grant)
    grant.outcome_due_on = _outcome_due(uow, grant)
    back = select(func.coalesce(func.sum(Repayment.amount), 0)).where(Repayment.grant_id == grant.id)
    grant.recovered = uow.session.scalar(back) or 0


def _receipts_due(uow: UnitOfWork, grant: Grant) -> date | None:
    """The earliest day on which receipts of a tranche are missing; None when enough are in, or the grant is over."""
    if grant.state in OVER:
        return None
    accepted = (RECEIPTS.c.grant_id == grant.id, RECEIPTS.c.status == ReceiptStatus.ELIGIBLE)
    sums = select(RECEIPTS.c.tranche_id, func.sum(RECEIPTS.c.amount)).group_by(RECEIPTS.c.tranche_id)
    shown = _sums(uow, sums.where(*accepted))
    query = select(PAYMENTS.c.tranche_id, func.sum(PAYMENTS.c.amount), func.max(PAYMENTS.c.paid_on))
    standing = query.where(PAYMENTS.c.grant_id == grant.id, PAYMENTS.c.reversed_on.is_(None))
    asked, within = (
        uow.office.rule("grant.liquidation"),
        timedelta(days=uow.office.rule("grant.receipt_days")),
    )
    due = [
        last + within
        for tranche_id, paid, last in uow.session.execute(standing.group_by(PAYMENTS.c.tranche_id))
        if shown.get(tranche_id, 0) * 100 < asked * paid
    ]
    return min(due, default=None)


def _sums(uow: UnitOfWork, query: Any) -> dict[str, int]:
    found: Any = uow.session.execute(query)
    return dict(found.all())


def _outcome_due(uow: UnitOfWork, grant: Grant) -> date | None:
    if grant.state in (GrantState.CANCELLED, GrantState.REJECTED):
        return None
    asked = uow.session.execute(
        select(GrantOutcome.month, GrantOutcome.result).where(GrantOutcome.grant_id == grant.id)
    ).all()
    if (grant.outcome and not runs(grant.outcome)) or not all(runs(result) for _month, result in asked):
        return None
    return outcome_due(helped_on(uow, grant), [month for month, _result in asked])


def helped_on(uow: UnitOfWork, grant: Grant) -> date | None:
    """The day the first help arrived: money that stands, or goods handed over."""
    paid = select(func.min(Payment.paid_on)).where(
        Payment.grant_id == grant.id, Payment.reversed_on.is_(None)
    )
    handed = select(func.min(Purchase.handed_on)).where(Purchase.grant_id == grant.id)
    return _earliest(uow.session.scalar(query) for query in (paid, handed))


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def runs(outcome: str | None) -> bool:
    """Whether a business with this outcome (code of the list `grant_outcomes`) still exists; unknown ones do."""
    found = codes.get("grant_outcomes", outcome) if outcome else None
    return found is None or bool(found.extra.get("running", True))
