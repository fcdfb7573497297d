"""People by words of their names, as a condition inside another query: the list keeps its own order and its own scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, exists, false, func, select, table

from caseapp.core import names
from caseapp.data.search.documents import PLACE
from caseapp.data.search.query import MAX_WORDS, every, quoted

_NAMES: Any = table("search_name", column("rowid"), column("search_name"))
_PEOPLE: Any = table(
    "search_person", column("doc"), column("person_id"), column("name"), column("other"), column("place")
)


def named(connection: Connection, key: Any, typed: str, few: int | None = None) -> ColumnElement[bool]:
    """The person with this key has names that hold words beginning so, in any order.

    Up to `few` people who fit (None: all) are looked up in the index; where more fit, each row is asked as it comes. Nobody
    fits what holds no letter.
    """
    whole = " " + func.replace(_PEOPLE.c.name, "|", " ") + " " + _PEOPLE.c.other
    return _holding(connection, key, names.tokens(typed)[:MAX_WORDS], whole, few)


def living(connection: Connection, key: Any, typed: str, few: int | None = None) -> ColumnElement[bool]:
    """The same by words of the village and the areas somebody lives in."""
    words = tuple(PLACE + word for word in names.tokens(typed)[:MAX_WORDS])
    return _holding(connection, key, words, " " + func.replace(_PEOPLE.c.place, "|", " "), few)


def _holding(
    connection: Connection, key: Any, words: tuple[str, ...], whole: Any, few: int | None
) -> ColumnElement[bool]:
    if not words:
        return false()
    match = _NAMES.c.search_name.op("MATCH")(every([quoted(word, prefix=True) for word in words]))
    if few is None or _count(connection, match, few + 1) <= few:
        joined = select(_PEOPLE.c.person_id).join(_NAMES, _NAMES.c.rowid == _PEOPLE.c.doc).where(match)
        return key.in_(joined)  # type: ignore[no-any-return]
    return exists().where(
        and_(_PEOPLE.c.person_id == key, *(whole.contains(f" {word}", autoescape=True) for word in words))
    )


def _count(connection: Connection, match: Any, most: int) -> int:
    some = select(_NAMES.c.rowid).where(match).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar() or 0
