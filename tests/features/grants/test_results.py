"""Outcomes at 3, 6 and 12 months, receipts that are late, money asked back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from caseapp.core.errors import Invalid, Refused
from caseapp.core.permissions import Permission
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import GrantState, PaymentEnd
from caseapp.features.grants.queries import GrantFilter
from tests.features.grants.conftest import PAID, PAYMENT, RECEIPT, REVERSED, SIGNED_NOW

OUTCOME = {
    "checked_on": "2026-11-18",
    "met": True,
    "result": "profitable",
    "profit": "900",
    "note": "Sells daily.",
}


def at(clock, day):
    clock.set(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=8))


def numbers(rows):
    return [row.number for row in rows]


def test_an_outcome_is_asked_at_3_6_and_12_months(database, caseworker, clock, make_grant):
    grant = make_grant(PAID)
    due = []
    while grant.outcome_due_on:
        due.append((grant.outcome_month, grant.outcome_due_on.isoformat()))
        at(clock, due[-1][1])
        with database.work(caseworker) as uow:
            assert numbers(queries.outcomes_due(uow, uow.today, caseworker.id)) == [grant.number]
            grant = service.record_outcome(uow, grant.id, OUTCOME | {"checked_on": due[-1][1]})
            assert queries.outcomes_due(uow, date(2030, 1, 1)) == () if not grant.outcome_due_on else True
    assert due == [(3, "2026-11-18"), (6, "2027-02-18"), (12, "2027-08-18")]
    assert [o.month for o in grant.outcomes] == [3, 6, 12]


def test_an_outcome_is_not_recorded_long_before_its_month(database, caseworker, make_grant):
    grant = make_grant(PAID)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.record_outcome(uow, grant.id, OUTCOME | {"checked_on": "2026-08-18"})
    assert set(problem.value.problems) == {"checked_on"}


def test_after_the_business_ended_nothing_more_is_asked(database, caseworker, clock, make_grant):
    grant = make_grant(PAID)
    at(clock, "2026-11-18")
    with database.work(caseworker) as uow:
        assert service.record_outcome(uow, grant.id, OUTCOME | {"result": "failed"}).outcome_due_on is None
    with pytest.raises(Refused, match="No outcome is asked"), database.work(caseworker) as uow:
        service.record_outcome(uow, grant.id, OUTCOME)


def test_a_payment_that_failed_moves_the_outcome_too(database, grants_officer, make_grant):
    grant = make_grant(PAID)
    with database.work(grants_officer) as uow:
        back = service.reverse(uow, grant.tranches[0].payments[0].id, REVERSED)
    assert (back.outcome_due_on, back.receipts_due_on, back.paid, back.promised) == (None, None, 0, 12_000_00)
    assert back.tranches[0].payments[0].reversed_how is PaymentEnd.FAILED


def test_a_closed_grant_is_still_asked_until_its_case_closes(
    database, caseworker, supervisor, clock, make_grant
):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        service.drop(uow, grant.tranches[1].id, {"reason": "enough"})
    with database.work(caseworker) as uow:
        service.close(uow, grant.id, {"outcome": "profitable", "outcome_note": "Runs."})
    at(clock, "2026-11-18")
    with database.look(caseworker) as uow:
        assert numbers(queries.outcomes_due(uow, uow.today)) == [grant.number]
    with database.write_engine.begin() as connection:
        connection.execute(text('UPDATE "case" SET closed_on = :day'), {"day": "2026-11-18"})
    with database.look(caseworker) as uow:
        assert queries.outcomes_due(uow, uow.today) == ()


# --- receipts


def test_receipts_are_due_after_the_offices_days_and_until_enough_are_in(
    database, caseworker, clock, make_grant
):
    grant = make_grant(PAID)
    assert (grant.receipts_due_on, grant.liquidated) == (date(2026, 9, 17), 0)
    late = GrantFilter(receipts_until=date(2026, 9, 17))
    with database.work(caseworker) as uow:
        assert numbers(queries.page(uow, only=late).rows) == [grant.number]
        half = service.add_receipt(uow, grant.tranches[0].id, RECEIPT | {"amount": "6399.99"})
        assert (half.liquidated, half.receipts_due_on) == (79, date(2026, 9, 17))
        enough = service.add_receipt(uow, grant.tranches[0].id, RECEIPT | {"amount": "0.01", "number": "2"})
        assert (enough.liquidated, enough.receipts_due_on) == (80, None)
        assert queries.receipts_late(uow, date(2030, 1, 1)) == ()


def test_the_next_tranche_waits_for_receipts_or_an_explanation(
    database, caseworker, grants_officer, make_grant
):
    grant = make_grant(PAID)
    with database.work(caseworker) as uow:
        grant = service.confirm_condition(
            uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"}
        )
    assert [c.text for c in grant.checks] == ["Accepted receipts cover 0 percent of tranche 1"]
    second = PAYMENT | {"amount": "4000", "reference": "B"}
    with pytest.raises(Refused, match="the office asks for 80"), database.work(grants_officer) as uow:
        service.pay(uow, grant.tranches[1].id, second)
    with database.work(caseworker) as uow:
        service.explain(uow, grant.id, "receipts", {"reason": "The shop burned down with all papers."})
    with database.work(grants_officer) as uow:
        assert service.pay(uow, grant.tranches[1].id, second).state is GrantState.MONITORING


def test_an_office_may_ask_for_no_receipts_at_all(database, caseworker, grants_officer, make_grant):
    database.office = replace(database.office, rules={"grant.liquidation": 0})
    grant = make_grant(PAID)
    assert grant.receipts_due_on is None
    with database.work(caseworker) as uow:
        service.confirm_condition(uow, grant.tranches[1].id, {"met_on": "2026-08-18", "met_note": "seen"})
    with database.work(grants_officer) as uow:
        assert (
            service.pay(uow, grant.tranches[1].id, PAYMENT | {"amount": "4000", "reference": "B"}).paid
            == 12_000_00
        )


# --- recovery


def test_money_asked_back_is_counted_apart_and_never_freed(
    database, supervisor, grants_officer, make_grant, line
):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        free = queries.budget_state(uow, line).free
        grant = service.recover(uow, grant.id, {"amount": "3000", "why": "The layers were sold."})
    back = {"amount": "1000", "channel": "ls_mpesa", "reference": "BACK 1", "received_on": "2026-08-18"}
    with database.work(grants_officer) as uow:
        grant = service.repay(uow, grant.recoveries[0].id, back)
    assert (grant.paid, grant.recovered, grant.recoveries[0].left) == (8_000_00, 1_000_00, 2_000_00)
    with database.work(grants_officer) as uow:
        grant = service.repay(uow, grant.recoveries[0].id, back | {"amount": "2000", "reference": "BACK 2"})
        assert queries.budget_state(uow, line).free == free
    assert (grant.recovered, grant.recoveries[0].ended_on) == (3_000_00, date(2026, 8, 18))


def test_what_comes_back_must_fit_what_was_asked(database, supervisor, grants_officer, make_grant):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        grant = service.recover(uow, grant.id, {"amount": "3000", "why": "Sold."})
    back = {"amount": "1000", "channel": "cash", "reference": "B1", "received_on": "2026-08-18"}
    for field, value in (("amount", "3000.01"), ("reference", "qgh7x21k9"), ("channel", "ke_mpesa"),
                         ("received_on", "2026-08-19")):  # fmt: skip
        with pytest.raises(Invalid) as problem, database.work(grants_officer) as uow:
            service.repay(uow, grant.recoveries[0].id, back | {field: value})
        assert set(problem.value.problems) == {field}


def test_more_than_was_paid_is_not_asked_back(database, supervisor, make_grant):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        service.recover(uow, grant.id, {"amount": "5000", "why": "Sold."})
    with pytest.raises(Invalid) as problem, database.work(supervisor) as uow:
        service.recover(uow, grant.id, {"amount": "3000.01", "why": "Again."})
    assert problem.value.problems == {"amount": "Only M 3,000 was paid and is not asked back."}


def test_whoever_asks_money_back_does_not_receive_it(database, supervisor, make_grant):
    grant = make_grant(PAID)
    both = replace(supervisor, permissions=supervisor.permissions | {Permission.GRANT_PAY})
    database.current = lambda session, actor: actor
    with database.work(both) as uow:
        grant = service.recover(uow, grant.id, {"amount": "3000", "why": "Sold."})
    back = {"amount": "1000", "channel": "cash", "reference": "B1", "received_on": "2026-08-18"}
    with pytest.raises(Refused, match="asked back themselves"), database.work(both) as uow:
        service.repay(uow, grant.recoveries[0].id, back)


def test_a_case_waits_for_money_asked_back(database, caseworker, supervisor, make_grant):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        service.recover(uow, grant.id, {"amount": "3000", "why": "Sold."})
        grant = service.cancel(uow, grant.id, {"reason": "Sold."})
        assert "still asked back" in queries.guard(uow, grant.case_id)
        service.end_recovery(uow, grant.recoveries[0].id, {"reason": "They fled the drought."})
        assert queries.guard(uow, grant.case_id) is None


def test_a_cancelled_grant_asks_no_outcome_and_no_receipts(database, supervisor, make_grant):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        grant = service.cancel(uow, grant.id, {"reason": "Sold."})
    assert (grant.outcome_due_on, grant.receipts_due_on) == (None, None)


def test_tranches_that_can_be_paid_are_a_list_of_their_own(database, caseworker, make_grant):
    ready, paid = make_grant(SIGNED_NOW), make_grant(PAID, payment={"reference": "Z"})
    with database.look(caseworker) as uow:
        assert numbers(queries.page(uow, only=GrantFilter(tranche_due=True)).rows) == [ready.number]
        assert queries.count(uow, GrantFilter(tranche_due=True)) == 1
    assert paid.tranches[1].met_on is None
