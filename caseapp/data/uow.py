"""A unit of work: one actor, one session, one transaction; it commits or leaves nothing behind.

`Database.work` writes, `Database.look` only reads. Services run inside and never commit. Whatever they changed is
journalled in the same transaction and told to the bus once, after the commit. What was refused is journalled on its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct, field
from sqlalchemy import Engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, with_loader_criteria

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import (
    Cancelled,
    EditConflict,
    Invalid,
    NotFound,
    PermissionDenied,
    Refused,
    UserError,
)
from caseapp.core.events import Change, ChangeBus, Changes
from caseapp.core.i18n import _
from caseapp.core.ids import make_number
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Actor
from caseapp.core.rules import rule
from caseapp.data.base import Entity, Scoped
from caseapp.data.engine import environment_error, was_stopped
from caseapp.data.journal import (
    EVENT,
    INSERT,
    UPDATE,
    Author,
    Record,
    Writer,
    next_sequence,
    own_block,
)  # fmt: skip
from caseapp.data.rowscope import not_put_aside, visible
from caseapp.data.sealing import Sealer
from caseapp.data.types import as_json

E = TypeVar("E", bound=Entity)
T = TypeVar("T")
LOOKS_UP = 20_000  # steps of a statement, a few ms, between two looks whether it is to stop
ONCE = "once"  # where a look's session keeps what is asked again and again
GOT = 32  # records a look holds, else the session forgets them


class OfficeInfo(Struct, frozen=True):
    """What every number, paper and amount needs to know of the office."""

    id: str
    code: str
    name: str
    country: str
    currency: str
    demo: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)  # numbers the office changed; core/rules.py

    def rule(self, code: str) -> int:
        """The office's number for a rule of core/rules.py."""
        return rule(self.rules, code)


class UnitOfWork:
    """What a service is given: the session, who acts, and the means to journal, seal and number."""

    def __init__(self, session: Session, actor: Actor, office: OfficeInfo, clock: Clock) -> None:
        self.session, self.actor, self.office, self.clock = session, actor, office, clock
        self.sealer = Sealer({})
        self.action = ""
        self.reason: str | None = None
        self.progress: Progress = silent()  # of long work that somebody watches, and may stop
        self.records: dict[tuple[str, str], Record] = {}
        self.events: list[Record] = []
        self._added: list[
            Entity
        ] = []  # held, else the session forgets them and the next `get` reads them back
        self._got: deque[Entity] = deque(maxlen=GOT)
        self._looks_as: Actor | None = None
        self._scope_rules: list[Any] = []
        self._scoped_to: Actor | None = None
        self._stopped = False
        event.listen(session, "after_flush", self._gather)
        event.listen(session, "do_orm_execute", self._scope)

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @contextmanager
    def stoppable(self) -> Iterator[Callable[[], None]]:
        """Inside, another thread may call what is given to end what this unit asks: it raises Cancelled, in the middle of a
        long statement or at the next one."""
        raw: Any = self.session.connection().connection.driver_connection

        def stop() -> None:
            self._stopped = True

        raw.set_progress_handler(lambda: self._stopped, LOOKS_UP)
        try:
            yield stop
        finally:
            raw.set_progress_handler(None, LOOKS_UP)

    def begin_action(self, name: str) -> None:
        """Called by @action: the outermost action names what is journalled."""
        self.action = self.action or name

    def end_action(self, name: str) -> None:
        """Called by @action at its end: one that changed nothing names nothing, the next one does."""
        if self.action == name and not (
            self.records or self.events or self.session.new or self.session.dirty
        ):
            self.action = ""

    def get(self, entity: type[E], key: str) -> E:
        """The record, if this actor may know of it. Raises NotFound."""
        found = self.session.get(entity, key)
        if found is None:
            raise NotFound(_("This record is not here, or your role does not show it."))
        if self._looks_as is self.actor:
            self._got.append(found)
        return found

    def only_looks(self) -> None:
        """From now on nothing changes here: what somebody gets again need not be read again. Not for who looks into the bin."""
        self._looks_as = self.actor

    def add(self, record: E) -> E:
        """A new record: dated today, its key known at once."""
        record.created_on = record.created_on or self.today
        self.session.add(record)
        self.session.flush()
        self._added.append(record)
        return record

    def edit(self, record: Entity, typed: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> None:
        """Store what was typed into a form that showed `seen`; fields left alone keep what is stored by now.

        Raises EditConflict when somebody else meanwhile changed a field that was changed here too, to something else.
        """
        conflicts: dict[str, tuple[object, object, object]] = {}
        for name, value in typed.items():
            stored = getattr(record, name)
            if seen is not None and name in seen and seen[name] == value:
                continue
            if seen is not None and name in seen and stored != seen[name] and stored != value:
                conflicts[name] = (seen[name], stored, value)
            elif stored != value:
                setattr(record, name, value)
        if conflicts:
            raise EditConflict(
                _(
                    "Somebody changed this record while you were typing. Your text is kept. Choose what to keep."
                ),
                conflicts,
            )

    def note(
        self, what: str, entity: str = "", record_id: str = "", case_id: str | None = None, **detail: Any
    ) -> None:
        """Journal something that changes no record: a print, an export, a look at a restricted record."""
        self.events.append(
            Record(entity, record_id, EVENT, "", case_id, {k: as_json(v) for k, v in detail.items()}, what)
        )

    def number(self, kind: str = "") -> str:
        """The next human number of a kind (`` for people and cases, R referral, G grant): never given twice."""
        year, connection = self.today.year, self.session.connection()
        return make_number(
            self.office.code, year, own_block(connection), next_sequence(connection, kind, year), kind
        )

    def _gather(self, session: Session, _context: Any) -> None:
        for record in session.new:
            if isinstance(record, Entity):
                values = ((name, getattr(record, name)) for name in _journalled(type(record)))
                self._record(record, INSERT).values.update(
                    {name: as_json(value) for name, value in values if value is not None and value != ()}
                )
        for record in session.dirty:
            if isinstance(record, Entity):
                self._gather_update(record)

    def _gather_update(self, record: Entity) -> None:
        state = inspect(record)
        touched = (name for name in _journalled(type(record)) if name in state.committed_state)
        changed = {
            name: (as_json(history.deleted[0]) if history.deleted else None, as_json(history.added[0]))
            for name in touched
            if (history := state.attrs[name].history).has_changes() and history.added
        }
        if not changed:
            return
        entry = self._record(record, UPDATE)
        for name, (before, after) in changed.items():
            if entry.op == INSERT:
                entry.values[name] = after
            else:
                first = entry.values.get(name, (before, None))[0]
                entry.values[name] = (first, after)

    def _record(self, record: Entity, op: str) -> Record:
        key = (record.__tablename__, record.id)
        if key not in self.records:
            case_id = (
                record.id if record.__tablename__ == "case" else getattr(record, "case_id", None) or None
            )
            self.records[key] = Record(*key, op, getattr(record, "team", "") or "", case_id)
        return self.records[key]

    def changes(self) -> Changes:
        kinds = {INSERT: "added", UPDATE: "updated"}
        return Changes(frozenset(Change(r.entity, r.id, kinds[r.op]) for r in self.records.values()))  # type: ignore[arg-type]

    def _scope(self, state: Any) -> None:
        """Every SELECT, `get` and relationship loads included, only ever sees rows this actor may know of."""
        if self._stopped:
            raise Cancelled
        if not state.is_select or state.is_column_load:
            return
        if self._scoped_to is not self.actor:  # the rule of this actor is made once
            rule = visible(self.actor)
            rules = filter(None, (rule, not_put_aside(self.actor.put_aside)))
            self._scope_rules = [with_loader_criteria(Scoped, r, include_aliases=True) for r in rules]
            self._scoped_to = self.actor
        if self._scope_rules:
            state.statement = state.statement.options(*self._scope_rules)


@cache
def _journalled(entity: type[Entity]) -> tuple[str, ...]:
    """The columns of an entity that the journal keeps, in their order."""
    return tuple(a.key for a in inspect(entity).column_attrs if a.key not in entity.unjournalled)


class Database:
    """The open office file: one engine that writes, one that reads, and the bus that tells of changes."""

    def __init__(
        self, write: Engine, read: Engine, bus: ChangeBus, office: OfficeInfo, clock: Clock | None = None,
        sealer: Sealer | None = None,
    ) -> None:  # fmt: skip
        self.write_engine, self.read_engine, self.bus = write, read, bus
        self.office, self.clock, self.sealer = office, clock or SystemClock(), sealer or Sealer({})
        # Set by the office feature: the actor as the staff list has them now, so that a changed role counts at once.
        self.current: Callable[[Session, Actor], Actor] = lambda session, actor: actor

    @contextmanager
    def work(self, actor: Actor, reason: str | None = None) -> Iterator[UnitOfWork]:
        """One transaction that writes. Leaving commits, journals and tells; an exception leaves nothing behind."""
        with self._troubles(actor), Session(self.write_engine, expire_on_commit=False) as session:
            with session.begin():
                uow = self._unit(session, actor)
                uow.reason = reason
                try:
                    yield uow
                except Refused as refused:
                    refused.action = uow.action
                    raise
                session.flush()
                self._journal(session, uow)
        if uow.records:
            self.bus.publish(uow.changes())

    @contextmanager
    def look(self, actor: Actor) -> Iterator[UnitOfWork]:
        """One consistent reading; it cannot write even by mistake. What it notes is journalled afterwards."""
        with self.looking(actor) as uow, self.question(uow):
            yield uow

    @contextmanager
    def looking(self, actor: Actor) -> Iterator[UnitOfWork]:
        """A look in which several questions are asked, each in a `question` of its own: who asks, and the records that
        several of them need, are read once."""
        with plain_troubles(), Session(self.read_engine, info={ONCE: {}}) as session:
            uow = self._unit(session, actor)
            uow.only_looks()
            yield uow

    @contextmanager
    def question(self, uow: UnitOfWork) -> Iterator[None]:
        """One of the questions of such a look: named, refused and noted for itself."""
        uow.action, uow.events = "", []
        with self._troubles(uow.actor):
            yield
        if uow.events:
            self._note_alone(uow.actor, uow.events, uow.action)

    def _unit(self, session: Session, actor: Actor) -> UnitOfWork:
        uow = UnitOfWork(session, actor, self.office, self.clock)
        uow.actor = self.current(session, actor)
        uow.sealer = self.sealer.only(uow.actor.compartments)
        return uow

    def _journal(self, session: Session, uow: UnitOfWork) -> None:
        records = [r for r in uow.records.values() if r.values] + uow.events
        if records:
            Writer(session.connection()).append(
                records, Author(uow.actor.id, uow.action, uow.reason, self.clock.now())
            )

    def _note_alone(self, actor: Actor, events: list[Record], action: str) -> None:
        with Session(self.write_engine) as session, session.begin():
            Writer(session.connection()).append(events, Author(actor.id, action, None, self.clock.now()))

    @contextmanager
    def _troubles(self, actor: Actor) -> Iterator[None]:
        """Refusals are journalled; what the machine cannot do (disk full, busy) becomes a plain sentence."""
        try:
            with plain_troubles():
                yield
        except (PermissionDenied, Refused) as denied:
            if denied.action:
                detail = {"denied": denied.action, "why": str(denied)}
                self._note_alone(actor, [Record("", "", EVENT, values=detail, action="refused")], "refused")
            raise


@contextmanager
def plain_troubles() -> Iterator[None]:
    """Inside, what the machine cannot do (disk full, file damaged, busy) becomes a plain sentence. A statement that was
    stopped on purpose raises Cancelled."""
    try:
        yield
    except DBAPIError as error:
        if was_stopped(error):
            raise Cancelled from error
        translated: UserError | None = environment_error(error)
        if translated:
            raise translated from error
        raise


def once(session: Session, key: str, ask: Callable[[], T]) -> T:
    """What `ask` gives, asked once in a look, where nothing can change; each time in a transaction that writes."""
    kept: dict[str, T] | None = session.info.get(ONCE)
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    return kept[key]


def require(problems: Mapping[str, str | None]) -> None:
    """Raise Invalid for every field whose sentence is not empty."""
    found = {name: text for name, text in problems.items() if text}
    if found:
        raise Invalid(found)
