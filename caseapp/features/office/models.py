from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.data.base import Base, Entity, Key
from caseapp.data.types import Json


class Office(Entity):
    """The office this file belongs to: one row. What it prints on paper and the numbers it may change are here."""

    __tablename__ = "office"
    unjournalled = frozenset({"id", "revision", "logo"})  # that it changed is journalled, not the picture

    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(4))  # in every number: MKG
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(8), default="en")
    demo: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[str] = mapped_column(String(160), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    donor_mark: Mapped[bool] = mapped_column(default=False)
    emergency_contacts: Mapped[str] = mapped_column(Text, default="")
    backup_folder: Mapped[str] = mapped_column(Text, default="")
    idle_minutes: Mapped[int] = mapped_column(default=10)
    rules: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # see core/rules.py


class Team(Entity):
    """The people who share a caseload: a unit, a district."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(16), default="")


class Staff(Entity):
    """Somebody who works here. Never deleted: what they wrote stays theirs; `active` says whether they may sign in."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[str] = mapped_column(Key, default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(24), default="")
    active: Mapped[bool] = mapped_column(default=True)
    ceiling: Mapped[int] = mapped_column(default=25)  # cases at a time; see core/rules.py


class SavedList(Entity):
    """A list as somebody wants to see it again: what narrows it, its order and columns. Theirs, or the whole office's.

    It holds no rows: whoever opens it sees what they may see, and counts the same.
    """

    __tablename__ = "saved_list"
    __table_args__ = (Index("ix_saved_list_of", "list_code", "staff_id"),)

    list_code: Mapped[str] = mapped_column(String(40))
    staff_id: Mapped[str] = mapped_column(Key, index=True)
    name: Mapped[str] = mapped_column(String(80))
    shared: Mapped[bool] = mapped_column(default=False)
    arrangement: Mapped[Any] = mapped_column(Json, default=dict)
    pinned_by: Mapped[tuple[str, ...]] = mapped_column(default=())  # who sees its count on their day
    removed: Mapped[bool] = mapped_column(default=False)


class ListState(Base):
    """How somebody last arranged a list. Not journalled: it changes with every click, and tells of nobody's record."""

    __tablename__ = "list_state"

    staff_id: Mapped[str] = mapped_column(Key, primary_key=True)
    list_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    arrangement: Mapped[Any] = mapped_column(Json, default=dict)


class BulkAction(Entity):
    """One action on many records, with what each field was and became, so that all of it can be taken back at once."""

    __tablename__ = "bulk_action"
    mentions = frozenset({"rows"})
    unjournalled = frozenset({"id", "revision", "rows"})  # each record's own entries tell the same

    action: Mapped[str] = mapped_column(String(64))
    done_by: Mapped[str] = mapped_column(Key, index=True)
    done_at: Mapped[datetime]
    rows: Mapped[Any] = mapped_column(
        Json, default=list
    )  # [[key, label, [[table, id, op, {field: [before, after]}]]]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Key)
