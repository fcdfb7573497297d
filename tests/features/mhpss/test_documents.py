"""The safety plan a person takes home: their words and numbers to call, and nothing that tells who or why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from caseapp.core.errors import PermissionDenied
from caseapp.data.journal import JournalEntry
from caseapp.documents.raster import Pages
from caseapp.features.mhpss import emergency, safety
from caseapp.features.mhpss.documents import safety_plan_pdf
from tests.features.mhpss.test_safety import CALM


@pytest.fixture
def check(database, supervisor, counsellor, make_case):
    case = make_case()
    with database.work(supervisor) as uow:
        emergency.begin(uow)
    with database.work(counsellor) as uow:
        told = {
            "coping": "Walk to the river",
            "people": "Sister ’Malineo 5801 0000",
            "asked_told": "The rope",
        }
        return safety.add(uow, case.id, CALM | told)


def test_it_holds_the_plan_and_the_numbers_and_tells_nobody_s_name(database, counsellor, check):
    with database.work(counsellor) as uow:
        pdf = safety_plan_pdf(uow, check.id)
    with Pages(pdf) as read:
        assert len(read) == 1
        words = " ".join(read.text(0).split())
    for wanted in (
        "My plan for hard days",
        "Walk to the river",
        "5801 0000",
        "121",
        "Cannot sleep",
        "20 Aug 2026",
    ):
        assert wanted in words
    for secret in ("Thabo", "Mokoena", "MKG-26", "rope", "suicide", "MHPSS", "CONFIDENTIAL", "Imminent"):
        assert secret not in words


def test_printing_is_journalled_outside_the_case_and_only_for_counsellors(
    database, counsellor, supervisor, check
):
    with database.work(counsellor) as uow:
        safety_plan_pdf(uow, check.id)
    with database.read_engine.connect() as connection:
        table = JournalEntry.__table__
        printed = connection.execute(select(table).where(table.c.action == "paper.print")).mappings().one()
    assert (printed["entity"], printed["case_id"]) == ("mhpss_safety", None)
    with database.work(supervisor) as uow, pytest.raises(PermissionDenied):
        safety_plan_pdf(uow, check.id)
