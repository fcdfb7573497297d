from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key
from caseapp.data.types import Json


class HandOver(Entity):
    """A caseload that went to colleagues in one go, so that it can be printed. Its key is that of the action on many
    records (`office.bulk`) that did it and takes it back.

    `moves` is a list of [case, to]; `promised` the follow-ups planned for the giver by name, which now belong to whoever
    carries their case. `undone_on` and `undone_by` are of handovers from before there was one undo for all.
    """

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_done", "done_on", "id"),)

    from_id: Mapped[str] = mapped_column(Key, index=True)
    done_by: Mapped[str] = mapped_column(Key)
    done_on: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None]  # when the giver is expected back; nothing: for good
    moves: Mapped[Any] = mapped_column(Json, default=list)
    promised: Mapped[Any] = mapped_column(Json, default=list)
    undone_on: Mapped[date | None]
    undone_by: Mapped[str | None] = mapped_column(Key)


class SupervisionTalk(Entity):
    """A talk between a supervisor and a caseworker: the facts of that day, what was said, what was agreed."""

    __tablename__ = "supervision_talk"
    __table_args__ = (Index("ix_supervision_talk_of", "staff_id", "held_on"),)

    staff_id: Mapped[str] = mapped_column(Key)
    held_by: Mapped[str] = mapped_column(Key)
    held_on: Mapped[date]
    facts: Mapped[Any] = mapped_column(Json, default=dict)  # the numbers of the sheet as they stood
    well: Mapped[str | None] = mapped_column(Text)
    hard: Mapped[str | None] = mapped_column(Text)
    agreed: Mapped[str] = mapped_column(Text)
    next_on: Mapped[date | None]


class FileAudit(Entity):
    """One file a supervisor went through: which checks are well, what to mend."""

    __tablename__ = "file_audit"
    stays = frozenset({"month"})
    __table_args__ = (Index("ix_file_audit_of", "staff_id", "audited_on"),)

    staff_id: Mapped[str] = mapped_column(Key)
    case_id: Mapped[str] = mapped_column(Key, index=True)
    audited_by: Mapped[str] = mapped_column(Key)
    audited_on: Mapped[date]
    month: Mapped[str] = mapped_column(String(7))  # of the sample, `2026-08`
    well: Mapped[tuple[str, ...]] = mapped_column(default=())  # codes of the list file_checks
    mend: Mapped[str | None] = mapped_column(Text)


class Delegation(Entity):
    """Somebody decides for a supervisor from one day to another: their own decisions, in their own name."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("last >= first", name="last_after_first"),
        Index("ix_delegation_to", "to_id", "last"),
    )

    from_id: Mapped[str] = mapped_column(Key, index=True)
    to_id: Mapped[str] = mapped_column(Key)
    first: Mapped[date]
    last: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]


class Cover(Entity):
    """Somebody looks after a colleague's cases from one day to another, while the cases stay with the colleague."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("last >= first", name="last_after_first"),
        Index("ix_cover_to", "to_id", "last"),
    )

    from_id: Mapped[str] = mapped_column(Key, index=True)
    to_id: Mapped[str] = mapped_column(Key)
    first: Mapped[date]
    last: Mapped[date]
    why: Mapped[str] = mapped_column(Text)
    restricted: Mapped[bool] = mapped_column(
        default=False
    )  # restricted records too: only as a supervisor says
    given_by: Mapped[str] = mapped_column(Key)
    ended_on: Mapped[date | None]
