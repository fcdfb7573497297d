"""The agreement on paper: parties, amount in figures and words, each part with its condition, the office's own wording."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core import codes
from caseapp.core.codes import Code
from caseapp.core.errors import NotFound, PermissionDenied, Refused
from caseapp.data.journal import JournalEntry
from caseapp.documents.raster import Pages
from caseapp.features.grants import documents, service
from caseapp.features.grants.documents import agreement_pdf
from tests.features.grants.conftest import (
    ADVICE,
    APPLIED,
    APPRAISED,
    APPROVED,
    PAID,
    PLANNED,
    POINTS,
    SIGNED_NOW,
)


@pytest.fixture(autouse=True)
def shipped_lists():
    yield
    codes.forget_overrides()


def words(database, actor, grant_id):
    """The text of every page, on single spaces."""
    with database.look(actor) as uow:
        pdf = agreement_pdf(uow, grant_id)
    with Pages(pdf) as pages:
        return [" ".join(pages.text(i).split()) for i in range(len(pages))]


def test_the_agreement_says_who_how_much_and_when(database, caseworker, make_grant, make_case):
    case = make_case(
        middle_name="<b>Lehlohonolo</b>",
        id_type="ls_national_id",
        id_number="012345678901",
        village="Linakaneng",
    )
    grant = make_grant(PLANNED, case_id=case.id)
    text = " ".join(words(database, caseworker, grant.id))
    for piece in (
        "Livelihood grant agreement", grant.number, "Thabo <b>Lehlohonolo</b> Mokoena", "012345678901", "Linakaneng",
        "Socio-economic reintegration", "poultry, 150 layers", "Day-old layers", "M 5,250.00", "M 12,000.00",
        "twelve thousand maloti", "Signed agreement", "Business check 2 passed", "12 Sep 2026", "M 8,000.00", "M 4,000.00",
        "M-Pesa (Vodacom Lesotho)", "+266 5812 3456", "M 1,500", "I use the money only for the business",
        "Grantee (signature or thumbprint)", "’Mamello Lerotholi", "Witness", "copy 1 of 2 (grantee)", "copy 2 of 2 (office)",
    ):  # fmt: skip
        assert piece in text, piece


def test_cents_are_written_out(database, caseworker, make_grant):
    grant = make_grant(
        PLANNED, approved="9999.50", note="less", tranches=[{"on_signing": True, "amount": "9999.50"}]
    )
    text = " ".join(words(database, caseworker, grant.id))
    assert "nine thousand nine hundred and ninety-nine maloti and fifty lisente" in text


def test_a_signed_agreement_names_day_and_witness(database, caseworker, make_grant):
    text = " ".join(words(database, caseworker, make_grant(SIGNED_NOW).id))
    assert "Chief Mopeli" in text
    assert text.count("Thumbprint") >= 1


def test_the_office_puts_its_own_wording_in_place_of_ours(database, caseworker, make_grant):
    grant = make_grant(PLANNED)
    codes.override("grant_obligations", [Code("own", "I feed the hens {twice} a day & keep <accounts>.")])
    text = " ".join(words(database, caseworker, grant.id))
    assert "I feed the hens {twice} a day & keep <accounts>." in text
    assert "I use the money only" not in text


def test_there_is_no_agreement_before_it_is_approved_and_planned(database, caseworker, make_grant):
    for upto in (APPRAISED, APPROVED):
        with pytest.raises(Refused, match="once the grant is approved"):
            words(database, caseworker, make_grant(upto).id)


def test_printing_is_journalled_and_needs_the_right(database, caseworker, actors, make_grant):
    grant = make_grant(PLANNED)
    words(database, caseworker, grant.id)
    with Session(database.read_engine) as session:
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert (last.action, last.case_id, json.loads(last.body)["paper"]) == (
            "paper.print",
            grant.case_id,
            "grant-agreement",
        )
    with pytest.raises(PermissionDenied):
        words(database, actors["me"], grant.id)


def test_a_long_name_and_many_lines_stay_on_the_paper(database, caseworker, make_grant, make_case):
    case = make_case(given_name="Ntšebo " * 20, village="V" * 190)
    costs = [
        {
            "item": f"Item number {n} with a long description of what is bought",
            "quantity": n,
            "unit_price": "7",
        }
        for n in range(1, 60)
    ]
    grant = make_grant(
        PLANNED, case_id=case.id, costs=costs, tranches=[{"on_signing": True, "amount": "12000"}], note="less"
    )
    pages = words(database, caseworker, grant.id)
    assert len(pages) >= 6
    assert "Item number 59 with" in " ".join(pages)


def test_an_office_in_kenya_pays_in_shillings(database, caseworker, make_grant, make_case, add_line):
    database.office = replace(database.office, code="MDR", country="KE", currency="KES")
    line = add_line("9.1", "700000")
    case = make_case(place="KE009043", given_name="Faadumo")
    payment = {"channel": "ke_airtel", "payee_phone": "0712 345 678", "amount": "8000"}
    grant = make_grant(
        PAID, case_id=case.id, line_id=line, channel="ke_mpesa", payee_phone="0712345678", payment=payment
    )
    assert grant.number.startswith("MDR-G-26-")
    assert grant.tranches[0].payments[0].payee_phone == "+254712345678"
    text = " ".join(words(database, caseworker, grant.id))
    for piece in (
        "KSh 12,000.00",
        "twelve thousand Kenya shillings",
        "M-Pesa (Safaricom)",
        "+254 712 345678",
    ):
        assert piece in text, piece


# --- the other papers


def paper(database, actor, make, *args):
    """The words of a paper, page by page."""
    with database.look(actor) as uow:
        pdf = make(uow, *args)
    with Pages(pdf) as pages:
        return [" ".join(pages.text(i).split()) for i in range(len(pages))]


@pytest.mark.parametrize(("upto", "make", "words_"), [
    (APPLIED, documents.minutes_pdf, "no minutes before"), (PLANNED, documents.visit_form_pdf, "that is paid or watched over"),
])  # fmt: skip
def test_papers_are_not_printed_too_early(database, caseworker, make_grant, upto, make, words_):
    grant = make_grant(upto)
    with pytest.raises(Refused, match=words_), database.look(caseworker) as uow:
        make(uow, grant.id)


def test_a_list_of_payments_needs_somebody_to_pay(database, grants_officer, make_grant):
    with pytest.raises(Refused, match="No tranche can be paid now"), database.look(grants_officer) as uow:
        documents.payment_list_pdf(uow)
    paid = make_grant(PAID)
    ready = [make_grant(SIGNED_NOW, case_id="", payee_name=f"Payee {n}") for n in range(17)]
    pages = paper(database, grants_officer, documents.payment_list_pdf)
    text = " ".join(pages)
    assert len(pages) >= 2 and text.count("tranche 1") == 17
    assert all(grant.number in text for grant in ready) and paid.number not in text
    assert "M 136,000.00" in pages[-1] and "one hundred and thirty-six thousand maloti" in pages[-1]
    assert "Thumbprint" in pages[1]  # the head is repeated
    chosen = " ".join(paper(database, grants_officer, documents.payment_list_pdf, (ready[3].id,)))
    assert "Payee 3" in chosen and "Payee 4" not in chosen


def test_a_receipt_says_the_sum_twice_and_its_counterfoil_bears_no_name(database, grants_officer, make_grant):
    grant = make_grant(PAID)
    payment = grant.tranches[0].payments[0]
    (page,) = paper(database, grants_officer, documents.receipt_pdf, grant.id, payment.id)
    above, below = page.split("Counterfoil: cut here")
    assert "eight thousand maloti" in above and "Thabo Mokoena" in above
    assert "M 8,000.00" in below and payment.reference in below
    assert "Mokoena" not in below
    with pytest.raises(NotFound), database.look(grants_officer) as uow:
        documents.receipt_pdf(uow, grant.id, "nothing")


def test_the_form_for_the_field_lists_what_should_be_there_and_asks_in_the_order_of_the_screen(
    database, caseworker, make_grant
):
    grant = make_grant(SIGNED_NOW, found_at="Behind <the> clinic")
    (page,) = paper(database, caseworker, documents.visit_form_pdf, grant.id)
    asked = [page.index(words) for words in ("What we saw", "Sales", "Costs", "Problems", "Advice given")]
    assert asked == sorted(asked)
    for words_ in ("Day-old layers", "150", "Behind <the> clinic", "Seasonal pause", "Mentoring"):
        assert words_ in page, words_


def test_the_minutes_say_who_stepped_aside(database, actors, grants_officer, make_grant):
    grant = make_grant()
    with database.work(actors["caseworker2"]) as uow:
        service.score(uow, grant.id, {"conflict": True, "conflict_why": "My <cousin>."})
    with database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE | {"minutes": "Two lines.\nSecond line."})
    text = " ".join(paper(database, grants_officer, documents.minutes_pdf, grant.id))
    assert "Tumelo Khati declared a conflict of interest and gave no points: My <cousin>." in text
    assert "Average 78.0 of 100 points, 1 of 3 scorers." in text
    assert "An office of two." in text


def test_monitoring_prints_none_of_them(database, actors, make_grant):
    grant = make_grant(PAID)
    for make, args in (
        (documents.minutes_pdf, (grant.id,)), (documents.visit_form_pdf, (grant.id,)),
        (documents.receipt_pdf, (grant.id, grant.tranches[0].payments[0].id)),
    ):  # fmt: skip
        with pytest.raises((PermissionDenied, Refused)), database.look(actors["me"]) as uow:
            make(uow, *args)
