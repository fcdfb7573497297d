"""The committee: one sheet of points for everybody who scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json


class GrantScore(Scoped, Entity):
    """What one scorer gave. A declared conflict of interest is kept, with its reason, and counts for nothing.

    A scorer of the staff is known by key; a member of the board by name and body, as the paper sheet says.
    """

    __tablename__ = "grant_score"
    stays = frozenset({"points"})

    case_id: Mapped[str] = mapped_column(Key, index=True)
    grant_id: Mapped[str] = mapped_column(ForeignKey("grant.id"), index=True)
    scorer_id: Mapped[str | None] = mapped_column(Key)
    scorer_name: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(String(120))
    scored_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(Key)
    conflict: Mapped[bool] = mapped_column(default=False)
    conflict_why: Mapped[str | None] = mapped_column(Text)
    points: Mapped[Any] = mapped_column(Json, nullable=True)  # {criterion: points}
    total: Mapped[int | None]
    total_of: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    void_on: Mapped[date | None]  # the application was sent back: it is scored anew
