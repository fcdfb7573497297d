"""What screens and papers see of referrals and partners: plain frozen values, only as much as the reader may know."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from caseapp.core.dates import PartialDate
from caseapp.core.permissions import Actor, Permission
from caseapp.features.people.models import SafeToCall, Sex
from caseapp.features.people.views import PersonView
from caseapp.features.referrals.models import (
    AWAITING,
    ENDED,
    PRIVATE_FIELDS,
    PRIVATE_SECTORS,
    Answer,
    Availability,
    Partner,
    PartnerService,
    Priority,
    Referral,
    State,
)
from caseapp.features.referrals.wording import Wording

# Free text and contacts that would tell who it is: for those who see pseudonyms.
IDENTIFYING = (
    *PRIVATE_FIELDS, "contact_restrictions", "caregiver_name", "caregiver_phone", "caregiver_why_not", "consent_note",
    "cancel_reason",
)  # fmt: skip


class PartnerView(Struct, frozen=True):
    id: str
    revision: int
    name: str
    kind: str
    place: str | None
    address: str | None
    phone: str | None
    email: str | None
    focal_point: str | None
    note: str | None
    confirmed_on: date | None
    active: bool


class ServiceView(Struct, frozen=True):
    id: str
    partner_id: str
    name: str
    sector: str
    services: tuple[str, ...]
    places: tuple[str, ...]
    layer: str | None
    availability: Availability
    capacity: int | None
    hours: str | None
    conditions: str | None
    active: bool


class ChaseView(Struct, frozen=True):
    """A time the partner was asked again."""

    on: date
    by: str
    how: str
    said: str | None


class ReferralRow(Struct, frozen=True):
    """One line of a list. `attention` says that the consent it was sent under no longer stands."""

    id: str
    number: str
    case_id: str
    case_number: str
    person_id: str
    name: str
    partner_id: str
    partner: str
    sector: str
    priority: Priority
    state: State
    created_on: date
    sent_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    appointment_on: date | None
    received_on: date | None
    caseworker_id: str | None
    caseworker: str
    attention: bool = False
    chased_on: date | None = None

    def waits(self, today: date) -> int | None:
        """Days without an answer since it was sent; None when it waits for none."""
        return (today - self.sent_on).days if self.state in AWAITING and self.sent_on else None

    def late(self, today: date) -> bool:
        """Whether the partner should have answered by now."""
        return self.state in AWAITING and self.answer_due_on is not None and self.answer_due_on < today


class ReferralView(Struct, frozen=True):
    """One referral as this reader may see it. `hidden`: its texts are private and not shown to them."""

    id: str
    number: str
    slip_code: str
    case_id: str
    case_number: str
    person: PersonView
    partner: PartnerView
    child: bool
    hidden: bool
    attention: bool
    written_by: str
    author: str
    caseworker_id: str | None
    caseworker: str
    state: State
    created_on: date
    sector: str
    services: tuple[str, ...]
    services_note: str | None
    priority: Priority
    reason: str | None
    duration: str | None
    earlier_help: str | None
    medication: str | None
    allergies: str | None
    show_elsewhere: bool | None
    elsewhere: str | None
    interpreter_needed: bool | None
    contact_restrictions: str | None
    delivery: str | None
    followup_mode: str | None
    followup_by: date | None
    feedback: tuple[str, ...]
    caregiver_name: str | None
    caregiver_relation: str | None
    caregiver_phone: str | None
    caregiver_informed: bool | None
    caregiver_why_not: str | None
    unaccompanied: bool | None
    consent_note: str | None
    shared: tuple[str, ...] | None
    sent_on: date | None
    sent_by: str | None
    answer_due_on: date | None
    acknowledged_on: date | None
    acknowledged_by: str | None
    answer: Answer | None
    answered_on: date | None
    answered_by: str | None
    partner_contact: str | None
    decline_reason: str | None
    answer_note: str | None
    contacted_on: date | None
    appointment_on: date | None
    received_on: date | None
    received_by: str | None
    outcome: str | None
    closed_on: date | None
    closed_by: str | None
    cancelled_on: date | None
    cancelled_by: str | None
    cancel_reason: str | None
    chases: tuple[ChaseView, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    @property
    def private(self) -> bool:
        return self.sector in PRIVATE_SECTORS

    def values(self, names: tuple[str, ...]) -> dict[str, object]:
        """The named fields as a form shows them."""
        return {name: getattr(self, name) for name in names}


class Scorecard(Struct, frozen=True):
    """How a partner answered what was sent to it. `median_days` from sending to answer; None without an answer."""

    partner_id: str
    sent: int
    answered: int
    accepted: int
    declined: int
    received: int
    median_days: float | None


class Elsewhere(Struct, frozen=True):
    """A line of "Already referred elsewhere" in the letter."""

    agency: str
    sector: str
    on: date
    state: State


class Client(Struct, frozen=True):
    """The person as a partner may know them; what is not for partners is empty."""

    name: str
    other_script: str | None
    sex: Sex | None
    birth_date: PartialDate | None
    age: int | None
    child: bool
    nationality: str | None
    languages: tuple[str, ...]
    place: str | None
    id_type: str | None
    id_masked: str
    phone: str | None
    phone_owner: str | None
    safe_to_call: SafeToCall | None


class Letter(Struct, frozen=True):
    """What stands on the referral letter: already without what the consent does not allow. Codes, not words.

    `withheld` says that all that tells of health was left out; `consent` are the approved wordings in the client's
    languages, English first; `answer_days` is what the partner has to answer.
    """

    id: str
    number: str
    slip_code: str
    case_id: str
    case_number: str
    sent_on: date
    answer_days: int
    organisation: str
    office: str
    address: str
    office_phone: str
    office_email: str
    sender: str
    sender_phone: str
    partner: PartnerView
    client: Client
    sector: str
    priority: Priority
    services: tuple[str, ...]
    services_note: str | None
    reason: str | None
    duration: str | None
    earlier_help: str | None
    medication: str | None
    allergies: str | None
    withheld: bool
    others: tuple[Elsewhere, ...]
    elsewhere: str | None
    interpreter_needed: bool | None
    contact_restrictions: str | None
    delivery: str | None
    followup_mode: str | None
    followup_by: date | None
    feedback: tuple[str, ...]
    caregiver_name: str | None
    caregiver_relation: str | None
    caregiver_phone: str | None
    caregiver_informed: bool | None
    unaccompanied: bool | None
    consent: tuple[Wording, ...]
    shared: tuple[str, ...] | None = None

    def shares(self, part: str) -> bool:
        """Whether the person agreed to this part (a code of referral_shares); everything in referrals sent before it was
        asked."""
        return self.shared is None or part in self.shared


def may_read(referral: Referral, actor: Actor) -> bool:
    """Whether this reader may see why: of private sectors only who wrote it and the counsellors."""
    if not actor.can(Permission.PERSON_IDENTIFY):
        return False
    if not referral.private or actor.can(Permission.MHPSS_READ):
        return True
    return referral.written_by == actor.id and referral.private_sealed is None


def without_texts(view: ReferralView, actor: Actor) -> ReferralView:
    """The same with its private texts taken out."""
    names = PRIVATE_FIELDS if actor.can(Permission.PERSON_IDENTIFY) else IDENTIFYING
    gone: dict[str, Any] = dict.fromkeys(names)
    return replace(view, hidden=True, **gone)


def partner_view(partner: Partner) -> PartnerView:
    return PartnerView(**{f.name: getattr(partner, f.name) for f in fields(PartnerView)})


def service_view(service: PartnerService) -> ServiceView:
    return ServiceView(**{f.name: getattr(service, f.name) for f in fields(ServiceView)})
