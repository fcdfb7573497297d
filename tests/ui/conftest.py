"""A kit without an office: tasks over a desk that only hands out units of work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from caseapp.core.clock import FixedClock
from caseapp.core.events import ChangeBus
from caseapp.core.permissions import Actor
from caseapp.data.uow import OfficeInfo
from caseapp.ui.dialogs import ScriptedDialogs
from caseapp.ui.page import ChangeBridge, Context
from caseapp.ui.tasks import InlineExecutor, Tasks
from caseapp.ui.theme import theme

ACTOR = Actor("1", "Palesa Mohale", frozenset())


class Desk:
    """What tasks need of a database; remembers which thread worked and what was begun."""

    def __init__(self) -> None:
        self.bus = ChangeBus()
        self.threads: list[str] = []
        self.reasons: list[str | None] = []

    @contextmanager
    def work(self, actor: Actor, reason: str | None = None) -> Iterator[Any]:
        self.reasons.append(reason)
        self.threads.append(threading.current_thread().name)
        yield SimpleNamespace(actor=actor)

    @contextmanager
    def look(self, actor: Actor) -> Iterator[Any]:
        self.threads.append(threading.current_thread().name)
        yield SimpleNamespace(actor=actor, stoppable=lambda: nullcontext(lambda: None))

    looking = look

    @contextmanager
    def question(self, uow: Any) -> Iterator[None]:
        yield


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 8, 18, 7, 20, tzinfo=UTC))


@pytest.fixture
def kit(qapp: QApplication, desk: Desk, clock: FixedClock) -> Context:
    """A context in which everything happens at once."""
    dialogs = ScriptedDialogs()
    tasks = Tasks(desk, ACTOR, InlineExecutor())  # type: ignore[arg-type]
    tasks.problem.connect(dialogs.error)
    office = OfficeInfo("o", "MKG", "Mokhotlong field office", "LS", "LSL")
    return Context(ACTOR, tasks, dialogs, ChangeBridge(desk.bus), office, clock)


@pytest.fixture
def threaded(qapp: QApplication, desk: Desk) -> Iterator[Tasks]:
    """Tasks with their real threads."""
    tasks = Tasks(desk, ACTOR)  # type: ignore[arg-type]
    yield tasks
    tasks.finish()


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    yield
    if (theme().name, theme().scale) != ("light", 100):
        theme().apply("light", 100)
    if qapp.layoutDirection() != Qt.LayoutDirection.LeftToRight:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def mirrored(qapp: QApplication) -> None:
    """A window in a language that is written from right to left."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
