"""My day: what has to be done, from every feature, for every role."""

from datetime import date, timedelta

import pytest

from caseapp.core.errors import PermissionDenied
from caseapp.data import drafts
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.followups import service as followups
from caseapp.features.grants import service as grants
from caseapp.features.people import service as people
from caseapp.features.plans import service as plans
from caseapp.features.referrals import service as referrals
from caseapp.features.supervision import queries
from tests.features.grants.conftest import APPLIED, APPRAISED, PAID, PLANNED, SIGNED_NOW

TODAY = date(2026, 8, 18)


def whats(day):
    return [t.what for t in day.todo]


def tile(day, code):
    return next(t for t in day.tiles if t.code == code)


def test_a_quiet_day_has_numbers_and_nothing_to_do(look):
    day = look(queries.my_day)
    assert (day.todo, day.came_back, day.drafts, day.overdue) == ((), (), (), 0)
    assert [t.code for t in day.tiles] == ["active", "overdue", "week", "unanswered", "unpaid"]
    assert tile(day, "active").caption == "active cases of 25" and tile(day, "unpaid").value == "M 0"


def test_late_ones_come_first_and_next_week_stays_away(make_case, look, do, clock):
    first, second = make_case(), make_case(given_name="Lineo")
    do(followups.plan, first.id, {"due_on": "2026-08-20", "purpose": "second"})
    do(followups.plan, second.id, {"due_on": "2026-08-18", "purpose": "first", "mode": "phone"})
    do(followups.plan, second.id, {"due_on": "2026-08-30", "purpose": "far away"})
    clock.advance(days=1)
    day = look(queries.my_day)
    assert whats(day) == ["General follow-up: first", "General follow-up: second"]
    assert [(t.where, t.recordable) for t in day.todo] == [("Phone", True), ("Mokhotlong", True)]
    assert (day.overdue, tile(day, "overdue").tone, tile(day, "week").value) == (1, "bad", "1")
    assert look(queries.overdue) == 1


def test_partners_are_asked_and_plans_are_made(case, sent, look, clock):
    sent()
    clock.advance(days=40)
    day = look(queries.my_day)
    assert whats(day) == [
        "Survey Baseline missed",
        "First contact",
        "Ask Ministry of Home Affairs for an answer",
        "Make the plan",
    ]
    assert day.unanswered == 1 and tile(day, "unanswered").value == "1"
    assert [t.door.args.get("tab") for t in day.todo] == ["assessments", "followups", "referrals", "plan"]


def test_what_is_not_due_within_the_week_stays_away(case, sent, hold, look, counsellor, clock):
    sent()
    hold(case, next_on="2026-09-03")
    assert look(queries.my_day).todo == () and look(queries.my_day, actor=counsellor).todo == ()
    clock.advance(days=10)
    assert whats(look(queries.my_day)) == ["First contact", "Ask Ministry of Home Affairs for an answer"]
    assert "Counselling session" in whats(look(queries.my_day, actor=counsellor))


def test_nobody_but_the_counsellor_reads_of_sessions(case, hold, look, actors, clock):
    hold(case, next_on="2026-08-19")
    for login in ("caseworker", "supervisor", "me", "grants"):
        assert "Counselling session" not in whats(look(queries.my_day, actor=actors[login]))


def test_a_plan_that_waits_for_approval_is_not_asked_for(written, look, do, clock):
    do(plans.submit, written.id, {"signed_how": "signature", "signed_on": "2026-08-18"})
    clock.advance(days=40)
    assert "Make the plan" not in whats(look(queries.my_day))


def test_many_cases_without_a_plan_take_four_lines(make_case, look, clock):
    for number in range(8):
        make_case(given_name=f"Person {number}")
    clock.advance(days=40)
    day = look(queries.my_day)
    assert whats(day).count("Make the plan") == 3
    rest = next(t for t in day.todo if t.id == "plan:more")
    assert rest.what == "5 more without a plan" and rest.door.page == "cases"
    assert look(cases.count, rest.door.args["only"]) == 8


def test_activities_of_a_plan_in_force_are_due(approved, look, clock):
    clock.set(clock.now().replace(month=10, day=28))
    assert "Plan: Poultry business, 150 layers" in whats(look(queries.my_day))


def test_a_grant_asks_each_role_for_its_own_step(make_grant, look, actors, clock):
    make_grant(APPLIED)
    assert whats(look(queries.my_day, actor=actors["grants"])) == ["Appraise: poultry, 150 layers, M 12,000"]
    assert tile(look(queries.my_day, actor=actors["grants"]), "appraise").value == "1"
    make_grant(SIGNED_NOW)
    found = look(queries.my_day, actor=actors["grants"])
    assert "Pay tranche 1, M 8,000" in whats(found) and tile(found, "pay").value == "1"
    assert tile(look(queries.my_day), "unpaid").value == "M 12,000"


def test_receipts_that_are_late_and_outcomes_to_be_asked_are_told(make_grant, look, clock):
    make_grant(PAID)
    late, asked = "Receipts of the grant: poultry, 150 layers", "Outcome of the grant: poultry, 150 layers"
    assert not {late, asked} & set(whats(look(queries.my_day)))
    clock.advance(days=95)
    assert {late, asked} <= set(whats(look(queries.my_day)))


def test_what_came_back_is_told_with_its_comment(written, make_grant, sent, look, do, supervisor, actors):
    do(plans.submit, written.id, {"signed_how": "signature", "signed_on": "2026-08-18"})
    do(plans.return_plan, written.id, {"comment": "add the cost of the stock"}, actor=supervisor)
    make_grant(PLANNED, payee_phone="58999999")
    back = make_grant(APPRAISED)
    do(grants.send_back, back.id, {"reason": "prices look old"}, actor=supervisor)
    declined = sent()
    do(
        referrals.answer,
        declined.id,
        {"answer": "declined", "decline_reason": "no_capacity"},
    )
    found = {(b.chip, b.text) for b in look(queries.my_day).came_back}
    assert {("Plan returned", "“add the cost of the stock”"), ("Grant approved", "M 12,000 poultry, 150 layers"),
            ("Grant returned", "“prices look old”")} <= found  # fmt: skip
    assert "Referral declined" in {b.chip for b in look(queries.my_day).came_back}


def test_drafts_wait_for_their_writer_alone(look, do, actors):
    do(drafts.save, "person", "", {"given_name": "Matšeliso"}, {}, "Matšeliso", drafts.new_id())
    assert [d.title for d in look(queries.my_day).drafts] == ["Matšeliso"]
    assert look(queries.my_day, actor=actors["caseworker2"]).drafts == ()


def test_a_supervisor_sees_decisions_but_not_those_on_their_own_request(
    make_case, look, do, supervisor, caseworker
):
    other, own = make_case(), make_case(actor=supervisor, given_name="Lineo")
    for found, actor in ((other, caseworker), (own, supervisor)):
        do(
            casework.ask_closure,
            found.id,
            {
                "closure_reason": "withdrew",
                "closure_missing_why": "moved far away",
                "closure_note": "told us so",
            },
            actor=actor,
        )
    day = look(queries.my_day, actor=supervisor)
    assert (day.deciding, tile(day, "deciding").value) == (1, "1")
    assert [(t.what, t.since, t.door.page) for t in day.todo] == [
        ("Decide the closure: Withdrew or declined", True, "approvals")
    ]


@pytest.mark.parametrize(
    "login", ["counsellor", "grants", "supervisor", "me", "focal", "admin", "caseworker2"]
)
def test_every_role_has_a_day_of_its_own(make_case, look, actors, login, clock):
    make_case(given_name="Secretname")
    clock.advance(days=30)
    day = look(queries.my_day, actor=actors[login])
    assert day.tiles and all(t.value and t.caption for t in day.tiles)
    if login in ("me", "admin", "grants", "counsellor"):
        assert "Secretname" not in repr(day)


def test_my_day_counts_only_what_one_may_see(make_case, look, actors, supervisor, do):
    case = make_case(actor=actors["caseworker2"])
    with pytest.raises(PermissionDenied):
        look(queries.caseload)
    assert look(queries.my_day).by_risk and sum(look(queries.my_day).by_risk.values()) == 0
    assert sum(look(queries.my_day, actor=supervisor).by_risk.values()) == 1 and case.open


def test_a_plan_asks_to_be_looked_at_again_until_it_was_reviewed(approved, look, do, clock, supervisor):
    def reviews():
        return [(t.what, t.due_on) for t in look(queries.my_day).todo if t.id.startswith("review:")]

    on = clock.today() + timedelta(days=20)
    changed = do(plans.change, approved.id, {"review_on": on})
    do(plans.submit, changed.id, {"signed_how": "signature"})
    do(plans.approve, changed.id, actor=supervisor)
    assert reviews() == []
    clock.advance(days=15)
    assert reviews() == [("Look at the plan again", on)]
    met = {"kind": "plan_review", "outcome": "met", "mode": "visit", "support": "ongoing"}
    do(followups.record, approved.case_id, met)
    assert reviews() == []
    clock.advance(days=90)
    assert reviews() == [("Look at the plan again", clock.today() + timedelta(days=1))]


def test_consent_that_ends_is_asked_for_again_while_the_case_is_open(make_case, look, do, clock, supervisor):
    agreed = {
        "consent_method": "signature",
        "consent_purposes": ["case_management"],
        "consent_expires": "2026-08-21",
    }
    case, other = make_case(**agreed), make_case(given_name="Lineo", actor=supervisor, **agreed)
    (todo,) = [t for t in look(queries.my_day).todo if t.what == "Ask for consent again"]
    assert (todo.case_id, todo.due_on) == (case.id, date(2026, 8, 21)) and other.id != case.id
    clock.advance(days=5)
    assert "Ask for consent again" in whats(look(queries.my_day))  # ended: all the more
    do(people.give_consent, case.person.id, agreed | {"consent_expires": "2028-08-21"})
    assert "Ask for consent again" not in whats(look(queries.my_day))
