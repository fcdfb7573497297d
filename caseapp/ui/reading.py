"""The thread that reads: one question at a time, and no longer than somebody waits for its answer.

A question asked anew under the same key ends the one under way. One that may wait (the count of a whole list) gives way to
every other and is asked again behind it, so that a page never waits for a number.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from caseapp.core.errors import Cancelled

Work = Callable[[], Any]


@dataclass
class _Asked:
    work: Work
    key: str
    may_wait: bool
    answer: Future[Any] = field(default_factory=Future)
    stop: Callable[[], None] | None = None  # once the database works for it
    overtaken: bool = False
    again: bool = False  # it only gave way


class Reader:
    """Asks on a thread of its own; give it an executor of one thread."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._lock = Lock()
        self._under_way: _Asked | None = None
        self._urgent = 0  # questions sent that may not wait and have not begun
        self._ended = False

    def ask(self, work: Work, *, key: str = "", may_wait: bool = False) -> Future[Any]:
        """The answer to be. It is Cancelled when a newer question under this key overtook it."""
        asked = _Asked(work, key, may_wait)
        with self._lock:
            self._urgent += not may_wait
            self._overtake(asked)
        self._executor.submit(self._answer, asked)
        return asked.answer

    def begins(self, stop: Callable[[], None]) -> None:
        """Called by the question under way: from now on `stop`, from any thread, makes what it asks raise Cancelled.

        Raises Cancelled when it was overtaken by now.
        """
        asked = self._under_way
        if asked is None:
            return
        with self._lock:
            if asked.may_wait and self._urgent:
                asked.overtaken = asked.again = True
            if asked.overtaken or self._ended:
                raise Cancelled
            asked.stop = stop

    def shutdown(self) -> None:
        """End what is under way, drop what waits, and the thread."""
        with self._lock:
            self._ended = True
            if self._under_way and self._under_way.stop:
                self._under_way.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _overtake(self, newer: _Asked) -> None:
        older = self._under_way
        if older is None:
            return
        anew = bool(older.key) and older.key == newer.key
        if anew or (older.may_wait and not newer.may_wait):
            older.overtaken, older.again = True, not anew
            if older.stop:
                older.stop()

    def _answer(self, asked: _Asked) -> None:
        with self._lock:
            self._under_way = asked
            self._urgent -= not asked.may_wait
        try:
            result = asked.work()
        except BaseException as error:
            self._end()
            if not self._ask_again(asked, error):
                asked.answer.set_exception(error)
        else:
            self._end()
            asked.answer.set_result(result)

    def _end(self) -> None:
        with self._lock:
            self._under_way = None

    def _ask_again(self, asked: _Asked, error: BaseException) -> bool:
        if not (isinstance(error, Cancelled) and asked.again) or self._ended:
            return False
        asked.stop, asked.overtaken, asked.again = None, False, False
        self._executor.submit(self._answer, asked)
        return True
