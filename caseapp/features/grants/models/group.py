"""Groups that get a grant together, and how what they got is shared among their members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key, Scoped


class GrantGroup(Scoped, Entity):
    """People who get a grant together, or the committee of a community grant. It stays when the grant is closed."""

    __tablename__ = "grant_group"
    __table_args__ = (Index("ix_grant_group_name", "name", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(24))
    village: Mapped[str | None] = mapped_column(String(200))
    formed_on: Mapped[date | None]
    registered: Mapped[str | None] = mapped_column(String(120))  # with whom, under which number
    returnees: Mapped[int | None]  # who is meant to take part, of a community grant
    hosts: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)


class GroupMember(Scoped, Entity):
    """Somebody on file who belongs to a group, until they leave it."""

    __tablename__ = "grant_group_member"
    stays = frozenset({"role"})

    group_id: Mapped[str] = mapped_column(ForeignKey("grant_group.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))  # code of the list group_roles
    signs: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(Text)


class Lot(Scoped, Entity):
    """Something a group got and shares: money in minor units, or whole goats. Shares and remainder make up the lot."""

    __tablename__ = "grant_lot"
    stays = frozenset()
    __table_args__ = (
        CheckConstraint("quantity > 0 AND remainder >= 0 AND remainder <= quantity", name="within_lot"),
    )

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    money: Mapped[bool]
    unit: Mapped[str | None] = mapped_column(String(40))
    quantity: Mapped[int] = mapped_column(BigInteger)
    remainder: Mapped[int] = mapped_column(BigInteger, default=0)
    remainder_why: Mapped[str | None] = mapped_column(String(400))
    shared_on: Mapped[date]
    shared_by: Mapped[str] = mapped_column(Key)
    void_on: Mapped[date | None]
    void_why: Mapped[str | None] = mapped_column(Text)


class LotShare(Scoped, Entity):
    """What one member gets of a lot."""

    __tablename__ = "grant_share"
    stays = frozenset()
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("grant_lot.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    quantity: Mapped[int] = mapped_column(BigInteger)
