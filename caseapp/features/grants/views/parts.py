"""The parts of a grant as screens and papers see them: tranches, payments, receipts, visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import (
    BusinessVisit,
    Payment,
    PaymentEnd,
    Receipt,
    ReceiptStatus,
    Tranche,
)

HIDDEN = "•••"


class TrancheState(Choice):
    """How a tranche stands: follows from its condition and its payments."""

    WAITING = "waiting", N_("waiting")
    READY = "ready", N_("ready to pay")
    PART = "part", N_("part paid")
    PAID = "paid", N_("paid")
    DROPPED = "dropped", N_("given up")


class PaymentView(Struct, frozen=True):
    id: str
    tranche_id: str
    amount: int
    channel: str
    reference: str
    payee_name: str
    payee_phone: str | None
    payee_account: str | None
    paid_on: date
    paid_by: str
    note: str | None
    reversed_on: date | None
    reversed_why: str | None
    reversed_how: PaymentEnd | None = None
    purchase_id: str | None = None


class ReceiptView(Struct, frozen=True):
    id: str
    tranche_id: str
    number: str | None
    vendor: str | None
    bought_on: date | None
    items: str
    amount: int
    status: ReceiptStatus
    note: str | None
    revision: int


class TrancheView(Struct, frozen=True):
    id: str
    seq: int
    condition: str
    on_signing: bool
    amount: int
    paid: int
    planned_on: date | None
    met_on: date | None
    met_by: str
    met_note: str | None
    dropped_on: date | None
    dropped_why: str | None
    returned_why: str | None = None
    payments: tuple[PaymentView, ...] = ()
    receipts: tuple[ReceiptView, ...] = ()

    @property
    def left(self) -> int:
        """What may still be paid of it."""
        return 0 if self.dropped_on else self.amount - self.paid

    @property
    def receipted(self) -> int:
        """How much of it accepted receipts cover, in minor units."""
        return sum(r.amount for r in self.receipts if r.status is ReceiptStatus.ELIGIBLE)

    @property
    def liquidated(self) -> int | None:
        """Whole percent of what was paid that accepted receipts cover, 100 at most; None when nothing was paid."""
        return percent(self.receipted, self.paid)

    @property
    def state(self) -> TrancheState:
        if self.paid == self.amount:
            return TrancheState.PAID
        if self.dropped_on:
            return TrancheState.DROPPED
        if self.paid:
            return TrancheState.PART
        return TrancheState.READY if self.met_on else TrancheState.WAITING


class PhotoRow(Struct, frozen=True):
    """A picture without its bytes: `queries.photo` reads those."""

    id: str
    caption: str | None
    on: date


class VisitView(Struct, frozen=True):
    id: str
    visited_on: date
    visitor: str
    met: bool
    status: str | None
    sales: int | None
    costs: int | None
    workers_women: int | None
    workers_men: int | None
    stock_present: bool | None
    household_income: int | None
    savings: int | None
    debt: int | None
    main_income: bool | None
    saw: str | None
    problems: str | None
    advice: str | None
    needs: tuple[str, ...]
    next_on: date | None
    revision: int
    gps: str | None = None
    photos: tuple[PhotoRow, ...] = ()

    @property
    def profit(self) -> int | None:
        return None if self.sales is None or self.costs is None else self.sales - self.costs

    @property
    def workers(self) -> int | None:
        counted = [n for n in (self.workers_women, self.workers_men) if n is not None]
        return sum(counted) if counted else None


def percent(part: int, whole: int) -> int | None:
    """Whole percent, rounded down so that 100 means all of it; never above 100. None of nothing."""
    return min(100, part * 100 // whole) if whole else None


def payment_view(payment: Payment, who: Mapping[str, str], actor: Actor) -> PaymentView:
    values = plain(PaymentView, payment) | {"paid_by": who.get(payment.paid_by, "")}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= {
            "payee_name": HIDDEN,
            "payee_phone": None,
            "payee_account": None,
            "reference": HIDDEN,
            "note": None,
        }
    return PaymentView(**values)


def receipt_view(receipt: Receipt, actor: Actor) -> ReceiptView:
    values = plain(ReceiptView, receipt)
    return ReceiptView(**values if actor.can(Permission.PERSON_IDENTIFY) else values | {"note": None})


def tranche_view(
    tranche: Tranche, who: Mapping[str, str], actor: Actor, payments: Sequence[Payment] = (), receipts: Sequence[Receipt] = ()
) -> TrancheView:  # fmt: skip
    named = actor.can(Permission.PERSON_IDENTIFY)
    values = plain(TrancheView, tranche) | {
        "condition": _("Signed agreement") if tranche.on_signing else tranche.condition,
        "met_by": who.get(tranche.met_by or "", ""),
        "met_note": tranche.met_note if named else None,
        "returned_why": tranche.returned_why if named else None,
        "payments": tuple(payment_view(p, who, actor) for p in payments if p.tranche_id == tranche.id),
        "receipts": tuple(receipt_view(r, actor) for r in receipts if r.tranche_id == tranche.id),
    }
    return TrancheView(**values)


def visit_view(
    visit: BusinessVisit, who: Mapping[str, str], actor: Actor, photos: Sequence[PhotoRow] = ()
) -> VisitView:  # fmt: skip
    values = plain(VisitView, visit) | {"visitor": who.get(visit.visitor_id, ""), "photos": tuple(photos)}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= {"saw": None, "problems": None, "advice": None, "gps": None}
    return VisitView(**values)


def plain(view: type, record: Any) -> dict[str, Any]:
    """Every field of the view that the record has under the same name."""
    return {f.name: getattr(record, f.name) for f in fields(view) if hasattr(record, f.name)}
