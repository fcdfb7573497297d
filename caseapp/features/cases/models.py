from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped


class Risk(Choice):
    HIGH = "high", N_("High")
    MEDIUM = "medium", N_("Medium")
    LOW = "low", N_("Low")


class Stage(Choice):
    """Where a case stands: derived from what was done, never typed."""

    REGISTERED = "registered", N_("Registered")
    ASSESSED = "assessed", N_("Assessed")
    PLANNED = "planned", N_("Plan under way")
    MONITORING = "monitoring", N_("Monitoring")
    CLOSING = "closing", N_("Ready to close")
    CLOSED = "closed", N_("Closed")


class Case(Scoped, Entity):
    """One person's case from opening to closure. `owner_id` is the caseworker.

    The dates of what was done (assessed, plan approved, help delivered, closure asked) are the case's milestones;
    the stage follows from them. Never deleted: a case opened by mistake is closed with that reason.
    """

    __tablename__ = "case"
    stays = frozenset({"number", "closure_reason"})
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        # All that the caseload counts lies in this one index: it never reads the cases themselves.
        Index(
            "ix_case_open",
            "closed_on",
            "owner_id",
            "stage",
            "risk",
            "opened_on",
            "planned_on",
            "last_contact_on",
            "next_contact_on",
            "programme_id",
            "restricted",
            "id",
        ),
        Index("ix_case_stage", "stage", "owner_id"),
        Index("ix_case_opened", "opened_on", "id"),
        # Orders of the list of open cases, and its numbers for whoever types a part of one.
        Index("ix_case_open_opened", "closed_on", "opened_on", "id"),
        Index(
            "ix_case_own_opened", "owner_id", "closed_on", "opened_on", "id"
        ),  # else one's own are met among all
        Index("ix_case_open_number", "closed_on", "number"),
        Index("ix_case_open_last", "closed_on", "last_contact_on", "id"),
        Index("ix_case_number_id", "number", "id"),
        Index("ix_case_contact", "closed_on", "next_contact_on", "id", "owner_id", "restricted"),
    )

    number: Mapped[str] = mapped_column(String(28), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[str | None] = mapped_column(Key, index=True)
    opened_on: Mapped[date]
    risk: Mapped[Risk] = mapped_column(default=Risk.MEDIUM)
    risk_reason: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[Stage] = mapped_column(default=Stage.REGISTERED)
    assessed_on: Mapped[date | None]
    planned_on: Mapped[date | None]
    supported_on: Mapped[date | None]
    last_contact_on: Mapped[date | None]
    next_contact_on: Mapped[date | None]
    closing_asked_on: Mapped[date | None]
    closing_asked_by: Mapped[str | None] = mapped_column(Key)
    closing_comment: Mapped[str | None] = mapped_column(Text)  # why the supervisor sent the closure back
    closure_reason: Mapped[str | None] = mapped_column(String(40))
    closure_note: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None] = mapped_column(Key)
    reopened_on: Mapped[date | None]
    lost_on: Mapped[date | None]  # since when nobody could reach the person; empty while somebody can
    contact_days: Mapped[int | None]  # days between two contacts as agreed by hand; empty: as the risk asks
    contact_why: Mapped[str | None] = mapped_column(Text)
    closure_missing_why: Mapped[str | None] = mapped_column(
        Text
    )  # why the last survey and the like are not there
    closure_contact: Mapped[bool | None]  # whether the person may be asked again later


class TransferState(Choice):
    WAITING = "waiting", N_("Waiting for an answer")
    ACCEPTED = "accepted", N_("Accepted")
    DECLINED = "declined", N_("Declined")
    WITHDRAWN = "withdrawn", N_("Taken back")


class CaseTransfer(Scoped, Entity):
    """A caseworker asks a colleague to carry a case on. It moves when the colleague accepts, and not before."""

    __tablename__ = "case_transfer"
    stays = frozenset()
    __table_args__ = (Index("ix_case_transfer_to", "to_id", "state"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    from_id: Mapped[str | None] = mapped_column(Key)  # who carried it when it was asked
    to_id: Mapped[str] = mapped_column(Key)
    asked_by: Mapped[str] = mapped_column(Key, index=True)
    asked_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[TransferState] = mapped_column(default=TransferState.WAITING)
    answered_on: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(Key)  # the colleague, or a supervisor in their place
    answer: Mapped[str | None] = mapped_column(Text)


class CaseNote(Scoped, Entity):
    """Something worth remembering, in the words of who saw it. A wrong note is struck out, never changed."""

    __tablename__ = "case_note"
    stays = frozenset()

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    author_id: Mapped[str] = mapped_column(Key)
    struck: Mapped[bool] = mapped_column(default=False)


class RequestState(Choice):
    WAITING = "waiting", N_("Waiting for a decision")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    WITHDRAWN = "withdrawn", N_("Taken back")


class Request(Scoped, Entity):
    """Something one person asks for and another decides."""

    __abstract__ = True
    stays = frozenset()

    asked_by: Mapped[str] = mapped_column(Key, index=True)
    asked_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    decided_by: Mapped[str | None] = mapped_column(Key)
    decided_on: Mapped[date | None]
    comment: Mapped[str | None] = mapped_column(Text)


class CaseReopening(Request):
    """Somebody asks to open a closed case again; a supervisor decides."""

    __tablename__ = "case_reopening"
    __table_args__ = (Index("ix_case_reopening_state", "state", "asked_on"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
