"""The letter on paper: what stands on it, on whose copy, and what never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.permissions import Actor
from caseapp.data.journal import JournalEntry
from caseapp.data.uow import Database
from caseapp.documents.kit import Block, Issue, Letterhead, Redaction
from caseapp.documents.raster import Pages
from caseapp.features.cases.queries import CaseView
from caseapp.features.referrals import service
from caseapp.features.referrals.documents import ReferralLetter, letter_pdf
from caseapp.features.referrals.views import Letter, PartnerView, ReferralView
from tests.features.referrals.conftest import AGREED, PRIVATE

HEAD = Letterhead("Kopano Relief", "Mokhotlong field office", ("Main road",), donor_mark=True)


def pages(letter: Letter, paper: ReferralLetter | None = None, **issue: Any) -> list[str]:
    """The words of every page, on single spaces."""
    stamp = Issue(
        letter.number, "Referral number", "P. Mohale", datetime(2026, 8, 18, 10, 5, tzinfo=UTC), date(2026, 8, 18),
        "B21C-09E4", Redaction.PARTNER,
    )  # fmt: skip
    pdf = (paper or ReferralLetter()).render(
        letter, letterhead=HEAD, issue=replace(stamp, **issue), invariant=True
    )
    with Pages(pdf) as read:
        return [" ".join(read.text(i).split()) for i in range(len(read))]


class OnlyTheSlip(ReferralLetter):
    def story(self, subject: Letter, level: Redaction) -> Iterator[Block]:
        *_rest, slip = super().story(subject, level)
        yield slip


@pytest.fixture
def letter(
    database: Database, caseworker: Actor, make_case: Callable[..., CaseView], sent: Callable[..., ReferralView],
    partner: PartnerView,
) -> Letter:  # fmt: skip
    case = make_case(
        given_name="Fadumo", middle_name="Cabdi", family_name="Warsame", other_script="فاطمة", sex="f",
        birth_date="1999", languages="som", phone="50123456", id_type="ls_passport", id_number="RA998831", **AGREED,
    )  # fmt: skip
    fields = PRIVATE | {
        "priority": "urgent", "interpreter_needed": True, "followup_mode": "phone", "followup_by": "2026-08-25",
        "contact_restrictions": "Not after 18:00", "feedback": "attended,risk", "services": "psychological,other",
    }  # fmt: skip
    out = sent(case_id=case.id, partner_id=partner.id, **fields)
    with database.look(caseworker) as uow:
        return service.letter(uow, out.id)


def test_the_sections_of_the_inter_agency_form(letter: Letter) -> None:
    whole = " ".join(pages(letter, copies=(1,)))
    order = [
        "CONFIDENTIAL", "Inter-agency referral", "Referring agency", "Client", "Reason for referral",
        "Services requested", "Already referred elsewhere?", "Consent to share information",
        "Restrictions, delivery and follow-up", "The agencies agree to tell each other", "Stamp of referring agency",
        "Tear off here and return within 3 days", "Acknowledgement of referral",
    ]  # fmt: skip
    places = [whole.find(title) for title in order]
    assert -1 not in places
    assert places == sorted(places)
    for said in (
        "Fadumo Cabdi Warsame", "Name in Arabic", "Female · 27", "Somali; interpreter needed", "Lesotho passport",
        "8831", "Mokhotlong Hospital, MHPSS unit", "Dr. Peter Molefe", "+266 5012 3456", "Sleeps badly, low mood.",
        "About 4 months", "By hand, sealed", "Phone call, by 25 Aug 2026", "Not after 18:00", "Redaction level 2",
        "may share the information on this form with Mokhotlong Hospital, MHPSS unit.",
    ):  # fmt: skip
        assert said in whole, said
    assert "RA998831" not in whole


def test_in_triplicate_and_never_with_a_donors_mark(letter: Letter) -> None:
    printed = pages(letter)
    holders = ["receiving agency", "client or caregiver", "case file"]
    per_copy = len(printed) // 3
    for copy, holder in enumerate(holders):
        assert f"copy {copy + 1} of 3 ({holder})" in printed[copy * per_copy]
    assert "Japan" not in " ".join(printed)


def test_the_slip_has_its_code_and_no_name(letter: Letter) -> None:
    (slip,) = pages(letter, OnlyTheSlip(), copies=(1,))
    assert letter.slip_code in slip
    assert letter.number in slip
    for secret in ("Fadumo", "Warsame", "فاطمة", "Mental", "Sleeps", letter.case_number):
        assert secret not in slip


def test_long_texts_flow_on_and_the_slip_stays_at_the_foot_of_the_last_page(letter: Letter) -> None:
    sentence = "She has stopped cooking and no longer collects rations. "
    long = replace(letter, reason="\n\n".join([sentence * 12] * 8), services_note=sentence * 20)
    printed = pages(long, copies=(1,))
    assert len(printed) > 2
    assert sum(page.count("stopped cooking") for page in printed) == 12 * 8 + 20
    assert [number for number, page in enumerate(printed, 1) if "Tear off here" in page] == [len(printed)]


def test_a_child_with_its_caregiver_who_signs(letter: Letter) -> None:
    child = replace(
        letter, client=replace(letter.client, child=True, age=9), caregiver_name="’Maneo Warsame",
        caregiver_relation="grandparent", caregiver_phone="+26650123457", caregiver_informed=True, unaccompanied=False,
    )  # fmt: skip
    whole = " ".join(pages(child, copies=(1,)))
    assert "Grandparent" in whole
    assert whole.count("’Maneo Warsame") == 2
    assert "Not applicable" not in whole


def test_withheld_health_says_so(letter: Letter) -> None:
    bare = replace(letter, withheld=True, reason=None, duration=None, medication=None, services_note=None)
    whole = " ".join(pages(bare, copies=(1,)))
    assert "has not agreed to health details in writing" in whole
    assert "Known allergies" not in whole


def test_what_people_typed_is_never_markup(letter: Letter) -> None:
    rude = replace(
        letter, reason="<b>5 < 6</b> & {partner}", client=replace(letter.client, name="<i>O’Neil</i> አበበ")
    )
    whole = " ".join(pages(rude, copies=(1,)))
    assert "<b>5 < 6</b> & {partner}" in whole
    assert whole.count("<i>O’Neil</i>") == 2
    assert "አበበ" in whole


def test_printing_is_journalled_with_the_code_on_the_paper(
    database: Database, caseworker: Actor, sent: Callable[..., ReferralView]
) -> None:
    out = sent()
    with database.look(caseworker) as uow:
        pdf = letter_pdf(uow, out.id)
    with database.look(caseworker) as uow, Pages(pdf) as read:
        entry = uow.session.scalars(select(JournalEntry).where(JournalEntry.action == "paper.print")).one()
        assert (entry.record_id, entry.case_id, entry.actor_id) == (out.id, out.case_id, caseworker.id)
        said = json.loads(entry.body or "{}")
        assert (said["paper"], said["level"]) == ("referral-letter", 2)
        assert said["verification"] in read.text(0)
        assert f"Case {out.case_number}" in read.text(0)


def test_only_at_the_partners_level(
    database: Database, supervisor: Actor, sent: Callable[..., ReferralView]
) -> None:
    out = sent()
    with database.look(supervisor) as uow, pytest.raises(Refused):
        letter_pdf(uow, out.id, Redaction.FULL)
