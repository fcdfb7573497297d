"""The in-kind route: ask for prices, order, receive, hand over. The vendor is paid like anybody: by somebody else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.pictures import packed, upright
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases.service import reached
from caseapp.features.grants.form import (
    GOODS,
    HANDED,
    ORDER,
    PHOTO,
    PURCHASE,
    QUOTATION,
    REASON,
    RECEIVED,
    serial_numbers,
)
from caseapp.features.grants.models import (
    RUNNING,
    BusinessVisit,
    GoodsItem,
    Grant,
    GrantPhoto,
    GrantState,
    Purchase,
    Quotation,
    Tranche,
)
from caseapp.features.grants.queries import view
from caseapp.features.grants.service.common import amount, in_past, like, settle, take
from caseapp.features.grants.views import GrantView
from caseapp.features.grants.visits import first_visit

GOODS_AT_MOST, PHOTOS_AT_MOST = 60, 8
SIDE = 1280  # pixels: a serial number can still be read


@action("grant.plan_purchase", requires=Permission.GRANT_APPLY)
def plan_purchase(uow: UnitOfWork, tranche_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Something is to be bought out of a tranche (fields of PURCHASE). Raises Invalid, Refused for a tranche given up."""
    tranche = uow.get(Tranche, tranche_id)
    grant = take(uow, tranche.grant_id, *RUNNING)
    if tranche.dropped_on or tranche.paid == tranche.amount:
        raise Refused(_("Nothing is left of tranche {number}.").format(number=tranche.seq))
    uow.add(Purchase(tranche_id=tranche.id, **_of(grant), **PURCHASE.clean(raw)))
    return view(uow, grant)


@action("grant.quote", requires=Permission.GRANT_APPLY)
def quote(uow: UnitOfWork, purchase_id: str, raw: Mapping[str, Any]) -> GrantView:
    """File what a vendor asks for it (fields of QUOTATION). Raises Invalid; Refused once it is ordered."""
    purchase, grant = _purchase(uow, purchase_id)
    if purchase.ordered_on:
        raise Refused(_("It is ordered already."))
    values = QUOTATION.clean(raw)
    twin = any(q.vendor.casefold() == values["vendor"].casefold() for q in _quotations(uow, purchase))
    require({"quoted_on": in_past(values["quoted_on"], uow.today),
             "vendor": _("A price of this vendor is filed already.") if twin else None})  # fmt: skip
    uow.add(Quotation(purchase_id=purchase.id, **_of(grant), **values))
    return view(uow, grant)


@action("grant.order", requires=Permission.GRANT_APPLY)
def order(uow: UnitOfWork, quotation_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Order at one of the prices (fields of ORDER); the order gets its number.

    Fewer quotations than the office asks for, or not the cheapest, needs a reason. Raises Invalid; Refused before the
    condition of the tranche is met, for more than is left of it, and when it is ordered already.
    """
    chosen = uow.get(Quotation, quotation_id)
    purchase, grant = _purchase(uow, chosen.purchase_id)
    if purchase.ordered_on:
        raise Refused(_("It is ordered already."))
    values = ORDER.clean(raw)
    early = values["deliver_by"] and values["deliver_by"] < values["ordered_on"]
    require({
        "ordered_on": in_past(values["ordered_on"], uow.today, chosen.quoted_on),
        "deliver_by": _("That is before the order.") if early else None,
        "choice_why": None if values["choice_why"] else _unusual(uow, purchase, chosen),
    })  # fmt: skip
    _within_tranche(uow, grant, purchase, chosen)
    purchase.chosen_id, purchase.amount, purchase.number = chosen.id, chosen.amount, uow.number("P")
    purchase.ordered_by = uow.actor.id
    uow.edit(purchase, values)
    return view(uow, grant)


@action("grant.receive", requires=Permission.GRANT_APPLY)
def receive(
    uow: UnitOfWork, purchase_id: str, raw: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> GrantView:
    """Record what came of an order (fields of RECEIVED, lines of GOODS with their serial numbers).

    Raises Invalid (a line's problem is under `goods`); Refused before it is ordered.
    """
    purchase, grant = _purchase(uow, purchase_id)
    if not purchase.ordered_on or purchase.received_on:
        raise Refused(_("This does not fit: it is not ordered, or received already."))
    values = RECEIVED.clean(raw)
    require({"received_on": in_past(values["received_on"], uow.today, purchase.ordered_on)})
    for line in _goods(rows):
        uow.add(GoodsItem(purchase_id=purchase.id, **_of(grant), **line))
    uow.edit(purchase, values | {"received_by": uow.actor.id})
    return view(uow, grant)


@action("grant.hand_over", requires=Permission.GRANT_APPLY)
def hand_over(uow: UnitOfWork, purchase_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Record that the grantee got the goods and signed the certificate (fields of HANDED). Raises Invalid, Refused."""
    purchase, grant = _purchase(uow, purchase_id)
    if not purchase.received_on or purchase.handed_on:
        raise Refused(_("This does not fit: the goods are not received, or handed over already."))
    values = HANDED.clean(raw)
    require({"handed_on": in_past(values["handed_on"], uow.today, purchase.received_on)})
    uow.edit(purchase, values | {"handed_by": uow.actor.id})
    reached(uow, grant.case_id, "supported_on", values["handed_on"])
    if grant.next_visit_on is None:
        grant.next_visit_on = first_visit(values["handed_on"])
    settle(uow, grant)
    return view(uow, grant)


@action("grant.drop_purchase", requires=Permission.GRANT_APPLY)
def drop_purchase(uow: UnitOfWork, purchase_id: str, raw: Mapping[str, Any]) -> GrantView:
    """It is not bought after all, with a reason. Raises Refused once goods are received."""
    purchase, grant = _purchase(uow, purchase_id)
    if purchase.received_on:
        raise Refused(_("The goods are received already."))
    purchase.dropped_why = uow.reason = REASON.clean(raw)["reason"]
    purchase.dropped_on = uow.today
    return view(uow, grant)


@action("grant.add_photo", requires=Permission.GRANT_APPLY)
def add_photo(uow: UnitOfWork, about_id: str, image: bytes, raw: Mapping[str, Any]) -> GrantView:
    """Keep a picture of goods (key of the purchase) or of the business (key of the visit), freed of place and camera data.

    The type is read from the content. Raises Invalid for anything but a picture, Refused when there are many already.
    """
    about = uow.session.get(Purchase, about_id) or uow.get(BusinessVisit, about_id)
    grant = take(uow, about.grant_id, *RUNNING, GrantState.SUSPENDED)
    values = PHOTO.clean(raw)
    count = select(func.count(GrantPhoto.id)).where(
        GrantPhoto.about_id == about_id, GrantPhoto.removed.is_(False)
    )
    if (uow.session.scalar(count) or 0) >= PHOTOS_AT_MOST:
        raise Refused(_("{most} photos are enough. Take one out first.").format(most=PHOTOS_AT_MOST))
    kept = packed(upright(image, "photo"), SIDE, "JPEG")
    digest = hashlib.sha256(kept).hexdigest()
    uow.add(GrantPhoto(about_id=about_id, image=kept, digest=digest, **_of(grant), **values))
    return view(uow, grant)


@action("grant.remove_photo", requires=Permission.GRANT_APPLY)
def remove_photo(uow: UnitOfWork, photo_id: str) -> GrantView:
    """Take a picture out of sight."""
    photo = uow.get(GrantPhoto, photo_id)
    photo.removed = True
    return view(uow, take(uow, photo.grant_id, *RUNNING, GrantState.SUSPENDED))


def _of(grant: Grant) -> dict[str, Any]:
    return {"case_id": grant.case_id, "grant_id": grant.id} | like(grant)


def _purchase(uow: UnitOfWork, purchase_id: str) -> tuple[Purchase, Grant]:
    purchase = uow.get(Purchase, purchase_id)
    grant = take(uow, purchase.grant_id, *RUNNING)
    if purchase.dropped_on:
        raise Refused(_("This purchase was given up."))
    return purchase, grant


def _quotations(uow: UnitOfWork, purchase: Purchase) -> list[Quotation]:
    return list(uow.session.scalars(select(Quotation).where(Quotation.purchase_id == purchase.id)))


def _unusual(uow: UnitOfWork, purchase: Purchase, chosen: Quotation) -> str | None:
    """Why this choice has to be explained; None when it is the usual one."""
    offers, needed = _quotations(uow, purchase), uow.office.rule("grant.quotations")
    several = chosen.amount >= uow.office.rule("grant.quotations_from") * 100
    if several and len(offers) < needed:
        return _("{count} of {needed} quotations are there: write why fewer.").format(
            count=len(offers), needed=needed
        )
    if any(offer.amount < chosen.amount for offer in offers):
        return _("It is not the cheapest: write why it is chosen.")
    return None


def _within_tranche(uow: UnitOfWork, grant: Grant, purchase: Purchase, chosen: Quotation) -> None:
    """Raise Refused when the condition is not met, or orders would take more than is left of the tranche."""
    tranche = uow.get(Tranche, purchase.tranche_id)
    if not tranche.met_on:
        raise Refused(_("The condition of tranche {number} is not confirmed yet. Nothing was ordered.").format(
            number=tranche.seq))  # fmt: skip
    others = select(func.coalesce(func.sum(Purchase.amount), 0)).where(
        Purchase.tranche_id == tranche.id, Purchase.dropped_on.is_(None), Purchase.id != purchase.id
    )
    left = tranche.amount - (uow.session.scalar(others) or 0)
    if tranche.dropped_on or chosen.amount > left:
        text = _("Of tranche {number}, {left} is left to order for, not {wanted}. Nothing was ordered.")
        raise Refused(text.format(number=tranche.seq, left=amount(grant, 0 if tranche.dropped_on else left),
                                  wanted=amount(grant, chosen.amount)))  # fmt: skip


def _goods(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 1 <= len(rows) <= GOODS_AT_MOST:
        raise Invalid({"goods": _("List what came: 1 to {most} lines.").format(most=GOODS_AT_MOST)})
    lines = []
    for number, raw in enumerate(rows, 1):
        try:
            line = GOODS.clean(raw)
            serials = serial_numbers(line["serials"])
            if len(serials) > line["quantity"]:
                raise Invalid({"serials": _("There are more serial numbers than pieces.")})
        except Invalid as problem:
            text = _("Line {number}: {problem}").format(number=number, problem=problem)
            raise Invalid({"goods": text}) from problem
        lines.append(line | {"serials": serials})
    return lines
