"""Lists in the order of the cases' numbers: the cases that hold any are walked by their numbers, then what they hold is read.

In one query the file would sort all that is due or done in the office to show a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from caseapp.data.keyset import Page
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.followups.dues import Part

T = TypeVar("T")
Key = Callable[[T], tuple[Any, ...]]


def page(
    uow: UnitOfWork, held: ColumnElement[bool], of_cases: Callable[[Sequence[str]], list[T]], key: Key[T], part: Part
) -> Page[T]:  # fmt: skip
    """The next rows by `key`, which begins with the number of the case; `held` is true of cases that hold any."""
    found = of_cases(_keys(uow, held, part))
    if part.after is not None:
        found = [r for r in found if (key(r) < part.after if part.descending else key(r) > part.after)]
    found.sort(key=key, reverse=part.descending)
    rows = tuple(found[: part.limit])
    return Page(rows, key(rows[-1]) if len(found) > part.limit else None)


def _keys(uow: UnitOfWork, held: ColumnElement[bool], part: Part) -> Sequence[str]:
    """Cases enough for the rows and one more: each holds one, but for the case of the cursor, which may be through."""
    query = select(Case.id).where(held)
    if part.after is not None:
        last = part.after[0]
        query = query.where(Case.number <= last if part.descending else Case.number >= last)
    query = query.order_by(Case.number.desc() if part.descending else Case.number)
    return uow.session.scalars(query.limit(part.limit + 2)).all()
