"""The plan on screen: what is shown, what is offered to whom, and what is typed arrives in the plan."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from caseapp.features.plans import queries, service
from caseapp.features.plans.models import ActivityState, PlanState
from caseapp.features.plans.pages import PlanCard, PlanReview, PlanTab, add_goal, give_assistance
from caseapp.features.programmes import service as programming
from caseapp.ui.widgets import Clickable
from tests.features.plans.conftest import BUSINESS
from tests.features.reading import press, settle, shown

ODD = '<b>Khotso</b> & "Pula"'


@pytest.fixture
def open_tab(qtbot):
    def make(ctx, case_id, kind=PlanTab):
        tab = kind(ctx, case_id)
        qtbot.addWidget(tab)
        tab.resize(1170, 560)
        tab.show()
        settle()
        return tab

    return make


def current(database, actor, case_id):
    with database.look(actor) as uow:
        return queries.of_case(uow, case_id)


def test_without_a_plan_the_tab_says_by_when_and_offers_the_needs(
    ctx, open_tab, make_case, database, caseworker
):
    case = make_case(needs="documents,debt")
    tab = open_tab(ctx, case.id)
    assert "The plan should be approved by 17 Sep 2026." in shown(tab)
    ctx.dialogs.answers = [{"objective": ODD}]
    press(tab, "Missing identity or civil documents")
    goal = current(database, caseworker, case.id).working.goals[0]
    assert (goal.need, goal.objective) == ("documents", ODD)
    assert ODD in shown(tab)  # told by the bus, shown as typed
    assert "Missing identity or civil documents" not in [
        b.text() for b in tab.needs.findChildren(QPushButton)
    ]


def test_a_plan_is_written_submitted_and_taken_back(ctx, open_tab, make_case, database, caseworker):
    case = make_case()
    tab = open_tab(ctx, case.id)
    ctx.dialogs.answers = [{"dimension": "social", "objective": "A roof"}, {"what": "housing", "cost": "900"},
                           {"signed_how": "signature"}]  # fmt: skip
    press(tab, "New goal")
    press(tab, "New activity")
    press(tab, "Submit")
    plan = current(database, caseworker, case.id).working
    assert (plan.status, plan.cost, plan.signed_on) == (PlanState.SUBMITTED, 90_000, date(2026, 8, 18))
    assert "Waiting for approval" in shown(tab)
    assert "New goal" not in shown(tab) and "Submit" not in shown(tab)
    press(tab, "Take back")
    assert "Being written" in shown(tab)


def test_a_refusal_is_said_and_nothing_is_lost(ctx, open_tab, make_case, database, caseworker):
    case = make_case()
    tab = open_tab(ctx, case.id)
    ctx.dialogs.answers = [{"dimension": "social", "objective": "A roof"}, {}]
    press(tab, "New goal")
    press(tab, "Submit")
    assert "no activity yet: A roof" in str(ctx.dialogs.errors[0])
    assert current(database, caseworker, case.id).working.status is PlanState.DRAFT


def test_the_supervisor_s_comment_stands_above_the_plan(
    ctx, open_tab, database, caseworker, supervisor, written
):
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    tab = open_tab(ctx, written.case_id)
    with database.work(supervisor) as uow:
        service.return_plan(uow, written.id, {"comment": ODD})
    assert f"’Mamello Lerotholi sent this back: {ODD}" in shown(tab)
    assert "Sent back" in shown(tab)


def test_a_click_on_an_activity_of_the_plan_in_force_asks_how_it_goes(
    qtbot, ctx, open_tab, database, caseworker, approved
):
    tab = open_tab(ctx, approved.case_id)
    ctx.dialogs.answers = [{"state": "under_way", "steps_done": "3"}]
    (row,) = [
        r for r in tab.outline.findChildren(Clickable) if "Individual counselling" in r.accessibleName()
    ]
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert ctx.dialogs.asked == ["How it goes"]
    activity = current(database, caseworker, approved.case_id).approved.activities[1]
    assert (activity.state, activity.steps_done) == (ActivityState.UNDER_WAY, 3)
    assert "3 of 4" in shown(tab)


def test_changing_the_approved_plan_begins_a_new_version(ctx, open_tab, database, caseworker, approved):
    tab = open_tab(ctx, approved.case_id)
    ctx.dialogs.answers = [BUSINESS | {"cost": "15,000"}]
    press(tab, "Change the activity…")
    whole = current(database, caseworker, approved.case_id)
    assert (whole.working.version, whole.working.cost, whole.approved.cost) == (2, 1_500_000, 1_200_000)
    assert any("version 1 is in force" in text for text in shown(tab))
    press(tab, "Version 1: Approved")
    assert ctx.dialogs.asked[-1] == "Plan"


def test_help_is_recorded_for_an_activity_and_shown_below(ctx, open_tab, database, caseworker, approved):
    tab = open_tab(ctx, approved.case_id)
    ctx.dialogs.answers = [
        {"value": "8,000", "quantity": "150", "unit": "hens", "certified_how": "signature"}
    ]
    press(tab, "Assistance given…")
    (given,) = tab.given.table.rows.rows
    assert (given.text, given.amount, given.activity_id) == (
        "Poultry business, 150 layers", "150 hens, M 8,000", approved.activities[0].root_id)  # fmt: skip
    assert "M 8,000 of 12,000" in shown(tab)
    tab.given.table.selectRow(0)
    assert not tab.given.change.isEnabled()  # signed for: it stays


def test_planned_help_is_given_or_called_off(ctx, open_tab, database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        for what in ("tvet", "food"):
            service.record_assistance(uow, case.id, {"what": what, "planned_on": "2026-09-01"})
    tab = open_tab(ctx, case.id)
    ctx.dialogs.answers = [{}, {"cancelled_why": "Found work"}]
    tab.given.table.selectRow([r.what for r in tab.given.table.rows.rows].index("food"))
    press(tab.given, "Given…")
    tab.given.table.selectRow([r.what for r in tab.given.table.rows.rows].index("tvet"))
    press(tab.given, "Call off…")
    found = {r.what: r for r in tab.given.table.rows.rows}
    assert (found["food"].delivered_on, found["tvet"].cancelled_why) == (date(2026, 8, 18), "Found work")


def test_who_only_reads_is_offered_nothing_to_change(ctx_for, actors, open_tab, approved):
    ctx = ctx_for(actors["counsellor"])
    tab = open_tab(ctx, approved.case_id)
    assert "Poultry business, 150 layers" in shown(tab)
    offered = [
        b.text() for b in tab.findChildren(QPushButton) if b.isVisible() and not isinstance(b, Clickable)
    ]
    assert offered == ["More"] and not tab.outline.findChildren(Clickable)


def test_a_high_need_is_marked_until_it_has_a_goal_or_a_reason(
    ctx, open_tab, make_case, database, caseworker
):
    case = make_case(needs="housing,debt")
    tab = open_tab(ctx, case.id)
    assert {"Has no safe place to live", "High", "Why no goal?", "medium"} <= set(shown(tab))
    ctx.dialogs.answers = [{"no_goal_why": "Her brother builds a room."}]
    press(tab, "Why no goal?")
    assert "reason given" in shown(tab) and "High" not in shown(tab)
    assert not any(n.unanswered for n in current(database, caseworker, case.id).needs)


def test_budget_lines_show_what_is_left_and_what_is_too_much(
    ctx, open_tab, written, database, caseworker, supervisor
):
    with database.work(supervisor) as uow:
        programme = programming.add_programme(uow, {
            "code": "T-1", "title": "Help", "donor": "Somebody", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        })  # fmt: skip
        line = programming.add_line(uow, programme, {"code": "2.1", "title": "In kind", "amount": "10000"})
    tab = open_tab(ctx, written.case_id)
    assert "Budget lines" not in shown(tab)
    with database.work(caseworker) as uow:
        service.change_activity(uow, written.activities[0].id, BUSINESS | {"line_id": line})
    assert {"2.1 In kind", "this plan M 12,000", "M 2,000 too much"} <= set(shown(tab))
    assert "2.1 In kind: this plan needs M 12,000, but only M 10,000 is left." in shown(tab)
    with database.work(caseworker) as uow:
        service.change_activity(uow, written.activities[0].id, BUSINESS | {"line_id": line, "cost": "4000"})
    assert "M 6,000 left of M 10,000" in shown(tab)


def test_a_late_plan_says_so(ctx, open_tab, clock, make_case):
    case = make_case()
    clock.advance(days=33)
    tab = open_tab(ctx, case.id)
    assert "The plan is 3 days late: it should have been approved by 17 Sep 2026." in shown(tab)
    card = open_tab(ctx, case.id, PlanCard)
    assert {"No plan yet.", "3 days late"} <= set(shown(card))


def test_the_card_shows_each_activity_and_leads_to_the_plan(ctx, open_tab, clock, approved):
    went = []
    ctx.navigate = lambda page, **args: went.append((page, args))
    clock.advance(days=80)
    card = open_tab(ctx, approved.case_id, PlanCard)
    assert {"signed 18 Aug, version 1", "Poultry business, 150 layers", "0 of 4", "late"} <= set(shown(card))
    card.findChildren(Clickable)[0].click()
    assert went == [("case", {"case_id": approved.case_id, "tab": "plan"})]


def test_the_review_says_what_changed_and_shows_the_whole(
    ctx_for, open_tab, database, caseworker, supervisor, approved
):
    with database.work(caseworker) as uow:
        draft = service.change_activity(uow, approved.activities[0].id, BUSINESS | {"cost": "15,000"})
        service.change(uow, draft.id, {"ceiling": "14,000"})
        service.submit(uow, draft.id)
    ctx = ctx_for(supervisor)
    review = open_tab(ctx, draft.id, PlanReview)
    texts = shown(review)
    assert "• Poultry business, 150 layers: Cost is now “M 15,000”, was “M 12,000”" in texts
    assert "The activities cost M 15,000, more than the M 14,000 written down." in texts
    assert "Individual counselling" in texts and "3 Sep 2026" not in texts


def test_the_add_menu_s_commands_ask_and_save(ctx, database, caseworker, make_case):
    case = make_case()
    ctx.dialogs.answers = [{"need": "debt", "objective": "Free of debt"}, {"what": "food"}, None]
    add_goal(ctx, case.id)
    give_assistance(ctx, case.id)
    add_goal(ctx, case.id)  # cancelled
    with database.look(caseworker) as uow:
        assert [g.objective for g in queries.of_case(uow, case.id).working.goals] == ["Free of debt"]
        assert [(a.what, a.delivered_on) for a in queries.assistance(uow, case.id)] == [
            ("food", date(2026, 8, 18))
        ]
