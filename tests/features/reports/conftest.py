from __future__ import annotations

from datetime import date

import pytest

from caseapp.features.plans.models import Assistance
from caseapp.features.reports.periods import Period


@pytest.fixture
def half() -> Period:
    """The first half of the year in which the clock stands."""
    return Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def give(database, caseworker):
    """give(case, day): something is delivered to a person."""

    def deliver(case, on, what="food", **values):
        with database.work(caseworker) as uow:
            return uow.add(
                Assistance(
                    case_id=case.id, what=what, form="in_kind", provider="direct", currency="LSL", delivered_on=on,
                    owner_id=caseworker.id, **values,
                )
            ).id  # fmt: skip

    return deliver
