"""What plans cost a programme's budget lines. Like the sums of grants these count every plan: row scope hides records from

readers, not money from a line, so the questions go to the tables themselves. Lines for grants are left to the grants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, select

from caseapp.core import money
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.plans.models import Activity, ActivityState, Assistance, Plan, PlanState
from caseapp.features.plans.views import PlanView
from caseapp.features.programmes import queries as programmes
from caseapp.features.programmes.queries import LineView

PLAN: Any = Plan.__table__
ACTIVITY: Any = Activity.__table__
GIVEN: Any = Assistance.__table__


class LineShare(Struct, frozen=True):
    """A budget line and what is left of it, in minor units: `others` is what other plans and help promised take,
    `this` what the plan in question costs it."""

    line: LineView
    others: int
    this: int

    @property
    def left(self) -> int:
        return self.line.amount - self.others - self.this

    @property
    def title(self) -> str:
        return f"{self.line.code} {self.line.title}"


def lines(uow: UnitOfWork, case_id: str) -> tuple[LineView, ...]:
    """The budget lines help of this case can be paid from: of its programme, else of all that run today."""
    programme_id = uow.get(Case, case_id).programme_id
    if programme_id:
        found = [p for p in programmes.programmes(uow) if p.id == programme_id]
    else:
        found = [p for p in programmes.programmes(uow) if p.running(uow.today)]
    return tuple(line for p in found for line in p.lines if not line.for_grants)


def choices(uow: UnitOfWork, case_id: str) -> tuple[tuple[str, str], ...]:
    """The same for a form: key and how it is shown, with what is left."""
    found = lines(uow, case_id)
    taken = _taken(uow, [line.id for line in found], case_id="")
    shares = (LineShare(line, taken[line.id], 0) for line in found)
    left = _("{line}, {amount} left")
    return tuple(
        (s.line.id, left.format(line=s.title, amount=money.shown(s.left, s.line.currency))) for s in shares
    )


def shares(uow: UnitOfWork, plan: PlanView) -> tuple[LineShare, ...]:
    """The lines a plan is paid from, each with what others take and what this plan does; in the order of the lines."""
    costs: dict[str, int] = {}
    for activity in plan.activities:
        if activity.line_id and activity.state is not ActivityState.DROPPED:
            costs[activity.line_id] = costs.get(activity.line_id, 0) + max(activity.cost or 0, activity.given)
    taken = _taken(uow, list(costs), plan.case_id)
    views = (programmes.line(uow, key) for key in costs)
    found = [LineShare(v, taken[v.id], costs[v.id]) for v in views]
    return tuple(sorted(found, key=lambda share: share.title))


def refused(uow: UnitOfWork, shares: Iterable[LineShare]) -> tuple[str, ...]:
    """The same sentences for those lines a plan takes so far above their amount that the office refuses it."""
    most = uow.office.rule("plan.over_budget")
    return over(s for s in shares if (s.others + s.this) * 100 > s.line.amount * most)


def over(shares: Iterable[LineShare]) -> tuple[str, ...]:
    """A sentence for each line that has too little left."""
    words = _("{line}: this plan needs {this}, but only {left} is left.")
    return tuple(
        words.format(
            line=s.title, this=money.shown(s.this, s.line.currency),
            left=money.shown(max(0, s.line.amount - s.others), s.line.currency),
        )
        for s in shares if s.left < 0
    )  # fmt: skip


def _taken(uow: UnitOfWork, line_ids: Collection[str], case_id: str) -> dict[str, int]:
    """What approved plans (all but those of a case) and help outside any plan take of each of these lines."""
    uow.session.flush()
    given = (
        select(GIVEN.c.activity_id, GIVEN.c.line_id, func.sum(GIVEN.c.value).label("given"))
        .where(
            GIVEN.c.delivered_on.is_not(None), GIVEN.c.cancelled_on.is_(None), GIVEN.c.line_id.in_(line_ids)
        )
        .group_by(GIVEN.c.activity_id, GIVEN.c.line_id)
        .subquery()
    )
    cost, paid = func.coalesce(ACTIVITY.c.cost, 0), func.coalesce(given.c.given, 0)
    planned = (
        select(ACTIVITY.c.line_id, func.sum(case((cost > paid, cost), else_=paid)))
        .select_from(ACTIVITY)
        .join(PLAN, PLAN.c.id == ACTIVITY.c.plan_id)
        .outerjoin(given, (given.c.activity_id == ACTIVITY.c.root_id) & (given.c.line_id == ACTIVITY.c.line_id))
        .where(
            ACTIVITY.c.line_id.in_(line_ids), ACTIVITY.c.removed.is_(False), ACTIVITY.c.state != ActivityState.DROPPED,
            PLAN.c.status == PlanState.APPROVED, PLAN.c.case_id != case_id,
        )
        .group_by(ACTIVITY.c.line_id)
    )  # fmt: skip
    besides = (
        select(GIVEN.c.line_id, func.sum(GIVEN.c.value))
        .where(GIVEN.c.line_id.in_(line_ids), GIVEN.c.activity_id.is_(None), GIVEN.c.cancelled_on.is_(None))
        .group_by(GIVEN.c.line_id)
    )
    found = dict.fromkeys(line_ids, 0)
    for query in (planned, besides):
        for line_id, taken in uow.session.execute(query):
            found[line_id] += int(taken or 0)
    return found
