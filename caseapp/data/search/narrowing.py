"""People by words of their names, as a condition inside another query: the list keeps its own order and its own scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, exists, false, func, select, table

from caseapp.core import names
from caseapp.data.search.query import MAX_WORDS, every, quoted

_NAMES: Any = table("search_name", column("rowid"), column("search_name"))
_PEOPLE: Any = table("search_person", column("doc"), column("person_id"), column("name"), column("other"))


def named(connection: Connection, key: Any, typed: str, few: int) -> ColumnElement[bool]:
    """The person with this key has names that hold words beginning so, in any order.

    Up to `few` people who fit are looked up in the index; where more fit, each row is asked as it comes. Nobody fits what
    holds no letter.
    """
    words = names.tokens(typed)[:MAX_WORDS]
    if not words:
        return false()
    match = _NAMES.c.search_name.op("MATCH")(every([quoted(word, prefix=True) for word in words]))
    some = select(_NAMES.c.rowid).where(match).limit(few + 1).subquery()
    if (connection.execute(select(func.count()).select_from(some)).scalar() or 0) <= few:
        joined = select(_PEOPLE.c.person_id).join(_NAMES, _NAMES.c.rowid == _PEOPLE.c.doc).where(match)
        return key.in_(joined)  # type: ignore[no-any-return]
    whole = " " + func.replace(_PEOPLE.c.name, "|", " ") + " " + _PEOPLE.c.other
    return exists().where(
        and_(_PEOPLE.c.person_id == key, *(whole.contains(f" {word}", autoescape=True) for word in words))
    )
