"""The stretch of days a figure speaks of, both ends counted."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from msgspec import Struct

from caseapp.core import dates
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _


class Period(Struct, frozen=True, order=True):
    """From `first` to `last`, both counted. Raises Invalid when the end lies before the beginning."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid({"last": _("The period ends before it begins.")})

    def shown(self) -> str:
        """`1 Mar 2021 – 31 May 2021`."""
        return f"{dates.day(self.first)} – {dates.day(self.last)}"

    def previous(self) -> Period:
        """The month or quarter before a whole month or quarter; else as many days before it."""
        last = self.first - timedelta(days=1)
        for whole in (month_of, quarter_of):
            if self == whole(self.first):
                return whole(last)
        return Period(last - (self.last - self.first), last)

    def months(self) -> tuple[Period, ...]:
        """The calendar months it touches, the first and last cut to the period."""
        found, start = [], self.first
        while start <= self.last:
            end = min(self.last, month_end(start))
            found.append(Period(start, end))
            start = end + timedelta(days=1)
        return tuple(found)


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    return Period(day.replace(day=1), month_end(day))


def quarter_of(day: date) -> Period:
    """The calendar quarter of a day."""
    start = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(start, month_end(start.replace(month=start.month + 2)))


PRESETS: dict[str, str] = {
    "month": N_("This month"), "last_month": N_("Last month"), "quarter": N_("This quarter"),
    "last_quarter": N_("Last quarter"), "year": N_("This year"), "programme": N_("Whole programme"),
}  # fmt: skip


def preset(code: str, today: date, starts: date | None = None, ends: date | None = None) -> Period:
    """The period behind a word of PRESETS; the whole programme needs its first and last day."""
    if code == "programme" and starts and ends:
        return Period(starts, ends)
    month, quarter = month_of(today), quarter_of(today)
    found = {
        "month": month,
        "last_month": month.previous(),
        "quarter": quarter,
        "last_quarter": quarter.previous(),
    }
    return found.get(code, Period(date(today.year, 1, 1), date(today.year, 12, 31)))
