from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key
from caseapp.data.types import Json


class Programme(Entity):
    """What a donor pays for, where and until when. `outcomes` is a list of {code, title} in the donor's order."""

    __tablename__ = "programme"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    code: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(Text)
    donor: Mapped[str] = mapped_column(String(160))
    country: Mapped[str] = mapped_column(String(2))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    areas: Mapped[tuple[str, ...]] = mapped_column(default=())  # codes of places; nothing: the whole country
    outcomes: Mapped[Any] = mapped_column(Json, default=list)
    note: Mapped[str | None] = mapped_column(Text)  # where these facts come from and how sure they are


class BudgetLine(Entity):
    """Money of a programme for one purpose, in minor units. `for_grants`: livelihood grants are paid from it."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    for_grants: Mapped[bool] = mapped_column(default=False)


class SpecialQuestion(Entity):
    """A sensitive question (a code of `special_categories`) that a programme asks, with the reason. Never without one."""

    __tablename__ = "special_question"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(Text)
    allowed_on: Mapped[date]
    allowed_by: Mapped[str] = mapped_column(Key)
    ended_on: Mapped[date | None]


class Indicator(Entity):
    """What a programme promised to reach, counted in `unit`; `outcome` names one of the programme's outcomes."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(40), default="")
    target: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(40), default="")
    baseline: Mapped[int | None]
    measure: Mapped[str | None] = mapped_column(
        String(60)
    )  # what counts it (reports); empty: figures by hand
