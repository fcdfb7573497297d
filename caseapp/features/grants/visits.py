"""When a business is visited and when its outcome is asked: months after the first help, as the office's lists say."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date

from caseapp.core import codes


def first_visit(paid_on: date) -> date | None:
    """The first planned visit after money went out; None when the office plans none."""
    return next_visit(paid_on, paid_on)


def next_visit(paid_on: date, after: date) -> date | None:
    """The next planned visit later than `after`; None when the last one is past."""
    planned = (
        months_later(paid_on, int(c.extra["months"]))
        for c in codes.codes("business_visits")
        if "months" in c.extra
    )
    return min((day for day in planned if day > after), default=None)


def outcome_month(done: Collection[int]) -> int | None:
    """The month of the list `grant_outcome_months` whose outcome is asked next; None when all were."""
    months = (int(c.extra["months"]) for c in codes.codes("grant_outcome_months") if "months" in c.extra)
    return min((month for month in months if month not in done), default=None)


def outcome_due(helped_on: date | None, done: Collection[int]) -> date | None:
    """The day from which the next outcome can be asked; None before any help, or when all were asked."""
    month = outcome_month(done)
    return months_later(helped_on, month) if helped_on and month else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
