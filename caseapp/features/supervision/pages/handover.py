"""Handing over a caseload: whose, to whom, a look at who gets what, then all at once. The sheet is printed afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.cases import transfers
from caseapp.features.cases.pages.listing import RISK_TONE
from caseapp.features.cases.transfers import TransferView
from caseapp.features.office.bulk import BulkDone
from caseapp.features.office.pages.bulk import Undoing, run
from caseapp.features.supervision import handover
from caseapp.features.supervision.handover_sheet import sheet_pdf, waits
from caseapp.features.supervision.handover_views import (
    Carried,
    HandOverView,
    Load,
    Split,
    Taker,
    counted,
    share_out,
)
from caseapp.features.supervision.pages.covers import Covers, ask_cover
from caseapp.ui.asking import ask_and_save
from caseapp.ui.combo import Combo
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page, empty
from caseapp.ui.preview import show_paper
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import (
    Card,
    Chip,
    button,
    clear,
    column,
    hidden_unless,
    label,
    menu_button,
    row,
    scrolled,
)

Entry = tuple[str, Callable[[], object]]
SIDE, SIDE_NARROW, ROOMY = 360, 290, 1080
EARLIER = 4


class HandOverPage(Page):
    """A supervisor gives anybody's cases; a caseworker asks colleagues to take one's own."""

    title = N_("Hand over cases")
    watches = frozenset({"case", "followup", "referral", "tranche", "staff", "handover", "case_transfer"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.moves = ctx.can(Permission.CASE_ASSIGN)  # at once; without it colleagues are asked
        self.wanted = ""
        self.load: Load | None = None
        self.assigned: dict[str, str] = {}
        self.giver, self.how = Combo(), Combo()
        self.ticks: dict[str, QCheckBox] = {}
        self.counts: dict[str, Chip] = {}
        self.table = RecordTable(self._columns(), _("Cases"))
        self.table.allow_several()
        self.takers, self.earlier = Card(_("To")), Card(_("Earlier handovers"))
        self.asked = Card(_("Asked, not answered yet"))
        self.takers_rows = column(spacing=S2)
        Undoing.of(self)
        self._lay_out()

    def _lay_out(self) -> None:
        self.giver.setAccessibleName(_("From"))
        self.giver.setMinimumContentsLength(20)
        self.giver.currentIndexChanged.connect(lambda _index: self._ask_load())
        self.how.setAccessibleName(_("How to share out"))
        for split in Split:
            self.how.addItem(split.shown(), split)
        self.how.currentIndexChanged.connect(lambda _index: self._share())
        words = _("Hand over…") if self.moves else _("Ask the colleagues…")
        self.do_button = self.add_action(button(words, self.hand_over, look="primary"))
        away = _("While they are away…") if self.moves else _("While I am away…")
        self.cover_button = button(away, self.look_after)
        self.give = menu_button(_("Give the chosen to"), [])
        self.give.setEnabled(True)
        inside = QWidget()
        inside.setLayout(self.takers_rows)
        self.takers.add(self.how, inside)
        side = QWidget()
        side.setLayout(column(self.takers, self.asked, self.earlier, None, spacing=S3))
        self.side = scrolled(side)
        card = Card()
        self.from_label = label(_("From"), "second")
        card.add(row(self.from_label, self.giver, None, self.cover_button, self.give), self.table)
        card.body.setStretch(1, 1)
        for made in (self.from_label, self.giver):
            hidden_unless(made, self.moves)
        both = row(card, self.side, spacing=S3)
        both.setStretch(0, 1)
        self.body.addWidget(Covers(self.ctx))
        self.body.addLayout(both, 1)

    def _columns(self) -> list[Column]:
        return [
            Column(N_("Case"), lambda c: c.case.number, "muted", width=126),
            Column(N_("Person"), lambda c: c.case.name, "strong"),
            Column(N_("Where"), lambda c: c.case.place or "—", spare=True),
            Column(N_("Risk"), lambda c: c.case.risk.shown(), "chip", tone=lambda c: RISK_TONE[c.case.risk]),
            Column(N_("What waits"), waits),
            Column(
                N_("To"), self._to, "chip", tone=lambda c: "brand" if c.id in self.assigned else "neutral"
            ),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() * 100 / theme().scale >= ROOMY
        self.side.setFixedWidth(theme().px(SIDE if roomy else SIDE_NARROW))

    # --- coming here

    def arrive(self, staff_id: str = "", **args: Any) -> None:
        """Come for somebody's cases, or choose here."""
        self.wanted = staff_id or self.wanted
        self._stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def place_name(self) -> dict[str, Any]:
        return {"staff_id": self.load.giver_id} if self.load and self.moves else {}

    # --- showing

    def refresh(self) -> None:
        if self.moves:
            self.read(handover.givers, done=self._show_givers)
            self.read(handover.recent, done=self._show_earlier)
            self.read(transfers.waiting, done=self._show_asked)
        else:
            self.earlier.hide()
            self.asked.hide()
            self.read(handover.load, done=self._show_load)

    def _show_givers(self, found: tuple[Taker, ...]) -> None:
        chosen = self.giver.currentData() if self.giver.count() else ""
        with QSignalBlocker(self.giver):
            self.giver.clear()
            for taker in found:
                self.giver.addItem(
                    n_("{name}, {count} case", "{name}, {count} cases", taker.active, name=taker.name),
                    taker.id,
                )
            self.giver.setCurrentIndex(max(0, self.giver.findData(self.wanted or chosen)))
        self.wanted = ""
        self._ask_load()

    def _ask_load(self) -> None:
        giver = self.giver.currentData()
        if giver:
            self.read(handover.load, giver, done=self._show_load)
        else:
            self.show_state(empty("users", _("Nobody carries cases"), _("There is nothing to hand over.")))

    def _show_load(self, load: Load) -> None:
        again = self.load is not None and self.load.giver_id == load.giver_id
        self.load = load
        self.show_content()
        self._show_takers(load, self._ticked() if again else set())
        kept = {c.id: self.assigned[c.id] for c in load.cases if c.id in self.assigned} if again else {}
        self.assigned = kept
        self._share() if not kept else self._show_assigned()

    def _show_takers(self, load: Load, ticked: set[str]) -> None:
        clear(self.takers_rows)
        self.ticks, self.counts = {}, {}
        for taker in load.takers:
            tick = QCheckBox(taker.name.replace("&", "&&"))
            tick.setChecked(taker.id in ticked)
            tick.toggled.connect(lambda _on: self._share())
            self.ticks[taker.id], self.counts[taker.id] = tick, Chip("")
            self.takers_rows.addLayout(row(tick, None, self.counts[taker.id]))
        menu = self.give.menu()
        menu.clear()
        for taker in load.takers:
            menu.addAction(taker.name.replace("&", "&&")).triggered.connect(
                partial(self.give_chosen, taker.id)
            )
        stay = _("Keep with {name}").format(name=load.giver.replace("&", "&&"))
        menu.addAction(stay).triggered.connect(partial(self.give_chosen, ""))

    def _ticked(self) -> set[str]:
        return {key for key, tick in self.ticks.items() if tick.isChecked()}

    def _share(self) -> None:
        """Share out anew among those who are ticked."""
        if self.load is None:
            return
        takers = [t for t in self.load.takers if t.id in self._ticked()]
        self.assigned = share_out(self.load.cases, takers, Split(self.how.currentData()))
        self._show_assigned()

    def give_chosen(self, to: str, _checked: bool = False) -> None:
        """The chosen cases go to this colleague, or stay."""
        for c in self.table.several():
            self.assigned.pop(c.id, None)
            if to:
                self.assigned[c.id] = to
        self._show_assigned()

    def _show_assigned(self) -> None:
        assert self.load is not None
        self.table.set_rows(self.load.cases, _("No open case."))
        for taker in self.load.takers:
            more = counted(self.assigned, taker)
            then = taker.active + more
            words = _("{now} of {ceiling}") if not more else _("{now} + {more} of {ceiling}")
            tone = "bad" if more and then > taker.ceiling else "brand" if more else "neutral"
            self.counts[taker.id].set(words.format(now=taker.active, more=more, ceiling=taker.ceiling), tone)
        self.sentence.setText(sentence(self.load, self.assigned))
        self.do_button.setEnabled(bool(self.assigned))

    def _to(self, c: Carried) -> str:
        names = {t.id: t.name for t in self.load.takers} if self.load else {}
        return names.get(self.assigned.get(c.id, ""), _("stays"))

    def _show_asked(self, found: tuple[TransferView, ...]) -> None:
        """Cases colleagues were asked to take over: a click opens the case, where it can be taken back."""
        self.asked.clear()
        self.asked.setVisible(bool(found))
        self.asked.set_aside(str(len(found)))
        rows = Rows()
        for one in found[:EARLIER]:
            words = Line(
                Strong(one.case.name), Muted(f"{one.giver} → {one.taker}, {dates.short_day(one.asked_on)}")
            )
            made = rows.add(
                words, opened=partial(self.ctx.navigate, "case", case_id=one.case.id), stretch=(1,)
            )
            made.setAccessibleName(words.text())
        self.asked.add(rows)

    def _show_earlier(self, found: tuple[HandOverView, ...]) -> None:
        self.earlier.clear()
        self.earlier.setVisible(bool(found))
        rows = Rows()
        for done in found[:EARLIER]:
            to = ", ".join(f"{name} {count}" for name, count in done.shares)
            back = [Tag(_("taken back"), "neutral")] if done.undone_on else []
            words = Line(Strong(done.giver), Muted(f"{dates.short_day(done.done_on)} → {to}"), *back)
            entries: list[Entry] = [(_("Print the sheet…"), partial(self.print_sheet, done.id))]
            if done.own:
                entries.append((_("Take it back…"), partial(self.take_back, done)))
            more = menu_button(_("More"), entries)
            more.setAccessibleName(_("More for {name}").format(name=done.giver))
            rows.add(words, more, stretch=(1,))
        self.earlier.add(rows)

    # --- doing

    def look_after(self) -> None:
        """Instead of handing over: a colleague looks after the cases for some days."""
        ask_cover(self.ctx, str(self.giver.currentData() or ""))

    def hand_over(self) -> None:
        """Ask why, then move everything, or ask the colleagues."""
        if self.load is None or not self.assigned:
            return
        giver, assigned = self.load.giver_id, dict(self.assigned)
        note = preview(self.load, assigned)
        if not self.moves:
            ask_and_save(
                self.ctx, handover.WHY_FORM, _("Ask the colleagues"), {},
                lambda uow, typed: handover.ask_colleagues(uow, assigned, typed), self._asked, note=note, confirm=_("Ask"),
            )  # fmt: skip
            return
        words = _("Hand over")
        typed = self.ctx.dialogs.ask(handover.WHY_FORM, words, {}, note=note, confirm=words)
        if typed is not None:
            run(self, words, (handover.hand_over, giver, assigned, typed), self._done)

    def _done(self, done: HandOverView) -> None:
        words = n_("{count} case is handed over.", "{count} cases are handed over.", done.count)
        Undoing.of(self).done(BulkDone(done.id, done.count), words)
        self.print_sheet(done.id)

    def _asked(self, count: int) -> None:
        self.ctx.toast(n_("{count} colleague's answer is awaited.", "{count} answers are awaited.", count))
        self.assigned = {}
        self._show_assigned()

    def take_back(self, done: HandOverView) -> None:
        """After a last look: what was handed over goes back."""
        text = _("Cases that are still with those who took them go back to {name}.").format(name=done.giver)
        if self.ctx.dialogs.confirm(_("Take the handover back?"), text, _("Take back")):
            Undoing.of(self).undo(done.id)

    def print_sheet(self, handover_id: str) -> None:
        """The sheet, shown first."""
        show_paper(
            self.ctx, _("Handover sheet"), lambda uow, level: sheet_pdf(uow, handover_id, level), name="handover-sheet.pdf",
            parent=self.ctx.dialogs.window,
        )  # fmt: skip


def sentence(load: Load, assigned: dict[str, str]) -> str:
    """How far the sharing out is."""
    if not load.cases:
        return _("{name} carries no case.").format(name=load.giver)
    if not assigned:
        return _("Tick the colleagues who take over.")
    left = len(load.cases) - len(assigned)
    given = n_("{count} case finds a new caseworker.", "{count} cases find a new caseworker.", len(assigned))
    return given + (" " + n_("{count} stays.", "{count} stay.", left) if left else "")


def preview(load: Load, assigned: dict[str, str]) -> str:
    """What it comes to, before it is done."""
    chosen = [c for c in load.cases if c.id in assigned]
    shares = [f"{t.name}: {count}" for t in load.takers if (count := counted(assigned, t))]
    along = (
        n_("{count} planned visit", "{count} planned visits", sum(c.visits for c in chosen)),
        n_(
            "{count} referral without answer",
            "{count} referrals without answer",
            sum(c.referrals for c in chosen),
        ),
        n_("{count} tranche to come", "{count} tranches to come", sum(c.tranches for c in chosen)),
    )
    told = [", ".join(shares) + ".", _("With them go {along}.").format(along=", ".join(along))]
    over = [t.name for t in load.takers if (count := counted(assigned, t)) and t.active + count > t.ceiling]
    if over:
        told.append(_("More than the ceiling: {names}.").format(names=", ".join(over)))
    return " ".join(told)
