"""Sums that must count every grant. Row scope hides records from readers, not money from a budget line: these questions

go to the tables themselves, so that a restricted grant is never spent a second time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from caseapp.data.uow import UnitOfWork
from caseapp.features.grants.models import Grant, Payment

GRANTS: Any = Grant.__table__
PAYMENTS: Any = Payment.__table__


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


def reference_used(uow: UnitOfWork, reference: str) -> str | None:
    """The id of the grant a payment reference was used for, reversed payments too; None when it is free."""
    uow.session.flush()
    found: str | None = uow.session.scalar(
        select(PAYMENTS.c.grant_id).where(PAYMENTS.c.reference == reference)
    )
    return found
