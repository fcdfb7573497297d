"""The way of a grant, and what is refused on it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core.errors import EditConflict, Invalid, PermissionDenied, Refused
from caseapp.core.permissions import Permission
from caseapp.data.journal import JournalEntry
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as case_service
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import GrantState, ReceiptStatus
from caseapp.features.grants.views import TrancheState
from caseapp.features.programmes import service as programmes
from tests.features.grants.conftest import (
    ADVICE,
    APPLICATION,
    APPRAISED,
    APPROVED,
    COSTS,
    PAID,
    PAYMENT,
    PLANNED,
    POINTS,
    RECEIPT,
    REVERSED,
    SIGNED,
    SIGNED_NOW,
    TRANCHES,
)

VISIT = {"visited_on": "2026-08-18", "met": True, "status": "operational", "saw": "140 hens, 95 eggs a day",
         "sales": "3150", "costs": "2020", "workers_women": 1}  # fmt: skip
WHY = {"reason": "the chief asked for it"}


# --- the whole way


def test_a_grant_goes_from_application_to_outcome(
    database, caseworker, supervisor, grants_officer, make_grant
):
    grant = make_grant(PAID)
    assert (grant.state, grant.asked, grant.approved, grant.paid, grant.promised) == (
        GrantState.PAYING, 12_000_00, 12_000_00, 8_000_00, 4_000_00
    )  # fmt: skip
    with database.work(caseworker) as uow:
        service.confirm_condition(
            uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "95 eggs a day"}
        )
        service.add_receipt(uow, grant.tranches[0].id, RECEIPT)
        service.record_visit(uow, grant.id, VISIT)
    with database.work(grants_officer) as uow:
        second = PAYMENT | {"amount": "4000", "reference": "QGH8"}
        grant = service.pay(uow, grant.tranches[1].id, second)
    assert (grant.state, grant.paid, grant.promised) == (GrantState.MONITORING, 12_000_00, 0)
    with database.work(caseworker) as uow:
        grant = service.close(
            uow, grant.id, {"outcome": "profitable", "outcome_note": "Sells at the market."}
        )
    assert (grant.state, grant.outcome, grant.closed_on) == (
        GrantState.CLOSED,
        "profitable",
        date(2026, 8, 18),
    )
    assert [s.state for s in grant.steps] == ["done"] * 7
    assert (grant.receipted, grant.liquidated) == (8_000_00, 66)
    assert grant.visits[0].profit == 1_130_00


def test_the_application_adds_up_its_lines_and_knows_its_payee(make_grant, make_case):
    case = make_case(phone="63123456", id_number="0123 456-789012")
    grant = make_grant(case_id=case.id, payee_phone=None)
    assert grant.number.startswith("MKG-G-26-")
    assert [c.amount for c in grant.costs] == [5_250_00, 3_400_00, 2_600_00, 750_00]
    assert (grant.payee_name, grant.payee_phone, grant.payee_identity) == (
        "Thabo Mokoena",
        "+26663123456",
        "0123456789012",
    )
    assert grant.break_even_month == 7  # (12 000 + 1 500) / (3 150 - 1 200) months


def test_somebody_else_as_payee_does_not_get_the_persons_phone(make_grant, make_case):
    case = make_case(phone="63123456", id_number="0123456789012")
    grant = make_grant(case_id=case.id, payee_name="’Mathabo Mokoena", payee_phone=None)
    assert (grant.payee_phone, grant.payee_identity) == (None, None)


@pytest.mark.parametrize(("costs", "words"), [
    ([], "1 to 60 lines"),
    ([{"item": "Hens", "quantity": 0, "unit_price": "5"}], "Line 1: Write 1 or more."),
    ([COSTS[0], {"item": "Feed", "quantity": 1, "unit_price": "0"}], "Line 2: Write an amount above zero."),
    ([{"item": "Hens", "quantity": 2**50, "unit_price": "99999"}], "beyond any grant"),
])  # fmt: skip
def test_a_business_plan_without_sense_is_not_taken(make_grant, costs, words):
    with pytest.raises(Invalid) as problem:
        make_grant(costs=costs)
    assert words in problem.value.problems["costs"]


def test_a_channel_of_another_country_is_not_taken(make_grant):
    with pytest.raises(Invalid) as problem:
        make_grant(channel="ke_airtel")
    assert set(problem.value.problems) == {"channel"}


def test_a_budget_line_in_another_currency_does_not_pay(database, make_grant, line):
    database.office = replace(database.office, currency="KES")
    with pytest.raises(Refused, match="kept in LSL, the office pays in KES"):
        make_grant()


# --- who may do what


def test_nobody_appraises_or_approves_their_own_application(database, actors, make_grant):
    grant = make_grant()
    with database.work(actors["grants"]) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS)
    with pytest.raises(Refused, match="Nobody appraises"), database.work(actors["grants"]) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)


def test_a_supervisor_who_changed_an_application_cannot_approve_it(database, actors, make_grant):
    grant = make_grant()
    with database.work(actors["supervisor"]) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS)
    with database.work(actors["caseworker"]) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS)
    with database.work(actors["grants"]) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)
    with pytest.raises(Refused, match="Nobody approves"), database.work(actors["supervisor"]) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})


def test_who_changed_the_application_does_not_pay(database, actors, make_grant):
    grant = make_grant()
    both = replace(actors["grants"], permissions=actors["grants"].permissions | {Permission.GRANT_PAY})
    with database.work(both) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS)
    second_officer = replace(both, id=actors["me"].id)
    database.current = lambda session, actor: actor
    with database.work(second_officer) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)
    with database.work(actors["supervisor"]) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})
        grant = service.plan_tranches(uow, grant.id, TRANCHES)
        service.sign(uow, grant.id, SIGNED)
    with pytest.raises(Refused, match="Nobody pays"), database.work(both) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)
    with database.work(second_officer) as uow:
        assert service.pay(uow, grant.tranches[0].id, PAYMENT).paid == 8_000_00


def test_who_approved_does_not_pay_even_with_the_right_to(database, actors, make_grant):
    grant = make_grant(SIGNED_NOW)
    database.current = lambda session, actor: actor
    approver = replace(
        actors["supervisor"], permissions=actors["supervisor"].permissions | {Permission.GRANT_PAY}
    )
    with pytest.raises(Refused, match="Nobody pays"), database.work(approver) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)


def test_a_caseworker_cannot_pay_and_the_try_is_journalled(database, caseworker, supervisor, make_grant):
    grant = make_grant(SIGNED_NOW)
    with pytest.raises(PermissionDenied), database.work(caseworker) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)
    action, body = journal(database)[-1]
    assert (action, body["denied"]) == ("refused", "grant.pay")


def test_paying_over_the_amount_is_journalled(database, grants_officer, make_grant):
    grant = make_grant(SIGNED_NOW)
    with pytest.raises(Refused), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT | {"amount": "8000.01"})
    action, body = journal(database)[-1]
    assert action == "refused"
    assert body == {
        "denied": "grant.pay",
        "why": "Of tranche 1, M 8,000 is left, not M 8,000.01. Nothing was paid.",
    }


# --- appraisal and decision


def test_below_the_pass_mark_the_appraiser_decides_but_says_why(database, grants_officer, make_grant):
    grant = make_grant()
    low = dict.fromkeys(POINTS, 5)
    with pytest.raises(Invalid) as problem, database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, low | ADVICE)
    assert set(problem.value.problems) == {"appraisal_note"}
    with database.work(grants_officer) as uow:
        grant = service.appraise(uow, grant.id, low | ADVICE | {"appraisal_note": "Only earner of six."})
    assert (grant.score, grant.score_of, grant.recommended) == (30, 100, True)
    assert [c.code for c in grant.checks] == ["scorers", "score"]


def test_more_points_than_a_criterion_has_are_not_taken(database, grants_officer, make_grant):
    grant = make_grant()
    with pytest.raises(Invalid) as problem, database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | {"viability": 26} | ADVICE)
    assert problem.value.problems == {"viability": "At most 25 points."}


def test_nobody_decides_on_what_they_have_not_seen(database, caseworker, grants_officer, make_grant):
    read = make_grant()
    with database.work(caseworker) as uow:
        service.change(uow, read.id, APPLICATION, COSTS[:1])
    with pytest.raises(Refused, match="changed while you were reading"), database.work(grants_officer) as uow:
        service.appraise(uow, read.id, POINTS | ADVICE, revision=read.revision)


@pytest.mark.parametrize(("values", "field"), [
    ({"approved": "12000.01"}, "approved"), ({"approved": "0"}, "approved"), ({"approved": "9000"}, "decision_note"),
])  # fmt: skip
def test_what_an_approval_must_say(make_grant, database, supervisor, values, field):
    grant = make_grant(APPRAISED)
    with pytest.raises(Invalid) as problem, database.work(supervisor) as uow:
        service.approve(uow, grant.id, values)
    assert set(problem.value.problems) == {field}


def test_a_lower_amount_is_promised_from_the_line(make_grant, database, supervisor, line):
    make_grant(APPROVED, approved="9000", note="Feed for six weeks is enough.")
    with database.look(supervisor) as uow:
        state = queries.budget_state(uow, line)
    assert (state.promised, state.paid, state.free) == (9_000_00, 0, 691_400_00)


def test_nothing_is_approved_beyond_the_budget_line(make_grant, add_line):
    small = add_line("1.2", "20000")
    make_grant(APPROVED, line_id=small)
    with pytest.raises(Refused, match=r"M 8,000 free, that is less than M 12,000"):
        make_grant(APPROVED, line_id=small)


def test_an_application_sent_back_is_mended_and_appraised_again(database, caseworker, supervisor, make_grant):
    grant = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        service.send_back(uow, grant.id, {"reason": "Feed for 8 weeks seems little."})
    with database.look(caseworker) as uow:
        assert [g.returned_why for g in queries.came_back(uow)] == ["Feed for 8 weeks seems little."]
    with database.work(caseworker) as uow:
        grant = service.change(uow, grant.id, APPLICATION, COSTS)
    assert (grant.state, grant.score, grant.appraised_on, grant.returned_why) == (
        GrantState.APPLIED,
        None,
        None,
        None,
    )
    with pytest.raises(Refused), database.work(supervisor) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})


def test_two_people_who_changed_the_same_field_of_an_application_are_told(
    database, caseworker, actors, make_grant
):
    grant = make_grant()
    seen = APPLICATION | {"business": grant.business, "description": None}
    with database.work(actors["caseworker2"]) as uow:
        service.change(uow, grant.id, APPLICATION | {"description": "Eggs for the clinic"}, COSTS)
    with pytest.raises(EditConflict) as conflict, database.work(caseworker) as uow:
        service.change(uow, grant.id, APPLICATION | {"description": "Eggs for the school"}, COSTS, seen)
    assert set(conflict.value.fields) == {"description"}


def test_a_rejected_grant_promises_nothing_and_takes_no_step(
    database, supervisor, grants_officer, make_grant
):
    grant = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        grant = service.reject(uow, grant.id, WHY)
    assert (grant.state, grant.promised, grant.halted_why) == (GrantState.REJECTED, 0, WHY["reason"])
    assert grant.steps[2].state == "stopped"
    with pytest.raises(Refused, match="Rejected"), database.work(supervisor) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})


# --- tranches and agreement


def test_tranches_never_add_up_to_more_than_was_approved(database, caseworker, make_grant):
    grant = make_grant(APPROVED)
    rows = [TRANCHES[0], TRANCHES[1] | {"amount": "4000.01"}]
    with (
        pytest.raises(Refused, match=r"add up to M 12,000.01, only M 12,000"),
        database.work(caseworker) as uow,
    ):
        service.plan_tranches(uow, grant.id, rows)


def test_planning_again_takes_the_place_of_the_first_plan(database, caseworker, make_grant):
    grant = make_grant(PLANNED)
    three = [TRANCHES[0] | {"amount": "4000"}, TRANCHES[1], TRANCHES[1]]
    with database.work(caseworker) as uow:
        service.plan_tranches(uow, grant.id, three)
        grant = service.plan_tranches(uow, grant.id, [TRANCHES[0] | {"amount": "12000"}])
    assert [(t.seq, t.amount) for t in grant.tranches] == [(1, 12_000_00)]
    with database.work(caseworker) as uow:
        grant = service.plan_tranches(uow, grant.id, TRANCHES)
    assert [(t.seq, t.amount, t.state) for t in grant.tranches] == [
        (1, 8_000_00, TrancheState.WAITING), (2, 4_000_00, TrancheState.WAITING)
    ]  # fmt: skip


def test_the_agreement_waits_until_all_that_was_approved_is_planned(database, caseworker, make_grant):
    grant = make_grant(APPROVED)
    with database.work(caseworker) as uow:
        service.plan_tranches(uow, grant.id, TRANCHES[:1])
    with pytest.raises(Refused, match="must add up to the M 12,000"), database.work(caseworker) as uow:
        service.sign(uow, grant.id, SIGNED)


@pytest.mark.parametrize(("values", "field"), [
    ({"witness": None}, "witness"), ({"signed_on": "2026-08-19"}, "signed_on"), ({"signed_on": "2026-08-17"}, "signed_on"),
])  # fmt: skip
def test_what_a_signature_needs(database, caseworker, make_grant, values, field):
    grant = make_grant(PLANNED)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.sign(uow, grant.id, SIGNED | values)
    assert set(problem.value.problems) == {field}


def test_suggested_tranches_are_the_whole_amount(make_grant):
    grant = make_grant(APPROVED, approved="9999.99", note="less")
    rows = service.suggested_tranches(grant, 60)
    assert [r["amount"] for r in rows] == [599_900, 400_099]
    assert [r["on_signing"] for r in rows] == [True, False]


# --- paying


def test_a_tranche_waits_for_its_condition(database, caseworker, grants_officer, make_grant):
    grant = make_grant(PAID)
    second = PAYMENT | {"amount": "4000", "reference": "QGH8"}
    with (
        pytest.raises(Refused, match="condition of tranche 2 is not confirmed"),
        database.work(grants_officer) as uow,
    ):
        service.pay(uow, grant.tranches[1].id, second)
    with database.work(caseworker) as uow:
        service.confirm_condition(uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"})
    with database.work(caseworker) as uow:
        service.take_back_condition(uow, grant.tranches[1].id, WHY)
    with pytest.raises(Refused, match="not confirmed"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[1].id, second)


def test_tranches_are_paid_in_their_order(database, caseworker, grants_officer, make_grant):
    grant = make_grant(SIGNED_NOW)
    with database.work(caseworker) as uow:
        service.confirm_condition(uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"})
    with pytest.raises(Refused, match="Tranche 1 comes first"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[1].id, PAYMENT | {"amount": "4000"})


def test_parts_of_a_tranche_never_exceed_it(database, grants_officer, make_grant):
    grant = make_grant(SIGNED_NOW)
    with database.work(grants_officer) as uow:
        grant = service.pay(uow, grant.tranches[0].id, PAYMENT | {"amount": "5000", "reference": "A1"})
    assert grant.tranches[0].state is TrancheState.PART
    with pytest.raises(Refused, match="M 3,000 is left"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT | {"amount": "3000.01", "reference": "A2"})
    with database.work(grants_officer) as uow:
        grant = service.pay(uow, grant.tranches[0].id, PAYMENT | {"amount": "3000", "reference": "A3"})
    assert (grant.tranches[0].state, grant.paid) == (TrancheState.PAID, 8_000_00)


def test_nothing_is_paid_beyond_a_budget_line_that_was_cut(
    database, supervisor, grants_officer, make_grant, line
):
    grant = make_grant(SIGNED_NOW)
    with database.work(supervisor) as uow:
        programmes.change_line(
            uow, line, {"title": "livelihood grants", "amount": "7000", "for_grants": True}
        )
    with (
        pytest.raises(Refused, match="The budget line has M 7,000 left"),
        database.work(grants_officer) as uow,
    ):
        service.pay(uow, grant.tranches[0].id, PAYMENT)


@pytest.mark.parametrize("typed", ["QGH7X21K9", "qgh7x21k9", " QGH7-X21 K9 "])
def test_a_reference_is_used_once_in_the_office(make_grant, typed):
    first = make_grant(PAID)
    with pytest.raises(Invalid) as problem:
        make_grant(PAID, payment={"reference": typed})
    assert problem.value.problems == {
        "reference": f"This reference was already used for a payment of grant {first.number}."
    }


@pytest.mark.parametrize(("values", "field"), [
    ({"reference": " - "}, "reference"), ({"payee_phone": None}, "payee_phone"), ({"payee_name": " "}, "payee_name"),
    ({"channel": "ke_mpesa"}, "channel"), ({"paid_on": "2026-08-19"}, "paid_on"), ({"paid_on": "2026-08-01"}, "paid_on"),
    ({"amount": "-5"}, "amount"), ({"amount": "0"}, "amount"),
])  # fmt: skip
def test_what_a_payment_must_say(make_grant, values, field):
    with pytest.raises(Invalid) as problem:
        make_grant(PAID, payment=values)
    assert set(problem.value.problems) == {field}


def test_cash_needs_no_phone(make_grant):
    grant = make_grant(PAID, payment={"channel": "cash", "reference": "VOUCHER 12", "payee_phone": None})
    assert grant.tranches[0].payments[0].reference == "VOUCHER12"


def test_a_reversed_payment_counts_no_more_but_its_reference_stays_used(database, grants_officer, make_grant):
    grant = make_grant(PAID)
    with database.work(grants_officer) as uow:
        grant = service.reverse(uow, grant.tranches[0].payments[0].id, REVERSED | {"reason": "wrong number"})
    assert (grant.paid, grant.promised, grant.tranches[0].state) == (0, 12_000_00, TrancheState.READY)
    with pytest.raises(Invalid, match="already used"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)
    with database.work(grants_officer) as uow:
        assert service.pay(uow, grant.tranches[0].id, PAYMENT | {"reference": "NEW"}).paid == 8_000_00


def test_the_first_payment_tells_the_case_and_plans_a_visit(database, caseworker, make_grant):
    grant = make_grant(PAID)
    assert grant.next_visit_on == date(2026, 9, 18)
    with database.look(caseworker) as uow:
        assert cases.case(uow, grant.case_id).supported_on == date(2026, 8, 18)


def test_a_suspended_grant_pays_nothing_until_it_goes_on(
    database, caseworker, supervisor, grants_officer, make_grant
):
    grant = make_grant(SIGNED_NOW)
    with database.work(caseworker) as uow:
        grant = service.suspend(uow, grant.id, {"reason": "The business stands empty."})
    assert (grant.state, grant.promised, grant.steps[4].label) == (
        GrantState.SUSPENDED,
        12_000_00,
        "Suspended",
    )
    with pytest.raises(Refused, match="Suspended"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[0].id, PAYMENT)
    with database.work(supervisor) as uow:
        assert service.resume(uow, grant.id, WHY).state is GrantState.PAYING
    with database.work(grants_officer) as uow:
        assert service.pay(uow, grant.tranches[0].id, PAYMENT).paid == 8_000_00


def test_a_cancelled_grant_frees_what_was_not_paid(database, supervisor, make_grant, line):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        grant = service.cancel(uow, grant.id, {"reason": "Sold the hens."})
        state = queries.budget_state(uow, line)
    assert (grant.state, grant.tranches[1].state) == (GrantState.CANCELLED, TrancheState.DROPPED)
    assert (state.promised, state.paid) == (0, 8_000_00)


def test_a_tranche_given_up_frees_its_money_and_ends_the_paying(database, supervisor, make_grant, line):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        grant = service.drop(uow, grant.tranches[1].id, {"reason": "Bought with own money."})
        assert queries.budget_state(uow, line).promised == 0
    assert (grant.state, grant.promised, grant.tranches[1].dropped_why) == (
        GrantState.MONITORING, 0, "Bought with own money."
    )  # fmt: skip


# --- receipts, visits, closing


def test_receipts_are_counted_only_when_accepted(database, caseworker, make_grant):
    grant = make_grant(PAID)
    first = grant.tranches[0].id
    with database.work(caseworker) as uow:
        grant = service.add_receipt(uow, first, RECEIPT)
        grant = service.add_receipt(uow, first, {"status": "missing", "items": "feed", "amount": "1000"})
    assert (grant.receipted, grant.liquidated) == (8_000_00, 100)
    seen = RECEIPT | {"amount": 5_250_00, "status": ReceiptStatus.ELIGIBLE}
    with database.work(caseworker) as uow:
        receipt = grant.receipts[0]
        grant = service.change_receipt(uow, receipt.id, RECEIPT | {"status": "ineligible"}, seen)
    assert grant.receipted == 0


def test_an_accepted_receipt_says_where_and_when(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.add_receipt(uow, grant.tranches[0].id, {"items": "feed", "amount": "10"})
    assert set(problem.value.problems) == {"vendor", "bought_on"}


def test_no_receipt_is_due_before_anything_is_paid(database, caseworker, make_grant):
    grant = make_grant(SIGNED_NOW)
    with pytest.raises(Refused, match="there is nothing to account for"), database.work(caseworker) as uow:
        service.add_receipt(uow, grant.tranches[0].id, RECEIPT)


def test_visits_follow_the_plan_of_the_office(database, caseworker, clock, make_grant):
    grant = make_grant(PAID)
    clock.set(clock.now().replace(month=9, day=18))
    with database.work(caseworker) as uow:
        grant = service.record_visit(uow, grant.id, VISIT | {"visited_on": "2026-09-18"})
        assert grant.next_visit_on == date(2026, 11, 18)
        assert cases.case(uow, grant.case_id).last_contact_on == date(2026, 9, 18)
        grant = service.record_visit(uow, grant.id, {"visited_on": "2026-09-18", "met": False, "saw": "nobody home",
                                                     "next_on": "2026-09-21"})  # fmt: skip
    assert grant.next_visit_on == date(2026, 9, 21)
    assert [(v.met, v.status, v.sales) for v in grant.visits] == [
        (True, "operational", 3_150_00),
        (False, None, None),
    ]


def test_a_visit_cannot_plan_the_next_one_before_itself(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.record_visit(uow, grant.id, VISIT | {"next_on": "2026-08-18"})
    assert set(problem.value.problems) == {"next_on"}


def test_a_grant_closes_only_when_every_tranche_is_decided(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with (
        pytest.raises(Refused, match="Tranche 2 is neither paid nor given up"),
        database.work(caseworker) as uow,
    ):
        service.close(uow, grant.id, {"outcome": "profitable", "outcome_note": "good"})


def test_a_case_does_not_close_over_a_grant(database, caseworker, make_grant):
    grant = make_grant()
    closing = {
        "closure_reason": "goals_achieved",
        "closure_missing_why": "moved far away",
        "closure_note": "All is well.",
    }
    with (
        pytest.raises(Refused, match=f"Grant {grant.number} is not settled"),
        database.work(caseworker) as uow,
    ):
        case_service.ask_closure(uow, grant.case_id, closing)
    with database.work(caseworker) as uow:
        service.withdraw(uow, grant.id, WHY)
        assert case_service.ask_closure(uow, grant.case_id, closing).closing_asked_on


def journal(database):
    """(action, body) of every entry, the oldest first."""
    with Session(database.read_engine) as session:
        found = session.execute(select(JournalEntry.action, JournalEntry.body).order_by(JournalEntry.seq))
        return [(action, json.loads(body)) for action, body in found]
