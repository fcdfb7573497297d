from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped


class PlanState(Choice):
    DRAFT = "draft", N_("Being written")
    SUBMITTED = "submitted", N_("Waiting for approval")
    RETURNED = "returned", N_("Sent back")
    APPROVED = "approved", N_("Approved")
    SUPERSEDED = "superseded", N_("Replaced by a newer version")


class Dimension(Choice):
    ECONOMIC = "economic", N_("Economic")
    SOCIAL = "social", N_("Social")
    PSYCHOSOCIAL = "psychosocial", N_("Psychosocial")


class Term(Choice):
    SHORT = "short", N_("Short term")
    MEDIUM = "medium", N_("Medium term")
    LONG = "long", N_("Long term")


class Feasibility(Choice):
    """How likely the goal can be reached with what the person, the office and the place have."""

    HIGH = "high", N_("Can be reached")
    MEDIUM = "medium", N_("Can be reached with help")
    LOW = "low", N_("Hard to reach")


class ActivityState(Choice):
    PLANNED = "planned", N_("Planned")
    UNDER_WAY = "under_way", N_("Under way")
    DONE = "done", N_("Done")
    DROPPED = "dropped", N_("Dropped")


class Signing(Choice):
    SIGNATURE = "signature", N_("Signed")
    THUMBPRINT = "thumbprint", N_("Thumbprint")
    WITNESSED = "witnessed", N_("Said before a witness")


class NeedLevel(Choice):
    HIGH = "high", N_("High")
    MEDIUM = "medium", N_("Medium")
    LOW = "low", N_("Low")


class PlanNeed(Scoped, Entity):
    """How pressing a need of a case's person is, and why no goal answers it. `need` is a need, or a dimension that a
    survey found low (`survey:economic`)."""

    __tablename__ = "plan_need"
    stays = frozenset({"need"})
    __table_args__ = (UniqueConstraint("case_id", "need"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    need: Mapped[str] = mapped_column(String(40))
    level: Mapped[NeedLevel]
    no_goal_why: Mapped[str | None] = mapped_column(Text)


class Plan(Scoped, Entity):
    """One version of a case's reintegration plan. An approved version never changes: editing it makes the next one."""

    __tablename__ = "plan"
    stays = frozenset({"currency"})
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        Index("ix_plan_status", "status", "submitted_on"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    version: Mapped[int]
    status: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    author_id: Mapped[str] = mapped_column(Key)
    baseline: Mapped[str | None] = mapped_column(Text)
    risks: Mapped[str | None] = mapped_column(Text)
    ceiling: Mapped[int | None] = mapped_column(BigInteger)  # minor units of `currency`
    currency: Mapped[str] = mapped_column(String(3))
    review_on: Mapped[date | None]
    submitted_on: Mapped[date | None]
    submitted_by: Mapped[str | None] = mapped_column(Key)
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(Key)
    comment: Mapped[str | None] = mapped_column(Text)  # why the supervisor sent it back
    signed_on: Mapped[date | None]
    signed_how: Mapped[Signing | None]
    signed_witness: Mapped[str | None] = mapped_column(String(200))
    written_at: Mapped[str | None] = mapped_column(
        String(200)
    )  # the place where it was written with the person
    exchange_rate: Mapped[str | None] = mapped_column(String(80))
    business_plan: Mapped[str | None] = mapped_column(String(80))


class Goal(Scoped, Entity):
    """What a plan wants to reach. `root_id` is the key of the same goal in the version it first stood in."""

    __tablename__ = "plan_goal"
    stays = frozenset({"need"})

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    root_id: Mapped[str] = mapped_column(Key, index=True)
    need: Mapped[str | None] = mapped_column(String(40))
    dimension: Mapped[Dimension]
    objective: Mapped[str] = mapped_column(Text)
    term: Mapped[Term | None]
    feasibility: Mapped[Feasibility | None]
    removed: Mapped[bool] = mapped_column(default=False)


class Activity(Scoped, Entity):
    """One step towards a goal. How it goes (state to dropped_why) is followed on the approved version."""

    __tablename__ = "plan_activity"
    stays = frozenset({"what", "provider", "currency"})
    __table_args__ = (
        CheckConstraint("due_on IS NULL OR starts_on IS NULL OR due_on >= starts_on", name="due_after_start"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost_not_negative"),
        Index("ix_plan_activity_due", "state", "due_on"),
        Index("ix_plan_activity_line", "line_id", "plan_id", "cost"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    goal_id: Mapped[str] = mapped_column(ForeignKey("plan_goal.id"), index=True)
    root_id: Mapped[str] = mapped_column(Key, index=True)
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(40))
    provider_name: Mapped[str | None] = mapped_column(String(200))
    responsible: Mapped[str | None] = mapped_column(String(200))
    cost: Mapped[int | None] = mapped_column(BigInteger)  # minor units of `currency`
    currency: Mapped[str] = mapped_column(String(3))
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    steps_total: Mapped[int | None]
    verification: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.PLANNED)
    steps_done: Mapped[int | None]
    done_on: Mapped[date | None]
    dropped_why: Mapped[str | None] = mapped_column(Text)
    removed: Mapped[bool] = mapped_column(default=False)
    resources: Mapped[str | None] = mapped_column(String(400))
    line_id: Mapped[str | None] = mapped_column(Key)  # the budget line that pays for it


class Assistance(Scoped, Entity):
    """Something given to a person: planned, delivered, certified. `activity_id` is the root of the activity it serves."""

    __tablename__ = "assistance"
    stays = frozenset({"what", "form", "provider", "currency", "certificate"})
    __table_args__ = (
        CheckConstraint("value IS NULL OR value >= 0", name="value_not_negative"),
        Index("ix_assistance_delivered", "delivered_on", "what"),
        Index("ix_assistance_line", "line_id", "activity_id", "value"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("plan_activity.id"), index=True)
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(40))
    quantity: Mapped[int | None]
    unit: Mapped[str | None] = mapped_column(String(40))
    value: Mapped[int | None] = mapped_column(BigInteger)  # minor units of `currency`
    currency: Mapped[str] = mapped_column(String(3))
    planned_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    delivered_by: Mapped[str | None] = mapped_column(Key)
    certified_on: Mapped[date | None]
    certified_how: Mapped[Signing | None]
    witness: Mapped[str | None] = mapped_column(String(200))
    cancelled_on: Mapped[date | None]
    cancelled_why: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(String(200))
    serials: Mapped[str | None] = mapped_column(String(400))
    line_id: Mapped[str | None] = mapped_column(Key)
    certificate: Mapped[str | None] = mapped_column(String(28))  # its number, given when the help was
