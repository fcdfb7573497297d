"""Long work for windows that have no office open yet: keys, a new office, a restore."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Work(QObject):
    """Runs one thing after another off the GUI thread; `done` and `failed` are called on it, while this object lives."""

    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, executor: Executor | None = None) -> None:
        super().__init__(parent)
        self._executor = executor or ThreadPoolExecutor(1, "office")
        self.running = 0
        self._finished.connect(self._deliver)

    def run(self, work: Callable[[], Any], done: Done, failed: Failed) -> None:
        """Start `work`, or queue it behind what runs."""
        self.running += 1
        self._executor.submit(work).add_done_callback(lambda future: self._tell(future, done, failed))

    def _tell(self, future: Future[Any], done: Done, failed: Failed) -> None:
        if isValid(self):
            self._finished.emit(future, done, failed)

    def _deliver(self, future: Future[Any], done: Done, failed: Failed) -> None:
        self.running -= 1
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, Exception):
            failed(error)
