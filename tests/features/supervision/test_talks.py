"""Supervision: facts as they are, files drawn by lot, talks that are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.documents.raster import Pages
from caseapp.features.cases import service as casework
from caseapp.features.cases.models import Case
from caseapp.features.supervision import talks
from caseapp.features.supervision.pages import SupervisionPage
from caseapp.features.supervision.talk_sheet import sheet_pdf


@pytest.fixture
def cases(make_case, clock, database, caseworker):
    """Twelve cases of `caseworker`, opened two months ago; the first has all that the program can check."""
    made = [
        make_case(given_name=f"P{n}", consent_method="signature", consent_purposes=["referral"])
        for n in range(12)
    ]
    clock.advance(days=62)
    with database.work(caseworker) as uow:
        casework.reached(uow, made[0].id, "assessed_on", clock.today())
        casework.reached(uow, made[0].id, "planned_on", clock.today())
        casework.contacted(uow, made[0].id, clock.today(), clock.today() + timedelta(days=14))
    return made


def sheet(database, supervisor, caseworker):
    with database.look(supervisor) as uow:
        return talks.sheet(uow, caseworker.id)


def test_what_is_missing_is_listed_worst_first_and_nobody_without_gaps(
    database, supervisor, caseworker, cases
):
    found = sheet(database, supervisor, caseworker)
    listed = {gap.case.id: gap.what for gap in found.gaps}
    assert len(found.gaps) + found.more_gaps == 11 and cases[0].id not in listed
    assert {"no contact in 30 days", "no plan", "not assessed"} <= set(found.gaps[0].what)
    numbers = {fact.code: fact.count for fact in (*found.done, *found.stands)}
    assert (numbers["active"], numbers["planned"], numbers["no_plan"]) == (12, 1, 11)


def test_files_are_drawn_by_lot_a_tenth_at_least_three_and_the_same_all_month(
    database, supervisor, caseworker, cases, clock
):
    first = {s.case.id for s in sheet(database, supervisor, caseworker).sample}
    clock.advance(days=1)
    assert {s.case.id for s in sheet(database, supervisor, caseworker).sample} == first and len(first) == 3
    months = set()
    for _n in range(4):
        clock.advance(days=31)
        months.add(frozenset(s.case.id for s in sheet(database, supervisor, caseworker).sample))
    assert len(months) > 1


def test_what_was_found_in_a_file_is_kept_with_what_the_program_told(database, supervisor, caseworker, cases):
    file = sheet(database, supervisor, caseworker).sample[0]
    assert "consent" in file.told and "notes" not in file.told
    with database.work(supervisor) as uow:
        talks.audit(uow, caseworker.id, file.case.id, {"well": ["consent", "notes"], "mend": "The plan."})
    found = next(s for s in sheet(database, supervisor, caseworker).sample if s.case.id == file.case.id)
    assert (found.well, found.mend, found.audited_by) == (
        ("consent", "notes"),
        "The plan.",
        "’Mamello Lerotholi",
    )
    with pytest.raises(Invalid), database.work(supervisor) as uow:
        talks.audit(uow, caseworker.id, file.case.id, {"well": ["unheard-of"]})


def test_a_talk_is_kept_with_the_numbers_of_that_day(database, supervisor, caseworker, cases, clock):
    with database.work(supervisor) as uow:
        talks.record_talk(uow, caseworker.id, {"held_on": clock.today(), "agreed": "Two plans a week."})
        kept = uow.session.query(talks.SupervisionTalk).one()
        assert kept.facts["active"] == 12 and kept.facts["no_plan"] == 11
    assert sheet(database, supervisor, caseworker).talks[0].agreed == "Two plans a week."
    for wrong in (
        {"held_on": clock.today()},
        {"held_on": clock.today(), "agreed": "x", "next_on": clock.today()},
    ):
        with pytest.raises(Invalid), database.work(supervisor) as uow:
            talks.record_talk(uow, caseworker.id, wrong)


def test_nobody_supervises_themselves_and_caseworkers_do_not_supervise(
    database, supervisor, caseworker, cases, clock
):
    with pytest.raises(Refused, match="your own"), database.work(supervisor) as uow:
        talks.record_talk(uow, supervisor.id, {"held_on": clock.today(), "agreed": "x"})
    with pytest.raises(PermissionDenied), database.look(caseworker) as uow:
        talks.sheet(uow, caseworker.id)


def test_a_closed_case_stays_in_this_months_lot_and_an_old_one_does_not(
    database, supervisor, caseworker, cases, clock
):
    with database.work(caseworker) as uow:
        for case in cases[3:]:
            uow.get(Case, case.id).closed_on = clock.today() - timedelta(days=60 if case is cases[3] else 1)
    drawn = {s.case.id for s in sheet(database, supervisor, caseworker).sample}
    assert len(drawn) == 3 and cases[3].id not in drawn


def test_the_sheet_prints_what_it_shows(database, supervisor, caseworker, cases):
    with database.look(supervisor) as uow:
        pdf = sheet_pdf(uow, caseworker.id)
    with Pages(pdf) as pages:
        text = " ".join(pages.text(n) for n in range(len(pages)))
        assert len(pages) <= 2
    assert "Palesa Mohale" in text and "What is missing" in text and "12 active cases of 25" in text


def test_the_page_shows_prints_and_records(qtbot, ctx_for, supervisor, caseworker, cases, clock):
    ctx = ctx_for(supervisor)
    page = SupervisionPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(staff_id=caseworker.id)
    qtbot.waitUntil(lambda: page.sheet is not None)
    assert "11 cases" in page.sentence.text()
    ctx.dialogs.answers = [{"held_on": clock.today(), "agreed": "Two plans a week."}]
    page.record()
    qtbot.waitUntil(lambda: page.sheet is not None and len(page.sheet.talks) == 1)
    ctx.dialogs.answers = [{"well": ["consent"]}]
    page.audit(page.sheet.sample[0])
    qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.sample[0].audited_on == clock.today())
