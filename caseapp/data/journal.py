"""The journal: what changed, from what to what, who, when, on which laptop and why. One row per changed record and commit.

Written by the unit of work in the same transaction as the change, never by a service. Append-only: triggers refuse any
update but the blanking of values by a lawful erasure. Each laptop's entries form a chain: an entry's hash covers the hash
before it and a salted digest of the values, so blanked values do not break it; for a blanked reason the erasure's own
entry vouches. Each changed field names the entries it replaces, so journals of several laptops can be put together in any
order (history of a field = the entries that none replaces). History, audit, undo and exchange all read this one table.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Base, Key
from caseapp.data.rows import insert_rows
from caseapp.data.types import UTCDateTime

INSERT, UPDATE, EVENT = "insert", "update", "event"
ERASED = "record.erased"  # the entry that says whose values were erased, and vouches for what cannot be checked since
NOTHING = b"\0" * 32


class JournalEntry(Base):
    """One entry. `body` is {field: after} for an insert, {field: [before, after, [replaced ids]]} for an update,
    free details for an event (a read of a restricted record, a print, a refused action)."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("laptop", "seq"),
        Index("ix_journal_record", "entity", "record_id"),
        Index("ix_journal_case", "case_id", "seq"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    laptop: Mapped[str] = mapped_column(Key)
    seq: Mapped[int] = mapped_column(BigInteger)
    clock: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[str] = mapped_column(Key, index=True)
    action: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(String(36))
    entity: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(Key)
    case_id: Mapped[str | None] = mapped_column(Key)
    op: Mapped[str] = mapped_column(String(8))
    body: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class JournalState(Base):
    """Where each laptop's chain stands. `here` marks the laptop this file lies on; `block` goes into its numbers."""

    __tablename__ = "journal_state"

    laptop: Mapped[str] = mapped_column(Key, primary_key=True)
    block: Mapped[str] = mapped_column(String(4))
    here: Mapped[bool] = mapped_column(default=False)
    tip: Mapped[bytes] = mapped_column(LargeBinary(32), default=NOTHING)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    clock: Mapped[int] = mapped_column(BigInteger, default=0)


class Counter(Base):
    """The next free sequence of a kind of number in a year. Belongs to this laptop's block, so it is not journalled."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next: Mapped[int]


class Draft(Base):
    """Half-typed work of one person: the form, what was typed, and the place to resume at. Not journalled."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    user_id: Mapped[str] = mapped_column(Key, index=True)
    form: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(
        String(80), default=""
    )  # what it continues: a record key, or nothing for a new one
    title: Mapped[str] = mapped_column(Text, default="")
    values: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text, default="{}")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


TRIGGERS = (
    """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
       WHEN NEW.body IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.previous IS NOT OLD.previous
         OR NEW.laptop IS NOT OLD.laptop OR NEW.seq IS NOT OLD.seq OR NEW.clock IS NOT OLD.clock
         OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.action IS NOT OLD.action
         OR NEW.scope IS NOT OLD.scope OR NEW.entity IS NOT OLD.entity OR NEW.record_id IS NOT OLD.record_id
         OR NEW.op IS NOT OLD.op OR NEW.digest IS NOT OLD.digest
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)


@dataclass
class Record:
    """What one transaction did to one record, gathered over all its flushes."""

    entity: str
    id: str
    op: str
    scope: str = ""
    case_id: str | None = None
    values: dict[str, Any] = field(default_factory=dict)  # insert: {f: after}; update: {f: [before, after]}
    action: str = ""


class Author(Struct, frozen=True):
    """Who writes, why, and when."""

    actor_id: str
    action: str
    reason: str | None
    at: datetime


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value that is hashed and compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def tick(last: int, at: datetime) -> int:
    """The next hybrid logical time: milliseconds in the upper bits, a counter below; never runs backwards."""
    return max(last + 1, int(at.timestamp() * 1000) << 16)


def entry_hash(row: Mapping[str, Any]) -> bytes:
    """The identity of an entry: everything but the values themselves, which count through their salted digest."""
    return _hash_of(row, row["reason"])


def bare_hash(row: Mapping[str, Any]) -> str:
    """The hash of an entry without its reason: what an erasure vouches for, so that nothing else of it can change."""
    return _hash_of(row, None).hex()


def _hash_of(row: Mapping[str, Any], reason: str | None) -> bytes:
    shape = [row["previous"].hex(), row["laptop"], row["seq"], row["clock"], row["at"].isoformat(), row["actor_id"],
             row["action"], reason, row["scope"], row["entity"], row["record_id"], row["case_id"], row["op"],
             row["digest"].hex()]  # fmt: skip
    return hashlib.sha256(canonical(shape)).digest()


# Said once: making a statement anew costs more than running it.
_ENTRIES: Any = JournalEntry.__table__
_STATES: Any = JournalState.__table__
_COUNTERS: Any = Counter.__table__
_COUNT_ON = (
    upsert(_COUNTERS)
    .on_conflict_do_update(index_elements=["kind", "year"], set_={"next": _COUNTERS.c.next + 1})
    .returning(_COUNTERS.c.next)
)
_HERE = select(_STATES).where(_STATES.c.here)
_BLOCK = select(_STATES.c.block).where(_STATES.c.here)
_MOVE_HEAD = _STATES.update().where(_STATES.c.laptop == bindparam("of"))
_OF_RECORD = select(_ENTRIES.c.id, _ENTRIES.c.op, _ENTRIES.c.body).where(
    _ENTRIES.c.entity == bindparam("of"), _ENTRIES.c.record_id == bindparam("key"), _ENTRIES.c.op != EVENT
)


def own_block(connection: Connection) -> str:
    """The block of numbers this laptop gives."""
    block: str = connection.execute(_BLOCK).scalar_one()
    return block


def next_sequence(connection: Connection, kind: str, year: int) -> int:
    """The next free sequence of a kind of number; taken with this transaction."""
    after: int = connection.execute(_COUNT_ON, {"kind": kind, "year": year, "next": 2}).scalar_one()
    return after - 1


class Writer:
    """Appends entries to this laptop's chain inside one transaction. Reads the tip once, writes it back once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        state = connection.execute(_HERE).one()
        self.laptop = state.laptop
        self._tip, self._seq, self._clock = state.tip, state.seq, state.clock

    def append(self, records: Iterable[Record], author: Author) -> int:
        """Write one entry for each record; returns how many."""
        rows = [self._row(record, author) for record in records]
        if rows:
            insert_rows(self.connection, _ENTRIES, rows)
            head = {"tip": self._tip, "seq": self._seq, "clock": self._clock}
            self.connection.execute(_MOVE_HEAD, head | {"of": self.laptop})
        return len(rows)

    def _row(self, record: Record, author: Author) -> dict[str, Any]:
        body = self._body(record)
        salt = os.urandom(16)
        self._seq += 1
        self._clock = tick(self._clock, author.at)
        row = {
            "previous": self._tip, "laptop": self.laptop, "seq": self._seq, "clock": self._clock, "at": author.at,
            "actor_id": author.actor_id, "action": record.action or author.action, "reason": author.reason,
            "scope": record.scope, "entity": record.entity, "record_id": record.id or None,
            "case_id": record.case_id, "op": record.op, "salt": salt,
            "body": json.dumps(body, ensure_ascii=False), "digest": hashlib.sha256(salt + canonical(body)).digest(),
        }  # fmt: skip
        row["id"] = self._tip = entry_hash(row)
        return row

    def _body(self, record: Record) -> dict[str, Any]:
        if record.op != UPDATE:
            return record.values
        heads = field_heads(self.connection, record.entity, record.id)
        return {name: [before, after, heads.get(name, [])] for name, (before, after) in record.values.items()}


def field_heads(connection: Connection, entity: str, record_id: str) -> dict[str, list[str]]:
    """For each field of a record the entries (hex ids) that no other entry replaces: one when settled, more in a conflict.

    Cost: one indexed read of the record's own entries.
    """
    entries = connection.execute(_OF_RECORD, {"of": entity, "key": record_id})
    touched: dict[str, list[str]] = {}
    replaced: set[tuple[str, str]] = set()
    for key, op, body in entries:
        for name, change in json.loads(body or "{}").items():
            touched.setdefault(name, []).append(key.hex())
            if op == UPDATE:
                replaced.update((name, old) for old in change[2])
    return {name: [k for k in keys if (name, k) not in replaced] for name, keys in touched.items()}


class ChainReport(Struct, frozen=True):
    """What `verify_chains` found. `problem` is empty when every chain is whole."""

    entries: int
    problem: str = ""


def verify_chains(connection: Connection, step: Any = lambda done: None) -> ChainReport:
    """Walk every laptop's chain: order, links, hashes, digests of values still there, the tip each chain claims, and for
    every entry whose reason was erased the erasure that vouches for it."""
    count = 0
    erased: dict[str, tuple[int, str]] = {}
    vouched: dict[str, str] = {}
    states = connection.execute(select(JournalState.__table__).order_by(JournalState.laptop)).all()
    for state in states:
        tip, seq = NOTHING, 0
        for row in _chain(connection, state.laptop):
            count, seq = count + 1, seq + 1
            problem = _entry_problem(row, tip, seq)
            if problem:
                return ChainReport(count, f"entry {row['seq']}: {problem}")
            if entry_hash(row) != row["id"]:
                erased[row["id"].hex()] = (seq, bare_hash(row))
            if row["action"] == ERASED:
                vouched |= json.loads(row["body"] or "{}").get("vouched", {})
            tip = row["id"]
            if count % 1000 == 0:
                step(count)
        if (tip, seq) != (state.tip, state.seq):
            return ChainReport(count, f"the chain ends at entry {seq}, entry {state.seq} was written")
    for key, (seq, bare) in erased.items():
        if vouched.get(key) != bare:
            return ChainReport(count, f"entry {seq}: it was changed")
    known = {state.laptop for state in states}
    strangers = set(connection.scalars(select(JournalEntry.laptop).distinct())) - known
    return ChainReport(count, "entries of an unknown laptop" if strangers else "")


def _chain(connection: Connection, laptop: str) -> Iterator[Any]:
    rows = connection.execution_options(yield_per=1000).execute(
        select(JournalEntry.__table__).where(JournalEntry.laptop == laptop).order_by(JournalEntry.seq)
    )
    return (row for row in rows.mappings())


def _entry_problem(row: Mapping[str, Any], tip: bytes, seq: int) -> str:
    if row["seq"] != seq:
        return "an entry before it is missing"
    if row["previous"] != tip:
        return "it does not follow the entry before it"
    if row["body"] is not None:
        digest = hashlib.sha256(row["salt"] + canonical(json.loads(row["body"]))).digest()
        if digest != row["digest"]:
            return "its values were changed"
    may_be_erased = row["body"] is None and row["reason"] is None
    return "" if may_be_erased or entry_hash(row) == row["id"] else "it was changed"


def bulk_append(connection: Connection, records: Sequence[Record], author: Author) -> int:
    """Journal many new records at once (import, demo office): the same entries, one pass."""
    return Writer(connection).append(records, author)
