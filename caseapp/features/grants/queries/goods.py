"""Reading what is bought for a grant, and the pictures of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.grants.models import GoodsItem, GrantPhoto, Payment, Purchase, Quotation, Tranche
from caseapp.features.grants.views import PhotoRow, PurchaseView, purchase_view


@action("grant.photo", requires=Permission.PERSON_IDENTIFY)
def photo(uow: UnitOfWork, photo_id: str) -> bytes:
    """A picture of goods or of a business as JPEG. Raises NotFound."""
    return uow.get(GrantPhoto, photo_id).image


def photo_rows(uow: UnitOfWork, grant_id: str) -> dict[str, list[PhotoRow]]:
    """The pictures of a grant without their bytes, by what they are about."""
    columns = (GrantPhoto.id, GrantPhoto.about_id, GrantPhoto.caption, GrantPhoto.created_on)
    query = select(*columns).where(GrantPhoto.grant_id == grant_id, GrantPhoto.removed.is_(False))
    found: dict[str, list[PhotoRow]] = defaultdict(list)
    for key, about, caption, on in uow.session.execute(query.order_by(GrantPhoto.id)):
        found[about].append(PhotoRow(key, caption, on))
    return found


def purchases(
    uow: UnitOfWork, grant_id: str, who: dict[str, str], photos: dict[str, list[PhotoRow]]
) -> tuple[PurchaseView, ...]:  # fmt: skip
    """Everything bought or to be bought for a grant, the first first."""

    def of(entity: Any) -> dict[str, list[Any]]:
        rows: dict[str, list[Any]] = defaultdict(list)
        for row in uow.session.scalars(select(entity).where(entity.grant_id == grant_id).order_by(entity.id)):
            rows[row.purchase_id].append(row)
        return rows

    query = select(Purchase, Tranche.seq).join(Tranche, Tranche.id == Purchase.tranche_id)
    found = uow.session.execute(query.where(Purchase.grant_id == grant_id).order_by(Purchase.id)).all()
    if not found:
        return ()
    quotations, goods, paid = of(Quotation), of(GoodsItem), _paid(uow, grant_id)
    return tuple(
        purchase_view(p, who, uow.actor, seq, paid.get(p.id, 0), quotations[p.id], goods[p.id], photos[p.id])
        for p, seq in found
    )


def _paid(uow: UnitOfWork, grant_id: str) -> dict[str, int]:
    """What was paid to vendors, by purchase; reversed payments do not count."""
    query = select(Payment.purchase_id, func.sum(Payment.amount)).group_by(Payment.purchase_id)
    found: Any = uow.session.execute(
        query.where(
            Payment.grant_id == grant_id, Payment.purchase_id.is_not(None), Payment.reversed_on.is_(None)
        )
    )
    return dict(found.all())
