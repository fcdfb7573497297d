"""Keeping the index: put, remove, rebuild. Always inside the transaction that changes the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection

from caseapp.data.search.documents import Row, SearchDoc, number_rows, row
from caseapp.data.search.tables import create_index, drop_index

CHUNK = 2000
_COLUMNS = "name, other, keys, place, year, birth_day, sex, team, phones, identities, mother"
_INSERT = f"INSERT INTO search_person (doc, person_id, {_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608
_INSERT_NAME = "INSERT INTO search_name (rowid, name, other, keys, place) VALUES (?,?,?,?,?)"
_DELETE_NAME = (
    "INSERT INTO search_name (search_name, rowid, name, other, keys, place) VALUES ('delete',?,?,?,?,?)"
)
_INSERT_NUMBER = "INSERT INTO search_number (kind, value, doc) VALUES (?,?,?)"
_COUNT = (
    "INSERT INTO search_word (word, people) VALUES (?,?) "
    "ON CONFLICT (word) DO UPDATE SET people = people + excluded.people"
)


def put(connection: Connection, doc: SearchDoc) -> None:
    """Index a person, new or changed."""
    found = connection.exec_driver_sql(
        f"SELECT doc, {_COLUMNS} FROM search_person WHERE person_id = ?",  # noqa: S608
        (doc.id,),
    ).fetchone()
    new, numbers = row(doc), number_rows(doc)
    if found is not None:
        if Row(*found[1:]) == new and _stored_numbers(connection, found[0]) == numbers:
            return
        _take_out(connection, found[0], Row(*found[1:]))
    _add(connection, _next(connection), doc.id, new, numbers)


def remove(connection: Connection, person_id: str) -> None:
    """Take a person out, leaving none of their names or numbers; no error for one who is not there."""
    found = connection.exec_driver_sql(
        f"SELECT doc, {_COLUMNS} FROM search_person WHERE person_id = ?",  # noqa: S608
        (person_id,),
    ).fetchone()
    if found is not None:
        _take_out(connection, found[0], Row(*found[1:]))


def forget_memory(connection: Connection) -> None:
    """Drop the names a large office keeps ready beside the index, among them those of who was taken out; made anew when
    the office is opened."""
    connection.exec_driver_sql("DELETE FROM search_memory")


def put_many(connection: Connection, docs: Iterable[SearchDoc]) -> int:
    """Index many people, new or changed, a few thousand at a time. Returns how many."""
    done, remaining = 0, iter(docs)
    while chunk := list(islice(remaining, CHUNK)):
        _put_chunk(connection, chunk)
        done += len(chunk)
    return done


def rebuild(connection: Connection, docs: Iterable[SearchDoc]) -> int:
    """Make the index anew from all people, in one transaction. Returns how many."""
    drop_index(connection)
    create_index(connection)
    return put_many(connection, docs)


def _stored_numbers(connection: Connection, key: int) -> set[tuple[str, str]]:
    found = connection.exec_driver_sql("SELECT kind, value FROM search_number WHERE doc = ?", (key,))
    return {(kind, value) for kind, value in found}


def _next(connection: Connection, count: int = 1) -> int:
    """The first of so many new row numbers."""
    sql = "UPDATE search_rules SET last = last + ? RETURNING last"
    return int(connection.exec_driver_sql(sql, (count,)).scalar_one()) - count + 1


def _add(connection: Connection, key: int, person_id: str, new: Row, numbers: set[tuple[str, str]]) -> None:
    connection.exec_driver_sql(_INSERT, (key, person_id, *new))
    connection.exec_driver_sql(_INSERT_NAME, (key, new.name, new.other, new.keys, new.place))
    if numbers:
        connection.exec_driver_sql(_INSERT_NUMBER, [(kind, value, key) for kind, value in numbers])
    if terms := new.terms():
        connection.exec_driver_sql(_COUNT, [(term, 1) for term in sorted(terms)])


def _take_out(connection: Connection, key: int, old: Row) -> None:
    connection.exec_driver_sql(_DELETE_NAME, (key, old.name, old.other, old.keys, old.place))
    connection.exec_driver_sql("DELETE FROM search_person WHERE doc = ?", (key,))
    connection.exec_driver_sql("DELETE FROM search_number WHERE doc = ?", (key,))
    connection.exec_driver_sql("INSERT INTO search_gone VALUES (?)", (key,))
    if terms := [(term,) for term in sorted(old.terms())]:
        connection.exec_driver_sql("UPDATE search_word SET people = people - 1 WHERE word = ?", terms)
        connection.exec_driver_sql("DELETE FROM search_word WHERE word = ? AND people <= 0", terms)


def _put_chunk(connection: Connection, chunk: list[SearchDoc]) -> None:
    known = set(_known(connection, [doc.id for doc in chunk]))
    fresh = {doc.id: doc for doc in chunk if doc.id not in known}
    for doc in chunk:
        if doc.id in known:
            put(connection, doc)
    if fresh:
        _add_many(connection, list(fresh.values()))


def _known(connection: Connection, ids: list[str]) -> Iterator[str]:
    marks = ",".join("?" * len(ids))
    found = connection.exec_driver_sql(
        f"SELECT person_id FROM search_person WHERE person_id IN ({marks})",  # noqa: S608
        tuple(ids),
    )
    return (person_id for (person_id,) in found)


def _add_many(connection: Connection, docs: list[SearchDoc]) -> None:
    first = _next(connection, len(docs))
    rows = [(key, doc, row(doc)) for key, doc in enumerate(docs, first)]
    connection.exec_driver_sql(_INSERT, [(key, doc.id, *r) for key, doc, r in rows])
    connection.exec_driver_sql(
        _INSERT_NAME, [(key, r.name, r.other, r.keys, r.place) for key, _doc, r in rows]
    )
    if numbers := sorted((kind, value, key) for key, doc, _row in rows for kind, value in number_rows(doc)):
        connection.exec_driver_sql(_INSERT_NUMBER, numbers)
    counts = Counter(term for _key, _doc, r in rows for term in r.terms())
    if counts:
        connection.exec_driver_sql(_COUNT, sorted(counts.items()))
