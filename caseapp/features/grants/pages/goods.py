"""Goods bought for a grant: one card for each purchase, from the prices to the certificate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import shown
from caseapp.features.grants.form import GOODS, RECEIVED
from caseapp.features.grants.models import RUNNING
from caseapp.features.grants.pages.rows import Raw, RowsEditor
from caseapp.features.grants.views import GrantView, PurchaseState, PurchaseView, QuotationView
from caseapp.ui.flow import Flow
from caseapp.ui.form import FormWidget
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Chip, Facts, Stepper, button, clear, column, label, row

STATES = (PurchaseState.QUOTING, PurchaseState.ORDERED, PurchaseState.RECEIVED, PurchaseState.HANDED)
TITLES = (N_("Prices"), N_("Order"), N_("Received"), N_("Handed over"))
Call = Callable[[PurchaseView], object]


class GoodsCalls(Struct, frozen=True):
    """What may be done with a purchase, by this reader."""

    buy: Callable[[], object]
    quote: Call
    order: Callable[[QuotationView], object]
    receive: Call
    hand_over: Call
    photo: Call
    drop: Call


class GoodsPapers(Struct, frozen=True):
    """What can be looked at or printed."""

    certificate: Call | None
    photo: Callable[[str], object] | None


class PurchaseCard(Card):
    """One purchase with its steps; below them what is known and the button for the next one."""

    def __init__(
        self, bought: PurchaseView, currency: str, calls: GoodsCalls | None, papers: GoodsPapers
    ) -> None:
        super().__init__(bought.what)
        self.bought, self.currency, self.calls, self.papers = bought, currency, calls, papers
        self.set_aside(_("tranche {number}").format(number=bought.tranche))
        if bought.state is PurchaseState.DROPPED:
            self.add(
                row(
                    Chip(bought.state.shown(), "neutral"),
                    label(bought.dropped_why or "", "second", wrap=True),
                    None,
                )
            )
            return
        self._steps()
        if bought.ordered_on is None:
            self._prices()
        else:
            self._order()
        if bought.goods:
            self._goods()
        self._buttons()

    def _steps(self) -> None:
        bought, steps = self.bought, Stepper()
        days = (None, bought.ordered_on, bought.received_on, bought.handed_on)
        first = n_("{count} price", "{count} prices", len(bought.quotations))
        details = [first, *(dates.day(day) for day in days[1:])]
        done = STATES.index(bought.state) + (bought.state is not PurchaseState.QUOTING)
        steps.set([(_(title), detail) for title, detail in zip(TITLES, details, strict=True)], done)
        self.add(steps)

    def _prices(self) -> None:
        """Cheapest first; Enter or a double click orders at that price."""
        if not self.bought.quotations:
            self.add(label(_("No price is filed yet."), "second"))
            return
        table = RecordTable([
            Column(N_("Vendor"), lambda q: q.vendor, "strong"),
            Column(N_("Price"), lambda q: shown(q.amount, self.currency, True), "number"),
            Column(N_("Day"), lambda q: dates.day(q.quoted_on), "muted", spare=True),
            Column(N_("Number"), lambda q: q.reference or "", "muted", spare=True),
            Column(N_("Comment"), lambda q: q.note or ""),
        ], _("Quotations"))  # fmt: skip
        table.fit(12)
        table.set_rows(sorted(self.bought.quotations, key=lambda q: q.amount))
        if self.calls:
            order = self.calls.order
            table.opened.connect(order)
            table.entries = lambda q: [(_("Order here…"), lambda: order(q))]
        self.table = table
        self.add(table)

    def _order(self) -> None:
        bought = self.bought
        price = shown(bought.amount or 0, self.currency, True)
        self.add(Facts([
            (_("Order"), bought.number or ""), (_("Vendor"), bought.vendor), (_("Price"), price),
            (_("Ordered by"), bought.ordered_by), (_("To be delivered by"), dates.day(bought.deliver_by)),
            (_("Paid to the vendor"), shown(bought.paid, self.currency, True)),
            *([(_("Reason"), bought.choice_why)] if bought.choice_why else []),
            *([(_("Missing or wrong"), bought.received_note)] if bought.received_note else []),
            *([(_("Witness"), bought.handed_witness)] if bought.handed_witness else []),
        ], 3))  # fmt: skip

    def _goods(self) -> None:
        table = RecordTable([
            Column(N_("Item"), lambda g: g.item, "strong"),
            Column(N_("How many"), lambda g: f"{g.quantity:,} {g.unit or ''}".strip(), "number"),
            Column(N_("Serial or tag numbers"), lambda g: ", ".join(g.serials)),
            Column(N_("Condition"), lambda g: g.condition or "", spare=True),
        ], _("Goods received"))  # fmt: skip
        table.fit(20)
        table.set_rows(self.bought.goods)
        self.add(table)
        if self.bought.photos and self.papers.photo:
            show = self.papers.photo
            doors = [button(p.caption or _("Photo {number}").format(number=n), partial(show, p.id), look="link")
                     for n, p in enumerate(self.bought.photos, 1)]  # fmt: skip
            self.add(Flow(*doors))

    def _buttons(self) -> None:
        bought, calls = self.bought, self.calls
        made = []
        if calls and bought.state is PurchaseState.QUOTING:
            made = [
                button(_("Add a price…"), lambda: calls.quote(bought)),
                button(_("Give it up…"), lambda: calls.drop(bought)),
            ]
            if bought.quotations:
                made.insert(1, button(_("Order…"), self._order_chosen, look="primary"))
        if calls and bought.state is PurchaseState.ORDERED:
            made = [button(_("Goods received…"), lambda: calls.receive(bought), look="primary"),
                    button(_("Give it up…"), lambda: calls.drop(bought))]  # fmt: skip
        if calls and bought.state is PurchaseState.RECEIVED:
            made = [button(_("Handed over…"), lambda: calls.hand_over(bought), look="primary")]
        if calls and bought.goods:
            made.append(button(_("Add a photo…"), lambda: calls.photo(bought)))
        if bought.received_on and self.papers.certificate:
            certificate = self.papers.certificate
            made.append(button(_("Print the certificate…"), lambda: certificate(bought)))
        if made:
            self.add(row(*made, None))

    def _order_chosen(self) -> None:
        """At the price picked in the table, otherwise at the cheapest."""
        cheapest = min(self.bought.quotations, key=lambda q: q.amount)
        if self.calls:
            self.calls.order(self.table.current() or cheapest)


class ReceiveEditor(Card):
    """What came of an order, line by line, with the numbers on it."""

    def __init__(
        self, country: str, save: Callable[[str, Raw, list[Raw]], None], leave: Callable[[], None]
    ) -> None:
        super().__init__(_("Goods received"))
        self.purchase_id = ""
        self.form = FormWidget(RECEIVED, country=country)
        shares = {"item": 4, "quantity": 2, "unit": 2, "serials": 4, "condition": 4}
        self.rows = RowsEditor(GOODS, _("Another line"), shares=shares)
        take = button(
            _("Save what came"),
            lambda: save(self.purchase_id, self.form.raw_values(), self.rows.raw()),
            look="primary",
        )
        self.add(self.rows, self.form, row(None, button(_("Cancel"), leave), take))

    def begin(self, bought: PurchaseView, today: object) -> None:
        self.purchase_id = bought.id
        self.set_aside(bought.what)
        self.form.set_values({"received_on": today})
        self.rows.set([{"item": bought.what, "quantity": 1}])

    def failed(self, error: Exception) -> None:
        """Beside the fields; what is wrong with the lines below them."""
        problems = error.problems if isinstance(error, Invalid) else {"goods": str(error)}
        self.form.show_problems({name: text for name, text in problems.items() if name != "goods"})
        self.rows.say(problems.get("goods", ""))


class GoodsTab(QWidget):
    """Everything bought for the grant."""

    def __init__(
        self, currency: str, calls: GoodsCalls | None, papers: GoodsPapers, editor: ReceiveEditor | None
    ) -> None:
        super().__init__()
        self.currency, self.calls, self.papers, self.editor = currency, calls, papers, editor
        self.cards = column(spacing=12)
        self.buttons = row()
        if editor:
            editor.hide()
        self.setLayout(column(*([editor] if editor else []), self.cards, self.buttons, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        clear(self.cards)
        clear(self.buttons)
        for bought in grant.purchases:
            calls = self.calls if grant.state in RUNNING else None
            self.cards.addWidget(PurchaseCard(bought, self.currency, calls, self.papers))
        if not grant.purchases:
            words = _(
                "Nothing is bought yet. Three prices, an order, goods with their numbers, a signed certificate."
            )
            if grant.signed_on is None:
                words = _("Goods are bought once the agreement is signed.")
            card = Card(_("Goods"))
            card.add(label(words, "second", wrap=True))
            self.cards.addWidget(card)
        if self.calls and grant.state in RUNNING and any(t.left for t in grant.tranches):
            self.buttons.addWidget(button(_("Something to buy…"), self.calls.buy))
            self.buttons.addStretch(1)
