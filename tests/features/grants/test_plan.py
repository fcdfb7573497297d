"""The business plan: hand-worked cash-flows, who pays for a line, months that differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.core.errors import EditConflict, Invalid
from caseapp.features.grants import service
from caseapp.features.grants.cashflow import cash_flow
from tests.features.grants.conftest import APPLICATION, COSTS


@pytest.mark.parametrize(("start", "sales", "costs", "month"), [
    (13_500, 3_150, 1_200, 7), (100, 60, 10, 2), (0, 60, 10, 1), (100, 10, 10, None), (100, None, 10, None),
    (1_000, 60, 10, 20), (10**9, 11, 10, None),
])  # fmt: skip
def test_break_even_is_the_first_month_that_has_paid_everything_back(start, sales, costs, month):
    assert cash_flow(start, (), sales, costs).break_even == month


def test_typed_months_come_first_and_the_usual_one_follows():
    """Worked by hand: -1000; -300 → -1300; +200 → -1100; usual +400: -700, -300, +100 in month 5."""
    flow = cash_flow(1_000, [{"sales": 0, "costs": 300}, {"sales": None, "costs": 300}], 500, 100)
    assert [m.balance for m in flow.months[:5]] == [-1_300, -1_100, -700, -300, 100]
    assert (flow.break_even, len(flow.months), flow.months[0].profit) == (5, 12, -300)


def test_typed_months_alone_are_all_there_is():
    flow = cash_flow(100, [{"sales": 50, "costs": None}, {"sales": 50, "costs": 0}], None, None)
    assert [m.balance for m in flow.months] == [-50, 0]
    assert flow.break_even == 2


def test_without_figures_nothing_is_promised():
    flow = cash_flow(100, (), None, None)
    assert (flow.months, flow.break_even) == ((), None)


money = st.integers(0, 10**9)


@given(money, st.lists(st.fixed_dictionaries({"sales": money, "costs": money}), max_size=24), money, money)
def test_the_balance_is_what_came_in_less_what_went_out(start, typed, sales, costs):
    flow = cash_flow(start, typed, sales, costs)
    assert flow.months[-1].balance == sum(m.profit for m in flow.months) - start
    if flow.break_even and flow.break_even <= len(flow.months):
        assert flow.months[flow.break_even - 1].balance >= 0
        assert all(m.balance < 0 for m in flow.months[: flow.break_even - 1])


def test_a_line_of_their_own_is_not_asked_for(make_grant):
    own = {"item": "Old shed", "quantity": 1, "unit_price": "900", "source": "own"}
    other = {"item": "Training, paid by the ministry", "quantity": 1, "unit_price": "100", "source": "other"}
    grant = make_grant(costs=[*COSTS, own, other], own_contribution=None)
    assert (grant.asked, grant.own_contribution, grant.cash_flow.start) == (12_000_00, 900_00, 13_000_00)


def test_a_plan_with_nothing_for_the_grant_is_not_taken(make_grant):
    with pytest.raises(Invalid) as problem:
        make_grant(costs=[COSTS[0] | {"source": "own"}])
    assert problem.value.problems == {"costs": "Nothing is left for the grant to pay."}


def test_months_are_kept_and_move_the_break_even(database, caseworker, make_grant):
    grant = make_grant()
    assert grant.break_even_month == 7
    with database.work(caseworker) as uow:
        slow = [{"sales": "0", "costs": ""}, {"sales": "0", "costs": ""}]
        grant = service.change(uow, grant.id, APPLICATION, COSTS, months=slow)
    assert grant.months == ({"sales": 0, "costs": None}, {"sales": 0, "costs": None})
    assert grant.break_even_month == 11  # 13 500 + 2 · 1 200 = 15 900; / 1 950 = 8.2: the 9th after two
    with database.work(caseworker) as uow:
        assert service.change(uow, grant.id, APPLICATION, COSTS).months == grant.months


def test_a_month_that_cannot_be_read_is_named(make_grant, database, caseworker):
    grant = make_grant()
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS, months=[{"sales": "1"}, {"sales": "lots"}])
    assert problem.value.problems["months"].startswith("Month 2: ")


def test_lines_somebody_else_changed_meanwhile_are_told(database, caseworker, actors, make_grant):
    grant = make_grant()
    from msgspec.structs import asdict

    seen = {"costs": [asdict(line) for line in grant.costs]}
    with database.work(actors["caseworker2"]) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS[:3])
    with pytest.raises(EditConflict) as conflict, database.work(caseworker) as uow:
        service.change(uow, grant.id, APPLICATION, COSTS[:2], seen)
    assert set(conflict.value.fields) == {"costs"}
