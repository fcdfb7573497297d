"""Which columns of all tables point to a record of one kind: found in the metadata, so that none is ever forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect, select

from caseapp.data.base import Base, Entity
from caseapp.data.uow import UnitOfWork


def pointers(kind: str) -> list[tuple[type[Entity], str]]:
    """(class, attribute) of every column that holds the key of a record of the table `kind`.

    A foreign key, a name that is or ends in `<kind>_id`, or `info={"of": kind}` on the column.
    """
    found = [
        (mapper.class_, attribute.key)
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Entity)
        for attribute in inspect(mapper.class_).column_attrs
        if _points(attribute.columns[0], kind)
    ]
    return sorted(found, key=lambda f: (f[0].__tablename__, f[1]))


def _points(column: Any, kind: str) -> bool:
    named = column.name == f"{kind}_id" or column.name.endswith(f"_{kind}_id")
    keys = any(key.target_fullname == f"{kind}.id" for key in column.foreign_keys)
    return named or keys or column.info.get("of") == kind


def pointing(uow: UnitOfWork, kind: str, key: str) -> Iterator[tuple[Entity, str]]:
    """Every record and attribute that points to this record, as far as the actor sees them."""
    for cls, name in pointers(kind):
        for record in uow.session.scalars(select(cls).where(getattr(cls, name) == key).order_by(cls.id)):
            yield record, name


def count_all(uow: UnitOfWork, kind: str, key: str) -> int:
    """How many pointers to this record there are, those the actor does not see too."""
    connection = uow.session.connection()
    found = 0
    for cls, name in pointers(kind):
        column = inspect(cls).column_attrs[name].columns[0]
        found += len(connection.execute(select(column).where(column == key)).all())
    return found
