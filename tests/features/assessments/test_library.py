"""Questionnaires and weights are imported whole or not at all; every answer stays readable as it was taken."""

from __future__ import annotations

import json

import pytest

from caseapp.core import instruments
from caseapp.core.errors import Invalid, PermissionDenied
from caseapp.features.assessments import library, queries
from caseapp.features.assessments.models import InstrumentFile
from caseapp.features.cases.models import Case
from tests.core.test_instrument_files import SMALL, weights_text
from tests.core.test_instrument_scores import BEST, MIDDLE


@pytest.fixture
def bring(database, supervisor):
    def use(text, actor=supervisor, how=library.bring_instrument):
        with database.work(actor) as uow:
            return how(uow, text)

    return use


def changed(code, version, **changes):
    return json.dumps(json.loads(instruments.shipped_text(code)) | changes | {"version": version}, indent=1)


def kept(database, actor):
    with database.look(actor) as uow:
        return uow.session.query(InstrumentFile).count()


def test_an_own_questionnaire_is_taken_and_scored(bring, take, make_case, database, supervisor):
    row = bring(SMALL)
    assert (row.title, row.version, row.own) == ("Small", "1", True)
    view = take(make_case(), "small", {"a": 1, "b": 2})
    assert (view.value, view.band) == (3, "High")
    with database.look(supervisor) as uow:
        assert "small" in [r.code for r in library.rows(uow)]
        assert json.loads(library.text_of(uow, "small"))["code"] == "small"


def test_it_is_there_again_when_the_office_is_opened(bring, database):
    bring(SMALL)
    instruments.forget()
    assert "small" not in instruments.codes()
    library.use_office(database)
    assert instruments.load("small").title == "Small"


@pytest.mark.parametrize(
    "text", ["{", "[]", SMALL.replace('"sum"', '"guess"'), SMALL.replace('"item": "a"', '"item": "z"')]
)
def test_a_file_with_a_problem_changes_nothing(bring, database, supervisor, text):
    with pytest.raises(Invalid) as refused:
        bring(text)
    assert refused.value.problems["file"].startswith("Line ")
    assert "small" not in instruments.codes() and kept(database, supervisor) == 0


def test_only_those_who_may_import(bring, database, caseworker, actors):
    for who in (caseworker, actors["me"], actors["counsellor"]):
        with pytest.raises(PermissionDenied):
            bring(SMALL, who)
        with pytest.raises(PermissionDenied):
            bring(weights_text(), who, library.bring_weights)
    bring(SMALL, actors["admin"])


def test_a_changed_questionnaire_leaves_earlier_answers_with_their_questions(bring, take, make_case):
    case = make_case()
    before = take(case, "satisfaction", dict.fromkeys(("return", "overall"), 1), on="2026-06-01")
    items = [{"code": "overall", "text": "All in all?", "dimension": "all"}]
    bring(changed("satisfaction", "2", items=items, title="Satisfaction, short"))
    after = take(case, "satisfaction", {"overall": 1})
    assert (after.title, after.version, len(after.answers)) == ("Satisfaction, short", "2", 1)
    with pytest.raises(Invalid):
        take(case, "satisfaction", {"return": 1})
    assert (before.version, len(before.answers)) == ("1", 7)


def test_an_older_answer_is_read_with_its_version_and_never_compared_across(
    bring, take, make_case, database, caseworker
):
    case = make_case()
    first = take(case, "satisfaction", dict.fromkeys(("return", "overall"), 1), on="2026-06-01")
    bring(
        changed("satisfaction", "2", items=[{"code": "overall", "text": "All in all?", "dimension": "all"}])
    )
    second = take(case, "satisfaction", {"overall": 5})
    with database.look(caseworker) as uow:
        again = queries.assessment(uow, first.id)
        assert (again.version, again.answers, again.change) == ("1", first.answers, "")
        assert [a.version for a in queries.trend(uow, case.id, "satisfaction")] == ["2"]
        assert queries.compare(uow, first.id, second.id).then.version == "1"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": "1"}, "version 1 of this questionnaire is here already"),
        ({"version": "2", "compartment": "mhpss"}, "“compartment” differs"),
        (
            {"version": "2", "goes_on": {"to": "nowhere", "at_least": 1}},
            "there is no questionnaire “nowhere” to go on with",
        ),
    ],
)
def test_what_stands_against_a_changed_questionnaire(bring, changes, words):
    with pytest.raises(Invalid, match=words):
        bring(json.dumps(json.loads(instruments.shipped_text("satisfaction")) | changes))


def test_no_version_is_ever_given_to_two_files(bring, database, supervisor):
    bring(changed("satisfaction", "2"))
    bring(changed("satisfaction", "3"))
    with database.look(supervisor) as uow:
        assert json.loads(library.text_of(uow, "satisfaction"))["version"] == "3"
    with pytest.raises(Invalid, match="was here before"):
        bring(changed("satisfaction", "2", title="Another"))
    with pytest.raises(Invalid, match="was here before"):
        bring(changed("satisfaction", "1", title="Another"))


# --- weights


def test_official_weights_score_every_earlier_survey_again_and_both_scores_stay(
    bring, take, make_case, database, caseworker, supervisor
):
    case, hidden = make_case(), make_case(given_name="Lineo")
    view = take(case, "rss", MIDDLE)
    with database.work(supervisor) as uow:
        uow.get(Case, hidden.id).restricted = True
    take(hidden, "rss", BEST)
    weights = weights_text(dimensions={"economic": 1, "social": 0, "psychosocial": 0})
    assert bring(weights, how=library.bring_weights) == 2
    with database.look(caseworker) as uow:
        again = queries.assessment(uow, view.id)
        assert (
            library.rows(uow)[[r.code for r in library.rows(uow)].index("rss")].weights == "IOM weights 2019"
        )
    assert (again.told.shown, again.told.caution, again.told.label) == ("0.60", "", "IOM weights 2019")
    assert [(s.label, s.shown) for s in again.scores] == [
        ("Unweighted approximation, not the IOM score", "0.52"), ("IOM weights 2019", "0.60")]  # fmt: skip
    assert [a.answer for a in again.answers] == [a.answer for a in view.answers]


def test_a_new_survey_is_scored_with_the_weights_in_use(bring, take, make_case):
    bring(weights_text(dimensions={"economic": 0, "social": 1, "psychosocial": 0}), how=library.bring_weights)
    view = take(make_case(), "rss", MIDDLE)
    assert (view.told.shown, [s.label for s in view.scores]) == ("0.55", ["IOM weights 2019"])


def test_weights_that_do_not_sum_change_nothing(bring, take, make_case, database, caseworker):
    view = take(make_case(), "rss", MIDDLE)
    with pytest.raises(Invalid, match="sum to"):
        bring(
            weights_text(dimensions={"economic": 1, "social": 1, "psychosocial": 1}),
            how=library.bring_weights,
        )
    with pytest.raises(Invalid, match="Line 1"):
        bring("nonsense", how=library.bring_weights)
    with database.look(caseworker) as uow:
        assert queries.assessment(uow, view.id).scores == view.scores


def test_the_same_weights_are_not_imported_twice(bring):
    bring(weights_text(), how=library.bring_weights)
    with pytest.raises(Invalid, match="version 2019 of these weights is here already"):
        bring(weights_text(), how=library.bring_weights)


def test_an_office_opens_with_weights_that_no_longer_fit(bring, database):
    bring(weights_text(), how=library.bring_weights)
    items = json.loads(instruments.shipped_text("rss"))["items"]
    bring(changed("rss", "2", items=items[1:]))
    library.use_office(database)
    assert (instruments.load("rss").version, instruments.load("rss").weights.label) == ("2", "")
