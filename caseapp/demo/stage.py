"""Time passes: scenes of many people take their turns, day by day, each with whoever acts in it.

A scene is a generator. It yields when it goes on and with whom, and is then sent a unit of work of that actor on that
day, for one action: a transaction of its own, journalled under its own name. What lies after today is never played, so
that every story stands where it would stand this morning.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Generator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from caseapp.core.clock import FixedClock
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database, UnitOfWork

MORNING, EVENING = time(6, 30), time(15, 30)
PACE = timedelta(minutes=4)


class When(Struct, frozen=True):
    """The day a scene goes on, and the sign-in name of whoever acts."""

    day: date
    actor: str


Scene = Generator[When, UnitOfWork, None]


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


class Stage:
    """Plays scenes until they end or reach tomorrow."""

    def __init__(
        self, database: Database, clock: FixedClock, actors: Mapping[str, Actor], today: date
    ) -> None:
        self.database, self.clock, self.actors, self.today = database, clock, actors, today
        self._days: dict[date, deque[tuple[str, Scene]]] = {}
        self._queue: list[date] = []
        self._now = date.min

    def add(self, scene: Scene) -> None:
        """Let a scene begin, now or later."""
        self._put(scene, next(scene, None))

    def play(self, progress: Progress, done: int, total: int) -> None:
        """Everything that happens up to today, told as steps from `done` to `total`. Raises Cancelled."""
        first = self._queue[0] if self._queue else self.today
        span = max(1, (self.today - first).days)
        while self._queue:
            day = self._now = heapq.heappop(self._queue)
            self.clock.set(datetime.combine(day, MORNING, UTC))
            waiting = self._days[day]
            while waiting:
                self._act(*waiting.popleft())
            del self._days[day]
            progress.step(done + (total - done) * (day - first).days // span, total)

    def _act(self, login: str, scene: Scene) -> None:
        with self.database.work(self.actors[login]) as uow:
            following = _go_on(scene, uow)
        if (later := self.clock.now() + PACE).time() < EVENING:
            self.clock.set(later)
        self._put(scene, following)

    def _put(self, scene: Scene, when: When | None) -> None:
        if when is None:
            return
        day = max(workday(when.day), self._now)
        if day > self.today:
            return
        if day not in self._days:
            self._days[day] = deque()
            heapq.heappush(self._queue, day)
        self._days[day].append((when.actor, scene))


def _go_on(scene: Scene, uow: UnitOfWork) -> When | None:
    try:
        return scene.send(uow)
    except StopIteration:
        return None
