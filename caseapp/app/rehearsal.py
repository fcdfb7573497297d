"""Signing in and the first page's questions, rehearsed in an empty office in memory while somebody types their passphrase.

What SQLAlchemy and Python do once for every statement is done then, without a key and without anything of a real office:
measured with 100,000 people, the first reading of My day takes 27 ms after it instead of 78.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from caseapp.core.clock import SystemClock
from caseapp.core.errors import UserError
from caseapp.core.events import ChangeBus
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Actor
from caseapp.data import drafts
from caseapp.data.base import Base
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.office.founding import NewOffice, found
from caseapp.features.office.opening import Gates, clock_warning, new_gates, who_asks
from caseapp.features.office.queries import office, office_info, roles, sign_in
from caseapp.features.supervision.queries import my_day

QUESTIONS: tuple[Callable[[UnitOfWork], object], ...] = (my_day, drafts.mine, office)
LOGIN = "nobody"
NOWHERE = NewOffice("", "", "LS", "LSL", "en", LOGIN, "", "")


class Rehearsal:
    """Two gates that lead nowhere yet. `run` in a thread; `take` when there is a key."""

    def __init__(self) -> None:
        self._gates = new_gates()
        self._mine = threading.Lock()  # who has it has the gates
        self._over = False

    @property
    def running(self) -> bool:
        return self._mine.locked()

    def run(self) -> None:
        """Ask as each role in turn, until somebody is in."""
        if not self._mine.acquire(blocking=False):
            return
        try:
            self._ask_all()
        finally:
            self._mine.release()

    def take(self) -> Gates:
        """The gates, once; new ones where these are still learning: nobody waits for a rehearsal."""
        self._over = True
        return self._gates if self._mine.acquire(blocking=False) else new_gates()

    def _ask_all(self) -> None:
        database = _office_of_nobody(*(gate.engine for gate in self._gates))
        for role in roles().values():
            # With a key: what is asked for somebody's own is another statement than for everybody's.
            actor = Actor(LOGIN, "", role.permissions, role.code, "", "", role.scope, role.compartments)
            if not self._over:
                _enter(database, actor)
            for question in QUESTIONS:
                if not self._over:
                    _ask(database, actor, question)


def _office_of_nobody(writer: Engine, reader: Engine) -> Database:
    """An office without anybody's data, opened as a real one is."""
    clock = SystemClock()
    for engine in (writer, reader):
        _empty_tables(engine)
    info = found(writer, NOWHERE, uuid7(), clock)
    database = Database(writer, reader, ChangeBus(), info, clock)
    who_asks(database)
    with Session(writer) as session:
        sign_in(session, LOGIN)
        office_info(session)
    clock_warning(writer, clock)
    return database


def _empty_tables(engine: Engine) -> None:
    """All tables without their indexes, in the one connection this engine has."""
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(str(CreateTable(table).compile(engine)))
        connection.commit()


def _enter(database: Database, actor: Actor) -> None:
    with database.work(actor) as uow:
        uow.note("sign-in", "staff", actor.id)


def _ask(database: Database, actor: Actor, question: Callable[[UnitOfWork], object]) -> None:
    """What it costs to ask is spent whatever the answer: there is no office to tell of."""
    with suppress(UserError, NoResultFound), database.look(actor) as uow:
        question(uow)
