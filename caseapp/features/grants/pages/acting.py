"""What the buttons of the grant page do: ask, save, tell. The services decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from caseapp.core import dates
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.core.permissions import Permission
from caseapp.features.grants import service
from caseapp.features.grants.form import (
    AGREEMENT,
    APPROVAL,
    CONDITION,
    OUTCOME,
    PAYMENT,
    REASON,
    RECEIPT,
    REVERSAL,
    VISIT,
    appraisal_form,
)
from caseapp.features.grants.moves import due_tranche
from caseapp.features.grants.pages.cards import visit_values
from caseapp.features.grants.pages.shared import ask, spread
from caseapp.features.grants.views import Check, GrantView, PaymentView, ReceiptView, TrancheView, VisitView
from caseapp.ui.page import Context, Watching
from caseapp.ui.preview import show_paper

if TYPE_CHECKING:
    from caseapp.features.grants.pages.one import GrantPage

Handler = Callable[["GrantPage", GrantView], None]


def sheet(page: GrantPage, form: Form, title: str, save: Callable[..., Any], **words: Any) -> None:
    """Ask about the grant shown. Its number is in the title: what was half typed comes back for this grant alone."""
    number = page.grant.number if page.grant else ""
    ask(page, form, f"{title} · {number}", save, **words)


def appraise(page: GrantPage, grant: GrantView) -> None:
    """Points (of whoever has not scored yet), advice, minutes; the office's pass mark is said, not enforced."""
    asked, committee = page.ctx.office.rule("grant.pass"), grant.committee
    words = [_("{points} of 100 points are asked for. The points advise; you decide.").format(points=asked)]
    if committee.counted:
        words.insert(0, spread(grant) + ".")
    own = len(committee.counted) < committee.needed and all(
        s.scorer_id != page.ctx.actor.id for s in committee.sheets
    )
    note = " ".join(words)
    sheet(page, appraisal_form(own or not committee.counted), _("Appraise {business}").format(business=grant.business),
        lambda uow, typed: service.appraise(uow, grant.id, typed, grant.revision),
        note=note, confirm=_("Hand to the supervisor"))  # fmt: skip


def approve(page: GrantPage, grant: GrantView) -> None:
    """The amount, full or lower; what the budget line has and what is still to be looked at stand above it."""
    free = shown(grant.budget.free, grant.currency) if grant.budget else ""
    words = [_("The budget line has {free} free.").format(free=free) if free else "", _unexplained(grant)]
    sheet(page, APPROVAL, _("Approve {business}").format(business=grant.business),
        lambda uow, typed: service.approve(uow, grant.id, typed, grant.revision),
        values={"approved": grant.asked}, confirm=_("Approve"), note=" ".join(filter(None, words)),
        told=_("Approved. It goes back to the caseworker to be signed."))  # fmt: skip


def _unexplained(grant: GrantView) -> str:
    """The checks nobody explained yet, as a sentence."""
    open_ones = [check.text for check in grant.checks if not check.explained_by]
    return _("Look at the checks first: {list}.").format(list="; ".join(open_ones)) if open_ones else ""


def _because(step: Callable[..., Any], title: str, confirm: str, note: str = "") -> Handler:
    """A handler that asks only for a reason."""

    def handle(page: GrantPage, grant: GrantView) -> None:
        sheet(
            page,
            REASON,
            _(title),
            lambda uow, typed: step(uow, grant.id, typed),
            confirm=_(confirm),
            note=_(note),
        )

    return handle


def sign(page: GrantPage, grant: GrantView) -> None:
    sheet(page, AGREEMENT, _("Agreement signed"), lambda uow, typed: service.sign(uow, grant.id, typed),
        values={"signed_on": page.ctx.clock.today()}, told=_("From now on it can be paid."))  # fmt: skip


def confirm(page: GrantPage, grant: GrantView) -> None:
    tranche = due_tranche(grant)
    if tranche:
        sheet(page, CONDITION, _("Tranche {number}: {condition}").format(number=tranche.seq, condition=tranche.condition),
            lambda uow, typed: service.confirm_condition(uow, tranche.id, typed),
            values={"met_on": page.ctx.clock.today()}, confirm=_("It is met"))  # fmt: skip


def unconfirm(page: GrantPage, grant: GrantView) -> None:
    tranche = due_tranche(grant)
    if tranche:
        sheet(page, REASON, _("Condition of tranche {number} not met after all").format(number=tranche.seq),
            lambda uow, typed: service.take_back_condition(uow, tranche.id, typed))  # fmt: skip


def pay(page: GrantPage, grant: GrantView) -> None:
    """Record the payment of the tranche whose turn it is; who is paid and how is taken from the application."""
    due = due_payment(grant, page.ctx.clock.today())
    if due:
        sheet(page, PAYMENT, due.title, due.save, values=dict(due.values), confirm=_("Record the payment"), note=due.note,
              told=_("Payment recorded."))  # fmt: skip


class DuePayment(Struct, frozen=True):
    """What is asked before a tranche is paid: the title, what stands in the form, what to look at, and how it is saved."""

    title: str
    values: Mapping[str, Any]
    note: str
    save: Callable[[Any, Mapping[str, Any]], Any]


def due_payment(grant: GrantView, today: date) -> DuePayment | None:
    """The payment of the tranche whose turn it is; None when all are paid or given up."""
    tranche = due_tranche(grant)
    if tranche is None:
        return None
    values = {
        name: getattr(grant, name) for name in ("channel", "payee_name", "payee_phone", "payee_account")
    }
    values |= {"amount": tranche.left, "paid_on": today}
    bought = next(
        (p for p in grant.purchases if p.tranche_id == tranche.id and p.paid < (p.amount or 0)), None
    )
    if bought:
        values |= {"channel": "vendor", "payee_name": bought.vendor, "payee_phone": None, "payee_account": None,
                   "amount": (bought.amount or 0) - bought.paid}  # fmt: skip
    order = bought.id if bought else ""
    left = _("{condition}. {amount} to pay.").format(
        condition=tranche.condition, amount=shown(tranche.left, grant.currency, True)
    )
    title = _("Pay tranche {number}").format(number=tranche.seq)
    note = " ".join(filter(None, (left, _unexplained(grant))))
    return DuePayment(title, values, note, lambda uow, typed: service.pay(uow, tranche.id, typed, order))


def reverse(page: GrantPage, grant: GrantView) -> None:
    payment = last_payment(grant)
    if payment:
        note = _(
            "{amount} of {day}. It can be paid again under another reference; this one stays used."
        ).format(amount=shown(payment.amount, grant.currency, True), day=dates.day(payment.paid_on))
        sheet(page, REVERSAL, _("The last payment does not count"), lambda uow, typed: service.reverse(uow, payment.id, typed),
            confirm=_("It does not count"), note=note)  # fmt: skip


def last_payment(grant: GrantView) -> PaymentView | None:
    standing = [p for t in grant.tranches for p in t.payments if not p.reversed_on]
    return max(standing, key=lambda p: p.id, default=None)


def drop(page: GrantPage, grant: GrantView) -> None:
    tranche = _chosen(page) or due_tranche(grant)
    if tranche and not tranche.left:
        tranche = due_tranche(grant)
    if tranche:
        note = _("{amount} is then free on the budget line again.").format(
            amount=shown(tranche.left, grant.currency, True)
        )
        sheet(page, REASON, _("Give up what is left of tranche {number}").format(number=tranche.seq),
            lambda uow, typed: service.drop(uow, tranche.id, typed), confirm=_("Give it up"), note=note)  # fmt: skip


def _chosen(page: GrantPage) -> TrancheView | None:
    """The tranche picked in the table."""
    found: TrancheView | None = page.tranches.table.current()
    return found


def add_receipt(page: GrantPage, grant: GrantView) -> None:
    """For the tranche picked in the table if it is paid, otherwise for the last one that was."""
    paid = [t for t in grant.tranches if t.paid]
    picked = _chosen(page)
    tranche = picked if picked and picked.paid else (paid[-1] if paid else None)
    if tranche:
        sheet(page, RECEIPT, _("Receipt for tranche {number}").format(number=tranche.seq),
            lambda uow, typed: service.add_receipt(uow, tranche.id, typed))  # fmt: skip


def change_receipt(page: GrantPage, receipt: ReceiptView) -> None:
    if page.ctx.can(Permission.GRANT_APPLY):
        seen = {name: getattr(receipt, name) for name in RECEIPT.by_name}
        sheet(
            page,
            RECEIPT,
            _("Receipt: {items}").format(items=receipt.items[:40]),
            lambda uow, typed: service.change_receipt(uow, receipt.id, typed, seen),
            values=seen,
        )


def visit(page: GrantPage, grant: GrantView) -> None:
    sheet(page, VISIT, _("Business visit"), lambda uow, typed: service.record_visit(uow, grant.id, typed),
        values={"visited_on": page.ctx.clock.today(), "met": True})  # fmt: skip


def change_visit(page: GrantPage, seen_visit: VisitView) -> None:
    if page.ctx.can(Permission.GRANT_APPLY):
        seen = visit_values(seen_visit)
        sheet(
            page,
            VISIT,
            _("Business visit of {day}").format(day=dates.day(seen_visit.visited_on)),
            lambda uow, typed: service.change_visit(uow, seen_visit.id, typed, seen),
            values=seen,
        )


def close(page: GrantPage, grant: GrantView) -> None:
    sheet(
        page,
        OUTCOME,
        _("Close the grant"),
        lambda uow, typed: service.close(uow, grant.id, typed),
        confirm=_("Close it"),
    )


def explain(page: GrantPage, check: Check) -> None:
    grant = page.grant
    if grant:
        sheet(
            page,
            REASON,
            check.text,
            lambda uow, typed: service.explain(uow, grant.id, check.code, typed),
            confirm=_("Explain"),
        )


def print_agreement(ctx: Context, grant_id: str, parent: Watching | None = None) -> None:
    """The agreement on the screen, from there to the printer."""

    def make(uow: Any, level: int) -> bytes:
        from caseapp.features.grants.documents import agreement_pdf

        return agreement_pdf(uow, grant_id, level)

    window = parent.window() if parent else None
    show_paper(ctx, _("Grant agreement"), make, level=1, name="grant-agreement.pdf", parent=window)


HANDLERS: dict[str, Handler] = {
    "appraise": appraise,
    "approve": approve,
    "change": lambda page, grant: page.ctx.navigate("grant-apply", grant_id=grant.id),
    "withdraw": _because(service.withdraw, N_("Withdraw the application"), N_("Withdraw")),
    "return": _because(service.return_to_applicant, N_("Send back: what should change"), N_("Send back")),
    "send_back": _because(service.send_back, N_("Send back: what should change"), N_("Send back")),
    "reject": _because(service.reject, N_("Reject the application"), N_("Reject")),
    "plan": lambda page, grant: page.begin_plan(),
    "sign": sign,
    "print": lambda page, grant: print_agreement(page.ctx, grant.id, page),
    "confirm": confirm,
    "unconfirm": unconfirm,
    "pay": pay,
    "reverse": reverse,
    "drop": drop,
    "receipt": add_receipt,
    "visit": visit,
    "close": close,
    "suspend": _because(service.suspend, N_("Suspend the grant"), N_("Suspend"), N_("Nothing is paid until it goes on.")),
    "resume": _because(service.resume, N_("Let the grant go on"), N_("Go on")),
    "cancel": _because(service.cancel, N_("Cancel the grant for good"), N_("Cancel it"),
                       N_("What was not paid is free on the budget line again.")),
}  # fmt: skip
