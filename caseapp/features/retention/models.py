from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key
from caseapp.features.cases.models import Request


class Ending(Choice):
    """What becomes of a record whose cases closed long ago."""

    KEEP = "keep", N_("Keep it until a day")
    REMOVE = "remove", N_("Remove what identifies the person")


class RemovalReason(Choice):
    """Chosen, not written: it stays in the journal when every word about the person is gone."""

    TIME_OVER = "time_over", N_("The time to keep it is over")
    ASKED = "asked", N_("The person asked for it")
    NO_PURPOSE = "no_purpose", N_("No longer needed for what it was collected for")
    NOT_OURS = "not_ours", N_("It should not have been collected")


class RetentionReview(Request):
    """Whether a record is kept whose cases closed long ago: proposed by one, decided by another. `keep_until` is the day
    on which it comes up again. A removal that was approved lies in the bin until `bin_until`, is brought back or carried out.
    """

    __tablename__ = "retention_review"
    __table_args__ = (
        Index("ix_retention_review_state", "state", "asked_on"),
        Index("ix_retention_review_bin", "bin_until", sqlite_where=text("bin_until IS NOT NULL")),  # every action asks it
        Index("ix_retention_review_removal", "removal_id", sqlite_where=text("removal_id IS NOT NULL")),
    )  # fmt: skip

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    closed_on: Mapped[date]  # when the last case closed, as it stood when this was proposed
    keep_until: Mapped[date | None]
    ending: Mapped[Ending] = mapped_column(
        default=Ending.KEEP, server_default="keep"
    )  # reviews of before only kept
    reason: Mapped[RemovalReason | None]
    bin_until: Mapped[
        date | None
    ]  # in the bin, and no question finds the record; empty again when that ended
    brought_back_on: Mapped[date | None]
    brought_back_by: Mapped[str | None] = mapped_column(Key)  # nobody: a case was opened again
    removal_id: Mapped[str | None] = mapped_column(ForeignKey("retention_removal.id"))


class Removal(Entity):
    """One carrying out of removals whose time in the bin was over. It names nobody: its reviews point to it."""

    __tablename__ = "retention_removal"

    carried_at: Mapped[datetime]
    carried_by: Mapped[str] = mapped_column(Key)
    years: Mapped[int]  # the office's rules as they were
    bin_days: Mapped[int]
    backups: Mapped[int]  # that still hold what was removed
    backups_until: Mapped[date | None]  # when they will have gone, with a backup every day
