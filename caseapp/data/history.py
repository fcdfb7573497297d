"""Reading the journal: what happened on a case, what became of a record, who did what."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.permissions import Permission, action
from caseapp.data.base import Base, Entity
from caseapp.data.journal import EVENT, INSERT, JournalEntry
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork

# How the entries of an action read on a timeline: words, tone, and the fields whose new values are told; without a third part
# every field that changed is told with its name.
Chip = tuple[str, str] | tuple[str, str, tuple[str, ...]]


class Entry(Struct, frozen=True):
    """One entry as it is read. `changes` maps a field to (before, after); empty when the values were erased, and when the
    record belongs to a sealed section this reader does not hold the key of."""

    seq: int
    at: datetime
    actor_id: str
    action: str
    reason: str | None
    entity: str
    record_id: str | None
    case_id: str | None
    op: str
    changes: Mapping[str, tuple[Any, Any]]

    @property
    def first(self) -> bool:
        """Whether the record was made by this entry."""
        return self.op == INSERT


@action("history.case", requires=Permission.HISTORY_READ)
def of_case(
    uow: UnitOfWork, case_id: str, person_id: str = "", after: Cursor | None = None, limit: int = 50
) -> Page[Entry]:
    """What happened on a case and to its person, newest first, a page at a time."""
    mine = JournalEntry.case_id == case_id
    about = (
        mine | ((JournalEntry.entity == "person") & (JournalEntry.record_id == person_id))
        if person_id
        else mine
    )
    return _page(uow, select(JournalEntry).where(about), after, limit)


@action("history.record", requires=Permission.HISTORY_READ)
def of_record(uow: UnitOfWork, entity: str, record_id: str) -> tuple[Entry, ...]:
    """Everything that became of one record, newest first."""
    rows = uow.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.entity == entity, JournalEntry.record_id == record_id)
        .order_by(JournalEntry.seq.desc())
    )
    closed = _closed(uow)
    return tuple(_entry(row, closed) for row in rows)


@action("history.office", requires=Permission.JOURNAL_READ)
def of_office(
    uow: UnitOfWork,
    after: Cursor | None = None,
    limit: int = 100,
    actor_id: str = "",
    only_events: bool = False,
    actions: Collection[str] = (),
) -> Page[Entry]:
    """The whole journal, newest first: for the focal point and the supervisor. `actions` asks for these alone."""
    query = select(JournalEntry)
    if actor_id:
        query = query.where(JournalEntry.actor_id == actor_id)
    if only_events:
        query = query.where(JournalEntry.op == EVENT)
    if actions:
        query = query.where(JournalEntry.action.in_(sorted(actions)))
    return _page(uow, query, after, limit)


def _page(uow: UnitOfWork, query: Any, after: Cursor | None, limit: int) -> Page[Entry]:
    rows, more = fetch(
        uow.session, query, (JournalEntry.clock, JournalEntry.seq), after, limit, descending=True
    )
    closed = _closed(uow)
    return Page(tuple(_entry(row, closed) for (row,) in rows), more)


def _closed(uow: UnitOfWork) -> frozenset[str]:
    """The tables of sealed sections this reader does not hold the key of."""
    tables = (
        m.class_ for m in Base.registry.mappers if issubclass(m.class_, Entity) and m.class_.compartment
    )
    return frozenset(c.__tablename__ for c in tables if not uow.sealer.holds(c.compartment))


def _entry(row: JournalEntry, closed: frozenset[str]) -> Entry:
    changes = {} if row.entity in closed else _changes(row.op, json.loads(row.body or "{}"))
    return Entry(
        row.seq, row.at, row.actor_id, row.action, row.reason, row.entity, row.record_id, row.case_id, row.op, changes
    )  # fmt: skip


def _changes(op: str, body: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    if op in (INSERT, EVENT):
        return {name: (None, value) for name, value in body.items()}
    return {name: (change[0], change[1]) for name, change in body.items()}
