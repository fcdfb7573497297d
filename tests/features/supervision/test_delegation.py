"""While a supervisor is away a deputy decides: for those days, in their own name, never on their own requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.core.permissions import Permission
from caseapp.features.cases import service as casework
from caseapp.features.office.models import Staff
from caseapp.features.supervision import delegation, queries
from caseapp.features.supervision.pages import ApprovalsPage


@pytest.fixture
def lend(database, supervisor, actors, clock):
    """lend(days): the supervisor is away from tomorrow for so many days; `caseworker2` decides."""

    def give(days=3, to="caseworker2", first=1, why="Leave"):
        day = clock.today() + timedelta(days=first)
        with database.work(supervisor) as uow:
            return delegation.give(uow, actors[to].id, day, day + timedelta(days=days - 1), why)

    return give


def may(database, actor):
    with database.look(actor) as uow:
        return uow.actor.can(Permission.CASE_APPROVE)


def test_a_deputy_decides_on_those_days_and_no_others(database, actors, clock, lend):
    lend(days=2)
    told = []
    for _n in range(4):
        told.append(may(database, actors["caseworker2"]))
        clock.advance(days=1)
    assert told == [False, True, True, False]
    assert not may(database, actors["caseworker"])


def test_it_can_be_ended_at_any_time_also_for_who_signed_in_with_it(
    database, actors, supervisor, clock, lend
):
    key = lend(first=0)
    with database.look(actors["caseworker2"]) as uow:
        signed_in = uow.actor
    assert signed_in.can(Permission.CASE_APPROVE)
    with database.work(supervisor) as uow:
        delegation.end(uow, key)
    assert not may(database, signed_in)


def test_a_deputy_closes_a_case_of_others_in_their_own_name_but_never_their_own(
    database, actors, make_case, lend, clock, caseworker
):
    lend(first=0)
    deputy, asked = actors["caseworker2"], {"closure_reason": "goals_achieved", "closure_note": "All well.",
                                            "closure_missing_why": "No survey was due."}  # fmt: skip
    others, own = make_case(given_name="Lineo"), make_case(actor=deputy, given_name="Thabo")
    for actor, case in ((caseworker, others), (deputy, own)):
        with database.work(actor) as uow:
            casework.ask_closure(uow, case.id, asked)
    with database.look(deputy) as uow:
        assert {(w.number, w.own) for w in queries.waiting(uow)} == {
            (others.number, False),
            (own.number, True),
        }
    with database.work(deputy) as uow:
        assert casework.approve_closure(uow, others.id).closed_on == clock.today()
    with pytest.raises(Refused), database.work(deputy) as uow:
        casework.approve_closure(uow, own.id)


def test_somebody_who_left_lends_nothing(database, supervisor, actors, lend):
    lend(first=0)
    with database.work(supervisor) as uow:
        uow.get(Staff, supervisor.id).active = False
    assert not may(database, actors["caseworker2"])


def test_only_who_decides_may_lend_and_a_deputy_does_not_pass_it_on(database, actors, clock, lend):
    with pytest.raises(PermissionDenied), database.work(actors["caseworker"]) as uow:
        delegation.give(uow, actors["caseworker2"].id, clock.today(), clock.today(), "x")
    lend(first=0)
    with pytest.raises(Refused, match="Only they"), database.work(actors["caseworker2"]) as uow:
        delegation.give(uow, actors["caseworker"].id, clock.today(), clock.today(), "x")


@pytest.mark.parametrize("wrong", [{"first": -1}, {"days": 0}, {"days": 200}, {"why": " "}])
def test_impossible_days_are_refused_field_by_field(lend, wrong):
    with pytest.raises(Invalid):
        lend(**wrong)


@pytest.mark.parametrize("to", ["supervisor", "admin", "me", "grants"])
def test_nobody_lends_to_themselves_or_to_a_role_that_only_reads_or_pays(lend, to):
    with pytest.raises(Refused):
        lend(to=to)


def test_the_approvals_page_asks_shows_and_ends(qtbot, ctx_for, supervisor, actors, clock, database):
    ctx = ctx_for(supervisor)
    page = ApprovalsPage(ctx)
    qtbot.addWidget(page)
    page.show()
    ctx.dialogs.answers = [
        {"to": actors["caseworker2"].id, "first": clock.today(), "last": clock.today(), "why": "Leave"}
    ]
    page.away_button.click()
    qtbot.waitUntil(lambda: page.deputies.lines.count() == 1)
    assert may(database, actors["caseworker2"])
    ctx.dialogs.answers = [True]
    page.deputies.lines.itemAt(0).widget().findChild(type(page.away_button)).click()
    qtbot.waitUntil(lambda: page.deputies.lines.count() == 0)
