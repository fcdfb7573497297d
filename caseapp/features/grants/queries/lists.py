"""Pages of grants, how many stand where, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVarTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, select

from caseapp.core.permissions import Permission, action
from caseapp.data import narrowing
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.grants.filters import FILTERS
from caseapp.features.grants.models import (
    OPEN,
    SETTLED,
    Grant,
    GrantGroup,
    GrantState,
    Tranche,
)
from caseapp.features.grants.steps import next_step
from caseapp.features.grants.views import GrantRow, TrancheView, tranche_view
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

Ts = TypeVarTuple("Ts")
SORTS: dict[str, tuple[Any, ...]] = {
    "applied_on": (Grant.applied_on, Grant.id),
    "number": (Grant.number,),
    "asked": (Grant.asked, Grant.id),
}


class GrantFilter(Struct, frozen=True):
    """What a list of grants is narrowed to; the defaults are all that are not settled."""

    states: tuple[GrantState, ...] = OPEN
    caseworker_id: str = ""
    case_id: str = ""
    line_id: str = ""
    visit_until: date | None = None
    tranche_due: bool = False  # a tranche can be paid now
    receipts_until: date | None = None  # receipts that were due by then are missing
    outcome_until: date | None = None  # an outcome was to be asked by then, also of a closed grant
    typed: Typed = ()  # by the codes of filters.FILTERS


class DueTranche(Struct, frozen=True):
    """A tranche whose condition is met: it can be paid now."""

    grant: GrantRow
    tranche: TrancheView
    own: bool = False  # the reader applied or approved: somebody else pays


class Waiting(Struct, frozen=True):
    """How many grants wait for somebody: to be appraised, decided, paid, or mended and signed after a decision."""

    appraise: int
    decide: int
    pay: int
    came_back: int


class DueCounts(Struct, frozen=True):
    """How many grants have something due."""

    tranche: int
    receipts: int
    outcome: int


DUE = ("tranche", "receipts", "outcome")


@action("grant.of_case", requires=Permission.GRANT_READ)
def of_case(uow: UnitOfWork, case_id: str) -> tuple[GrantRow, ...]:
    """The grants of a case, the newest first."""
    only = GrantFilter(states=tuple(GrantState), case_id=case_id)
    return _rows(
        uow, uow.session.execute(_select(uow, only).order_by(Grant.applied_on.desc(), Grant.id.desc()))
    )


@action("grant.card", requires=Permission.GRANT_READ)
def card(uow: UnitOfWork, case_id: str) -> GrantRow | None:
    """The grant to show on the overview of a case: the newest that is not settled, else the newest; None without any."""
    found = of_case(uow, case_id)
    return next((g for g in found if g.state in OPEN), found[0] if found else None)


@action("grant.count_of_case", requires=Permission.GRANT_READ)
def count_of_case(uow: UnitOfWork, case_id: str) -> int:
    """How many grants a case has."""
    return uow.session.scalar(select(func.count(Grant.id)).where(Grant.case_id == case_id)) or 0


@action("grant.page", requires=Permission.GRANT_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, sort: str = "applied_on", descending: bool = True,
    only: GrantFilter = GrantFilter(),
) -> Page[GrantRow]:  # fmt: skip
    """The next grants in the order of `sort` (applied_on, number, asked)."""
    found, more = fetch(uow.session, _select(uow, only), SORTS[sort], after, limit, descending)
    return Page(_rows(uow, found), more)


@action("grant.count", requires=Permission.GRANT_READ)
def count(uow: UnitOfWork, only: GrantFilter = GrantFilter()) -> int:
    """How many grants fit the filter, among those this actor may see."""
    return uow.session.scalar(_narrow(uow, select(func.count(Grant.id)), only)) or 0


@action("grant.by_state", requires=Permission.GRANT_READ)
def by_state(uow: UnitOfWork, caseworker_id: str = "") -> dict[GrantState, int]:
    """Grants of one caseworker, or of all, by state."""
    only = GrantFilter(states=tuple(GrantState), caseworker_id=caseworker_id)
    query = _narrow(uow, select(Grant.state, func.count(Grant.id)), only)
    found: dict[GrantState, int] = dict(uow.session.execute(query.group_by(Grant.state)).all())
    return {state: found.get(state, 0) for state in GrantState}


@action("grant.approved_not_paid", requires=Permission.GRANT_READ)
def approved_not_paid(uow: UnitOfWork, caseworker_id: str = "") -> int:
    """What one caseworker's grants (or all) are still to be paid, in minor units of the office's currency."""
    query = select(func.coalesce(func.sum(Grant.promised), 0)).where(Grant.settled.is_(False))
    if caseworker_id:
        query = query.where(_carried_by(caseworker_id))
    return uow.session.scalar(query) or 0


@action("grant.waiting", requires=Permission.GRANT_READ)
def waiting(uow: UnitOfWork) -> Waiting:
    """How much waits for this actor: what their role lets them do next, and what came back to them."""
    can, me = uow.actor.can, uow.actor.id
    return Waiting(
        appraise=_count_of_others(uow, GrantState.APPLIED) if can(Permission.GRANT_APPRAISE) else 0,
        decide=_count_of_others(uow, GrantState.APPRAISED) if can(Permission.GRANT_APPROVE) else 0,
        pay=len(tranches_due(uow)) if can(Permission.GRANT_PAY) else 0,
        came_back=count(
            uow, GrantFilter(states=(GrantState.RETURNED, GrantState.APPROVED), caseworker_id=me)
        ),
    )


@action("grant.badge", requires=Permission.GRANT_READ)
def badge(uow: UnitOfWork) -> int:
    """What waits for this actor on the page of grants; decisions wait under Approvals."""
    found = waiting(uow)
    return found.appraise + found.pay + found.came_back


@action("grant.waiting_for_appraisal", requires=Permission.GRANT_APPRAISE)
def waiting_for_appraisal(uow: UnitOfWork) -> tuple[GrantRow, ...]:
    """Applications this actor may appraise, the oldest first."""
    query = _select(uow, GrantFilter(states=(GrantState.APPLIED,))).order_by(Grant.applied_on, Grant.id)
    return _rows(uow, _of_others(uow, query))


@action("grant.waiting_for_decision", requires=Permission.GRANT_APPROVE)
def waiting_for_decision(uow: UnitOfWork) -> tuple[GrantRow, ...]:
    """Appraised grants this actor may decide (not those they applied for or appraised), the oldest first."""
    query = _select(uow, GrantFilter(states=(GrantState.APPRAISED,))).where(
        Grant.appraised_by != uow.actor.id
    )
    return _rows(uow, _of_others(uow, query.order_by(Grant.appraised_on, Grant.id)))


@action("grant.came_back", requires=Permission.GRANT_READ)
def came_back(uow: UnitOfWork) -> tuple[GrantRow, ...]:
    """This caseworker's grants that came back from a decision: sent back with a comment, or approved and to be signed."""
    only = GrantFilter(states=(GrantState.RETURNED, GrantState.APPROVED), caseworker_id=uow.actor.id)
    return _rows(uow, uow.session.execute(_select(uow, only).order_by(Grant.applied_on, Grant.id)))


@action("grant.tranches_due", requires=Permission.GRANT_READ)
def tranches_due(uow: UnitOfWork, caseworker_id: str = "") -> tuple[DueTranche, ...]:
    """Tranches that can be paid now: agreement signed, condition met, money left; the longest waiting first."""
    query = _select(uow, GrantFilter(states=(GrantState.PAYING,), caseworker_id=caseworker_id))
    query = query.join(Tranche, Tranche.grant_id == Grant.id).where(
        Tranche.met_on.is_not(None), Tranche.dropped_on.is_(None), Tranche.paid < Tranche.amount
    )
    found = uow.session.execute(query.add_columns(Tranche).order_by(Tranche.met_on, Tranche.id)).all()
    who = names(uow.session)
    rows = {row.id: row for row in _rows(uow, [f[:-1] for f in found])}
    own = {grant.id for grant, *_others in found if uow.actor.id in (*grant.makers, grant.decided_by)}
    return tuple(
        DueTranche(rows[t.grant_id], tranche_view(t, who, uow.actor),
                   t.grant_id in own)
        for *_others, t in found
    )  # fmt: skip


@action("grant.conditions_returned", requires=Permission.GRANT_APPLY)
def conditions_returned(uow: UnitOfWork) -> tuple[DueTranche, ...]:
    """Conditions this person confirmed and whoever pays sent back, while nobody confirmed them again."""
    query = _select(uow, GrantFilter(states=(GrantState.PAYING,))).join(Tranche, Tranche.grant_id == Grant.id)
    query = query.where(Tranche.returned_on.is_not(None), Tranche.met_on.is_(None), Tranche.dropped_on.is_(None),
                        Tranche.met_by == uow.actor.id)  # fmt: skip
    found = uow.session.execute(query.add_columns(Tranche).order_by(Tranche.returned_on, Tranche.id)).all()
    who = names(uow.session)
    rows = {row.id: row for row in _rows(uow, [f[:-1] for f in found])}
    return tuple(DueTranche(rows[t.grant_id], tranche_view(t, who, uow.actor)) for *_others, t in found)


@action("grant.visits_due", requires=Permission.GRANT_READ)
def visits_due(uow: UnitOfWork, until: date, caseworker_id: str = "") -> tuple[GrantRow, ...]:
    """Grants whose next business visit is due by that day, the latest first."""
    only = GrantFilter(caseworker_id=caseworker_id, visit_until=until)
    return _rows(uow, uow.session.execute(_select(uow, only).order_by(Grant.next_visit_on, Grant.id)))


@action("grant.due_counts", requires=Permission.GRANT_READ)
def due_counts(uow: UnitOfWork, caseworker_id: str = "") -> DueCounts:
    """How many grants have a tranche that can be paid, receipts that are late, an outcome to be asked."""
    return DueCounts(*(count(uow, due_filter(code, uow.today, caseworker_id)) for code in DUE))


def due_filter(code: str, on: date, caseworker_id: str = "") -> GrantFilter:
    """What a list of one kind of what is due (`tranche`, `receipts`, `outcome`) is narrowed to, on a day."""
    if code == "tranche":
        return GrantFilter(states=(GrantState.PAYING,), caseworker_id=caseworker_id, tranche_due=True)
    if code == "receipts":
        return GrantFilter(caseworker_id=caseworker_id, receipts_until=on - timedelta(days=1))
    return GrantFilter(tuple(GrantState), caseworker_id=caseworker_id, outcome_until=on)


STATES: dict[str, tuple[GrantState, ...]] = {
    "open": OPEN, **{state.value: (state,) for state in OPEN}, "settled": SETTLED,
}  # fmt: skip
STATE, MINE = "state", "mine"  # beside the filters: which list, and only one's own cases


def listed(me: str, today: date, typed: Typed) -> GrantFilter:
    """What the page of grants asks for: a state or what is due (`state`), only mine (`mine`), and what else narrows it."""
    asked = dict(typed)
    state, mine = asked.pop(STATE, "open"), me if asked.pop(MINE, "") else ""
    rest = tuple(asked.items())
    if state in DUE:
        return replace(due_filter(state, today, mine), typed=rest)
    return GrantFilter(states=STATES.get(state, OPEN), caseworker_id=mine, typed=rest)


@action("grant.receipts_late", requires=Permission.GRANT_READ)
def receipts_late(uow: UnitOfWork, on: date, caseworker_id: str = "") -> tuple[GrantRow, ...]:
    """Grants whose receipts were due before that day and do not cover what was paid, the latest first."""
    only = due_filter("receipts", on, caseworker_id)
    return _rows(uow, uow.session.execute(_select(uow, only).order_by(Grant.receipts_due_on, Grant.id)))


@action("grant.outcomes_due", requires=Permission.GRANT_READ)
def outcomes_due(uow: UnitOfWork, until: date, caseworker_id: str = "") -> tuple[GrantRow, ...]:
    """Grants whose outcome at 3, 6 or 12 months (the office's list) is to be asked by that day, the latest first.

    Closed grants too; those of closed cases not.
    """
    only = due_filter("outcome", until, caseworker_id)
    return _rows(uow, uow.session.execute(_select(uow, only).order_by(Grant.outcome_due_on, Grant.id)))


def _count_of_others(uow: UnitOfWork, state: GrantState) -> int:
    found = uow.session.execute(select(Grant.makers, Grant.appraised_by).where(Grant.state == state))
    return sum(uow.actor.id not in (*makers, appraiser) for makers, appraiser in found)


def _of_others(uow: UnitOfWork, query: Select[Grant, Case, Person]) -> list[Any]:
    """Without the applications this actor made or changed."""
    return [found for found in uow.session.execute(query) if uow.actor.id not in found[0].makers]


def _rows(uow: UnitOfWork, found: Iterable[Any]) -> tuple[GrantRow, ...]:
    """Lines of a list, with the tranches of all of them read at once."""
    listed = [tuple(f) for f in found]
    who, plans = names(uow.session), _plans(uow, [g.id for g, _case, _person in listed])
    groups = _group_names(uow, {g.group_id for g, _case, _person in listed if g.group_id})
    return tuple(_row(uow, g, c, p, who, plans.get(g.id, ()), groups) for g, c, p in listed)


def _group_names(uow: UnitOfWork, ids: set[str]) -> dict[str, str]:
    """What the groups are called, for whoever may know names."""
    if not ids or not uow.actor.can(Permission.PERSON_IDENTIFY):
        return {}
    found: Any = uow.session.execute(select(GrantGroup.id, GrantGroup.name).where(GrantGroup.id.in_(ids)))
    return dict(found.all())


def _plans(uow: UnitOfWork, ids: list[str]) -> dict[str, tuple[TrancheView, ...]]:
    found: dict[str, tuple[TrancheView, ...]] = {}
    if not ids:
        return found
    who = names(uow.session)
    query = (
        select(Tranche).where(Tranche.grant_id.in_(ids), Tranche.dropped_on.is_(None)).order_by(Tranche.seq)
    )
    for tranche in uow.session.scalars(query):
        found[tranche.grant_id] = (*found.get(tranche.grant_id, ()), tranche_view(tranche, who, uow.actor))
    return found


def _row(
    uow: UnitOfWork, g: Grant, c: Case, p: Person, who: dict[str, str], plan: tuple[TrancheView, ...],
    groups: dict[str, str],
) -> GrantRow:  # fmt: skip
    of = case_row(c, p, uow.actor, who)
    named = uow.actor.names(p.id)
    return GrantRow(
        id=g.id, number=g.number, case_id=c.id, case_number=c.number, person_id=p.id, name=of.name, place=of.place,
        business=g.business if p.id not in uow.actor.veiled else "", state=g.state, currency=g.currency, asked=g.asked,
        approved=g.approved, paid=g.paid,
        caseworker_id=c.owner_id, caseworker=of.caseworker, applied_on=g.applied_on, next_visit_on=g.next_visit_on,
        returned_why=(g.returned_why or "") if named and g.state is GrantState.RETURNED else "",
        next_step=next_step(g, plan, uow.today), tranches=plan, kind=g.kind, receipts_due_on=g.receipts_due_on,
        outcome_due_on=g.outcome_due_on, group=groups.get(g.group_id or "", ""),
    )  # fmt: skip


def _select(uow: UnitOfWork, only: GrantFilter) -> Select[Grant, Case, Person]:
    query = (
        select(Grant, Case, Person)
        .join(Case, Case.id == Grant.case_id)
        .join(Person, Person.id == Case.person_id)
    )
    return _narrow(uow, query, only)


def _narrow(uow: UnitOfWork, query: Select[*Ts], only: GrantFilter) -> Select[*Ts]:
    if set(only.states) in (set(OPEN), set(SETTLED)):
        query = query.where(Grant.settled.is_(set(only.states) == set(SETTLED)))
    elif set(only.states) != set(GrantState):
        query = query.where(Grant.state.in_(only.states))
    if only.caseworker_id:
        query = query.where(_carried_by(only.caseworker_id))
    for column, value in ((Grant.case_id, only.case_id), (Grant.line_id, only.line_id)):
        if value:
            query = query.where(column == value)
    for day, until in ((Grant.next_visit_on, only.visit_until), (Grant.receipts_due_on, only.receipts_until),
                       (Grant.outcome_due_on, only.outcome_until)):  # fmt: skip
        if until:
            query = query.where(day <= until)
    if only.outcome_until:
        query = query.where(Grant.case_id.in_(select(Case.id).where(Case.closed_on.is_(None))))
    if only.tranche_due:
        query = query.where(Grant.state == GrantState.PAYING, Grant.id.in_(_with_tranche_due()))
    return narrowing.apply(uow, query, FILTERS, only.typed)  # type: ignore[no-any-return]


def _with_tranche_due() -> Select[str]:
    payable = (Tranche.met_on.is_not(None), Tranche.dropped_on.is_(None), Tranche.paid < Tranche.amount)
    return select(Tranche.grant_id).where(*payable)


def _carried_by(caseworker_id: str) -> ColumnElement[bool]:
    """The case as it is carried today: who took it over has its grants too."""
    return Grant.case_id.in_(select(Case.id).where(Case.owner_id == caseworker_id))
