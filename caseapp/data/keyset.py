"""Pages of a long list by key, not by offset: page 10,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct
from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

T = TypeVar("T")
Cursor = tuple[Any, ...]


class Page(Struct, Generic[T], frozen=True):
    """Some rows and the cursor to ask for the next ones; `after` is None at the end."""

    rows: tuple[T, ...]
    after: Cursor | None


def fetch(
    session: Session,
    query: Any,
    order: Sequence[Any],
    after: Cursor | None,
    limit: int,
    descending: bool = False,
) -> tuple[list[Any], Cursor | None]:
    """The next `limit` result rows of `query` by the columns of `order` (the last one unique), and the next cursor.

    Columns that may be empty: `fetch_apart`. Needs an index that starts with `order` to stay quick.
    """
    if after is not None:
        query = query.where(_beyond(order, after, descending))
    query = query.order_by(*(c.desc() for c in order) if descending else order).limit(limit + 1)
    keyed = session.execute(query.add_columns(*(c.label(f"_key{i}") for i, c in enumerate(order)))).all()
    found = keyed[:limit]
    more = tuple(found[-1][-len(order) :]) if len(keyed) > limit else None
    return [row[: -len(order)] for row in found], more


def fetch_apart(
    session: Session,
    query: Any,
    order: Sequence[Any],
    after: Cursor | None,
    limit: int,
    descending: bool = False,
    empty_first: bool = False,
) -> tuple[list[Any], Cursor | None]:
    """Like `fetch`, for an order whose first column may be empty: rows without it come together, last or first.

    Two walks of the same index, the second only where the first ends: an expression over the column would have none. The
    cursor is the number of the walk and where in it.
    """
    day, rest = order[0], order[1:]
    filled, empty = (query.where(day.is_not(None)), order), (query.where(day.is_(None)), rest)
    walks = (empty, filled) if empty_first else (filled, empty)
    at, *key = after or (0,)
    found: list[Any] = []
    for number in range(at, 2):
        if len(found) == limit:  # full to the brim: is there anything in the next walk?
            left, _more = fetch(session, *walks[number], None, 1, descending)
            return found, (number,) if left else None
        start = tuple(key) if number == at and key else None
        part, more = fetch(session, *walks[number], start, limit - len(found), descending)
        found += part
        if more is not None:
            return found, (number, *more)
    return found, None


def _beyond(order: Sequence[Any], after: Cursor, descending: bool) -> Any:
    """(a, b) > (x, y) written out, so that every database uses its index."""
    steps = []
    for i, column in enumerate(order):
        same = [c == v for c, v in zip(order[:i], after[:i], strict=True)]
        steps.append(and_(*same, column < after[i] if descending else column > after[i]))
    return or_(*steps)
