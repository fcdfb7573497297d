"""Cleaning up memory in the GUI thread only.

Python collects reference cycles in whatever thread happens to allocate. A cycle that holds a widget must not be taken
apart in a database thread: Qt would delete the widget there. So automatic collection is off and a timer asks instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2000


class Collector(QObject):
    """While it lives, cycles are collected by its timer, a generation at a time and only when there is something."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation that is due; gives its number, -1 for none."""
        due = [
            at
            for at, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > limit
        ]
        if due:
            gc.collect(due[-1])
        return due[-1] if due else -1

    def stop(self) -> None:
        """Put Python's own way back."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
