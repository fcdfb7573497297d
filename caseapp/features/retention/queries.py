"""Records whose cases closed long ago: which are due, what was proposed, what lies in the bin, what was removed.

The years are the office's own rule. A record that is due stays due until somebody proposed and somebody else decided.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission, action
from caseapp.data.journal import ERASED
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.scoping import with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case, RequestState
from caseapp.features.office import queries as office
from caseapp.features.people.models import Person
from caseapp.features.people.views import PersonRow, person_row
from caseapp.features.retention.counting import counted
from caseapp.features.retention.models import Ending, Removal, RemovalReason, RetentionReview

Goes = tuple[tuple[str, int], ...]  # what a removal takes, in words, and how many
TIMELINE: dict[str, tuple[str, str]] = {
    "retention.propose": (N_("Keeping proposed"), "neutral"),
    "retention.propose_removal": (N_("Removal proposed"), "warn"),
    "retention.approve": (N_("Decided"), "neutral"),
    "retention.return": (N_("Returned"), "warn"),
    "retention.keep_after_all": (N_("Kept after all"), "ok"),
    ERASED: (N_("What identifies was removed"), "neutral"),
}
TOLD = timedelta(days=14)  # a return nobody acted on is told so long


class RetentionRow(Struct, frozen=True):
    """Somebody whose cases all closed before the office's years. `kept_until` is the end of the last time it was kept."""

    id: str
    person: PersonRow
    case_id: str  # the case that closed last
    cases: int
    closed_on: date
    kept_until: date | None
    waiting: Ending | None  # what was proposed and waits for a decision


class RetentionView(Struct, frozen=True):
    """A proposal to keep a record or to remove it, and what was decided. `own`: the reader proposed it."""

    id: str
    person: PersonRow
    cases: int
    closed_on: date
    ending: Ending
    keep_until: date | None
    reason: RemovalReason | None
    why: str
    asked_by: str
    asked_on: date
    state: RequestState
    comment: str
    before: tuple[tuple[date, str], ...]  # until when it was kept before, and why; the last first
    own: bool
    bin_until: date | None = None
    goes: Goes = ()


class BinRow(Struct, frozen=True):
    """A record in the bin. `person` is named only for who may decide on it."""

    id: str
    person: PersonRow
    cases: int
    reason: RemovalReason
    approved_by: str
    approved_on: date
    until: date
    days: int  # left; nothing left: it can be removed


class Gone(Struct, frozen=True):
    """Somebody of whom only a number is left, and who decided that."""

    number: str
    cases: int
    reason: RemovalReason
    proposed_by: str
    proposed_on: date
    approved_by: str
    approved_on: date


class RemovalView(Struct, frozen=True):
    """One removal that was carried out, for the list and the certificate."""

    id: str
    number: str
    carried_at: datetime
    carried_by: str
    years: int
    bin_days: int
    backups: int
    backups_until: date | None
    gone: tuple[Gone, ...]


@action("retention.due", requires=Permission.RETENTION)
def due(uow: UnitOfWork, after: Cursor | None = None, limit: int = 100) -> Page[RetentionRow]:
    """Whose records come up for review, the longest closed first."""
    last = closed(uow).subquery()
    query = select(Person, last.c.closed_on, last.c.cases).join(last, last.c.person_id == Person.id)
    found, more = fetch(uow.session, query, (last.c.closed_on, Person.id), after, limit)
    kept, waiting = _decided(uow, [person.id for person, *_rest in found])
    newest = _newest(uow, [person.id for person, *_rest in found])
    rows = [
        RetentionRow(p.id, person_row(p, uow.actor), newest.get(p.id, ""), cases, last_on, kept.get(p.id), waiting.get(p.id))
        for p, last_on, cases in found
    ]  # fmt: skip
    return Page(tuple(rows), more)


@action("retention.count", requires=Permission.RETENTION)
def count(uow: UnitOfWork) -> int:
    """How many of them nobody proposed anything for yet."""
    asked = select(RetentionReview.person_id).where(RetentionReview.state == RequestState.WAITING)
    last = closed(uow).where(Case.person_id.not_in(asked)).subquery()
    return uow.session.scalar(select(func.count()).select_from(last)) or 0


@action("retention.waiting", requires=Permission.CASE_APPROVE)
def waiting(uow: UnitOfWork) -> tuple[RetentionView, ...]:
    """Proposals nobody decided yet, the oldest first."""
    return tuple(view(uow, found) for found in uow.session.scalars(awaited()).all())


@action("retention.get", requires=Permission.CASE_APPROVE)
def review(uow: UnitOfWork, review_id: str) -> RetentionView:
    """One proposal. Raises NotFound."""
    found = uow.get(RetentionReview, review_id)
    return view(uow, found, counted(uow, found.person_id) if found.ending is Ending.REMOVE else ())


@action("retention.goes", requires=Permission.RETENTION)
def goes(uow: UnitOfWork, person_id: str) -> Goes:
    """What removing what identifies this person would take, kind by kind. Raises NotFound."""
    return counted(uow, uow.get(Person, person_id).id)


@action("retention.bin", requires=Permission.RETENTION)
def in_bin(uow: UnitOfWork) -> tuple[BinRow, ...]:
    """Records whose removal was approved, those first whose time is over."""
    with with_put_aside(uow, named=True):
        query = select(RetentionReview, Person).join(Person, Person.id == RetentionReview.person_id)
        here = query.where(RetentionReview.bin_until.is_not(None))
        found = uow.session.execute(here.order_by(RetentionReview.bin_until, RetentionReview.id)).all()
        cases = _cases(uow, [p.id for _r, p in found])
        return tuple(_bin_row(uow, r, p, cases.get(p.id, 0)) for r, p in found)


def _bin_row(uow: UnitOfWork, r: RetentionReview, p: Person, cases: int) -> BinRow:
    assert r.reason and r.decided_on and r.bin_until  # a removal that was approved has all three
    by, left = office.names(uow.session).get(r.decided_by or "", ""), (r.bin_until - uow.today).days
    return BinRow(
        r.id, person_row(p, uow.actor), cases, r.reason, by, r.decided_on, r.bin_until, max(0, left)
    )


@action("retention.removals", requires=Permission.RETENTION)
def removals(uow: UnitOfWork) -> tuple[RemovalView, ...]:
    """Removals that were carried out, the last first."""
    found = uow.session.scalars(select(Removal).order_by(Removal.carried_at.desc(), Removal.id.desc())).all()
    return tuple(_removal(uow, r) for r in found)


@action("retention.removal", requires=Permission.RETENTION)
def removal(uow: UnitOfWork, removal_id: str) -> RemovalView:
    """One of them. Raises NotFound."""
    return _removal(uow, uow.get(Removal, removal_id))


def _removal(uow: UnitOfWork, r: Removal) -> RemovalView:
    query = select(RetentionReview, Person).join(Person, Person.id == RetentionReview.person_id)
    found = uow.session.execute(query.where(RetentionReview.removal_id == r.id).order_by(Person.number)).all()
    cases, who = _cases(uow, [p.id for _r, p in found]), office.names(uow.session)
    gone = tuple(
        Gone(p.number, cases.get(p.id, 0), one.reason, who.get(one.asked_by, ""), one.asked_on,
             who.get(one.decided_by or "", ""), one.decided_on)
        for one, p in found if one.reason and one.decided_on
    )  # fmt: skip
    return RemovalView(
        r.id, f"{uow.office.code}-{r.carried_at.astimezone():%y%m%d-%H%M}", r.carried_at, who.get(r.carried_by, ""),
        r.years, r.bin_days, r.backups, r.backups_until, gone,
    )  # fmt: skip


def _cases(uow: UnitOfWork, people: list[str]) -> dict[str, int]:
    query = (
        select(Case.person_id, func.count(Case.id)).where(Case.person_id.in_(people)).group_by(Case.person_id)
    )
    return dict(uow.session.execute(query).all()) if people else {}


@action("retention.came_back", requires=Permission.RETENTION)
def came_back(uow: UnitOfWork) -> tuple[RetentionView, ...]:
    """This person's proposals that were returned lately, while nothing else waits for the same record."""
    later = select(RetentionReview.person_id).where(RetentionReview.state == RequestState.WAITING)
    query = select(RetentionReview).where(
        RetentionReview.asked_by == uow.actor.id, RetentionReview.state == RequestState.RETURNED,
        RetentionReview.decided_on >= uow.today - TOLD, RetentionReview.person_id.not_in(later),
    )  # fmt: skip
    newest = query.order_by(RetentionReview.decided_on.desc(), RetentionReview.id.desc())
    return tuple(view(uow, found) for found in uow.session.scalars(newest).all())


@action("retention.came_out", requires=Permission.RETENTION)
def came_out(uow: UnitOfWork) -> tuple[RetentionView, ...]:
    """This person's removals that lately came out of the bin by themselves, because a case was opened again."""
    query = select(RetentionReview).where(
        RetentionReview.asked_by == uow.actor.id, RetentionReview.brought_back_on >= uow.today - TOLD,
        RetentionReview.brought_back_by.is_(None),
    )  # fmt: skip
    return tuple(view(uow, found) for found in uow.session.scalars(query.order_by(RetentionReview.id)).all())


def all_closed() -> Select[str, date | None, int]:
    """Everybody with cases of whom none is open: the day the last one closed, and how many there are."""
    return (
        select(Case.person_id, func.max(Case.closed_on).label("closed_on"), func.count(Case.id).label("cases"))
        .group_by(Case.person_id).having(func.count(Case.id) == func.count(Case.closed_on))
    )  # fmt: skip


def closed(uow: UnitOfWork) -> Select[str, date | None, int]:
    """Of those, whoever's last case closed before the office's years, is not kept on purpose, and is still known by name."""
    kept = select(RetentionReview.person_id).where(
        RetentionReview.state == RequestState.APPROVED, RetentionReview.keep_until > uow.today
    )
    nameless = select(Person.id).where(Person.anonymised_on.is_not(None))
    before = years_before(uow.today, uow.office.rule("retention.years"))
    query = all_closed().having(func.max(Case.closed_on) <= before)
    return query.where(Case.person_id.not_in(kept), Case.person_id.not_in(nameless))


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for 29 February."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _decided(uow: UnitOfWork, people: list[str]) -> tuple[dict[str, date], dict[str, Ending]]:
    """Until when these were kept before, and what is proposed and waits."""
    query = (
        select(RetentionReview)
        .where(RetentionReview.person_id.in_(people))
        .order_by(RetentionReview.keep_until)
    )
    found = uow.session.scalars(query).all()
    kept = {f.person_id: f.keep_until for f in found if f.state is RequestState.APPROVED and f.keep_until}
    return kept, {f.person_id: f.ending for f in found if f.state is RequestState.WAITING}


def _newest(uow: UnitOfWork, people: list[str]) -> dict[str, str]:
    query = (
        select(Case.person_id, Case.id).where(Case.person_id.in_(people)).order_by(Case.closed_on, Case.id)
    )
    return dict(uow.session.execute(query).all())


def awaited(*more: Any) -> Select[RetentionReview]:
    query = select(RetentionReview).where(RetentionReview.state == RequestState.WAITING, *more)
    return query.order_by(RetentionReview.asked_on, RetentionReview.id)


def view(uow: UnitOfWork, r: RetentionReview, goes: Goes = ()) -> RetentionView:
    """A proposal as it is shown; `goes` what a removal takes."""
    earlier = select(RetentionReview).where(
        RetentionReview.person_id == r.person_id, RetentionReview.state == RequestState.APPROVED,
        RetentionReview.id != r.id, RetentionReview.ending == Ending.KEEP,
    )  # fmt: skip
    before = uow.session.scalars(earlier.order_by(RetentionReview.keep_until.desc())).all()
    cases = select(func.count(Case.id)).where(Case.person_id == r.person_id)
    return RetentionView(
        id=r.id, person=person_row(uow.get(Person, r.person_id), uow.actor), cases=uow.session.scalar(cases) or 0,
        closed_on=r.closed_on, ending=r.ending, keep_until=r.keep_until, reason=r.reason, why=r.why,
        asked_by=office.names(uow.session).get(r.asked_by, ""), asked_on=r.asked_on, state=r.state, comment=r.comment or "",
        before=tuple((b.keep_until, b.why) for b in before if b.keep_until), own=r.asked_by == uow.actor.id,
        bin_until=r.bin_until, goes=goes,
    )  # fmt: skip
