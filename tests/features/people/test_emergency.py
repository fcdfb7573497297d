"""Breaking the glass: a restricted record opens for hours, with a reason, and the supervisor is shown it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.data import history
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.people import emergency, finding, service
from caseapp.features.people import queries as people
from caseapp.features.people.pages.listing import PeoplePage
from caseapp.features.supervision import delegation
from caseapp.features.supervision import queries as supervising
from caseapp.features.supervision.pages.approvals import ApprovalsPage

REASON = "She is at the clinic and her caseworker cannot be reached."


@pytest.fixture
def hidden(database, caseworker, supervisor, make_case):
    """A restricted case of `caseworker` with a note."""
    case = make_case(given_name="Lineo")
    with database.work(caseworker) as uow:
        casework.add_note(uow, case.id, {"text": "fled at night"})
    with database.work(supervisor) as uow:
        service.restrict(uow, case.person.id, True)
    return case


def open_it(database, actor, number):
    with database.work(actor) as uow:
        return emergency.open_record(uow, {"number": number, "reason": REASON})


def test_an_opened_record_is_seen_whole_and_only_by_who_opened_it(database, actors, hidden):
    other = actors["caseworker2"]
    with database.look(other) as uow, pytest.raises(NotFound):
        cases.case(uow, hidden.id)
    open_it(database, other, f" {hidden.number.lower()} ")
    with database.look(other) as uow:
        assert cases.case(uow, hidden.id).person.given_name == "Lineo"
        assert [n.text for n in cases.notes(uow, hidden.id)] == ["fled at night"]
        assert people.count(uow) == 1 and len(finding.find(uow, "Lineo")) == 1
    with database.look(actors["counsellor"]) as uow:
        assert people.count(uow) == 0


def test_it_closes_by_itself_after_the_hours_of_the_office(database, actors, hidden, clock):
    open_it(database, actors["caseworker2"], hidden.number)
    clock.advance(hours=7, minutes=59)
    with database.look(actors["caseworker2"]) as uow:
        assert people.count(uow) == 1
    clock.advance(minutes=2)
    with database.look(actors["caseworker2"]) as uow:
        assert people.count(uow) == 0 and finding.find(uow, "Lineo") == ()


@pytest.mark.parametrize("raw", [{"number": "X"}, {"reason": "because"}, {"number": "", "reason": "  "}])
def test_without_number_and_reason_nothing_opens(database, actors, hidden, raw):
    with pytest.raises(Invalid), database.work(actors["caseworker2"]) as uow:
        emergency.open_record(uow, raw)
    with database.look(actors["supervisor"]) as uow:
        assert emergency.waiting(uow) == ()


def test_an_open_records_number_is_refused_and_the_try_is_journalled(database, actors, make_case, supervisor):
    case = make_case()
    with pytest.raises(Refused, match="No restricted record"):
        open_it(database, actors["caseworker2"], case.number)
    with database.look(supervisor) as uow:
        assert any(e.action == "refused" for e in history.of_office(uow).rows)


def test_the_grants_officer_may_not_break_the_glass(database, grants_officer, hidden):
    with pytest.raises(PermissionDenied):
        open_it(database, grants_officer, hidden.number)


def test_a_supervisor_objects_and_it_closes_at_once(database, actors, hidden, supervisor):
    opened = open_it(database, actors["caseworker2"], hidden.number)
    with database.work(supervisor) as uow:
        emergency.object_to(uow, opened.id, {"review_note": "I was in the next room."})
    with database.look(actors["caseworker2"]) as uow:
        assert people.count(uow) == 0
        day = supervising.my_day(uow)
    assert [b.text for b in day.came_back] == ["“I was in the next room.”"]
    with pytest.raises(Refused, match="already"), database.work(supervisor) as uow:
        emergency.accept(uow, opened.id)


def test_the_supervisor_sees_it_on_my_day_and_among_the_approvals(
    database, actors, hidden, supervisor, ctx_for, qtbot
):
    open_it(database, actors["caseworker2"], hidden.number)
    with database.look(supervisor) as uow:
        day = supervising.my_day(uow)
    assert day.deciding == 1 and any(REASON in t.what for t in day.todo)
    ctx = ctx_for(supervisor)
    page = ApprovalsPage(ctx)
    qtbot.addWidget(page)
    page.show()
    assert page.shown.kind == "emergency"
    qtbot.waitUntil(lambda: page.review.words.text() == REASON)
    ctx.dialogs.answers = [True]
    page.approve()
    with database.look(supervisor) as uow:
        assert emergency.waiting(uow) == ()


def test_the_people_page_asks_for_number_and_reason_and_goes_there(database, actors, hidden, ctx_for, qtbot):
    ctx = ctx_for(actors["caseworker2"])
    went = []
    ctx.navigate = lambda page, **args: went.append((page, args))
    page = PeoplePage(ctx)
    qtbot.addWidget(page)
    page.show()
    ctx.dialogs.answers = [{"number": hidden.number, "reason": REASON}]
    next(b for b in page.findChildren(QPushButton) if "emergency" in b.text()).click()
    assert went == [("case", {"person_id": hidden.person.id})]


def test_looking_at_what_waits_is_no_look_into_the_record(database, actors, hidden, supervisor):
    open_it(database, actors["caseworker2"], hidden.number)
    with database.look(supervisor) as uow:
        assert [w.name for w in supervising.waiting(uow)] == ["Lineo Mokoena"]
        before = len(history.of_office(uow, actions=("person.seen",)).rows)
    with database.look(supervisor) as uow:
        supervising.waiting(uow)
    with database.look(supervisor) as uow:
        assert len(history.of_office(uow, actions=("person.seen",)).rows) == before


def test_a_deputy_who_sees_no_restricted_record_decides_on_the_rest(
    database, actors, hidden, supervisor, caseworker, make_case, clock
):
    open_it(database, actors["caseworker"], hidden.number)
    other = make_case(given_name="Thabo")
    asked = {
        "closure_reason": "goals_achieved",
        "closure_note": "All well.",
        "closure_missing_why": "None due.",
    }
    with database.work(caseworker) as uow:
        casework.ask_closure(uow, other.id, asked)
    with database.work(supervisor) as uow:
        delegation.give(uow, actors["caseworker2"].id, clock.today(), clock.today(), "Leave")
    with database.look(actors["caseworker2"]) as uow:
        assert [w.number for w in supervising.waiting(uow)] == [other.number]
        assert supervising.my_day(uow).deciding == 1
