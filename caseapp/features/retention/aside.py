"""The bin: records whose removal was approved. No question finds them, but those of who decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.people.models import Person

_PERSON: Any = Person.__table__
# Every step begins with it, so it is one statement; CROSS JOIN keeps its cost to the bin's size, however many are merged.
_PUT_ASIDE = text("""
    WITH RECURSIVE aside(id) AS (
        SELECT person_id FROM retention_review WHERE bin_until IS NOT NULL
        UNION
        SELECT person.id FROM aside CROSS JOIN person ON person.merged_into = aside.id
    )
    SELECT id FROM aside
    UNION ALL
    SELECT "case".id FROM aside CROSS JOIN "case" ON "case".person_id = aside.id
""")


def count_put_aside(database: Database) -> None:
    """From now on every unit of work knows which records lie in the bin; called when an office opens."""
    known: Callable[[Session, Actor], Actor] = database.current

    def current(session: Session, actor: Actor) -> Actor:
        now, found = known(session, actor), put_aside(session)
        return now if now.put_aside == found else replace(now, put_aside=found)

    database.current = current


def put_aside(session: Session) -> frozenset[str]:
    """Keys of the people in the bin, of the records that became theirs, and of their cases; past the row scope."""
    return frozenset(session.connection().execute(_PUT_ASIDE).scalars())


def persons_of(session: Session, people: Collection[str]) -> set[str]:
    """Keys of these people and of all records that were merged into theirs; past the row scope."""
    found = set(people)
    while True:
        into = select(_PERSON.c.id).where(_PERSON.c.merged_into.in_(found))
        more = set(session.connection().execute(into).scalars()) - found
        if not more:
            return found
        found |= more
