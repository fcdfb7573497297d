"""A watchdog of the thread that draws: how long it stood still, without what a busy machine took from it.

A turn of the event loop that comes late is the program's own fault when its thread computed or waited for a lock; it is the
machine's when threads of ours stood in the queue for a processor. Linux tells that queue apart, for every thread by itself
(`schedstat`); where it does not, only the processor time of the thread itself counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

TASKS = Path("/proc/self/task")
BEAT = 5  # milliseconds


class Watchdog:
    """Stands of the drawing thread, in milliseconds, longest last; `beats` is how often the event loop turned."""

    def __init__(self) -> None:
        self.stands: list[float] = []
        self._timer = QTimer(interval=BEAT)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._at = self._now()

    @property
    def beats(self) -> int:
        return len(self.stands)

    @property
    def longest(self) -> float:
        return max(self.stands, default=0.0)

    def start(self) -> None:
        self._at = self._now()
        self._timer.start()

    def stop(self) -> None:
        self._beat()  # what stands still at the very end counts too
        self._timer.stop()

    def _beat(self) -> None:
        clock, own, waits = now = self._now()
        then, owned, waited = self._at
        late = clock - then - BEAT / 1000
        if waits:  # threads that ended since are in `waited` alone: what they waited last is lost, and nobody is blamed less
            late -= sum(wait - waited.get(task, 0.0) for task, wait in waits.items())
        self.stands.append(1000 * max(own - owned, late if waits else 0.0))
        self._at = now

    @staticmethod
    def _now() -> tuple[float, float, dict[str, float]]:
        """The clock, the processor time of this thread, and what every thread of ours waited for a processor so far."""
        return time.perf_counter(), time.thread_time(), queued()


def queued() -> dict[str, float]:
    """Seconds each thread of this process stood in the queue for a processor; empty where the system does not tell."""
    found = {}
    for task in TASKS.glob("*/schedstat"):
        try:
            found[task.parent.name] = int(task.read_text().split()[1]) / 1e9
        except (OSError, IndexError):  # it ended while we looked
            continue
    return found


GOES = 3


def longest_of(work: Callable[[], object], enough: float) -> float:
    """The longest stand while `work` goes on. One over `enough` is looked at again: a freeze of ours comes each time, a
    stand that the machine caused does not."""
    stands = []
    for _go in range(GOES):
        with watched() as dog:
            work()
        assert dog.beats, "the event loop turned"
        stands.append(dog.longest)
        if dog.longest <= enough:
            break
    return min(stands)


@contextmanager
def watched() -> Iterator[Watchdog]:
    """Inside, the drawing thread is watched."""
    dog = Watchdog()
    dog.start()
    try:
        yield dog
    finally:
        dog.stop()
