"""Removing what identifies somebody, everywhere at once, while the figures stay.

What belongs to a person is found through the columns that point to them, so that no table is ever forgotten. In it every
text and file goes but what its model says `stays`; the journal keeps who did what when, without the values. All of it
happens in the caller's transaction: all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Connection,
    Date,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy.types import TypeDecorator

from caseapp.core.dates import AGE_BANDS, PartialDate
from caseapp.core.places import area_length
from caseapp.data.base import Base, Entity
from caseapp.data.journal import ERASED, Draft, JournalEntry, bare_hash
from caseapp.data.pointers import pointers
from caseapp.data.types import CodeSet, Json, UTCDateTime

KEY_LENGTH = 36  # a key says nothing of anybody
MANY = 500  # keys in one statement
_ENTRIES: Any = JournalEntry.__table__
Found = dict[type[Entity], set[str]]


class Told(Struct, frozen=True):
    """What the coarser values are made by: the country, today, and every day on which something of the person happened."""

    country: str
    today: date
    days: frozenset[date] = frozenset()


@dataclass
class Erased:
    """How many rows lost something, by table; how many journal entries lost their values; what vouches for those that gave
    a reason."""

    rows: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    drafts: int = 0
    vouched: dict[str, str] = field(default_factory=dict)


# --- what a column becomes: used by the models


def to_year(born: PartialDate, told: Told) -> PartialDate:
    """The year alone; with a month where the year alone would put somebody into another age band on a day that counts."""
    coarse = PartialDate(born.year, estimated_on=born.estimated_on)
    months = (PartialDate(born.year, month) for month in _nearest(born.month or 7))
    return next((c for c in (coarse, *months) if _same_bands(born, c, told.days)), coarse)


def to_area(place: str, told: Told) -> str:
    """The district or county of a place."""
    return place[: area_length(told.country)]


def to_today(value: date | None, told: Told) -> date:
    """The day it was taken away: today unless it was before."""
    return value or told.today


def to_true(value: bool, told: Told) -> bool:
    return True


def _nearest(month: int) -> list[int]:
    return sorted(range(1, 13), key=lambda m: (abs(m - month), m))


def _band(age: int) -> str:
    return next((name for name, last in AGE_BANDS.items() if age <= last), "")


def _same_bands(exact: PartialDate, coarse: PartialDate, days: Iterable[date]) -> bool:
    return all(_band(exact.age(day)) == _band(coarse.age(day)) for day in days)


# --- which columns go


def of_text(column: Any) -> bool:
    """Whether a column may hold words or files: no key, figure, day, choice, or set of codes."""
    kind = column.type
    if isinstance(kind, Json | LargeBinary):
        return True
    if isinstance(kind, TypeDecorator):
        return False
    return type(kind) in (String, Text) and kind.length != KEY_LENGTH


def going(cls: type[Entity]) -> dict[str, Any]:
    """Every column of a model that is emptied, with what it holds then."""
    return {
        name: _nothing(column)
        for name, column in _columns(cls).items()
        if "coarser" not in column.info
        and (name in cls.goes or (of_text(column) and name not in cls.stays and name not in cls.mentions))
    }


def _columns(cls: type[Entity]) -> dict[str, Any]:
    return {a.key: a.columns[0] for a in inspect(cls).column_attrs}


def _nothing(column: Any) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, Json):
        made = column.default.arg(None) if column.default is not None else {}
        return made if isinstance(made, list | dict) else {}
    if _unique(column):
        return column.table.c.id
    return {CodeSet: (), LargeBinary: b""}.get(type(column.type), "")


def _unique(column: Any) -> bool:
    """Whether no two rows may hold the same, nothing included: the row's key stands there then."""
    rules = [c for c in column.table.constraints if isinstance(c, UniqueConstraint)]
    return bool(column.unique) or any(
        column.name in r.columns for r in (*rules, *(i for i in column.table.indexes if i.unique))
    )


# --- what belongs to somebody


def belonging(connection: Connection, people: Collection[str]) -> Found:
    """Every record that belongs to these people: what points to them, to their cases, and to what was found so far."""
    person = next(c for c in _entities() if c.__tablename__ == "person")
    found: Found = {person: set(people)}
    fresh: list[tuple[type[Entity], set[str]]] = [(person, set(people))]
    while fresh:
        cls, keys = fresh.pop()
        for child, column in _children(cls):
            new = _keys(connection, child, column, keys) - found.setdefault(child, set())
            if new:
                found[child] |= new
                fresh.append((child, new))
    return {cls: keys for cls, keys in found.items() if keys}


def models() -> list[type[Entity]]:
    """Every model whose records can belong to a person."""
    person = next(c for c in _entities() if c.__tablename__ == "person")
    found, fresh = {person}, [person]
    while fresh:
        new = {child for child, _column in _children(fresh.pop())} - found
        found |= new
        fresh += new
    return sorted(found, key=lambda cls: cls.__tablename__)


def _entities() -> Iterator[Any]:
    return (m.class_ for m in Base.registry.mappers if issubclass(m.class_, Entity))


def _children(cls: type[Entity]) -> list[tuple[type[Entity], Any]]:
    kind = cls.__tablename__
    named = [(child, _columns(child)[name]) for child, name in pointers(kind)]
    about = [
        (c, column)
        for c in _entities()
        for column in _columns(c).values()
        if column.info.get("about") == kind
    ]
    return named + about


def _keys(connection: Connection, cls: type[Entity], column: Any, of: Collection[str]) -> set[str]:
    table: Any = cls.__table__
    found: set[str] = set()
    for part in _parts(of):
        found |= set(connection.execute(select(table.c.id).where(column.in_(part))).scalars())
    return found


def _parts(keys: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(keys)
    return (listed[at : at + MANY] for at in range(0, len(listed), MANY))


# --- erasing


def erase(connection: Connection, people: Collection[str], told: Told, words: Collection[str] = ()) -> Erased:
    """Remove what identifies these people from every record that belongs to them, from drafts and from the journal.

    `words` are names and numbers that a refusal may have quoted. Search indexes are the caller's.
    """
    done, found = Erased(), belonging(connection, people)
    told = Told(told.country, told.today, told.days | _days(connection, found))
    for cls, keys in found.items():
        _blank(connection, cls, keys, told)
        done.rows[cls.__tablename__] = len(keys)
    every = {key for keys in found.values() for key in keys}
    _drop_mentions(connection, every, found)
    done.drafts = _drop_drafts(connection, every)
    _blank_entries(connection, found, done)
    _blank_quotes(connection, words, done)
    forget_samples(connection)
    return done


def _days(connection: Connection, found: Found) -> frozenset[date]:
    """Every day that stands in these records: figures count what happened on one of them."""
    days: set[date] = set()
    for cls, keys in found.items():
        columns = [c for c in _columns(cls).values() if isinstance(c.type, Date | UTCDateTime)]
        table: Any = cls.__table__
        for part in _parts(keys) if columns else ():
            for row in connection.execute(select(*columns).where(table.c.id.in_(part))):
                days.update(v.date() if isinstance(v, datetime) else v for v in row if v is not None)
    return frozenset(days)


def _blank(connection: Connection, cls: type[Entity], keys: Collection[str], told: Told) -> None:
    table: Any = cls.__table__
    columns = _columns(cls)
    values = {columns[name].name: value for name, value in going(cls).items()}
    raised = {"revision": table.c.revision + 1}
    coarser = {c.name: c.info["coarser"] for c in columns.values() if "coarser" in c.info}
    for part in _parts(keys) if values or coarser else ():
        if values:
            connection.execute(table.update().where(table.c.id.in_(part)).values(**values, **raised))
        _coarsen(connection, table, coarser, part, told)


def _coarsen(
    connection: Connection,
    table: Table,
    coarser: Mapping[str, Callable[..., Any]],
    keys: list[str],
    told: Told,
) -> None:
    if not coarser:
        return
    columns = [table.c[name] for name in coarser]
    rows = connection.execute(select(table.c.id, *columns).where(table.c.id.in_(keys))).all()
    change = table.update().where(table.c.id == bindparam("of"))
    for key, *values in rows:
        new = {
            name: make(value, told) if value is not None or make is to_today else None
            for (name, make), value in zip(coarser.items(), values, strict=True)
        }
        connection.execute(change.values(**new), {"of": key})


def _drop_mentions(connection: Connection, every: set[str], found: Found) -> None:
    """Take out of kept lists the entries about one of the records; the journal loses those lists as well."""
    for cls in _entities():
        for name in cls.mentions:
            table: Any = cls.__table__
            for key, listed in connection.execute(select(table.c.id, table.c[name])).all():
                left = [entry for entry in listed if not _names(entry, every)]
                if len(left) < len(listed):
                    connection.execute(table.update().where(table.c.id == key).values({name: left}))
                    found.setdefault(cls, set()).add(key)


def _names(entry: Any, keys: set[str]) -> bool:
    """Whether a value, however deep, holds one of these keys."""
    if isinstance(entry, str):
        return entry in keys
    if isinstance(entry, Mapping):
        return any(_names(v, keys) for v in entry.values())
    return isinstance(entry, list | tuple) and any(_names(v, keys) for v in entry)


def _drop_drafts(connection: Connection, every: set[str]) -> int:
    table: Any = Draft.__table__
    rows = connection.execute(select(table.c.id, table.c.about, table.c["values"], table.c.place)).all()
    gone = [key for key, *texts in rows if any(_holds(text, every) for text in texts)]
    for part in _parts(gone):
        connection.execute(table.delete().where(table.c.id.in_(part)))
    return len(gone)


def _holds(text: str, keys: set[str]) -> bool:
    """Whether a text holds one of these keys: as itself, before a colon, or somewhere in JSON."""
    pieces = text.replace('"', " ").replace(":", " ").replace(",", " ").replace("[", " ").replace("]", " ")
    return any(piece in keys for piece in pieces.replace("{", " ").replace("}", " ").split())


def count_entries(connection: Connection, found: Found) -> int:
    """How many journal entries of these records still hold values."""
    query = select(func.count()).select_from(_ENTRIES)
    return sum(
        connection.execute(query.where(about, _ENTRIES.c.body.is_not(None))).scalar_one()
        for about in _about(found)
    )


def _about(found: Found) -> Iterator[Any]:
    """Conditions on journal entries: those of these records, each entry under one of them."""
    cases: set[str] = next((keys for cls, keys in found.items() if cls.__tablename__ == "case"), set())
    for part in _parts(cases):
        yield _ENTRIES.c.case_id.in_(part)
    for cls, keys in found.items():
        for part in _parts(keys):
            of = (_ENTRIES.c.entity == cls.__tablename__) & _ENTRIES.c.record_id.in_(part)
            yield of & or_(_ENTRIES.c.case_id.is_(None), _ENTRIES.c.case_id.not_in(cases))


def _blank_entries(connection: Connection, found: Found, done: Erased) -> None:
    for about in _about(found):
        _blank_where(connection, about, done)


def _blank_quotes(connection: Connection, words: Collection[str], done: Erased) -> None:
    """Refusals and the like that belong to no record but quote somebody."""
    rows = connection.execute(select(_ENTRIES.c.id, _ENTRIES.c.body).where(_ENTRIES.c.entity == ""))
    told = [word for word in words if len(word) > 3]
    hit = [key for key, body in rows if body and any(word in body for word in told)]
    for at in range(0, len(hit), MANY):
        _blank_where(connection, _ENTRIES.c.id.in_(hit[at : at + MANY]), done)


def _blank_where(connection: Connection, where: Any, done: Erased) -> None:
    """Blank the values, the salt they could be guessed by, and the reason. A blanked reason is vouched for."""
    whole = (
        where
        & (_ENTRIES.c.action != ERASED)
        & or_(_ENTRIES.c.body.is_not(None), _ENTRIES.c.reason.is_not(None))
    )
    rows = [dict(row) for row in connection.execute(select(_ENTRIES).where(whole)).mappings()]
    done.vouched |= {row["id"].hex(): bare_hash(row) for row in rows if row["reason"] is not None}
    done.entries += len(rows)
    gone = _ENTRIES.update().where(_ENTRIES.c.id == bindparam("of")).values(body=None, reason=None, salt=b"")
    if rows:
        connection.execute(gone, [{"of": row["id"]} for row in rows])


def forget_samples(connection: Connection) -> None:
    """The samples of indexed values that SQLite's planner may keep: names and phones among them."""
    if connection.dialect.name == "sqlite":
        known = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat4'"
        ).first()
        if known:
            connection.exec_driver_sql("DELETE FROM sqlite_stat4")
