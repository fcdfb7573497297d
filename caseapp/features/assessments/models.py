from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json


class Mode(Choice):
    INTERVIEW = "interview", N_("Asked in an interview")
    SELF = "self", N_("Filled in alone")


class Assessment(Scoped, Entity):
    """One questionnaire answered by one person on one day. The raw answers are what counts; the score follows from them.

    Instruments of a sealed compartment (MHPSS) are never kept here. A wrong one is struck out, never changed.
    """

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_case_taken", "case_id", "instrument", "taken_on"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    instrument: Mapped[str] = mapped_column(String(40))
    instrument_version: Mapped[str] = mapped_column(String(20))
    taken_on: Mapped[date]
    taken_by: Mapped[str] = mapped_column(Key)
    mode: Mapped[Mode]
    language: Mapped[str] = mapped_column(String(16))
    answers: Mapped[dict[str, int]] = mapped_column(Json)
    value: Mapped[int | None]
    raw: Mapped[int | None]
    band: Mapped[str | None] = mapped_column(String(40))
    missing: Mapped[int]
    struck: Mapped[bool] = mapped_column(default=False)
