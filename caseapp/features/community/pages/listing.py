"""What is done with communities and officials: projects, dialogues, groups and trainings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.community import queries, service
from caseapp.features.community.form import ACTIVITY
from caseapp.features.community.models import ActivityKind, ActivityState
from caseapp.features.community.queries import ActivityFilter
from caseapp.features.community.views import ActivityRow
from caseapp.features.programmes import queries as programmes
from caseapp.ui.asking import ask_and_save
from caseapp.ui.combo import Combo
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, button, row

STATE_TONES = {ActivityState.PLANNED: "neutral", ActivityState.RUNNING: "brand", ActivityState.COMPLETED: "ok",
               ActivityState.CANCELLED: "warn"}  # fmt: skip


class CommunityPage(Page):
    """Activities that are planned or under way; others on asking."""

    title = N_("Community")
    watches = frozenset(
        {"community_activity", "community_meeting", "community_attendance", "community_headcount"}
    )

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.kind, self.when = Combo(), Combo()
        self.kind.setAccessibleName(_("Kind"))
        self.when.setAccessibleName(_("Show"))
        self.kind.addItem(_("All kinds"), None)
        for kind in ActivityKind:
            self.kind.addItem(kind.shown(), kind)
        self.when.addItem(_("Planned and under way"), False)
        self.when.addItem(_("Ended"), True)
        self.table = RecordTable(columns(), _("Community"))
        self.table.opened.connect(lambda found: ctx.navigate("community-activity", activity_id=found.id))
        if ctx.can(Permission.COMMUNITY_WRITE):
            self.add_action(button(_("Plan an activity…"), self.plan, look="primary", icon_name="plus"))
        card = Card()
        card.add(row(self.kind, self.when, None), self.table)
        card.body.setStretch(1, 1)
        self.body.addWidget(card, 1)
        for chosen in (self.kind, self.when):
            chosen.currentIndexChanged.connect(lambda _index: self.refresh())

    def refresh(self) -> None:
        self.read(queries.count, done=self._counted)
        self.ctx.tasks.latest("community", queries.page, done=self._show, owner=self, only=self._only())

    def _only(self) -> ActivityFilter:
        return ActivityFilter(self.kind.currentData(), bool(self.when.currentData()))

    def _counted(self, count: int) -> None:
        self.sentence.setText(
            n_(
                "{count} activity is planned or under way.",
                "{count} activities are planned or under way.",
                count,
            )
        )

    def _show(self, page: Any) -> None:
        nothing = _("Nothing here. Plan a project, a dialogue, a group or a training.")
        self.table.start(page.rows, page.after, self._more, nothing)

    def _more(self, after: Any, answer: Any) -> None:
        self.read(queries.page, after, done=lambda page: answer(page.rows, page.after), only=self._only())

    def plan(self) -> None:
        """Ask what is planned, under the programme that runs now, and go there."""
        self.read(programmes.programmes, done=self._plan)

    def _plan(self, found: Sequence[Any]) -> None:
        today = self.ctx.clock.today()
        running = next((p.id for p in found if p.running(today)), "")
        ask_and_save(
            self.ctx, ACTIVITY, _("Plan an activity"), {"starts_on": today},
            lambda uow, typed: service.add(uow, typed, running),
            lambda key: self.ctx.navigate("community-activity", activity_id=key), confirm=_("Plan"),
        )  # fmt: skip


def columns() -> list[Column]:
    return [
        Column(N_("What"), lambda a: a.title, "strong"),
        Column(N_("Kind"), lambda a: a.kind.shown(), "chip"),
        Column(N_("Where"), lambda a: a.place or "—"),
        Column(N_("When"), when),
        Column(N_("People"), lambda a: f"{a.people:,}", "number"),
        Column(N_("Days"), lambda a: f"{a.meetings:,}", "number", spare=True),
        Column(N_("State"), lambda a: a.state.shown(), "chip", tone=lambda a: STATE_TONES[a.state]),
    ]


def when(activity: ActivityRow) -> str:
    """`3 Mar – 9 Mar`, or the first day alone."""
    first = dates.day(activity.starts_on)
    return (
        f"{dates.short_day(activity.starts_on)} – {dates.day(activity.ends_on)}"
        if activity.ends_on
        else first
    )
