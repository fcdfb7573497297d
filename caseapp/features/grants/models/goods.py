"""The in-kind route: what is to be bought, who offered it, what was ordered, what came and was handed over."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key, Scoped
from caseapp.features.grants.models.grant import SignedHow


class Purchase(Scoped, Entity):
    """One thing the office buys for a grant, out of one tranche: quotations, order, goods received, certificate."""

    __tablename__ = "grant_purchase"
    stays = frozenset({"number"})
    __table_args__ = (CheckConstraint("amount IS NULL OR amount > 0", name="amount_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    tranche_id: Mapped[str] = mapped_column(ForeignKey("tranche.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    chosen_id: Mapped[str | None] = mapped_column(Key)
    choice_why: Mapped[str | None] = mapped_column(Text)  # not the cheapest, or fewer offers than asked for
    number: Mapped[str | None] = mapped_column(String(28), unique=True)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    ordered_on: Mapped[date | None]
    ordered_by: Mapped[str | None] = mapped_column(Key)
    deliver_by: Mapped[date | None]
    received_on: Mapped[date | None]
    received_by: Mapped[str | None] = mapped_column(Key)
    received_note: Mapped[str | None] = mapped_column(Text)
    handed_on: Mapped[date | None]
    handed_by: Mapped[str | None] = mapped_column(Key)
    handed_how: Mapped[SignedHow | None]
    handed_witness: Mapped[str | None] = mapped_column(String(200))
    dropped_on: Mapped[date | None]
    dropped_why: Mapped[str | None] = mapped_column(Text)


class Quotation(Scoped, Entity):
    """What one vendor asks for it."""

    __tablename__ = "grant_quotation"
    stays = frozenset()
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    purchase_id: Mapped[str] = mapped_column(ForeignKey("grant_purchase.id"), index=True)
    vendor: Mapped[str] = mapped_column(String(200))
    amount: Mapped[int] = mapped_column(BigInteger)
    quoted_on: Mapped[date]
    reference: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(Text)


class GoodsItem(Scoped, Entity):
    """A line of what was received: so many of this, with the serial or ear-tag numbers."""

    __tablename__ = "grant_goods"
    stays = frozenset()
    goes = frozenset({"serials"})
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    purchase_id: Mapped[str] = mapped_column(ForeignKey("grant_purchase.id"), index=True)
    item: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit: Mapped[str | None] = mapped_column(String(40))
    serials: Mapped[tuple[str, ...]] = mapped_column(default=())
    condition: Mapped[str | None] = mapped_column(String(400))  # also: health of animals, who looked at them


class GrantPhoto(Scoped, Entity):
    """A picture of goods or of the business, kept small, without place or camera data."""

    __tablename__ = "grant_photo"
    stays = frozenset()
    unjournalled = frozenset({"id", "revision", "image"})  # the journal keeps its digest, not a second copy

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    about_id: Mapped[str] = mapped_column(Key, index=True)  # a purchase or a visit
    image: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str | None] = mapped_column(String(200))
    removed: Mapped[bool] = mapped_column(default=False)
