"""The agreement on paper: parties, amount in figures and words, each part with its condition, the office's own wording."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core import codes
from caseapp.core.codes import Code
from caseapp.core.errors import PermissionDenied, Refused
from caseapp.data.journal import JournalEntry
from caseapp.documents.raster import Pages
from caseapp.features.grants.documents import agreement_pdf
from tests.features.grants.conftest import APPRAISED, APPROVED, PAID, PLANNED, SIGNED_NOW


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
