"""The bin: records whose removal was approved. No question finds them, but those of who decides."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core.permissions import Actor
from caseapp.data.base import Base
from caseapp.data.uow import Database
from caseapp.features.people.models import Person
from caseapp.features.retention.models import RetentionReview

_REVIEW: Any = RetentionReview.__table__
_PERSON: Any = Person.__table__
_IN_BIN = select(_REVIEW.c.person_id).where(
    _REVIEW.c.bin_until.is_not(None)
)  # said once: every action begins with it


def count_put_aside(database: Database) -> None:
    """From now on every unit of work knows which records lie in the bin; called when an office opens."""
    known: Callable[[Session, Actor], Actor] = database.current

    def current(session: Session, actor: Actor) -> Actor:
        now, found = known(session, actor), put_aside(session)
        return now if now.put_aside == found else replace(now, put_aside=found)

    database.current = current


def put_aside(session: Session) -> frozenset[str]:
    """Keys of the people in the bin, of the records that became theirs, and of their cases."""
    people = set(session.connection().execute(_IN_BIN).scalars())
    return frozenset(people and everything_of(session, people))


def everything_of(session: Session, people: Collection[str]) -> set[str]:
    """Keys of these people, of the records that were merged into theirs, and of all their cases; past the row scope."""
    connection, cases = session.connection(), Base.metadata.tables["case"]
    found = persons_of(session, people)
    return found | set(connection.execute(select(cases.c.id).where(cases.c.person_id.in_(found))).scalars())


def persons_of(session: Session, people: Collection[str]) -> set[str]:
    """Keys of these people and of all records that were merged into theirs; past the row scope."""
    found = set(people)
    while True:
        into = select(_PERSON.c.id).where(_PERSON.c.merged_into.in_(found))
        more = set(session.connection().execute(into).scalars()) - found
        if not more:
            return found
        found |= more
