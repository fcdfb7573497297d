from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped

COMPARTMENT = "mhpss"


class Attendance(Choice):
    ATTENDED = "attended", N_("Came")
    NO_SHOW = "no_show", N_("Did not come")


class RiskLevel(Choice):
    """What asking directly about thoughts, plan, means and intent showed (mhGAP [G])."""

    NONE = "none", N_("Asked: no danger now")
    NOT_IMMINENT = "not_imminent", N_("Thoughts, but no plan or intent now")
    IMMINENT = "imminent", N_("Imminent: a plan or intent now, or a recent act")


class Thoughts(Choice):
    NONE = "none", N_("No such thoughts")
    PASSIVE = "passive", N_("Wishes not to live")
    ACTIVE = "active", N_("Wants to end their life")
    SELF_HARM = "self_harm", N_("Self-harm, not dying")


class Intent(Choice):
    NONE = "none", N_("No intent")
    UNSURE = "unsure", N_("Is not sure")
    LATER = "later", N_("Yes, no time set")
    NOW = "now", N_("Yes, now or in days")


class Attempt(Choice):
    NEVER = "never", N_("Never")
    EARLIER = "earlier", N_("Over a year ago")
    YEAR = "year", N_("In the last year")
    NOW = "now", N_("In these days")


class Called(Choice):
    WITH_CONSENT = "with_consent", N_("Yes, agreed")
    WITHOUT = "without", N_("Yes, life in danger")
    NO = "no", N_("No")


class Origin(Choice):
    """What made somebody ask about safety."""

    SESSION = "session", N_("Said in a session")
    SCREENING = "screening", N_("An answer of a questionnaire")
    ASKED = "asked", N_("The counsellor asked")


class GoalState(Choice):
    OPEN = "open", N_("Working on it")
    REACHED = "reached", N_("Reached")
    PARTLY = "partly", N_("Partly reached")
    LET_GO = "let_go", N_("Let go")


class Mode(Choice):
    INTERVIEW = "interview", N_("Asked in an interview")
    SELF = "self", N_("Filled in alone")


class Session(Scoped, Entity):
    """One counselling session. In clear only what is counted; what was said lies in `sealed`. `owner_id` is the counsellor.

    The case is not called `case_id`: the journal would then show sessions on the case's timeline, to people who may
    only know that support exists.
    """

    __tablename__ = "mhpss_session"
    stays = frozenset({"layer", "kind"})
    compartment: ClassVar[str] = COMPARTMENT
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
    meeting_id: Mapped[str | None] = mapped_column(Key)  # the meeting of a group it was part of
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Screening(Scoped, Entity):
    """One questionnaire on well-being: which one, the answers and the score are all in `sealed`."""

    __tablename__ = "mhpss_screening"
    stays = frozenset()
    compartment: ClassVar[str] = COMPARTMENT
    __table_args__ = (Index("ix_mhpss_screening_case", "of_case_id", "taken_on"),)

    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    taken_on: Mapped[date]
    struck: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SafetyCheck(Scoped, Entity):
    """Asking, assessing and acting on thoughts of suicide or self-harm: begun by a sign, finished by a counsellor.

    In clear only what the daily alarm needs: whether it is finished, whether the danger is imminent, when the person is
    seen again, and the supervisor's signature. `owner_id` is the counsellor.
    """

    __tablename__ = "mhpss_safety"
    stays = frozenset()
    compartment: ClassVar[str] = COMPARTMENT
    __table_args__ = (
        Index("ix_mhpss_safety_case", "of_case_id", "created_on"),
        Index("ix_mhpss_safety_open", "finished_on", "imminent", "signed_off_on"),
    )

    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    origin: Mapped[Origin]
    session_id: Mapped[str | None] = mapped_column(Key, index=True)
    screening_id: Mapped[str | None] = mapped_column(Key)
    finished_on: Mapped[date | None]
    imminent: Mapped[bool] = mapped_column(default=False)
    imminent_on: Mapped[date | None]
    next_on: Mapped[date | None]
    signed_off_on: Mapped[date | None]
    signed_off_by: Mapped[str | None] = mapped_column(Key)
    signed_how: Mapped[tuple[str, ...]] = mapped_column(default=())
    struck: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Goal(Scoped, Entity):
    """What a person and their counsellor work towards; all of it is sealed."""

    __tablename__ = "mhpss_goal"
    stays = frozenset()
    compartment: ClassVar[str] = COMPARTMENT

    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Group(Scoped, Entity):
    """A group that meets: what it is called and works on is sealed. `owner_id` is the counsellor who leads it."""

    __tablename__ = "mhpss_group"
    compartment: ClassVar[str] = COMPARTMENT

    layer: Mapped[str] = mapped_column(String(40))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class GroupMember(Scoped, Entity):
    """A person of a group, from one day to another."""

    __tablename__ = "mhpss_group_member"
    stays = frozenset()
    compartment: ClassVar[str] = COMPARTMENT
    __table_args__ = (Index("ix_mhpss_group_member_group", "group_id", "left_on"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("mhpss_group.id"))
    of_case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class Meeting(Scoped, Entity):
    """One meeting of a group. Who came is a session of each member, so that it counts for them."""

    __tablename__ = "mhpss_meeting"
    compartment: ClassVar[str] = COMPARTMENT
    __table_args__ = (Index("ix_mhpss_meeting_group", "group_id", "held_on"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("mhpss_group.id"))
    held_on: Mapped[date]
    layer: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EmergencyContact(Entity):
    """Whom to call when somebody is in danger: the office's own data, shown wherever danger is talked about.

    `number` is written as it is dialled: emergency numbers are short and in no numbering plan. No place: everywhere.
    """

    __tablename__ = "emergency_contact"

    name: Mapped[str] = mapped_column(String(160))
    number: Mapped[str] = mapped_column(String(60))
    place: Mapped[str | None] = mapped_column(String(24))
    hours: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(String(300))
    source: Mapped[str | None] = mapped_column(String(60))
    confirmed_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)
