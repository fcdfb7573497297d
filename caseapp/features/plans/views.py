"""What screens and papers see of plans: plain frozen values. Who may not identify people reads codes, not free text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from caseapp.core import codes, money
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.features.cases.queries import CaseRow
from caseapp.features.plans.models import (
    Activity,
    ActivityState,
    Assistance,
    Dimension,
    Feasibility,
    Goal,
    Plan,
    PlanState,
    Signing,
    Term,
)
from caseapp.features.plans.needs import NeedView

FREE_TEXT = frozenset({
    "objective", "detail", "provider_name", "responsible", "verification", "dropped_why", "baseline", "risks", "comment",
    "signed_witness", "witness", "cancelled_why", "written_at", "resources", "place", "serials",
})  # fmt: skip


class ActivityView(Struct, frozen=True):
    """One activity; amounts in minor units of `currency`. `given` is the value of help delivered for it."""

    id: str
    root_id: str
    goal_id: str
    what: str
    detail: str | None
    provider: str
    provider_name: str | None
    responsible: str | None
    cost: int | None
    currency: str
    starts_on: date | None
    due_on: date | None
    steps_total: int | None
    verification: str | None
    state: ActivityState
    steps_done: int | None
    done_on: date | None
    dropped_why: str | None
    resources: str | None
    line_id: str | None
    line: str = ""  # the budget line in words
    given: int = 0

    @property
    def text(self) -> str:
        """The activity in a few words: the worker's own, or the kind of help."""
        return self.detail or codes.label("assistance", self.what)

    @property
    def open(self) -> bool:
        return self.state in (ActivityState.PLANNED, ActivityState.UNDER_WAY)

    @property
    def progress(self) -> float:
        """How far it is, 0 to 1: what is done of so many, else what was given of the cost."""
        if self.state is ActivityState.DONE:
            return 1.0
        if self.steps_total:
            return min(1.0, (self.steps_done or 0) / self.steps_total)
        return min(1.0, self.given / self.cost) if self.cost else 0.0

    @property
    def stands(self) -> str:
        """How far it is, in a few words: `done`, `2 of 4`, `M 8,000 of 12,000`; else its state."""
        if self.state in (ActivityState.DONE, ActivityState.DROPPED):
            return self.state.shown().lower()
        if self.steps_total:
            return _("{done} of {total}").format(done=self.steps_done or 0, total=self.steps_total)
        if self.cost and self.given:
            whole = money.shown(self.cost, self.currency).partition(" ")[2]
            return _("{done} of {total}").format(done=money.shown(self.given, self.currency), total=whole)
        return self.state.shown().lower()

    def late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.open and self.due_on is not None and self.due_on < today


class GoalView(Struct, frozen=True):
    id: str
    root_id: str
    need: str | None
    dimension: Dimension
    objective: str
    term: Term | None
    feasibility: Feasibility | None
    activities: tuple[ActivityView, ...] = ()

    @property
    def text(self) -> str:
        """What should be reached; for who may not read that, the need."""
        return self.objective or (codes.label("needs", self.need) if self.need else self.dimension.shown())


class PlanView(Struct, frozen=True):
    """One version of a plan with its goals and activities."""

    id: str
    case_id: str
    version: int
    status: PlanState
    author_id: str
    baseline: str | None
    risks: str | None
    ceiling: int | None
    currency: str
    review_on: date | None
    submitted_on: date | None
    submitted_by: str | None
    submitted_name: str
    decided_on: date | None
    decided_by: str | None
    decided_name: str
    comment: str | None
    signed_on: date | None
    signed_how: Signing | None
    signed_witness: str | None
    written_at: str | None
    exchange_rate: str | None
    business_plan: str | None
    goals: tuple[GoalView, ...] = ()

    @property
    def activities(self) -> tuple[ActivityView, ...]:
        return tuple(activity for goal in self.goals for activity in goal.activities)

    @property
    def editable(self) -> bool:
        return self.status in (PlanState.DRAFT, PlanState.RETURNED)

    @property
    def cost(self) -> int:
        """What all activities cost together, dropped ones left out, in minor units of `currency`."""
        return sum(a.cost or 0 for a in self.activities if a.state is not ActivityState.DROPPED)

    def by_dimension(self) -> dict[Dimension, tuple[GoalView, ...]]:
        """Goals under their dimension, in the usual order; dimensions without a goal are left out."""
        found = {d: tuple(g for g in self.goals if g.dimension is d) for d in Dimension}
        return {dimension: goals for dimension, goals in found.items() if goals}


class PlanVersion(Struct, frozen=True):
    """One line of the list of versions."""

    id: str
    version: int
    status: PlanState
    submitted_on: date | None
    decided_on: date | None
    decided_name: str
    signed_on: date | None


class CasePlan(Struct, frozen=True):
    """All there is of a case's plan: the version in force, the one being worked on, and how it stands with time."""

    case_id: str
    approved: PlanView | None
    working: PlanView | None
    versions: tuple[PlanVersion, ...]
    due_on: date
    days_late: int  # days after `due_on` at which the plan was approved, or that have passed without one
    needs: tuple[NeedView, ...]  # of the person, the most pressing first
    open: bool  # whether the case is: a closed one is only read

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Needs of the person that no goal answers."""
        return tuple(need.code for need in self.needs if not need.goal)

    @property
    def shown(self) -> PlanView | None:
        """The version to look at first: what is being worked on, else what is in force."""
        return self.working or self.approved


class PlanRow(Struct, frozen=True):
    """One plan in a list of many, with whose it is."""

    id: str
    case: CaseRow
    version: int
    submitted_on: date | None
    submitted_by: str | None
    submitted_name: str
    comment: str | None
    goals: int
    activities: int
    cost: int
    currency: str


class ActivityRow(Struct, frozen=True):
    """One activity in a list of many, with whose it is."""

    activity: ActivityView
    case: CaseRow


class CardLine(Struct, frozen=True):
    """One line of the plan's card on the case: text, how far from 0 to 1, the words at the right, whether it is late."""

    text: str
    progress: float
    right: str
    late: bool


class PlanCardView(Struct, frozen=True):
    heading: str  # `signed 2 Apr, version 2`
    lines: tuple[CardLine, ...]
    days_late: int
    exists: bool


class AssistanceView(Struct, frozen=True):
    """Help planned or given; `value` in minor units of `currency`."""

    id: str
    case_id: str
    activity_id: str | None
    what: str
    detail: str | None
    form: str
    provider: str
    quantity: int | None
    unit: str | None
    value: int | None
    currency: str
    planned_on: date | None
    delivered_on: date | None
    certified_on: date | None
    certified_how: Signing | None
    witness: str | None
    cancelled_on: date | None
    cancelled_why: str | None
    place: str | None
    serials: str | None
    line_id: str | None
    certificate: str | None
    giver: str = ""  # who of the office handed it over

    @property
    def text(self) -> str:
        return self.detail or codes.label("assistance", self.what)

    @property
    def amount(self) -> str:
        """`150 hens, M 8,000`: how much of what, and its value."""
        pieces = f"{self.quantity:,} {self.unit or ''}".strip() if self.quantity else ""
        worth = money.shown(self.value, self.currency) if self.value is not None else ""
        return ", ".join(part for part in (pieces, worth) if part)


def open_values(record: object, view: type[Any], actor: Actor) -> dict[str, Any]:
    """The values of a record for a view, free text blanked for those who may not know people by name."""
    named = actor.can(Permission.PERSON_IDENTIFY)
    values = {f.name: getattr(record, f.name) for f in fields(view) if hasattr(record, f.name)}
    if not named:
        values |= {n: "" if n == "objective" else None for n in FREE_TEXT & values.keys()}
    return values


def activity_view(
    activity: Activity,
    actor: Actor,
    given: Mapping[str, int],
    lines: Mapping[str, str] = MappingProxyType({}),
) -> ActivityView:
    return ActivityView(
        **open_values(activity, ActivityView, actor), given=given.get(activity.root_id, 0),
        line=lines.get(activity.line_id or "", ""),
    )  # fmt: skip


def goal_view(goal: Goal, actor: Actor, activities: tuple[ActivityView, ...]) -> GoalView:
    return GoalView(**open_values(goal, GoalView, actor), activities=activities)


def plan_view(plan: Plan, actor: Actor, who: Mapping[str, str], goals: tuple[GoalView, ...]) -> PlanView:
    return PlanView(
        **open_values(plan, PlanView, actor), submitted_name=who.get(plan.submitted_by or "", ""),
        decided_name=who.get(plan.decided_by or "", ""), goals=goals,
    )  # fmt: skip


def with_progress(draft: PlanView, in_force: PlanView) -> PlanView:
    """A version being written with how its activities go on the version in force, where progress is recorded."""
    now = {a.root_id: a for a in in_force.activities}

    def followed(a: ActivityView) -> ActivityView:
        was = now.get(a.root_id, a)
        return replace(
            a, state=was.state, steps_done=was.steps_done, done_on=was.done_on, dropped_why=was.dropped_why
        )

    goals = (replace(g, activities=tuple(followed(a) for a in g.activities)) for g in draft.goals)
    return replace(draft, goals=tuple(goals))


def version_view(plan: Plan, who: Mapping[str, str]) -> PlanVersion:
    return PlanVersion(
        plan.id, plan.version, plan.status, plan.submitted_on, plan.decided_on, who.get(plan.decided_by or "", ""),
        plan.signed_on,
    )  # fmt: skip


def assistance_view(
    given: Assistance, actor: Actor, who: Mapping[str, str] = MappingProxyType({})
) -> AssistanceView:
    giver = who.get(given.delivered_by or "", "")
    return AssistanceView(**open_values(given, AssistanceView, actor), giver=giver)
