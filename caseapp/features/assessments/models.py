from __future__ import annotations

import zlib
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Base, Entity, Key, Scoped
from caseapp.data.types import Json


class Mode(Choice):
    INTERVIEW = "interview", N_("Asked in an interview")
    SELF = "self", N_("Filled in alone")


class Assessment(Scoped, Entity):
    """One questionnaire answered by one person on one day. The raw answers are what counts; the score follows from them.

    Instruments of a sealed compartment (MHPSS) are never kept here. A wrong one is struck out, never changed.
    """

    __tablename__ = "assessment"
    stays = frozenset({"instrument", "instrument_version", "language", "band"})
    __table_args__ = (Index("ix_assessment_case_taken", "case_id", "instrument", "taken_on"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    instrument: Mapped[str] = mapped_column(String(40))
    instrument_version: Mapped[str] = mapped_column(String(20))
    taken_on: Mapped[date]
    taken_by: Mapped[str] = mapped_column(Key)
    mode: Mapped[Mode]
    language: Mapped[str] = mapped_column(String(16))
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    value: Mapped[int | None]  # of scores that are whole numbers; the others are in assessment_score
    raw: Mapped[int | None]
    band: Mapped[str | None] = mapped_column(String(40))
    missing: Mapped[int]
    struck: Mapped[bool] = mapped_column(default=False)


class AssessmentScore(Base):
    """A score of an assessment under one version of weights: with new weights another row is added, none is replaced.

    Worked out from the raw answers and so never journalled. Read it only together with its assessment, which is scoped.
    """

    __tablename__ = "assessment_score"

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    weights_version: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    scored_on: Mapped[date]
    value: Mapped[float | None]
    parts: Mapped[dict[str, float | None]] = mapped_column(Json)  # dimension -> its score


class InstrumentFile(Entity):
    """A questionnaire as it was when it was first used or imported: so that every answer stays readable with its questions.

    `own` ones were imported by the office; the one `in_use` comes before the shipped one of its code.
    """

    __tablename__ = "instrument_file"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    packed: Mapped[bytes] = mapped_column(LargeBinary)  # the text of the file; the journal holds it too
    own: Mapped[bool]
    in_use: Mapped[bool]
    kept_by: Mapped[str] = mapped_column(Key)

    @property
    def content(self) -> str:
        return zlib.decompress(self.packed).decode("utf-8")


def pack(text: str) -> bytes:
    """A questionnaire's file as InstrumentFile holds it."""
    return zlib.compress(text.encode("utf-8"), 9)


class InstrumentWeights(Entity):
    """Weights of a questionnaire, imported from their publisher's file. The one `in_use` makes the scores shown."""

    __tablename__ = "instrument_weights"
    __table_args__ = (UniqueConstraint("instrument", "version"),)

    instrument: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    in_use: Mapped[bool]
    kept_by: Mapped[str] = mapped_column(Key)
