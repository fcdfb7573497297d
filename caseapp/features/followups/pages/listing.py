"""All follow-ups: what is late, what comes, what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.keyset import Page as Rows
from caseapp.data.narrowing import Filter, Typed
from caseapp.features.cases.models import Risk
from caseapp.features.followups import queries
from caseapp.features.followups.filters import DONE, PLANNED
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.pages.acting import cancel, move, record, save_calendar
from caseapp.features.followups.queries import (
    ALL,
    COMING,
    DAY,
    LATE,
    MINE,
    NEXT,
    NUMBER,
    TEAM,
    TODAY,
    DoneFilter,
    DoneRow,
    DueFilter,
)
from caseapp.features.followups.views import Due, DueCounts, due_text, due_tone, mode
from caseapp.features.office.pages.bulk import bulk_of
from caseapp.features.office.pages.saved import Views
from caseapp.features.people.pages.taking import offer_export
from caseapp.ui.combo import Combo
from caseapp.ui.listing import Listing, ListSpec
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2
from caseapp.ui.widgets import Card, button, column, hidden_unless, row

RISK_TONE = {Risk.HIGH: "bad", Risk.MEDIUM: "warn", Risk.LOW: "neutral"}
SHOWS = (
    (LATE, N_("Late"), N_("Nothing is late.")),
    (TODAY, N_("Today"), N_("Nothing is planned for today.")),
    (NEXT, N_("7 days"), N_("Nothing is planned for the next seven days.")),
    (COMING, N_("All planned"), N_("Nothing is planned. Plan a follow-up from a case: Add, Follow-up.")),
    (FollowUpState.DONE.value, N_("Done"), N_("No contact is on file yet.")),
    (FollowUpState.MISSED.value, N_("Not reached"), N_("Every try so far reached somebody.")),
    (FollowUpState.CANCELLED.value, N_("Cancelled"), N_("No follow-up was cancelled.")),
)
WHO = N_("Who")
WHOSE = ((MINE, N_("Mine")), (TEAM, N_("My team’s")), (ALL, N_("Everybody’s")))


def due_columns(today: Callable[[], date]) -> list[Column]:
    """The columns of what is due; `today` is asked for each time, for a window that stays open over night."""
    return [
        Column(N_("Due"), lambda d: due_text(d.due_on, d.due_time, today()), "chip",
               tone=lambda d: due_tone(d.due_on, today()), sort=DAY),
        Column(N_("What"), lambda d: d.what),
        Column(N_("Person"), lambda d: d.name, "strong"),
        Column(N_("Case"), lambda d: d.number, "muted", width=126, sort=NUMBER),
        Column(N_("Where"), lambda d: d.where or "—"),
        Column(N_("Risk"), lambda d: d.risk.shown(), "chip", tone=lambda d: RISK_TONE[d.risk]),
        Column(N_("Tries"), tries, "chip", tone=lambda d: "bad" if d.tracing else "warn", spare=True),
        Column(WHO, lambda d: d.who or _("nobody"), spare=True),
    ]  # fmt: skip


def tries(due: Due) -> str:
    """That somebody is hard to reach; empty for a first try."""
    if due.tracing:
        return _("Tracing")
    return _("try {number}").format(number=due.attempt) if due.attempt > 1 else ""


def done_columns() -> list[Column]:
    return [
        Column(
            N_("On"), lambda r: dates.short_day(r.followup.done_on or r.followup.due_on), "muted", sort=DAY
        ),
        Column(N_("What"), lambda r: r.followup.what),
        Column(N_("Person"), lambda r: r.name, "strong"),
        Column(N_("Case"), lambda r: r.number, "muted", width=126, sort=NUMBER),
        Column(N_("How"), lambda r: mode(r.followup.mode), spare=True),
        Column(N_("Outcome"), lambda r: outcome(r)),
        Column(N_("Note"), lambda r: r.followup.note or r.followup.cancelled_why or ""),
        Column(N_("By"), lambda r: r.followup.done_by or r.followup.who, spare=True),
    ]


def outcome(row_: DoneRow) -> str:
    code = row_.followup.outcome
    return codes.label("followup_outcomes", code) if code else row_.followup.state.shown()


class FollowUpsPage(Page):
    """What is due, the oldest first. Enter or Space records how it went."""

    title = N_("Follow-ups")
    watches = frozenset({"followup", "case", "person"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Which follow-ups"))
        self.tabs.setExpanding(False)
        for _code, words, _nothing in SHOWS:
            self.tabs.addTab(_(words))
        self.whose = Combo()
        self.whose.setAccessibleName(_("Whose"))
        self.whose.setMinimumContentsLength(12)
        for code, words in WHOSE:
            self.whose.addItem(_(words), code)
        if not ctx.can(Permission.FOLLOWUP_WRITE):
            self.whose.setCurrentIndex(len(WHOSE) - 1)
        self.due_list = self._listing(
            "followups", DueFilter, due_columns(ctx.clock.today), PLANNED, queries.due
        )
        self.past_list = self._listing("followups-done", DoneFilter, done_columns(), DONE, queries.page)
        self.dues, self.past = self.due_list.table, self.past_list.table
        self.tables = QStackedWidget()
        self.views = {
            one.spec.code: Views(self, one, one is self.due_list) for one in (self.due_list, self.past_list)
        }
        self._lay_out()
        self._turn()
        self._connect()

    def _listing(
        self,
        code: str,
        kind: type,
        columns: list[Column],
        filters: Sequence[Filter],
        page: Callable[..., Any],
    ) -> Listing:
        """One of the two lists behind the tabs: what is due, the oldest first; what was done, the newest first."""

        def ask(uow: Any, after: Any = None, limit: int = 100, *, only: Any, **order: Any) -> Rows[Any]:
            found: Rows[Any] = page(uow, only, after, limit, **order)
            return found

        past = kind is DoneFilter
        return Listing(self, ListSpec(
            code, _("Follow-ups"), columns, filters, ask, queries.count, self._only,
            lambda: _(SHOWS[self.tabs.currentIndex()][2]), sort=DAY, descending=past, falling=frozenset({DAY} if past else ()),
            own=self._own, put=partial(self._put, kind), shown=self._enable, bulk=lambda: bulk_of(self, code),
        ))  # fmt: skip

    @property
    def seen(self) -> Listing:
        """The list that is seen now."""
        return self.due_list if self.due_filter else self.past_list

    def _only(self, typed: Typed) -> Any:
        return queries.listed(self.ctx.clock.today(), typed)

    def _own(self) -> dict[str, str]:
        return {queries.SHOW: self.show_code, queries.WHOSE: self.who}

    def _put(self, kind: type, values: Mapping[str, str]) -> None:
        """Turn to the tab and the people of a kept list; of what is due for the one list, of what was done for the other."""
        with QSignalBlocker(self.tabs), QSignalBlocker(self.whose):
            self.whose.setCurrentIndex(max(0, self.whose.findData(values.get(queries.WHOSE, MINE))))
            today = self.ctx.clock.today()
            shows = [
                c for c, *_words in SHOWS if isinstance(queries.listed(today, ((queries.SHOW, c),)), kind)
            ]
            show = values.get(queries.SHOW, LATE)
            self.tabs.setCurrentIndex([c for c, *_words in SHOWS].index(show if show in shows else shows[0]))
        self._turn()

    def _lay_out(self) -> None:
        writes = self.ctx.can(Permission.FOLLOWUP_WRITE)
        self.calendar_button = self.add_action(
            button(_("Calendar file…"), lambda: save_calendar(self.ctx), icon_name="download")
        )
        hidden_unless(self.calendar_button, self.ctx.can(Permission.FOLLOWUP_CALENDAR))
        self.open_button = self.add_action(button(_("Open case"), self.open_case))
        self.move_button = self.add_action(button(_("Another day…"), self.postpone))
        offer_export(self, lambda: self.seen, lambda f: f.person_id)
        self.record_button = self.add_action(button(_("Record…"), self.record, look="primary"))
        for made in (self.move_button, self.record_button):
            hidden_unless(made, writes)
        self.record_button.setToolTip(_("Enter or Space"))
        for one in (self.due_list, self.past_list):
            whole = QWidget()
            whole.setLayout(column(one.below, one.table, one.foot, spacing=S2))
            self.tables.addWidget(whole)
        card = Card()
        card.add(row(self.tabs, None, self.whose, self.due_list.tools, self.past_list.tools), self.tables)
        card.body.setStretch(1, 1)
        self.body.addWidget(card, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _index: self._narrow())
        self.whose.currentIndexChanged.connect(lambda _index: self._narrow())
        self.dues.opened.connect(lambda _due: self.record())
        self.dues.marked.connect(lambda _due: self.record())
        self.dues.picked.connect(lambda _due: self._enable())
        self.past.picked.connect(lambda _row: self._enable())
        self.past.opened.connect(lambda _row: self.open_case())
        self.dues.entries = self._entries

    def _narrow(self) -> None:
        self._turn()
        self.refresh()
        self.seen.changed.emit()

    def _turn(self) -> None:
        """Whose they are needs saying only in a list of several people's."""
        choose_columns(self.dues, self.who == MINE)
        self.tables.setCurrentIndex(0 if self.due_filter else 1)
        self.due_list.tools.setVisible(self.due_filter)
        self.past_list.tools.setVisible(not self.due_filter)

    # --- coming here

    def arrive(self, show: str = "", who: str = "", view: str = "", of: str = "", **args: Any) -> None:
        """Open one of the lists by its name (late, today, week, planned, done, missed, cancelled), mine or others'; or a
        kept one (`view`) of what is due or done (`of`)."""
        if view:
            self.views[of or self.due_list.spec.code].open(view)
        elif show or who:
            for one in self.views.values():
                one.stay()
        if who:
            self.whose.setCurrentIndex([code for code, _words in WHOSE].index(who))
        if show:
            self.tabs.setCurrentIndex([code for code, *_words in SHOWS].index(show))

    def place_name(self) -> dict[str, Any]:
        return {"show": self.show_code, "who": self.who}

    @property
    def show_code(self) -> str:
        return SHOWS[self.tabs.currentIndex()][0]

    @property
    def who(self) -> str:
        return str(self.whose.currentData())

    @property
    def due_filter(self) -> bool:
        """Whether what is due is shown, not what was done."""
        return isinstance(self._only(tuple(self._own().items())), DueFilter)

    # --- showing

    def refresh(self) -> None:
        self.seen.refresh()
        self.read(queries.counts, done=self._counted)
        self._enable()

    def key_filter(self) -> None:
        self.seen.toggle_filter()

    def _counted(self, counts: DueCounts) -> None:
        numbers = {LATE: counts.overdue, TODAY: counts.today, NEXT: counts.week} if self.who == MINE else {}
        for at, (code, words, _nothing) in enumerate(SHOWS):
            self.tabs.setTabText(at, f"{_(words)} {numbers[code]}" if numbers.get(code) else _(words))
        self.sentence.setText(sentence(counts))

    def _enable(self) -> None:
        chosen = self.dues.current() if self.due_filter else None
        for made in (self.record_button, self.move_button):
            made.setEnabled(chosen is not None)
        self.open_button.setEnabled(self._case_id() != "")

    # --- doing

    def _case_id(self) -> str:
        if self.due_filter:
            due: Due | None = self.dues.current()
            return due.case_id if due else ""
        made: DoneRow | None = self.past.current()
        return made.followup.case_id if made else ""

    def open_case(self) -> None:
        if case_id := self._case_id():
            self.ctx.navigate("case", case_id=case_id, tab="followups")

    def record(self) -> None:
        """How the chosen follow-up went."""
        due: Due | None = self.dues.current()
        if due and self.ctx.can(Permission.FOLLOWUP_WRITE):
            record(self.ctx, due.case_id, due.id)
        elif due:
            self.open_case()

    def postpone(self) -> None:
        due: Due | None = self.dues.current()
        if due:
            move(self.ctx, due.case_id, due.id, f"{due.name}: {due.what}")

    def cancel(self) -> None:
        due: Due | None = self.dues.current()
        if due and due.id:
            cancel(self.ctx, due.id, f"{due.name}: {due.what}")

    def _entries(self, due: Due) -> list[tuple[str, Callable[[], object]]]:
        entries: list[tuple[str, Callable[[], object]]] = [(_("Open case"), self.open_case)]
        if self.ctx.can(Permission.FOLLOWUP_WRITE):
            entries += [(_("Record…"), self.record), (_("Another day…"), self.postpone)]
            entries += [(_("Cancel the follow-up…"), self.cancel)] if due.id else []
        return entries


def choose_columns(table: RecordTable, own: bool) -> None:
    """Whose a follow-up is needs no column in a list of one's own."""
    shown = table.titles.shown()
    if own and WHO in shown:
        table.titles.show_only(t for t in shown if t != WHO)
    elif not own and WHO not in shown:
        table.titles.show_only([*shown, WHO])


def sentence(counts: DueCounts) -> str:
    """What matters now about one's own follow-ups."""
    if counts.overdue:
        late = n_(
            "{count} follow-up of yours is late.", "{count} follow-ups of yours are late.", counts.overdue
        )
        today = n_("{count} is planned for today.", "{count} are planned for today.", counts.today)
        return f"{late} {today}" if counts.today else late
    if counts.today:
        return n_(
            "{count} follow-up is planned for today.",
            "{count} follow-ups are planned for today.",
            counts.today,
        )
    if not counts.week:
        return _("Nothing of yours is late, and nothing is due within seven days.")
    return n_("Nothing is late. {count} follow-up is due within seven days.",
              "Nothing is late. {count} follow-ups are due within seven days.", counts.week)  # fmt: skip
