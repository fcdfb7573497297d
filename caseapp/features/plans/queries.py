"""Reading plans: the one of a case with its versions, what waits for a decision, what was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from caseapp.core.dates import short_day
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseRow, case_row, plan_due_on
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person
from caseapp.features.plans import budget as sharing
from caseapp.features.plans import needs
from caseapp.features.plans.budget import LineShare
from caseapp.features.plans.differences import differences
from caseapp.features.plans.models import Activity, ActivityState, Assistance, Goal, Plan, PlanState
from caseapp.features.plans.views import (
    ActivityRow,
    ActivityView,
    AssistanceView,
    CardLine,
    CasePlan,
    PlanCardView,
    PlanRow,
    PlanView,
    activity_view,
    assistance_view,
    goal_view,
    plan_view,
    version_view,
    with_progress,
)
from caseapp.features.programmes.models import BudgetLine

WORKING = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED)
OPEN = (ActivityState.PLANNED, ActivityState.UNDER_WAY)

# How this feature's journal entries read on the case's timeline: action -> (chip, tone, fields told).
TIMELINE = {
    "plan.start": (N_("Plan"), "neutral", ("baseline",)),
    "plan.revise": (N_("Plan"), "neutral", ()),
    "plan.change": (N_("Plan"), "neutral"),
    "plan.add_goal": (N_("Goal"), "neutral", ("objective",)),
    "plan.change_goal": (N_("Goal"), "neutral", ("objective", "term")),
    "plan.remove_goal": (N_("Goal"), "neutral", ()),
    "plan.add_activity": (N_("Activity"), "neutral", ()),
    "plan.change_activity": (N_("Activity"), "neutral"),
    "plan.remove_activity": (N_("Activity"), "neutral", ()),
    "plan.sign": (N_("Plan signed"), "brand", ("signed_how",)),
    "plan.submit": (N_("Plan submitted"), "brand", ("signed_how",)),
    "plan.take_back": (N_("Plan"), "neutral", ()),
    "plan.approve": (N_("Plan approved"), "ok", ()),
    "plan.return": (N_("Plan sent back"), "warn", ("comment",)),
    "plan.need": (N_("Need"), "neutral", ("level", "no_goal_why")),
    "plan.track": (N_("Activity"), "brand", ("state", "steps_done", "dropped_why")),
    "assistance.record": (N_("Assistance"), "ok", ("what", "detail", "value")),
    "assistance.change": (N_("Assistance"), "neutral"),
    "assistance.deliver": (N_("Assistance"), "ok", ("what", "detail", "delivered_on")),
    "assistance.cancel": (N_("Assistance"), "warn", ("cancelled_why",)),
}


@action("plan.of_case", requires=Permission.PLAN_READ)
def of_case(uow: UnitOfWork, case_id: str) -> CasePlan:
    """Everything about a case's plan. Raises NotFound for a case one may not know of."""
    case = uow.get(Case, case_id)
    person = uow.get(Person, case.person_id)
    plans = uow.session.scalars(_plans(case_id)).all()
    approved = _first(plans, PlanState.APPROVED)
    working = _first(plans, *WORKING)
    views = _views(uow, [p for p in (approved, working) if p])
    in_force, in_work = (views.get(p.id) if p else None for p in (approved, working))
    if in_force and in_work:
        in_work = with_progress(in_work, in_force)
    shown = in_work or in_force
    due = plan_due_on(uow, case, person)
    who = names(uow.session)
    return CasePlan(
        case_id=case_id, approved=in_force, working=in_work, versions=tuple(version_view(p, who) for p in plans),
        due_on=due, days_late=_days_late(due, case.planned_on, case.closed_on or uow.today),
        needs=needs.of_case(uow, case_id, person, shown.goals if shown else ()), open=case.closed_on is None,
    )  # fmt: skip


@action("plan.version", requires=Permission.PLAN_READ)
def version(uow: UnitOfWork, plan_id: str) -> PlanView:
    """One version of a plan. Raises NotFound."""
    return _views(uow, [uow.get(Plan, plan_id)])[plan_id]


@action("plan.differences", requires=Permission.PLAN_READ)
def changed(uow: UnitOfWork, plan_id: str) -> tuple[str, ...]:
    """What this version changes against the one before it that was approved, a sentence each; () for the first."""
    plan = uow.get(Plan, plan_id)
    earlier = uow.session.scalars(
        _plans(plan.case_id).where(Plan.version < plan.version,
                                   Plan.status.in_((PlanState.APPROVED, PlanState.SUPERSEDED)))
    ).first()  # fmt: skip
    views = _views(uow, [plan, *([earlier] if earlier else [])])
    return differences(views[earlier.id] if earlier else None, views[plan.id])


@action("plan.waiting", requires=Permission.PLAN_APPROVE)
def waiting_for_decision(uow: UnitOfWork) -> tuple[PlanRow, ...]:
    """Plans a caseworker submitted, the oldest first; also one's own, which somebody else must decide."""
    query = _rows().where(Plan.status == PlanState.SUBMITTED).order_by(Plan.submitted_on, Plan.id)
    return _plan_rows(uow, query)


@action("plan.waiting_count", requires=Permission.PLAN_APPROVE)
def waiting_count(uow: UnitOfWork) -> int:
    """How many plans wait for a decision."""
    return uow.session.scalar(select(func.count(Plan.id)).where(Plan.status == PlanState.SUBMITTED)) or 0


@action("plan.came_back", requires=Permission.PLAN_READ)
def came_back(uow: UnitOfWork) -> tuple[PlanRow, ...]:
    """Plans this person submitted that came back with a comment and were not submitted again."""
    mine = (Plan.status == PlanState.RETURNED) & (Plan.submitted_by == uow.actor.id)
    return _plan_rows(uow, _rows().where(mine).order_by(Plan.decided_on, Plan.id))


@action("plan.activities_due", requires=Permission.PLAN_READ)
def activities_due(uow: UnitOfWork, until: date, caseworker_id: str = "") -> tuple[ActivityRow, ...]:
    """Open activities of plans in force that should be done by `until`, of one caseworker or all, the latest first."""
    status: Any = Plan.status
    state: Any = Activity.state
    if (
        caseworker_id
    ):  # few cases: with expressions the file starts from them, not from everybody's plans and activities
        status, state = func.coalesce(status, PlanState.DRAFT), func.coalesce(state, ActivityState.DROPPED)
    query = (
        select(Activity, Case, Person).join(Plan, Plan.id == Activity.plan_id).join(Case, Case.id == Activity.case_id)
        .join(Person, Person.id == Case.person_id)
        .where(status == PlanState.APPROVED, Activity.removed.is_(False), state.in_(OPEN), Activity.due_on <= until,
               Case.closed_on.is_(None))
        .order_by(Activity.due_on, Activity.id)
    )  # fmt: skip
    if caseworker_id:
        query = query.where(Case.owner_id == caseworker_id)
    found = uow.session.execute(query).all()
    given = _given(uow, {a.root_id for a, _c, _p in found})
    who = names(uow.session)
    return tuple(
        ActivityRow(activity_view(a, uow.actor, given), case_row(c, p, uow.actor, who)) for a, c, p in found
    )


@action("plan.reviews_due", requires=Permission.PLAN_READ)
def reviews_due(uow: UnitOfWork, until: date, caseworker_id: str) -> tuple[tuple[CaseRow, date], ...]:
    """Cases of one caseworker whose plan in force says to look at it again by `until`, with that day, the oldest first."""
    status = func.coalesce(Plan.status, PlanState.DRAFT)  # few cases: the file starts from them
    query = (
        select(Case, Person, Plan.review_on)
        .join(Person, Person.id == Case.person_id)
        .join(Plan, Plan.case_id == Case.id)
        .where(
            Case.owner_id == caseworker_id,
            Case.closed_on.is_(None),
            status == PlanState.APPROVED,
            Plan.review_on <= until,
        )
        .order_by(Plan.review_on, Case.id)
    )
    who = names(uow.session)
    return tuple((case_row(c, p, uow.actor, who), on) for c, p, on in uow.session.execute(query) if on)


@action("plan.card", requires=Permission.PLAN_READ)
def card(uow: UnitOfWork, case_id: str) -> PlanCardView:
    """What the case's overview shows of its plan: the version in force, else the one being written."""
    whole = of_case(uow, case_id)
    plan = whole.approved or whole.working
    if plan is None:
        return PlanCardView("", (), whole.days_late, False)
    return PlanCardView(
        _heading(plan), tuple(_line(a, uow.today) for a in plan.activities), whole.days_late, True
    )


@action("plan.assistance", requires=Permission.PLAN_READ)
def assistance(uow: UnitOfWork, case_id: str) -> tuple[AssistanceView, ...]:
    """What was planned for and given to the person of a case, the newest first, what was called off too."""
    uow.get(Case, case_id)
    when = func.coalesce(Assistance.delivered_on, Assistance.planned_on, Assistance.created_on)
    query = (
        select(Assistance).where(Assistance.case_id == case_id).order_by(when.desc(), Assistance.id.desc())
    )
    return tuple(assistance_view(a, uow.actor) for a in uow.session.scalars(query))


@action("plan.given", requires=Permission.PLAN_READ)
def given(uow: UnitOfWork, assistance_id: str) -> AssistanceView:
    """One thing that was planned or given, with who handed it over. Raises NotFound."""
    return assistance_view(uow.get(Assistance, assistance_id), uow.actor, names(uow.session))


def guard(uow: UnitOfWork, case_id: str) -> str | None:
    """What keeps a case from closing: a plan nobody decided on."""
    waits = select(func.count(Plan.id)).where(Plan.case_id == case_id, Plan.status == PlanState.SUBMITTED)
    return _("A plan is waiting for a decision.") if uow.session.scalar(waits) else None


def wishes(uow: UnitOfWork, case_id: str) -> tuple[str, ...]:
    """What a closure should have of the plan: every activity done or dropped."""
    query = select(func.count(Activity.id)).join(Plan, Plan.id == Activity.plan_id)
    in_force = (Plan.case_id == case_id, Plan.status == PlanState.APPROVED, Activity.removed.is_(False))
    count = uow.session.scalar(query.where(*in_force, Activity.state.in_(OPEN))) or 0
    words = n_(
        "{count} activity of the plan is still open.", "{count} activities of the plan are still open.", count
    )
    return (words,) if count else ()


@action("plan.budget", requires=Permission.PLAN_READ)
def budget(uow: UnitOfWork, plan_id: str) -> tuple[LineShare, ...]:
    """What a version of a plan costs each budget line, and what others leave of it. Raises NotFound."""
    return sharing.shares(uow, version(uow, plan_id))


@action("plan.lines", requires=Permission.PLAN_READ)
def lines(uow: UnitOfWork, case_id: str) -> tuple[tuple[str, str], ...]:
    """The budget lines help of a case can be paid from: key and words with what is left."""
    return sharing.choices(uow, case_id)


def _days_late(due: date, planned_on: date | None, until: date) -> int:
    return max(0, ((planned_on or until) - due).days)


def _plans(case_id: str) -> Select[Plan]:
    return select(Plan).where(Plan.case_id == case_id).order_by(Plan.version.desc())


def _first(plans: Sequence[Plan], *states: PlanState) -> Plan | None:
    return next((p for p in plans if p.status in states), None)


def _views(uow: UnitOfWork, plans: Sequence[Plan]) -> dict[str, PlanView]:
    """These versions with everything in them, in three questions whatever their number."""
    keys = [p.id for p in plans]
    goals = uow.session.scalars(
        select(Goal).where(Goal.plan_id.in_(keys), Goal.removed.is_(False)).order_by(Goal.id)
    ).all()
    activities = _activities(uow, keys)
    who = names(uow.session)
    return {
        p.id: plan_view(
            p, uow.actor, who,
            tuple(goal_view(g, uow.actor, activities.get(g.id, ())) for g in goals if g.plan_id == p.id),
        )
        for p in plans
    }  # fmt: skip


def _activities(uow: UnitOfWork, plan_ids: Sequence[str]) -> dict[str, tuple[ActivityView, ...]]:
    query = (
        select(Activity)
        .where(Activity.plan_id.in_(plan_ids), Activity.removed.is_(False))
        .order_by(Activity.id)
    )
    found = uow.session.scalars(query).all()
    given = _given(uow, {a.root_id for a in found})
    names_of = _line_names(uow, {a.line_id for a in found if a.line_id})
    goals: dict[str, tuple[ActivityView, ...]] = {}
    for a in found:
        goals[a.goal_id] = (*goals.get(a.goal_id, ()), activity_view(a, uow.actor, given, names_of))
    return goals


def _given(uow: UnitOfWork, roots: set[str]) -> Mapping[str, int]:
    """The value of what was delivered for each activity, in minor units."""
    query = (
        select(Assistance.activity_id, func.sum(Assistance.value))
        .where(Assistance.activity_id.in_(roots), Assistance.delivered_on.is_not(None), Assistance.cancelled_on.is_(None))
        .group_by(Assistance.activity_id)
    )  # fmt: skip
    return {key: int(value or 0) for key, value in uow.session.execute(query) if key}


def _line_names(uow: UnitOfWork, keys: set[str]) -> Mapping[str, str]:
    """The budget lines in words, by key."""
    query = select(BudgetLine.id, BudgetLine.code, BudgetLine.title).where(BudgetLine.id.in_(keys))
    return {key: f"{code} {title}" for key, code, title in uow.session.execute(query)} if keys else {}


def _rows() -> Select[Plan, Case, Person]:
    return (
        select(Plan, Case, Person)
        .join(Case, Case.id == Plan.case_id)
        .join(Person, Person.id == Case.person_id)
    )


def _plan_rows(uow: UnitOfWork, query: Select[Plan, Case, Person]) -> tuple[PlanRow, ...]:
    found = uow.session.execute(query).all()
    who = names(uow.session)
    views = _views(uow, [plan for plan, _c, _p in found])
    return tuple(_plan_row(views[p.id], case_row(c, person, uow.actor, who)) for p, c, person in found)


def _plan_row(plan: PlanView, case: CaseRow) -> PlanRow:
    return PlanRow(
        id=plan.id, case=case, version=plan.version, submitted_on=plan.submitted_on, submitted_by=plan.submitted_by,
        submitted_name=plan.submitted_name, comment=plan.comment, goals=len(plan.goals),
        activities=len(plan.activities), cost=plan.cost, currency=plan.currency,
    )  # fmt: skip


def _heading(plan: PlanView) -> str:
    number = _("version {number}").format(number=plan.version)
    if plan.status is not PlanState.APPROVED:
        return f"{number}, {plan.status.shown().lower()}"
    signed = (
        _("signed {day}").format(day=short_day(plan.signed_on)) if plan.signed_on else _("not signed yet")
    )
    return f"{signed}, {number}"


def _line(activity: ActivityView, today: date) -> CardLine:
    late = activity.late(today)
    return CardLine(activity.text, activity.progress, _("late") if late else activity.stands, late)
