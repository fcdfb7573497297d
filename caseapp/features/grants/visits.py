"""When a business is visited: months after the first payment, as the office's list `business_visits` says."""

from __future__ import annotations

from calendar import monthrange
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


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
