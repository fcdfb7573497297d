from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped


class FollowUpState(Choice):
    PLANNED = "planned", N_("Planned")
    DONE = "done", N_("Done")
    MISSED = "missed", N_("Not reached")
    CANCELLED = "cancelled", N_("Cancelled")


class Support(Choice):
    """How the help of a case stands when its plan is reviewed."""

    ONGOING = "ongoing", N_("Going on")
    COMPLETED = "completed", N_("Completed")
    DROPOUT = "dropout", N_("Dropped out")


class Domain(Choice):
    ECONOMIC = "economic", N_("Economic")
    SOCIAL = "social", N_("Social")
    PSYCHOSOCIAL = "psychosocial", N_("Psychosocial")


# Few are planned for somebody by name. Without the condition, a search for the others would start from this index.
_NAMED = text("assigned_to IS NOT NULL")


class FollowUp(Scoped, Entity):
    """One contact with a person, planned or made. Each try is a row of its own: a missed one stays, the next takes its turn.

    `attempt` counts the tries in a row of which nobody was reached. `assigned_to` is empty while whoever carries the case
    does it, so that a case handed over takes its follow-ups along. Of a closed case the planned ones count nowhere.
    """

    __tablename__ = "followup"
    stays = frozenset({"kind", "mode", "due_time", "outcome"})
    __table_args__ = (
        CheckConstraint("state NOT IN ('done', 'missed') OR done_on IS NOT NULL", name="recorded_has_day"),
        Index("ix_followup_due", "state", "due_on", "due_time", "id"),
        Index("ix_followup_done", "state", "done_on", "id"),
        Index("ix_followup_case", "case_id", "state", "due_on"),
        Index(
            "ix_followup_assigned",
            "assigned_to",
            "state",
            "due_on",
            "due_time",
            "id",
            sqlite_where=_NAMED,
        ),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str | None] = mapped_column(String(200))
    mode: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    due_time: Mapped[str] = mapped_column(String(5), default="")  # "10:30", or nothing: any time that day
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.PLANNED)
    attempt: Mapped[int] = mapped_column(default=1)
    assigned_to: Mapped[str | None] = mapped_column(Key)
    planned_by: Mapped[str] = mapped_column(Key)
    by_rule: Mapped[bool | None]  # its day follows the risk of the case, nobody chose it
    moved_why: Mapped[str | None] = mapped_column(Text)
    cancelled_why: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    done_on: Mapped[date | None]
    done_by: Mapped[str | None] = mapped_column(Key)
    next_on: Mapped[date | None]


class PlanReview(Scoped, Entity):
    """What a review of the plan found, after the review form of a live system [V]; beside the follow-up it was made on."""

    __tablename__ = "followup_review"
    stays = frozenset({"currency"})

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    followup_id: Mapped[str] = mapped_column(ForeignKey("followup.id"), index=True)
    support: Mapped[Support]
    confirmed: Mapped[tuple[str, ...]] = mapped_column(default=())  # domains whose services the person had
    problems: Mapped[str | None] = mapped_column(Text)
    done_about: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)  # what the person says of it
    income: Mapped[int | None] = mapped_column(BigInteger)  # a month, minor units of `currency`
    currency: Mapped[str] = mapped_column(String(3))
    changes: Mapped[tuple[str, ...]] = mapped_column(default=())
