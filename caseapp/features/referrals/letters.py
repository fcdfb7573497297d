"""What a referral letter may hold: only what the partner needs and the consent allows. Nothing else reaches the paper."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.fields import Sensitivity
from caseapp.core.text import masked
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.office.models import Staff
from caseapp.features.people.form import PERSON_FORM
from caseapp.features.people.models import Person, SafeToCall
from caseapp.features.people.views import ConsentView, full_name
from caseapp.features.referrals import consents
from caseapp.features.referrals.form import CHILD_FORM, SEND_FORM
from caseapp.features.referrals.models import PRIVATE_SECTORS, Partner, Referral, State
from caseapp.features.referrals.queries import is_child
from caseapp.features.referrals.views import Client, Elsewhere, Letter, partner_view
from caseapp.features.referrals.wording import wordings

HEALTH = ("reason", "duration", "earlier_help", "medication", "allergies", "services_note", "elsewhere")


def letter(uow: UnitOfWork, referral: Referral, consent: ConsentView, answer_days: int) -> Letter:
    """The letter of a sent referral, under a consent that was checked to cover it."""
    person, partner = uow.get(Person, referral.person_id), uow.get(Partner, referral.partner_id)
    withheld = consents.health_withheld(referral.sector, consent)
    sender = uow.session.get(Staff, referral.sent_by or referral.written_by)
    text = {name: "" if withheld else getattr(referral, name) or "" for name in HEALTH}
    text["elsewhere_note"] = text.pop("elsewhere")
    return Letter(
        **text, id=referral.id, number=referral.number, slip_code=referral.slip_code,
        case_number=uow.get(Case, referral.case_id).number, sent_on=referral.sent_on or uow.today,
        answer_days=answer_days, sector=codes.label("referral_sectors", referral.sector), priority=referral.priority,
        sender=sender.name if sender else "", sender_phone=sender.phone if sender else "",
        partner=replace(partner_view(partner), note=None), client=_client(uow, person, referral),
        services=referral.services, withheld=withheld,
        elsewhere=_elsewhere(uow, referral) if referral.show_elsewhere else (),
        contact_restrictions=referral.contact_restrictions or "", delivery=_words(referral, "delivery"),
        followup_mode=_words(referral, "followup_mode"), followup_by=referral.followup_by, feedback=referral.feedback,
        consent=wordings(uow.office.rules, person.languages),
    )  # fmt: skip


def _client(uow: UnitOfWork, person: Person, referral: Referral) -> Client:
    callable_ = person.phone and person.safe_to_call is not SafeToCall.NO
    owner, when = _partners(person, "phone_owner"), _partners(person, "safe_to_call")
    usual = person.safe_to_call in (None, SafeToCall.YES)
    return Client(
        name=full_name(*(_partners(person, n) for n in ("given_name", "middle_name", "family_name"))),
        other_script=_partners(person, "other_script"), sex=_partners(person, "sex"), birth=person.birth_date,
        nationality=_partners(person, "nationality"), languages=_partners(person, "languages"),
        place=_partners(person, "place"), phone=_partners(person, "phone") if callable_ else "",
        phone_note=", ".join(w for w in (owner, "" if usual else when) if w) if callable_ else "",
        id_type=codes.label("identity_documents", person.id_type) if person.id_type else "",
        id_masked=masked(person.id_number) if person.id_number else "",
        child=is_child(person, uow.today), interpreter_needed=bool(referral.interpreter_needed),
        caregiver_name=referral.caregiver_name or "", caregiver_relation=_words(referral, "caregiver_relation"),
        caregiver_phone=_words(referral, "caregiver_phone"), caregiver_informed=referral.caregiver_informed,
        unaccompanied=bool(referral.unaccompanied),
    )  # fmt: skip


def _partners(person: Person, name: str) -> str:
    """A field of the person in words, when it is declared to be for partners (redaction level 2)."""
    field = PERSON_FORM.by_name[name]
    return field.show(getattr(person, name)) if field.sensitivity >= Sensitivity.PARTNER else ""


def _words(referral: Referral, name: str) -> str:
    field = CHILD_FORM.by_name.get(name) or SEND_FORM.by_name[name]
    return field.show(getattr(referral, name))


def _elsewhere(uow: UnitOfWork, referral: Referral) -> tuple[Elsewhere, ...]:
    """This case's other referrals that were sent; private ones are nobody else's business."""
    rows = uow.session.execute(
        select(Referral, Partner.name)
        .join(Partner, Partner.id == Referral.partner_id)
        .where(
            Referral.case_id == referral.case_id, Referral.id != referral.id, Referral.sent_on.is_not(None),
            Referral.state != State.CANCELLED, Referral.sector.not_in(PRIVATE_SECTORS),
        )
        .order_by(Referral.sent_on, Referral.id)
    )  # fmt: skip
    return tuple(
        Elsewhere(name, codes.label("referral_sectors", r.sector), r.sent_on, r.state.shown())
        for r, name in rows
        if r.sent_on
    )
