"""Who lives together."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.dates import PartialDate
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.erasing import to_year
from caseapp.features.people.models.choices import (
    HouseholdStep,
    Sex,
)
from caseapp.features.people.models.person import OF_PERSON, OfPerson


class Household(OfPerson, Scoped, Entity):
    """People who live and eat together, from a day on. Its members are rows of their own, with their days."""

    __tablename__ = "household"
    stays = frozenset()

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)  # who first told of it
    head_id: Mapped[str | None] = mapped_column(Key)  # of its members
    formed_on: Mapped[date]
    split_from: Mapped[str | None] = mapped_column(Key)


class HouseholdEvent(OfPerson, Scoped, Entity):
    """What happened to a household on a day, with how many lived there before and after."""

    __tablename__ = "household_event"
    stays = frozenset()
    __table_args__ = (Index("ix_household_event_when", "household_id", "happened_on"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[str] = mapped_column(Key)
    step: Mapped[HouseholdStep]
    happened_on: Mapped[date]
    members: Mapped[tuple[str, ...]] = mapped_column(default=())  # whom it was about
    event_note: Mapped[str | None] = mapped_column(Text)
    size_before: Mapped[int]
    size_after: Mapped[int]


class HouseholdMember(OfPerson, Scoped, Entity):
    """Somebody who lives with a person on file; when on file too, `member_person_id` says who, and `name` is empty."""

    __tablename__ = "household_member"
    stays = frozenset({"relation", "left_why"})

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex | None]
    birth_date: Mapped[PartialDate | None] = mapped_column(info={"coarser": to_year})
    disability: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    household_id: Mapped[str | None] = mapped_column(Key, index=True)
    member_person_id: Mapped[str | None] = mapped_column(Key, index=True, info=OF_PERSON)
    joined_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(String(40))
    dependent: Mapped[bool | None]  # as told; empty: judged by age
