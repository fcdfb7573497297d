"""The cards of one grant. Each shows a frozen view; what can be done with it is told to the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.money import shown
from caseapp.features.grants.form import TRANCHE, VISIT, Source, criteria
from caseapp.features.grants.models import SETTLED
from caseapp.features.grants.pages.rows import Raw, RowsEditor
from caseapp.features.grants.pages.shared import (
    RECEIPT_TONES,
    RUNS,
    TRANCHE_TONES,
    channel,
    money,
    reference,
    spread,
)
from caseapp.features.grants.steps import short_when
from caseapp.features.grants.views import Check, CostLine, GrantView, ReceiptView, TrancheView, VisitView
from caseapp.ui.flow import Flow
from caseapp.ui.line import Line, Muted, Piece, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Bar, Card, Note, button, label, row

MOST = 60  # rows of a table inside the page before it scrolls by itself


class TranchesCard(Card):
    """The parts of the grant: when each is paid, what was paid, what shows it."""

    def __init__(self, currency: str, today: date) -> None:
        super().__init__(_("Tranches"), _("nobody pays what they approved themselves"))
        self.currency, self.today, self.planned_channel = currency, today, ""
        self.table = RecordTable(self._columns(), _("Tranches"))
        self.table.fit(MOST)
        self.total, self.left = label("", "strong"), label("", "hint")
        self.nothing = label(_("No tranche is planned yet."), "second", wrap=True)
        self.add(self.table, row(self.total, self.left, None), self.nothing)

    def _columns(self) -> list[Column]:
        return [
            Column(N_("#"), lambda t: str(t.seq)),
            Column(N_("Paid when"), lambda t: t.condition),
            Column(N_("Amount"), lambda t: shown(t.amount, self.currency, True), "number"),
            Column(N_("How"), self._how, spare=True),
            Column(N_("State"), lambda t: t.state.shown(), "chip", tone=lambda t: TRANCHE_TONES[t.state]),
            Column(N_("Paid"), self._when_paid, tone=lambda t: "ink" if t.paid else "ink3"),
            Column(N_("Receipt"), _proof, tone=lambda t: "ink" if t.payments else "ink3"),
        ]  # fmt: skip

    def _when_paid(self, tranche: TrancheView) -> str:
        paid = [p for p in tranche.payments if not p.reversed_on]
        if paid:
            return short_when(paid[-1].paid_on, self.today)
        planned = short_when(tranche.planned_on, self.today)
        return _("planned {day}").format(day=planned) if planned else ""

    def _how(self, tranche: TrancheView) -> str:
        return channel(tranche.payments[-1].channel if tranche.payments else self.planned_channel)

    def show_grant(self, grant: GrantView) -> None:
        self.planned_channel = grant.channel or ""
        self.table.set_rows(grant.tranches)
        for widget in (self.table, self.total, self.left):
            widget.setVisible(bool(grant.tranches))
        self.nothing.setVisible(not grant.tranches)
        self.setVisible(grant.approved is not None)
        self.total.setText(_("Total {amount}").format(amount=shown(grant.planned, self.currency, True)))
        left = sum(t.left for t in grant.tranches)
        words = [_("{amount} left").format(amount=shown(left, self.currency, True))]
        if grant.paid:
            words.append(_("receipts accepted for {part} of {paid}, {percent} percent").format(
                part=shown(grant.receipted, self.currency), paid=shown(grant.paid, self.currency),
                percent=grant.liquidated))  # fmt: skip
        if grant.recovered:
            words.append(_("{amount} paid back").format(amount=shown(grant.recovered, self.currency)))
        self.left.setText(" · ".join(words))


def _proof(tranche: TrancheView) -> str:
    paid = [p for p in tranche.payments if not p.reversed_on]
    return reference(paid[-1].reference) if paid else _("none")


class PlanEditor(Card):
    """Laying down the tranches of an approved grant, with what is left to share out always in sight."""

    def __init__(self, currency: str, save: Callable[[list[Raw]], None], leave: Callable[[], None]) -> None:
        super().__init__(_("Plan the tranches"))
        self.currency, self.approved = currency, 0
        self.rows = RowsEditor(
            TRANCHE,
            _("Another tranche"),
            shares={"condition": 4, "on_signing": 2, "amount": 2, "planned_on": 2},
        )
        self.rows.edited.connect(self._sum)
        self.words = label("", "second", wrap=True)
        buttons = row(
            None,
            button(_("Cancel"), leave),
            button(_("Save the tranches"), lambda: save(self.rows.raw()), look="primary"),
        )
        self.add(self.rows, self.words, buttons)

    def begin(self, approved: int, rows: list[Raw]) -> None:
        self.approved = approved
        self.rows.set(rows)
        self._sum()

    def _sum(self) -> None:
        planned = sum(TRANCHE.read(raw)[0]["amount"] or 0 for raw in self.rows.raw())
        rest, whole = self.approved - planned, shown(self.approved, self.currency, True)
        if rest < 0:
            words = _("{amount} more than the {whole} that was approved.").format(
                amount=shown(-rest, self.currency, True), whole=whole
            )
        elif rest:
            words = _("{amount} of {whole} still to share out.").format(
                amount=shown(rest, self.currency, True), whole=whole
            )
        else:
            words = _("All of {whole} is shared out.").format(whole=whole)
        self.words.setText(words)


class VisitsCard(Card):
    """What was seen at the business, visit by visit."""

    def __init__(self, currency: str, today: date, opened: Callable[[VisitView], None]) -> None:
        super().__init__(_("Business visits"))
        self.currency, self.today = currency, today
        self.table = RecordTable(self._columns(), _("Business visits"))
        self.table.opened.connect(opened)
        self.table.fit(MOST)
        self.nothing = label(_("Nobody has visited the business yet."), "second")
        self.add(self.table, self.nothing)

    def _columns(self) -> list[Column]:
        def amount(name: str) -> Callable[[VisitView], str]:
            return lambda visit: money(getattr(visit, name), self.currency)

        return [
            Column(N_("Date"), lambda v: short_when(v.visited_on, self.today)),
            Column(N_("Open?"), _open_words, "chip", tone=_open_tone),
            Column(N_("Sales / month"), amount("sales"), "number"),
            Column(N_("Costs / month"), amount("costs"), "number"),
            Column(N_("Profit"), amount("profit"), "number", tone=lambda v: "bad" if (v.profit or 0) < 0 else "ink"),
            Column(N_("Workers"), lambda v: "" if v.workers is None else str(v.workers), "number", spare=True),
            Column(N_("Photos"), lambda v: str(len(v.photos)) if v.photos else "", "number", spare=True),
            Column(N_("What we saw"), lambda v: v.saw or "", tone=lambda v: "ink" if v.met else "ink3"),
        ]  # fmt: skip

    def show_grant(self, grant: GrantView) -> None:
        self.table.set_rows(grant.visits)
        self.table.setVisible(bool(grant.visits))
        self.nothing.setVisible(not grant.visits)
        self.setVisible(bool(grant.visits) or grant.signed_on is not None)
        due = grant.next_visit_on
        self.set_aside(_("next visit {day}").format(day=dates.day(due)) if due else "")


def _open_words(visit: VisitView) -> str:
    if not visit.met:
        return _("missed")
    return _("yes") if visit.status == "operational" else codes.label("business_status", visit.status or "")


def _open_tone(visit: VisitView) -> str:
    if not visit.met:
        return "bad"
    return "ok" if visit.status == "operational" else "warn" if visit.status in RUNS else "bad"


class ReceiptsCard(Card):
    """What the money was spent on, as far as it can be shown."""

    def __init__(self, currency: str, today: date, opened: Callable[[ReceiptView], None]) -> None:
        super().__init__(_("Receipts"))
        self.table = RecordTable([
            Column(N_("Date"), lambda r: short_when(r.bought_on, today)),
            Column(N_("What was bought"), lambda r: r.items),
            Column(N_("Bought from"), lambda r: r.vendor or ""),
            Column(N_("Number"), lambda r: r.number or "", "muted", spare=True),
            Column(N_("Amount"), lambda r: shown(r.amount, currency, True), "number"),
            Column(N_("Accepted?"), lambda r: r.status.shown(), "chip", tone=lambda r: RECEIPT_TONES[r.status]),
        ], _("Receipts"))  # fmt: skip
        self.table.opened.connect(opened)
        self.table.fit(MOST)
        self.add(self.table)

    def show_grant(self, grant: GrantView) -> None:
        self.table.set_rows(grant.receipts)
        self.setVisible(bool(grant.receipts))


class BusinessCard(Card):
    """The business plan: what the money is for, what it should bring."""

    def __init__(self) -> None:
        super().__init__(_("Business plan"))

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        rows = Rows()
        for line in grant.costs:
            if line.source == Source.GRANT.value:
                rows.pair(_line(line), shown(line.amount, grant.currency))
        rows.pair(_("Asked for"), shown(grant.asked, grant.currency), strong=True)
        if grant.approved is not None and grant.approved != grant.asked:
            rows.pair(_("Approved"), shown(grant.approved, grant.currency), strong=True)
        for line in grant.costs:
            if line.source != Source.GRANT.value:
                words = _("{item} ({who})").format(item=_line(line), who=Source(line.source).shown())
                rows.pair(words, shown(line.amount, grant.currency))
        rows.pair(_("Own contribution"), money(grant.own_contribution, grant.currency) or "—")
        month = grant.break_even_month
        rows.pair(_("Breaks even"), _("month {number}").format(number=month) if month else "—")
        self.add(rows)


def _line(line: CostLine) -> str:
    """`Goats, 510`."""
    return (
        line.item if line.quantity == 1 else _("{item}, {count}").format(item=line.item, count=line.quantity)
    )


class AppraisalCard(Card):
    """The points, the advice and the decision."""

    def __init__(self) -> None:
        super().__init__(_("Appraisal"))

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        self.setVisible(grant.score is not None)
        if grant.score is None:
            return
        self.set_aside(grant.appraised_by or "")
        rows = Rows()
        for code, words, most in criteria():
            if code in grant.scores:
                rows.pair(_(words), _("{points} of {most}").format(points=grant.scores[code], most=most))
        total = _("{points} of {most}").format(points=grant.score, most=grant.score_of)
        rows.pair(_("recommended") if grant.recommended else _("not recommended"), total, strong=True,
                  tone="ok" if grant.recommended else "warn")  # fmt: skip
        self.add(rows, label(spread(grant), "second", wrap=True))
        for who, said in (
            (grant.appraised_by, grant.appraisal_note),
            (grant.decided_by, grant.decision_note),
        ):
            if said:
                self.add(label(f"{who}: {said}", "second", wrap=True))


class BudgetCard(Card):
    """How the line that pays stands."""

    def __init__(self) -> None:
        super().__init__(_("Budget line"))
        self.bar, self.words = Bar(height=12), label("", "second", wrap=True)
        self.add(self.bar, self.words)

    def show_grant(self, grant: GrantView) -> None:
        state = grant.budget
        self.setVisible(state is not None)
        if state is None:
            return
        whole = max(1, state.amount)
        self.set_aside(state.line.title)
        self.bar.set([(state.paid / whole, "brand"), (state.promised / whole, "bar_low")])
        parts = (
            (_("{amount} paid"), state.paid),
            (_("{amount} promised"), state.promised),
            (_("{amount} free"), state.free),
        )
        self.words.setText(
            " · ".join(text.format(amount=shown(minor, grant.currency)) for text, minor in parts)
        )


class ChecksCard(Card):
    """What deserves a second look, each with its door and its explanation."""

    def __init__(self, opened: Callable[[str], None], explain: Callable[[Check], None] | None) -> None:
        super().__init__(_("Checks"), edge="warn")
        self._opened, self._explain = opened, explain

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        self.setVisible(bool(grant.checks))
        for check in grant.checks:
            self._show(check, settled=grant.state in SETTLED)

    def _show(self, check: Check, settled: bool) -> None:
        last = len(check.others) - 1
        names = [Strong(other.name + ("," if at < last else "")) for at, other in enumerate(check.others)]
        pieces: list[Piece] = [check.text + (":" if names else "."), *names]
        if check.hidden:
            pieces.append(Muted(n_("{count} you may not see", "{count} you may not see", check.hidden)))
        if check.explained_by:
            pieces += [Tag(_("explained"), "ok"), Muted(f"{check.explained_by}: {check.explanation}")]
        self.add(Line(*pieces))
        doors: list[QWidget] = [
            button(other.number, partial(self._opened, other.id), look="link") for other in check.others
        ]
        explainable = bool(check.others or check.hidden) and not check.explained_by and not settled
        if explainable and self._explain:
            explain = self._explain
            doors.append(button(_("Explain…"), partial(explain, check)))
        if doors:
            self.add(Flow(*doors))


def stopped_note(grant: GrantView) -> Note:
    """The bar above a grant that was sent back or stopped: what was said; hidden otherwise."""
    words = {"returned": grant.returned_why}.get(grant.state.value, grant.halted_why) or ""
    tone = "warn" if grant.state.value in ("returned", "suspended") else "bad"
    return Note(f"{grant.state.shown()}: {words}" if words else "", tone)


def visit_values(visit: VisitView) -> dict[str, object]:
    """A visit as its form shows it."""
    return {name: getattr(visit, name) for name in VISIT.by_name}
