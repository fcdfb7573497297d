"""How one version of a plan becomes the next: everything is copied, every copy remembers its root."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from caseapp.data.base import Scoped
from caseapp.data.uow import UnitOfWork
from caseapp.features.plans.form import ACTIVITY_FORM, GOAL_FORM, PLAN_FORM
from caseapp.features.plans.models import Activity, Goal, Plan

TRACKED = ("state", "steps_done", "done_on", "dropped_why")


def seen_by(record: Scoped) -> dict[str, Any]:
    """Who may know of a record, for those that belong to it."""
    return {"team": record.team, "owner_id": record.owner_id, "restricted": record.restricted}


def copy(uow: UnitOfWork, plan: Plan) -> Plan:
    """The next version of a plan, as a draft of whoever asked for it."""
    draft = uow.add(
        Plan(case_id=plan.case_id, version=plan.version + 1, author_id=uow.actor.id, currency=plan.currency,
             **_values(plan, [f.name for f in PLAN_FORM.fields]), **seen_by(plan))
    )  # fmt: skip
    goals = uow.session.scalars(
        select(Goal).where(Goal.plan_id == plan.id, Goal.removed.is_(False)).order_by(Goal.id)
    )
    for goal in goals.all():
        _copy_goal(uow, goal, draft)
    return draft


def _copy_goal(uow: UnitOfWork, goal: Goal, draft: Plan) -> None:
    here = uow.add(
        Goal(case_id=goal.case_id, plan_id=draft.id, root_id=goal.root_id,
             **_values(goal, [f.name for f in GOAL_FORM.fields]), **seen_by(goal))
    )  # fmt: skip
    query = (
        select(Activity).where(Activity.goal_id == goal.id, Activity.removed.is_(False)).order_by(Activity.id)
    )
    for activity in uow.session.scalars(query).all():
        values = _values(activity, [f.name for f in ACTIVITY_FORM.fields] + ["line_id", *TRACKED])
        uow.add(
            Activity(case_id=goal.case_id, plan_id=draft.id, goal_id=here.id, root_id=activity.root_id,
                     currency=activity.currency, **values, **seen_by(activity))
        )  # fmt: skip


def take_over(uow: UnitOfWork, before: Plan, after: Plan) -> None:
    """Bring over how the activities went on the old version while the new one was written and decided."""
    old = {a.root_id: a for a in uow.session.scalars(select(Activity).where(Activity.plan_id == before.id))}
    for activity in uow.session.scalars(select(Activity).where(Activity.plan_id == after.id)):
        if was := old.get(activity.root_id):
            for name in TRACKED:
                setattr(activity, name, getattr(was, name))


def _values(record: object, names: list[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
