"""My day: the numbers of one's role, what to do now, what came back, what was left half typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.cases.models import Risk
from caseapp.features.followups.pages import record
from caseapp.features.followups.pages.listing import RISK_TONE
from caseapp.features.followups.views import due_text, due_tone
from caseapp.features.supervision import queries
from caseapp.features.supervision.pages.covers import Covers
from caseapp.features.supervision.pinned import Pinned, pinned, pinned_count
from caseapp.features.supervision.views import CameBack, Door, MyDay, Todo, Unfinished
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Bar, Card, StatTile, button, clear, column, label, row, scrolled

SIDE, SIDE_NARROW, ROOMY = 340, 270, 1080
STALE = 7  # days after which something that waits stands out
CAME_BACK, DRAFTS = 6, 4
PAINTED_MS = 20
BAR = {Risk.HIGH: "bar_high", Risk.MEDIUM: "bar_medium", Risk.LOW: "bar_low"}


class MyDayPage(Page):
    """The first page of everybody. Enter opens what is chosen, Space records it as done."""

    title = N_("My day")
    watches = frozenset({
        "case", "person", "followup", "referral", "plan", "plan_goal", "plan_activity", "grant", "tranche", "payment",
        "mhpss_session", "mhpss_safety", "incoming_referral", "saved_list", "cover", "case_transfer", "case_reopening",
        "retention_review",
    })  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tiles = row(spacing=S3)
        self.todo = Card(_("To do"), _("Enter opens · Space marks done"))
        self.table = RecordTable(todo_columns(ctx.clock.today), _("To do"))
        self.more = button(
            _("All follow-ups"), lambda: ctx.navigate("followups", show="planned"), look="link"
        )
        self.came_back, self.drafts = Card(_("Came back to you")), Card(_("Unfinished drafts"))
        self.risk = Card(_("My caseload by risk"))
        self.pinned = Card(_("My lists"))
        self.pinned.hide()
        self.bar, self.risk_words = Bar(height=14), label("", "second")
        self._lay_out()
        self.table.opened.connect(self.open)
        self.table.marked.connect(self.mark)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        self.todo.add(self.table, row(self.more, None))
        self.todo.body.setStretch(0, 1)
        self.risk.add(self.bar, self.risk_words)
        cards = QWidget()
        cards.setLayout(column(self.came_back, self.pinned, self.drafts, self.risk, None, spacing=S3))
        self.side = scrolled(cards)
        both = row(self.todo, self.side, spacing=S3)
        both.setStretch(0, 1)
        self.covers = Covers(self.ctx)
        self.covers.hide()  # asks when it is shown: after the day itself
        self.body.addWidget(self.covers)
        self.body.addLayout(self.tiles)
        self.body.addLayout(both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() * 100 / theme().scale >= ROOMY
        self.side.setFixedWidth(theme().px(SIDE if roomy else SIDE_NARROW))
        self.drafts.set_aside(_("kept after a crash") if roomy else "")

    def arrive(self, **args: Any) -> None:
        """Look again: yesterday's list is no list of today."""
        self._stale = True
        self.table.setFocus()
        if self.isVisible():
            self.refresh_if_stale()

    # --- showing

    def refresh(self) -> None:
        self.read(queries.my_day, done=self._show)

    def _show(self, day: MyDay) -> None:
        self.heading.setText(dates.weekday(day.today))
        self.sentence.setText(sentence(day))
        self._show_tiles(day)
        self.table.set_rows(day.todo, _("Nothing is late and nothing is due within seven days."))
        self.table.titles.setVisible(bool(day.todo))
        self.todo.aside.setVisible(bool(day.todo))
        self.more.setVisible(day.more)
        self._show_came_back(day.came_back)
        self._show_drafts(day.drafts)
        self._show_risk(day)
        self.side.setVisible(bool(day.came_back or day.drafts or sum(day.by_risk.values())))
        QTimer.singleShot(PAINTED_MS, self, self._ask_more)

    def _ask_more(self) -> None:
        """Once the day is painted: what few have, and counting a large list may take a while."""
        self.covers.show()
        self.read(pinned, done=self._show_pinned)

    def _show_tiles(self, day: MyDay) -> None:
        clear(self.tiles)
        for tile in day.tiles:
            made = StatTile(tile.caption, tile.value, tile.tone)
            made.setObjectName(tile.code)
            if tile.door:
                made.clicked.connect(partial(self._go, tile.door))
            self.tiles.addWidget(made, 1)

    def _show_came_back(self, found: tuple[CameBack, ...]) -> None:
        self.came_back.clear()
        self.came_back.setVisible(bool(found))
        rows = Rows()
        for back in found[:CAME_BACK]:
            words = Line(Tag(back.chip, back.tone), Strong(back.name), Muted(back.text))
            made = rows.add(words, opened=partial(self._go, back.door), stretch=(1,))
            made.setAccessibleName(words.text())
        self.came_back.add(rows)
        if len(found) > CAME_BACK:
            more = n_("and {count} more", "and {count} more", len(found) - CAME_BACK)
            self.came_back.add(label(more, "hint"))

    def _show_pinned(self, found: tuple[Pinned, ...]) -> None:
        """The lists somebody pinned: their names at once, how many when each is counted."""
        self.pinned.clear()
        self.pinned.setVisible(bool(found))
        rows = Rows()
        for one in found:
            count = label("…", "strong")
            line = rows.add(
                label(one.name, elide=True), count, opened=partial(self._go, one.door), stretch=(1, 0)
            )
            tell = partial(self._show_count, count, line, one.name)
            self.ctx.tasks.read(pinned_count, one.id, done=tell, failed=lambda _error: None, owner=count)
        self.pinned.add(rows)
        if found:
            self.side.setVisible(True)

    def _show_count(self, shown: QLabel, line: QWidget, name: str, count: int) -> None:
        shown.setText(f"{count:,}")
        line.setAccessibleName(f"{name}: {count:,}")

    def _show_drafts(self, found: tuple[Unfinished, ...]) -> None:
        self.drafts.clear()
        self.drafts.setVisible(bool(found))
        rows = Rows()
        for draft in found[:DRAFTS]:
            told = column(
                label(draft.what, "strong"), label(self._draft_words(draft), "second", wrap=True), spacing=0
            )
            way = [button(_("Continue"), partial(self._go, draft.door))] if draft.door else []
            rows.add(told, *way, stretch=(1, 0))
        self.drafts.add(rows)

    def _draft_words(self, draft: Unfinished) -> str:
        fields = n_("{count} field", "{count} fields", draft.filled)
        at = draft.changed_at.astimezone()
        when = f"{at:%H:%M}" if at.date() == self.ctx.clock.today() else dates.short_day(at.date())
        return ", ".join(filter(None, (f"“{draft.title}”" if draft.title else "", fields, when)))

    def _show_risk(self, day: MyDay) -> None:
        whole = sum(day.by_risk.values())
        self.risk.setVisible(whole > 0)
        self.risk.set_title(
            _("Cases by risk") if self.ctx.can(Permission.CASELOAD_READ) else _("My caseload by risk")
        )
        self.bar.set([(count / whole, BAR[risk]) for risk, count in day.by_risk.items()] if whole else [])
        self.risk_words.setText(
            " · ".join(f"{count:,} {risk.shown().lower()}" for risk, count in day.by_risk.items())
        )
        self.bar.setAccessibleName(self.risk_words.text())

    # --- doing

    def _go(self, door: Door, _checked: bool = False) -> None:
        self.ctx.navigate(door.page, **door.args)

    def open(self, todo: Todo) -> None:
        """Go to what is to be done."""
        self._go(todo.door)

    def mark(self, todo: Todo) -> None:
        """Record how it went, where that can be done here; otherwise go there."""
        if todo.recordable and self.ctx.can(Permission.FOLLOWUP_WRITE):
            record(self.ctx, todo.case_id, todo.followup_id)
        else:
            self._go(todo.door)


def todo_columns(today: Callable[[], date]) -> list[Column]:
    return [
        Column(N_("Due"), lambda t: due_words(t, today()), "chip", tone=lambda t: tone(t, today())),
        Column(N_("What"), lambda t: t.what, wraps=True),
        Column(N_("Person"), lambda t: t.name, "strong", wraps=True),
        Column(N_("Case"), lambda t: t.number, "muted", width=126),
        Column(N_("Where"), lambda t: t.where or "—", spare=True),
        Column(N_("Risk"), lambda t: t.risk.shown() if t.risk else "", "chip",
               tone=lambda t: RISK_TONE.get(t.risk, "neutral"), spare=True),
    ]  # fmt: skip


def due_words(todo: Todo, today: date) -> str:
    """When it is due, or how long it has waited."""
    if not todo.since:
        return due_text(todo.due_on, todo.due_time, today)
    days = (today - todo.due_on).days
    return n_("waits {count} day", "waits {count} days", days) if days else _("new today")


def tone(todo: Todo, today: date) -> str:
    if todo.urgent:
        return "bad"
    if not todo.since:
        return due_tone(todo.due_on, today)
    return "warn" if (today - todo.due_on).days > STALE else "neutral"


def sentence(day: MyDay) -> str:
    """What matters now, in one or two short sentences."""
    told = []
    if danger := sum(t.urgent for t in day.todo):
        told.append(n_("{count} person may be in danger.", "{count} people may be in danger.", danger))
    if day.overdue:
        told.append(n_("{count} follow-up is late.", "{count} follow-ups are late.", day.overdue))
    if day.unanswered:
        told.append(n_("{count} partner has not answered a referral in time.",
                       "{count} partners have not answered a referral in time.", day.unanswered))  # fmt: skip
    if day.deciding:
        told.append(
            n_(
                "{count} request waits for your decision.",
                "{count} requests wait for your decision.",
                day.deciding,
            )
        )
    waiting = sum(t.since and not t.urgent for t in day.todo) - day.deciding
    if waiting > 0:
        told.append(n_("{count} thing waits for you.", "{count} things wait for you.", waiting))
    if told:
        return " ".join(told)
    if day.todo:
        return n_("Nothing is late. {count} thing is due within seven days.",
                  "Nothing is late. {count} things are due within seven days.", len(day.todo))  # fmt: skip
    return _("Nothing is late and nothing is due within seven days.")
