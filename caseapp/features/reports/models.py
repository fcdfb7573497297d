from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key
from caseapp.data.types import Json


class FrozenPeriod(Entity):
    """Figures as they were sent: they stay, whatever is corrected later. `figures` holds every measure cell by cell."""

    __tablename__ = "frozen_period"
    __table_args__ = (
        CheckConstraint("last >= first", name="last_after_first"),
        Index("ix_frozen_period_of", "programme_id", "first", "last"),
    )

    name: Mapped[str] = mapped_column(String(120))
    programme_id: Mapped[str] = mapped_column(Key, default="")  # nothing: the whole office
    first: Mapped[date]
    last: Mapped[date]
    frozen_on: Mapped[date]
    frozen_by: Mapped[str] = mapped_column(Key)
    figures: Mapped[Any] = mapped_column(Json)


class ReportText(Entity):
    """What somebody wrote in a box of a report about a programme and a period."""

    __tablename__ = "report_text"
    __table_args__ = (Index("ix_report_text_of", "programme_id", "first", "last", "section"),)

    programme_id: Mapped[str] = mapped_column(Key, default="")
    first: Mapped[date]
    last: Mapped[date]
    section: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Key)


class HandFigure(Entity):
    """A figure nobody can count from the records, written by hand with where it comes from. A wrong one is struck out."""

    __tablename__ = "hand_figure"
    __table_args__ = (Index("ix_hand_figure_of", "indicator_id", "counted_on"),)

    indicator_id: Mapped[str] = mapped_column(Key)
    counted_on: Mapped[date]
    value: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Key)
    struck: Mapped[bool] = mapped_column(default=False)
