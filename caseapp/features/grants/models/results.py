"""What became of the money: outcomes some months on, and money that is asked back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key, Scoped


class GrantOutcome(Scoped, Entity):
    """How the business stood 3, 6 or 12 months after it was helped; amounts are of one month."""

    __tablename__ = "grant_outcome"
    stays = frozenset({"result"})
    __table_args__ = (UniqueConstraint("grant_id", "month"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    month: Mapped[int]
    checked_on: Mapped[date]
    checked_by: Mapped[str] = mapped_column(Key)
    met: Mapped[bool]
    result: Mapped[str | None] = mapped_column(String(40))  # code of the list grant_outcomes
    profit: Mapped[int | None] = mapped_column(BigInteger)
    loss: Mapped[int | None] = mapped_column(BigInteger)
    household_income: Mapped[int | None] = mapped_column(BigInteger)
    main_income: Mapped[bool | None]
    workers_women: Mapped[int | None]
    workers_men: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)


class Recovery(Scoped, Entity):
    """Money the office asks back. It is not free on the budget line again: that is for the donor to say."""

    __tablename__ = "grant_recovery"
    stays = frozenset()
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(Key)
    due_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # paid back in full, or what is left was given up
    ended_why: Mapped[str | None] = mapped_column(Text)


class Repayment(Scoped, Entity):
    """A part of a recovery that was paid back."""

    __tablename__ = "grant_repayment"
    stays = frozenset({"channel"})
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    recovery_id: Mapped[str] = mapped_column(ForeignKey("grant_recovery.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(60), unique=True)  # capitals without blanks
    received_on: Mapped[date]
    received_by: Mapped[str] = mapped_column(Key)
    note: Mapped[str | None] = mapped_column(Text)
