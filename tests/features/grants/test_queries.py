"""What lists, checks and My day show of grants, and to whom."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from caseapp.core.errors import NotFound
from caseapp.core.permissions import ACTIONS
from caseapp.features.cases import service as cases
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import GrantState
from caseapp.features.grants.queries import TIMELINE, GrantFilter
from caseapp.features.grants.visits import first_visit, months_later, next_visit
from tests.features.grants.conftest import (
    ADVICE,
    APPLICATION,
    APPLIED,
    APPRAISED,
    APPROVED,
    COSTS,
    PAID,
    PAYMENT,
    PLANNED,
    POINTS,
    RECEIPT,
    SIGNED_NOW,
)


@pytest.mark.parametrize(("upto", "now", "next_step"), [
    (APPLIED, "appraised", "Appraise"), (APPRAISED, "approved", "Decide"), (APPROVED, "signed", "Plan the tranches"),
    (PLANNED, "signed", "Have the agreement signed"), (SIGNED_NOW, "paying", "Pay tranche 1"),
    (PAID, "paying", "Check condition 2"),
])  # fmt: skip
def test_a_grant_says_where_it_stands_and_what_is_next(make_grant, upto, now, next_step):
    grant = make_grant(upto)
    states = [s.state for s in grant.steps]
    assert [s.code for s in grant.steps if s.state == "now"] == [now]
    assert states == sorted(states, key=["done", "now", "ahead"].index)
    assert grant.next_step == next_step


def test_steps_say_when_and_by_whom(make_grant):
    steps = {s.code: s.detail for s in make_grant(PAID).steps}
    assert steps == {
        "applied": "18 Aug · P. Mohale", "appraised": "18 Aug · 78 of 100", "approved": "18 Aug · M. Lerotholi",
        "signed": "18 Aug · signed", "paying": "1 of 2 tranches", "monitoring": "", "closed": "",
    }  # fmt: skip


def test_a_step_of_another_year_shows_its_year(database, caseworker, clock, make_grant):
    grant = make_grant()
    clock.advance(days=200)
    with database.look(caseworker) as uow:
        assert queries.grant(uow, grant.id).steps[0].detail == "18 Aug 2026 · P. Mohale"


def test_pages_follow_one_another_and_filters_narrow(database, caseworker, actors, make_grant, make_case):
    grants = [make_grant(upto) for upto in (APPLIED, APPLIED, APPRAISED, APPROVED)]
    other = make_case(actor=actors["caseworker2"])
    theirs = make_grant(case_id=other.id)
    with database.look(caseworker) as uow:
        first = queries.page(uow, limit=3)
        rest = queries.page(uow, first.after, limit=3)
        assert {g.id for g in (*first.rows, *rest.rows)} == {g.id for g in [*grants, theirs]}
        assert (len(first.rows), len(rest.rows), rest.after) == (3, 2, None)
        applied = GrantFilter(states=(GrantState.APPLIED,))
        assert queries.count(uow, applied) == len(queries.page(uow, only=applied).rows) == 3
        assert queries.count(uow, GrantFilter(caseworker_id=actors["caseworker2"].id)) == 1
        assert queries.by_state(uow)[GrantState.APPLIED] == 3
        assert queries.by_state(uow, caseworker.id)[GrantState.APPLIED] == 2
        assert {g.next_step for g in queries.page(uow).rows} == {"Appraise", "Decide", "Plan the tranches"}


def test_my_day_sums_what_is_approved_and_not_paid(database, caseworker, actors, make_grant, make_case):
    make_grant(PAID)
    make_grant(APPROVED, approved="9000", note="less")
    make_grant(APPRAISED)
    make_grant(APPROVED, case_id=make_case(actor=actors["caseworker2"]).id)
    with database.look(caseworker) as uow:
        assert queries.approved_not_paid(uow, caseworker.id) == 4_000_00 + 9_000_00
        assert queries.approved_not_paid(uow) == 4_000_00 + 9_000_00 + 12_000_00


def test_a_case_that_changed_hands_counts_for_its_new_caseworker(
    database, supervisor, caseworker, actors, make_grant
):
    grant = make_grant(APPROVED)
    with database.work(supervisor) as uow:
        cases.assign(uow, grant.case_id, actors["caseworker2"].id)
    with database.look(supervisor) as uow:
        assert queries.approved_not_paid(uow, caseworker.id) == 0
        assert queries.approved_not_paid(uow, actors["caseworker2"].id) == 12_000_00


def test_a_supervisor_is_shown_only_what_they_may_decide(database, actors, make_grant):
    mine, changed = make_grant(APPRAISED), make_grant()
    with database.work(actors["supervisor"]) as uow:
        service.change(uow, changed.id, APPLICATION, COSTS)
    with database.work(actors["caseworker"]) as uow:
        service.change(uow, changed.id, APPLICATION, COSTS)
    with database.work(actors["grants"]) as uow:
        service.appraise(uow, changed.id, POINTS | ADVICE)
    with database.look(actors["supervisor"]) as uow:
        assert [g.id for g in queries.waiting_for_decision(uow)] == [mine.id]


def test_an_appraiser_is_shown_what_they_did_not_apply_for(database, actors, make_grant):
    theirs, own = make_grant(), make_grant()
    with database.work(actors["grants"]) as uow:
        service.change(uow, own.id, APPLICATION, COSTS)
    with database.look(actors["grants"]) as uow:
        assert [g.id for g in queries.waiting_for_appraisal(uow)] == [theirs.id]


def test_each_role_is_told_how_much_waits_for_it(database, actors, make_grant):
    make_grant()
    make_grant(APPRAISED)
    make_grant(APPROVED)
    make_grant(SIGNED_NOW)
    found = {}
    for who in ("caseworker", "grants", "supervisor", "me"):
        with database.look(actors[who]) as uow:
            w = queries.waiting(uow)
            found[who] = (w.appraise, w.decide, w.pay, w.came_back, queries.badge(uow))
    assert found == {
        "caseworker": (0, 0, 0, 1, 1), "grants": (1, 0, 1, 0, 2), "supervisor": (0, 1, 0, 0, 0), "me": (0, 0, 0, 0, 0),
    }  # fmt: skip


def test_what_came_back_names_its_comment_or_its_approval(
    database, caseworker, supervisor, actors, make_grant, make_case
):
    returned, approved = make_grant(APPRAISED), make_grant(APPROVED)
    make_grant(APPROVED, case_id=make_case(actor=actors["caseworker2"]).id)
    with database.work(supervisor) as uow:
        service.send_back(uow, returned.id, {"reason": "Which market?"})
    with database.look(caseworker) as uow:
        found = {g.id: (g.state, g.returned_why) for g in queries.came_back(uow)}
    assert found == {
        returned.id: (GrantState.RETURNED, "Which market?"),
        approved.id: (GrantState.APPROVED, ""),
    }


def test_tranches_due_are_those_whose_condition_is_met(database, caseworker, grants_officer, make_grant):
    grant, later = make_grant(SIGNED_NOW), make_grant(PAID, payment={"reference": "X1"})
    with database.look(grants_officer) as uow:
        assert [(d.grant.id, d.tranche.seq, d.tranche.left) for d in queries.tranches_due(uow)] == [
            (grant.id, 1, 8_000_00)
        ]
    with database.work(caseworker) as uow:
        service.confirm_condition(uow, later.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"})
        service.suspend(uow, grant.id, {"reason": "empty"})
    with database.look(grants_officer) as uow:
        assert [(d.grant.id, d.tranche.seq) for d in queries.tranches_due(uow)] == [(later.id, 2)]
        assert queries.tranches_due(uow, "nobody") == ()


def test_visits_are_due_by_their_day(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with database.look(caseworker) as uow:
        assert queries.visits_due(uow, date(2026, 9, 17)) == ()
        assert [g.id for g in queries.visits_due(uow, date(2026, 9, 18), caseworker.id)] == [grant.id]


def test_the_card_of_a_case_shows_the_grant_that_is_not_settled(
    database, caseworker, supervisor, make_grant, make_case
):
    case = make_case()
    with database.look(caseworker) as uow:
        assert queries.card(uow, case.id) is None
    going = make_grant(case_id=case.id)
    ended = make_grant(case_id=case.id)
    with database.work(caseworker) as uow:
        service.withdraw(uow, ended.id, {"reason": "asked twice"})
    with database.look(caseworker) as uow:
        card = queries.card(uow, case.id)
        assert card is not None and card.id == going.id
        assert [g.id for g in queries.of_case(uow, case.id)] == [ended.id, going.id]
        assert queries.count_of_case(uow, case.id) == 2


# --- checks


def test_a_payee_phone_of_another_grant_is_raised_and_explained(database, caseworker, make_grant, make_case):
    wife = make_grant(case_id=make_case(given_name="’Mathabo").id)
    grant = make_grant()
    phone = next(c for c in grant.checks if c.code == "phone")
    assert (phone.text, phone.others[0].name, phone.others[0].number, phone.hidden) == (
        "Payee phone is used by 1 other grant", "’Mathabo Mokoena", wife.number, 0
    )  # fmt: skip
    with database.work(caseworker) as uow:
        grant = service.explain(uow, grant.id, "phone", {"reason": "His wife; one phone in the house."})
    explained = grant.checks[0]
    assert (explained.explanation, explained.explained_by) == (
        "His wife; one phone in the house.",
        "Palesa Mohale",
    )
    make_grant(case_id=make_case(given_name="Tumelo").id)
    with database.look(caseworker) as uow:
        again = queries.grant(uow, grant.id).checks[0]
    assert (again.text, again.explanation) == ("Payee phone is used by 2 other grants", "")


def test_a_phone_money_was_really_sent_to_counts_too(make_grant, make_case):
    make_grant(PAID, case_id=make_case().id, payment={"payee_phone": "63777888"})
    grant = make_grant(payee_phone="63777888")
    assert [c.code for c in grant.checks] == ["phone"]


def test_an_identity_number_of_another_grant_is_raised(make_grant, make_case):
    make_grant(case_id=make_case(id_number="0123-456 789 012").id, payee_phone="63111222")
    grant = make_grant(payee_identity="012345678 9012", payee_name="Thabo Mokoena")
    assert [(c.code, len(c.others)) for c in grant.checks] == [("identity", 1)]


def test_a_grant_one_may_not_see_is_counted_and_not_named(database, actors, make_grant):
    hidden, grant = make_grant(), make_grant()
    with database.write_engine.begin() as connection:
        connection.execute(text('UPDATE "grant" SET restricted = 1 WHERE id = :id'), {"id": hidden.id})
    with database.look(actors["grants"]) as uow:
        check = queries.grant(uow, grant.id).checks[0]
        assert (check.text, check.others, check.hidden) == ("Payee phone is used by 1 other grant", (), 1)
        with pytest.raises(NotFound):
            queries.grant(uow, hidden.id)
    with database.look(actors["supervisor"]) as uow:
        assert queries.grant(uow, grant.id).checks[0].others[0].id == hidden.id


def test_rejected_grants_raise_nothing(database, supervisor, make_grant):
    gone = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        service.reject(uow, gone.id, {"reason": "no market"})
    assert make_grant().checks == ()


def test_a_second_grant_of_the_same_person_is_raised(make_grant, make_case):
    case = make_case()
    first = make_grant(case_id=case.id)
    second = make_grant(case_id=case.id)
    assert [(c.code, c.others[0].id) for c in second.checks] == [("second", first.id)]


def test_a_receipt_filed_twice_is_raised(database, caseworker, make_grant, make_case):
    receipt = {
        "items": "chicks",
        "amount": "5250",
        "number": "71",
        "vendor": "Hatchery",
        "bought_on": "2026-08-18",
    }
    grants = [make_grant(PAID, payee_phone=f"6300000{n}", payment={"reference": f"R{n}", "payee_phone": f"6300000{n}"})
              for n in (1, 2)]  # fmt: skip
    with database.work(caseworker) as uow:
        service.add_receipt(uow, grants[0].tranches[0].id, receipt)
        second = service.add_receipt(uow, grants[1].tranches[0].id, receipt)
    assert [(c.code, c.others[0].id) for c in second.checks] == [("receipt", grants[0].id)]


def test_the_same_person_confirming_and_paying_is_raised(database, grants_officer, make_grant):
    grant = make_grant(PAID)
    with database.work(grants_officer) as uow:
        service.confirm_condition(uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"})
        service.add_receipt(uow, grant.tranches[0].id, RECEIPT)
        grant = service.pay(uow, grant.tranches[1].id, PAYMENT | {"amount": "4000", "reference": "B"})
    assert [c.text for c in grant.checks] == [
        "Lebohang Nkuebe both confirmed the condition of tranche 2 and paid it"
    ]


# --- who sees what


def test_monitoring_and_evaluation_sees_numbers_and_no_names(
    database, actors, caseworker, make_grant, make_case
):
    make_grant(case_id=make_case(given_name="Lineo").id)
    grant = make_grant(PAID, description="Thabo sells at the bus rank", payment={"note": "for Thabo"})
    with database.work(caseworker) as uow:
        visit = {
            "visited_on": "2026-08-18",
            "met": True,
            "status": "operational",
            "saw": "Thabo’s hens",
            "sales": "3150",
        }
        service.record_visit(uow, grant.id, visit)
        service.explain(uow, grant.id, "phone", {"reason": "Lineo is Thabo’s sister"})
    with database.look(actors["me"]) as uow:
        seen, rows = queries.grant(uow, grant.id), queries.page(uow).rows
    assert (seen.asked, seen.paid, seen.visits[0].sales) == (12_000_00, 8_000_00, 3_150_00)
    for name in ("Thabo", "Mokoena", "Lineo", "58123456", "QGH7"):
        assert name not in repr(seen)
        assert name not in repr(rows)


def test_the_timeline_has_words_for_every_step():
    reading = {"get", "of_case", "card", "count_of_case", "page", "count", "by_state", "approved_not_paid", "came_back",
               "waiting", "badge", "waiting_for_appraisal", "waiting_for_decision", "tranches_due", "visits_due",
               "conditions_returned",
               "budget_state", "receipts_late", "outcomes_due", "due_counts", "photo"}  # fmt: skip
    steps = {name for name in ACTIONS if name.startswith("grant.")} - {f"grant.{name}" for name in reading}
    assert steps == set(TIMELINE)


# --- visits


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
    (date(2026, 12, 1), 12, date(2027, 12, 1)), (date(2024, 2, 29), 12, date(2025, 2, 28)),
])  # fmt: skip
def test_months_later_is_a_day_that_exists(day, months, expected):
    assert months_later(day, months) == expected


def test_planned_visits_come_in_months_1_3_6_and_12():
    paid, due, found = date(2026, 7, 12), first_visit(date(2026, 7, 12)), []
    while due:
        found.append(due)
        due = next_visit(paid, due)
    assert found == [date(2026, 8, 12), date(2026, 10, 12), date(2027, 1, 12), date(2027, 7, 12)]
