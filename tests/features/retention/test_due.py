"""Records that are due: kept on purpose by two people, or put into the bin and brought back."""

from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from sqlalchemy import select

from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.core.permissions import Permission
from caseapp.data.journal import JournalEntry
from caseapp.data.scoping import with_put_aside
from caseapp.features.cases import queries as cases
from caseapp.features.cases import reopening
from caseapp.features.cases import service as casework
from caseapp.features.grants.models import Grant
from caseapp.features.people import finding
from caseapp.features.people.service import restrict
from caseapp.features.retention import queries, service
from caseapp.features.retention.models import Ending
from caseapp.features.retention.pages import RetentionPage
from caseapp.features.supervision import queries as supervision
from tests.features.grants.conftest import SIGNED_NOW

YEARS = 800  # days after which every closed case is due
ASKED = {"reason": "time_over", "why": "Nobody asked for Lineo since"}


def journalled(database, actor, action):
    with database.look(actor) as uow:
        return uow.session.scalars(select(JournalEntry).where(JournalEntry.action == action)).all()


def back(look, actor):
    return [(one.chip, one.text) for one in look(supervision.my_day, actor=actor).came_back]


def test_a_record_comes_up_after_the_offices_years_and_is_kept_by_two(
    closed, do, look, inbox, qtbot, clock, actors, supervisor, database
):
    case = closed(given_name="Lineo")
    focal = actors["focal"]
    clock.advance(days=2 * 365)
    assert look(queries.count, actor=focal) == 0
    clock.advance(days=1)
    (row,) = look(queries.due, actor=focal).rows
    assert (row.person.name, row.cases, row.closed_on) == ("Lineo Mokoena", 1, date(2026, 8, 18))
    do(
        service.propose,
        row.person.id,
        {"keep_until": date(2029, 1, 31), "why": "A claim runs"},
        actor=focal,
    )
    assert look(queries.count, actor=focal) == 0 and look(queries.due, actor=focal).rows[0].waiting
    page = inbox(supervisor, "retention")
    page.ctx.dialogs.answers.append(True)
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: look(queries.due, actor=focal).rows == ())
    clock.advance(days=(date(2029, 1, 31) - clock.today()).days)
    (again,) = look(queries.due, actor=focal).rows
    assert again.kept_until == date(2029, 1, 31)
    assert journalled(database, supervisor, "retention.approve")[0].actor_id == supervisor.id
    assert case.id == again.case_id


def test_the_years_are_the_offices_and_an_open_case_is_never_due(
    closed, look, clock, actors, make_case, database
):
    closed()
    make_case(given_name="Palo")
    clock.advance(days=366)
    assert look(queries.count, actor=actors["focal"]) == 0
    database.office = replace(database.office, rules={"retention.years": 1})
    assert look(queries.count, actor=actors["focal"]) == 1


def test_a_returned_proposal_comes_back_and_the_record_stays_due(closed, do, look, clock, actors, supervisor):
    case = closed()
    clock.advance(days=800)
    focal = actors["focal"]
    asked = do(
        service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": "Who knows"}, actor=focal
    )
    with pytest.raises(Refused, match="already"):
        do(service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": "x"}, actor=focal)
    do(service.send_back, asked.id, {"comment": "Too long"}, actor=supervisor)
    assert back(look, focal) == [("Returned: keep the record", "“Too long”")]
    assert look(queries.count, actor=focal) == 1


def test_impossible_proposals_are_refused(closed, do, clock, actors, make_case, caseworker, supervisor, look):
    case = closed()
    focal = actors["focal"]
    with pytest.raises(Refused, match="not due"):
        do(service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": "x"}, actor=focal)
    clock.advance(days=800)
    with pytest.raises(Invalid):
        do(service.propose, case.person.id, {"keep_until": clock.today(), "why": "x"}, actor=focal)
    with pytest.raises(Invalid):
        do(service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": " "}, actor=focal)
    for actor in (caseworker, supervisor):
        with pytest.raises(PermissionDenied):
            do(service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": "x"}, actor=actor)
    asked = do(service.propose, case.person.id, {"keep_until": date(2040, 1, 1), "why": "x"}, actor=focal)
    do(casework.reopen, case.id, {"reason": "She called"}, actor=supervisor)
    with pytest.raises(Refused, match="open case again"):
        do(service.approve, asked.id, actor=supervisor)


def test_the_focal_points_page_proposes_with_the_record_chosen(closed, look, clock, actors, ctx_for, qtbot):
    closed(given_name="Lineo")
    clock.advance(days=800)
    page = RetentionPage(ctx_for(actors["focal"]))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.due.table.current() is not None)
    assert page.sentence.text() == "1 record to decide · closed 2 years ago or longer"
    page.ctx.dialogs.answers.append({"keep_until": date(2030, 1, 1), "why": "A claim runs"})
    page.due.keep_button.click()
    qtbot.waitUntil(lambda: page.due.table.current().waiting is Ending.KEEP)
    assert not page.due.keep_button.isEnabled() and page.ctx.dialogs.errors == []


# --- the bin


@pytest.fixture
def binned(closed, do, clock, actors, supervisor):
    """binned(**person): a case whose record lies in the bin since today, and the review of it."""

    def make(**person):
        case = closed(**person)
        clock.advance(days=YEARS)
        asked = do(service.propose_removal, case.person.id, ASKED, actor=actors["focal"])
        do(service.approve, asked.id, actor=supervisor)
        return case, asked

    return make


def test_a_record_in_the_bin_is_found_by_nobody_and_listed_for_who_decides(
    binned, make_case, look, actors, supervisor, caseworker
):
    case, _asked = binned(given_name="Lineo")
    for actor in (caseworker, supervisor, actors["focal"], actors["me"]):
        with pytest.raises(NotFound):
            look(cases.case, case.id, actor=actor)
        assert look(cases.page, only=cases.CaseFilter(closed=True), actor=actor).rows == ()
    assert look(finding.find, "Lineo") == () and look(finding.find, case.number) == ()
    assert look(finding.alike, {"given_name": "Lineo", "family_name": "Mokoena", "birth_date": "1992"}) == ()
    assert look(queries.due, actor=actors["focal"]).rows == ()
    (row,) = look(queries.in_bin, actor=actors["focal"])
    assert (row.person.name, row.days, row.approved_by) == ("Lineo Mokoena", 30, supervisor.name)
    with pytest.raises(PermissionDenied):
        look(queries.in_bin, actor=caseworker)


def test_it_is_brought_back_by_one_action_and_the_journal_says_so(
    binned, look, actors, ctx_for, qtbot, database
):
    case, _asked = binned(given_name="Lineo")
    page = RetentionPage(ctx_for(actors["focal"]))
    qtbot.addWidget(page)
    page.show()
    page.arrive(tab="bin")
    qtbot.waitUntil(lambda: page.bin.table.current() is not None)
    assert not page.bin.remove_button.isEnabled()
    page.bin.keep_button.click()
    qtbot.waitUntil(lambda: look(queries.in_bin, actor=actors["focal"]) == ())
    assert look(finding.find, "Lineo")[0].id == case.person.id and look(cases.case, case.id).id == case.id
    assert [r.case_id for r in look(queries.due, actor=actors["focal"]).rows] == [case.id]
    assert len(journalled(database, actors["focal"], "retention.keep_after_all")) == 1


def test_the_days_in_the_bin_are_the_offices(closed, do, clock, look, actors, supervisor, database):
    case = closed()
    clock.advance(days=YEARS)
    database.office = replace(database.office, rules={"retention.bin_days": 5})
    asked = do(service.propose_removal, case.person.id, ASKED, actor=actors["focal"])
    do(service.approve, asked.id, actor=supervisor)
    assert look(queries.in_bin, actor=actors["focal"])[0].days == 5


def test_a_case_opened_again_takes_its_record_out_and_the_focal_point_is_told(
    binned, do, look, actors, supervisor, database
):
    case, _asked = binned()
    with database.work(supervisor) as uow, with_put_aside(uow):  # as another laptop's exchange would
        casework.reopen(uow, case.id, {"reason": "She called"})
    assert look(queries.in_bin, actor=actors["focal"]) == ()
    assert look(cases.case, case.id).closed_on is None
    assert back(look, actors["focal"]) == [("Out of the bin", "A case was opened again: the record is kept.")]


def test_a_removal_is_decided_by_somebody_else_and_shows_what_goes(
    closed, do, look, clock, actors, supervisor, inbox, qtbot
):
    case = closed(given_name="Lineo")
    clock.advance(days=YEARS)
    asked = do(service.propose_removal, case.person.id, ASKED, actor=actors["focal"])
    both = replace(actors["focal"], permissions=actors["focal"].permissions | supervisor.permissions)
    with pytest.raises(Refused, match="Nobody approves their own"):
        do(service.approve, asked.id, actor=both)
    page = inbox(supervisor, "retention")
    page.ctx.dialogs.answers.append(True)
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(look(queries.in_bin, actor=actors["focal"])) == 1)
    (told,) = page.ctx.dialogs.previews
    assert "Names, phones, document and addresses of the person: 1" in told
    assert "Cases: reasons and comments: 1" in told and "lies in the bin for 30 days" in told


def test_the_page_tells_what_goes_before_it_is_proposed(closed, look, clock, actors, ctx_for, qtbot):
    closed(given_name="Lineo")
    clock.advance(days=YEARS)
    page = RetentionPage(ctx_for(actors["focal"]))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.due.table.current() is not None)
    page.ctx.dialogs.answers += [True, {"reason": "asked"}]
    page.due.remove_button.click()
    qtbot.waitUntil(lambda: page.due.table.current().waiting is Ending.REMOVE)
    assert "Entries of the history: their values" in page.ctx.dialogs.previews[0]
    assert not page.due.remove_button.isEnabled() and page.ctx.dialogs.errors == []


def test_a_grant_that_is_not_closed_is_named_and_nothing_is_proposed(
    make_grant, closed, do, look, clock, actors, database
):
    case = closed()
    grant = make_grant(SIGNED_NOW)
    with database.work(actors["admin"]) as uow:  # as an import or an older version may have left it
        uow.session.get(Grant, grant.id).case_id = case.id
    clock.advance(days=YEARS)
    with pytest.raises(Refused, match=f"settled first: Grant {grant.number} is not settled"):
        do(service.propose_removal, case.person.id, ASKED, actor=actors["focal"])
    assert not look(queries.due, actor=actors["focal"]).rows[0].waiting


def test_a_record_one_may_not_see_cannot_be_proposed(closed, do, clock, actors, supervisor):
    case = closed()
    clock.advance(days=YEARS)
    do(restrict, case.person.id, True, actor=supervisor)
    blind = replace(
        actors["focal"], permissions=actors["focal"].permissions - {Permission.RESTRICTED_READ}, id="x"
    )
    with pytest.raises(NotFound):
        do(service.propose_removal, case.person.id, ASKED, actor=blind)


def test_a_removal_that_waits_for_a_reopening_is_refused(closed, do, clock, actors, supervisor, caseworker):
    case = closed()
    clock.advance(days=YEARS)
    asked = do(service.propose_removal, case.person.id, ASKED, actor=actors["focal"])
    do(reopening.ask, case.id, {"reason": "She came back"}, actor=caseworker)
    with pytest.raises(Refused, match="request to open the case again"):
        do(service.approve, asked.id, actor=supervisor)
