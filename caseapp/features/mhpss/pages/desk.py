"""A counsellor's own page: safety first, the next contacts, who stayed away, the latest sessions, and the year by layer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.data.uow import UnitOfWork
from caseapp.features.mhpss import counting, queries
from caseapp.features.mhpss.counting import LayerCount
from caseapp.features.mhpss.pages.parts import came
from caseapp.features.mhpss.views import Desk, SafetyRow
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import ROW_HEIGHT, S3, theme
from caseapp.ui.widgets import Card, button, row

RECENT = (
    Column(N_("Held on"), lambda r: dates.day(r[0].held_on), "muted", width=96),
    Column(N_("Person"), lambda r: r[1].name, "strong"),
    Column(N_("Kind"), lambda r: r[0].kind_text),
    Column(N_("Came"), lambda r: came(r[0])[0], "chip", tone=lambda r: came(r[0])[1], width=110),
    Column(N_("Layer of support"), lambda r: r[0].layer_text, "muted", spare=True),
)
AWAY = (
    Column(N_("Person"), lambda r: r.case.name, "strong"),
    Column(N_("Stayed away"), lambda r: n_("{count} time", "{count} times", r.missed), "chip", tone=lambda r: "warn",
           width=100),
    Column(N_("Last"), lambda r: dates.short_day(r.last_on), "muted", width=80),
)  # fmt: skip
LAYERS = (
    Column(N_("Layer of support"), lambda c: c.layer_text),
    Column(N_("People"), lambda c: str(c.people), "number", width=64),
    Column(N_("Sessions"), lambda c: str(c.sessions), "number", width=72),
)


def working(uow: UnitOfWork) -> tuple[Desk, tuple[LayerCount, ...]]:
    """The counsellor's own work, and the office's year by layer."""
    return queries.desk(uow), counting.by_layer(uow, date(uow.today.year, 1, 1), uow.today)


class MhpssPage(Page):
    """What this counsellor agreed with whom; every line leads to the case."""

    title = N_("MHPSS")
    watches = frozenset({"mhpss_session", "mhpss_safety", "case", "person"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.due = RecordTable(self._due_columns(), _("Next contacts"))
        self.away = RecordTable(AWAY, _("Stayed away"))
        self.recent = RecordTable(RECENT, _("My latest sessions"))
        for table in (self.due, self.away):
            table.opened.connect(lambda chosen: self._open(chosen.case.id))
        self.recent.opened.connect(lambda chosen: self._open(chosen[1].id))
        self.safety = Card(_("Safety first"), edge="warn")
        self.layers = RecordTable(LAYERS, _("This year by layer"))
        self.add_action(button(_("Groups"), lambda: ctx.navigate("mhpss-groups"), icon_name="users"))
        self.body.addWidget(self.safety)
        top = row(_card(_("Next contacts"), self.due), _card(_("Stayed away"), self.away), spacing=S3)
        top.setStretch(0, 3)
        top.setStretch(1, 2)
        self.body.addLayout(top, 1)
        below = row(
            _card(_("My latest sessions"), self.recent),
            _card(_("This year by layer"), self.layers),
            spacing=S3,
        )
        below.setStretch(0, 3)
        below.setStretch(1, 2)
        self.body.addLayout(below, 1)
        self.safety.hide()

    def _due_columns(self) -> Sequence[Column]:
        today = self.ctx.clock.today
        return (
            Column(N_("When"), lambda r: dates.due_words(r.next_on, today()), "chip",
                   tone=lambda r: "bad" if r.next_on < today() else "brand" if r.next_on == today() else "neutral",
                   width=110),
            Column(N_("Person"), lambda r: r.case.name, "strong"),
            Column(N_("Number"), lambda r: r.case.number, "muted", width=130),
            Column(N_("Last"), lambda r: dates.short_day(r.last_on), "muted", width=80, spare=True),
        )  # fmt: skip

    def refresh(self) -> None:
        self.read(working, done=self._show)

    def _show(self, found: tuple[Desk, tuple[LayerCount, ...]]) -> None:
        desk, layers = found
        late = sum(1 for r in desk.due if r.next_on and r.next_on < self.ctx.clock.today())
        today = sum(1 for r in desk.due if r.next_on == self.ctx.clock.today())
        self.sentence.setText(_sentence(today, late, sum(not line.finished for line in desk.safety)))
        self.due.set_rows(desk.due, _("No contact is agreed. Open a case and write a session."))
        self.away.set_rows(desk.stayed_away, _("Nobody stayed away twice in a row."))
        self.recent.set_rows(desk.recent, _("No session yet."))
        self.layers.set_rows(layers)
        self._show_safety(desk.safety)

    def _show_safety(self, found: Sequence[SafetyRow]) -> None:
        self.safety.clear()
        self.safety.setVisible(bool(found))
        rows = Rows()
        for line in found:
            chip, words = self._safety_words(line)
            told = Line(chip, Strong(line.case.name), Muted(" · ".join((line.case.number, words))))
            rows.add(told, opened=partial(self._open_safety, line), stretch=(1,))
        self.safety.add(rows)

    def _safety_words(self, line: SafetyRow) -> tuple[Tag, str]:
        today = self.ctx.clock.today()
        if not line.finished:
            since = _("a sign was seen on {day}, {name}").format(
                day=dates.short_day(line.begun_on), name=line.counsellor
            )
            return Tag(_("Ask now"), "bad"), since
        assert line.next_on is not None
        tone = "bad" if line.next_on < today else "warn"
        return Tag(dates.due_words(line.next_on, today), tone), _("to be seen again after a safety check")

    def _open_safety(self, line: SafetyRow, _checked: bool = False) -> None:
        if line.finished:
            self._open(line.case.id)
        else:
            self.ctx.navigate("mhpss-safety", case_id=line.case.id, check_id=line.check_id)

    def _open(self, case_id: str) -> None:
        self.ctx.navigate("case", case_id=case_id, tab="mhpss")


def _sentence(today: int, late: int, unasked: int) -> str:
    parts = (
        [n_("{count} safety check to finish", "{count} safety checks to finish", unasked)] if unasked else []
    )
    parts += [n_("{count} contact today", "{count} contacts today", today)] if today else []
    if late:
        parts.append(n_("{count} was missed", "{count} were missed", late))
    return ", ".join(parts) + "." if parts else _("Nothing is due today.")


def _card(title: str, table: RecordTable) -> Card:
    card = Card(title, edge="private")
    table.setMinimumHeight(theme().px(ROW_HEIGHT) * 3)
    card.add(table)
    card.body.setStretch(0, 1)
    return card
