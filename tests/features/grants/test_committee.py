"""Eligibility and do no harm, sheets of points of several people, conflicts of interest, and the advice that comes of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from caseapp.core import codes
from caseapp.core.codes import Code
from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import GrantState
from caseapp.features.grants.views import rounded_mean
from tests.features.grants.conftest import ADVICE, APPLICATION, APPRAISED, COSTS, POINTS, all_well

CHIEF = {"scorer_name": "Chief Mopeli", "body": "Area chief", "conflict": False}


@pytest.fixture(autouse=True)
def shipped_lists():
    yield
    codes.forget_overrides()


def scored(database, who, grant, *sheets):
    with database.work(who) as uow:
        for sheet in sheets:
            grant = service.score(uow, grant.id, sheet)
    return grant


def test_three_sheets_make_a_mean_and_a_spread(database, actors, grants_officer, make_grant):
    grant = make_grant()
    scored(database, actors["caseworker2"], grant, POINTS | {"viability": 10, "conflict": False})  # 68
    scored(database, grants_officer, grant, POINTS | CHIEF | {"viability": 25})  # 83
    with database.work(grants_officer) as uow:
        advice = {"advice": "for", "minutes": "All agreed.", "present": "Chief, T. Khati, L. Nkuebe"}
        grant = service.appraise(uow, grant.id, POINTS | advice)  # 78
    committee = grant.committee
    assert (committee.totals, committee.spread) == ((68, 83, 78), (68, 83))
    assert committee.mean == pytest.approx(229 / 3)
    assert (grant.score, grant.score_of, grant.scores["viability"]) == (76, 100, 18)
    assert (grant.minutes, grant.few_why) == ("All agreed.", None)
    assert [s.scorer for s in committee.sheets] == ["Tumelo Khati", "Chief Mopeli", "Lebohang Nkuebe"]


@pytest.mark.parametrize(
    ("values", "mean"), [((), 0), ((7,), 7), ((1, 2), 2), ((1, 1, 2), 1), ((10, 11, 11), 11)]
)
def test_a_half_point_is_rounded_up(values, mean):
    assert rounded_mean(values) == mean


def test_fewer_scorers_than_the_office_asks_for_need_a_reason(database, grants_officer, make_grant):
    grant = make_grant()
    with pytest.raises(Invalid) as problem, database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | {"advice": "for"})
    assert problem.value.problems == {"few_why": "1 of 3 people scored: write why fewer."}
    database.office = replace(database.office, rules={"grant.scorers": 1})
    with database.work(grants_officer) as uow:
        assert service.appraise(uow, grant.id, POINTS | {"advice": "for"}).state is GrantState.APPRAISED


def test_a_declared_conflict_counts_for_nothing_and_stays_on_file(
    database, actors, grants_officer, make_grant
):
    grant = make_grant()
    cousin = {"conflict": True, "conflict_why": "The applicant is my cousin."}
    grant = scored(database, actors["caseworker2"], grant, cousin)
    assert (grant.committee.counted, grant.committee.sheets[0].conflict_why) == (
        (),
        "The applicant is my cousin.",
    )
    with database.work(grants_officer) as uow:
        grant = service.appraise(uow, grant.id, POINTS | ADVICE)
    assert (grant.committee.totals, grant.score, len(grant.committee.sheets)) == ((78,), 78, 2)


def test_a_conflict_says_which_and_takes_no_points(database, actors, make_grant):
    grant = make_grant()
    with pytest.raises(Invalid) as problem:
        scored(database, actors["caseworker2"], grant, {"conflict": True})
    assert set(problem.value.problems) == {"conflict_why"}


def test_whoever_declared_a_conflict_does_not_conclude(database, grants_officer, make_grant):
    grant = make_grant()
    scored(database, grants_officer, grant, {"conflict": True, "conflict_why": "We run a shop together."})
    with pytest.raises(Refused, match="conflict of interest"), database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)


def test_a_second_sheet_of_the_same_scorer_replaces_the_first(database, actors, grants_officer, make_grant):
    grant = make_grant()
    scored(database, actors["caseworker2"], grant, POINTS | {"viability": 1, "conflict": False})
    scored(
        database,
        grants_officer,
        grant,
        POINTS | CHIEF,
        POINTS | CHIEF | {"scorer_name": "CHIEF mopeli", "viability": 2},
    )
    grant = scored(database, actors["caseworker2"], grant, POINTS | {"viability": 3, "conflict": False})
    assert grant.committee.totals == (61, 60)


def test_the_maker_does_not_score_and_a_scorer_does_not_approve(
    database, caseworker, supervisor, grants_officer, make_grant
):
    grant = make_grant()
    with pytest.raises(Refused, match="Nobody scores"):
        scored(database, caseworker, grant, POINTS | {"conflict": False})
    scored(database, supervisor, grant, POINTS | {"conflict": False})
    with database.work(grants_officer) as uow:
        service.appraise(uow, grant.id, POINTS | ADVICE)
    with pytest.raises(Refused, match="Nobody approves"), database.work(supervisor) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})


def test_the_secretary_concludes_on_the_sheets_of_others(database, actors, grants_officer, make_grant):
    grant = make_grant()
    scored(
        database,
        grants_officer,
        grant,
        POINTS | CHIEF,
        POINTS | CHIEF | {"scorer_name": "Agricultural officer"},
    )
    scored(database, actors["caseworker2"], grant, POINTS | {"conflict": False})
    with database.work(grants_officer) as uow:
        grant = service.appraise(uow, grant.id, {"advice": "for"})
    assert (grant.committee.totals, grant.appraised_by) == ((78, 78, 78), "Lebohang Nkuebe")


def test_sheets_of_an_application_sent_back_count_no_more(database, caseworker, supervisor, make_grant):
    grant = make_grant(APPRAISED)
    with database.work(supervisor) as uow:
        service.send_back(uow, grant.id, {"reason": "Fewer hens."})
    with database.work(caseworker) as uow:
        grant = service.change(uow, grant.id, APPLICATION, COSTS[:2])
    assert grant.committee.sheets == ()


def test_the_counsellor_does_not_score(database, counsellor, make_grant):
    with pytest.raises(PermissionDenied):
        scored(database, counsellor, make_grant(), POINTS | {"conflict": False})


# --- eligibility and do no harm


def test_a_no_goes_on_only_with_a_reason(database, caseworker, make_grant):
    grant = make_grant(screened=False)
    answers = all_well() | {"land": False}
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.screen(uow, grant.id, answers)
    assert set(problem.value.problems) == {"screening_why"}
    with database.work(caseworker) as uow:
        grant = service.screen(
            uow, grant.id, answers | {"screening_why": "The chief settled it on 3 August."}
        )
    assert [a.code for a in grant.screening if not a.well] == ["land"]
    assert [c.text for c in grant.checks] == ["1 question of eligibility or do no harm is answered no"]


def test_every_question_is_answered(database, caseworker, make_grant):
    grant = make_grant(screened=False)
    with pytest.raises(Invalid) as problem, database.work(caseworker) as uow:
        service.screen(uow, grant.id, {"in_area": True})
    assert set(problem.value.problems) == set(all_well()) - {"in_area"}


def test_an_approval_without_the_check_says_why(database, supervisor, make_grant):
    grant = make_grant(APPRAISED, screened=False)
    assert "Eligibility and do no harm are not checked yet" in [c.text for c in grant.checks]
    with pytest.raises(Invalid) as problem, database.work(supervisor) as uow:
        service.approve(uow, grant.id, {"approved": "12000"})
    assert set(problem.value.problems) == {"decision_note"}
    with database.work(supervisor) as uow:
        note = {"approved": "12000", "decision_note": "Checked on paper by the board on 2 August."}
        assert service.approve(uow, grant.id, note).state is GrantState.APPROVED


def test_the_office_asks_its_own_questions(database, caseworker, make_grant):
    codes.override(
        "grant_checks", [Code("own", "Is there a cattle post?", "eligibility"), Code("two", "Is it dry?")]
    )
    grant = make_grant(screened=False)
    with database.work(caseworker) as uow:
        grant = service.screen(uow, grant.id, {"own": True, "two": True})
    codes.forget_overrides()
    with database.look(caseworker) as uow:
        found = queries.grant(uow, grant.id).screening
    assert [a.well for a in found if a.code in ("own", "two")] == [True, True]
    assert {a.well for a in found if a.code not in ("own", "two")} == {None}
