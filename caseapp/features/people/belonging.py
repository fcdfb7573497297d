"""What every record about a person shares with the person: who may see it, and the case it is journalled under."""

from __future__ import annotations

from typing import Any

from caseapp.data.scoping import cases_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.models import OfPerson, Person


def of(uow: UnitOfWork, person: Person) -> dict[str, Any]:
    """Columns for a new record about this person."""
    return {
        "person_id": person.id, "team": person.team, "owner_id": person.owner_id, "restricted": person.restricted,
        "case_id": newest_case(uow, person.id),
    }  # fmt: skip


def filed(uow: UnitOfWork, record: OfPerson, person_id: str) -> None:
    """Have the next change of a record journalled under the person's case, so that the timeline tells it."""
    record.case_id = newest_case(uow, person_id)


def newest_case(uow: UnitOfWork, person_id: str) -> str:
    """The key of the person's newest case; empty when there is none. Keys grow with time."""
    return max(cases_of(uow, person_id), default="")
