"""Find people by anything: half-typed, mistyped, respelt or reordered names, nicknames, places, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from caseapp.data.search.documents import PLACE, key_terms
from caseapp.data.search.numbers import NumberFit, find_numbers
from caseapp.data.search.query import Forgiving, Query, all_but_one, complete, expression, half_typed
from caseapp.data.search.ranking import Ranking
from caseapp.data.search.scope import Scope, join_of, params_of
from caseapp.data.search.vocabulary import Vocabulary

POOL = 200  # how many candidates are looked at closely
_EXAMINED = 3000  # how many matches are tried against the scope before turning to what the actor may see
_BATCH = 1000
_FEW = 4000
_LEAST = 0.5
_COLUMNS = "p.doc, p.person_id, p.name, p.other, p.place"

Candidate = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Hit:
    """A person found: how well they fit from 0 to 1, and why, in the current language."""

    person_id: str
    score: float
    why: str


def find(connection: Connection, text: str, *, limit: int = 20, scope: Scope | None = None) -> list[Hit]:
    """People who fit what was typed, best first; an empty list for text with nothing to look for.

    Only people within `scope` are ever considered, so that hidden ones neither show nor take a place.
    """
    query = Query.parse(text)
    by_number = _numbers(connection, query, scope)
    if query.words:
        ranked = _rank_words(connection, query.words, limit, scope)
        if query.numbers:
            ranked = _together(ranked, by_number)
    else:
        ranked = {doc: (fit.score, (fit.why,)) for doc, fit in by_number.items()}
    best = sorted(ranked.items(), key=lambda item: (-item[1][0], -item[0]))[:limit]
    people = _people(connection, [doc for doc, _fit in best])
    return [Hit(people[doc], round(score, 3), "; ".join(why)) for doc, (score, why) in best if doc in people]


Ranked = dict[int, tuple[float, tuple[str, ...]]]


def _numbers(connection: Connection, query: Query, scope: Scope | None) -> dict[int, NumberFit]:
    found: dict[int, NumberFit] = {}
    for typed in query.numbers:
        found |= find_numbers(connection, typed, scope)
    return found


def _together(named: Ranked, numbered: dict[int, NumberFit]) -> Ranked:
    """Name and number typed together: both fitting comes first."""
    both: Ranked = {}
    for doc in named.keys() | numbered.keys():
        score, why = named.get(doc, (0.0, ()))
        fit = numbered.get(doc)
        both[doc] = ((score + (fit.score if fit else 0.0)) / 2, (*why, fit.why) if fit else why)
    return both


def _rank_words(connection: Connection, words: tuple[str, ...], limit: int, scope: Scope | None) -> Ranked:
    forgiving = Forgiving(Vocabulary.of(connection))
    found: dict[int, Candidate] = {}
    ranking = Ranking(words, None)
    for match, forgives in _stages(words, forgiving):
        for candidate in _candidates(connection, words, match, POOL - len(found), scope):
            found.setdefault(candidate[0], candidate)
        ranking = Ranking(words, forgiving) if forgives else ranking
        if len(found) >= limit:
            break
    fits = ((doc, ranking.fit(name, other, place)) for doc, _id, name, other, place in found.values())
    return {doc: (fit.score, fit.why) for doc, fit in fits if fit.score >= _LEAST}


def _stages(words: tuple[str, ...], forgiving: Forgiving) -> Iterator[tuple[str, bool]]:
    """FTS5 expressions from exact to forgiving; the next one is only asked for when too few were found."""
    if max(map(len, words)) > 1:
        yield expression(words, complete), False
    yield expression(words, half_typed), False
    yield expression(words, forgiving), True
    if len(words) > 2:
        yield all_but_one(words, forgiving), True


def _candidates(
    connection: Connection, words: tuple[str, ...], match: str, most: int, scope: Scope | None
) -> list[Candidate]:
    """Visible people who match, the latest registered first, at most `most` of them."""
    if scope is None:
        return _matches(connection, match, most, None)
    found: list[Candidate] = []
    before = None
    for _batch in range(_EXAMINED // _BATCH):
        docs = _matching_docs(connection, match, before)
        found += _visible(connection, docs, scope)
        if len(docs) < _BATCH or len(found) >= most:
            return found[:most]
        before = docs[-1]
    few = _few_visible(connection, words, scope)
    return _matches(connection, match, most, scope) if few is None else few[:most]


def _few_visible(connection: Connection, words: tuple[str, ...], scope: Scope) -> list[Candidate] | None:
    """Where many match but the actor sees only few people: those few, gone through one by one. None:

    not few.
    """
    sql = f"""SELECT {_COLUMNS}, p.keys FROM {scope.table} CROSS JOIN search_person AS p
        ON p.person_id = {scope.table}.{scope.key} WHERE ({scope.where}) LIMIT :s_most"""  # noqa: S608
    rows = connection.exec_driver_sql(sql, dict(scope.params) | {"s_most": _FEW}).fetchall()
    if len(rows) == _FEW:
        return None
    wanted = [(word, key_terms(word)) for word in words]
    return [tuple(row[:5]) for row in sorted(rows, reverse=True) if _has_all(row, wanted)]


def _has_all(row: Any, wanted: list[tuple[str, set[str]]]) -> bool:
    own = f" {row[2]} {row[3]} {row[4]}".replace("|", " ").replace(PLACE, "")
    keys = set(row[5].split())
    return all(f" {word}" in own or not keys.isdisjoint(terms) for word, terms in wanted)


def _matches(connection: Connection, match: str, most: int, scope: Scope | None) -> list[Candidate]:
    sql = f"""SELECT {_COLUMNS} FROM search_name AS f JOIN search_person AS p ON p.doc = f.rowid {join_of(scope)}
        WHERE search_name MATCH :s_match ORDER BY f.rowid DESC LIMIT :s_most"""  # noqa: S608
    params = {"s_match": match, "s_most": most} | params_of(scope)
    return [tuple(row) for row in connection.exec_driver_sql(sql, params)]


def _matching_docs(connection: Connection, match: str, before: int | None) -> list[int]:
    sql = f"""SELECT rowid FROM search_name WHERE search_name MATCH :s_match
        {"AND rowid < :s_before" if before is not None else ""} ORDER BY rowid DESC LIMIT :s_most"""  # noqa: S608
    found = connection.exec_driver_sql(sql, {"s_match": match, "s_before": before, "s_most": _BATCH})
    return [doc for (doc,) in found]


def _visible(connection: Connection, docs: list[int], scope: Scope) -> list[Candidate]:
    if not docs:
        return []
    sql = f"""SELECT {_COLUMNS} FROM search_person AS p {scope.joined()}
        WHERE p.doc IN ({",".join(map(str, docs))}) ORDER BY p.doc DESC"""  # noqa: S608
    return [tuple(row) for row in connection.exec_driver_sql(sql, dict(scope.params))]


def _people(connection: Connection, docs: list[int]) -> dict[int, Any]:
    if not docs:
        return {}
    sql = f"SELECT doc, person_id FROM search_person WHERE doc IN ({','.join(map(str, docs))})"  # noqa: S608
    return dict(row._tuple() for row in connection.exec_driver_sql(sql))
