"""The tab “Plan & assistance” of a case: how the plan stands, its goals and activities, and what was given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from caseapp.core import dates, money
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.plans import queries
from caseapp.features.plans.budget import LineShare, over
from caseapp.features.plans.models import PlanState
from caseapp.features.plans.needs import NeedView
from caseapp.features.plans.pages import actions
from caseapp.features.plans.pages.card import late_words
from caseapp.features.plans.pages.given import GivenCard
from caseapp.features.plans.pages.outline import Entry, Outline
from caseapp.features.plans.pages.review import PlanReview, budget_rows, over_ceiling
from caseapp.features.plans.views import ActivityView, AssistanceView, CasePlan, GoalView, PlanView
from caseapp.ui.flow import Flow
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S2, S3
from caseapp.ui.widgets import (
    Card,
    Chip,
    Note,
    State,
    button,
    clear,
    column,
    label,
    menu_button,
    row,
    scrolled,
)

TONES = {
    PlanState.DRAFT: "neutral", PlanState.SUBMITTED: "brand", PlanState.RETURNED: "warn", PlanState.APPROVED: "ok",
    PlanState.SUPERSEDED: "neutral",
}  # fmt: skip


Everything = tuple[CasePlan, tuple[AssistanceView, ...], tuple[LineShare, ...]]


def everything(uow: UnitOfWork, case_id: str) -> Everything:
    """What the tab shows, in one reading."""
    whole = queries.of_case(uow, case_id)
    may = whole.shown is not None and uow.actor.can(Permission.PROGRAMME_READ)
    budget = queries.budget(uow, whole.shown.id) if may and whole.shown else ()
    return whole, queries.assistance(uow, case_id), budget


class PlanTab(Watching):
    """Shows the version being worked on, else the one in force; every other one through its menu."""

    watches = frozenset(
        {"plan", "plan_goal", "plan_activity", "plan_need", "assistance", "person", "case", "budget_line"}
    )

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.whole: CasePlan | None = None
        self.head = Card()
        self.comment, self.over = Note("", "warn"), Note("", "warn")
        self.needs = Flow(spacing=S2)
        self.outline = Outline(self)
        self.nothing = column(spacing=0)
        self.lines = Card(_("Budget lines"))
        self.given = GivenCard(ctx, case_id)
        content = QWidget()
        content.setLayout(
            column(
                self.head,
                self.comment,
                self.over,
                self.needs,
                self.nothing,
                self.outline,
                self.lines,
                self.given,
                None,
                spacing=S3,
            )
        )
        self.setLayout(column(scrolled(content), spacing=0))

    def refresh(self) -> None:
        self.read(everything, self.case_id, done=self._show)

    def _show(self, answer: Everything) -> None:
        whole, given, budget = answer
        self.whole = whole
        plan = whole.shown
        self._head(whole)
        self._notes(plan, budget)
        self._needs(whole)
        self._nothing(whole)
        self.outline.setVisible(plan is not None)
        if plan:
            self.outline.show_plan(plan, self.ctx.clock.today())
        self.given.show_rows(given, whole.open)
        self.given.setVisible(bool(given) or plan is not None)

    # --- the head: how the plan stands and what can be done now

    def _head(self, whole: CasePlan) -> None:
        self.head.clear()
        plan = whole.shown
        self.head.setVisible(plan is not None)
        if plan is None:
            return
        late = [Chip(late_words(whole.days_late), "bad")] if whole.days_late else []
        chips = row(
            Chip(plan.status.shown(), TONES[plan.status]),
            label(_("Version {number}").format(number=plan.version), "strong"), *late, None,
        )  # fmt: skip
        words = column(chips, label(self._told(whole, plan), "second", wrap=True), spacing=4)
        layout = row(words, *self._buttons(whole, plan), spacing=S2)
        layout.setStretch(0, 1)
        self.head.add(layout)

    def _told(self, whole: CasePlan, plan: PlanView) -> str:
        parts = [
            _("signed {day}").format(day=dates.day(plan.signed_on))
            if plan.signed_on
            else _("not signed yet"),
            _("cost {amount}").format(amount=money.shown(plan.cost, plan.currency)) if plan.cost else "",
        ]
        if plan.status is PlanState.APPROVED:
            parts.insert(
                1,
                _("approved {day} by {name}").format(day=dates.day(plan.decided_on), name=plan.decided_name),
            )
        if plan.status is PlanState.SUBMITTED:
            parts.insert(
                1,
                _("submitted {day} by {name}").format(
                    day=dates.day(plan.submitted_on), name=plan.submitted_name
                ),
            )
        if whole.approved and whole.working:
            parts.append(_("version {number} is in force").format(number=whole.approved.version))
        if not whole.approved and not whole.days_late:
            parts.append(_("due by {day}").format(day=dates.day(whole.due_on)))
        return " · ".join(filter(None, parts))

    def _buttons(self, whole: CasePlan, plan: PlanView) -> list[QPushButton]:
        more = menu_button(_("More"), self._more(whole, plan))
        if not (whole.open and self.ctx.can(Permission.PLAN_WRITE)):
            return [more]
        give = button(_("Record assistance"), lambda: actions.give_assistance(self.ctx, self.case_id))
        if plan.status is PlanState.SUBMITTED:
            return [more, give, button(_("Take back"), lambda: actions.take_back(self.ctx, plan))]
        goal = button(_("New goal"), lambda: actions.add_goal(self.ctx, self.case_id, plan=plan))
        if plan.status is PlanState.APPROVED:
            again = button(_("New version"), lambda: actions.new_version(self.ctx, self.case_id))
            return [more, again, give]
        submit = button(_("Submit"), lambda: actions.submit(self.ctx, plan))
        return [more, give, goal, self._new_activity(plan), submit]

    def _new_activity(self, plan: PlanView) -> QPushButton:
        """One goal needs no question; with several the menu asks which."""
        if len(plan.goals) == 1:
            return button(_("New activity"), lambda: actions.add_activity(self.ctx, plan.goals[0], plan))
        goals = [(goal.text, partial(actions.add_activity, self.ctx, goal, plan)) for goal in plan.goals]
        return menu_button(_("New activity"), goals)

    def _more(self, whole: CasePlan, plan: PlanView) -> list[Entry]:
        entries: list[Entry] = [(_("What this version changes"), lambda: self._review(plan.id))]
        if whole.open and self.ctx.can(Permission.PLAN_WRITE) and plan.status is not PlanState.SUBMITTED:
            if plan.status is PlanState.APPROVED:
                entries.append((_("New goal…"), lambda: actions.add_goal(self.ctx, self.case_id, plan=plan)))
            entries.append((_("The plan as a whole…"), lambda: actions.change_plan(self.ctx, plan)))
        if whole.open and self.ctx.can(Permission.PLAN_WRITE) and not plan.signed_on:
            entries.append((_("Agreed with the person…"), lambda: actions.sign(self.ctx, plan)))
        for version in whole.versions:
            if version.id != plan.id:
                words = _("Version {number}: {state}").format(
                    number=version.version, state=version.status.shown()
                )
                entries.append((words, partial(self._review, version.id)))
        return entries

    def _review(self, plan_id: str) -> None:
        self.ctx.dialogs.show(_("Plan"), PlanReview(self.ctx, plan_id))

    # --- what one should know

    def _notes(self, plan: PlanView | None, budget: tuple[LineShare, ...]) -> None:
        returned = plan is not None and plan.status is PlanState.RETURNED
        words = _("{name} sent this back: {comment}")
        self.comment.set(
            words.format(name=plan.decided_name, comment=plan.comment or "") if plan and returned else "",
            "warn",
        )
        told = (over_ceiling(plan), *over(budget)) if plan else ()
        self.over.set(" ".join(filter(None, told)), "warn")
        self.lines.setVisible(bool(budget))
        self.lines.clear()
        if budget:
            self.lines.add(budget_rows(budget))

    def _needs(self, whole: CasePlan) -> None:
        may = whole.open and self.ctx.can(Permission.PLAN_WRITE)
        submitted = whole.shown is not None and whole.shown.status is PlanState.SUBMITTED
        wanted = [n for n in whole.needs if not n.goal] if may and not submitted else []
        self.needs.setVisible(bool(wanted))
        made = [self._need(need, whole.shown) for need in wanted]
        self.needs.set(label(_("Needs without a goal:"), "second"), *made)

    def _need(self, need: NeedView, plan: PlanView | None) -> QWidget:
        """The need, which begins a goal; how it stands without one."""
        begin = button(
            need.text, lambda: actions.add_goal(self.ctx, self.case_id, need.code, plan), look="link", icon_name="plus"
        )  # fmt: skip
        begin.setAccessibleName(_("New goal for: {need}").format(need=need.text))
        words = (
            _("reason given")
            if need.why
            else _("Why no goal?")
            if need.unanswered
            else need.level.shown().lower()
        )
        stands = button(words, lambda: actions.set_need(self.ctx, self.case_id, need), look="link")
        stands.setToolTip(need.why or _("How pressing it is, or why no goal answers it"))
        stands.setAccessibleName(f"{need.text}: {words}")
        together = QWidget()  # what belongs to one need stays in one line
        together.setLayout(
            row(begin, *([Chip(_("High"), "bad")] if need.unanswered else []), stands, spacing=2)
        )
        return together

    def _nothing(self, whole: CasePlan) -> None:
        clear(self.nothing)
        if whole.shown is not None:
            return
        due = _("The plan should be approved by {day}.").format(day=dates.day(whole.due_on))
        if whole.days_late:
            due = _("The plan is {late}: it should have been approved by {day}.").format(
                late=late_words(whole.days_late), day=dates.day(whole.due_on)
            )
        may = whole.open and self.ctx.can(Permission.PLAN_WRITE)
        begin = [button(_("New goal"), lambda: actions.add_goal(self.ctx, self.case_id)),
                 button(_("Record assistance"), lambda: actions.give_assistance(self.ctx, self.case_id))]  # fmt: skip
        self.nothing.addWidget(State("clipboard-list", _("No plan yet"), due, *(begin if may else [])))

    # --- OutlineActions: what the outline offers

    def for_goal(self, goal: GoalView) -> Sequence[Entry]:
        plan = self._changeable()
        if plan is None:
            return ()
        return (
            (_("New activity…"), lambda: actions.add_activity(self.ctx, goal, plan)),
            (_("Change the goal…"), lambda: actions.change_goal(self.ctx, goal, plan)),
            (_("Take the goal out…"), lambda: actions.remove_goal(self.ctx, goal)),
        )

    def for_activity(self, activity: ActivityView) -> Sequence[Entry]:
        plan = self._changeable()
        in_force = self.whole is not None and self.whole.approved is not None
        if self.whole is None or not self.whole.open or not self.ctx.can(Permission.PLAN_WRITE):
            return ()
        entries: list[Entry] = []
        if plan:
            entries += [(_("Change the activity…"), lambda: actions.change_activity(self.ctx, activity, plan)),
                        (_("Take the activity out…"), lambda: actions.remove_activity(self.ctx, activity))]  # fmt: skip
        if in_force:
            follow = (_("How it goes…"), lambda: actions.track(self.ctx, activity))
            entries.insert(0 if plan is None or not plan.editable else 1, follow)
        give = (_("Assistance given…"), lambda: actions.give_assistance(self.ctx, self.case_id, activity))
        return (*entries, give)

    def _changeable(self) -> PlanView | None:
        """The version on screen, when it may be changed: by this person, on an open case, not while it waits."""
        plan = self.whole.shown if self.whole and self.whole.open else None
        may = (
            self.ctx.can(Permission.PLAN_WRITE)
            and plan is not None
            and plan.status is not PlanState.SUBMITTED
        )
        return plan if may else None
