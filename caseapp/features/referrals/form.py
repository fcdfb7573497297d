"""What is asked about a referral, step by step, and about the organisations of the directory."""

from __future__ import annotations

import re
from typing import Any

from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.core.ids import is_number
from caseapp.features.referrals.models import (
    HEALTH_SECTORS,
    PRIVATE_FIELDS,
    PRIVATE_SECTORS,
    USUAL,
    Answer,
    Availability,
    Priority,
)
from caseapp.features.referrals.slips import read_code

PARTNER, PUBLIC = Sensitivity.PARTNER, Sensitivity.PUBLIC


def _about_health(values: Values) -> bool:
    return values.get("sector") in HEALTH_SECTORS


def _not_informed(values: Values) -> bool:
    return values.get("caregiver_informed") in (False, "no")


def _accepted(values: Values) -> bool:
    return values.get("answer") == Answer.ACCEPTED


def _declined(values: Values) -> bool:
    return values.get("answer") == Answer.DECLINED


def _for_mhpss(values: Values) -> bool:
    return values.get("sector") == "mhpss"


def _feedback_problem(value: tuple[str, ...], values: Values) -> str | None:
    if "nothing" in value and len(value) > 1:
        return _("“Nothing further” cannot stand beside the others.")
    return None


def _slip_problem(value: str, values: Values) -> str | None:
    if read_code(value) or any(is_number("".join(part.split())) for part in value.split(":")):
        return None
    return _("A letter or digit is wrong. The code looks like K7QM-3XDP.")


def _email_problem(value: str, values: Values) -> str | None:
    return (
        None
        if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value)
        else _("An e-mail address looks like name@place.org.")
    )


WHAT = Section("what", N_("What is asked for"), (
    Field("sector", "choice", N_("Sector"), required=True, codes="referral_sectors", column=True, sensitivity=PARTNER),
    Field("priority", "choice", N_("Priority"), required=True, choices=Priority, default=Priority.ROUTINE, column=True,
          sensitivity=PARTNER),
    Field("services", "choices", N_("Services requested"), required=True, codes="referral_services",
          sensitivity=PARTNER, wide=True),
    Field("services_note", "note", N_("Please explain"), max_length=1500, sensitivity=PARTNER, wide=True,
          hint=N_("What exactly would help, and what to take care of.")),
))  # fmt: skip

WHY = Section("why", N_("Why"), (
    Field("reason", "note", N_("Reason for referral"), required=True, max_length=6000, sensitivity=PARTNER, wide=True,
          hint=N_("Only what the partner must know. It is printed in the letter.")),
    Field("duration", "text", N_("Since when"), max_length=120, sensitivity=PARTNER),
    Field("earlier_help", "text", N_("Earlier help"), max_length=400, sensitivity=PARTNER),
    Field("medication", "text", N_("Medication"), max_length=400, when=_about_health, sensitivity=PARTNER),
    Field("allergies", "text", N_("Known allergies"), max_length=200, when=_about_health, sensitivity=PARTNER),
    Field("show_elsewhere", "bool", N_("List our other referrals in the letter?"), default=False, sensitivity=PARTNER,
          hint=N_("Psychosocial and survivor services are never listed.")),
    Field("elsewhere", "note", N_("Referred elsewhere by others"), max_length=600, sensitivity=PARTNER, wide=True),
))  # fmt: skip

CONTACT = Section("contact", N_("Contact and follow-up"), (
    Field("interpreter_needed", "bool", N_("Interpreter needed?"), default=False, sensitivity=PARTNER),
    Field("contact_restrictions", "note", N_("Contact restrictions"), max_length=600, sensitivity=PARTNER, wide=True,
          hint=N_("When and how the person must not be contacted.")),
    Field("followup_mode", "choice", N_("We follow up by"), codes="followup_modes", sensitivity=PARTNER),
    Field("followup_by", "date", N_("Follow-up by"), sensitivity=PARTNER),
    Field("feedback", "choices", N_("The agencies agree to tell each other"), codes="referral_feedback",
          default=("attended", "plan"), check=_feedback_problem, sensitivity=PARTNER, wide=True),
))  # fmt: skip

CAREGIVER = Section("caregiver", N_("Caregiver"), (
    Field("caregiver_name", "text", N_("Caregiver"), max_length=200, sensitivity=PARTNER),
    Field("caregiver_relation", "choice", N_("Relationship"), codes="relationships", sensitivity=PARTNER),
    Field("caregiver_phone", "phone", N_("Caregiver’s phone"), sensitivity=PARTNER),
    Field("caregiver_informed", "bool", N_("Does the caregiver know of this referral?"), required=True,
          sensitivity=PARTNER),
    Field("caregiver_why_not", "note", N_("Why not"), required=True, max_length=600, when=_not_informed,
          wide=True),
    Field("unaccompanied", "bool", N_("Unaccompanied or separated?"), default=False, sensitivity=PARTNER),
), hint=N_("for children under 18"))  # fmt: skip

REFERRAL_FORM = Form("referral", N_("Refer to a partner"), (WHAT, WHY, CONTACT))
CHILD_FORM = Form("referral-child", N_("Refer a child to a partner"), (WHAT, WHY, CAREGIVER, CONTACT))

DELIVERY = Field("delivery", "choice", N_("How it is delivered"), required=True, codes="referral_delivery",
                 sensitivity=PARTNER)  # fmt: skip
SENT_ON = Field("sent_on", "date", N_("Sent on"), hint=N_("Empty means today."))
CONSENT_NOTE = Field(
    "consent_note", "note", N_("Why the consent covers this agency"), max_length=600, wide=True
)
SHARED = Field(
    "shared", "choices", N_("The person agrees that we share, and nothing else"), required=True, codes="referral_shares",
    default=USUAL, wide=True, hint=N_("Read it to them. The letter prints only this, with what is asked for."),
)  # fmt: skip
SEND_FORM = Form.of("referral-send", N_("Send the referral"), SHARED, DELIVERY, SENT_ON, CONSENT_NOTE)
# Asked when the consent names no agencies, or this one: there is nothing to explain.
SEND_NAMED_FORM = Form.of("referral-send-named", N_("Send the referral"), SHARED, DELIVERY, SENT_ON)

ACKNOWLEDGE_FORM = Form.of(
    "referral-acknowledge", N_("It arrived"),
    Field("acknowledged_on", "date", N_("Arrived on"), hint=N_("Empty means today.")),
    Field("partner_contact", "text", N_("Who has it there"), max_length=200),
)  # fmt: skip

ANSWER_FORM = Form.of(
    "referral-answer", N_("Record the answer"),
    Field("answer", "choice", N_("The partner has"), required=True, choices=Answer),
    Field("answered_on", "date", N_("Answered on"), hint=N_("Empty means today.")),
    Field("appointment_on", "date", N_("First appointment"), when=_accepted),
    Field("decline_reason", "choice", N_("Why it was not accepted"), required=True, codes="referral_declines",
          when=_declined),
    Field("answer_note", "note", N_("Reason, or other service recommended"), max_length=2000, wide=True),
    Field("contacted_on", "date", N_("Client contacted on")),
    Field("partner_contact", "text", N_("Who answered: name and position"), max_length=200),
)  # fmt: skip

CHASE_FORM = Form.of(
    "referral-chase", N_("Ask again"),
    Field("chased_on", "date", N_("Asked on"), hint=N_("Empty means today.")),
    Field("how", "choice", N_("How"), required=True, codes="followup_modes", default="phone"),
    Field("said", "note", N_("What they say"), max_length=1000, wide=True),
)  # fmt: skip

RECEIVE_FORM = Form.of(
    "referral-receive", N_("Record the service received"),
    Field("received_on", "date", N_("Received on"), hint=N_("Empty means today.")),
    Field("outcome", "note", N_("What the person got"), max_length=2000, wide=True),
)  # fmt: skip

CLOSE_FORM = Form.of(
    "referral-close", N_("Close the referral"),
    Field("outcome", "note", N_("How it ended"), required=True, max_length=2000, wide=True),
)  # fmt: skip

CANCEL_FORM = Form.of(
    "referral-cancel", N_("Cancel the referral"),
    Field("cancel_reason", "note", N_("Why"), required=True, max_length=1000, wide=True),
)  # fmt: skip

SLIP_FORM = Form.of(
    "referral-slip", N_("Type a slip code"),
    Field("code", "text", N_("Code on the slip"), required=True, max_length=80, check=_slip_problem,
          hint=N_("Like K7QM-3XDP; or the referral number beside it, or a scan.")),
)  # fmt: skip

PARTNER_FORM = Form.of(
    "partner", N_("Partner"),
    Field("name", "text", N_("Name"), required=True, max_length=160, column=True, sensitivity=PUBLIC),
    Field("kind", "choice", N_("Kind"), required=True, codes="partner_kinds", column=True, sensitivity=PUBLIC),
    Field("place", "place", N_("Place"), column=True, sensitivity=PUBLIC),
    Field("address", "note", N_("Address"), max_length=400, sensitivity=PUBLIC,
          hint=N_("So that the person finds the way.")),
    Field("focal_point", "text", N_("Focal point"), max_length=160, column=True, sensitivity=PARTNER),
    Field("phone", "phone", N_("Phone"), column=True, sensitivity=PARTNER),
    Field("email", "text", N_("E-mail"), max_length=120, check=_email_problem, sensitivity=PARTNER),
    Field("confirmed_on", "date", N_("Last confirmed on"), sensitivity=PUBLIC),
    Field("note", "note", N_("Note"), max_length=2000, wide=True),
    Field("active", "bool", N_("Refer people there?"), default=True),
)  # fmt: skip

SERVICE_FORM = Form.of(
    "partner-service", N_("Service"),
    Field("name", "text", N_("Service"), required=True, max_length=200, column=True, sensitivity=PUBLIC),
    Field("sector", "choice", N_("Sector"), required=True, codes="referral_sectors", column=True, sensitivity=PUBLIC),
    Field("services", "choices", N_("Answers these requests"), codes="referral_services", sensitivity=PUBLIC, wide=True),
    Field("places", "choices", N_("Covers"), codes="areas", column=True, sensitivity=PUBLIC, wide=True,
          hint=N_("Nothing chosen means the whole country.")),
    Field("layer", "choice", N_("Layer of support"), codes="mhpss_layers", when=_for_mhpss, sensitivity=PUBLIC),
    Field("availability", "choice", N_("Availability"), required=True, choices=Availability, default=Availability.OPEN,
          column=True, sensitivity=PUBLIC),
    Field("capacity", "int", N_("People a month they can take"), sensitivity=PUBLIC),
    Field("hours", "text", N_("Days and hours"), max_length=200, sensitivity=PUBLIC),
    Field("conditions", "note", N_("Conditions"), max_length=1000, sensitivity=PUBLIC, wide=True,
          hint=N_("Who is taken, what to bring, what it costs.")),
    Field("active", "bool", N_("Still offered?"), default=True),
)  # fmt: skip

INCOMING_FORM = Form("incoming-referral", N_("A referral to us"), (
    Section("agency", N_("Who refers"), (
        Field("received_on", "date", N_("Received on"), required=True),
        Field("came_by", "choice", N_("How it came"), codes="referral_delivery"),
        Field("agency", "text", N_("Agency"), required=True, max_length=160, column=True),
        Field("contact", "text", N_("Contact person"), max_length=160),
        Field("contact_phone", "phone", N_("Their phone")),
        Field("their_number", "text", N_("Their number for it"), max_length=60),
    )),
    Section("person", N_("Who is referred"), (
        Field("person_name", "text", N_("Name, as they wrote it"), required=True, max_length=200, column=True),
        Field("person_phone", "phone", N_("Phone")),
        Field("person_place", "text", N_("Where they live"), max_length=200),
        Field("agreed", "bool", N_("Did the person agree to be referred to us?"), required=True),
    )),
    Section("asked", N_("What is asked for"), (
        Field("sector", "choice", N_("Sector"), required=True, codes="referral_sectors", column=True),
        Field("priority", "choice", N_("Priority"), required=True, choices=Priority, default=Priority.ROUTINE, column=True),
        Field("services", "choices", N_("Services requested"), codes="referral_services", wide=True),
        Field("reason", "note", N_("Reason for referral"), max_length=6000, wide=True,
              hint=N_("For psychosocial and survivor services only you and the counsellors read it.")),
    )),
))  # fmt: skip

INCOMING_ANSWER_FORM = Form.of(
    "incoming-answer", N_("Answer it"),
    Field("answer", "choice", N_("We have"), required=True, choices=Answer),
    Field("answered_on", "date", N_("Answered on"), hint=N_("Empty means today.")),
    Field("appointment_on", "date", N_("First appointment"), when=_accepted),
    Field("decline_reason", "choice", N_("Why it was not accepted"), required=True, codes="referral_declines",
          when=_declined),
    Field("elsewhere", "note", N_("Other service recommended"), max_length=600, wide=True,
          hint=N_("It is printed in the letter back. No diagnosis, no details of the person.")),
)  # fmt: skip

INCOMING_TOLD_FORM = Form.of(
    "incoming-told", N_("They know our answer"),
    Field("told_on", "date", N_("Told on"), hint=N_("Empty means today.")),
    Field("told_how", "choice", N_("How"), required=True, codes="referral_delivery"),
)  # fmt: skip


def form_for(child: bool) -> Form:
    """The referral form for an adult, or for a child with the caregiver's part."""
    return CHILD_FORM if child else REFERRAL_FORM


def stored(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """Empty lists instead of nothing, for the columns that hold several codes."""
    several = {f.name for f in form.fields if f.kind == "choices"}
    return {name: () if value is None and name in several else value for name, value in values.items()}


def filed(values: dict[str, Any]) -> dict[str, Any]:
    """The values with their texts where the sector has them kept: plain, or together when it is private."""
    if values.get("sector") not in PRIVATE_SECTORS:
        return values | {"private_texts": None}
    texts = {name: value for name in PRIVATE_FIELDS if (value := values.get(name)) is not None}
    return values | {name: None for name in PRIVATE_FIELDS if name in values} | {"private_texts": texts}
