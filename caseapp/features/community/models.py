from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.features.people.models import Sex


class ActivityKind(Choice):
    INITIATIVE = "initiative", N_("Community project")
    DIALOGUE = "dialogue", N_("Dialogue or peace work")
    GROUP = "group", N_("Livelihood group")
    TRAINING = "training", N_("Training")


class ActivityState(Choice):
    PLANNED = "planned", N_("Planned")
    RUNNING = "running", N_("Under way")
    COMPLETED = "completed", N_("Completed")
    CANCELLED = "cancelled", N_("Cancelled")


class Audience(Choice):
    """Whom a training or dialogue is for."""

    COMMUNITY = "community", N_("Returnees and community")
    GOVERNMENT = "government", N_("Local government")
    BORDER = "border", N_("Border officials")
    HELPERS = "helpers", N_("Counsellors and lay helpers")


class Group(Choice):
    """Who somebody counted without a file is."""

    RETURNEE = "returnee", N_("Returnee")
    COMMUNITY = "community", N_("Community member")
    OFFICIAL = "official", N_("Official")


class Activity(Scoped, Entity):
    """One thing done with many people, from plan to completion. Amounts in minor units of `currency`.

    `agree` of `asked` said afterwards that people get on better: what the programmes call better relations.
    """

    __tablename__ = "community_activity"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("agree IS NULL OR (asked IS NOT NULL AND agree <= asked)", name="agree_within_asked"),
        Index("ix_community_activity_starts", "starts_on", "id"),
        Index("ix_community_activity_state", "state", "kind"),
    )

    number: Mapped[str] = mapped_column(String(28), unique=True)
    kind: Mapped[ActivityKind]
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[Audience] = mapped_column(default=Audience.COMMUNITY)
    programme_id: Mapped[str | None] = mapped_column(Key, index=True)
    line_id: Mapped[str | None] = mapped_column(Key)
    place: Mapped[str | None] = mapped_column(String(24))
    village: Mapped[str | None] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    aim: Mapped[str | None] = mapped_column(Text)
    committee: Mapped[str | None] = mapped_column(Text)
    partner: Mapped[str | None] = mapped_column(String(200))
    returnees_planned: Mapped[int | None]
    hosts_planned: Mapped[int | None]
    budget: Mapped[int | None] = mapped_column(BigInteger)
    spent: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    harm: Mapped[str | None] = mapped_column(Text)  # what could do harm here, and what is done about it
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.PLANNED)
    completed_on: Mapped[date | None]
    asset: Mapped[str | None] = mapped_column(String(200))  # what stays: a water point, a market shed
    asset_to: Mapped[str | None] = mapped_column(String(200))
    asset_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    asked: Mapped[int | None]
    agree: Mapped[int | None]
    cancelled_why: Mapped[str | None] = mapped_column(Text)


class Milestone(Scoped, Entity):
    """A step of a community project, met on a day or dropped for a reason."""

    __tablename__ = "community_milestone"

    activity_id: Mapped[str] = mapped_column(ForeignKey("community_activity.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    met_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    dropped_why: Mapped[str | None] = mapped_column(Text)


class Meeting(Scoped, Entity):
    """One day of it: a session of a training, a dialogue, a work day. `only counted` people stand in HeadCount."""

    __tablename__ = "community_meeting"
    __table_args__ = (Index("ix_community_meeting_of", "activity_id", "held_on"),)

    activity_id: Mapped[str] = mapped_column(ForeignKey("community_activity.id"))
    held_on: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(200))
    hours: Mapped[int | None]
    led_by: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    struck: Mapped[bool] = mapped_column(default=False)


class Participant(Scoped, Entity):
    """Somebody who takes part by name: a person on file, or an official or helper who needs no file."""

    __tablename__ = "community_participant"
    stays = frozenset()
    __table_args__ = (
        CheckConstraint("person_id IS NOT NULL OR name IS NOT NULL", name="somebody"),
        CheckConstraint("before BETWEEN 0 AND 100 AND after BETWEEN 0 AND 100", name="percent"),
    )

    activity_id: Mapped[str] = mapped_column(ForeignKey("community_activity.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    sex: Mapped[Sex]
    group: Mapped[Group]
    office: Mapped[str | None] = mapped_column(String(200))  # of an official: where and as what
    role: Mapped[str | None] = mapped_column(String(120))  # in the group or committee
    before: Mapped[int | None]  # points of the test, in per cent
    after: Mapped[int | None]
    certified_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(String(200))


class Attendance(Scoped, Entity):
    """A participant was there on a day."""

    __tablename__ = "community_attendance"
    stays = frozenset()
    __table_args__ = (Index("ix_community_attendance_of", "meeting_id", "participant_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("community_meeting.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("community_participant.id"), index=True)
    present: Mapped[bool] = mapped_column(default=True)


class HeadCount(Scoped, Entity):
    """People at a meeting who were only counted: by sex, age and who they are."""

    __tablename__ = "community_headcount"
    __table_args__ = (CheckConstraint("many >= 0", name="many_not_negative"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("community_meeting.id"), index=True)
    sex: Mapped[Sex]
    age: Mapped[str] = mapped_column(String(8))  # a band: "12-17"; "" when nobody asked
    group: Mapped[Group]
    many: Mapped[int]
