"""Looking through the whole office for people who may be on file twice: a work list, decided pair by pair by a person."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission, action
from caseapp.data import search
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.finding import scope_of, seen_of
from caseapp.features.people.models import NotTheSame
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
    """The work list, likeliest first, and how many pairs there are in all."""

    pairs: tuple[PairRow, ...]
    found: int


@action("people.review", requires=Permission.PERSON_MERGE)
def review(uow: UnitOfWork, progress: Progress | None = None, least: float | None = None) -> Review:
    """Every pair of people who may be one, above the level "possible" or `least`, without those decided to be two people.

    Seconds per 10,000 people. Raises Cancelled; then nothing was changed, as at any other end.
    """
    found = search.review(uow.session.connection(), least=least, scope=scope_of(uow.actor), progress=progress)
    decided = _decided(uow)
    found = [pair for pair in found if (pair.first_id, pair.second_id) not in decided]
    people = _people(uow, [key for pair in found[:MOST] for key in (pair.first_id, pair.second_id)])
    rows = (_row(pair, people) for pair in found[:MOST] if {pair.first_id, pair.second_id} <= people.keys())
    return Review(tuple(rows), len(found))


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
