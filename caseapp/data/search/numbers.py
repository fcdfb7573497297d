"""Looking people up by phone, identity or case number:

whole, from the start, by the last digits, or with a slip.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from caseapp.core.i18n import N_, _
from caseapp.data.search.documents import national
from caseapp.data.search.scope import Scope, join_of, params_of

MOST = 60
MOST_SLIPS = 2000
_LAST_POSSIBLE = "\U0010ffff"

_KINDS = ("phone", "id", "number")
_BACKWARDS = {"phone": "enohp", "id": "di", "number": "rebmun"}
_WHY = {
    ("phone", "same"): N_("phone number"),
    ("phone", "begins"): N_("phone number begins so"),
    ("phone", "ends"): N_("phone number ends so"),
    ("phone", "slip"): N_("phone number but for one digit"),
    ("id", "same"): N_("identity number"),
    ("id", "begins"): N_("identity number begins so"),
    ("id", "ends"): N_("identity number ends so"),
    ("id", "slip"): N_("identity number but for one character"),
    ("number", "same"): N_("number of the person or case"),
    ("number", "begins"): N_("number begins so"),
    ("number", "ends"): N_("number ends so"),
    ("number", "slip"): N_("number but for one character"),
}
_SCORE = {"same": 1.0, "begins": 0.9, "ends": 0.88, "slip": 0.8}


class NumberFit(Struct, frozen=True):
    """A person found by a number: which kind of number, how it fits, and the score for it."""

    doc: int
    kind: str
    how: str

    @property
    def score(self) -> float:
        return _SCORE[self.how]

    def reasons(self) -> tuple[str, ...]:
        """Why, in the current language."""
        return (_(_WHY[self.kind, self.how]),)


def find_numbers(connection: Connection, typed: str, scope: Scope | None) -> dict[int, NumberFit]:
    """The best fit of each visible person for a number in compact form (capitals and digits)."""
    found: dict[int, NumberFit] = {}
    for kind in _KINDS:
        for value in _readings(kind, typed):
            for fit in _fits(connection, kind, value, scope):
                if fit.doc not in found or found[fit.doc].score < fit.score:
                    found[fit.doc] = fit
    return found


def _readings(kind: str, typed: str) -> tuple[str, ...]:
    """What is stored may be the typed number without its trunk zero, or without the country's code."""
    if kind != "phone":
        return (typed,)
    if not typed.isdecimal():
        return ()
    bare = typed.lstrip("0")
    readings = {bare, national(bare)} if len(bare) > 9 or typed.startswith("00") else {bare}
    return tuple(reading for reading in readings if len(reading) >= 3)


def _fits(connection: Connection, kind: str, value: str, scope: Scope | None) -> Iterator[NumberFit]:
    for doc, stored in _range(connection, kind, value, scope):
        yield NumberFit(doc, kind, "same" if stored == value else "begins")
    backwards = value[::-1]
    for doc, stored in _range(connection, _BACKWARDS[kind], backwards, scope):
        yield NumberFit(doc, kind, "same" if kind == "number" and len(stored) <= len(value) + 1 else "ends")
    if len(value) >= 6:
        yield from _slips(connection, kind, value, scope)


def _slips(connection: Connection, kind: str, value: str, scope: Scope | None) -> Iterator[NumberFit]:
    """A wrong, missing, added or swapped character leaves one half of the number as it is.

    The few that fit are looked at through the scope: nearly all others of that half are somebody else's anyway.
    """
    half = (len(value) - 1) // 2  # from the end; from the start more, since many numbers begin alike
    docs = set()
    for read, part in ((kind, value[: len(value) - half]), (_BACKWARDS[kind], value[::-1][:half])):
        whole = value if read == kind else value[::-1]
        for doc, stored in _range(connection, read, part, None, MOST_SLIPS, len(value)):
            if OSA.distance(stored, whole, score_cutoff=1) == 1:
                docs.add(doc)
    yield from (NumberFit(doc, kind, "slip") for doc in _visible(connection, docs, scope))


def _visible(connection: Connection, docs: set[int], scope: Scope | None) -> set[int]:
    if scope is None or not docs:
        return docs
    sql = f"SELECT p.doc FROM search_person AS p {scope.joined()} WHERE p.doc IN ({','.join(map(str, docs))})"  # noqa: S608
    return {doc for (doc,) in connection.exec_driver_sql(sql, dict(scope.params))}


def _range(
    connection: Connection, kind: str, first: str, scope: Scope | None, limit: int = MOST, near: int = 0
) -> list[tuple[int, str]]:
    """(doc, value) of visible people whose number of this kind begins so; of about a length only, when `near` says it."""
    sql = f"""SELECT n.doc, n.value FROM search_number AS n
        {"JOIN search_person AS p ON p.doc = n.doc" if scope else ""} {join_of(scope)}
        WHERE n.kind = :s_kind AND n.value >= :s_first AND n.value < :s_last
        {"AND abs(length(n.value) - :s_near) <= 1" if near else ""} LIMIT :s_limit"""  # noqa: S608
    params = {
        "s_kind": kind,
        "s_first": first,
        "s_last": first + _LAST_POSSIBLE,
        "s_limit": limit,
        "s_near": near,
    }
    return [(doc, value) for doc, value in connection.exec_driver_sql(sql, params | params_of(scope))]
