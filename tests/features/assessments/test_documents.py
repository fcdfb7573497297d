"""The result sheet and the blank form: what stands on them, and what a partner is not given."""

from __future__ import annotations

import pytest

from caseapp.core import instruments
from caseapp.core.errors import NotFound, PermissionDenied, Refused
from caseapp.documents.raster import Pages
from caseapp.features.assessments import documents
from caseapp.features.cases.models import Case
from tests.core.test_instrument_scores import MIDDLE, WORST, without

APPROXIMATION = "Unweighted approximation, not the IOM score"


def words(pdf):
    with Pages(pdf) as read:
        return " ".join(" ".join(read.text(i) for i in range(len(read))).split())


@pytest.fixture
def case(make_case):
    return make_case(given_name="Lineo", family_name="<b>Sekonyela</b>")


@pytest.fixture
def result(database, caseworker):
    def make(view, level=1, actor=caseworker):
        with database.look(actor) as uow:
            return words(documents.result_pdf(uow, view.id, level))

    return make


def test_the_result_says_the_score_with_its_label_and_every_answer(take, result, case):
    take(case, "rss", WORST, on="2026-03-01")
    told = result(take(case, "rss", without(MIDDLE, "e1")))
    for text in ("Lineo <b>Sekonyela</b>", APPROXIMATION, "Medium need", "How it moved", "Economic", "Sesotho",
                 "Which things that help to earn a living do you own? Trees, Equipment or tools",
                 "economic situation at present? not answered", "not a diagnosis"):  # fmt: skip
        assert text in told, text


def test_a_partner_gets_the_score_without_name_or_answers(take, result, case):
    told = result(take(case, "rss", MIDDLE), level=2)
    assert case.number in told and APPROXIMATION in told and "0.52" in told
    for text in ("Lineo", "Sekonyela", "Trees", "earn a living", "looking for a job"):
        assert text not in told, text


def test_risks_and_protection_stand_level_by_level(take, result, case):
    answers = {item.code: 2 for item in instruments.load("vulnerability").items} | {
        "h_food": 1,
        "c_leader": 1,
    }
    told = result(take(case, "vulnerability", answers))
    assert "Household and family: Risks Went without food" in told
    assert "Community: Protection A leader who stands by" in told
    assert "There is no published cut-off." in told


def test_who_may_print_it(take, result, case, actors, database, caseworker):
    view = take(case, "rss", MIDDLE)
    with pytest.raises(PermissionDenied):
        result(view, actor=actors["me"])  # reads assessments, prints nothing
    with pytest.raises(Refused):
        result(view, level=3)
    with database.work(actors["supervisor"]) as uow:
        uow.get(Case, case.id).restricted = True
    hidden = take(case, "income", {"before": 1, "after": 2})
    with pytest.raises(NotFound):
        result(hidden, actor=actors["caseworker2"])


@pytest.mark.parametrize("code", instruments.codes())
def test_the_blank_form_asks_everything(database, caseworker, code):
    form = instruments.load(code)
    with database.look(caseworker) as uow:
        told = words(documents.blank_pdf(uow, code))
    for item in form.items:
        assert " ".join(item.text.split()) in told
        assert all(option.label in told for option in item.options)
    assert form.title in told and "Confidential when filled in" in told
    assert (APPROXIMATION in told) == (code == "rss")


def test_skips_are_said_by_the_numbers_on_the_paper(database, caseworker):
    with database.look(caseworker) as uow:
        told = words(documents.blank_pdf(uow, "rss"))
    assert "10 Why are you looking for a job? (Only if question 9 is 1)" in told
    assert "15 What keeps them from school? (Only if question 14 is 2 or 3)" in told
