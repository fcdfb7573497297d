"""A colleague looks after the cases of somebody who is away: for those days, marked on My day, without owning them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from caseapp.core.errors import Invalid, NotFound, Refused
from caseapp.core.permissions import Scope
from caseapp.data.journal import JournalEntry
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.followups import service as followups
from caseapp.features.people import finding
from caseapp.features.people import service as people
from caseapp.features.supervision import cover, queries
from caseapp.features.supervision.pages import HandOverPage, MyDayPage
from caseapp.features.supervision.pages.covers import Covers
from caseapp.ui.widgets import Note
from tests.features.supervision.test_pages import texts


@pytest.fixture
def give(do, caseworker, actors, clock):
    """give(first, days): the caseworker is away, `caseworker2` looks after the cases."""

    def made(first=0, days=2, to="caseworker2", actor=caseworker, away=None, restricted=False, why="Leave"):
        day = clock.today() + timedelta(days=first)
        raw = {"first": day, "last": day + timedelta(days=days - 1), "why": why}
        return do(cover.give, (away or caseworker).id, actors[to].id, raw, restricted, actor=actor)

    return made


@pytest.fixture
def narrow(database):
    """Caseworkers see their own cases only, as an office may have it."""
    known = database.current

    def current(session, actor):
        now = known(session, actor)
        return replace(now, scope=Scope.OWN) if now.role == "caseworker" else now

    database.current = current


def sees(look, case, actor):
    try:
        return look(cases.case, case.id, actor=actor).id == case.id
    except NotFound:
        return False


def test_the_cover_sees_and_works_the_cases_on_those_days_and_no_others(
    narrow, give, look, do, make_case, clock, actors, caseworker, database
):
    case, second = make_case(given_name="Lineo"), actors["caseworker2"]
    give(first=1, days=2)
    told = []
    for _day in range(4):
        told.append(sees(look, case, second))
        clock.advance(days=1)
    assert told == [False, True, True, False]
    give(first=0, days=1)
    do(casework.add_note, case.id, {"text": "Called her."}, actor=second)
    assert look(cases.case, case.id, actor=second).caseworker_id == caseworker.id
    assert [p.name for p in look(finding.find, "Lineo", actor=second)] == ["Lineo Mokoena"]
    assert look(finding.find, "Lineo", actor=actors["caseworker"]) != ()


def test_what_is_due_shows_on_the_covers_day_with_the_name(
    give, look, do, make_case, clock, actors, qtbot, ctx_for
):
    case = make_case(given_name="Lineo")
    do(followups.plan, case.id, {"due_on": clock.today(), "kind": "business_visit", "purpose": "check 2"})
    second = actors["caseworker2"]
    assert look(queries.my_day, actor=second).todo == ()
    key = give()
    page = MyDayPage(ctx_for(second))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    assert texts(page.table, 0)[1:3] == ["Business visit: check 2 · for Palesa Mohale", "Lineo Mokoena"]
    qtbot.waitUntil(lambda: bool(page.findChildren(Covers)[0].findChildren(Note)))  # after the day itself
    (line,) = page.findChildren(Covers)[0].findChildren(Note)
    assert (
        "Tumelo Khati looks after the cases of Palesa Mohale from 18 Aug to 19 Aug: Leave" in line.text.text()
    )
    (due,) = look(queries.my_day, actor=second).todo
    do(followups.record, case.id, {"outcome": "met"}, due.followup_id, actor=second)
    do(cover.end, key, actor=second)
    assert look(queries.my_day, actor=second).todo == ()


def test_restricted_records_are_covered_only_where_a_supervisor_says_so(
    give, look, do, make_case, actors, supervisor, clock
):
    case, second = make_case(given_name="Lineo"), actors["caseworker2"]
    do(people.restrict, case.person.id, True, actor=supervisor)
    with pytest.raises(Refused, match="restricted"):
        give(restricted=True)
    key = give(days=1)
    assert not sees(look, case, second)
    do(cover.end, key)
    give(days=1, actor=supervisor, restricted=True)
    assert sees(look, case, second)
    clock.advance(days=1)
    assert not sees(look, case, second)


def test_it_is_in_the_journal_who_covers_whom(give, database, supervisor, caseworker, actors):
    give(why="Malaria")
    with database.look(supervisor) as uow:
        (entry,) = uow.session.scalars(select(JournalEntry).where(JournalEntry.action == "cover.give")).all()
    body = json.loads(entry.body)
    assert (
        entry.actor_id == caseworker.id
        and body["to_id"] == actors["caseworker2"].id
        and body["why"] == "Malaria"
    )


def test_only_ones_own_cases_unless_one_supervises_and_never_twice_on_a_day(
    give, do, actors, supervisor, caseworker
):
    with pytest.raises(Refused, match="supervisor says"):
        give(actor=actors["caseworker2"])
    give(first=1, days=2, actor=supervisor)
    with pytest.raises(Refused, match="already"):
        give(first=2, days=5)
    give(first=3, days=5)
    for to in ("caseworker", "grants", "me"):
        with pytest.raises(Refused, match="Choose"):
            give(first=20, to=to)


@pytest.mark.parametrize("wrong", [{"first": -1}, {"days": 0}, {"days": 200}, {"why": " "}])
def test_impossible_days_are_refused(give, wrong):
    with pytest.raises(Invalid):
        give(**wrong)


def test_a_bystander_does_not_end_it(give, do, actors, look, caseworker):
    key = give(to="supervisor")
    with pytest.raises(Refused, match="Only who is away"):
        do(cover.end, key, actor=actors["caseworker2"])
    assert look(cover.standing, actor=actors["caseworker2"]) == ()
    do(cover.end, key)
    assert look(cover.standing) == ()


def test_it_is_asked_where_cases_are_handed_over(qtbot, ctx_for, caseworker, actors, clock, make_case, look):
    make_case()
    page = HandOverPage(ctx_for(caseworker))
    qtbot.addWidget(page)
    page.show()
    page.ctx.dialogs.answers.append(
        {"to": actors["caseworker2"].id, "first": clock.today(), "last": clock.today(), "why": "Leave"}
    )
    page.cover_button.click()
    qtbot.waitUntil(lambda: len(look(cover.standing)) == 1)
    assert page.ctx.dialogs.errors == []
