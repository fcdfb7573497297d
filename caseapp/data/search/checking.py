"""Does the index fit the people on file? Read-only, so that it can be asked of any connection."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from caseapp.core.i18n import _
from caseapp.data.search.documents import Row
from caseapp.data.search.query import quoted
from caseapp.data.search.tables import is_stale

_COLUMNS = "name, other, keys, place, year, birth_day, sex, team, phones, identities, mother"


def check(connection: Connection) -> list[str]:
    """What is wrong with the index, in plain sentences; empty when it is sound.

    Takes seconds per 100,000 people.
    """
    if is_stale(connection):
        return [_("The search index is missing or was made by another version. It can be rebuilt.")]
    try:
        fits = _is_whole(connection) and _words_fit(connection)
    except DatabaseError:
        fits = False
    return [] if fits else [_("The search index does not fit the people on file. It can be rebuilt.")]


def _is_whole(connection: Connection) -> bool:
    """The index is well formed, and no number is anybody's who is not there."""
    if connection.exec_driver_sql("PRAGMA integrity_check('search_name')").scalar() != "ok":
        return False
    lost = "SELECT 1 FROM search_number WHERE doc NOT IN (SELECT doc FROM search_person) LIMIT 1"
    return connection.exec_driver_sql(lost).scalar() is None


def _words_fit(connection: Connection) -> bool:
    """Every word is counted once for each person who has it, and the index finds as many."""
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM search_person")  # noqa: S608
    expected = Counter(term for columns in rows for term in Row(*columns).terms())
    counted: dict[str, int] = {}
    for word, people in connection.exec_driver_sql("SELECT word, people FROM search_word"):
        counted[word] = people
    sql = "SELECT count(*) FROM search_name WHERE search_name MATCH ?"
    return counted == expected and all(
        connection.exec_driver_sql(sql, (quoted(word),)).scalar() == people
        for word, people in expected.items()
    )
