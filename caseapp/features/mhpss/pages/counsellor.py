"""What a counsellor sees and does on a case: sessions, goals, safety, screenings and how they moved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core import dates, instruments
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.mhpss import goals, queries, safety, service
from caseapp.features.mhpss.form import GOAL_FORM
from caseapp.features.mhpss.models import COMPARTMENT, GoalState
from caseapp.features.mhpss.pages.parts import EmergencyCard, came, session_content, told
from caseapp.features.mhpss.pages.scores import ScreeningCards
from caseapp.features.mhpss.pages.watch import SafetyCard
from caseapp.features.mhpss.views import GoalView, SafetyView, ScreeningView, SessionRow, SessionView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, Chip, Note, button, column, label, menu_button, row, scrolled

COLUMNS = (
    Column(N_("Held on"), lambda s: dates.day(s.held_on), "muted", width=96),
    Column(N_("Kind"), lambda s: s.kind_text, "strong"),
    Column(N_("Came"), lambda s: came(s)[0], "chip", tone=lambda s: came(s)[1], width=110),
    Column(N_("Next contact"), lambda s: dates.day(s.next_on), width=96),
    Column(N_("Layer of support"), lambda s: s.layer_text, "muted", spare=True),
    Column(N_("Counsellor"), lambda s: s.counsellor, "muted", spare=True),
)
GOAL_TONES = {
    GoalState.OPEN: "brand",
    GoalState.REACHED: "ok",
    GoalState.PARTLY: "warn",
    GoalState.LET_GO: "neutral",
}


class Everything(Struct, frozen=True):
    """What the panel shows, in one reading."""

    place: str
    sessions: tuple[SessionRow, ...]
    screenings: tuple[ScreeningView, ...]
    checks: tuple[SafetyView, ...]
    goals: tuple[GoalView, ...]


def everything(uow: UnitOfWork, case_id: str) -> Everything:
    place = cases.case(uow, case_id).person.place or ""
    return Everything(
        place, queries.sessions(uow, case_id), queries.screenings(uow, case_id), safety.checks(uow, case_id),
        goals.goals(uow, case_id),
    )  # fmt: skip


class CounsellorPanel(Watching):
    """Sessions and goals at the left, each session opened on demand; emergency contacts, safety and screenings at the
    right."""

    watches = frozenset({"mhpss_session", "mhpss_screening", "mhpss_safety", "mhpss_goal", "case"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.alarm = Note("", "bad", button(_("Ask, assess, act"), self._ask_now))
        self.low = Note("", "warn", button(_("Refer to MHPSS services"), self.refer))
        self.begun: SafetyView | None = None
        self.shown_goals: Sequence[GoalView] = ()
        self.table = RecordTable(COLUMNS, _("Sessions"))
        self.table.opened.connect(lambda _row: self._open())
        self.table.picked.connect(lambda _row: self._offer())
        self.look = button(_("Open"), self._open)
        self.change = button(_("Change…"), self._change)
        self.strike = button(_("Strike out…"), self._strike)
        self.emergency = EmergencyCard(ctx)
        self.watch = SafetyCard(self, case_id)
        self.scores = ScreeningCards()
        self.setLayout(column(self._head(), self.alarm, self.low, self._body(), spacing=S3))
        self.alarm.set("", "bad")
        self.low.set("", "warn")

    def _head(self) -> QWidget:
        head = QWidget()
        self.add = button(_("New session"), lambda: self._write())
        self.check = button(_("Safety check"), lambda: self._check())
        taken = [code for code in instruments.codes() if instruments.load(code).compartment == COMPARTMENT]
        self.ask = menu_button(
            _("Screening"), [(_(instruments.load(c).title), partial(self._screen, c)) for c in taken]
        )
        words = _("Only counsellors can read what is kept here. Each opening is noted in the journal.")
        hint = label(words, "second", wrap=True)
        line = row(Chip(_("Sealed"), "private"), hint, self.check, self.ask, self.add)
        line.setStretch(1, 1)
        head.setLayout(line)
        for made in (self.add, self.ask, self.check):
            made.setVisible(self.ctx.can(Permission.MHPSS_WRITE))
        return head

    def _body(self) -> QWidget:
        sessions, self.goals = Card(_("Sessions"), edge="private"), Card(_("Goals"), edge="private")
        sessions.add(self.table, row(self.look, self.change, self.strike, None))
        sessions.body.setStretch(0, 1)
        self.table.setMinimumHeight(theme().px(96))
        holder = QWidget()
        holder.setLayout(column(self.watch, self.emergency, self.scores, None, spacing=S3))
        beside = scrolled(holder)
        beside.setFixedWidth(theme().px(290))
        body = QWidget()
        line = row(column(sessions, self.goals, spacing=S3), beside, spacing=S3)
        line.setStretch(0, 1)
        body.setLayout(line)
        return body

    def refresh(self) -> None:
        self.read(everything, self.case_id, done=self._show)

    def _show(self, found: Everything) -> None:
        self.emergency.for_place(found.place)
        self.table.set_rows(found.sessions, _("No session yet."))
        self._offer()
        self._show_safety(found.checks)
        self._show_goals(found.goals)
        screenings = [s for s in found.screenings if not s.struck]
        self.scores.set(screenings)
        newest = next((s for s in screenings if s.value is not None), None)
        low = newest is not None and newest.low and self.ctx.can(Permission.REFERRAL_WRITE)
        words = _(
            "The last {name} asks for a closer look. Talk about it, and offer a referral when it is wanted."
        )
        short = _(instruments.load(newest.instrument).short) if newest else ""
        self.low.set(words.format(name=short) if low else "", "warn")

    def _show_safety(self, checks: Sequence[SafetyView]) -> None:
        standing = [c for c in checks if not c.struck]
        self.begun = next((c for c in standing if not c.finished), None)
        words = _(
            "An answer tells of thoughts of ending their life or of self-harm. Nobody has asked about it yet."
        )
        self.alarm.set(words if self.begun else "", "bad")
        self.watch.set([c for c in standing if c.finished])

    def _show_goals(self, found: Sequence[GoalView]) -> None:
        self.shown_goals = found
        self.goals.clear()
        rows = Rows()
        for goal in found:
            chip = Chip(goal.state.shown(), GOAL_TONES[goal.state])
            rows.add(
                label(goal.goal, elide=True), chip, opened=partial(self._change_goal, goal), stretch=(1, 0)
            )
        if not found:
            rows.add(label(_("No goal is agreed yet."), "second"))
        self.goals.add(rows)
        if self.ctx.can(Permission.MHPSS_WRITE):
            self.goals.add(row(button(_("Agree on a goal…"), self._add_goal, look="link"), None))

    # --- what a counsellor does here

    def _chosen(self) -> SessionRow | None:
        chosen: SessionRow | None = self.table.current()
        return chosen

    def _offer(self) -> None:
        chosen = self._chosen()
        mine = chosen is not None and chosen.counsellor_id == self.ctx.actor.id and not chosen.struck
        self.look.setEnabled(chosen is not None)
        self.change.setEnabled(mine)
        self.strike.setEnabled(mine)

    def _open(self) -> None:
        if chosen := self._chosen():
            self.read(queries.session, chosen.id, done=self._opened)

    def _opened(self, view: SessionView) -> None:
        self.ctx.dialogs.show(told(view.row), session_content(view))

    def _change(self) -> None:
        if chosen := self._chosen():
            self._write(chosen.id)

    def _write(self, session_id: str = "") -> None:
        self.ctx.navigate("mhpss-session", case_id=self.case_id, session_id=session_id)

    def _check(self, check_id: str = "") -> None:
        self.ctx.navigate("mhpss-safety", case_id=self.case_id, check_id=check_id)

    def _ask_now(self) -> None:
        if self.begun:
            self._check(self.begun.id)

    def _screen(self, instrument: str, _checked: bool = False) -> None:
        self.ctx.navigate("mhpss-screening", case_id=self.case_id, instrument=instrument)

    def _strike(self) -> None:
        text = _("It stays readable and counts no more.")
        chosen = self._chosen()
        if chosen and self.ctx.dialogs.confirm(_("Strike this out?"), text, _("Strike out"), danger=True):
            self.write(service.strike_session, chosen.id)

    def _add_goal(self) -> None:
        first: dict[str, Any] = {"set_on": self.ctx.clock.today()}
        if (given := self.ctx.dialogs.ask(GOAL_FORM, _("Agree on a goal"), first)) is not None:
            self.write(goals.add, self.case_id, given)

    def _change_goal(self, goal: GoalView) -> None:
        seen = goal.values()
        if (given := self.ctx.dialogs.ask(GOAL_FORM, _("Change the goal"), seen)) is not None:
            self.write(goals.change, goal.id, given, seen)

    def refer(self) -> None:
        """Offer a referral: the page of referrals opens with the sector chosen."""
        self.ctx.navigate("refer", case_id=self.case_id, sector="mhpss")
