"""Only what the person agreed to is shared, and it leaves the office only as they were told."""

from __future__ import annotations

import io

import pikepdf
import pytest

from caseapp.core.errors import Invalid
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database
from caseapp.features.referrals import queries, service
from caseapp.features.referrals.models import Referral
from caseapp.features.referrals.pages import ReferPage, ReferralsPage
from tests.features.referrals.conftest import ASKED, EVERYTHING, PRIVATE
from tests.features.referrals.test_documents import pages
from tests.features.referrals.test_pages import shown, words

__all__ = ["shown"]

PERSON = {"phone": "50123456", "languages": "sot", "id_type": "ls_passport", "id_number": "RA998831", "birth_date": "1992",
          "nationality": "LS", "village": "Ha Sekonyela", "consent_method": "signature",
          "consent_purposes": "case_management,referral,special_data"}  # fmt: skip
# What the letter must no longer say when one part is not shared.
GONE = {"name": "Thabo", "age_sex": "Male", "phone": "5012 3456", "language": "Sesotho", "reason": "identity card to open",
        "background": "About 4 months", "identity": "8831"}  # fmt: skip


@pytest.fixture
def letter(database, caseworker, make_case, sent):
    def make(shared, **fields):
        case = make_case(**PERSON)
        told = {"duration": "About 4 months", "earlier_help": "None"} | fields
        out = sent(case_id=case.id, shared=shared, **told)
        with database.look(caseworker) as uow:
            return service.letter(uow, out.id)

    return make


@pytest.mark.parametrize("part", list(GONE))
def test_each_part_is_left_out_when_it_is_not_shared(letter, part):
    every = EVERYTHING.split(",")
    whole = " ".join(pages(letter(EVERYTHING))[:2])
    without = " ".join(pages(letter(",".join(p for p in every if p != part)))[:2])
    assert GONE[part] in whole and GONE[part] not in without
    for other, text in GONE.items():
        assert other == part or text in without


def test_the_consent_lists_what_is_shared_and_nothing_else(letter):
    text = " ".join(pages(letter("name,reason")))
    assert "What is shared, and nothing else: Name, Reason for referral. And what is asked for." in text
    assert "Legal assistance" in text


def test_without_the_name_the_letter_goes_by_the_case(letter):
    made = letter("reason")
    text = " ".join(pages(made)[:2])
    assert "Thabo" not in text and f"Case {made.case_number}" in text


def test_something_must_be_shared(database, caseworker, draft):
    written = draft()
    with database.work(caseworker) as uow, pytest.raises(Invalid) as invalid:
        service.send(uow, written.id, {"delivery": "by_hand", "shared": ()})
    assert "shared" in invalid.value.problems


def test_identity_and_health_are_shared_only_when_asked(database, caseworker, draft):
    written = draft()
    with database.work(caseworker) as uow:
        view = service.send(uow, written.id, {"delivery": "phone"})
    assert view.shared is not None and not {"identity", "health"} & set(view.shared)


def test_the_encrypted_file_opens_only_with_the_passphrase_that_was_told(
    ctx, sent, draft, shown, tmp_path, database, caseworker
):
    written = draft()
    with database.work(caseworker) as uow:
        service.send(uow, written.id, {"delivery": "encrypted_file"})
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=written.id, show="open")
    target, told = tmp_path / "out.pdf", []
    ctx.dialogs.save_file = lambda *args: target
    ctx.dialogs.show = lambda title, content, close="": told.append(words(content))
    assert "Encrypted file…" in words(page.desk.panel)
    page.desk.steps.encrypted(page.desk.panel.view)
    passphrase = told[0].split("\n")[0]
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(target)
    with pikepdf.open(io.BytesIO(target.read_bytes()), password=passphrase) as opened:
        assert (opened.encryption.R, opened.encryption.bits, len(opened.pages)) == (6, 256, 6)
    assert passphrase not in target.read_bytes().decode("latin-1")


def test_a_letter_on_paper_offers_no_file(ctx, sent, shown):
    page = shown(ReferralsPage(ctx))
    page.arrive(referral_id=sent().id, show="open")
    assert "Encrypted file…" not in words(page.desk.panel)


# --- private texts


def test_what_a_counsellor_writes_is_sealed(database, counsellor, caseworker, draft, partner, clock):
    written = draft(counsellor, partner_id=partner.id, **PRIVATE)
    with database.look(counsellor) as uow:
        record = uow.get(Referral, written.id)
        assert record.private_texts is None and PRIVATE["reason"].encode() not in record.private_sealed
        assert queries.referral(uow, written.id).reason == PRIVATE["reason"]
    with database.look(caseworker) as uow:
        assert queries.referral(uow, written.id).hidden
    keyless = Database(
        database.write_engine, database.read_engine, database.bus, database.office, clock, Sealer({})
    )
    with keyless.look(counsellor) as uow:
        assert queries.referral(uow, written.id).reason is None


def test_what_a_caseworker_writes_stays_readable_to_them(database, caseworker, counsellor, draft, partner):
    written = draft(caseworker, partner_id=partner.id, **PRIVATE)
    for reader in (caseworker, counsellor):
        with database.look(reader) as uow:
            assert queries.referral(uow, written.id).reason == PRIVATE["reason"]


def test_sealed_texts_are_edited_answered_and_made_open_again(database, counsellor, draft, partner):
    written = draft(counsellor, partner_id=partner.id, **PRIVATE)
    names = tuple(PRIVATE)
    seen = written.values(names)
    with database.work(counsellor) as uow:
        changed = service.change(uow, written.id, PRIVATE | {"reason": "Sleeps better"}, seen)
    assert (changed.reason, changed.medication) == ("Sleeps better", "None")
    with database.work(counsellor) as uow:
        service.send(uow, written.id, {"delivery": "by_hand"})
        answered = service.answer(uow, written.id, {"answer": "accepted", "answer_note": "Monday at nine"})
    assert (answered.answer_note, answered.reason) == ("Monday at nine", "Sleeps better")


def test_the_answer_of_a_caseworker_stands_beside_the_sealed_reason(
    database, counsellor, caseworker, sent, partner
):
    out = sent(counsellor, partner_id=partner.id, **PRIVATE)
    with database.work(caseworker) as uow:
        told = service.answer(uow, out.id, {"answer": "accepted", "answer_note": "Came to the desk"})
    assert told.reason is None and told.hidden
    with database.look(counsellor) as uow:
        whole = queries.referral(uow, out.id)
    assert (whole.reason, whole.answer_note) == (PRIVATE["reason"], "Came to the desk")


# --- coming from elsewhere


def test_the_page_opens_with_the_sector_that_was_asked_for(ctx, case, ministry, partner, shown):
    page = shown(ReferPage(ctx))
    page.arrive(case_id=case.id, sector="mhpss")
    assert page.writing.form.raw_values()["sector"] == "mhpss"
    assert [o.partner.name for o in page.writing.offers.table.rows.rows] == [partner.name]
    page.writing.form.set_values(ASKED)
    page.arrive(case_id=case.id, sector="mhpss")
    assert page.writing.form.raw_values()["sector"] == "documentation"


def test_writing_says_how_long_the_partner_has(ctx, case, ministry, shown):
    page = shown(ReferPage(ctx))
    page.arrive(case_id=case.id, sector="documentation")
    assert "An answer is due within 14 days." in words(page)
    page.writing.form.set_values(ASKED | {"priority": "emergency"})
    page.writing.form.edited.emit()
    assert "An answer is due within 1 day." in words(page)
