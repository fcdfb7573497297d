"""Who may already be registered: candidates from blocking keys, weighed by how much each agreement says.

Log-odds after Fellegi and Sunter: rare names count more than common ones, a shared phone or a birthday on 1
January counts little, brothers and sisters are told apart by their own names. The weights are data
(`resources/names/ weights.json`, with their provenance). A probability advises; people decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection

from caseapp.core import names
from caseapp.data.search import memory
from caseapp.data.search.documents import (
    NO_YEAR,
    PLACE,
    Row,
    SearchDoc,
    key_terms,
    name_tokens,
    national,
    phone_digits,
    row,
    year_term,
)
from caseapp.data.search.numbers import MOST
from caseapp.data.search.query import any_of, every, quoted
from caseapp.data.search.scope import Scope
from caseapp.data.search.vocabulary import Vocabulary
from caseapp.data.search.weighing import Weighing, weights

_BLOCK = 200
_MAX_NAMES = 6
_COMMON_PLACE = 3000
PERSON = "doc, person_id, name, other, keys, place, year, birth_day, sex, team, phones, identities, mother"


class Likeness(Struct, frozen=True):
    """Somebody on file who may be the same person, and why, in the current language.

    `hidden`: outside the asking actor's scope; say no more than which `team` holds the record.
    """

    person_id: str
    probability: float
    level: Literal["likely", "possible"]
    reasons: tuple[str, ...]
    team: str = ""
    hidden: bool = False


def candidates(
    connection: Connection, probe: SearchDoc, *, limit: int = 5, scope: Scope | None = None
) -> list[Likeness]:
    """People already on file who may be `probe`, likeliest first; its own id, if any, is left out."""
    wanted = row(probe)
    people = _blocked(connection, probe, wanted)
    weighing = Weighing(wanted, _Counts(connection, _shared_phones(connection, probe)))
    found = []
    for person_id, other in people.values():
        if person_id != probe.id and (weighed := weighing.weigh(other)):
            found.append((weighed.probability, person_id, other.team, weighed.reasons))
    found.sort(key=lambda f: (-f[0], f[1]))
    best = found[:limit]
    visible = _visible_ids(connection, [f[1] for f in best], scope)
    likely = weights()["levels"]["likely"]
    return [
        Likeness(pid, round(p, 3), "likely" if p >= likely else "possible", why, team, pid not in visible)
        for p, pid, team, why in best
    ]


class _Counts:
    """How many people there are, have a key, or share a phone; asked once each."""

    def __init__(self, connection: Connection, shared_phones: dict[str, int]) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}
        self._phones = shared_phones
        self.people = connection.exec_driver_sql("SELECT max(doc) FROM search_person").scalar() or 1

    def word(self, term: str) -> int:
        """How many people have a word or key; at least one."""
        if term not in self._known:
            found = self._connection.exec_driver_sql(
                "SELECT people FROM search_word WHERE word = ?", (term,)
            ).scalar()
            self._known[term] = max(1, found or 0)
        return self._known[term]

    def phone(self, digits: str) -> int:
        return self._phones.get(digits, 0)


def _shared_phones(connection: Connection, probe: SearchDoc) -> dict[str, int]:
    sql = "SELECT count(*) FROM search_number WHERE kind = 'phone' AND value = ?"
    digits = filter(None, map(phone_digits, probe.phones))
    return {d: connection.exec_driver_sql(sql, (national(d),)).scalar() or 0 for d in digits}


def _visible_ids(connection: Connection, ids: list[str], scope: Scope | None) -> set[str]:
    if scope is None or not ids:
        return set(ids)
    marks = {f"s_{i}": person_id for i, person_id in enumerate(ids)}
    sql = f"""SELECT p.person_id FROM search_person AS p {scope.joined()}
        WHERE p.person_id IN ({",".join(":" + name for name in marks)})"""  # noqa: S608
    return {found for (found,) in connection.exec_driver_sql(sql, marks | dict(scope.params))}


# --- blocking: the few people worth weighing


def _blocked(connection: Connection, probe: SearchDoc, wanted: Row) -> dict[int, tuple[str, Row]]:
    found = _read(connection, _by_numbers(connection, wanted))
    remembered = memory.of(connection)
    if remembered:
        own = name_tokens(probe.names)
        known = tuple(dict.fromkeys((*own, *name_tokens(probe.other_names))))[:_MAX_NAMES]
        place = _place_word(connection, wanted).removeprefix(PLACE)
        if len(known) > 1:
            docs = remembered.alike(known, len(own), probe.birth_year, place, _BLOCK)
            return found | _read(connection, docs)
    for match in _name_blocks(connection, probe, wanted):
        sql = f"""SELECT {PERSON} FROM search_person WHERE doc IN (
            SELECT rowid FROM search_name WHERE search_name MATCH ? ORDER BY rowid DESC LIMIT ?)"""  # noqa: S608
        for doc, person_id, *columns in connection.exec_driver_sql(sql, (match, _BLOCK)):
            found[doc] = (person_id, Row(*columns))
    return found


def _by_numbers(connection: Connection, wanted: Row) -> list[int]:
    """People with the same phone or document. One digit wrong is found by the names: alone it would mean nothing."""
    numbers = [("phone", national(p)) for p in wanted.phones.split()]
    numbers += [("id", i) for i in wanted.identities.split() if len(i) >= 4]
    sql = "SELECT doc FROM search_number WHERE kind = ? AND value = ? LIMIT ?"
    return [doc for kind, value in numbers for (doc,) in connection.exec_driver_sql(sql, (kind, value, MOST))]


def _read(connection: Connection, docs: list[int]) -> dict[int, tuple[str, Row]]:
    if not docs:
        return {}
    sql = f"SELECT {PERSON} FROM search_person WHERE doc IN ({','.join(map(str, docs))})"  # noqa: S608
    return {doc: (pid, Row(*columns)) for doc, pid, *columns in connection.exec_driver_sql(sql)}


def _name_blocks(connection: Connection, probe: SearchDoc, wanted: Row) -> Iterator[str]:
    """Expressions for people with these names: all of them, or two of them and the year or the village."""
    own = name_tokens(probe.names)
    tokens = dict.fromkeys((*own, *names.joined(own), *name_tokens(probe.other_names)))
    vocabulary = Vocabulary.of(connection)
    spelt = [_spellings(word, vocabulary) for word in list(tokens)[:_MAX_NAMES]]
    if (
        len(own) > 2
    ):  # all parts of the name, whatever the year; joined spellings are other ways to say the same
        yield every([_spellings(word, vocabulary) for word in own[:_MAX_NAMES]])
    if len(spelt) > 1:
        pairs = any_of([f"({every(list(pair))})" for pair in combinations(spelt, 2)])
        year, place = _year_window(probe.birth_year), _place(connection, wanted)
        yield every([pairs, year]) if year else pairs
        if place:
            yield every([pairs, place])


def _spellings(word: str, vocabulary: Vocabulary) -> str:
    keys: dict[str, Any] = dict.fromkeys(key_terms(word))
    for other in vocabulary.near(word):
        keys |= dict.fromkeys(key_terms(other))
    return any_of([quoted(key) for key in keys])


def _year_window(year: int | None) -> str:
    if year is None:
        return ""
    return any_of([quoted(year_term(y)) for y in range(year - 2, year + 3)] + [quoted(NO_YEAR)])


def _place(connection: Connection, wanted: Row) -> str:
    word = _place_word(connection, wanted)
    return quoted(word) if word else ""


def _place_word(connection: Connection, wanted: Row) -> str:
    """The rarest word of the place, when it is rare enough to narrow anything down; nothing otherwise."""
    words = set(wanted.place.replace("|", " ").split())
    if not words:
        return ""
    counts = _Counts(connection, {})
    rarest = min(words, key=lambda word: (counts.word(word), word))
    return rarest if counts.word(rarest) <= _COMMON_PLACE and len(rarest) > len(PLACE) + 2 else ""
