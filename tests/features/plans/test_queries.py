"""What screens are told of plans: how late, what is uncovered, what changed in words, what waits."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from caseapp.core.dates import PartialDate
from caseapp.core.errors import PermissionDenied
from caseapp.data.uow import Database
from caseapp.features.people.models import Person
from caseapp.features.plans import queries, service
from caseapp.features.plans.form import (
    ACTIVITY_FORM,
    ASSISTANCE_FORM,
    DELIVERY_FORM,
    GOAL_FORM,
    PLAN_FORM,
    with_lines,
)
from tests.features.plans.conftest import BUSINESS


def test_needs_without_a_goal_are_named(database, caseworker, written):
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, written.case_id).uncovered == ("documents",)


@pytest.mark.parametrize(("returned", "due"), [("", date(2026, 9, 17)), ("2026-03-01", date(2026, 9, 17)),
                                               ("2026-09-01", date(2026, 10, 1))])  # fmt: skip
def test_a_plan_is_due_thirty_days_after_return_or_opening_whichever_is_later(
    database, caseworker, make_case, returned, due
):
    case = make_case()
    if returned:
        with database.work(caseworker) as uow:
            uow.get(Person, case.person.id).return_date = PartialDate.parse(returned)
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, case.id).due_on == due


def test_lateness_is_counted_until_approval_and_the_office_may_change_the_rule(
    database, caseworker, supervisor, clock, written
):
    clock.advance(days=33)
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, written.case_id).days_late == 3
        assert queries.card(uow, written.case_id).days_late == 3
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    with database.work(supervisor) as uow:
        service.approve(uow, written.id)
    clock.advance(days=100)
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, written.case_id).days_late == 3
    strict = replace(database.office, rules={"plan.days": 10})
    other = Database(database.write_engine, database.read_engine, database.bus, strict, clock)
    with other.look(caseworker) as uow:
        assert queries.of_case(uow, written.case_id).days_late == 23


def test_what_a_new_version_changes_is_said_in_words(database, caseworker, approved):
    business, _sessions = approved.activities
    with database.work(caseworker) as uow:
        draft = service.change_activity(
            uow, business.id, BUSINESS | {"cost": "15,000", "due_on": "2026-11-15"}
        )
        service.remove_goal(uow, draft.goals[1].id)
        goal = service.add_goal(
            uow, approved.case_id, {"need": "documents", "objective": "An identity card"}
        ).goals[-1]
        service.add_activity(uow, goal.id, {"what": "documentation", "cost": "250.50"})
        service.change(uow, draft.id, {"review_on": "2026-12-01"})
        said = queries.changed(uow, draft.id)
    assert said == (
        "Plan: Look at the plan again on is now “1 Dec 2026”",
        "New goal: An identity card",
        "Goal taken out: Sleeps through the night",
        "New activity: Identity and civil documents (M 250.50)",
        "Activity taken out: Individual counselling",
        "Poultry business, 150 layers: Cost is now “M 15,000”, was “M 12,000”",
        "Poultry business, 150 layers: Done by is now “15 Nov 2026”, was “30 Oct 2026”",
    )


def test_a_first_version_has_nothing_to_compare_with(database, caseworker, written):
    with database.look(caseworker) as uow:
        assert queries.changed(uow, written.id) == ()


def test_an_old_version_is_compared_with_the_one_before_it_not_with_the_newest(
    database, caseworker, supervisor, approved
):
    with database.work(caseworker) as uow:
        second = service.change_activity(uow, approved.activities[0].id, BUSINESS | {"cost": "15,000"})
        service.submit(uow, second.id)
    with database.work(supervisor) as uow:
        service.approve(uow, second.id)
        assert queries.changed(uow, second.id) == (
            "Poultry business, 150 layers: Cost is now “M 15,000”, was “M 12,000”",
        )


def test_the_supervisor_sees_what_waits_with_whose_it_is(database, caseworker, supervisor, written):
    with database.look(supervisor) as uow:
        assert queries.waiting_for_decision(uow) == () and queries.waiting_count(uow) == 0
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    with database.look(supervisor) as uow:
        (row,) = queries.waiting_for_decision(uow)
        assert queries.waiting_count(uow) == 1
    assert (row.case.name, row.version, row.goals, row.activities) == ("Thabo Mokoena", 1, 2, 2)
    assert (row.submitted_name, row.cost, row.currency) == ("Palesa Mohale", 1_200_000, "LSL")
    with pytest.raises(PermissionDenied), database.look(caseworker) as uow:
        queries.waiting_for_decision(uow)


def test_the_card_shows_each_activity_with_how_far_it_is(database, caseworker, clock, approved):
    with database.work(caseworker) as uow:
        service.track(uow, approved.activities[1].id, {"state": "under_way", "steps_done": 2})
        shown = queries.card(uow, approved.case_id)
    assert shown.heading == "signed 18 Aug, version 1" and shown.exists
    assert [(x.text, x.progress, x.right, x.late) for x in shown.lines] == [
        ("Poultry business, 150 layers", 0.0, "planned", False),
        ("Individual counselling", 0.5, "2 of 4", False),
    ]
    clock.advance(days=80)
    with database.look(caseworker) as uow:
        assert [(x.right, x.late) for x in queries.card(uow, approved.case_id).lines] == [
            ("late", True),
            ("2 of 4", False),
        ]


def test_a_case_without_a_plan_says_so(database, caseworker, make_case):
    case = make_case()
    with database.look(caseworker) as uow:
        assert not queries.card(uow, case.id).exists
        assert queries.of_case(uow, case.id).versions == ()


def test_activities_due_are_found_by_caseworker(database, caseworker, actors, approved):
    with database.look(caseworker) as uow:
        due = queries.activities_due(uow, date(2026, 10, 30), caseworker.id)
        assert [(r.activity.text, r.case.name) for r in due] == [
            ("Poultry business, 150 layers", "Thabo Mokoena")
        ]
        assert queries.activities_due(uow, date(2026, 10, 29), caseworker.id) == ()
        assert queries.activities_due(uow, date(2026, 12, 30), actors["caseworker2"].id) == ()


def test_who_may_not_identify_people_reads_codes_but_no_free_text(database, actors, caseworker, approved):
    with database.look(actors["me"]) as uow:
        plan = queries.of_case(uow, approved.case_id).approved
    assert plan.goals[0].text == "Wants to start or restart a business"
    assert plan.activities[0].text == "Business start-up, individual"
    assert plan.signed_witness is None and plan.activities[0].cost == 1_200_000


def test_the_administrator_sees_no_plan(database, actors, approved):
    with pytest.raises(PermissionDenied), database.look(actors["admin"]) as uow:
        queries.of_case(uow, approved.case_id)


def test_no_part_of_a_form_asks_more_than_twelve_things():
    lines = (("a", "2.4 Help, M 9 left"),)
    forms = [with_lines(f, lines) for f in (ACTIVITY_FORM, ASSISTANCE_FORM)] + [
        PLAN_FORM,
        GOAL_FORM,
        DELIVERY_FORM,
    ]
    assert {(f.code, s.code): len(s.fields) for f in forms for s in f.sections if len(s.fields) > 12} == {}
    assert [f.name for f in forms[1].fields].count("line_id") == 1
