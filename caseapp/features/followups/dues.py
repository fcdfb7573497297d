"""Where dues come from: planned for somebody by name, planned for whoever carries the case, the case's own contact date.

Each is one indexed query in the order of the list; queries.due merges them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVarTuple

from msgspec import Struct
from sqlalchemy import Select, case, exists, func, select

from caseapp.core.permissions import Permission
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, fetch
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.followups.filters import CONTACTS, PLANNED
from caseapp.features.followups.models import FollowUp, FollowUpState, PlanReview
from caseapp.features.followups.planning import is_tracing
from caseapp.features.followups.views import FIRST, REGULAR, VISIT, Due, FollowUpView, ReviewView
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

Ts = TypeVarTuple("Ts")
MINE, TEAM, ALL = "mine", "team", "all"
WEEK = timedelta(days=6)
_LAST = "\U0010ffff"


class DueFilter(Struct, frozen=True):
    """Whose dues and which: `who` is mine, team or all; `caseworker_id` somebody's instead. Until and since are inclusive."""

    who: str = MINE
    caseworker_id: str = ""
    since: date | None = None
    until: date | None = None
    typed: Typed = ()  # by the codes of filters.PLANNED


Stream = Callable[[UnitOfWork, DueFilter, Cursor | None, int], tuple[list[Due], bool]]


def streams(only: DueFilter) -> tuple[Stream, ...]:
    """The sources that hold dues of this filter."""
    return (_planned_dues, _contact_dues) if not _whose(only) else (_named_dues, _planned_dues, _contact_dues)


def _whose(only: DueFilter) -> bool:
    return bool(only.caseworker_id) or only.who == MINE


def planned_rows() -> Select[FollowUp, Case, Person]:
    return (
        select(FollowUp, Case, Person)
        .join(Case, Case.id == FollowUp.case_id)
        .join(Person, Person.id == Case.person_id)
    )


def contact_rows() -> Select[Case, Person]:
    return select(Case, Person).join(Person, Person.id == Case.person_id)


def planned(query: Select[*Ts]) -> Select[*Ts]:
    """Planned follow-ups of open cases only: what was planned ends with the case.

    What is asked of the case is an expression: the file then walks the follow-ups in their order, and stops at the limit.
    """
    is_open = func.coalesce(Case.closed_on, None).is_(None)
    return query.where(FollowUp.state == FollowUpState.PLANNED, is_open)


def contacts(query: Select[*Ts]) -> Select[*Ts]:
    """Open cases with a contact date by which nothing is planned."""
    soon = exists().where(
        FollowUp.case_id == Case.id,
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.due_on <= Case.next_contact_on,
    )
    return query.where(Case.closed_on.is_(None), Case.next_contact_on.is_not(None), ~soon)


def _between(column: Any, only: DueFilter) -> list[Any]:
    since = [column >= only.since] if only.since else []
    return since + ([column <= only.until] if only.until else [])


def _owned(uow: UnitOfWork, only: DueFilter) -> list[Any]:
    """Whose cases."""
    if _whose(only):
        return [Case.owner_id == (only.caseworker_id or uow.actor.id)]
    return [func.coalesce(Case.team, "") == uow.actor.team] if only.who == TEAM else []


def _carried(uow: UnitOfWork, query: Select[*Ts], only: DueFilter) -> Select[*Ts]:
    """Planned for whoever carries the case; for everybody's dues, all of them."""
    query = narrowing.apply(uow, query, PLANNED, only.typed)
    if not _whose(only):
        return planned(query).where(*_owned(uow, only), *_between(FollowUp.due_on, only))
    # One caseworker's cases are few: the state as an expression makes the file start from them, not from all that is planned.
    state = func.coalesce(FollowUp.state, FollowUpState.CANCELLED)
    query = query.where(
        state == FollowUpState.PLANNED, FollowUp.assigned_to.is_(None), Case.closed_on.is_(None)
    )
    return query.where(*_owned(uow, only), *_between(FollowUp.due_on, only))


def _named(uow: UnitOfWork, query: Select[*Ts], only: DueFilter) -> Select[*Ts]:
    query = narrowing.apply(uow, query, PLANNED, only.typed)
    mine = FollowUp.assigned_to == (only.caseworker_id or uow.actor.id)
    return planned(query).where(mine, *_between(FollowUp.due_on, only))


def _alone(uow: UnitOfWork, query: Select[*Ts], only: DueFilter) -> Select[*Ts]:
    query = narrowing.apply(uow, query, CONTACTS, only.typed)
    return contacts(query).where(*_owned(uow, only), *_between(Case.next_contact_on, only))


def counting(uow: UnitOfWork, only: DueFilter) -> list[Select[Any]]:
    """One count for each source of this filter."""
    planned_too = select(func.count(FollowUp.id)).join(Case, Case.id == FollowUp.case_id)
    found = [_carried(uow, planned_too, only), _alone(uow, select(func.count(Case.id)), only)]
    return [*found, _named(uow, planned_too, only)] if _whose(only) else found


def _planned_dues(
    uow: UnitOfWork, only: DueFilter, after: Cursor | None, limit: int
) -> tuple[list[Due], bool]:
    return _fetch_planned(uow, _carried(uow, planned_rows(), only), after, limit)


def _named_dues(uow: UnitOfWork, only: DueFilter, after: Cursor | None, limit: int) -> tuple[list[Due], bool]:
    return _fetch_planned(uow, _named(uow, planned_rows(), only), after, limit)


def _fetch_planned(uow: UnitOfWork, query: Any, after: Cursor | None, limit: int) -> tuple[list[Due], bool]:
    order = (FollowUp.due_on, FollowUp.due_time, FollowUp.id)
    found, more = fetch(uow.session, query, order, after, limit)
    who = names(uow.session)
    return [due(uow, f, c, p, who) for f, c, p in found], more is not None


def _contact_dues(
    uow: UnitOfWork, only: DueFilter, after: Cursor | None, limit: int
) -> tuple[list[Due], bool]:
    """A contact date has no time of day: it stands before every time of that day."""
    if after is not None:
        after = (after[0], _LAST if after[1] else after[2])
    who, query = names(uow.session), _alone(uow, contact_rows(), only)
    found, more = fetch(uow.session, query, (Case.next_contact_on, Case.id), after, limit)
    return [contact(uow, c, p, who) for c, p in found], more is not None


def tallies(uow: UnitOfWork, caseworker_id: str) -> list[Select[Any]]:
    """One row of three sums for each source, of what is due by the end of the week; see queries.counts."""
    only = DueFilter(caseworker_id=caseworker_id, until=uow.today + WEEK)
    query = select(*_sums(uow, FollowUp.due_on)).join(Case, Case.id == FollowUp.case_id)
    alone = _alone(uow, select(*_sums(uow, Case.next_contact_on)), only)
    return [_carried(uow, query, only), alone, _named(uow, query, only)]


def _sums(uow: UnitOfWork, column: Any) -> tuple[Any, Any, Any]:
    today = uow.today
    late, now, soon = column < today, column == today, column >= today
    return tuple(func.sum(case((when, 1), else_=0)) for when in (late, now, soon))  # type: ignore[return-value]


# --- rows into frozen values


def told(uow: UnitOfWork, text: str | None) -> str | None:
    """Free text may name somebody: only for those who may know the name."""
    return text if uow.actor.can(Permission.PERSON_IDENTIFY) else None


def due(uow: UnitOfWork, f: FollowUp, c: Case, p: Person, who: dict[str, str]) -> Due:
    row, doer = case_row(c, p, uow.actor, who), f.assigned_to or c.owner_id
    return Due(
        id=f.id, case_id=c.id, number=c.number, person_id=p.id, name=row.name, place=row.place, risk=c.risk,
        kind=f.kind, purpose=told(uow, f.purpose), mode=f.mode, due_on=f.due_on, due_time=f.due_time,
        attempt=f.attempt, tracing=is_tracing(f.kind), who_id=doer,
        who=who.get(doer or "", ""),
    )  # fmt: skip


def contact(uow: UnitOfWork, c: Case, p: Person, who: dict[str, str]) -> Due:
    row = case_row(c, p, uow.actor, who)
    assert c.next_contact_on is not None
    return Due(
        id="", case_id=c.id, number=c.number, person_id=p.id, name=row.name, place=row.place, risk=c.risk,
        kind=REGULAR if c.last_contact_on else FIRST, purpose=None, mode=VISIT, due_on=c.next_contact_on, due_time="",
        attempt=1, tracing=False, who_id=c.owner_id, who=row.caseworker,
    )  # fmt: skip


def review(uow: UnitOfWork, found: PlanReview) -> ReviewView:
    """A review as it is shown: the words of people only to those who may know them."""
    plain = {n: getattr(found, n) for n in ReviewView.__dataclass_fields__}
    return ReviewView(**plain | {n: told(uow, plain[n]) for n in ("problems", "done_about", "words")})


def view(
    uow: UnitOfWork, f: FollowUp, owner: str | None, closed: bool, who: dict[str, str], found: PlanReview | None = None
) -> FollowUpView:  # fmt: skip
    doer = f.assigned_to or owner
    plain = {n: getattr(f, n) for n in FollowUpView.__dataclass_fields__ if hasattr(f, n)}
    texts = {n: told(uow, plain[n]) for n in ("purpose", "note", "moved_why", "cancelled_why")}
    return FollowUpView(
        **plain | texts | {
            "ended": closed and f.state is FollowUpState.PLANNED, "who_id": doer, "who": who.get(doer or "", ""),
            "done_by": who.get(f.done_by or "", ""), "review": review(uow, found) if found else None,
        }
    )  # fmt: skip
