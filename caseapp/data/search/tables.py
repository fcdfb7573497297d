"""The tables of the index: made, dropped, checked."""

from __future__ import annotations

import hashlib
from functools import cache

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from caseapp.core.paths import resource

TABLES = (
    "search_name", "search_person", "search_word", "search_number", "search_rules", "search_memory", "search_gone",
)  # fmt: skip

_DDL = (
    """CREATE TABLE search_person (
        doc INTEGER PRIMARY KEY, person_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL, other TEXT NOT NULL, keys TEXT NOT NULL, place TEXT NOT NULL,
        year INTEGER, birth_day TEXT, sex TEXT NOT NULL, team TEXT NOT NULL,
        phones TEXT NOT NULL, identities TEXT NOT NULL, mother TEXT NOT NULL)""",
    # The words themselves are in search_person, so that the index can be compared with it and rebuilt from
    # it.
    """CREATE VIRTUAL TABLE search_name USING fts5(
        name, other, keys, place, content='search_person', content_rowid='doc',
        tokenize='ascii', detail=none, columnsize=0, prefix='1 2 3')""",
    "CREATE TABLE search_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, people INTEGER NOT NULL)",
    """CREATE TABLE search_number (
        kind TEXT NOT NULL, value TEXT NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (kind, value, doc)
        ) WITHOUT ROWID""",
    "CREATE INDEX search_number_doc ON search_number (doc)",
    # Rows are numbered upwards and no number is given twice: `memory` knows those up to the one it was made at.
    "CREATE TABLE search_rules (stamp TEXT NOT NULL, last INTEGER NOT NULL)",
    "CREATE TABLE search_memory (part TEXT PRIMARY KEY, data BLOB NOT NULL)",
    "CREATE TABLE search_gone (doc INTEGER PRIMARY KEY)",
    # What a deleted name leaves in the index is overwritten, not only forgotten.
    "INSERT INTO search_name (search_name, rank) VALUES ('secure-delete', 1)",
)


@cache
def _stamp() -> str:
    """Changes whenever the spelling rules or the tables do: an index made by others is of no use."""
    digest = hashlib.sha256("".join(_DDL).encode())
    for name in ("general", "somali", "swahili_kenya", "sesotho", "titles"):
        digest.update(resource("names", f"{name}.json").read_bytes())
    return digest.hexdigest()[:16]


def create_index(connection: Connection) -> None:
    """Make the empty index; called by the migration that introduces it and by a rebuild."""
    for statement in _DDL:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO search_rules VALUES (?, 0)", (_stamp(),))


def drop_index(connection: Connection) -> None:
    """Take the whole index away; nothing is lost with it."""
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


def is_stale(connection: Connection) -> bool:
    """Whether the index is missing or was made by other spelling rules, so that it must be rebuilt."""
    try:
        found = connection.exec_driver_sql("SELECT stamp FROM search_rules").scalar()
    except DatabaseError:
        return True
    return found != _stamp()
