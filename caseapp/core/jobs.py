"""Progress and cancellation of long work, without Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from caseapp.core.errors import Cancelled


class Progress(Protocol):
    def step(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is. Raises Cancelled when the user asked to stop."""
        ...


class CancellableProgress:
    def __init__(self, report: Callable[[int, int, str], None] = lambda *a: None) -> None:
        self._report = report
        self._cancel = threading.Event()

    def cancel(self) -> None:
        self._cancel.set()

    def step(self, done: int, total: int, text: str = "") -> None:
        if self._cancel.is_set():
            raise Cancelled
        self._report(done, total, text)


def silent() -> CancellableProgress:
    """For work nobody watches."""
    return CancellableProgress()
