"""Sums that must count every grant. Row scope hides records from readers, not money from a budget line: these questions

go to the tables themselves, so that a restricted grant is never spent a second time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from caseapp.data.uow import UnitOfWork
from caseapp.features.grants.models import Grant, Payment, Repayment

GRANTS: Any = Grant.__table__
PAYMENTS: Any = Payment.__table__
REPAYMENTS: Any = Repayment.__table__


def sums(uow: UnitOfWork, line_id: str) -> tuple[int, int]:
    """(promised, paid) of a budget line, in minor units."""
    uow.session.flush()
    total = [func.coalesce(func.sum(column), 0) for column in (GRANTS.c.promised, GRANTS.c.paid)]
    found: Any = uow.session.execute(select(*total).where(GRANTS.c.line_id == line_id)).one()
    return found[0], found[1]


def paid_by_tranche(uow: UnitOfWork, grant_id: str) -> dict[str, int]:
    """What was paid of each tranche of a grant; reversed payments do not count."""
    uow.session.flush()
    query = select(PAYMENTS.c.tranche_id, func.sum(PAYMENTS.c.amount)).group_by(PAYMENTS.c.tranche_id)
    standing = query.where(PAYMENTS.c.grant_id == grant_id, PAYMENTS.c.reversed_on.is_(None))
    found: Any = uow.session.execute(standing)
    return dict(found.all())


def paid_for(uow: UnitOfWork, purchase_id: str) -> int:
    """What stands of payments to the vendor of a purchase."""
    uow.session.flush()
    total = select(func.coalesce(func.sum(PAYMENTS.c.amount), 0))
    standing = total.where(PAYMENTS.c.purchase_id == purchase_id, PAYMENTS.c.reversed_on.is_(None))
    return uow.session.scalar(standing) or 0


def reference_used(uow: UnitOfWork, reference: str) -> str | None:
    """The id of the grant a reference was used for, of payments (reversed ones too) and of money paid back.

    None when it is free.
    """
    uow.session.flush()
    paid = select(PAYMENTS.c.grant_id).where(PAYMENTS.c.reference == reference)
    back = select(REPAYMENTS.c.grant_id).where(REPAYMENTS.c.reference == reference)
    found: str | None = uow.session.scalar(paid.union_all(back))
    return found
