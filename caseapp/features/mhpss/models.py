from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Scoped

COMPARTMENT = "mhpss"


class Attendance(Choice):
    ATTENDED = "attended", N_("Came")
    NO_SHOW = "no_show", N_("Did not come")


class RiskLevel(Choice):
    """What asking directly about thoughts, plan, means and intent showed (mhGAP [G])."""

    NONE = "none", N_("Asked: no danger now")
    NOT_IMMINENT = "not_imminent", N_("Thoughts, but no plan or intent now")
    IMMINENT = "imminent", N_("Imminent: a plan or intent now, or a recent act")


class Mode(Choice):
    INTERVIEW = "interview", N_("Asked in an interview")
    SELF = "self", N_("Filled in alone")


class Session(Scoped, Entity):
    """One counselling session. In clear only what is counted; what was said lies in `sealed`. `owner_id` is the counsellor.

    The case is not called `case_id`: the journal would then show sessions on the case's timeline, to people who may
    only know that support exists.
    """

    __tablename__ = "mhpss_session"
    __table_args__ = (
        CheckConstraint("next_on IS NULL OR next_on >= held_on", name="next_after_session"),
        Index("ix_mhpss_session_case", "of_case_id", "held_on"),
        Index("ix_mhpss_session_next", "owner_id", "next_on"),
    )

    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    held_on: Mapped[date]
    layer: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    attendance: Mapped[Attendance]
    minutes: Mapped[int | None]
    next_on: Mapped[date | None]
    ends: Mapped[bool] = mapped_column(default=False)  # support ends with this session
    struck: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Screening(Scoped, Entity):
    """One questionnaire on well-being: which one, the answers and the score are all in `sealed`."""

    __tablename__ = "mhpss_screening"
    __table_args__ = (Index("ix_mhpss_screening_case", "of_case_id", "taken_on"),)

    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    taken_on: Mapped[date]
    struck: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
