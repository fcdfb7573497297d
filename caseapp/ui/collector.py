"""Cleaning up memory in the GUI thread only.

Python collects reference cycles in whatever thread happens to allocate. A cycle that holds a widget must not be taken
apart in a database thread: Qt would delete the widget there. So automatic collection is off and a timer asks instead.

It must not stand in the way either: looking through everything takes 150 ms on the program's own modules alone, and longer
with what threads made meanwhile. So those are set aside, and what is new is looked through often, while it is little.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
OLDEST = 2  # the generation of what has lived longest
DUE = (20_000, 10, 10)  # Python's own 700 would have every page looked through while it is being made


class Collector(QObject):
    """While it lives, cycles are collected by its timer, a generation at a time and only when there is something."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._settled = False
        gc.disable()
        gc.freeze()  # modules and the like stay as long as the program: never looked through again
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation that is due; gives its number, -1 for none."""
        due = [at for at, (count, limit) in enumerate(zip(gc.get_count(), DUE, strict=True)) if count > limit]
        oldest = due[-1] if due else -1
        if oldest == OLDEST and not self._settled:
            gc.collect(OLDEST - 1)
            gc.freeze()  # what was imported since the start; the first page is there by now
            self._settled = True
        elif due:
            gc.collect(oldest)
        return oldest

    def stop(self) -> None:
        """Put Python's own way back."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
