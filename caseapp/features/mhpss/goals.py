"""What a person and their counsellor work towards: sealed like the sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.mhpss import sealed
from caseapp.features.mhpss.form import GOAL_FORM
from caseapp.features.mhpss.models import COMPARTMENT, Goal, GoalState
from caseapp.features.mhpss.views import GoalView

ORDER = {state: i for i, state in enumerate(GoalState)}


@action("mhpss.goals", requires=Permission.MHPSS_READ)
def goals(uow: UnitOfWork, case_id: str) -> tuple[GoalView, ...]:
    """The goals of a case, those being worked on first; opened and journalled as read."""
    sealed.inside(uow)
    uow.get(Case, case_id)
    found = uow.session.scalars(
        select(Goal).where(Goal.of_case_id == case_id, Goal.sealed != b"").order_by(Goal.id)
    ).all()
    for goal in found:
        uow.note("mhpss.read", Goal.__tablename__, goal.id)
    return tuple(sorted((_view(uow, goal) for goal in found), key=lambda g: (ORDER[g.state], g.set_on)))


@action("mhpss.add_goal", requires=Permission.MHPSS_WRITE)
def add(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> GoalView:
    """Agree on a goal with the person of a case. Raises Invalid."""
    sealed.inside(uow)
    case, values, key = cases.open_for_work(uow, case_id), _values(uow, raw), uuid7()
    goal = Goal(id=key, of_case_id=case.id, sealed=sealed.seal(uow, key, values), team=case.team,
                owner_id=uow.actor.id, restricted=case.restricted)  # fmt: skip
    return _view(uow, uow.add(goal))


@action("mhpss.change_goal", requires=Permission.MHPSS_WRITE)
def change(
    uow: UnitOfWork, goal_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> GoalView:
    """Change a goal or say how it stands, by any counsellor: goals outlive the counsellor. `seen` is what the form showed."""
    sealed.inside(uow)
    goal = uow.get(Goal, goal_id)
    cases.open_for_work(uow, goal.of_case_id)
    after = sealed.merged(_view(uow, goal).values(), _values(uow, raw), seen)
    if after is not None:
        goal.sealed = sealed.seal(uow, goal.id, after)
    return _view(uow, goal)


def _values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = GOAL_FORM.clean(raw)
    require({"set_on": sealed.future(uow, values["set_on"])})
    return values


def _view(uow: UnitOfWork, goal: Goal) -> GoalView:
    content = uow.sealer.open(COMPARTMENT, goal.id, goal.sealed)
    return GoalView(goal.id, **{f.name: f.read(content.get(f.name)) for f in GOAL_FORM.fields})
