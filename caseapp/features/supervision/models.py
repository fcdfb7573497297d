from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Entity, Key
from caseapp.data.types import Json


class HandOver(Entity):
    """A caseload that went to colleagues in one go: so that it can be printed, and taken back.

    `moves` is a list of [case, to]; `promised` the follow-ups planned for the giver by name, which now belong to whoever
    carries their case.
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
