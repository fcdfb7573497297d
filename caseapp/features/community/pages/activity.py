"""One activity: what was planned, its days, who takes part, its milestones, what came of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates, money
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.community import queries
from caseapp.features.community.models import ActivityKind
from caseapp.features.community.pages import acting
from caseapp.features.community.pages.listing import STATE_TONES
from caseapp.features.community.views import (
    ActivityView,
    MeetingView,
    MilestoneView,
    ParticipantView,
    Turnout,
)
from caseapp.features.people.views import place_name
from caseapp.ui.banner import Banner
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page, empty
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, button, column, hidden_unless, label, menu_button, row, scrolled

SIDE = 320


class ActivityPage(Page):
    """Comes with the activity."""

    title = N_("Activity")
    watches = frozenset({
        "community_activity", "community_milestone", "community_meeting", "community_participant", "community_attendance",
        "community_headcount",
    })  # fmt: skip

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.header.hide()
        self.activity_id = ""
        self.activity: ActivityView | None = None
        self.people: tuple[ParticipantView, ...] = ()
        self.may = ctx.can(Permission.COMMUNITY_WRITE)
        self.banner = Banner()
        self.days = RecordTable(day_columns(), _("Days"))
        self.those = RecordTable(people_columns(), _("Who takes part"))
        self.those.allow_several()
        self.facts, self.turnout, self.steps = Card(_("Planned")), Card(_("Who came")), Card(_("Milestones"))
        self.came_of = Card(_("What came of it"))
        self._lay_out()
        self.days.entries = lambda meeting: acting.day_entries(self, meeting)
        self.those.entries = lambda person: acting.person_entries(self, person)
        self.those.opened.connect(lambda person: acting.open_person(self, person))

    def _lay_out(self) -> None:
        self.print_menu = menu_button(_("Print"), [
            (_("Attendance sheet…"), lambda: acting.print_sheet(self)),
            (_("Certificates…"), lambda: acting.print_certificates(self)),
        ])  # fmt: skip
        self.more_menu = menu_button(_("More"), [
            (_("Change what is planned…"), lambda: acting.change(self)),
            (_("Add a milestone…"), lambda: acting.add_milestone(self)),
            (_("Completed…"), lambda: acting.complete(self)),
            (_("Cancel the activity…"), lambda: acting.cancel(self)),
        ])  # fmt: skip
        self.day_button = button(_("Record a day…"), lambda: acting.meet(self), look="primary")
        for made in (self.print_menu, self.more_menu, self.day_button):
            self.banner.add_action(made)
        days, those = Card(_("Days")), Card(_("Who takes part"), _("by name; others are counted each day"))
        days.add(self.days)
        those.add(self.those)
        filed = button(_("Somebody on file…"), lambda: acting.add_person(self), look="link", icon_name="plus")
        unfiled = button(_("Somebody without a file…"), lambda: acting.add_participant(self), look="link")
        holder = QWidget()
        holder.setLayout(row(filed, unfiled, None))
        hidden_unless(holder, self.may)
        those.add(holder)
        self.days.fit(6)
        self.those.fit(12)
        side = QWidget()
        side.setLayout(column(self.turnout, self.facts, self.steps, self.came_of, None, spacing=S3))
        area = scrolled(side)
        area.setFixedWidth(SIDE)
        both = row(column(days, those, None, spacing=S3), area, spacing=S3)
        both.setStretch(0, 1)
        self.body.addWidget(self.banner)
        self.body.addLayout(both, 1)

    def arrive(self, activity_id: str = "", **args: Any) -> None:
        """Come for one."""
        if activity_id and activity_id != self.activity_id:
            self.activity_id, self._stale = activity_id, True
        if self.isVisible():
            self.refresh_if_stale()

    def place_name(self) -> dict[str, Any]:
        return {"activity_id": self.activity_id}

    # --- showing

    def refresh(self) -> None:
        if not self.activity_id:
            self.show_state(
                empty("handshake", _("Nothing is chosen"), _("Choose an activity under Community."))
            )
            return
        self.show_content()
        self.read(queries.activity, self.activity_id, done=self._show)
        self.read(queries.participants, self.activity_id, done=self._show_people)
        self.read(queries.meetings, self.activity_id, done=self._show_days)
        self.read(queries.milestones, self.activity_id, done=self._show_steps)
        self.read(queries.turnout, self.activity_id, done=self._show_turnout)

    def _show(self, activity: ActivityView) -> None:
        self.activity = activity
        where = ", ".join(filter(None, (activity.village, place_name(activity.place))))
        until = f" – {dates.day(activity.ends_on)}" if activity.ends_on else ""
        told = " · ".join(
            filter(
                None, (activity.number, f"{dates.day(activity.starts_on)}{until}", where, activity.partner)
            )
        )
        chips = [(activity.state.shown(), STATE_TONES[activity.state]), (activity.kind.shown(), "neutral"),
                 (activity.audience.shown(), "neutral")]  # fmt: skip
        self.banner.set(activity.title, told, chips)
        for made in (self.day_button, self.more_menu):
            made.setVisible(self.may and activity.open)
        self.print_menu.setVisible(self.ctx.can(Permission.PRINT))
        self._show_facts(activity)
        self._show_outcome(activity)

    def _show_facts(self, activity: ActivityView) -> None:
        self.facts.clear()
        pairs = [
            (_("Programme"), activity.programme or "—"),
            (
                _("Budget"),
                money.shown(activity.budget, activity.currency) if activity.budget is not None else "—",
            ),
        ]
        self.facts.add(Facts(pairs, 2))
        for title, text in ((_("What it is to change"), activity.aim), (_("Committee"), activity.committee),
                            (_("What could do harm"), activity.harm)):  # fmt: skip
            if text:
                self.facts.add(label(title, "hint"), label(text, wrap=True))

    def _show_outcome(self, activity: ActivityView) -> None:
        self.came_of.clear()
        self.came_of.setVisible(not activity.open)
        for text in (activity.outcome, activity.cancelled_why):
            if text:
                self.came_of.add(label(text, wrap=True))
        if activity.asset:
            to = _("{what}, handed over to {whom}").format(what=activity.asset, whom=activity.asset_to or "—")
            self.came_of.add(label(to, "second", wrap=True))
        if activity.asked:
            share = round(100 * (activity.agree or 0) / activity.asked)
            words = _("{share} % of {asked} asked say people get on better.").format(
                share=share, asked=activity.asked
            )
            self.came_of.add(label(words, "second", wrap=True))

    def _show_turnout(self, came: Turnout) -> None:
        self.turnout.clear()
        self.turnout.set_aside(n_("{count} person", "{count} people", came.people))
        planned = self.activity
        meant = ((_("Returnees"), came.returnees, planned.returnees_planned if planned else None),
                 (_("Hosts"), came.hosts, planned.hosts_planned if planned else None),
                 (_("Officials"), came.officials, None), (_("Of all, women"), came.women, None))  # fmt: skip
        self.turnout.add(Facts([(title, _of(count, aim)) for title, count, aim in meant], 2))

    def _show_people(self, found: tuple[ParticipantView, ...]) -> None:
        self.people = found
        self.those.set_rows(found, _("Nobody is listed by name yet."))

    def _show_days(self, found: tuple[MeetingView, ...]) -> None:
        self.days.set_rows(found, _("No day is recorded yet."))

    def _show_steps(self, found: tuple[MilestoneView, ...]) -> None:
        self.steps.clear()
        wanted = self.activity is None or self.activity.kind in (ActivityKind.INITIATIVE, ActivityKind.GROUP)
        self.steps.setVisible(bool(found) or wanted)
        rows = Rows()
        today = self.ctx.clock.today()
        for step in found:
            settled = step.met_on is not None or bool(step.dropped_why)
            words = Line(_step_tag(step, today), Strong(step.what), Muted(step.note or step.dropped_why))
            ways = (
                [] if settled or not self.may else [menu_button(_("Settle"), acting.step_entries(self, step))]
            )
            rows.add(words, *ways, stretch=(1, 0))
        self.steps.add(rows if found else label(_("None is planned."), "second"))


def _step_tag(step: MilestoneView, today: Any) -> Tag:
    if step.met_on:
        return Tag(_("met {day}").format(day=dates.short_day(step.met_on)), "ok")
    if step.dropped_why:
        return Tag(_("given up"), "neutral")
    if step.due_on and step.due_on < today:
        return Tag(_("late since {day}").format(day=dates.short_day(step.due_on)), "bad")
    return Tag(_("due {day}").format(day=dates.short_day(step.due_on)) if step.due_on else _("open"), "brand")


def _of(count: int, aim: int | None) -> str:
    return f"{count:,}" if not aim else _("{count} of {aim}").format(count=f"{count:,}", aim=f"{aim:,}")


def day_columns() -> list[Column]:
    return [
        Column(N_("Day"), lambda m: dates.day(m.held_on), width=110),
        Column(N_("About"), lambda m: m.topic, "strong"),
        Column(N_("Led by"), lambda m: m.led_by or "—", spare=True),
        Column(N_("By name"), lambda m: f"{len(m.present):,}", "number"),
        Column(N_("Counted"), lambda m: f"{m.counted:,}", "number"),
    ]


def people_columns() -> list[Column]:
    return [
        Column(N_("Name"), lambda p: p.name, "strong"),
        Column(N_("Who"), lambda p: p.office or p.role or p.group.shown()),
        Column(N_("Days"), lambda p: f"{p.attended:,}", "number"),
        Column(N_("Test"), lambda p: f"{_blank(p.before)} → {_blank(p.after)}" if (p.before, p.after) != (None, None) else "—",
               "text", spare=True),
        Column(N_("Certificate"), lambda p: dates.short_day(p.certified_on) if p.certified_on else "", "chip",
               tone=lambda p: "ok", spare=True),
        Column(N_("Stands"), lambda p: _("left") if p.left_on else "", "chip", tone=lambda p: "neutral", spare=True),
    ]  # fmt: skip


def _blank(value: int | None) -> str:
    return "–" if value is None else str(value)
