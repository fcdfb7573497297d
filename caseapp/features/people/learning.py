"""The office's own weights: what its decisions on pairs say about how much each agreement counts here.

Pairs made one record are one person; pairs decided to be two, and mergings taken back, are two. The estimate is shown
with how it does on decisions it was not made from, before anybody puts it to use; the shipped weights can be had again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core.dates import PartialDate
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data import search
from caseapp.data.search.estimating import Decided, chance, estimate
from caseapp.data.search.pairs import Counted
from caseapp.data.search.weighing import Weighing, flat, shipped
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.people.finding import document
from caseapp.features.people.models import MatchWeights, Merge, NotTheSame, Person, Sex

ENOUGH = 50  # decisions, of which at least FEW of each kind [A]
FEW = 10
FOLDS = 5


class Learned(Struct, frozen=True):
    """What the decisions say. `before` and `after`: how far off the probabilities are on average on decisions the weights
    were not made from (0 is perfect, 0.25 is guessing), by the weights in use and by the new ones."""

    decisions: int
    same: int
    before: float
    after: float
    weights: Mapping[str, float]
    own: bool  # the office's own weights are in use now

    @property
    def enough(self) -> bool:
        return self.decisions >= ENOUGH and min(self.same, self.decisions - self.same) >= FEW


@action("people.learned", requires=Permission.PERSON_MERGE)
def learned(uow: UnitOfWork) -> Learned:
    """What weights the office's decisions would give, and how they would do. Changes nothing."""
    pairs = list(_decided(uow))
    same, own = sum(pair.same for pair in pairs), _in_use(uow.session)
    now, start = flat(search.weights()["weights"]), flat(shipped()["weights"])
    if len(pairs) < FOLDS:
        return Learned(len(pairs), same, 0.0, 0.0, {}, own is not None)
    after = [
        (chance(pair, weights), pair.same)
        for fold in range(FOLDS)
        for weights in (estimate([p for i, p in enumerate(pairs) if i % FOLDS != fold], start),)
        for pair in pairs[fold::FOLDS]
    ]
    before = [(chance(pair, now), pair.same) for pair in pairs]
    return Learned(len(pairs), same, _off(before), _off(after), estimate(pairs, start), own is not None)


@action("people.learn", requires=Permission.PERSON_MERGE)
def learn(uow: UnitOfWork) -> Learned:
    """Put the office's own estimate to use. Raises Refused while too few pairs are decided."""
    found = learned(uow)
    if not found.enough:
        raise Refused(
            _("Too few pairs are decided: {count} so far, {needed} are needed, {few} of each kind.").format(
                count=found.decisions, needed=ENOUGH, few=FEW
            )
        )
    _put_away(uow)
    kept = {name: round(value, 4) for name, value in found.weights.items()}
    uow.add(MatchWeights(weights=kept, decisions=found.decisions, same=found.same, made_by=uow.actor.id))
    search.use(kept)
    return found


@action("people.unlearn", requires=Permission.PERSON_MERGE)
def unlearn(uow: UnitOfWork) -> None:
    """Use the weights that came with the program again."""
    _put_away(uow)
    search.use({})


def put_to_use(database: Database) -> None:
    """When an office is opened: its own weights, if it has any."""
    with Session(database.read_engine) as session:
        own = _in_use(session)
        search.use(own.weights if own else {})


def _in_use(session: Session) -> MatchWeights | None:
    query = (
        select(MatchWeights).where(MatchWeights.in_use.is_(True)).order_by(MatchWeights.id.desc()).limit(1)
    )
    return session.scalars(query).one_or_none()


def _put_away(uow: UnitOfWork) -> None:
    for own in uow.session.scalars(select(MatchWeights).where(MatchWeights.in_use.is_(True))):
        own.in_use = False


def _off(judged: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of what was expected from what was decided (Brier score)."""
    return sum((probability - same) ** 2 for probability, same in judged) / len(judged)


def _decided(uow: UnitOfWork) -> Iterator[Decided]:
    counts = Counted(uow.session.connection())
    for first, second, same in _pairs(uow):
        weighing = Weighing(search.row(first), counts)
        found = weighing.compare(search.row(second))
        if not found.family:
            yield Decided((*found.features(), "base.all"), weighing.beforehand + found.names.odds, same)


def _pairs(uow: UnitOfWork) -> Iterator[tuple[search.SearchDoc, search.SearchDoc, bool]]:
    merges = uow.session.scalars(select(Merge).order_by(Merge.id)).all()
    for merge in merges:
        yield _as_it_was(merge.before["kept"]), _as_it_was(merge.before["gone"]), merge.undone_at is None
    merged = {frozenset((m.kept_id, m.gone_id)) for m in merges}
    apart = uow.session.scalars(select(NotTheSame).order_by(NotTheSame.id)).all()
    ids = [key for pair in apart for key in (pair.person_id, pair.other_id)]
    people = {p.id: p for p in uow.session.scalars(select(Person).where(Person.id.in_(ids)))}
    for pair in apart:
        ends = people.get(pair.person_id), people.get(pair.other_id)
        if ends[0] and ends[1] and frozenset((ends[0].id, ends[1].id)) not in merged:
            yield document(ends[0]), document(ends[1]), False


def _as_it_was(image: Mapping[str, Any]) -> search.SearchDoc:
    """A record as it was before a merging."""
    values = {column.name: image[column.name] for column in Person.__table__.columns if column.name in image}
    values |= {"birth_date": PartialDate.parse(image["birth_date"]), "sex": Sex(image["sex"])}
    return document(Person(**values))
