"""Caseload: who carries what, where cases stand, what waits, and giving cases to others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.charts import Chart, Series
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.keyset import Page as Rows_
from caseapp.features.cases.models import Risk
from caseapp.features.cases.queries import CaseFilter, CaseRow
from caseapp.features.followups.pages.listing import RISK_TONE
from caseapp.features.programmes import queries as programmes
from caseapp.features.supervision import queries
from caseapp.features.supervision.along import Along, Slice, along, told
from caseapp.features.supervision.caseload import CLOSED_WITHIN
from caseapp.features.supervision.pages.approvals import KINDS
from caseapp.features.supervision.pages.reassign import Reassigning
from caseapp.features.supervision.pages.standing import StandingOut
from caseapp.features.supervision.views import Caseload, Waiting, Worker
from caseapp.ui.charts import ChartPanel
from caseapp.ui.combo import Combo
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, StatTile, button, column, hidden_unless, row, scrolled

SIDE, SIDE_NARROW, ROOMY = 328, 270, 1080
WORKERS, WAITING = 6, 3
NO_CHART = Chart("bar", (), (Series("", ()),))


class CaseloadPage(Page):
    """The half hour on Monday. Choosing somebody shows their cases; every number opens the list behind it."""

    title = N_("Caseload")
    watches = frozenset({"case", "person", "followup", "referral", "plan", "grant", "staff"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.load: Caseload | None = None
        self.tiles = {code: StatTile("") for code in ("active", "opened", "late", "waiting", "no_contact")}
        self.workers = RecordTable(worker_columns(ctx), _("By caseworker"))
        self.cases = RecordTable(case_columns(ctx), _("Cases"))
        self.cases.allow_several()
        self.by_worker, self.of_worker = Card(_("By caseworker")), Card()
        self.waiting = Card(_("Waiting for you"))
        self.standing = StandingOut(ctx)
        self.chart, self.by = ChartPanel(NO_CHART, doors=True), Combo()
        self.slices: tuple[Slice, ...] = ()
        self.reassigning = Reassigning(self)
        self.programme = Combo()
        self.programme.setMinimumContentsLength(14)
        self.programme.setAccessibleName(_("Programme"))
        self.programme.addItem(_("All programmes"), "")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.reassign_button = button(_("Reassign cases…"), self.reassigning.begin, look="primary")
        self.tools.addWidget(self.programme)
        self.talk_button = self.add_action(button(_("Supervision…"), self._supervise))
        hidden_unless(self.talk_button, self.ctx.can(Permission.CASE_APPROVE))
        self.handover_button = self.add_action(button(_("Hand over a caseload…"), self._hand_over))
        self.add_action(self.reassign_button)
        hidden_unless(self.handover_button, self.ctx.can(Permission.CASE_ASSIGN))
        hidden_unless(self.reassign_button, self.ctx.can(Permission.CASE_ASSIGN))
        self.workers.fit(WORKERS)
        self.by_worker.add(self.workers)
        self.of_worker.add(self.cases)
        self.of_worker.body.setStretch(0, 1)
        for by in Along:
            self.by.addItem(by.shown(), by)
        self.by.setAccessibleName(_("Open cases by"))
        stands = Card()
        stands.add(self.by, self.chart)
        cards = QWidget()
        cards.setLayout(column(self.waiting, self.standing, stands, None, spacing=S3))
        self.side = scrolled(cards)
        self.setFocusProxy(self.workers)
        self.waiting.hide()
        left = column(self.by_worker, self.of_worker, spacing=S3)
        left.setStretch(1, 100)
        left.addStretch(1)  # keeps the card of the workers at the top while nobody is chosen
        both = row(left, self.side, spacing=S3)
        both.setStretch(0, 1)
        line = row(spacing=S3)
        for tile in self.tiles.values():
            line.addWidget(tile, 1)
        self.body.addLayout(line)
        self.body.addLayout(both, 1)

    def _connect(self) -> None:
        self.programme.currentIndexChanged.connect(lambda _index: self.refresh())
        self.workers.picked.connect(lambda _worker: self._list_cases())
        self.workers.opened.connect(lambda worker: self._go(self._only(worker), worker.name))
        self.workers.entries = self._entries
        self.cases.opened.connect(lambda shown: self.ctx.navigate("case", case_id=shown.id))
        self.chart.opened.connect(self._open_slice)
        self.by.currentIndexChanged.connect(lambda _index: self._chart())
        for code, tile in self.tiles.items():
            tile.clicked.connect(partial(self._open_tile, code))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() * 100 / theme().scale >= ROOMY
        self.side.setFixedWidth(theme().px(SIDE if roomy else SIDE_NARROW))

    # --- showing

    @property
    def programme_id(self) -> str:
        return str(self.programme.currentData() or "")

    def _chart(self) -> None:
        self.read(along, self.by.currentData(), self.programme_id, done=self._show_slices)

    def _show_slices(self, slices: tuple[Slice, ...]) -> None:
        self.slices = slices
        self.chart.set(slice_chart(slices))

    def refresh(self) -> None:
        self._chart()
        self.read(queries.caseload, self.programme_id, done=self._show)
        self.read(queries.standing_out, self.programme_id, done=self.standing.show_found)
        if self.programme.count() == 1:
            self.read(programmes.programmes, done=self._offer_programmes)
        if self.ctx.can(Permission.APPROVALS_READ):
            self.read(queries.waiting, done=self._show_waiting)

    def _offer_programmes(self, found: Sequence[Any]) -> None:
        self.programme.blockSignals(True)
        for one in found:
            self.programme.addItem(one.code, one.id)
            self.programme.setItemData(
                self.programme.count() - 1, one.title, 3
            )  # Qt.ItemDataRole.ToolTipRole
        self.programme.blockSignals(False)
        self.programme.setVisible(bool(found))

    def _show(self, load: Caseload) -> None:
        self.load = load
        now = self.ctx.clock.now().astimezone()
        active = n_("{count} active case", "{count} active cases", load.active)
        self.sentence.setText(
            _("{active} · as of {day}, {time}").format(
                active=active, day=dates.short_day(load.today), time=f"{now:%H:%M}"
            )
        )
        self.by_worker.set_aside(_("ceiling {count} a worker").format(count=load.ceiling))
        self._show_tiles(load)
        chosen = self.workers.current()
        self.workers.set_rows(load.workers, _("Nobody carries cases yet."))
        if chosen is None and load.workers:
            self.workers.selectRow(0)
        self._list_cases()

    def _show_tiles(self, load: Caseload) -> None:
        share = f" ({round(100 * load.late / load.active)}%)" if load.active else ""
        more = load.opened - load.opened_before
        than = _(" ▲ {count} on last month").format(count=more) if more > 0 else ""
        self.tiles["active"].set(f"{load.active:,}", _("active cases"))
        self.tiles["opened"].set(f"{load.opened:,}", _("new this month") + than)
        self.tiles["late"].set(
            f"{load.late:,}", _("cases with something late") + share, "bad" if load.late else ""
        )
        self.tiles["waiting"].setVisible(load.waiting is not None)
        self.tiles["waiting"].set(
            str(load.waiting or 0), _("waiting for your decision"), "warn" if load.waiting else ""
        )
        words = n_(
            "without contact for {count} day", "without contact for {count} days", load.no_contact_days
        )
        self.tiles["no_contact"].set(f"{load.no_contact:,}", words, "warn" if load.no_contact else "")

    def _show_waiting(self, found: tuple[Waiting, ...]) -> None:
        self.waiting.clear()
        self.waiting.setVisible(bool(found))
        self.waiting.set_aside(str(len(found)))
        rows = Rows()
        for one in found[:WAITING]:
            words = Line(Tag(_(KINDS[one.kind])), Strong(one.name), Muted(one.what))
            decide = button(_("Review"), partial(self.ctx.navigate, "approvals", waiting_id=one.id))
            rows.add(words, decide, stretch=(1, 0))
        self.waiting.add(rows)
        if len(found) > WAITING:
            self.waiting.add(
                row(button(_("All of them"), lambda: self.ctx.navigate("approvals"), look="link"), None)
            )

    def _supervise(self) -> None:
        worker = self.worker()
        if worker and worker.id:
            self.ctx.navigate("supervision", staff_id=worker.id)

    def _hand_over(self) -> None:
        worker = self.worker()
        self.ctx.navigate("handover", **({"staff_id": worker.id} if worker and worker.id else {}))

    # --- somebody's cases

    def worker(self) -> Worker | None:
        """Whose cases are shown."""
        chosen: Worker | None = self.workers.current()
        return chosen

    def _list_cases(self) -> None:
        worker = self.worker()
        self.of_worker.setVisible(worker is not None)
        self.reassign_button.setEnabled(worker is not None and worker.active > 0)
        if worker is None:
            return
        title = _("{name}’s cases").format(name=worker.name) if worker.id else _("Cases nobody carries")
        self.of_worker.set_title(title)
        self.of_worker.set_aside(_("{count}, oldest contact first").format(count=worker.active))
        self.ctx.tasks.latest(
            "cases-of",
            queries.cases_of,
            worker.id,
            programme_id=self.programme_id,
            done=self._listed,
            owner=self,
        )

    def _listed(self, page: Rows_[CaseRow]) -> None:
        self.cases.start(page.rows, page.after, self._more, _("No open case."))

    def _more(self, after: Any, answer: Callable[[Sequence[Any], Any], None]) -> None:
        worker = self.worker()
        if worker:
            self.read(queries.cases_of, worker.id, after, programme_id=self.programme_id,
                      done=lambda page: answer(page.rows, page.after))  # fmt: skip

    # --- doors

    def _only(self, worker: Worker, **more: Any) -> CaseFilter:
        return CaseFilter(
            caseworker_id=worker.id, unassigned=not worker.id, programme_id=self.programme_id, **more
        )

    def _go(self, only: CaseFilter, words: str) -> None:
        self.ctx.navigate("cases", only=only, sentence=words)

    def _entries(self, worker: Worker) -> list[tuple[str, Callable[[], object]]]:
        """The lists behind the numbers of one row."""
        load = self.load
        if load is None:
            return []
        lists = [
            (n_("{count} active case", "{count} active cases", worker.active), self._only(worker)),
            (
                n_("{count} at high risk", "{count} at high risk", worker.high),
                self._only(worker, risk=Risk.HIGH),
            ),
            (
                n_("{count} without a plan", "{count} without a plan", worker.no_plan),
                self._only(worker, no_plan_opened_before=load.today - timedelta(days=load.no_plan_days)),
            ),
            (
                n_("{count} without contact", "{count} without contact", worker.no_contact),
                self._only(worker, no_contact_since=load.today - timedelta(days=load.no_contact_days)),
            ),
        ]
        return [(words, partial(self._go, only, f"{worker.name}: {words}")) for words, only in lists]

    def _open_slice(self, at: int) -> None:
        found = self.slices[at]
        self._go(found.only, found.words)

    def _open_tile(self, code: str, _checked: bool = False) -> None:
        if self.load is None:
            return
        if code == "waiting":
            self.ctx.navigate("approvals")
        elif code == "late":
            self.ctx.navigate("followups", show="late", who="all")
        else:
            since = self.load.today - timedelta(days=self.load.no_contact_days)
            only = CaseFilter(
                programme_id=self.programme_id, no_contact_since=since if code == "no_contact" else None
            )
            self._go(only, self.tiles[code].accessibleName())


def worker_columns(ctx: Context) -> list[Column]:
    plan_days = ctx.office.rule("plan.none_days")
    return [
        Column(N_("Caseworker"), lambda w: worker_name(w), "strong", wraps=True),
        Column(N_("Active"), lambda w: f"{w.active:,}", "bar", share=load_share, width=104),
        Column(N_("High risk"), lambda w: str(w.high), "number"),
        Column(N_("Late"), lambda w: str(w.late), "number", tone=lambda w: "bad" if w.late else ""),
        Column(_("No plan > {days} d").format(days=plan_days), lambda w: str(w.no_plan), "number",
               tone=lambda w: "warn" if w.no_plan else ""),
        Column(N_("Referrals waiting"), lambda w: str(w.referrals), "number"),
        Column(_("Closed, {days} d").format(days=CLOSED_WITHIN), lambda w: str(w.closed), "number", spare=True),
    ]  # fmt: skip


def worker_name(worker: Worker) -> str:
    if not worker.id:
        return _("Nobody")
    return worker.name if worker.working else _("{name} (left)").format(name=worker.name)


def load_share(worker: Worker) -> tuple[float, str]:
    """The bar against the ceiling: red beyond it, or where cases have nobody who works here."""
    if not worker.working or not worker.ceiling:
        return (1.0 if worker.active else 0.0), "bar_high"
    return min(1.0, worker.active / worker.ceiling), "bar_high" if worker.active > worker.ceiling else "brand"


def case_columns(ctx: Context) -> list[Column]:
    today = ctx.clock.today
    return [
        Column(N_("Case"), lambda c: c.number, "muted", width=126),
        Column(N_("Person"), lambda c: c.name),
        Column(N_("Stage"), lambda c: c.stage.shown()),
        Column(N_("Risk"), lambda c: c.risk.shown(), "chip", tone=lambda c: RISK_TONE[c.risk]),
        Column(N_("Last contact"), lambda c: ago(c, today())),
        Column(N_("Next"), lambda c: dates.due_words(c.next_contact_on, today()) if c.next_contact_on else "—",
               tone=lambda c: "bad" if c.next_contact_on and c.next_contact_on < today() else ""),
    ]  # fmt: skip


def ago(row_: CaseRow, today: Any) -> str:
    if row_.last_contact_on is None:
        return _("none yet")
    days = (today - row_.last_contact_on).days
    return n_("{count} day", "{count} days", days) if days else _("today")


def slice_chart(slices: tuple[Slice, ...]) -> Chart:
    """Open cases along one thing; a bar opens its cases."""
    values = tuple(float(s.count) for s in slices)
    return Chart("bar", tuple(s.words for s in slices), (Series(_("cases"), values),), summary=told(slices))
