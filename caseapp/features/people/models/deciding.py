"""What was decided about people: two or one, opened in an emergency, made one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json
from caseapp.features.people.models.person import OF_PERSON


class NotTheSame(Scoped, Entity):
    """Somebody decided that two people on file are two people: the hint stays away."""

    __tablename__ = "not_the_same"
    stays = frozenset()

    person_id: Mapped[str] = mapped_column(Key, index=True)
    other_id: Mapped[str] = mapped_column(Key, index=True, info=OF_PERSON)
    why: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class EmergencyOpening(Entity):
    """Somebody opened a restricted record in an emergency: why, until when, and what the supervisor said of it.

    Not Scoped: the supervisor sees every one of them.
    """

    __tablename__ = "emergency_opening"
    stays = frozenset()
    __table_args__ = (Index("ix_emergency_opening_staff", "staff_id", "until"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[str] = mapped_column(Key)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    reviewed_by: Mapped[str | None] = mapped_column(Key)
    reviewed_on: Mapped[date | None]
    in_order: Mapped[bool | None]
    review_note: Mapped[str | None] = mapped_column(Text)


class Merge(Scoped, Entity):
    """Two records of one person became one: whose values were `taken`, what both held `before`, and every row that was
    `moved` (`[table, key, column]`), so that it can be taken back; and whether that was done."""

    __tablename__ = "person_merge"
    stays = frozenset()

    kept_id: Mapped[str] = mapped_column(Key, index=True, info={"about": "person"})
    gone_id: Mapped[str] = mapped_column(Key, index=True, info={"about": "person"})
    taken: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    moved: Mapped[list[Any]] = mapped_column(Json, default=list)
    why: Mapped[str | None] = mapped_column(Text)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(Key)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Key)
    undone_why: Mapped[str | None] = mapped_column(Text)


class MatchWeights(Entity):
    """What the office estimated from its own decisions on pairs; the newest in use counts, without one the shipped ones."""

    __tablename__ = "match_weights"

    weights: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    decisions: Mapped[int]
    same: Mapped[int]
    in_use: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[str] = mapped_column(Key)
