"""Dates as people know them: a day, a month, a year, or an age somebody estimated."""

from __future__ import annotations

import re
from datetime import date, datetime

from msgspec import Struct

from caseapp.core.i18n import N_, _, n_

MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
# Words of their own: five days of the week begin with the same three letters in Kiswahili.
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTH_NAMES = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
# Bands of ages as reports count them, seen in a public profiling tool of a refugee response [V]; the last year of each.
AGE_BANDS: dict[str, int] = {"0-4": 4, "5-11": 11, "12-17": 17, "18-59": 59, "60+": 200}
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december")  # fmt: skip
_STORED = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:~(\d{4}-\d\d-\d\d)?)?")


class PartialDate(Struct, frozen=True, order=True):
    """A date known to the day, the month or the year; `estimated_on` says when somebody judged it from an age."""

    year: int
    month: int | None = None
    day: int | None = None
    estimated_on: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(self.year)
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, stored: str) -> PartialDate:
        """Read the stored form: `1990`, `1990-05`, `1990-05-12`, `1987~2021-08-18`. Raises ValueError."""
        found = _STORED.fullmatch(stored.strip())
        if not found:
            raise ValueError(stored)
        year, month, day, on = found.groups()
        return cls(
            int(year), int(month) if month else None, int(day) if day else None,
            date.fromisoformat(on) if on else None,
        )  # fmt: skip

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts) + (f"~{self.estimated_on}" if self.estimated_on else "")

    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def age(self, on: date) -> int:
        """Whole years on that day; a year or month alone counts from its middle."""
        born = date(self.year, self.month or 7, self.day or 1)
        return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))

    def shown(self) -> str:
        """In words: `12 May 1990`, `May 1990`, `1990`, `about 1987`."""
        if self.estimated_on:
            return _("about {year}").format(year=self.year)
        return " ".join(
            [str(self.day)] * bool(self.day)
            + [_(MONTHS[self.month - 1])] * bool(self.month)
            + [str(self.year)]
            if self.month
            else [str(self.year)]
        )


def understand(typed: str, today: date) -> PartialDate:
    """Read what a person types for a birth date: an age, a year, a month or a day in the usual forms.

    `34`, `about 34 years` (estimated today), `1990`, `5/1990`, `May 1990`, `12/05/1990`, `12 May 1990`, `1990-05-12`.
    Day comes before month. Raises ValueError for anything else.
    """
    text = _plain(typed).strip().rstrip(".")
    if _STORED.fullmatch(text):
        return PartialDate.parse(text)
    if age := re.fullmatch(r"(?:\D{0,12}\s)?(\d{1,3})(?:\s*\D{0,12})?", text):
        if _month(text) is None and int(age[1]) <= 120:
            return PartialDate(today.year - int(age[1]), estimated_on=today)
    if about := re.fullmatch(r"\D{1,12}\s(\d{4})", text):
        if _month(text) is None:
            return PartialDate(int(about[1]), estimated_on=today)
    if numbers := re.fullmatch(r"(?:(\d{1,2})[./ -])?(\d{1,2})[./ -](\d{4})", text):
        return PartialDate(int(numbers[3]), int(numbers[2]), int(numbers[1]) if numbers[1] else None)
    if named := re.fullmatch(r"(?:(\d{1,2})\s+)?([^\W\d]+)\s+(\d{4})", text):
        if month := _month(named[2]):
            return PartialDate(int(named[3]), month, int(named[1]) if named[1] else None)
    raise ValueError(typed)


def _month(text: str) -> int | None:
    for word in re.findall(r"[^\W\d]{3,}", text):
        for number, (short, full) in enumerate(zip(MONTHS, _FULL, strict=True), 1):
            if word in (full, short.casefold(), _plain(_(short))):
                return number
    return None


def _plain(text: str) -> str:
    """Small letters without the apostrophe that some month names have: `’Mesa`."""
    return text.casefold().replace("’", "").replace("'", "")


def understand_day(typed: str) -> date:
    """Read a full date as typed: `12/05/2026`, `12 May 2026`, `2026-05-12`. Raises ValueError."""
    partial = understand(typed, date.max)
    if not partial.day or partial.estimated_on:
        raise ValueError(typed)
    return partial.earliest()


def day(value: date | None) -> str:
    """`12 May 2026`; nothing for None."""
    return f"{value.day} {_(MONTHS[value.month - 1])} {value.year}" if value else ""


def short_day(value: date | None) -> str:
    """`12 May`, for lists of this year."""
    return f"{value.day} {_(MONTHS[value.month - 1])}" if value else ""


def weekday(value: date) -> str:
    """`Tuesday 18 August`, for the title of a day."""
    return f"{_(WEEKDAYS[value.weekday()])} {value.day} {_(MONTH_NAMES[value.month - 1])}"


def moment(value: datetime) -> str:
    """`12 May 2026 14:05` in this computer's zone."""
    local = value.astimezone()
    return f"{day(local.date())} {local:%H:%M}"


def due_words(due: date, today: date) -> str:
    """How a due date stands: `4 days late`, `today`, `tomorrow`, `Thu 19 Aug`, `3 Sep`."""
    distance = (due - today).days
    if distance < 0:
        return n_("{count} day late", "{count} days late", -distance)
    if distance == 0:
        return _("today")
    if distance == 1:
        return _("tomorrow")
    if distance < 7:
        return f"{_(SHORT_WEEKDAYS[due.weekday()])} {due.day}"
    return short_day(due) if due.year == today.year else day(due)
