"""A plan is written, signed, approved by somebody else, followed, and changed only as a new version."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import EditConflict, Invalid, NotFound, PermissionDenied, Refused
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as case_service
from caseapp.features.cases.models import Case, Stage
from caseapp.features.plans import queries, service
from caseapp.features.plans.models import ActivityState, Dimension, PlanState, Signing
from tests.features.plans.conftest import BUSINESS, SESSIONS

TODAY = date(2026, 8, 18)


def stage(database, actor, plan):
    with database.look(actor) as uow:
        return cases.case(uow, plan.case_id).stage


def test_the_first_goal_begins_the_plan_and_takes_its_dimension_from_the_need(written):
    assert (written.version, written.status) == (1, PlanState.DRAFT)
    assert [g.dimension for g in written.goals] == [Dimension.ECONOMIC, Dimension.PSYCHOSOCIAL]
    business, sessions = written.activities
    assert (business.cost, business.currency, business.provider) == (1_200_000, "LSL", "direct")
    assert sessions.steps_total == 4
    assert written.cost == 1_200_000


def test_a_goal_needs_a_need_or_a_dimension(database, caseworker, make_case):
    case = make_case()
    with pytest.raises(Invalid) as refused, database.work(caseworker) as uow:
        service.add_goal(uow, case.id, {"objective": "Something good"})
    assert set(refused.value.problems) == {"dimension"}
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, case.id).shown is None


def test_the_usual_way_of_delivery_comes_from_the_list(database, caseworker, written):
    with database.work(caseworker) as uow:
        plan = service.add_activity(uow, written.goals[0].id, {"what": "tvet"})
    assert plan.activities[1].provider == "referral"


def test_an_activity_cannot_be_due_before_it_starts(database, caseworker, written):
    with pytest.raises(Invalid) as refused, database.work(caseworker) as uow:
        service.add_activity(uow, written.goals[0].id, BUSINESS | {"due_on": "2026-08-19"})
    assert set(refused.value.problems) == {"due_on"}


@pytest.mark.parametrize(
    "text", ['<b>Khotso</b> & "Pula"', "’Mamello " * 20 + "!", "قطيع ماعز", "=cmd|' /C calc'!A0"]
)
def test_words_in_any_script_are_kept_as_typed(database, caseworker, written, text):
    with database.work(caseworker) as uow:
        plan = service.add_activity(uow, written.goals[0].id, {"what": "tvet", "detail": text})
    assert plan.activities[1].text == text.strip()


def test_an_empty_plan_or_a_goal_without_activity_cannot_be_submitted(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        plan = service.start(uow, case.id, {"baseline": "Lives with her mother"})
    with pytest.raises(Refused, match="no goal"), database.work(caseworker) as uow:
        service.submit(uow, plan.id)
    with database.work(caseworker) as uow:
        service.add_goal(uow, case.id, {"dimension": "social", "objective": "A roof"})
    with pytest.raises(Refused, match="A roof"), database.work(caseworker) as uow:
        service.submit(uow, plan.id)


def test_approval_puts_the_plan_in_force_and_moves_the_case_on(database, caseworker, approved):
    assert approved.status is PlanState.APPROVED
    assert (approved.signed_how, approved.signed_on, approved.signed_witness) == (
        Signing.THUMBPRINT,
        TODAY,
        "Mpho Tau",
    )
    assert approved.decided_name == "’Mamello Lerotholi" and approved.submitted_name == "Palesa Mohale"
    with database.look(caseworker) as uow:
        case = cases.case(uow, approved.case_id)
    assert (case.stage, case.planned_on) == (Stage.PLANNED, TODAY)


def test_nobody_approves_their_own_plan(database, supervisor, caseworker, make_case):
    case = make_case(actor=supervisor)
    with database.work(supervisor) as uow:
        plan = service.add_goal(uow, case.id, {"dimension": "social", "objective": "A roof"})
        service.add_activity(uow, plan.goals[0].id, {"what": "housing"})
    with database.work(caseworker) as uow:
        service.submit(uow, plan.id)
    with pytest.raises(Refused, match="Nobody approves their own"), database.work(supervisor) as uow:
        service.approve(uow, plan.id)
    with pytest.raises(Refused, match="Nobody approves their own"), database.work(supervisor) as uow:
        service.return_plan(uow, plan.id, {"comment": "hm"})
    assert stage(database, caseworker, plan) is not Stage.PLANNED


def test_a_caseworker_cannot_approve(database, caseworker, actors, written):
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    with pytest.raises(PermissionDenied), database.work(actors["caseworker2"]) as uow:
        service.approve(uow, written.id)


def test_what_waits_cannot_be_changed_but_taken_back(database, caseworker, actors, written):
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    with pytest.raises(Refused, match="waiting for a decision"), database.work(caseworker) as uow:
        service.change_activity(uow, written.activities[0].id, BUSINESS)
    with pytest.raises(Refused, match="Only who submitted"), database.work(actors["caseworker2"]) as uow:
        service.take_back(uow, written.id)
    with database.work(caseworker) as uow:
        assert service.take_back(uow, written.id).status is PlanState.DRAFT


def test_a_returned_plan_comes_back_with_the_comment_and_goes_again(
    database, caseworker, supervisor, written
):
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    with pytest.raises(Invalid), database.work(supervisor) as uow:
        service.return_plan(uow, written.id, {"comment": "  "})
    with database.work(supervisor) as uow:
        returned = service.return_plan(uow, written.id, {"comment": "Who feeds the hens?"})
    assert returned.status is PlanState.RETURNED and returned.editable
    with database.look(caseworker) as uow:
        (back,) = queries.came_back(uow)
    assert back.comment == "Who feeds the hens?" and back.id == written.id
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
        assert queries.came_back(uow) == ()
    with database.work(supervisor) as uow:
        assert service.approve(uow, written.id).version == 1


def test_editing_an_approved_plan_makes_a_new_version_and_leaves_the_old_one(
    database, caseworker, supervisor, approved
):
    business = approved.activities[0]
    with database.work(caseworker) as uow:
        draft = service.change_activity(uow, business.id, BUSINESS | {"cost": "15,000"})
        assert (draft.version, draft.status, draft.signed_on) == (2, PlanState.DRAFT, None)
        assert draft.activities[0].cost == 1_500_000
        whole = queries.of_case(uow, approved.case_id)
        assert whole.approved == approved and whole.working == draft
    with database.work(caseworker) as uow:
        again = service.change_activity(uow, business.id, BUSINESS | {"cost": "16,000"})
        assert again.id == draft.id  # the same new version, not a third one
        service.submit(uow, draft.id)
    with database.work(supervisor) as uow:
        service.approve(uow, draft.id)
        versions = queries.of_case(uow, approved.case_id).versions
        assert [(v.version, v.status) for v in versions] == [
            (2, PlanState.APPROVED),
            (1, PlanState.SUPERSEDED),
        ]
        assert queries.version(uow, approved.id).activities[0].cost == 1_200_000


def test_progress_made_while_a_new_version_is_written_is_not_lost(database, caseworker, supervisor, approved):
    _business, sessions = approved.activities
    with database.work(caseworker) as uow:
        draft = service.revise(uow, approved.case_id)
        service.track(uow, sessions.id, {"state": "under_way", "steps_done": "3"})
        service.add_goal(uow, approved.case_id, {"need": "documents", "objective": "An identity card"})
        working = queries.of_case(uow, approved.case_id).working
        assert working.activities[1].stands == "3 of 4"  # seen in the new version while it is written
        goal = working.goals[-1]
        service.add_activity(uow, goal.id, {"what": "documentation"})
        service.submit(uow, draft.id)
    with database.work(supervisor) as uow:
        plan = service.approve(uow, draft.id)
    assert [a.steps_done for a in plan.activities] == [None, 3, None]
    assert plan.activities[1].root_id == sessions.root_id and plan.activities[1].stands == "3 of 4"


def test_what_is_taken_out_stays_in_the_old_version(database, caseworker, approved):
    with database.work(caseworker) as uow:
        draft = service.remove_goal(uow, approved.goals[0].id)
        assert [g.objective for g in draft.goals] == ["Sleeps through the night"]
        assert len(draft.activities) == 1
        assert len(queries.version(uow, approved.id).activities) == 2
    with pytest.raises(Refused, match="no longer part"), database.work(caseworker) as uow:
        service.change_activity(uow, approved.activities[0].id, BUSINESS)


def test_progress_is_followed_on_the_approved_plan_only(database, caseworker, written):
    with pytest.raises(Refused, match="not approved yet"), database.work(caseworker) as uow:
        service.track(uow, written.activities[0].id, {"state": "done"})


def test_an_activity_goes_from_planned_to_done_or_dropped(database, caseworker, approved):
    business, sessions = approved.activities
    with database.work(caseworker) as uow:
        plan = service.track(uow, sessions.id, {"state": "planned", "steps_done": 2})
        assert plan.activities[1].state is ActivityState.UNDER_WAY and plan.activities[1].progress == 0.5
        plan = service.track(uow, sessions.id, {"state": "done"})
        assert (plan.activities[1].done_on, plan.activities[1].steps_done) == (TODAY, 4)
        plan = service.track(uow, business.id, {"state": "dropped", "dropped_why": "Moved away"})
        assert plan.activities[0].dropped_why == "Moved away" and plan.cost == 0
        assert plan.version == 1  # following a plan is no new version
    for wrong, field in [({"state": "dropped"}, "dropped_why"), ({"state": "under_way", "steps_done": 5}, "steps_done"),
                         ({"state": "done", "done_on": "2026-08-19"}, "done_on")]:  # fmt: skip
        with pytest.raises(Invalid) as refused, database.work(caseworker) as uow:
            service.track(uow, sessions.id, wrong)
        assert set(refused.value.problems) == {field}


def test_two_windows_on_one_activity_never_lose_an_edit(database, caseworker, actors, written):
    activity = written.activities[0]
    seen = {"cost": activity.cost, "due_on": activity.due_on}
    with database.work(actors["caseworker2"]) as uow:
        service.change_activity(uow, activity.id, BUSINESS | {"cost": "13,000"}, seen)
    with pytest.raises(EditConflict) as conflict, database.work(caseworker) as uow:
        service.change_activity(uow, activity.id, BUSINESS | {"cost": "14,000"}, seen)
    assert set(conflict.value.fields) == {"cost"}


def test_a_change_after_signing_asks_for_a_new_signature(database, caseworker, written):
    with database.work(caseworker) as uow:
        service.sign(uow, written.id, {"signed_how": "signature"})
        assert queries.version(uow, written.id).signed_on == TODAY
        assert service.add_activity(uow, written.goals[0].id, {"what": "tvet"}).signed_on is None
    with pytest.raises(Invalid), database.work(caseworker) as uow:
        service.sign(uow, written.id, {})
    with pytest.raises(Invalid), database.work(caseworker) as uow:
        service.sign(uow, written.id, {"signed_how": "signature", "signed_on": "2027-01-01"})


def test_a_plan_that_waits_keeps_the_case_open(database, caseworker, supervisor, written):
    with database.work(caseworker) as uow:
        service.submit(uow, written.id)
    closure = {
        "closure_reason": "goals_achieved",
        "closure_missing_why": "moved far away",
        "closure_note": "well",
    }
    with pytest.raises(Refused, match="plan is waiting"), database.work(caseworker) as uow:
        case_service.ask_closure(uow, written.case_id, closure)
    with database.work(supervisor) as uow:
        service.approve(uow, written.id)
    with database.work(caseworker) as uow:
        case_service.ask_closure(uow, written.case_id, closure)
    with database.work(supervisor) as uow:
        case_service.approve_closure(uow, written.case_id)
    with pytest.raises(Refused, match="closed"), database.work(caseworker) as uow:
        service.add_activity(uow, written.goals[0].id, SESSIONS)


def test_help_given_is_recorded_with_its_certificate_and_moves_the_case_on(database, caseworker, approved):
    business = approved.activities[0]
    with database.work(caseworker) as uow:
        planned = service.record_assistance(
            uow, approved.case_id,
            {"what": "business_individual", "quantity": "150", "unit": "hens", "value": "8,000", "planned_on": "2026-08-25"},
            business.id,
        )  # fmt: skip
        assert (planned.form, planned.provider, planned.amount) == ("in_kind", "direct", "150 hens, M 8,000")
    assert stage(database, caseworker, approved) is Stage.PLANNED
    with database.work(caseworker) as uow:
        given = service.deliver(uow, planned.id, {"delivered_on": "2026-08-17", "certified_how": "thumbprint",
                                                  "witness": "Mpho Tau"})  # fmt: skip
        assert (given.certified_on, given.quantity) == (date(2026, 8, 17), 150)
    assert stage(database, caseworker, approved) is Stage.MONITORING
    with database.look(caseworker) as uow:
        line = queries.card(uow, approved.case_id).lines[0]
    assert (line.right, round(line.progress, 2)) == ("M 8,000 of 12,000", 0.67)


def test_help_may_come_before_any_plan(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        service.record_assistance(uow, case.id, {"what": "food", "delivered_on": "2026-08-18"})
        assert [a.text for a in queries.assistance(uow, case.id)] == ["Food"]
        assert cases.case(uow, case.id).supported_on == TODAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "planned_on"),
        ({"delivered_on": "2026-08-19"}, "delivered_on"),
        (
            {"delivered_on": "2026-08-10", "certified_how": "signature", "certified_on": "2026-08-09"},
            "certified_on",
        ),
        (
            {"delivered_on": "2026-08-10", "certified_how": "signature", "certified_on": "2026-08-20"},
            "certified_on",
        ),
        ({"delivered_on": "2026-08-10", "value": "-5"}, "value"),
    ],
)
def test_impossible_help_is_refused_under_its_field(database, caseworker, make_case, values, field):
    case = make_case()
    with pytest.raises(Invalid) as refused, database.work(caseworker) as uow:
        service.record_assistance(uow, case.id, {"what": "food"} | values)
    assert set(refused.value.problems) == {field}


def test_what_was_signed_for_stays_and_what_was_given_is_not_called_off(database, caseworker, make_case):
    case = make_case()
    values = {"what": "food", "delivered_on": "2026-08-18"}
    with database.work(caseworker) as uow:
        given = service.record_assistance(uow, case.id, values)
        service.change_assistance(uow, given.id, values | {"quantity": "2", "certified_how": "signature"})
        planned = service.record_assistance(uow, case.id, {"what": "tvet", "planned_on": "2026-09-01"})
        assert service.cancel(uow, planned.id, {"cancelled_why": "Found work"}).cancelled_on == TODAY
    for act in (lambda uow: service.change_assistance(uow, given.id, values),
                lambda uow: service.cancel(uow, given.id, {"cancelled_why": "x"}),
                lambda uow: service.deliver(uow, planned.id, {"delivered_on": "2026-08-18"})):  # fmt: skip
        with pytest.raises(Refused), database.work(caseworker) as uow:
            act(uow)


def test_help_cannot_be_booked_on_another_case_s_activity(database, caseworker, make_case, approved):
    other = make_case(given_name="Lineo")
    with pytest.raises(Refused, match="another case"), database.work(caseworker) as uow:
        service.record_assistance(
            uow, other.id, {"what": "food", "delivered_on": "2026-08-18"}, approved.activities[0].id
        )


def test_the_plan_of_a_restricted_case_is_hidden_with_it(database, caseworker, actors, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        uow.get(Case, case.id).restricted = True
        plan = service.add_goal(uow, case.id, {"dimension": "social", "objective": "A roof"})
    with pytest.raises(NotFound), database.look(actors["caseworker2"]) as uow:
        queries.version(uow, plan.id)
    with database.look(caseworker) as uow:
        assert queries.version(uow, plan.id).goals[0].objective == "A roof"
