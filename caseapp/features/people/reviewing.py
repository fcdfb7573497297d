"""Looking through the whole office for people who may be on file twice: a work list, decided pair by pair by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, delete, exists, func, insert, or_, select
from sqlalchemy.orm import aliased

from caseapp.core.ids import uuid7
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission, action
from caseapp.data import search
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.finding import scope_of, seen_of
from caseapp.features.people.models import DuplicatePair, DuplicateReview, NotTheSame, Person
from caseapp.features.people.views import PersonRow, person_row

MOST = 2000  # pairs in one work list; the rest comes when these are decided
CHUNK = 500  # keys in one question


class PairRow(Struct, frozen=True):
    """Two people who may be one. `probability` is calibrated: of those with 0.9, nine in ten are one person."""

    first: PersonRow
    second: PersonRow
    probability: float
    likely: bool
    reasons: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.first.id}:{self.second.id}"


class Review(Struct, frozen=True):
    """The work list, likeliest first, and how many pairs there are in all, as of a day. `whole` is every pair found."""

    pairs: tuple[PairRow, ...]
    found: int
    on: date
    whole: tuple[search.Pair, ...] = ()


class Standing(Struct, frozen=True):
    """How many pairs of the last look through the office are still to be decided, and its day."""

    count: int
    on: date


@action("people.review", requires=Permission.PERSON_MERGE)
def review(uow: UnitOfWork, progress: Progress | None = None, least: float | None = None) -> Review:
    """Every pair of people who may be one, above the level "possible" or `least`, without those decided to be two people.

    Seconds per 10,000 people. Raises Cancelled; then nothing was changed, as at any other end.
    """
    found = search.review(uow.session.connection(), least=least, scope=scope_of(uow.actor), progress=progress)
    decided = _decided(uow)
    found = [pair for pair in found if (pair.first_id, pair.second_id) not in decided]
    return Review(_rows(uow, found[:MOST]), len(found), uow.today, tuple(found))


@action("people.keep_review", requires=Permission.PERSON_MERGE)
def keep(uow: UnitOfWork, found: Review) -> None:
    """Keep what a look through the office found, in place of the one before."""
    for table in (DuplicatePair, DuplicateReview):
        uow.session.execute(delete(table))
    uow.session.add(DuplicateReview(id=uuid7(), made_on=found.on))
    rows = [
        {"first_id": p.first_id, "second_id": p.second_id, "probability": p.probability, "reasons": list(p.reasons)}
        for p in found.whole
    ]  # fmt: skip
    if rows:
        uow.session.execute(insert(DuplicatePair), rows)


@action("people.review_standing", requires=Permission.PERSON_MERGE)
def standing(uow: UnitOfWork) -> Standing | None:
    """How the last look through the office stands; None before the first."""
    on = uow.session.scalar(select(DuplicateReview.made_on))
    if on is None:
        return None
    return Standing(uow.session.scalar(_open(select(func.count()).select_from(DuplicatePair))) or 0, on)


@action("people.last_review", requires=Permission.PERSON_MERGE)
def last(uow: UnitOfWork) -> Review | None:
    """The work list of the last look through the office without what was decided since; None before the first."""
    known = standing(uow)
    if known is None:
        return None
    likeliest = (DuplicatePair.probability.desc(), DuplicatePair.first_id, DuplicatePair.second_id)
    found = uow.session.scalars(_open(select(DuplicatePair)).order_by(*likeliest).limit(MOST))
    pairs = [search.Pair(p.first_id, p.second_id, p.probability, tuple(p.reasons)) for p in found]
    return Review(_rows(uow, pairs), known.count, known.on)


def _open(query: Any) -> Any:
    """Pairs of two records this person sees, neither part of another by now, that nobody decided to be two people."""
    first, second = aliased(Person), aliased(Person)
    query = query.join(first, first.id == DuplicatePair.first_id).join(
        second, second.id == DuplicatePair.second_id
    )
    one, other = NotTheSame.person_id, NotTheSame.other_id
    told = or_(
        and_(one == DuplicatePair.first_id, other == DuplicatePair.second_id),
        and_(other == DuplicatePair.first_id, one == DuplicatePair.second_id),
    )
    return query.where(first.merged_into.is_(None), second.merged_into.is_(None), ~exists().where(told))


def _decided(uow: UnitOfWork) -> set[tuple[str, str]]:
    """Pairs somebody decided on, in both orders."""
    pairs = uow.session.execute(select(NotTheSame.person_id, NotTheSame.other_id)).all()
    return {(a, b) for a, b in pairs} | {(b, a) for a, b in pairs}


def _people(uow: UnitOfWork, ids: list[str]) -> dict[str, PersonRow]:
    found: dict[str, PersonRow] = {}
    for start in range(0, len(ids), CHUNK):
        people = seen_of(uow, ids[start : start + CHUNK])
        found |= {key: person_row(person, uow.actor) for key, person in people.items()}
    return found


def _rows(uow: UnitOfWork, pairs: Sequence[search.Pair]) -> tuple[PairRow, ...]:
    people = _people(uow, [key for pair in pairs for key in (pair.first_id, pair.second_id)])
    return tuple(_row(pair, people) for pair in pairs if {pair.first_id, pair.second_id} <= people.keys())


def _row(pair: search.Pair, people: dict[str, PersonRow]) -> PairRow:
    """The older record first: its number is the one people know."""
    first, second = sorted(
        (people[pair.first_id], people[pair.second_id]), key=lambda p: (p.created_on, p.id)
    )
    return PairRow(
        first,
        second,
        pair.probability,
        pair.probability >= search.weights()["levels"]["likely"],
        pair.reasons,
    )
