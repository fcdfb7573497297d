"""Money stays inside its limits whatever two windows, two threads or hidden grants do; sums agree with the payments."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.core.errors import Invalid, Refused, UserError
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import Grant, Payment, PaymentEnd
from tests.features.grants.conftest import APPRAISED, PAYMENT, RECEIPT, REVERSED, SIGNED_NOW


def test_two_windows_pay_a_tranche_once(database, grants_officer, make_grant):
    """Both windows were opened while nothing was paid; the second one still shows the whole tranche."""
    grant = make_grant(SIGNED_NOW)
    with database.look(grants_officer) as uow:
        first = queries.grant(uow, grant.id)
    with database.look(grants_officer) as uow:
        second = queries.grant(uow, grant.id)
    assert first.tranches[0].left == second.tranches[0].left == 8_000_00
    with database.work(grants_officer) as uow:
        service.pay(uow, first.tranches[0].id, PAYMENT | {"reference": "FIRST"})
    with pytest.raises(Refused, match="M 0 is left"), database.work(grants_officer) as uow:
        service.pay(uow, second.tranches[0].id, PAYMENT | {"reference": "SECOND"})
    assert paid(database, grant.id) == 8_000_00


def test_two_threads_pay_a_tranche_once(database, grants_officer, make_grant):
    grant = make_grant(SIGNED_NOW)
    results = at_once(
        lambda n: pay(database, grants_officer, grant.tranches[0].id, PAYMENT | {"reference": f"R{n}"}), 4
    )
    assert sorted(results) == ["Refused", "Refused", "Refused", "paid"]
    assert paid(database, grant.id) == 8_000_00


def test_two_threads_use_a_reference_once(database, grants_officer, make_grant):
    grants = [make_grant(SIGNED_NOW), make_grant(SIGNED_NOW)]
    results = at_once(lambda n: pay(database, grants_officer, grants[n].tranches[0].id, PAYMENT), 2)
    assert sorted(results) == ["Invalid", "paid"]


def test_two_threads_do_not_promise_the_same_money(database, supervisor, make_grant, add_line):
    small = add_line("1.2", "20000")
    grants = [make_grant(APPRAISED, line_id=small) for _ in range(3)]

    def approve(n: int) -> str:
        try:
            with database.work(supervisor) as uow:
                service.approve(uow, grants[n].id, {"approved": "12000"})
        except UserError as error:
            return type(error).__name__
        return "approved"

    assert sorted(at_once(approve, 3)) == ["Refused", "Refused", "approved"]
    with database.look(supervisor) as uow:
        assert queries.budget_state(uow, small).free == 8_000_00


def test_a_restricted_grant_counts_although_it_is_not_seen(database, actors, make_grant, make_case, add_line):
    """The grants officer may not know of the restricted grant, but its money is gone from the line all the same."""
    small = add_line("1.2", "20000")
    hidden = make_grant(SIGNED_NOW, line_id=small)
    with database.write_engine.begin() as connection:
        for table in ("grant", "tranche"):
            connection.execute(text(f'UPDATE "{table}" SET restricted = 1'))
    with database.look(actors["grants"]) as uow:
        state = queries.budget_state(uow, small)
        assert queries.page(uow).rows == ()
    assert (state.promised, state.free) == (12_000_00, 8_000_00)
    with pytest.raises(Refused, match="M 8,000 free"):
        make_grant(2, line_id=small)
    assert hidden.id


def test_a_used_reference_of_a_restricted_grant_is_refused_without_naming_it(
    database, actors, make_grant, grants_officer
):
    hidden, open_one = make_grant(5), make_grant(SIGNED_NOW)
    with database.write_engine.begin() as connection:
        for table in ("grant", "tranche", "payment"):
            connection.execute(
                text(f'UPDATE "{table}" SET restricted = 1 WHERE case_id = :case'), {"case": hidden.case_id}
            )
    with pytest.raises(Invalid) as problem, database.work(grants_officer) as uow:
        service.pay(uow, open_one.tranches[0].id, PAYMENT)
    assert problem.value.problems == {
        "reference": "This reference was already used for a payment of another grant."
    }


@pytest.mark.parametrize("sql", [
    "UPDATE \"grant\" SET paid = 1200001", "UPDATE \"grant\" SET approved = asked + 1", "UPDATE \"grant\" SET promised = -1",
    "UPDATE tranche SET paid = amount + 1", "UPDATE payment SET amount = 0",
])  # fmt: skip
def test_the_file_itself_refuses_impossible_sums(database, make_grant, sql):
    make_grant(5)
    with pytest.raises(IntegrityError, match="CHECK"), database.write_engine.begin() as connection:
        connection.execute(text(sql))


def any_pay(uow, grant, tranche, chance, number):
    minor = chance.choice([1, 399_999, 400_000, 800_000, 1_200_000])
    service.pay(uow, tranche.id, PAYMENT | {"amount": minor, "reference": f"R{number}"})


def any_reverse(uow, grant, tranche, chance, number):
    if tranche.payments:
        how = {"reversed_how": chance.choice(list(PaymentEnd))}
        service.reverse(uow, chance.choice(tranche.payments).id, REVERSED | how)


def any_receipt(uow, grant, tranche, chance, number):
    service.add_receipt(uow, tranche.id, RECEIPT | {"amount": chance.choice([100, 640_000, 800_000])})


def any_repay(uow, grant, tranche, chance, number):
    if grant.recoveries:
        back = {"amount": chance.choice([1, 100_000]), "channel": "cash", "reference": f"B{number}"}
        service.repay(uow, grant.recoveries[-1].id, back | {"received_on": "2026-08-18"})


MOVES = {
    "pay": any_pay, "pay again": any_pay, "pay still": any_pay, "reverse": any_reverse, "receipt": any_receipt,
    "repay": any_repay,
    "confirm": lambda uow, grant, tranche, chance, number: service.confirm_condition(
        uow, tranche.id, {"met_on": "2026-08-18", "met_note": "seen"}),
    "recover": lambda uow, grant, tranche, chance, number: number > 20 and service.recover(
        uow, grant.id, {"amount": chance.choice([1, 200_000]), "why": "not the goats"}),
    "drop": lambda uow, grant, tranche, chance, number: number > 45 and service.drop(
        uow, tranche.id, {"reason": "not needed"}),
}  # fmt: skip
BOSS = ("confirm", "recover", "drop")


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_tried_the_sums_agree_and_hold(
    database, actors, supervisor, grants_officer, make_grant, add_line, seed
):
    """Random payments, reversals and tranches given up on three grants of one small line; refused ones change nothing."""
    chance = random.Random(seed)
    small = add_line("1.2", "30000")
    grants = [make_grant(SIGNED_NOW, line_id=small), make_grant(SIGNED_NOW, line_id=small)]
    done = 0
    for number in range(60):
        with database.look(supervisor) as uow:
            grant = queries.grant(uow, chance.choice(grants).id)
        move = chance.choice(list(MOVES))
        try:
            with database.work(supervisor if move in BOSS else grants_officer) as uow:
                MOVES[move](uow, grant, chance.choice(grant.tranches), chance, number)
            done += 1
        except (Refused, Invalid):
            continue
    assert done > 5
    with database.look(supervisor) as uow:
        views, state = [queries.grant(uow, g.id) for g in grants], queries.budget_state(uow, small)
    for view in views:
        assert view.paid == paid(database, view.id) <= (view.approved or 0)
        assert view.paid + view.remaining == view.approved
        assert view.remaining == view.promised + sum(t.amount - t.paid for t in view.tranches if t.dropped_on)
        assert (
            view.recovered
            == sum(r.received for r in view.recoveries)
            <= sum(r.amount for r in view.recoveries)
        )
        assert view.promised == sum(t.left for t in view.tranches)
        for tranche in view.tranches:
            assert (
                sum(p.amount for p in tranche.payments if not p.reversed_on) == tranche.paid <= tranche.amount
            )
    assert state.paid == sum(v.paid for v in views)
    assert state.promised + state.paid + state.free == 30_000_00
    assert state.free >= 0


def pay(database, actor, tranche_id, raw):
    try:
        with database.work(actor) as uow:
            service.pay(uow, tranche_id, raw)
    except UserError as error:
        return type(error).__name__
    return "paid"


def at_once(job, count):
    """The results of `job(0)` … `job(count - 1)`, all started at the same moment."""
    start = Barrier(count)

    def run(n):
        start.wait()
        return job(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def paid(database, grant_id):
    with Session(database.read_engine) as session:
        counted = select(func.coalesce(func.sum(Payment.amount), 0)).where(
            Payment.grant_id == grant_id, Payment.reversed_on.is_(None)
        )
        kept = session.scalar(select(Grant.paid).where(Grant.id == grant_id))
        total = session.scalar(counted)
        assert kept == total
        return total
