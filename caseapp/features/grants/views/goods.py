"""Goods bought for a grant: quotations, order, what came, who got it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.core.permissions import Actor, Permission
from caseapp.features.grants.models import GoodsItem, Purchase, Quotation, SignedHow
from caseapp.features.grants.views.parts import PhotoRow, plain


class PurchaseState(Choice):
    """How far a purchase is: follows from its dates."""

    QUOTING = "quoting", N_("asking for prices")
    ORDERED = "ordered", N_("ordered")
    RECEIVED = "received", N_("received")
    HANDED = "handed", N_("handed over")
    DROPPED = "dropped", N_("given up")


class QuotationView(Struct, frozen=True):
    id: str
    vendor: str
    amount: int
    quoted_on: date
    reference: str | None
    note: str | None


class GoodsView(Struct, frozen=True):
    id: str
    item: str
    quantity: int
    unit: str | None
    serials: tuple[str, ...]
    condition: str | None


class PurchaseView(Struct, frozen=True):
    id: str
    tranche_id: str
    what: str
    chosen_id: str | None
    choice_why: str | None
    number: str | None
    amount: int | None
    ordered_on: date | None
    ordered_by: str
    deliver_by: date | None
    received_on: date | None
    received_by: str
    received_note: str | None
    handed_on: date | None
    handed_by: str
    handed_how: SignedHow | None
    handed_witness: str | None
    dropped_on: date | None
    dropped_why: str | None
    tranche: int = 0
    paid: int = 0  # to the vendor, in minor units
    quotations: tuple[QuotationView, ...] = ()
    goods: tuple[GoodsView, ...] = ()
    photos: tuple[PhotoRow, ...] = ()

    @property
    def vendor(self) -> str:
        return next((q.vendor for q in self.quotations if q.id == self.chosen_id), "")

    @property
    def state(self) -> PurchaseState:
        if self.dropped_on:
            return PurchaseState.DROPPED
        if self.handed_on:
            return PurchaseState.HANDED
        if self.received_on:
            return PurchaseState.RECEIVED
        return PurchaseState.ORDERED if self.ordered_on else PurchaseState.QUOTING


def purchase_view(
    purchase: Purchase, who: Mapping[str, str], actor: Actor, tranche: int, paid: int,
    quotations: Sequence[Quotation], goods: Sequence[GoodsItem], photos: Sequence[PhotoRow],
) -> PurchaseView:  # fmt: skip
    values = plain(PurchaseView, purchase)
    values |= {name: who.get(values[name] or "", "") for name in ("ordered_by", "received_by", "handed_by")}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values |= dict.fromkeys(("choice_why", "received_note", "handed_witness", "dropped_why"))
    return PurchaseView(
        **values | {
            "tranche": tranche, "paid": paid, "photos": tuple(photos),
            "quotations": tuple(QuotationView(**plain(QuotationView, q)) for q in quotations),
            "goods": tuple(GoodsView(**plain(GoodsView, g)) for g in goods),
        }
    )  # fmt: skip
