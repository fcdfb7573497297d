"""Writing plans. A plan is written by one person and approved by another; what is approved stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import func, select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.people.models import Person
from caseapp.features.plans import budget, needs
from caseapp.features.plans.form import (
    ACTIVITY_FORM,
    GOAL_FORM,
    NEED_FORM,
    PLAN_FORM,
    RETURN_FORM,
    SIGN_FORM,
    TRACK_FORM,
    dimension_of,
    usual,
    with_lines,
)
from caseapp.features.plans.models import Activity, ActivityState, Goal, Plan, PlanNeed, PlanState
from caseapp.features.plans.queries import WORKING, of_case, version
from caseapp.features.plans.versions import copy, seen_by, take_over
from caseapp.features.plans.views import PlanView

Part = TypeVar("Part", Goal, Activity)


@action("plan.start", requires=Permission.PLAN_WRITE)
def start(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> PlanView:
    """Begin the first version of a case's plan. Raises Refused when there is one."""
    case = cases.open_for_work(uow, case_id)
    if uow.session.scalar(select(func.count(Plan.id)).where(Plan.case_id == case_id)):
        raise Refused(_("This case has a plan. Change that one."))
    plan = _first_version(uow, case)
    uow.edit(plan, PLAN_FORM.clean(raw, uow.office.country))
    return version(uow, plan.id)


@action("plan.revise", requires=Permission.PLAN_WRITE)
def revise(uow: UnitOfWork, case_id: str) -> PlanView:
    """Begin a new version from the approved one. Raises Refused while another is being written or decided."""
    case = cases.open_for_work(uow, case_id)
    if _working(uow, case.id):
        raise Refused(_("A new version of this plan is already under way."))
    if not _approved(uow, case.id):
        raise Refused(_("This case has no approved plan yet."))
    return version(uow, _draft(uow, case).id)


@action("plan.change", requires=Permission.PLAN_WRITE)
def change(
    uow: UnitOfWork, plan_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PlanView:  # fmt: skip
    """Change what the plan says as a whole; on an approved one this begins a new version."""
    draft = _draft_of(uow, uow.get(Plan, plan_id))
    uow.edit(draft, PLAN_FORM.clean(raw, uow.office.country), seen)
    return _unsigned(uow, draft)


@action("plan.add_goal", requires=Permission.PLAN_WRITE)
def add_goal(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> PlanView:
    """Add a goal to the version being written; begins the plan, or a new version of it, when there is none."""
    case = cases.open_for_work(uow, case_id)
    values = _goal_values(uow, raw)
    draft = _draft(uow, case)
    key = uuid7()
    uow.add(Goal(id=key, root_id=key, case_id=case.id, plan_id=draft.id, **values, **seen_by(case)))
    return _unsigned(uow, draft)


@action("plan.change_goal", requires=Permission.PLAN_WRITE)
def change_goal(
    uow: UnitOfWork, goal_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PlanView:  # fmt: skip
    """Change a goal; on an approved plan this begins a new version."""
    goal = uow.get(Goal, goal_id)
    draft = _draft_of(uow, uow.get(Plan, goal.plan_id))
    uow.edit(_in(uow, draft, goal), _goal_values(uow, raw), seen)
    return _unsigned(uow, draft)


@action("plan.remove_goal", requires=Permission.PLAN_WRITE)
def remove_goal(uow: UnitOfWork, goal_id: str) -> PlanView:
    """Take a goal and its activities out of the version being written; earlier versions keep it."""
    goal = uow.get(Goal, goal_id)
    draft = _draft_of(uow, uow.get(Plan, goal.plan_id))
    here = _in(uow, draft, goal)
    here.removed = True
    for activity in uow.session.scalars(select(Activity).where(Activity.goal_id == here.id)):
        activity.removed = True
    return _unsigned(uow, draft)


@action("plan.add_activity", requires=Permission.PLAN_WRITE)
def add_activity(uow: UnitOfWork, goal_id: str, raw: Mapping[str, Any]) -> PlanView:
    """Add an activity under a goal; on an approved plan this begins a new version."""
    goal = uow.get(Goal, goal_id)
    plan = uow.get(Plan, goal.plan_id)
    case = cases.open_for_work(uow, plan.case_id)
    values = _activity_values(uow, case.id, raw)
    draft = _draft_of(uow, plan)
    key = uuid7()
    uow.add(
        Activity(id=key, root_id=key, case_id=case.id, plan_id=draft.id, goal_id=_in(uow, draft, goal).id,
                 currency=uow.office.currency, **values, **seen_by(case))
    )  # fmt: skip
    return _unsigned(uow, draft)


@action("plan.change_activity", requires=Permission.PLAN_WRITE)
def change_activity(
    uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PlanView:  # fmt: skip
    """Change what is planned of an activity; on an approved plan this begins a new version."""
    activity = uow.get(Activity, activity_id)
    draft = _draft_of(uow, uow.get(Plan, activity.plan_id))
    values = _activity_values(uow, activity.case_id, raw)
    if "line_id" not in raw:  # the form did not ask for it
        values.pop("line_id", None)
    uow.edit(_in(uow, draft, activity), values, seen)
    return _unsigned(uow, draft)


@action("plan.remove_activity", requires=Permission.PLAN_WRITE)
def remove_activity(uow: UnitOfWork, activity_id: str) -> PlanView:
    """Take an activity out of the version being written; earlier versions keep it."""
    activity = uow.get(Activity, activity_id)
    draft = _draft_of(uow, uow.get(Plan, activity.plan_id))
    _in(uow, draft, activity).removed = True
    return _unsigned(uow, draft)


@action("plan.sign", requires=Permission.PLAN_WRITE)
def sign(uow: UnitOfWork, plan_id: str, raw: Mapping[str, Any]) -> PlanView:
    """Record that the person agreed to this version. Raises Refused when they did already or it was replaced."""
    plan = uow.get(Plan, plan_id)
    cases.open_for_work(uow, plan.case_id)
    if plan.signed_on or plan.status is PlanState.SUPERSEDED:
        raise Refused(_("This version needs no signature any more."))
    values = SIGN_FORM.clean(raw)
    if not values["signed_how"]:
        raise Invalid({"signed_how": _("Choose how they agreed.")})
    _sign(uow, plan, values)
    return version(uow, plan.id)


@action("plan.submit", requires=Permission.PLAN_WRITE)
def submit(uow: UnitOfWork, plan_id: str, raw: Mapping[str, Any] | None = None) -> PlanView:
    """Give the version to the supervisor, signed (`raw` of SIGN_FORM) or to be signed later.

    Raises Refused for an empty plan, a goal without an activity, a high need with neither a goal nor a reason, a cost
    above the budget where the office refuses that, or a version that is not being written.
    """
    plan = uow.get(Plan, plan_id)
    cases.open_for_work(uow, plan.case_id)
    if plan.status not in (PlanState.DRAFT, PlanState.RETURNED):
        raise Refused(_("Only a plan that is being written can be submitted."))
    view = version(uow, plan.id)
    if not view.goals:
        raise Refused(_("The plan has no goal yet. Add at least one goal with an activity."))
    if idle := [g.text for g in view.goals if not g.activities]:
        raise Refused(_("This goal has no activity yet: {goal}").format(goal=idle[0]))
    if unanswered := needs.unanswered_words(of_case(uow, plan.case_id).needs):
        raise Refused(unanswered)
    _require_budget(uow, view)
    _sign(uow, plan, SIGN_FORM.clean(raw or {}))
    plan.status, plan.submitted_on, plan.submitted_by = PlanState.SUBMITTED, uow.today, uow.actor.id
    plan.decided_on = plan.decided_by = plan.comment = None
    return version(uow, plan.id)


@action("plan.take_back", requires=Permission.PLAN_WRITE)
def take_back(uow: UnitOfWork, plan_id: str) -> PlanView:
    """Take a submitted plan back to go on writing. Raises Refused when it was decided, or somebody else submitted it."""
    plan = uow.get(Plan, plan_id)
    if plan.status is not PlanState.SUBMITTED:
        raise Refused(_("This plan is not waiting for a decision."))
    if plan.submitted_by != uow.actor.id:
        raise Refused(_("Only who submitted the plan can take it back."))
    plan.status = PlanState.DRAFT
    return version(uow, plan.id)


@action("plan.approve", requires=Permission.PLAN_APPROVE)
def approve(uow: UnitOfWork, plan_id: str) -> PlanView:
    """Put a submitted version in force; the one before is replaced. Raises Refused for one's own plan."""
    plan = _to_decide(uow, plan_id)
    _require_budget(uow, version(uow, plan.id))
    before = _approved(uow, plan.case_id)
    if before:
        take_over(uow, before, plan)
        before.status = PlanState.SUPERSEDED
    plan.status, plan.decided_on, plan.decided_by = PlanState.APPROVED, uow.today, uow.actor.id
    cases.reached(uow, plan.case_id, "planned_on", uow.today)
    return version(uow, plan.id)


@action("plan.return", requires=Permission.PLAN_APPROVE)
def return_plan(uow: UnitOfWork, plan_id: str, raw: Mapping[str, Any]) -> PlanView:
    """Send a submitted version back to its caseworker with a comment. Raises Invalid without one."""
    plan = _to_decide(uow, plan_id)
    plan.comment = RETURN_FORM.clean(raw)["comment"]
    plan.status, plan.decided_on, plan.decided_by = PlanState.RETURNED, uow.today, uow.actor.id
    return version(uow, plan.id)


@action("plan.track", requires=Permission.PLAN_WRITE)
def track(
    uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> PlanView:  # fmt: skip
    """Record how an activity of the plan in force goes. Raises Refused for a plan that is not approved yet."""
    activity = uow.get(Activity, activity_id)
    plan = _approved(uow, activity.case_id)
    if plan is None:
        raise Refused(_("The plan is not approved yet. Progress is recorded once it is."))
    cases.open_for_work(uow, plan.case_id)
    here = _in(uow, plan, activity)
    values = _tracked(uow, here, TRACK_FORM.clean(raw))
    uow.edit(here, values, seen)
    return version(uow, plan.id)


@action("plan.need", requires=Permission.PLAN_WRITE)
def set_need(uow: UnitOfWork, case_id: str, need: str, raw: Mapping[str, Any]) -> None:
    """Say how pressing a need of the person is, or why no goal answers it (fields of NEED_FORM).

    Raises Refused for a need that is not on file: those are kept with the person.
    """
    case = cases.open_for_work(uow, case_id)
    if need not in (*uow.get(Person, case.person_id).needs, *needs.low_dimensions(uow, case.id)):
        raise Refused(_("This need is not on file. Add it to the person first."))
    values = NEED_FORM.clean(raw)
    stated = uow.session.scalars(
        select(PlanNeed).where(PlanNeed.case_id == case.id, PlanNeed.need == need)
    ).one_or_none()
    if stated is None:
        stated = PlanNeed(case_id=case.id, need=need, level=values["level"], **seen_by(case))
    stated.level, stated.no_goal_why = values["level"], values["no_goal_why"]
    uow.add(stated)


def _require_budget(uow: UnitOfWork, plan: PlanView) -> None:
    """Raise Refused for a plan that takes a line further above its amount than the office allows."""
    if found := budget.refused(uow, budget.shares(uow, plan)):
        raise Refused(" ".join(found))


def _tracked(uow: UnitOfWork, activity: Activity, values: dict[str, Any]) -> dict[str, Any]:
    done, total = values["steps_done"], activity.steps_total
    if values["state"] is ActivityState.DONE:
        values["done_on"] = values["done_on"] or uow.today
        values["steps_done"] = done = total or done
    require({
        "steps_done": _("Only {total} are planned.").format(total=total) if done and total and done > total else None,
        "done_on": _future(uow, values["done_on"]),
    })  # fmt: skip
    if done and values["state"] is ActivityState.PLANNED:
        values["state"] = ActivityState.UNDER_WAY
    return values


def _future(uow: UnitOfWork, day: Any) -> str | None:
    return _("This cannot lie in the future.") if day and day > uow.today else None


def _goal_values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = GOAL_FORM.clean(raw, uow.office.country)
    values["dimension"] = values["dimension"] or dimension_of(values["need"])
    require({"dimension": None if values["dimension"] else _("Choose a need or a dimension.")})
    return values


def _activity_values(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = with_lines(ACTIVITY_FORM, budget.choices(uow, case_id)).clean(raw, uow.office.country)
    if values.get("line_id"):
        values["line_id"] = str(values["line_id"])
    values["provider"] = values["provider"] or usual(values["what"], "delivery", "direct")
    return values


def _sign(uow: UnitOfWork, plan: Plan, values: Mapping[str, Any]) -> None:
    if not values["signed_how"]:
        return
    day = values["signed_on"] or uow.today
    require({"signed_on": _future(uow, day)})
    plan.signed_how, plan.signed_on, plan.signed_witness = values["signed_how"], day, values["signed_witness"]


def _unsigned(uow: UnitOfWork, plan: Plan) -> PlanView:
    """What was signed is the text as it stood then: a change asks for a new signature."""
    plan.signed_on = plan.signed_how = plan.signed_witness = None
    uow.session.flush()
    return version(uow, plan.id)


def _to_decide(uow: UnitOfWork, plan_id: str) -> Plan:
    plan = uow.get(Plan, plan_id)
    cases.open_for_work(uow, plan.case_id)
    if plan.status is not PlanState.SUBMITTED:
        raise Refused(_("This plan is not waiting for a decision."))
    if uow.actor.id in (plan.submitted_by, plan.author_id):
        raise Refused(_("Nobody approves their own request. Ask another supervisor."))
    return plan


def _approved(uow: UnitOfWork, case_id: str) -> Plan | None:
    query = select(Plan).where(Plan.case_id == case_id, Plan.status == PlanState.APPROVED)
    return uow.session.scalars(query).one_or_none()


def _working(uow: UnitOfWork, case_id: str) -> Plan | None:
    query = select(Plan).where(Plan.case_id == case_id, Plan.status.in_(WORKING))
    return uow.session.scalars(query).one_or_none()


def _draft_of(uow: UnitOfWork, plan: Plan) -> Plan:
    return _draft(uow, cases.open_for_work(uow, plan.case_id))


def _draft(uow: UnitOfWork, case: Case) -> Plan:
    """The version that may be written on: the one under way, a copy of the approved one, or the first."""
    working = _working(uow, case.id)
    if working and working.status is PlanState.SUBMITTED:
        raise Refused(_("This plan is waiting for a decision. Take it back to change it."))
    if working:
        return working
    approved = _approved(uow, case.id)
    return copy(uow, approved) if approved else _first_version(uow, case)


def _first_version(uow: UnitOfWork, case: Case) -> Plan:
    return uow.add(Plan(case_id=case.id, version=1, author_id=uow.actor.id, currency=uow.office.currency,
                        **seen_by(case)))  # fmt: skip


def _in(uow: UnitOfWork, plan: Plan, record: Part) -> Part:
    """The same goal or activity in another version. Raises Refused when that version no longer has it."""
    kind = type(record)
    query = select(kind).where(
        kind.plan_id == plan.id, kind.root_id == record.root_id, kind.removed.is_(False)
    )
    found = uow.session.scalars(query).one_or_none()
    if found is None:
        raise Refused(_("This is no longer part of the plan. Look at the newest version."))
    return found
