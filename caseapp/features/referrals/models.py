from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json


class Priority(Choice):
    """How fast an answer is needed: the days are numbers of the office, rule `referral.<value>`."""

    ROUTINE = "routine", N_("Routine")
    URGENT = "urgent", N_("Urgent")
    EMERGENCY = "emergency", N_("Emergency")


class State(Choice):
    DRAFT = "draft", N_("Not sent yet")
    SENT = "sent", N_("Sent")
    ACKNOWLEDGED = "acknowledged", N_("Arrived, no answer yet")
    ACCEPTED = "accepted", N_("Accepted")
    WAITING_LIST = "waiting_list", N_("On the waiting list")
    DECLINED = "declined", N_("Declined")
    RECEIVED = "received", N_("Service received")
    CLOSED = "closed", N_("Closed")
    CANCELLED = "cancelled", N_("Cancelled")


class Answer(Choice):
    """What a partner says to a referral: the boxes of the slip."""

    ACCEPTED = "accepted", N_("Accepted")
    WAITING_LIST = "waiting_list", N_("Put on the waiting list")
    DECLINED = "declined", N_("Not accepted")


class Availability(Choice):
    OPEN = "open", N_("Takes people now")
    LIMITED = "limited", N_("Few places")
    FULL = "full", N_("Full, waiting list")
    PAUSED = "paused", N_("Not offered now")


ENDED = (State.CLOSED, State.CANCELLED)
AWAITING = (State.SENT, State.ACKNOWLEDGED)
USUAL = ("name", "age_sex", "phone", "place", "language", "caregiver", "reason", "background")
# Who reads the reason of these is named one by one: domain notes 7.4, sensitive compartments.
PRIVATE_SECTORS = frozenset({"mhpss", "gbv"})
# Their reason tells of somebody's health, so it goes on paper only with consent for special data.
HEALTH_SECTORS = frozenset({"mhpss", "gbv", "health", "disability"})
# What of a referral only its writer and the counsellors read when its sector is private.
PRIVATE_FIELDS = (
    "reason", "duration", "earlier_help", "medication", "allergies", "services_note", "elsewhere", "answer_note",
    "outcome",
)  # fmt: skip


class Partner(Entity):
    """An organisation to refer to. The directory is the office's, seen by everybody who works here."""

    __tablename__ = "partner"

    name: Mapped[str] = mapped_column(String(160), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    place: Mapped[str | None] = mapped_column(String(24))
    address: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(120))
    focal_point: Mapped[str | None] = mapped_column(String(160))
    note: Mapped[str | None] = mapped_column(Text)
    confirmed_on: Mapped[date | None]  # when somebody last checked that all this is still true
    active: Mapped[bool] = mapped_column(default=True)


class PartnerService(Entity):
    """One thing a partner offers; no place means everywhere in the country."""

    __tablename__ = "partner_service"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sector: Mapped[str] = mapped_column(String(40), index=True)
    services: Mapped[tuple[str, ...]] = mapped_column(default=())
    places: Mapped[tuple[str, ...]] = mapped_column(default=())
    layer: Mapped[str | None] = mapped_column(String(40))
    availability: Mapped[Availability] = mapped_column(default=Availability.OPEN)
    capacity: Mapped[int | None]  # people a month, as the partner says
    hours: Mapped[str | None] = mapped_column(String(200))
    conditions: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class Referral(Scoped, Entity):
    """One request to one partner for one person, until it is known how it ended.

    Each step keeps its date and who recorded it; the texts are frozen once it is sent. `awaiting` follows from the
    state and is kept so that the list of unanswered ones is one read of an index.
    """

    __tablename__ = "referral"
    stays = frozenset(
        {"number", "slip_code", "sector", "delivery", "followup_mode", "caregiver_relation", "decline_reason"}
    )
    __table_args__ = (
        Index("ix_referral_awaiting", "awaiting", "answer_due_on", "id"),
        Index("ix_referral_created", "created_on", "id"),
        Index("ix_referral_due", "answer_due_on", "id", "state"),
        Index("ix_referral_partner", "partner_id", "sent_on"),
    )

    number: Mapped[str] = mapped_column(String(28), unique=True)
    slip_code: Mapped[str] = mapped_column(String(12), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"))
    written_by: Mapped[str] = mapped_column(Key, index=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    awaiting: Mapped[bool] = mapped_column(default=False)

    sector: Mapped[str] = mapped_column(String(40))
    services: Mapped[tuple[str, ...]] = mapped_column(default=())
    services_note: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[Priority] = mapped_column(default=Priority.ROUTINE)
    reason: Mapped[str | None] = mapped_column(Text)
    duration: Mapped[str | None] = mapped_column(String(120))
    earlier_help: Mapped[str | None] = mapped_column(String(400))
    medication: Mapped[str | None] = mapped_column(String(400))
    allergies: Mapped[str | None] = mapped_column(String(200))
    # All texts of a private referral (private.py), away from the columns that history, lists and exports show field by field.
    private_texts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    show_elsewhere: Mapped[bool | None]
    elsewhere: Mapped[str | None] = mapped_column(Text)
    interpreter_needed: Mapped[bool | None]
    contact_restrictions: Mapped[str | None] = mapped_column(Text)
    delivery: Mapped[str | None] = mapped_column(String(40))
    followup_mode: Mapped[str | None] = mapped_column(String(40))
    followup_by: Mapped[date | None]
    feedback: Mapped[tuple[str, ...]] = mapped_column(default=())
    caregiver_name: Mapped[str | None] = mapped_column(String(200))
    caregiver_relation: Mapped[str | None] = mapped_column(String(40))
    caregiver_phone: Mapped[str | None] = mapped_column(String(20))
    caregiver_informed: Mapped[bool | None]
    caregiver_why_not: Mapped[str | None] = mapped_column(Text)
    unaccompanied: Mapped[bool | None]

    consent_id: Mapped[str | None] = mapped_column(Key)  # the consent it was sent under
    shared: Mapped[tuple[str, ...] | None]  # codes of referral_shares; None: sent before it was asked
    private_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    consent_note: Mapped[str | None] = mapped_column(
        Text
    )  # why a consent that names other agencies covers this one
    sent_on: Mapped[date | None]
    sent_by: Mapped[str | None] = mapped_column(Key)
    answer_due_on: Mapped[date | None]
    acknowledged_on: Mapped[date | None]
    acknowledged_by: Mapped[str | None] = mapped_column(Key)
    answer: Mapped[Answer | None]
    answered_on: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(Key)
    answered_after: Mapped[
        int | None
    ]  # days from sending, kept so that a partner's speed is one grouped read
    partner_contact: Mapped[str | None] = mapped_column(String(200))  # who answered there: name and position
    decline_reason: Mapped[str | None] = mapped_column(String(40))
    answer_note: Mapped[str | None] = mapped_column(Text)
    contacted_on: Mapped[date | None]
    appointment_on: Mapped[date | None]
    received_on: Mapped[date | None]
    received_by: Mapped[str | None] = mapped_column(Key)  # who recorded it
    outcome: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None] = mapped_column(Key)
    cancelled_on: Mapped[date | None]
    cancelled_by: Mapped[str | None] = mapped_column(Key)
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    @property
    def private(self) -> bool:
        return self.sector in PRIVATE_SECTORS


class ReferralChase(Scoped, Entity):
    """A partner was asked again for an answer."""

    __tablename__ = "referral_chase"
    stays = frozenset({"how"})
    __table_args__ = (Index("ix_referral_chase_referral", "referral_id", "chased_on"),)

    referral_id: Mapped[str] = mapped_column(ForeignKey("referral.id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    chased_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(Key)
    how: Mapped[str] = mapped_column(String(40))
    said: Mapped[str | None] = mapped_column(Text)
    struck: Mapped[bool] = mapped_column(
        default=False, server_default="0"
    )  # recorded for many by mistake, taken back


class IncomingState(Choice):
    NEW = "new", N_("To be answered")
    ACCEPTED = "accepted", N_("Accepted")
    WAITING_LIST = "waiting_list", N_("On our waiting list")
    DECLINED = "declined", N_("Not accepted")


class Incoming(Scoped, Entity):
    """A referral another agency sent to us: who asks what for whom, whom we found, what we answered and when they knew.

    The person's name is kept as the agency wrote it, until they are found on file or registered.
    """

    __tablename__ = "incoming_referral"
    stays = frozenset({"number", "came_by", "sector", "decline_reason", "told_how"})
    __table_args__ = (Index("ix_incoming_referral_state", "state", "answer_due_on", "id"),)

    number: Mapped[str] = mapped_column(String(28), unique=True)
    state: Mapped[IncomingState] = mapped_column(default=IncomingState.NEW)
    received_on: Mapped[date]
    came_by: Mapped[str | None] = mapped_column(String(40))
    agency: Mapped[str] = mapped_column(String(160))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partner.id"))
    contact: Mapped[str | None] = mapped_column(String(160))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    their_number: Mapped[str | None] = mapped_column(String(60))
    written_by: Mapped[str] = mapped_column(Key)
    person_name: Mapped[str] = mapped_column(String(200))
    person_phone: Mapped[str | None] = mapped_column(String(20))
    person_place: Mapped[str | None] = mapped_column(String(200))
    agreed: Mapped[bool] = mapped_column(default=False)
    sector: Mapped[str] = mapped_column(String(40))
    services: Mapped[tuple[str, ...]] = mapped_column(default=())
    priority: Mapped[Priority] = mapped_column(default=Priority.ROUTINE)
    reason: Mapped[str | None] = mapped_column(Text)
    private_reason: Mapped[dict[str, Any] | None] = mapped_column(Json)
    answer_due_on: Mapped[date]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case.id"), index=True)
    answered_on: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(Key)
    appointment_on: Mapped[date | None]
    decline_reason: Mapped[str | None] = mapped_column(String(40))
    elsewhere: Mapped[str | None] = mapped_column(Text)
    told_on: Mapped[date | None]
    told_how: Mapped[str | None] = mapped_column(String(40))

    @property
    def private(self) -> bool:
        return self.sector in PRIVATE_SECTORS

    def why(self) -> str | None:
        """The reason, wherever it is kept."""
        found = (self.private_reason or {}).get("reason") if self.private else self.reason
        return None if found is None else str(found)
