"""Running services and queries off the GUI thread; their answers come back on it, in order.

One writer thread, one reader thread (reading.py), a pool for heavy work without the database. An answer for a widget that
is gone is dropped. `latest` ends the question asked before it under the same key: typing never waits for old answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from shiboken6 import isValid

from caseapp.core.errors import Cancelled
from caseapp.core.jobs import CancellableProgress
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database, UnitOfWork
from caseapp.ui.reading import Reader

BUSY_AFTER = 300  # ms until the cursor says that work goes on
# Seconds a thread that computes keeps Python to itself. With the usual 5 ms and two such threads the window stands up to
# 130 ms, because not whoever waits longest comes next; with this up to 36, and the threads are no slower.
TURN = 0.0005

Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Question = Callable[[UnitOfWork], Any]
Submit = Callable[[Callable[[], Any]], Future[Any]]


class InlineExecutor(Executor):
    """Runs at once, in the calling thread: what tests use."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass
class _Job:
    done: Done
    failed: Failed | None
    owner: QObject | None
    key: str = ""
    number: int = 0
    stopped: Callable[[], None] = lambda: None
    told: Callable[[int, int, str], None] = lambda *step: None


class Tasks(QObject):
    """Owns the threads. `problem` is told of every failure that a caller does not handle itself."""

    problem = Signal(object)
    _finished = Signal(object)
    _progress = Signal(object)

    def __init__(self, database: Database, actor: Actor, executor: Executor | None = None) -> None:
        super().__init__()
        sys.setswitchinterval(TURN)
        self._database, self.actor = database, actor
        self._writer = executor or ThreadPoolExecutor(1, "db-write")
        self._reader = Reader(executor or ThreadPoolExecutor(1, "db-read"))
        self._pool = executor or ThreadPoolExecutor(2, "heavy")
        self._inline = executor is not None
        self._ended = False
        self._jobs: dict[
            int, _Job
        ] = {}  # the threads know jobs by number: nothing of the GUI ever dies in a thread
        self._count = count(1)
        self._numbers: dict[str, int] = {}
        self._gathered: list[tuple[int, Question]] | None = None
        self._busy = QTimer(self, singleShot=True, interval=BUSY_AFTER)
        self._busy.timeout.connect(self._show_busy)
        self._cursor = False
        self._finished.connect(self._deliver)
        self._progress.connect(self._told)

    def read(
        self, query: Callable[..., Any], *args: Any, done: Done, failed: Failed | None = None,
        owner: QObject | None = None, **kw: Any,
    ) -> None:  # fmt: skip
        """Ask a query; `done(answer)` on the GUI thread, unless `owner` is gone by then."""
        job = _Job(done, failed, owner)
        if self._gathered is None:
            self._run(self._reader.ask, job, lambda: self._ask(query, args, kw))
        elif not self._ended:
            self._gathered.append((self._expect(job), lambda uow: query(uow, *args, **kw)))

    def latest(
        self, key: str, query: Callable[..., Any], *args: Any, done: Done, failed: Failed | None = None,
        owner: QObject | None = None, may_wait: bool = False, **kw: Any,
    ) -> None:  # fmt: skip
        """Like `read`, but only the newest question under this key is answered; older ones are not even asked, or ended.
        One that `may_wait` gives way to every other question."""
        number = self._numbers[key] = self._numbers.get(key, 0) + 1

        def ask() -> Any:
            if self._numbers.get(key) != number:
                raise Cancelled
            return self._ask(query, args, kw)

        submit = partial(self._reader.ask, key=key, may_wait=may_wait)
        self._run(submit, _Job(done, failed, owner, key, number), ask)

    def write(
        self, service: Callable[..., Any], *args: Any, done: Done = lambda answer: None,
        failed: Failed | None = None, owner: QObject | None = None, reason: str | None = None, **kw: Any,
    ) -> None:  # fmt: skip
        """Run a service in a unit of work of its own; `done` after the commit."""

        def job() -> Any:
            with self._database.work(self.actor, reason) as uow:
                return service(uow, *args, **kw)

        self._run(self._writer.submit, _Job(done, failed, owner), job, late=True)

    def write_watched(
        self, service: Callable[..., Any], *args: Any, done: Done, failed: Failed | None = None,
        told: Callable[[int, int, str], None] = lambda *a: None, stopped: Callable[[], None] = lambda: None,
        owner: QObject | None = None,
    ) -> CancellableProgress:  # fmt: skip
        """Like `write`, for a service that goes on long: it tells how far it is by `uow.progress`, and stops there without
        a trace when the returned progress is cancelled, then `stopped()`."""

        def work(progress: CancellableProgress) -> Any:
            with self._database.work(self.actor) as uow:
                uow.progress = progress
                return service(uow, *args)

        return self._watch(self._writer.submit, work, _Job(done, failed, owner, stopped=stopped, told=told))

    def heavy(
        self, work: Callable[[CancellableProgress], Any], *, done: Done, failed: Failed | None = None,
        told: Callable[[int, int, str], None] = lambda *a: None, stopped: Callable[[], None] = lambda: None,
        owner: QObject | None = None,
    ) -> CancellableProgress:  # fmt: skip
        """Long work of its own: `told(done, total, text)` as it goes; cancel by the returned progress, then `stopped()`."""
        return self._watch(self._pool.submit, work, _Job(done, failed, owner, stopped=stopped, told=told))

    def _watch(
        self, submit: Submit, work: Callable[[CancellableProgress], Any], job: _Job
    ) -> CancellableProgress:
        ticket = next(self._count)
        progress = CancellableProgress(lambda *step: self._progress.emit((ticket, step)))
        self._run(submit, job, lambda: work(progress), ticket, late=submit == self._writer.submit)
        return progress

    def here(self, query: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        """Ask a query in the calling thread: for heavy work that reads."""
        with self._database.look(self.actor) as uow:
            return query(uow, *args, **kw)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Questions asked inside go as one look and are answered as one: a page of ten cards is laid out once, not ten times.

        Nothing inside may wait for somebody (a dialog): the questions are sent at the end.
        """
        if self._gathered is not None:
            yield
            return
        self._gathered = []
        try:
            yield
        finally:
            gathered, self._gathered = self._gathered, None
            if gathered and not self._ended:
                tickets, questions = zip(*gathered, strict=True)
                asked = self._reader.ask(partial(self._ask_each, questions))
                asked.add_done_callback(lambda answers: self._tell_all(tickets, answers))

    def at_rest(self) -> bool:
        """Whether every answer asked for has been delivered."""
        return not self._jobs

    def finish(self) -> None:
        """Wait for what is under way and end the threads; what is asked afterwards is not answered."""
        self._ended = True
        if not self._inline:
            self._reader.shutdown()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._writer.shutdown(wait=True)  # no write is ever dropped
        self._idle()

    def _ask(self, query: Callable[..., Any], args: Any, kw: Any) -> Any:
        with self._database.look(self.actor) as uow, uow.stoppable() as stop:
            self._reader.begins(stop)
            return query(uow, *args, **kw)

    def _run(
        self, submit: Submit, job: _Job, work: Callable[[], Any], ticket: int = 0, late: bool = False
    ) -> None:
        if self._ended and not late:
            return  # a question of a screen that is going away
        ticket = self._expect(job, ticket)
        submit(work).add_done_callback(lambda future: self._tell([(ticket, future)]))

    def _expect(self, job: _Job, ticket: int = 0) -> int:
        """Keep who waits for the answer with this number."""
        ticket = ticket or next(self._count)
        self._jobs[ticket] = job
        if not self._busy.isActive() and not self._cursor and not self._inline:
            self._busy.start()
        return ticket

    def _ask_each(self, questions: Sequence[Question]) -> list[Future[Any]]:
        """What came of each, in one look; one that fails leaves the others their answers."""
        inline = InlineExecutor()

        def ask(question: Question) -> Any:
            with self._database.question(uow):
                return question(uow)

        with self._database.looking(self.actor) as uow:
            return [inline.submit(ask, question) for question in questions]

    def _tell_all(self, tickets: Sequence[int], answers: Future[list[Future[Any]]]) -> None:
        none = answers.cancelled() or answers.exception()
        each = [answers] * len(tickets) if none else answers.result()
        self._tell(list(zip(tickets, each, strict=True)))

    def _tell(self, outcomes: list[tuple[int, Future[Any]]]) -> None:
        if isValid(self):
            self._finished.emit(outcomes)

    def _told(self, told: tuple[int, tuple[int, int, str]]) -> None:
        job = self._jobs.get(told[0])
        if job and (job.owner is None or isValid(job.owner)):
            job.told(*told[1])

    def _deliver(self, outcomes: list[tuple[int, Future[Any]]]) -> None:
        for ticket, future in outcomes:
            self._answer(ticket, future)

    def _answer(self, ticket: int, future: Future[Any]) -> None:
        job = self._jobs.pop(ticket)
        if not self._jobs:
            self._idle()
        if future.cancelled() or (job.owner is not None and not isValid(job.owner)):
            return
        if job.key and self._numbers.get(job.key) != job.number:
            return
        error = future.exception()
        if error is None:
            job.done(future.result())
        elif isinstance(error, Cancelled):
            job.stopped()
        elif isinstance(error, Exception):
            (job.failed or self.problem.emit)(error)

    def _show_busy(self) -> None:
        if self._jobs and not self._cursor:
            QGuiApplication.setOverrideCursor(QCursor(Qt.CursorShape.BusyCursor))
            self._cursor = True

    def _idle(self) -> None:
        self._busy.stop()
        if self._cursor:
            QGuiApplication.restoreOverrideCursor()
            self._cursor = False
