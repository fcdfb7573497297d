"""What the case page shows of grants: a tab with all of them, a card with the one under way."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import _
from caseapp.core.money import shown
from caseapp.core.permissions import Permission
from caseapp.features.grants import queries
from caseapp.features.grants.pages.shared import STATE_TONES, TRANCHE_TONES, WATCHED, paid_share
from caseapp.features.grants.views import GrantRow
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching, empty
from caseapp.ui.widgets import Bar, Card, Chip, Facts, button, clear, column, label, row, scrolled


class GrantTab(Watching):
    """Every grant of the case, the newest first."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.cards = column(spacing=12)
        holder = QWidget()
        holder.setLayout(self.cards)
        self.setLayout(column(scrolled(holder), spacing=0))

    def refresh(self) -> None:
        self.read(queries.of_case, self.case_id, done=self._show)

    def _show(self, grants: tuple[GrantRow, ...]) -> None:
        clear(self.cards)
        may = self.ctx.can(Permission.GRANT_APPLY)
        apply = [button(_("Apply for a grant"), self.apply, look="" if grants else "primary")] if may else []
        if not grants:
            text = _("A livelihood grant helps to start or mend a business.")
            self.cards.addWidget(empty("sprout", _("No grant yet"), text, *apply))
            return
        for grant in grants:
            self.cards.addWidget(self._card(grant))
        self.cards.addLayout(row(*apply, None))
        self.cards.addStretch(1)

    def _card(self, grant: GrantRow) -> Card:
        card = Card(grant.business)
        card.head.addWidget(Chip(grant.state.shown(), STATE_TONES[grant.state]))
        card.add(Facts(_facts(grant), 4))
        rows = Rows()
        for tranche in grant.tranches:
            words, amount = f"{tranche.seq}  {tranche.condition}", shown(tranche.amount, grant.currency, True)
            chip = Chip(tranche.state.shown(), TRANCHE_TONES[tranche.state])
            rows.add(label(words, wrap=True), label(amount), chip, stretch=(1, 0, 0))
        card.add(rows)
        card.add(
            row(button(_("Open the grant"), lambda: self.ctx.navigate("grant", grant_id=grant.id)), None)
        )
        return card

    def apply(self) -> None:
        self.ctx.navigate("grant-apply", case_id=self.case_id)


def _facts(grant: GrantRow) -> list[tuple[str, str]]:
    approved = shown(grant.approved, grant.currency) if grant.approved is not None else ""
    return [
        (_("Number"), grant.number), (_("Applied on"), dates.day(grant.applied_on)),
        (_("Asked for"), shown(grant.asked, grant.currency)), (_("Approved"), approved),
        (_("Paid"), shown(grant.paid, grant.currency)), (_("Next step"), grant.next_step or _("none")),
    ]  # fmt: skip


class GrantCard(Watching):
    """On the overview of a case: the grant under way, what is paid of it, what is next. Nothing without a grant."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.card = Card(_("Grant"))
        self.card.hide()
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(queries.card, self.case_id, done=self._show)

    def _show(self, grant: GrantRow | None) -> None:
        self.card.setVisible(grant is not None)
        self.card.clear()
        if grant is None:
            return
        self.card.set_aside(grant.state.shown())
        whole = grant.asked if grant.approved is None else grant.approved
        paid = _("{paid} of {whole}").format(
            paid=shown(grant.paid, grant.currency), whole=shown(whole, grant.currency)
        )
        line = row(label(grant.business, wrap=True), Bar([paid_share(grant)]), label(paid))
        line.setStretch(0, 1)
        door = button(_("Open the grant"), lambda: self.ctx.navigate("grant", grant_id=grant.id), look="link")
        self.card.add(line, row(label(grant.next_step, "second", wrap=True), None, door))
