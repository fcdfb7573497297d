"""Records whose cases closed long ago: the data-protection focal point proposes to keep one until a day, somebody else decides.

The years are the office's own rule. Nothing here removes anything: a record that is due stays due until it is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.form import COMMENT_FORM, retention_form
from caseapp.features.cases.models import Case, RequestState, RetentionReview
from caseapp.features.cases.requests import to_decide
from caseapp.features.office import queries as office
from caseapp.features.people.models import Person
from caseapp.features.people.views import PersonRow, person_row

TOLD = timedelta(days=14)  # a return nobody acted on is told so long


class RetentionRow(Struct, frozen=True):
    """Somebody whose cases all closed before the office's years. `kept_until` is the end of the last time it was kept."""

    id: str
    person: PersonRow
    case_id: str  # the case that closed last
    cases: int
    closed_on: date
    kept_until: date | None
    waiting: bool


class RetentionView(Struct, frozen=True):
    """A proposal to keep a record, and what was decided. `own`: the reader proposed it."""

    id: str
    person: PersonRow
    cases: int
    closed_on: date
    keep_until: date
    why: str
    asked_by: str
    asked_on: date
    state: RequestState
    comment: str
    before: tuple[tuple[date, str], ...]  # until when it was kept before, and why; the last first
    own: bool


@action("retention.due", requires=Permission.RETENTION)
def due(uow: UnitOfWork, after: Cursor | None = None, limit: int = 100) -> Page[RetentionRow]:
    """Whose records come up for review, the longest closed first."""
    last = _closed(uow).subquery()
    query = select(Person, last.c.closed_on, last.c.cases).join(last, last.c.person_id == Person.id)
    found, more = fetch(uow.session, query, (last.c.closed_on, Person.id), after, limit)
    kept, waiting = _decided(uow, [person.id for person, *_rest in found])
    newest = _newest(uow, [person.id for person, *_rest in found])
    rows = [
        RetentionRow(p.id, person_row(p, uow.actor), newest.get(p.id, ""), cases, closed, kept.get(p.id), p.id in waiting)
        for p, closed, cases in found
    ]  # fmt: skip
    return Page(tuple(rows), more)


@action("retention.count", requires=Permission.RETENTION)
def count(uow: UnitOfWork) -> int:
    """How many of them nobody proposed anything for yet."""
    asked = select(RetentionReview.person_id).where(RetentionReview.state == RequestState.WAITING)
    last = _closed(uow).where(Case.person_id.not_in(asked)).subquery()
    return uow.session.scalar(select(func.count()).select_from(last)) or 0


@action("retention.propose", requires=Permission.RETENTION)
def propose(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> RetentionView:
    """Propose to keep a record until a day (fields of retention_form). Raises Refused when it is not due or asked already."""
    person = uow.get(Person, person_id)
    found = uow.session.execute(_closed(uow).where(Case.person_id == person.id)).first()
    if found is None:
        raise Refused(_("This record is not due for review. Nothing was changed."))
    if uow.session.scalars(_waiting(RetentionReview.person_id == person.id)).first():
        raise Refused(_("This is asked already, and waits for a decision."))
    values = retention_form(uow.today).clean(raw)
    made = RetentionReview(
        person_id=person.id, closed_on=found.closed_on, asked_by=uow.actor.id, asked_on=uow.today, team=person.team,
        owner_id=person.owner_id, restricted=person.restricted, **values,
    )  # fmt: skip
    return _view(uow, uow.add(made))


@action("retention.approve", requires=Permission.CASE_APPROVE)
def approve(uow: UnitOfWork, review_id: str) -> RetentionView:
    """Keep the record until the day proposed. Raises Refused to whoever proposed it, and when a case opened meanwhile."""
    found = to_decide(uow, RetentionReview, review_id)
    still = _all_closed().where(Case.person_id == found.person_id)
    if uow.session.execute(still).first() is None:
        raise Refused(_("This person has an open case again. There is nothing to decide."))
    found.state = RequestState.APPROVED
    return _view(uow, found)


@action("retention.return", requires=Permission.CASE_APPROVE)
def send_back(uow: UnitOfWork, review_id: str, raw: Mapping[str, Any]) -> RetentionView:
    """Not so, with a comment for whoever proposed it: the record stays due."""
    found = to_decide(uow, RetentionReview, review_id)
    found.comment, found.state = COMMENT_FORM.clean(raw)["comment"], RequestState.RETURNED
    return _view(uow, found)


@action("retention.waiting", requires=Permission.CASE_APPROVE)
def waiting(uow: UnitOfWork) -> tuple[RetentionView, ...]:
    """Proposals nobody decided yet, the oldest first."""
    return tuple(_view(uow, found) for found in uow.session.scalars(_waiting()).all())


@action("retention.get", requires=Permission.CASE_APPROVE)
def review(uow: UnitOfWork, review_id: str) -> RetentionView:
    """One proposal. Raises NotFound."""
    return _view(uow, uow.get(RetentionReview, review_id))


@action("retention.came_back", requires=Permission.RETENTION)
def came_back(uow: UnitOfWork) -> tuple[RetentionView, ...]:
    """This person's proposals that were returned lately, while nothing else waits for the same record."""
    later = select(RetentionReview.person_id).where(RetentionReview.state == RequestState.WAITING)
    query = select(RetentionReview).where(
        RetentionReview.asked_by == uow.actor.id, RetentionReview.state == RequestState.RETURNED,
        RetentionReview.decided_on >= uow.today - TOLD, RetentionReview.person_id.not_in(later),
    )  # fmt: skip
    newest = query.order_by(RetentionReview.decided_on.desc(), RetentionReview.id.desc())
    return tuple(_view(uow, found) for found in uow.session.scalars(newest).all())


def _all_closed() -> Select[str, date | None, int]:
    """Everybody with cases of whom none is open: the day the last one closed, and how many there are."""
    return (
        select(Case.person_id, func.max(Case.closed_on).label("closed_on"), func.count(Case.id).label("cases"))
        .group_by(Case.person_id).having(func.count(Case.id) == func.count(Case.closed_on))
    )  # fmt: skip


def _closed(uow: UnitOfWork) -> Select[str, date | None, int]:
    """Of those, whoever's last case closed before the office's years and whose record is not kept on purpose."""
    kept = select(RetentionReview.person_id).where(
        RetentionReview.state == RequestState.APPROVED, RetentionReview.keep_until > uow.today
    )
    before = years_before(uow.today, uow.office.rule("retention.years"))
    query = _all_closed().having(func.max(Case.closed_on) <= before)
    return query.where(Case.person_id.not_in(kept))


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for 29 February."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _decided(uow: UnitOfWork, people: list[str]) -> tuple[dict[str, date], set[str]]:
    """Until when these were kept before, and for which a proposal waits."""
    query = (
        select(RetentionReview)
        .where(RetentionReview.person_id.in_(people))
        .order_by(RetentionReview.keep_until)
    )
    found = uow.session.scalars(query).all()
    kept = {f.person_id: f.keep_until for f in found if f.state is RequestState.APPROVED}
    return kept, {f.person_id for f in found if f.state is RequestState.WAITING}


def _newest(uow: UnitOfWork, people: list[str]) -> dict[str, str]:
    query = (
        select(Case.person_id, Case.id).where(Case.person_id.in_(people)).order_by(Case.closed_on, Case.id)
    )
    return dict(uow.session.execute(query).all())


def _waiting(*more: Any) -> Select[RetentionReview]:
    query = select(RetentionReview).where(RetentionReview.state == RequestState.WAITING, *more)
    return query.order_by(RetentionReview.asked_on, RetentionReview.id)


def _view(uow: UnitOfWork, r: RetentionReview) -> RetentionView:
    earlier = select(RetentionReview).where(
        RetentionReview.person_id == r.person_id, RetentionReview.state == RequestState.APPROVED,
        RetentionReview.id != r.id,
    )  # fmt: skip
    before = uow.session.scalars(earlier.order_by(RetentionReview.keep_until.desc())).all()
    cases = select(func.count(Case.id)).where(Case.person_id == r.person_id)
    return RetentionView(
        id=r.id, person=person_row(uow.get(Person, r.person_id), uow.actor), cases=uow.session.scalar(cases) or 0,
        closed_on=r.closed_on, keep_until=r.keep_until, why=r.why, asked_by=office.names(uow.session).get(r.asked_by, ""),
        asked_on=r.asked_on, state=r.state, comment=r.comment or "", before=tuple((b.keep_until, b.why) for b in before),
        own=r.asked_by == uow.actor.id,
    )  # fmt: skip
