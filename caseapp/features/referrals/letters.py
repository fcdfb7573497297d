"""What a referral letter may hold: only what the partner needs and the consent allows. Nothing else reaches the paper."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from caseapp.core.fields import Sensitivity
from caseapp.core.text import masked
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import office
from caseapp.features.people.form import PERSON_FORM
from caseapp.features.people.models import Person, SafeToCall
from caseapp.features.people.views import ConsentView, full_name
from caseapp.features.referrals import consents, private
from caseapp.features.referrals.models import PRIVATE_SECTORS, Partner, Referral, State
from caseapp.features.referrals.queries import is_child
from caseapp.features.referrals.views import Client, Elsewhere, Letter, partner_view
from caseapp.features.referrals.wording import wordings

HEALTH = ("reason", "duration", "earlier_help", "medication", "allergies", "services_note", "elsewhere")
# What each part a person agrees to (codes of referral_shares) stands for in the letter.
TEXTS = {"reason": ("reason", "services_note"), "background": ("duration", "earlier_help", "elsewhere"),
         "health": ("medication", "allergies")}  # fmt: skip
CLIENT = {"name": ("name", "other_script"), "age_sex": ("sex", "birth_date", "age"),
          "phone": ("phone", "phone_owner", "safe_to_call"), "place": ("place",), "language": ("languages", "nationality"),
          "identity": ("id_type", "id_masked")}  # fmt: skip
PARTS = {
    "phone": ("contact_restrictions",),
    "language": ("interpreter_needed",),
    "caregiver": (
        "caregiver_name",
        "caregiver_relation",
        "caregiver_phone",
        "caregiver_informed",
        "unaccompanied",
    ),
}
AS_STORED = ("id", "number", "slip_code", "case_id", "sector", "priority", "services", "delivery", "followup_mode",
             "followup_by", "feedback", "contact_restrictions", "interpreter_needed", "caregiver_name",
             "caregiver_relation", "caregiver_phone", "caregiver_informed", "unaccompanied")  # fmt: skip


def letter(uow: UnitOfWork, referral: Referral, consent: ConsentView, answer_days: int) -> Letter:
    """The letter of a sent referral, under a consent that was checked to cover it."""
    person, partner = uow.get(Person, referral.person_id), uow.get(Partner, referral.partner_id)
    withheld = consents.health_withheld(referral.sector, consent)
    sender = uow.session.get(Staff, referral.sent_by or referral.written_by)
    here = office(uow)
    open_texts = {name for part, names in TEXTS.items() if _shares(referral, part) for name in names}
    told = private.texts(uow, referral)
    texts = {name: told[name] if name in open_texts and not withheld else None for name in HEALTH}
    kept = {name for part, names in PARTS.items() if not _shares(referral, part) for name in names}
    plain: dict[str, Any] = {name: None if name in kept else getattr(referral, name) for name in AS_STORED}
    return Letter(
        **plain | texts,
        case_number=uow.get(Case, referral.case_id).number, sent_on=referral.sent_on or uow.today,
        answer_days=answer_days, organisation=here.organisation or here.name, office=here.name, address=here.address,
        office_phone=here.phone, office_email=here.email, sender=sender.name if sender else "",
        sender_phone=sender.phone if sender else "", partner=replace(partner_view(partner), note=None),
        client=_only_shared(_client(uow, person), referral), withheld=withheld, shared=referral.shared,
        others=_elsewhere(uow, referral) if referral.show_elsewhere and _shares(referral, "background") else (),
        consent=wordings(uow.office.rules, person.languages),
    )  # fmt: skip


def _shares(referral: Referral, part: str) -> bool:
    """Whether the person agreed to share this part. What was sent before it was asked is printed as it was sent."""
    return referral.shared is None or part in referral.shared


def _only_shared(client: Client, referral: Referral) -> Client:
    """Without what the person did not agree to share. Without the name the letter goes by the case number."""
    empty: dict[str, Any] = {"name": "", "languages": (), "id_masked": ""}
    gone = [name for part, names in CLIENT.items() if not _shares(referral, part) for name in names]
    without: dict[str, Any] = {name: empty.get(name) for name in gone}
    return replace(client, **without)


def _client(uow: UnitOfWork, person: Person) -> Client:
    callable_ = bool(person.phone) and person.safe_to_call is not SafeToCall.NO
    parts = (_for_partners(person, name) for name in ("given_name", "middle_name", "family_name"))
    return Client(
        name=full_name(*parts), other_script=_for_partners(person, "other_script"), sex=person.sex,
        birth_date=person.birth_date, age=person.birth_date.age(uow.today), child=is_child(person, uow.today),
        nationality=_for_partners(person, "nationality"), languages=_for_partners(person, "languages") or (),
        place=_for_partners(person, "place"), id_type=person.id_type,
        id_masked=masked(person.id_number) if person.id_number else "",
        phone=_for_partners(person, "phone") if callable_ else None,
        phone_owner=_for_partners(person, "phone_owner") if callable_ else None,
        safe_to_call=_for_partners(person, "safe_to_call") if callable_ else None,
    )  # fmt: skip


def _for_partners(person: Person, name: str) -> Any:
    """A field of the person when it is declared to be for partners (redaction level 2), else None."""
    return getattr(person, name) if PERSON_FORM.by_name[name].sensitivity >= Sensitivity.PARTNER else None


def _elsewhere(uow: UnitOfWork, referral: Referral) -> tuple[Elsewhere, ...]:
    """This case's other referrals that were sent; private ones are nobody else's business."""
    rows = uow.session.execute(
        select(Partner.name, Referral.sector, Referral.sent_on, Referral.state)
        .join(Partner, Partner.id == Referral.partner_id)
        .where(
            Referral.case_id == referral.case_id, Referral.id != referral.id, Referral.sent_on.is_not(None),
            Referral.state != State.CANCELLED, Referral.sector.not_in(PRIVATE_SECTORS),
        )
        .order_by(Referral.sent_on, Referral.id)
    )  # fmt: skip
    return tuple(Elsewhere(agency, sector, on, state) for agency, sector, on, state in rows if on)
