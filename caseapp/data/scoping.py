"""Who may see a case may see what belongs to it: owner, team and restriction of a case or person carried to their records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace
from sqlalchemy import inspect, select

from caseapp.data.base import Base, Scoped
from caseapp.data.uow import UnitOfWork

NOT_CARRIED = frozenset({"not_the_same"})  # a decision stays its maker's


Held = Mapping[tuple[str, str], Sequence[Any]]  # (column, value) -> records


def held(uow: UnitOfWork, of: Mapping[str, Collection[str]]) -> Held:
    """The records with one of these columns at one of these values: one read for each table, however many values."""
    found: dict[tuple[str, str], list[Any]] = {}
    for cls in _scoped():
        columns = inspect(cls).column_attrs.keys()
        for name, keys in of.items():
            if name in columns and (name != "id" or cls.__tablename__ == "person"):
                for record in uow.session.scalars(select(cls).where(getattr(cls, name).in_(keys))):
                    found.setdefault((name, getattr(record, name)), []).append(record)
    return found


def follow(uow: UnitOfWork, of: Mapping[str, str], along: Held | None = None, **values: Any) -> int:
    """Set `owner_id`, `team` or `restricted` on every record with one of these columns at these values; how many changed.

    `{"case_id": …}` reaches all that belongs to a case; `{"person_id": …, "id": …}` a person and all that is theirs.
    `along` holds them when many are read at once.
    """
    along = held(uow, {name: (key,) for name, key in of.items()}) if along is None else along
    return sum(_set(record, values) for pair in of.items() for record in along.get(pair, ()))


@contextmanager
def with_put_aside(uow: UnitOfWork, named: bool = False) -> Iterator[None]:
    """Inside, questions see who is in the bin too: for figures, where a number stands for the name; `named` for those who
    decide.
    """
    actor = uow.actor
    veiled = actor.veiled if named else actor.veiled | actor.put_aside
    uow.actor = replace(actor, put_aside=frozenset(), veiled=veiled)
    try:
        yield
    finally:
        uow.actor = actor


def cases_of(uow: UnitOfWork, person_id: str) -> list[str]:
    """The keys of a person's cases."""
    cls = next(c for c in _scoped() if c.__tablename__ == "case")
    return list(uow.session.scalars(select(cls.id).where(cls.person_id == person_id)))


def _set(record: Any, values: Mapping[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in different.items():
        setattr(record, name, value)
    return bool(different)


def _scoped() -> Iterator[Any]:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Scoped) and mapper.local_table.description not in NOT_CARRIED:
            yield mapper.class_
