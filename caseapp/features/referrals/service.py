"""The steps of a referral, from writing it to knowing how it ended. Nothing is shared without consent that stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.service import open_for_work, reached
from caseapp.features.people.models import Person
from caseapp.features.referrals import consents, directory, letters, private, slips
from caseapp.features.referrals.form import (
    ACKNOWLEDGE_FORM,
    ANSWER_FORM,
    CANCEL_FORM,
    CHASE_FORM,
    CLOSE_FORM,
    RECEIVE_FORM,
    SEND_FORM,
    filed,
    form_for,
    stored,
)
from caseapp.features.referrals.models import AWAITING, Partner, Referral, ReferralChase, State
from caseapp.features.referrals.queries import find_slip, is_child, view, visible
from caseapp.features.referrals.views import Letter, ReferralView, may_read

__all__ = ["directory"]  # its services are published with these

ANSWERABLE = (*AWAITING, State.WAITING_LIST, State.ACCEPTED, State.DECLINED)
ON_THE_WAY = (*AWAITING, State.WAITING_LIST, State.ACCEPTED)


@action("referral.create", requires=Permission.REFERRAL_WRITE)
def create(uow: UnitOfWork, case_id: str, partner_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """Write a referral of a case's person to a partner; it is shared with nobody until it is sent.

    Raises Invalid naming each field in trouble, Refused for a closed case or a partner that takes nobody.
    """
    case = open_for_work(uow, case_id)
    person = uow.get(Person, case.person_id)
    values = _values(uow, person, raw)
    told = values.pop("private_texts")
    referral = Referral(
        **values, id=uuid7(), number=uow.number("R"), slip_code=_new_slip(uow), case_id=case.id, person_id=person.id,
        partner_id=_partner(uow, partner_id).id, written_by=uow.actor.id, team=case.team, owner_id=case.owner_id,
        restricted=case.restricted, state=State.DRAFT, awaiting=False,
    )  # fmt: skip
    private.file(uow, referral, told)
    return view(uow, uow.add(referral))


@action("referral.change", requires=Permission.REFERRAL_WRITE)
def change(
    uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None,
    partner_id: str = "",
) -> ReferralView:  # fmt: skip
    """Store an edited referral that is not sent yet. Raises Refused once it is sent, or when its text is private."""
    referral = _in_state(uow, referral_id, (State.DRAFT,), _("What was sent stays as it was sent."))
    if not may_read(referral, uow.actor):
        raise Refused(_("This referral is private. Only who wrote it can change it."))
    values, before = (
        _values(uow, uow.get(Person, referral.person_id), raw),
        filed(dict(seen)) if seen else None,
    )
    private.refile(
        uow, referral, values.pop("private_texts"), (before.pop("private_texts") or {}) if before else None
    )
    uow.edit(referral, values, before)
    if partner_id and partner_id != referral.partner_id:
        referral.partner_id = _partner(uow, partner_id).id
    return view(uow, referral)


@action("referral.send", requires=Permission.REFERRAL_WRITE)
def send(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """Send it: from now on an answer is due, after the office's days for its priority.

    Raises Refused without a consent that stands and covers referral; Invalid asking for `consent_note` when the consent
    names agencies and this one is not found among them, since names are free text and a person decides.
    """
    referral = _in_state(uow, referral_id, (State.DRAFT,), _("This referral was sent already."))
    open_for_work(uow, referral.case_id)
    partner = _partner(uow, referral.partner_id)
    consent = consents.required(uow, referral.person_id)
    values = SEND_FORM.clean(raw, uow.office.country)
    if not consents.names_agency(consent.partners, partner.name) and not values["consent_note"]:
        raise Invalid({"consent_note": _("The consent names: {agencies}. Write why it covers {partner}.").format(
            agencies=consent.partners, partner=partner.name)})  # fmt: skip
    sent_on = _past(uow, values["sent_on"], "sent_on", referral.created_on)
    referral.delivery, referral.consent_note = values["delivery"], values["consent_note"]
    referral.shared = values["shared"]
    referral.consent_id, referral.sent_on, referral.sent_by = consent.id, sent_on, uow.actor.id
    referral.answer_due_on = sent_on + timedelta(days=answer_days(uow, referral))
    _move(referral, State.SENT)
    return view(uow, referral)


@action("referral.acknowledge", requires=Permission.REFERRAL_WRITE)
def acknowledge(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """The partner has it on the table; the answer is still due."""
    referral = _in_state(uow, referral_id, (State.SENT,), _("Only a referral that was sent can arrive."))
    values = ACKNOWLEDGE_FORM.clean(raw)
    referral.acknowledged_on = _past(uow, values["acknowledged_on"], "acknowledged_on", referral.sent_on)
    referral.acknowledged_by = uow.actor.id
    referral.partner_contact = values["partner_contact"] or referral.partner_contact
    _move(referral, State.ACKNOWLEDGED)
    return view(uow, referral)


@action("referral.chase", requires=Permission.REFERRAL_WRITE)
def chase(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """The partner was asked again and has not answered yet; when, how and what they said is kept."""
    text = _("This referral waits for no answer.")
    referral = _in_state(uow, referral_id, (*AWAITING, State.WAITING_LIST), text)
    values = CHASE_FORM.clean(raw)
    values["chased_on"] = _past(uow, values["chased_on"], "chased_on", referral.sent_on)
    uow.add(
        ReferralChase(**values, referral_id=referral.id, case_id=referral.case_id, asked_by=uow.actor.id,
                      team=referral.team, owner_id=referral.owner_id, restricted=referral.restricted)
    )  # fmt: skip
    return view(uow, referral)


@action("referral.answer", requires=Permission.REFERRAL_WRITE)
def answer(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """Record what the partner said: accepted, waiting list or not accepted. A later answer takes its place."""
    referral = visible(uow, referral_id)
    _answer(uow, referral, raw)
    return view(uow, referral)


@action("referral.answer_by_slip", requires=Permission.REFERRAL_WRITE)
def answer_by_slip(uow: UnitOfWork, code: str, raw: Mapping[str, Any]) -> ReferralView:
    """Record the answer written on a slip that came back, found by its code or the number beside it.

    Raises Invalid for a mistyped code (`code`) or field, NotFound for a code of nobody here.
    """
    referral = find_slip(uow, code)
    _answer(uow, referral, raw)
    return view(uow, referral)


@action("referral.receive", requires=Permission.REFERRAL_WRITE)
def receive(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """The person got the service, as they or the partner say."""
    text = _("There is no service to record: it was not sent, was declined, or has ended.")
    referral = _in_state(uow, referral_id, ON_THE_WAY, text)
    values = RECEIVE_FORM.clean(raw)
    referral.received_on = _past(uow, values["received_on"], "received_on", referral.sent_on)
    referral.received_by = uow.actor.id
    if values["outcome"]:
        private.write(uow, referral, "outcome", values["outcome"])
    _move(referral, State.RECEIVED)
    # Help by referral moves a case on only when it is part of a plan; before that it is first aid.
    if uow.get(Case, referral.case_id).planned_on:
        reached(uow, referral.case_id, "supported_on", referral.received_on)
    return view(uow, referral)


@action("referral.close", requires=Permission.REFERRAL_WRITE)
def close(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """Write how it ended; then it no longer waits for anything. Raises Invalid without an outcome."""
    text = _("Only a referral that was sent and has not ended can be closed.")
    referral = _in_state(uow, referral_id, (*ON_THE_WAY, State.DECLINED, State.RECEIVED), text)
    private.write(uow, referral, "outcome", CLOSE_FORM.clean(raw)["outcome"])
    referral.closed_on, referral.closed_by = uow.today, uow.actor.id
    _move(referral, State.CLOSED)
    return view(uow, referral)


@action("referral.cancel", requires=Permission.REFERRAL_WRITE)
def cancel(uow: UnitOfWork, referral_id: str, raw: Mapping[str, Any]) -> ReferralView:
    """Take a referral back, sent or not, with the reason."""
    text = _("The service was received already, or the referral has ended. Close it instead.")
    referral = _in_state(uow, referral_id, (State.DRAFT, *ON_THE_WAY), text)
    referral.cancel_reason = CANCEL_FORM.clean(raw)["cancel_reason"]
    referral.cancelled_on, referral.cancelled_by = uow.today, uow.actor.id
    _move(referral, State.CANCELLED)
    return view(uow, referral)


@action("referral.letter", requires=Permission.PRINT)
def letter(uow: UnitOfWork, referral_id: str) -> Letter:
    """What the referral letter holds, after the consent. `documents.letter_pdf` puts it on paper and journals that.

    Raises Refused before it is sent, after it was cancelled, when the consent no longer stands, and for a private one
    to whoever may not read why.
    """
    referral = visible(uow, referral_id)
    if referral.state in (State.DRAFT, State.CANCELLED):
        raise Refused(_("Only a referral that is sent has a letter. Send it first; then print."))
    consent = consents.required(uow, referral.person_id)
    if not may_read(referral, uow.actor):
        raise Refused(_("This referral is private. Ask {name}, who wrote it, to print it.").format(
            name=view(uow, referral).author))  # fmt: skip
    return letters.letter(uow, referral, consent, answer_days(uow, referral))


def answer_days(uow: UnitOfWork, referral: Referral) -> int:
    """Days the partner has to answer: the office's number for this priority."""
    return uow.office.rule(f"referral.{referral.priority.value}")


def _answer(uow: UnitOfWork, referral: Referral, raw: Mapping[str, Any]) -> None:
    if referral.state not in ANSWERABLE:
        raise Refused(_("Referral {number} cannot be answered: it was not sent, or has ended.").format(
            number=referral.number))  # fmt: skip
    values = ANSWER_FORM.clean(raw)
    referral.answered_on = _past(uow, values.pop("answered_on"), "answered_on", referral.sent_on)
    if values["contacted_on"]:
        _past(uow, values["contacted_on"], "contacted_on", referral.sent_on)
    if values["appointment_on"] and referral.sent_on and values["appointment_on"] < referral.sent_on:
        raise Invalid({"appointment_on": _("That is before the referral was sent.")})
    values["partner_contact"] = values["partner_contact"] or referral.partner_contact
    private.write(uow, referral, "answer_note", values.pop("answer_note"))
    uow.edit(referral, values)
    referral.answered_by = uow.actor.id
    referral.answered_after = (referral.answered_on - (referral.sent_on or referral.answered_on)).days
    _move(referral, State(values["answer"].value))


def _move(referral: Referral, state: State) -> None:
    referral.state, referral.awaiting = state, state in AWAITING


def _in_state(uow: UnitOfWork, referral_id: str, states: tuple[State, ...], otherwise: str) -> Referral:
    referral = visible(uow, referral_id)
    if referral.state not in states:
        raise Refused(otherwise)
    return referral


def _values(uow: UnitOfWork, person: Person, raw: Mapping[str, Any]) -> dict[str, Any]:
    form = form_for(is_child(person, uow.today))
    return filed(stored(form, form.clean(raw, uow.office.country)))


def _partner(uow: UnitOfWork, partner_id: str) -> Partner:
    partner = uow.get(Partner, partner_id)
    if not partner.active:
        raise Refused(
            _("{name} takes no referrals at present. Choose another partner.").format(name=partner.name)
        )
    return partner


def _new_slip(uow: UnitOfWork) -> str:
    while True:
        code = slips.new_code()
        if not uow.session.scalar(select(Referral.id).where(Referral.slip_code == code)):
            return code


def _past(uow: UnitOfWork, day: date | None, field: str, not_before: date | None) -> date:
    """The day of a step, today when none is given. Raises Invalid for the future or a day before the step before it."""
    if day is None:
        return uow.today
    if day > uow.today:
        raise Invalid({field: _("This cannot lie in the future.")})
    if not_before and day < not_before:
        raise Invalid({field: _("That is before the referral was sent.")})
    return day
