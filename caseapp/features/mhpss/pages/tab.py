"""The tab “MHPSS” of a case: sessions and screenings for counsellors, one sentence for everybody else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.charts import Band, Chart, Series, Tone
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import load
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.mhpss import queries, service
from caseapp.features.mhpss.pages.parts import EmergencyCard, came, session_content, told
from caseapp.features.mhpss.views import MhpssStatus, ScreeningView, SessionRow, SessionView
from caseapp.ui.charts import ChartPanel
from caseapp.ui.instrument import ScorePanel
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, Chip, Note, State, button, clear, column, label, row, scrolled

WATCHED = frozenset({"mhpss_session", "mhpss_screening", "case"})

COLUMNS = (
    Column(N_("Held on"), lambda s: dates.day(s.held_on), "muted", width=96),
    Column(N_("Kind"), lambda s: s.kind_text, "strong"),
    Column(N_("Came"), lambda s: came(s)[0], "chip", tone=lambda s: came(s)[1], width=110),
    Column(N_("Next contact"), lambda s: dates.day(s.next_on), width=96),
    Column(N_("Layer of support"), lambda s: s.layer_text, "muted", spare=True),
    Column(N_("Counsellor"), lambda s: s.counsellor, "muted", spare=True),
)


class MhpssTab(Watching):
    """Chooses by what this reader may know."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        inside = ctx.can(Permission.MHPSS_READ)
        self.inner: Watching = CounsellorPanel(ctx, case_id) if inside else StatusPanel(ctx, case_id)
        self.setLayout(column(self.inner, spacing=0))

    def refresh(self) -> None:
        """The panel inside watches for itself."""


class StatusPanel(Watching):
    """All that people outside the section are told."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.words = column(spacing=0)
        self.setLayout(column(self.words, None, spacing=0))

    def refresh(self) -> None:
        self.read(queries.status, self.case_id, done=self._show)

    def _show(self, status: MhpssStatus) -> None:
        clear(self.words)
        hint = _("What is talked about there can be read by the counsellors only.")
        card = Card(edge="private")
        card.add(State("lock", status_words(status), hint))
        self.words.addWidget(card)


def status_words(status: MhpssStatus) -> str:
    """`Support under way, next contact 3 Sep`."""
    if not status.under_way:
        return _("No support under way")
    if status.next_on is None:
        return _("Support under way")
    return _("Support under way, next contact {day}").format(day=dates.short_day(status.next_on))


def everything(uow: UnitOfWork, case_id: str) -> tuple[tuple[SessionRow, ...], tuple[ScreeningView, ...]]:
    """What the panel shows, in one reading."""
    return queries.sessions(uow, case_id), queries.screenings(uow, case_id)


class CounsellorPanel(Watching):
    """Sessions at the left, each opened on demand; emergency contacts and screenings at the right."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.low = Note("", "warn", button(_("Refer to MHPSS services"), self.refer))
        self.table = RecordTable(COLUMNS, _("Sessions"))
        self.table.opened.connect(lambda _row: self._open())
        self.table.picked.connect(lambda _row: self._offer())
        self.look = button(_("Open"), self._open)
        self.change = button(_("Change…"), self._change)
        self.strike = button(_("Strike out…"), self._strike)
        self.moved = column(spacing=S3)
        self.setLayout(column(self._head(), self.low, self._body(), spacing=S3))
        self.low.set("", "warn")

    def _head(self) -> QWidget:
        head = QWidget()
        self.add = button(_("New session"), lambda: self._write())
        self.ask = button(_("WHO-5"), self._screen)
        words = _("Only counsellors can read what is kept here. Each opening is noted in the journal.")
        hint = label(words, "second", wrap=True)
        line = row(Chip(_("Sealed"), "private"), hint, self.ask, self.add)
        line.setStretch(1, 1)
        head.setLayout(line)
        for made in (self.add, self.ask):
            made.setVisible(self.ctx.can(Permission.MHPSS_WRITE))
        return head

    def _body(self) -> QWidget:
        sessions = Card(_("Sessions"), edge="private")
        sessions.add(self.table, row(self.look, self.change, self.strike, None))
        sessions.body.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(column(EmergencyCard(self.ctx), self.moved, None, spacing=S3))
        beside = scrolled(holder)
        beside.setFixedWidth(theme().px(290))
        body = QWidget()
        line = row(sessions, beside, spacing=S3)
        line.setStretch(0, 1)
        body.setLayout(line)
        return body

    def refresh(self) -> None:
        self.read(everything, self.case_id, done=self._show)

    def _show(self, answer: tuple[Sequence[SessionRow], Sequence[ScreeningView]]) -> None:
        sessions, screenings = answer
        self.table.set_rows(sessions, _("No session yet."))
        self._offer()
        self._moved([s for s in screenings if not s.struck])

    def _moved(self, screenings: Sequence[ScreeningView]) -> None:
        clear(self.moved)
        card = Card(_("WHO-5"), edge="private")
        if screenings:
            newest, panel = screenings[0], ScorePanel()
            card.set_aside(dates.day(newest.taken_on))
            panel.show_score(newest)
            card.add(panel)
            if len([s for s in screenings if s.value is not None]) > 1:
                card.add(ChartPanel(trend(screenings)))
        else:
            card.add(label(_("Not taken yet."), "second"))
        self.moved.addWidget(card)
        low = bool(screenings) and screenings[0].low and self.ctx.can(Permission.REFERRAL_WRITE)
        words = _("The last WHO-5 was low. Talk about it, and offer a referral when it is wanted.")
        self.low.set(words if low else "", "warn")

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

    def _screen(self) -> None:
        self.ctx.navigate("mhpss-screening", case_id=self.case_id, instrument="who5")

    def _strike(self) -> None:
        text = _("It stays readable and counts no more.")
        chosen = self._chosen()
        if chosen and self.ctx.dialogs.confirm(_("Strike this out?"), text, _("Strike out"), danger=True):
            self.write(service.strike_session, chosen.id)

    def refer(self) -> None:
        """Offer a referral: the page of referrals opens with the sector chosen."""
        self.ctx.navigate("refer", case_id=self.case_id, sector="mhpss")


def trend(newest_first: Sequence[ScreeningView]) -> Chart:
    """The scores over time with the range that asks for a closer look behind them."""
    scored = [s for s in reversed(newest_first) if s.value is not None]
    first, last = scored[0], scored[-1]
    said = _("{first} on {begin}, {last} on {end}.").format(
        first=first.value, begin=dates.day(first.taken_on), last=last.value, end=dates.day(last.taken_on)
    )
    lows = [b for b in load(last.instrument).bands if b.level != "ok"]
    bands = (Band(0, max(b.last for b in lows), _("low"), Tone.WARN),) if lows else ()
    line = Series(load(last.instrument).short, tuple(float(s.value or 0) for s in scored), Tone.PRIVATE)
    days = tuple(dates.short_day(s.taken_on) for s in scored)
    return Chart("line", days, (line,), bands, top=float(last.highest), summary=said)
