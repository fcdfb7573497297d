"""The survey that comes again: its score with its label, its rounds, what raises the priority, two rounds compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.features.assessments import queries
from caseapp.features.assessments.models import AssessmentScore
from caseapp.features.cases import service as cases
from tests.core.test_instrument_scores import BEST, MIDDLE, WORST, without


@pytest.fixture
def look(database, caseworker):
    def ask(query, *args, actor=caseworker):
        with database.look(actor) as uow:
            return query(uow, *args)

    return ask


def test_the_score_bears_its_label_and_its_dimensions_and_is_kept(take, make_case, look):
    view = take(make_case(), "rss", MIDDLE)
    assert (view.told.shown, view.score_words, view.band) == ("0.52", "0.52", "Medium need")
    assert view.told.caution == "Unweighted approximation, not the IOM score"
    assert [(p.label, p.shown) for p in view.told.parts] == [
        ("Economic", "0.60"), ("Social", "0.55"), ("Psychosocial", "0.40")]  # fmt: skip
    (kept,) = look(lambda uow: uow.session.scalars(select(AssessmentScore)).all())
    assert (kept.weights_version, kept.value, kept.parts) == (
        "", 0.52, {"economic": 0.6, "social": 0.55, "psychosocial": 0.4})  # fmt: skip


def test_what_was_not_asked_is_not_shown_and_what_was_not_answered_is(take, make_case):
    view = take(make_case(), "rss", without(BEST, "e1", "e3", "p9"))
    shown = {a.code: a.answer for a in view.answers}
    assert "e10" not in shown and "s4_why" not in shown
    assert (shown["e1"], shown["p10"], view.missing) == ("", "", 4)  # nobody knows whether p10 applies
    assert next(p.band for p in view.told.parts) == "7 of 9 answered: too few for a score"
    assert view.value is None


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, ("baseline", False)), (30, ("baseline", False)), (31, ("baseline", True)), (122, ("m3", True))],
)
def test_a_round_is_due_and_then_missed(take, make_case, look, clock, days, words):
    case = make_case()
    clock.advance(days=days)
    (due,) = look(queries.dues, case.id)
    assert (due.due.code, due.behind) == words
    assert look(queries.missed_count) == len(look(queries.missed_rounds)) == words[1]


def test_a_missed_round_is_told_until_somebody_asks(take, make_case, look, clock, caseworker, actors):
    case = make_case()
    take(case, "rss", MIDDLE)
    clock.advance(days=130)
    (late,) = look(queries.missed_rounds, caseworker.id)
    assert (late.case_id, late.round, late.due_on) == (
        case.id,
        "Month 3",
        case.opened_on + timedelta(days=91),
    )
    assert look(queries.missed_rounds, actors["caseworker2"].id) == ()
    again = take(case, "rss", BEST, on=clock.today())
    assert again.round == "Month 3"
    assert look(queries.missed_rounds) == () and look(queries.missed_count) == 0


def test_neither_the_young_nor_the_community_nor_closed_cases_have_rounds(
    make_case, look, clock, database, caseworker
):
    young, neighbour = make_case(birth_date="2010"), make_case(given_name="Lineo", here_as="community")
    clock.advance(days=60)
    assert look(queries.dues, young.id) == look(queries.dues, neighbour.id) == ()
    assert look(queries.missed_rounds) == ()


@pytest.mark.parametrize("day", [0, 31, 46, 100, 121, 122, 200, 300, 500])
def test_the_list_of_all_cases_says_what_each_case_says(take, make_case, look, clock, day):
    """What is behind is worked out once in the file for lists and once for the case: they must agree."""
    found = [make_case(given_name=name) for name in ("Lineo", "Thabo", "Palesa", "Neo")]
    for at, case in ((5, found[0]), (90, found[1]), (90, found[2]), (180, found[2])):
        if at <= day:
            clock.advance(days=at)
            take(case, "rss", MIDDLE, on=clock.today())
            clock.advance(days=-at)
    clock.advance(days=day)
    one_by_one = {case.id for case in found if look(queries.dues, case.id)[0].behind}
    assert {row.case_id for row in look(queries.missed_rounds)} == one_by_one
    assert look(queries.missed_count) == len(one_by_one)


def test_two_rounds_are_compared_question_by_question(take, make_case, look):
    case = make_case()
    first, second = take(case, "rss", WORST, on="2026-03-01"), take(case, "rss", MIDDLE | {"e7": 2})
    found = look(queries.compare, second.id, first.id)
    assert (found.then.id, found.now.id) == (first.id, second.id)
    lines = {line.question.split("?")[0]: line for line in found.lines}
    assert lines["How would you rate access to justice and the police in this community"].moved == 1
    working = next(line for line in found.lines if line.question.startswith("Are you working"))
    assert (working.then, working.now, working.moved) == ("No", "No", 0)
    why = next(line for line in found.lines if line.question.startswith("What keeps them"))
    assert why.moved is None


def test_only_answers_to_one_questionnaire_are_compared(take, make_case, look):
    case = make_case()
    one, other = take(case, "rss", BEST), take(case, "income", {"before": 1, "after": 2})
    with pytest.raises(Refused, match="same questionnaire"):
        look(queries.compare, one.id, other.id)


def test_the_trend_leaves_out_struck_ones_and_those_without_a_score(
    take, make_case, look, database, caseworker
):
    from caseapp.features.assessments import service

    case = make_case()
    take(case, "rss", WORST, on="2026-01-10")
    struck = take(case, "rss", BEST, on="2026-04-10")
    take(case, "rss", {"e1": 1}, on="2026-05-10")
    take(case, "rss", MIDDLE)
    with database.work(caseworker) as uow:
        service.strike(uow, struck.id)
    assert [a.told.shown for a in look(queries.trend, case.id, "rss")] == ["0.00", "0.52"]


def test_money_and_words_are_kept_and_shown_in_the_office_s_currency(take, make_case):
    answers = {"before": 450, "after": 1200, "sources": [1, 4], "why": "Sold <b>eggs</b>"}
    view = take(make_case(), "income", answers)
    assert [a.answer for a in view.answers] == [
        "LSL 450",
        "LSL 1,200",
        "Own business, Day labour",
        "Sold <b>eggs</b>",
    ]
    assert (view.value, view.band, view.told.unit) == (750, "Higher than before", "money")


def test_the_timeline_says_what_must_stand_beside_a_score(take, make_case, look):
    case = make_case()
    rss, earned = take(case, "rss", MIDDLE), take(case, "income", {"before": 450, "after": 1200})
    assert look(queries.told, (rss.id, earned.id)) == {
        rss.id: "Sustainability: 0.52, Medium need, Unweighted approximation, not the IOM score",
        earned.id: "Income: 750, Higher than before",
    }


def test_free_words_are_withheld_from_who_may_not_know_names(take, make_case, look, actors):
    view = take(make_case(), "income", {"before": 1, "after": 2, "why": "Her sister Mpho helped"})
    read = look(queries.assessment, view.id, actor=actors["me"])
    assert [a.answer for a in read.answers][-1] == "withheld" and view.answers[
        -1
    ].answer == "Her sister Mpho helped"


def test_a_closed_case_has_no_rounds_left(make_case, look, database, caseworker, supervisor, clock):
    case = make_case()
    with database.work(caseworker) as uow:
        raw = {"closure_reason": "goals_achieved", "closure_missing_why": "moved", "closure_note": "well"}
        cases.ask_closure(uow, case.id, raw)
    with database.work(supervisor) as uow:
        cases.approve_closure(uow, case.id)
    clock.advance(days=60)
    assert look(queries.dues, case.id) == () and look(queries.missed_count) == 0
