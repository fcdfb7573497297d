"""Find people by anything: half-typed, mistyped, respelt or reordered names, nicknames, places, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import Connection

from caseapp.data.search import memory
from caseapp.data.search.memory import Memory
from caseapp.data.search.numbers import NumberFit, find_numbers
from caseapp.data.search.query import (
    Forgiving,
    Query,
    all_but_one,
    complete,
    exact,
    expression,
    half_typed,
    ways,
)
from caseapp.data.search.ranking import Ranking
from caseapp.data.search.scope import Scope, join_of, params_of
from caseapp.data.search.vocabulary import Vocabulary

_POOL = 200
_LOOKED_AT, _PORTIONS = 48, 24  # of those in memory: a portion is enough unless most of it is hidden
_SOME = 10
_FEW = 1000  # an actor who sees no more than so many people has them all gone through
_FEW_FOUND = 5
_LEAST = 0.5
_COLUMNS = "p.doc, p.person_id, p.name, p.other, p.place"

Candidate = tuple[int, str, str, str, str]
Ranked = dict[
    int, tuple[float, Callable[[], tuple[str, ...]]]
]  # the reasons are put into words for the few shown


class Hit(Struct, frozen=True):
    """A person found: how well they fit from 0 to 1, and why, in the current language."""

    person_id: str
    score: float
    why: str


def find(connection: Connection, text: str, *, limit: int = 20, scope: Scope | None = None) -> list[Hit]:
    """People who fit what was typed, best first; an empty list for text with nothing to look for.

    Only people within `scope` are ever considered, so that hidden ones neither show nor take a place.
    """
    for query in Query.readings(text):
        if ranked := _rank(connection, query, limit, scope):
            best = sorted(ranked.items(), key=lambda item: (-item[1][0], -item[0]))[:limit]
            people = _people(connection, [doc for doc, _fit in best])
            return [Hit(people[doc], round(score, 3), "; ".join(why())) for doc, (score, why) in best]
    return []


def _rank(connection: Connection, query: Query, limit: int, scope: Scope | None) -> Ranked:
    by_number = _numbers(connection, query, scope)
    if not query.words:
        return {doc: (fit.score, fit.reasons) for doc, fit in by_number.items()}
    ranked = _rank_words(connection, query, limit, scope)
    return _together(ranked, by_number) if query.numbers else ranked


def _numbers(connection: Connection, query: Query, scope: Scope | None) -> dict[int, NumberFit]:
    found: dict[int, NumberFit] = {}
    for typed in query.numbers:
        found |= find_numbers(connection, typed, scope)
    return found


def _together(named: Ranked, numbered: dict[int, NumberFit]) -> Ranked:
    """Name and number typed together: both fitting comes first."""
    both: Ranked = {}
    for doc in named.keys() | numbered.keys():
        score, why = named.get(doc, (0.0, tuple))
        fit = numbered.get(doc)
        both[doc] = (
            (score + (fit.score if fit else 0.0)) / 2,
            partial(_both, why, fit.reasons) if fit else why,
        )
    return both


def _both(first: Callable[[], tuple[str, ...]], second: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    return (*first(), *second())


def _rank_words(connection: Connection, query: Query, limit: int, scope: Scope | None) -> Ranked:
    words, titles = query.words, query.titles
    remembered = memory.of(connection)
    forgiving = remembered.forgiving if remembered else Forgiving(Vocabulary.of(connection))
    if scope and (few := _few_visible(connection, scope)) is not None:
        return _fits(Ranking(words, forgiving, titles=titles), few)
    if remembered:
        return _rank_remembered(connection, remembered, query, forgiving, limit, scope)
    found: dict[int, Candidate] = {}
    ranking = Ranking(words, None, titles=titles)
    for stage in _stages(words, forgiving, limit):
        if len(found) < stage.until:
            for candidate in _candidates(connection, stage.match(), stage.most, scope):
                found.setdefault(candidate[0], candidate)
            ranking = Ranking(words, forgiving, titles=titles) if stage.forgives else ranking
    return _fits(ranking, list(found.values()))


def _rank_remembered(
    connection: Connection, memory: Memory, query: Query, forgiving: Forgiving, limit: int, scope: Scope | None
) -> Ranked:  # fmt: skip
    """People from memory, ranked, then seen through the scope until enough are visible: hidden ones take no place."""
    visible: Ranked = {}
    fits: dict[str, Any] = {}
    ranking = Ranking(query.words, forgiving, partial(memory.may, fits), query.titles)
    for way in ways(query.words):
        looked = 0
        portions = memory.best(way, forgiving.meant, _LOOKED_AT, fits, query.titles)
        for docs in islice(portions, _PORTIONS):
            ranked = _fits(ranking, _rows(connection, docs))
            seen, hidden = _seen(connection, ranked, limit, scope)
            visible |= seen
            looked += len(docs) - hidden
            if looked >= max(limit, _LOOKED_AT // 2):
                break
    return visible


def _seen(connection: Connection, ranked: Ranked, limit: int, scope: Scope | None) -> tuple[Ranked, int]:
    """The best of these that are visible, at least `limit` if there are so many; and how many were found hidden."""
    if scope is None:
        return ranked, 0
    order = sorted(ranked, key=lambda doc: (-ranked[doc][0], -doc))
    seen: Ranked = {}
    for start in range(0, len(order), limit):
        chunk = order[start : start + limit]
        sql = f"SELECT p.doc FROM search_person AS p {scope.joined()} WHERE p.doc IN ({','.join(map(str, chunk))})"  # noqa: S608
        visible = connection.exec_driver_sql(sql, dict(scope.params)).scalars().all()
        seen |= {doc: ranked[doc] for doc in visible}
        if len(seen) >= limit:
            return seen, start + len(chunk) - len(seen)
    return seen, len(order) - len(seen)


def _rows(connection: Connection, docs: list[int]) -> list[Candidate]:
    """These people, whoever may see them."""
    sql = f"SELECT {_COLUMNS} FROM search_person AS p WHERE p.doc IN ({','.join(map(str, docs))})"  # noqa: S608
    return _all(connection, sql)


def _fits(ranking: Ranking, people: list[Candidate]) -> Ranked:
    fits = ((doc, ranking.fit(name, other, place)) for doc, _id, name, other, place in people)
    return {doc: (fit.score, fit.why) for doc, fit in fits if fit.score >= _LEAST}


class _Stage(NamedTuple):
    """A way to look, tried while fewer than `until` were found; `most` of its matches are looked at closely."""

    match: Callable[[], str]
    until: int
    most: int
    forgives: bool = False


def _stages(words: tuple[str, ...], forgiving: Forgiving, limit: int) -> Iterator[_Stage]:
    """From exact to forgiving."""
    if max(map(len, words)) > 1:
        yield _Stage(lambda: expression(words, exact), limit, 2 * _POOL)
        yield _Stage(lambda: expression(words, complete), limit, 2 * _POOL)
    yield _Stage(lambda: expression(words, half_typed), limit, _POOL)
    yield _Stage(lambda: expression(words, forgiving), min(limit, _SOME), _POOL, forgives=True)
    if len(words) > 2:
        yield _Stage(lambda: all_but_one(words, forgiving), min(limit, _FEW_FOUND), _POOL, forgives=True)


def _few_visible(connection: Connection, scope: Scope) -> list[Candidate] | None:
    """All the people the actor sees, when they are few enough to go through one by one; otherwise None."""
    sql = f"""SELECT {_COLUMNS} FROM {scope.table} CROSS JOIN search_person AS p
        ON p.person_id = {scope.table}.{scope.key} WHERE ({scope.where}) LIMIT {_FEW + 1}"""  # noqa: S608
    count = f"SELECT count(*) FROM (SELECT 1 FROM {scope.table} WHERE ({scope.where}) LIMIT {_FEW + 1})"  # noqa: S608
    if connection.exec_driver_sql(count, dict(scope.params)).scalar_one() > _FEW:
        return None
    return _all(connection, sql, dict(scope.params))


def _candidates(connection: Connection, match: str, most: int, scope: Scope | None) -> list[Candidate]:
    """Visible people who match, the latest registered first, at most `most` of them."""
    sql = f"""SELECT {_COLUMNS} FROM search_name AS f JOIN search_person AS p ON p.doc = f.rowid {join_of(scope)}
        WHERE search_name MATCH :s_match ORDER BY f.rowid DESC LIMIT :s_most"""  # noqa: S608
    params = {"s_match": match, "s_most": most} | params_of(scope)
    return _all(connection, sql, params)


def _all(connection: Connection, sql: str, params: dict[str, Any] | None = None) -> list[Candidate]:
    """All rows at once: fetched one by one, sixty take longer to hand over than to read."""
    found: list[Any] = list(connection.exec_driver_sql(sql, params).fetchall())
    return found


def _people(connection: Connection, docs: list[int]) -> dict[int, str]:
    if not docs:
        return {}
    sql = f"SELECT doc, person_id FROM search_person WHERE doc IN ({','.join(map(str, docs))})"  # noqa: S608
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql).fetchall()}
