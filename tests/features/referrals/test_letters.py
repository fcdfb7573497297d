"""What a letter may hold: only what consent and redaction level allow, and a trace that it was printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from caseapp.core.errors import Refused
from caseapp.core.fields import Sensitivity
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database, OfficeInfo
from caseapp.features.cases.queries import CaseView
from caseapp.features.people.form import PERSON_FORM
from caseapp.features.people.models import SafeToCall
from caseapp.features.referrals import service
from caseapp.features.referrals.models import State
from caseapp.features.referrals.views import Letter, PartnerView, ReferralView
from caseapp.features.referrals.wording import SETTING
from tests.features.referrals.conftest import AGREED, ASKED, PRIVATE

Make = Callable[..., ReferralView]


@pytest.fixture
def letter_of(database: Database, caseworker: Actor) -> Callable[[ReferralView], Letter]:
    def read(referral: ReferralView) -> Letter:
        with database.look(caseworker) as uow:
            return service.letter(uow, referral.id)

    return read


def test_the_partner_learns_what_it_needs_and_no_more(
    make_case: Callable[..., CaseView], sent: Make, letter_of: Callable[[ReferralView], Letter]
) -> None:
    case = make_case(
        given_name="Fadumo", family_name="Warsame", other_script="فاطمة", languages="som,eng", phone="50123456",
        safe_to_call="mornings", phone_owner="sister", id_type="ls_national_id", id_number="012345678831",
        village="Behind the blue shop", vulnerabilities="trafficking_victim", needs_note="Owes 4000", **AGREED,
    )  # fmt: skip
    printed = letter_of(sent(case_id=case.id))
    client = printed.client
    assert (client.name, client.other_script, client.languages) == (
        "Fadumo Warsame",
        "فاطمة",
        ("som", "eng"),
    )
    assert (client.phone, client.phone_owner, client.safe_to_call) == (
        "+26650123456",
        "sister",
        SafeToCall.MORNINGS,
    )
    assert client.id_masked == "••••••••8831"
    for secret in ("012345678831", "blue shop", "trafficking_victim", "Owes 4000"):
        assert secret not in repr(printed)


def test_a_field_that_is_not_declared_for_partners_stays_here(
    make_case: Callable[..., CaseView],
    sent: Make,
    letter_of: Callable[[ReferralView], Letter],
    monkeypatch: Any,
) -> None:
    case = make_case(phone="50123456", nationality="LS", **AGREED)
    internal = replace(PERSON_FORM.by_name["nationality"], sensitivity=Sensitivity.INTERNAL)
    referral = sent(case_id=case.id)
    assert letter_of(referral).client.nationality == "LS"
    monkeypatch.setitem(PERSON_FORM.by_name, "nationality", internal)
    assert letter_of(referral).client.nationality is None


def test_a_number_that_is_not_safe_to_call_is_not_printed(
    make_case: Callable[..., CaseView], sent: Make, letter_of: Callable[[ReferralView], Letter]
) -> None:
    case = make_case(phone="50123456", phone_owner="neighbour", safe_to_call="no", **AGREED)
    client = letter_of(sent(case_id=case.id)).client
    assert (client.phone, client.phone_owner, client.safe_to_call) == (None, None, None)


def test_health_stays_out_without_consent_to_special_data(
    make_case: Callable[..., CaseView], sent: Make, letter_of: Callable[[ReferralView], Letter]
) -> None:
    narrow = make_case(consent_method="signature", consent_purposes="case_management,referral")
    health, papers = letter_of(sent(case_id=narrow.id, **PRIVATE)), letter_of(sent(case_id=narrow.id))
    assert health.withheld
    assert (health.reason, health.duration, health.medication, health.services_note) == (None,) * 4
    assert health.services == ("psychological",)
    assert not papers.withheld
    assert papers.reason == ASKED["reason"]


def test_other_referrals_are_listed_on_request_and_private_ones_never(
    sent: Make, partner: PartnerView, letter_of: Callable[[ReferralView], Letter]
) -> None:
    sent(**PRIVATE, partner_id=partner.id)
    sent(sector="education", services="education")
    listed = letter_of(sent(show_elsewhere=True)).others
    assert [(line.agency, line.sector, line.state) for line in listed] == [
        ("Ministry of Home Affairs", "education", State.SENT)
    ]
    assert letter_of(sent()).others == ()


def test_only_approved_words_are_on_paper(
    database: Database,
    make_case: Callable[..., CaseView],
    sent: Make,
    letter_of: Callable[[ReferralView], Letter],
) -> None:
    case = make_case(languages="sot,eng", **AGREED)
    referral = sent(case_id=case.id)
    assert [w.language for w in letter_of(referral).consent] == ["en"]
    own = {SETTING: {"st": "Ke lumela. {organisation} {partner}"}}
    office = database.office
    database.office = OfficeInfo(
        office.id, office.code, office.name, office.country, office.currency, rules=own
    )
    consent = letter_of(referral).consent
    assert [(w.name, w.text[:9]) for w in consent] == [("English", "I underst"), ("Sesotho", "Ke lumela")]


def test_a_draft_or_cancelled_referral_has_no_letter(
    database: Database, caseworker: Actor, draft: Make, sent: Make
) -> None:
    gone = sent()
    with database.work(caseworker) as uow:
        service.cancel(uow, gone.id, {"cancel_reason": "Moved away"})
    for referral in (draft(), gone):
        with database.look(caseworker) as uow, pytest.raises(Refused, match="Send it first"):
            service.letter(uow, referral.id)
