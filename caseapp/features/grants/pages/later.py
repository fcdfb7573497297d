"""What became of a grant: outcomes at 3, 6 and 12 months, money asked back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.features.grants.pages.shared import money
from caseapp.features.grants.views import GrantView, OutcomeCheckView, RecoveryView
from caseapp.ui.lists import Rows
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, button, column, label, row


class LaterCalls(Struct, frozen=True):
    """What this reader may do; None where the role does not reach."""

    outcome: Callable[[], object] | None
    repay: Callable[[RecoveryView], object] | None
    end: Callable[[RecoveryView], object] | None


class OutcomesCard(Card):
    """How the business stood when it was asked, and when it is asked next."""

    def __init__(self, currency: str, today: date, ask: Callable[[], object] | None) -> None:
        super().__init__(_("Outcomes"))
        self.currency, self.today = currency, today
        self.table = RecordTable([
            Column(N_("Month"), lambda o: str(o.month)),
            Column(N_("Asked on"), lambda o: dates.day(o.checked_on), "muted"),
            Column(N_("The business"), self._result, "chip", tone=_tone),
            Column(N_("Profit / month"), self._profit, "number", tone=lambda o: "bad" if o.loss else "ink"),
            Column(N_("Household / month"), lambda o: money(o.household_income, currency), "number", spare=True),
            Column(N_("Main income"), _main, spare=True),
            Column(N_("In a few words"), lambda o: o.note or ""),
        ], _("Outcomes"))  # fmt: skip
        self.table.fit(12)
        self.words = label("", "second", wrap=True)
        self.button = button(_("Record the outcome…"), ask) if ask else None
        self.add(self.table, self.words, *([row(self.button, None)] if self.button else []))

    def _result(self, outcome: OutcomeCheckView) -> str:
        return codes.label("grant_outcomes", outcome.result) if outcome.result else _("nobody reached")

    def _profit(self, outcome: OutcomeCheckView) -> str:
        return (
            "-" + shown(outcome.loss, self.currency) if outcome.loss else money(outcome.profit, self.currency)
        )

    def show_grant(self, grant: GrantView) -> None:
        self.table.set_rows(grant.outcomes)
        self.table.setVisible(bool(grant.outcomes))
        due = grant.outcome_due_on
        self.words.setText(_("Month {number} is asked from {day} on.").format(number=grant.outcome_month, day=dates.day(due))
                           if due else _("No outcome is asked now."))  # fmt: skip
        if grant.outcome:
            result = codes.label("grant_outcomes", grant.outcome)
            closed = _("Closed {day}: {result}. {note}")
            words = closed.format(
                day=dates.day(grant.closed_on), result=result, note=grant.outcome_note or ""
            )
            self.words.setText(f"{words} {self.words.text()}")
        if self.button:
            self.button.setVisible(due is not None and due <= self.today)


def _tone(outcome: OutcomeCheckView) -> str:
    return {"profitable": "ok", "break_even": "brand", None: "warn"}.get(outcome.result, "bad")


def _main(outcome: OutcomeCheckView) -> str:
    return "" if outcome.main_income is None else _("yes") if outcome.main_income else _("no")


class RecoveriesCard(Card):
    """Money asked back: how much, why, what came."""

    def __init__(self, currency: str, calls: LaterCalls) -> None:
        super().__init__(_("Money asked back"), _("it is not free on the budget line: the donor decides"))
        self.currency, self.calls = currency, calls

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        self.setVisible(bool(grant.recoveries))
        for recovery in grant.recoveries:
            self._one(recovery)

    def _one(self, recovery: RecoveryView) -> None:
        rows = Rows()
        said = _("Asked back {day}, {name}").format(
            day=dates.day(recovery.decided_on), name=recovery.decided_by
        )
        rows.pair(said, shown(recovery.amount, self.currency), strong=True)
        for part in recovery.repayments:
            rows.pair(
                _("Paid back {day}").format(day=dates.day(part.received_on)),
                shown(part.amount, self.currency),
            )
        if recovery.ended_why:
            rows.pair(_("Given up: {why}").format(why=recovery.ended_why), "")
        left = (
            _("Still to come by {day}").format(day=dates.day(recovery.due_on))
            if recovery.due_on
            else _("Still to come")
        )
        rows.pair(left, shown(recovery.left, self.currency), tone="bad" if recovery.left else "ok")
        doors = []
        if not recovery.ended_on and self.calls.repay:
            repay = self.calls.repay
            doors.append(button(_("Paid back…"), lambda: repay(recovery)))
        if not recovery.ended_on and self.calls.end:
            end = self.calls.end
            doors.append(button(_("Give the rest up…"), lambda: end(recovery)))
        self.add(label(recovery.why or "", wrap=True), rows, *([row(*doors, None)] if doors else []))


class LaterTab(QWidget):
    """Outcomes and recoveries."""

    def __init__(self, currency: str, today: date, calls: LaterCalls) -> None:
        super().__init__()
        self.outcomes, self.recoveries = (
            OutcomesCard(currency, today, calls.outcome),
            RecoveriesCard(currency, calls),
        )
        self.setLayout(column(self.outcomes, self.recoveries, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        self.outcomes.show_grant(grant)
        self.recoveries.show_grant(grant)
