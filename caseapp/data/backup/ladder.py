"""Which backups to keep: all of two days, then one a day, a week, a month; never fewer than three (R60)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from msgspec import Struct


class Ladder(Struct, frozen=True):
    """How many backups of each step are kept, and for how long all of them are."""

    all_for: timedelta = timedelta(days=2)
    daily: int = 12
    weekly: int = 10
    monthly: int = 9
    never_fewer: int = 3


STANDARD = Ladder()
_Period = Callable[[datetime], tuple[int, ...]]


def kept(made: Iterable[datetime], now: datetime, ladder: Ladder = STANDARD) -> set[datetime]:
    """The times of the backups that stay. One dated in the future stays: the clock is doubtful, not the backup."""
    newest_first = sorted(made, reverse=True)
    left: dict[_Period, int] = {_day: ladder.daily, _week: ladder.weekly, _month: ladder.monthly}
    keep = set(newest_first[: ladder.never_fewer])
    last: datetime | None = None
    for time in newest_first:
        if now - time < ladder.all_for or _takes_step(time, last, left):
            keep.add(time)
            last = time
    return keep


def gone_by(made: Iterable[datetime], now: datetime, ladder: Ladder = STANDARD) -> datetime | None:
    """When the last of these backups will have been taken away, with one new backup every day; None for no backups."""
    old = set(made)
    left, later, day = set(old), set[datetime](), now
    while left:
        day += timedelta(days=1)
        later.add(day)
        stay = kept(left | later, day, ladder)
        left, later = left & stay, later & stay
    return day if old else None


def _takes_step(time: datetime, last: datetime | None, left: dict[_Period, int]) -> bool:
    """Whether this is the newest of its day while there is room for days, then of its week, then of its month."""
    step = next((period for period, room in left.items() if room), None)
    if step is None or (last is not None and step(time) == step(last)):
        return False
    left[step] -= 1
    return True


def _day(time: datetime) -> tuple[int, ...]:
    return (time.year, time.month, time.day)


def _week(time: datetime) -> tuple[int, ...]:
    return tuple(time.isocalendar())[:2]


def _month(time: datetime) -> tuple[int, ...]:
    return (time.year, time.month)
