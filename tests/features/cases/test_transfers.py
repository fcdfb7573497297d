"""A case goes to a colleague who takes it, and to nobody else."""

import pytest

from caseapp.core.errors import Invalid, Refused
from caseapp.features.cases import queries, service, transfers
from caseapp.features.cases.models import TransferState
from caseapp.features.cases.timeline import timeline
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as following
from caseapp.features.people import service as people


@pytest.fixture
def other(actors):
    return actors["caseworker2"]


@pytest.fixture
def asked(database, caseworker, other, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        following.plan(uow, case.id, {"due_on": "2026-08-24"})
    with database.work(caseworker) as uow:
        return transfers.ask(uow, case.id, {"to": other.id, "why": "lives closer to you"})


def test_the_case_moves_with_all_that_is_planned_when_the_colleague_accepts(
    database, caseworker, other, asked
):
    with database.look(other) as uow:
        (found,) = transfers.for_me(uow)
        assert (found.id, found.why, found.mine, found.giver) == (
            asked.id,
            "lives closer to you",
            True,
            caseworker.name,
        )
        assert queries.case(uow, asked.case.id).caseworker_id == caseworker.id
        assert followups.due(uow).rows == ()
    with database.work(other) as uow:
        assert transfers.accept(uow, asked.id).state is TransferState.ACCEPTED
    with database.look(other) as uow:
        assert queries.case(uow, asked.case.id).caseworker_id == other.id
        assert [d.case_id for d in followups.due(uow).rows] == [asked.case.id]
        assert transfers.for_me(uow) == () and transfers.of_case(uow, asked.case.id) is None
        assert timeline(uow, asked.case.id).rows[0].chip == "Taken over"


def test_who_declines_says_why_and_the_case_stays(database, caseworker, other, asked):
    with pytest.raises(Invalid), database.work(other) as uow:
        transfers.decline(uow, asked.id, {})
    with database.work(other) as uow:
        transfers.decline(uow, asked.id, {"answer": "I carry 30 already"})
    with database.look(caseworker) as uow:
        (back,) = transfers.declined(uow)
        assert (back.answer, back.taker) == ("I carry 30 already", other.name)
        assert queries.case(uow, asked.case.id).caseworker_id == caseworker.id
    with pytest.raises(Refused, match="answered already"), database.work(other) as uow:
        transfers.accept(uow, asked.id)


def test_nobody_else_answers_and_nobody_is_asked_twice(database, caseworker, supervisor, other, asked):
    with pytest.raises(Refused, match="Only the colleague"), database.work(supervisor) as uow:
        transfers.accept(uow, asked.id)
    with pytest.raises(Refused, match="asked already"), database.work(caseworker) as uow:
        transfers.ask(uow, asked.case.id, {"to": other.id, "why": "again"})
    with pytest.raises(Refused, match="Only who asked"), database.work(other) as uow:
        transfers.withdraw(uow, asked.id)
    with database.look(supervisor) as uow:
        assert [t.id for t in transfers.waiting(uow)] == [asked.id]
    with database.work(caseworker) as uow:
        assert transfers.withdraw(uow, asked.id).state is TransferState.WITHDRAWN


def test_only_whoever_carries_it_asks_and_restricted_cases_are_given_by_supervisors(
    database, caseworker, supervisor, other, make_case
):
    case = make_case()
    raw = {"to": other.id, "why": "x"}
    with pytest.raises(Refused, match="Only whoever carries"), database.work(other) as uow:
        transfers.ask(uow, case.id, raw)
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, True)
    with pytest.raises(Refused, match="restricted"), database.work(caseworker) as uow:
        transfers.ask(uow, case.id, raw)


def test_those_who_carry_no_cases_cannot_be_asked(database, caseworker, actors, make_case):
    case = make_case()
    with pytest.raises(Invalid) as raised, database.work(caseworker) as uow:
        transfers.ask(uow, case.id, {"to": actors["me"].id, "why": "x"})
    assert raised.value.problems.keys() == {"to"}


def test_a_supervisor_who_assigns_the_case_settles_the_question(
    database, caseworker, supervisor, other, asked
):
    with database.work(supervisor) as uow:
        service.assign(uow, asked.case.id, supervisor.id)
    with database.look(other) as uow:
        assert transfers.for_me(uow) == ()
