"""The list of grants: where each stands, how much of it is paid, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import shown
from caseapp.core.permissions import Permission
from caseapp.data.narrowing import Typed
from caseapp.features.grants import queries
from caseapp.features.grants.documents import payment_list_pdf
from caseapp.features.grants.filters import FILTERS
from caseapp.features.grants.models import OPEN, SETTLED, GrantState
from caseapp.features.grants.pages.shared import STATE_TONES, WATCHED, money, paid_share
from caseapp.features.grants.queries import DueCounts, GrantFilter
from caseapp.features.grants.queries.lists import MINE, STATE
from caseapp.features.grants.views import GrantRow
from caseapp.features.office.pages.bulk import bulk_of
from caseapp.features.office.pages.saved import Views
from caseapp.features.people.pages.taking import offer_export
from caseapp.ui.flow import Flow
from caseapp.ui.listing import Listing, ListSpec
from caseapp.ui.page import Context, Page
from caseapp.ui.preview import show_paper
from caseapp.ui.table import Column
from caseapp.ui.widgets import Card, Chip, Clickable, button, row

CHOICES: tuple[tuple[str, str, tuple[GrantState, ...]], ...] = (
    ("open", N_("Not settled"), OPEN),
    *((state.value, state.label, (state,)) for state in OPEN),
    ("settled", N_("Settled"), SETTLED),
)
DUES = (("tranche", N_("Can be paid"), "brand"), ("receipts", N_("Receipts late"), "bad"),
        ("outcome", N_("Outcome due"), "warn"))  # fmt: skip


class StateChip(Clickable):
    """A state with how many grants stand there; the chosen one is tinted and narrows the list."""

    def __init__(self, words: str, tone: str) -> None:
        super().__init__()
        self.words, self.tone = words, tone
        self.setCheckable(True)
        self.chip = Chip(words)
        self.setLayout(row(self.chip))

    def set(self, count: int, chosen: bool) -> None:
        text = f"{self.words} {count}"
        self.chip.set(text, self.tone if chosen else "neutral")
        self.setChecked(chosen)
        self.setAccessibleName(text)


class GrantsPage(Page):
    """All grants one may see, narrowed by state and to one's own."""

    title = N_("Grants")
    watches = WATCHED | {"case"}

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.chosen = "open"
        self.chips = {code: StateChip(_(words), _tone(states)) for code, words, states in CHOICES}
        self.chips |= {code: StateChip(_(words), tone) for code, words, tone in DUES}
        for code, chip in self.chips.items():
            chip.clicked.connect(lambda _on=False, code=code: self.choose(code))
        self.mine = QCheckBox(_("Only my cases"))
        self.mine.toggled.connect(lambda _on: self._narrow())
        self.list = Listing(self, ListSpec(
            "grants", _("Grants"), self._columns(), FILTERS, queries.page, queries.count, self._only,
            lambda: _("No grant stands here. Apply for one from a case, under Add."), sort="applied_on", descending=True,
            falling=frozenset({"applied_on", "asked"}), own=self._own, put=self._put, bulk=lambda: bulk_of(self, "grants"),
        ))  # fmt: skip
        self.table = self.list.table
        self.table.opened.connect(lambda grant: ctx.navigate("grant", grant_id=grant.id))
        if ctx.can(Permission.PROGRAMME_READ):
            self.add_action(button(_("Budget lines"), lambda: ctx.navigate("programmes")))
        if ctx.can(Permission.PRINT) and ctx.can(Permission.GRANT_PAY):
            self.add_action(button(_("Print the payment list…"), self.print_list))
        self.views = Views(self, self.list)
        offer_export(self, lambda: self.list, lambda g: g.person_id)
        card = Card()
        line = row(Flow(*self.chips.values()), self.mine, self.list.tools)
        line.setStretch(0, 1)
        card.add(line, self.list.below, self.table, self.list.foot)
        card.body.setStretch(2, 1)
        self.body.addWidget(card, 1)

    def _columns(self) -> list[Column]:
        return [
            Column(N_("Person"), lambda g: g.group or g.name, "strong"),
            Column(N_("Business"), lambda g: g.business),
            Column(N_("Case"), lambda g: g.case_number, "muted", spare=True),
            Column(N_("Applied"), lambda g: dates.day(g.applied_on), "muted", sort="applied_on", spare=True),
            Column(N_("Amount"), _amount, "number", sort="asked"),
            Column(N_("Paid"), _paid, "bar", share=paid_share),
            Column(N_("State"), lambda g: g.state.shown(), "chip", tone=lambda g: STATE_TONES[g.state]),
            Column(N_("Caseworker"), lambda g: g.caseworker, spare=True),
            Column(N_("Next step"), lambda g: g.next_step),
        ]  # fmt: skip

    def arrive(self, **args: Any) -> None:
        """`state` narrows to one state or to what is due, `mine` to one's own cases: for tiles and numbers that lead here."""
        if "view" in args:
            self.views.open(args["view"])
        elif "state" in args or "mine" in args:
            self.views.stay()
            self.chosen = next((code for code in self.chips if code == args.get("state")), "open")
            self.mine.setChecked(bool(args.get("mine", False)))
            self.refresh()

    def place_name(self) -> dict[str, Any]:
        return {"state": self.chosen, "mine": self.mine.isChecked()}

    def choose(self, code: str) -> None:
        """Show the grants of one state."""
        self.chosen = code
        self._narrow()

    def _narrow(self) -> None:
        self.refresh()
        self.list.changed.emit()

    def key_filter(self) -> None:
        self.list.toggle_filter()

    def refresh(self) -> None:
        me = self.ctx.actor.id if self.mine.isChecked() else ""
        self.read(queries.by_state, me, done=self._count)
        self.read(queries.due_counts, me, done=self._count_due)
        self.read(_sentence_of, me, done=self.sentence.setText)
        self.list.refresh()

    def _only(self, typed: Typed) -> GrantFilter:
        return queries.listed(self.ctx.actor.id, self.ctx.clock.today(), typed)

    def _own(self) -> dict[str, str]:
        return {STATE: self.chosen, MINE: "yes" if self.mine.isChecked() else ""}

    def _put(self, values: Mapping[str, str]) -> None:
        self.chosen = values.get(STATE, "open") if values.get(STATE) in self.chips else "open"
        with QSignalBlocker(self.mine):
            self.mine.setChecked(bool(values.get(MINE)))

    def _count(self, counts: dict[GrantState, int]) -> None:
        for code, _words, states in CHOICES:
            count = sum(counts[state] for state in states)
            self.chips[code].set(count, code == self.chosen)
            self.chips[code].setVisible(count > 0 or code in ("open", "settled", self.chosen))

    def _count_due(self, due: DueCounts) -> None:
        for code, _words, _tone in DUES:
            count = getattr(due, code)
            self.chips[code].set(count, code == self.chosen)
            self.chips[code].setVisible(count > 0 or code == self.chosen)

    def print_list(self) -> None:
        """Everybody who can be paid now, on a list to sign."""
        show_paper(self.ctx, _("Payment list"), lambda uow, level: payment_list_pdf(uow, (), level), level=1,
                   name="payment-list.pdf", parent=self.window())  # fmt: skip


def _sentence_of(uow: Any, caseworker_id: str) -> str:
    """What matters now: what waits for this reader, and the money that is promised."""
    found = queries.waiting(uow)
    unpaid = shown(queries.approved_not_paid(uow, caseworker_id), uow.office.currency)
    parts = [
        n_("{count} waits to be appraised", "{count} wait to be appraised", found.appraise)
        if found.appraise
        else "",
        n_("{count} waits for your decision", "{count} wait for your decision", found.decide)
        if found.decide
        else "",
        n_("{count} tranche can be paid", "{count} tranches can be paid", found.pay) if found.pay else "",
        n_("{count} came back to you", "{count} came back to you", found.came_back)
        if found.came_back
        else "",
        _("{amount} approved and not yet paid").format(amount=unpaid),
    ]
    return " · ".join(filter(None, parts)) + "."


def _amount(grant: GrantRow) -> str:
    return money(grant.asked if grant.approved is None else grant.approved, grant.currency)


def _paid(grant: GrantRow) -> str:
    """How many of its parts are paid."""
    if not grant.tranches:
        return ""
    done = sum(t.paid == t.amount for t in grant.tranches)
    return _("{done} of {all}").format(done=done, all=len(grant.tranches))


def _tone(states: tuple[GrantState, ...]) -> str:
    return STATE_TONES[states[0]] if len(states) == 1 else "brand"
