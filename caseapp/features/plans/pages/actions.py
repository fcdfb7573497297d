"""What can be done to a plan from a screen: each asks, saves, and says what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.features.plans import queries, service
from caseapp.features.plans.documents import certificate_pdf, plan_pdf
from caseapp.features.plans.form import (
    ACTIVITY_FORM,
    ASSISTANCE_FORM,
    CANCEL_FORM,
    DELIVERY_FORM,
    GOAL_FORM,
    NEED_FORM,
    PLAN_FORM,
    SIGN_FORM,
    TRACK_FORM,
    with_lines,
)
from caseapp.features.plans.needs import NeedView, surveyed
from caseapp.features.plans.views import ActivityView, AssistanceView, GoalView, PlanView
from caseapp.ui.page import Context
from caseapp.ui.preview import show_paper

OnAssistance = Callable[[Context, AssistanceView], None]


def ask_and_save(
    ctx: Context, form: Form, title: str, values: Mapping[str, Any], save: Callable[..., Any], done: str, note: str = "",
    confirm: str = "",
) -> None:  # fmt: skip
    """Ask for the form's values and run `save(uow, typed)`; `done` is told when it is kept."""
    typed = ctx.dialogs.ask(form, title, values, country=ctx.office.country, note=note, confirm=confirm)
    if typed is not None:
        ctx.tasks.write(save, typed, done=lambda _answer: ctx.toast(done))


def shown(form: Form, view: object) -> dict[str, Any]:
    """What a form shows of a record: also what it is compared with when saved."""
    return {f.name: getattr(view, f.name) for f in form.fields if hasattr(view, f.name)}


def next_version(plan: PlanView | None) -> str:
    """What a person should know before changing a plan that is in force."""
    if plan is None or plan.editable:
        return ""
    return _("The approved plan stays in force as it is. This begins version {number}.").format(
        number=plan.version + 1
    )


def add_goal(ctx: Context, case_id: str, need: str = "", plan: PlanView | None = None) -> None:
    """Ask for a goal and put it into the version being written."""
    dimension = surveyed(need)
    start = {"dimension": dimension} if dimension else {"need": need or None}
    ask_and_save(
        ctx, GOAL_FORM, _("New goal"), start, lambda uow, typed: service.add_goal(uow, case_id, typed),
        _("The goal is in the plan."), next_version(plan),
    )  # fmt: skip


def change_goal(ctx: Context, goal: GoalView, plan: PlanView) -> None:
    seen = shown(GOAL_FORM, goal)
    ask_and_save(
        ctx, GOAL_FORM, _("Change the goal"), seen, lambda uow, typed: service.change_goal(uow, goal.id, typed, seen),
        _("The goal is changed."), next_version(plan),
    )  # fmt: skip


def remove_goal(ctx: Context, goal: GoalView) -> None:
    text = _("“{goal}” and its activities leave the plan. Earlier versions keep them.").format(goal=goal.text)
    if ctx.dialogs.confirm(_("Take the goal out?"), text, _("Take out"), danger=True):
        ctx.tasks.write(
            service.remove_goal, goal.id, done=lambda _plan: ctx.toast(_("The goal is taken out."))
        )


def with_budget(ctx: Context, case_id: str, form: Form, go_on: Callable[[Form], None]) -> None:
    """Go on with the form that also asks which budget line pays, where there is one."""
    ctx.tasks.read(queries.lines, case_id, done=lambda lines: go_on(with_lines(form, lines)))


def add_activity(ctx: Context, goal: GoalView, plan: PlanView) -> None:
    def go_on(form: Form) -> None:
        ask_and_save(
            ctx, form, _("New activity"), {}, lambda uow, typed: service.add_activity(uow, goal.id, typed),
            _("The activity is in the plan."), f"{goal.text} {next_version(plan)}".strip(),
        )  # fmt: skip

    with_budget(ctx, plan.case_id, ACTIVITY_FORM, go_on)


def change_activity(ctx: Context, activity: ActivityView, plan: PlanView) -> None:
    def go_on(form: Form) -> None:
        seen = shown(form, activity)
        ask_and_save(
            ctx, form, _("Change the activity"), seen,
            lambda uow, typed: service.change_activity(uow, activity.id, typed, seen), _("The activity is changed."),
            next_version(plan),
        )  # fmt: skip

    with_budget(ctx, plan.case_id, ACTIVITY_FORM, go_on)


def set_need(ctx: Context, case_id: str, need: NeedView) -> None:
    """Ask how pressing a need is, or why no goal answers it."""
    seen = {"level": need.level, "no_goal_why": need.why}
    ask_and_save(
        ctx, NEED_FORM, need.text, seen, lambda uow, typed: service.set_need(uow, case_id, need.code, typed),
        _("Noted."), _("A high need has a goal in the plan, or a reason why there is none."),
    )  # fmt: skip


def print_plan(ctx: Context, case_id: str) -> None:
    """The plan on paper, to be read aloud and signed."""
    show_paper(
        ctx, _("Reintegration plan"), lambda uow, level: plan_pdf(uow, case_id, level), name="reintegration-plan.pdf",
        parent=ctx.dialogs.window,
    )  # fmt: skip


def print_certificate(ctx: Context, given: AssistanceView) -> None:
    """The hand-over certificate of something that was given."""
    show_paper(
        ctx, _("Hand-over certificate"), lambda uow, level: certificate_pdf(uow, given.id, level),
        name="hand-over-certificate.pdf", parent=ctx.dialogs.window,
    )  # fmt: skip


def remove_activity(ctx: Context, activity: ActivityView) -> None:
    text = _("“{activity}” leaves the plan. Earlier versions keep it.").format(activity=activity.text)
    if ctx.dialogs.confirm(_("Take the activity out?"), text, _("Take out"), danger=True):
        ctx.tasks.write(
            service.remove_activity,
            activity.id,
            done=lambda _plan: ctx.toast(_("The activity is taken out.")),
        )


def track(ctx: Context, activity: ActivityView) -> None:
    """Ask how an activity goes."""
    seen = shown(TRACK_FORM, activity)
    ask_and_save(
        ctx, TRACK_FORM, _("How it goes"), seen, lambda uow, typed: service.track(uow, activity.id, typed, seen),
        _("Noted how it goes."), activity.text,
    )  # fmt: skip


def change_plan(ctx: Context, plan: PlanView) -> None:
    seen = shown(PLAN_FORM, plan)
    ask_and_save(
        ctx, PLAN_FORM, _("The plan as a whole"), seen, lambda uow, typed: service.change(uow, plan.id, typed, seen),
        _("The plan is changed."), next_version(plan),
    )  # fmt: skip


def sign(ctx: Context, plan: PlanView) -> None:
    ask_and_save(
        ctx, SIGN_FORM, _("Agreed with the person"), {"signed_on": ctx.clock.today()},
        lambda uow, typed: service.sign(uow, plan.id, typed), _("The agreement is kept."),
    )  # fmt: skip


def submit(ctx: Context, plan: PlanView) -> None:
    """Ask how the person agreed and give the plan to the supervisor."""
    seen = shown(SIGN_FORM, plan) | {"signed_on": plan.signed_on or ctx.clock.today()}
    ask_and_save(
        ctx, SIGN_FORM, _("Submit the plan"), seen, lambda uow, typed: service.submit(uow, plan.id, typed),
        _("The plan waits for your supervisor."), _("Your supervisor approves it or sends it back with a comment."),
        _("Submit"),
    )  # fmt: skip


def take_back(ctx: Context, plan: PlanView) -> None:
    ctx.tasks.write(service.take_back, plan.id, done=lambda _plan: ctx.toast(_("The plan is yours again.")))


def new_version(ctx: Context, case_id: str) -> None:
    ctx.tasks.write(
        service.revise, case_id,
        done=lambda plan: ctx.toast(_("Version {number} is begun.").format(number=plan.version)),
    )  # fmt: skip


def give_assistance(ctx: Context, case_id: str, activity: ActivityView | None = None) -> None:
    """Ask what was given or is planned, for an activity of the plan or besides it."""
    values: dict[str, Any] = {"delivered_on": ctx.clock.today()}
    if activity:
        values |= {"what": activity.what, "detail": activity.detail, "provider": activity.provider}
    root = activity.root_id if activity else ""

    def go_on(form: Form) -> None:
        ask_and_save(
            ctx, form, _("Assistance"), values,
            lambda uow, typed: service.record_assistance(uow, case_id, typed, root), _("The assistance is recorded."),
            activity.text if activity else "",
        )  # fmt: skip

    if activity and activity.line_id:  # what the plan says pays for it
        go_on(ASSISTANCE_FORM)
    else:
        with_budget(ctx, case_id, ASSISTANCE_FORM, go_on)


def change_assistance(ctx: Context, given: AssistanceView) -> None:
    def go_on(form: Form) -> None:
        seen = shown(form, given)
        ask_and_save(
            ctx, form, _("Change the assistance"), seen,
            lambda uow, typed: service.change_assistance(uow, given.id, typed, seen), _("The assistance is changed."),
        )  # fmt: skip

    with_budget(ctx, given.case_id, ASSISTANCE_FORM, go_on)


def deliver(ctx: Context, given: AssistanceView) -> None:
    values = shown(DELIVERY_FORM, given) | {"delivered_on": given.delivered_on or ctx.clock.today()}
    ask_and_save(
        ctx, DELIVERY_FORM, _("Given"), values, lambda uow, typed: service.deliver(uow, given.id, typed),
        _("It is recorded as given."), given.text,
    )  # fmt: skip


def cancel(ctx: Context, given: AssistanceView) -> None:
    ask_and_save(
        ctx, CANCEL_FORM, _("Not given after all"), {}, lambda uow, typed: service.cancel(uow, given.id, typed),
        _("It is called off."), given.text,
    )  # fmt: skip
