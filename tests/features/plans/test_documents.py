"""The plan and the hand-over certificate on paper."""

from __future__ import annotations

import pytest

from caseapp.core.errors import Refused
from caseapp.documents.raster import Pages
from caseapp.features.people import service as people
from caseapp.features.plans import queries, service
from caseapp.features.plans.documents import (
    HandOverCertificate,
    QuietCertificate,
    certificate_for,
    certificate_pdf,
    plan_pdf,
)

HENS = {"what": "equipment_tools", "detail": "<b>Layers</b> & cages", "quantity": "150", "unit": "hens", "value": "8,000",
        "delivered_on": "2026-08-17", "place": "Linakaneng dip tank", "serials": "LS-0112 to LS-0261",
        "certified_how": "thumbprint", "witness": "Mpho Tau"}  # fmt: skip


def words(pdf):
    with Pages(pdf) as pages:
        return " ".join(" ".join(pages.text(i).split()) for i in range(len(pages)))


@pytest.fixture
def given(database, caseworker, approved):
    with database.work(caseworker) as uow:
        return service.record_assistance(uow, approved.case_id, HENS, approved.activities[0].id)


def test_the_certificate_says_what_was_handed_over_by_whom_and_who_confirmed_it(database, caseworker, given):
    with database.look(caseworker) as uow:
        text = words(certificate_pdf(uow, given.id))
    for piece in (
        given.certificate, "Hand-over certificate", "<b>Layers</b> & cages", "150 hens", "LS-0112 to LS-0261", "M 8,000.00",
        "eight thousand maloti", "Linakaneng dip tank", "17 Aug 2026", caseworker.name, "Thabo Mokoena", "Mpho Tau",
        "Thumbprint", "I paid nothing for it", "copy 1 of 2 (person)", "copy 2 of 2 (office)",
    ):  # fmt: skip
        assert piece in text, piece
    assert given.certificate.startswith("MKG-H-26-")


def test_what_was_not_given_yet_has_no_certificate(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        planned = service.record_assistance(uow, case.id, {"what": "food", "planned_on": "2026-09-01"})
    assert planned.certificate is None
    with pytest.raises(Refused, match="printed once"), database.look(caseworker) as uow:
        certificate_pdf(uow, planned.id)


def test_psychosocial_help_and_restricted_people_get_one_without_the_donors_mark(
    database, caseworker, supervisor, given, make_case
):
    case = make_case()
    with database.work(caseworker) as uow:
        talk = service.record_assistance(
            uow, case.id, {"what": "counselling_family", "delivered_on": "2026-08-17"}
        )
    assert type(certificate_for(given, case.person)) is HandOverCertificate
    assert isinstance(certificate_for(talk, case.person), QuietCertificate)
    with database.work(supervisor) as uow:
        hidden = people.restrict(uow, case.person.id, True)
    assert isinstance(certificate_for(given, hidden), QuietCertificate)
    assert (HandOverCertificate.donor_mark, QuietCertificate.donor_mark) == (True, False)


def test_the_plan_on_paper_has_needs_goals_costs_and_signatures(database, caseworker, approved):
    with database.work(caseworker) as uow:
        raw = {"level": "high", "no_goal_why": "The chief writes for it."}
        service.set_need(uow, approved.case_id, "documents", raw)
    with database.work(caseworker) as uow:
        plan = service.change(uow, approved.id, {
            "baseline": "Sleeps at her aunt's.", "risks": "Newcastle disease: vaccinate.", "written_at": "Ha Poli",
            "business_plan": "MKG-G-26-A0007-C", "exchange_rate": "1 USD = M 18.20",
        })  # fmt: skip
    with database.look(caseworker) as uow:
        text = words(plan_pdf(uow, plan.case_id))
    for piece in (
        "Reintegration plan, version 2", "Thabo Mokoena", "Ha Poli", "MKG-G-26-A0007-C", "1 USD = M 18.20",
        "Sleeps at her aunt's.", "Newcastle disease", "The chief writes for it.", "An income of her own",
        "Poultry business, 150 layers", "M 12,000", "Sleeps through the night", "30 Oct", "Being written", "Together",
        "Person (signature or thumbprint)", "Written at is now", "copy 1 of 2 (person)",
    ):  # fmt: skip
        assert piece in text, piece


def test_a_case_without_a_plan_has_nothing_to_print(database, caseworker, make_case):
    case = make_case()
    with pytest.raises(Refused, match="no plan yet"), database.look(caseworker) as uow:
        plan_pdf(uow, case.id)
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, case.id).shown is None
