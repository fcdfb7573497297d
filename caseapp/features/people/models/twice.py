"""Tables of the last look through the office for people on file twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Base, Key
from caseapp.data.types import Json


class DuplicateReview(Base):
    """The last look through the office for people on file twice: its day. Not journalled: it changes nobody's record."""

    __tablename__ = "duplicate_review"

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    made_on: Mapped[date]


class DuplicatePair(Base):
    """A pair that look found, as it was weighed then. Deciding leaves it here: what was decided is read from the records."""

    __tablename__ = "duplicate_pair"

    first_id: Mapped[str] = mapped_column(Key, primary_key=True)
    second_id: Mapped[str] = mapped_column(Key, primary_key=True)
    probability: Mapped[float]
    reasons: Mapped[Any] = mapped_column(Json, default=list)
