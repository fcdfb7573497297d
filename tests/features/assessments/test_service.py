"""Questionnaires are kept as answered, scored from the raw answers, and never guessed at."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import text

from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.features.assessments import queries, service
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as case_service
from caseapp.features.cases.models import Case, Stage

NONE_HARD = {"seeing": 1, "hearing": 2, "walking": 1, "remembering": 1, "self_care": 1, "communicating": 1}
WALKING = NONE_HARD | {"walking": 3}
HEAD = {"taken_on": "2026-08-18", "mode": "interview", "language": "sot"}


def take(database, actor, case, answers, instrument="wgss", **head):
    with database.work(actor) as uow:
        return service.take(uow, case.id, instrument, answers, HEAD | head)


def test_answers_are_scored_in_words_and_the_case_is_assessed(database, caseworker, make_case):
    case = make_case()
    assert case.stage is Stage.REGISTERED
    view = take(database, caseworker, case, WALKING)
    assert (view.value, view.highest, view.missing, view.level) == (1, 6, 0, "warn")
    assert view.band == "With disability, by the Washington Group definition"
    assert view.advice.startswith("A lot of difficulty")
    assert view.answers[2].answer == "Yes, a lot of difficulty"
    assert (view.taken_by, view.language) == ("Palesa Mohale", "Sesotho")
    with database.look(caseworker) as uow:
        after = cases.case(uow, case.id)
    assert (after.stage, after.assessed_on) == (Stage.ASSESSED, date(2026, 8, 18))


def test_raw_answers_are_kept_as_given(database, caseworker, make_case):
    view = take(database, caseworker, make_case(), {"seeing": 7, "hearing": 2})
    with database.read_engine.connect() as connection:
        row = connection.execute(text("SELECT answers, instrument_version, value FROM assessment WHERE id = :id"),
                                 {"id": view.id}).one()  # fmt: skip
    assert (json.loads(row.answers), row.instrument_version, row.value) == (
        {"seeing": 7, "hearing": 2},
        "1",
        None,
    )


def test_missing_answers_give_no_score_and_say_how_many(database, caseworker, make_case):
    view = take(database, caseworker, make_case(), {"seeing": 1, "hearing": 7})
    assert (view.value, view.band, view.level, view.missing) == (None, "", "", 5)
    assert view.advice == "No score: 5 answers are missing."


@pytest.mark.parametrize(
    ("answers", "head", "field"),
    [
        ({}, {}, "answers"),
        ({"seeing": 5}, {}, "answers"),
        ({"smelling": 1}, {}, "answers"),
        (WALKING, {"taken_on": "2026-08-19"}, "taken_on"),
        (WALKING, {"taken_on": ""}, "taken_on"),
        (WALKING, {"language": "klingon"}, "language"),
        (WALKING, {"mode": "guess"}, "mode"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(database, caseworker, make_case, answers, head, field):
    case = make_case()
    with pytest.raises(Invalid) as refused:
        take(database, caseworker, case, answers, **head)
    assert set(refused.value.problems) == {field}
    with database.look(caseworker) as uow:
        assert queries.count(uow, case.id) == 0


def test_a_sealed_questionnaire_is_not_taken_here_by_anybody(database, caseworker, counsellor, make_case):
    case = make_case()
    answers = dict.fromkeys(("cheerful", "calm", "active", "rested", "interested"), 1)
    for actor in (caseworker, counsellor):
        with pytest.raises(Refused, match="sealed"):
            take(database, actor, case, answers, "who5")
    with database.look(counsellor) as uow:
        offered = {o.code for o in queries.offers(uow, case.id)}
    assert {"rss", "wgss", "vulnerability"} <= offered
    assert not offered & {"who5", "phq2", "phq9", "gad7", "k6", "srq20"}


def test_a_questionnaire_for_older_people_is_neither_offered_nor_taken(database, caseworker, make_case):
    child = make_case(birth_date="2023")
    with pytest.raises(Refused, match="from 5 years"):
        take(database, caseworker, child, NONE_HARD)
    with database.look(caseworker) as uow:
        assert [o.code for o in queries.offers(uow, child.id)] == ["vulnerability"]


def test_an_unknown_questionnaire_is_said_to_be_unknown(database, caseworker, make_case):
    with pytest.raises(Invalid):
        take(database, caseworker, make_case(), {"x": 1}, "../roles")


def test_a_wrong_one_is_struck_out_by_who_took_it_and_counts_no_more(database, caseworker, actors, make_case):
    case = make_case()
    view = take(database, caseworker, case, WALKING)
    with pytest.raises(Refused), database.work(actors["caseworker2"]) as uow:
        service.strike(uow, view.id)
    with database.work(caseworker) as uow:
        service.strike(uow, view.id)
        assert queries.count(uow, case.id) == 0 and queries.trend(uow, case.id, "wgss") == ()
        assert queries.of_case(uow, case.id)[0].struck


def test_a_closed_case_is_not_assessed(database, caseworker, supervisor, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        case_service.ask_closure(
            uow,
            case.id,
            {
                "closure_reason": "goals_achieved",
                "closure_missing_why": "moved far away",
                "closure_note": "well",
            },
        )
    with database.work(supervisor) as uow:
        case_service.approve_closure(uow, case.id)
    with pytest.raises(Refused, match="closed"):
        take(database, caseworker, case, WALKING)


def test_who_only_reads_cannot_take_and_the_administrator_cannot_read(
    database, caseworker, actors, make_case
):
    case = make_case()
    view = take(database, caseworker, case, WALKING)
    with pytest.raises(PermissionDenied):
        take(database, actors["me"], case, WALKING)
    with pytest.raises(PermissionDenied), database.look(actors["admin"]) as uow:
        queries.assessment(uow, view.id)


def test_the_assessments_of_a_restricted_case_are_hidden_with_it(database, caseworker, actors, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        uow.get(Case, case.id).restricted = True
    view = take(database, caseworker, case, WALKING)
    with pytest.raises(NotFound), database.look(actors["caseworker2"]) as uow:
        queries.assessment(uow, view.id)
