"""Time as the program sees it: one place to ask, so that tests can set it and a wrong computer clock can be noticed."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Now, in UTC, with a time zone."""
        ...

    def today(self) -> date:
        """Today at the place of this computer."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards while the program runs."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now().astimezone().date()

    def monotonic(self) -> float:
        return time.monotonic()


class FixedClock:
    """A clock that stands still until told to move: for tests and for the demo office."""

    def __init__(self, now: datetime) -> None:
        self._now = now if now.tzinfo else now.replace(tzinfo=UTC)
        self._ticks = 0.0

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def monotonic(self) -> float:
        return self._ticks

    def advance(self, **delta: float) -> None:
        """Move forward by timedelta's arguments (days=…, seconds=…)."""
        step = timedelta(**delta)
        self._now += step
        self._ticks += step.total_seconds()

    def set(self, now: datetime) -> None:
        """Put the wall clock somewhere else; the monotonic one does not notice."""
        self._now = now if now.tzinfo else now.replace(tzinfo=UTC)
