"""Money going out and what it was spent on. Whoever applied or approved does not pay.

Everything is worked out anew inside the writing transaction, which begins by locking the file: what another window
paid a moment ago counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.service import reached
from caseapp.features.grants import budget, checking
from caseapp.features.grants.form import CONDITION, PAYMENT, REASON, RECEIPT, REVERSAL
from caseapp.features.grants.models import RUNNING, Grant, GrantState, Payment, Purchase, Receipt, Tranche
from caseapp.features.grants.queries import budget_state, view
from caseapp.features.grants.queries.one import plan_of
from caseapp.features.grants.service.common import (
    amount,
    channel_problem,
    compact,
    in_past,
    like,
    not_by,
    reference_problem,
    settle,
    take,
    tranches,
)
from caseapp.features.grants.service.dues import keep_dues
from caseapp.features.grants.views import GrantView
from caseapp.features.grants.visits import first_visit


@action("grant.condition", requires=Permission.GRANT_APPLY)
def confirm_condition(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record that somebody checked the condition of a tranche and it is met (fields of CONDITION)."""
    tranche, grant = _tranche(uow, tranche_id, GrantState.PAYING)
    if tranche.met_on:
        raise Refused(_("The condition of tranche {number} is already confirmed.").format(number=tranche.seq))
    values = CONDITION.clean(raw)
    require({"met_on": in_past(values["met_on"], uow.today, grant.signed_on)})
    answered = dict.fromkeys(("returned_on", "returned_by", "returned_why"))
    uow.edit(tranche, values | answered | {"met_by": uow.actor.id})
    return view(uow, grant)


@action("grant.condition_back", requires=Permission.GRANT_APPLY)
def take_back_condition(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """The condition is not met after all: possible until something was paid on it."""
    tranche, grant = _tranche(uow, tranche_id, GrantState.PAYING, GrantState.SUSPENDED)
    if tranche.paid or tranche.on_signing:
        raise Refused(
            _("Tranche {number} is paid or due on signing: its condition stands.").format(number=tranche.seq)
        )
    uow.reason = REASON.clean(raw)["reason"]
    tranche.met_on = tranche.met_by = tranche.met_note = None
    return view(uow, grant)


@action("grant.send_back_condition", requires=Permission.GRANT_PAY)
def send_back_condition(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Whoever pays does not take the condition for met: back to who confirmed it, with a reason (fields of REASON).

    Possible until something was paid on it; a tranche due on signing has nothing to send back.
    """
    tranche, grant = _tranche(uow, tranche_id, GrantState.PAYING)
    if tranche.met_on is None or tranche.paid or tranche.on_signing:
        raise Refused(_("There is no condition of tranche {number} to send back.").format(number=tranche.seq))
    tranche.returned_why = uow.reason = REASON.clean(raw)["reason"]
    tranche.returned_on, tranche.returned_by, tranche.met_on = uow.today, uow.actor.id, None
    return view(uow, grant)


@action("grant.pay", requires=Permission.GRANT_PAY)
def pay(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any], purchase_id: str = "") -> GrantView:
    """Record a payment of a tranche (fields of PAYMENT); several may make up one tranche.

    `purchase_id` says what the vendor is paid for. Raises Invalid, also for a reference used before; Refused for
    whoever applied or approved, before the condition is met, an earlier tranche is paid and enough of it is shown by
    receipts, and for more than is left of the tranche, the grant, the budget line or the order.
    """
    tranche, grant = _tranche(uow, tranche_id, GrantState.PAYING)
    if purchase_id:
        _for_purchase(uow, tranche, purchase_id, PAYMENT.read(raw)[0]["amount"] or 0)
    not_by(uow, (*grant.makers, grant.decided_by),
           _("Nobody pays a grant they applied for or approved themselves. Ask a colleague."))  # fmt: skip
    values = PAYMENT.clean(raw, uow.office.country)
    values["reference"] = compact(values["reference"])
    require({
        "paid_on": in_past(values["paid_on"], uow.today, grant.signed_on),
        "channel": channel_problem(uow, values["channel"]),
        "reference": reference_problem(uow, values["reference"]),
    })  # fmt: skip
    _in_turn(uow, grant, tranche)
    _within(uow, grant, tranche, values["amount"])
    payment = Payment(case_id=grant.case_id, grant_id=grant.id, tranche_id=tranche.id, currency=grant.currency,
                      purchase_id=purchase_id or None, paid_by=uow.actor.id, **like(grant), **values)  # fmt: skip
    uow.add(payment)
    _went_out(uow, grant, values["paid_on"])
    return view(uow, grant)


@action("grant.reverse", requires=Permission.GRANT_PAY)
def reverse(uow: UnitOfWork, payment_id: str, raw: Mapping[str, Any]) -> GrantView:
    """A payment failed, came back or was recorded wrongly (fields of REVERSAL): it counts no more, and what it was for
    can be paid again under another reference. Its own reference stays used."""
    payment = uow.get(Payment, payment_id)
    grant = take(uow, payment.grant_id, *RUNNING, GrantState.SUSPENDED)
    if payment.reversed_on:
        raise Refused(_("This payment is already reversed."))
    values = REVERSAL.clean(raw)
    payment.reversed_why = uow.reason = values["reason"]
    payment.reversed_how = values["reversed_how"]
    payment.reversed_on, payment.reversed_by = uow.today, uow.actor.id
    settle(uow, grant)
    return view(uow, grant)


@action("grant.drop", requires=Permission.GRANT_APPROVE)
def drop(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Give up what is left of a tranche, with a reason: the money is free on the budget line again."""
    tranche, grant = _tranche(uow, tranche_id, *RUNNING, GrantState.SUSPENDED)
    if tranche.paid == tranche.amount:
        raise Refused(_("Tranche {number} is paid already.").format(number=tranche.seq))
    tranche.dropped_why = uow.reason = REASON.clean(raw)["reason"]
    tranche.dropped_on = uow.today
    settle(uow, grant)
    return view(uow, grant)


@action("grant.receipt", requires=Permission.GRANT_APPLY)
def add_receipt(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """File what the money of a tranche was spent on, or that a receipt is missing (fields of RECEIPT)."""
    tranche, grant = _tranche(uow, tranche_id, *RUNNING, GrantState.SUSPENDED)
    if not tranche.paid:
        raise Refused(
            _("Nothing of tranche {number} is paid yet, so there is nothing to account for.").format(
                number=tranche.seq
            )
        )
    values = _receipt(uow, raw)
    uow.add(Receipt(case_id=grant.case_id, grant_id=grant.id, tranche_id=tranche.id, **like(grant), **values))
    keep_dues(uow, grant)
    return view(uow, grant)


@action("grant.change_receipt", requires=Permission.GRANT_APPLY)
def change_receipt(
    uow: UnitOfWork, receipt_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> GrantView:
    """Correct a receipt, or say whether it is accepted. Raises Invalid, EditConflict."""
    receipt = uow.get(Receipt, receipt_id)
    grant = take(uow, receipt.grant_id, *RUNNING, GrantState.SUSPENDED)
    uow.edit(receipt, _receipt(uow, raw), seen)
    keep_dues(uow, grant)
    return view(uow, grant)


def _tranche(uow: UnitOfWork, tranche_id: str, *states: GrantState) -> tuple[Tranche, Grant]:
    tranche = uow.get(Tranche, tranche_id)
    grant = take(uow, tranche.grant_id, *states)
    if tranche.dropped_on:
        raise Refused(_("Tranche {number} was given up.").format(number=tranche.seq))
    return tranche, grant


def _in_turn(uow: UnitOfWork, grant: Grant, tranche: Tranche) -> None:
    if not tranche.met_on:
        raise Refused(
            _("The condition of tranche {number} is not confirmed yet. Nothing was paid.").format(
                number=tranche.seq
            )
        )
    for earlier in tranches(uow, grant):
        if earlier.seq < tranche.seq and earlier.paid < earlier.amount and not earlier.dropped_on:
            raise Refused(_("Tranche {number} comes first: pay it or give it up.").format(number=earlier.seq))
    _accounted_for(uow, grant, tranche)


def _accounted_for(uow: UnitOfWork, grant: Grant, tranche: Tranche) -> None:
    """Receipts of earlier tranches come before more money, unless somebody explained why not."""
    if tranche.seq == 1:
        return
    for short in checking.unexplained_receipts(uow, grant, plan_of(uow, grant)):
        if short.seq < tranche.seq:
            text = _("Accepted receipts cover {percent} percent of tranche {number}, the office asks for {asked}. "
                     "File them, or explain it under Checks. Nothing was paid.")  # fmt: skip
            asked = uow.office.rule("grant.liquidation")
            raise Refused(text.format(percent=short.liquidated or 0, number=short.seq, asked=asked))


def _for_purchase(uow: UnitOfWork, tranche: Tranche, purchase_id: str, wanted: int) -> None:
    """Raise Refused unless it is an order of this tranche and not more than is left of its price."""
    purchase = uow.get(Purchase, purchase_id)
    if purchase.tranche_id != tranche.id or purchase.amount is None or purchase.dropped_on:
        raise Refused(_("Nothing of this tranche is ordered there. Nothing was paid."))
    paid = budget.paid_for(uow, purchase.id)
    if paid + wanted > purchase.amount:
        grant = uow.get(Grant, tranche.grant_id)
        text = _("Of the order {number}, {left} is left, not {wanted}. Nothing was paid.")
        left = amount(grant, purchase.amount - paid)
        raise Refused(text.format(number=purchase.number, left=left, wanted=amount(grant, wanted)))


def _within(uow: UnitOfWork, grant: Grant, tranche: Tranche, wanted: int) -> None:
    """Raise Refused when this is more than is left. The grant's own promise is what it may take from the line."""
    state = budget_state(uow, grant.line_id)
    limits = (
        (tranche.amount - tranche.paid, _("Of tranche {number}, {left} is left")),
        ((grant.approved or 0) - grant.paid, _("Of the approved amount, {left} is left")),
        (state.free + grant.promised, _("The budget line has {left} left for this grant")),
    )
    for left, words in limits:
        if wanted > left:
            said = words.format(number=tranche.seq, left=amount(grant, max(0, left)))
            raise Refused(
                _("{limit}, not {wanted}. Nothing was paid.").format(limit=said, wanted=amount(grant, wanted))
            )


def _went_out(uow: UnitOfWork, grant: Grant, on: date) -> None:
    """The first payment is help delivered: the case hears of it, and business visits begin."""
    reached(uow, grant.case_id, "supported_on", on)
    if grant.next_visit_on is None:
        grant.next_visit_on = first_visit(on)
    settle(uow, grant)


def _receipt(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = RECEIPT.clean(raw, uow.office.country)
    problem = in_past(values["bought_on"], uow.today)
    if problem:
        raise Invalid({"bought_on": problem})
    return values
