"""Rounds, comparing and printing on the tab; skips and other answers in the form; importing on the page of questionnaires."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from caseapp.core import instruments
from caseapp.features.assessments import queries
from caseapp.features.assessments.pages import AssessmentsTab, AssessPage, QuestionnairesPage, RoundsCard
from caseapp.ui.answers import Amount, ManyOf, OwnWords
from caseapp.ui.charts import ChartPanel
from caseapp.ui.table import RecordTable
from tests.core.test_instrument_files import SMALL, weights_text
from tests.core.test_instrument_scores import MIDDLE, WORST
from tests.features import reading
from tests.features.reading import settle


def shown(widget):
    """Everything that can be read on it, as one text."""
    return "\n".join(reading.shown(widget))


@pytest.fixture
def went(ctx):
    found = []
    ctx.navigate = lambda page, **args: found.append((page, args))
    return found


@pytest.fixture
def page(qtbot, ctx, went):
    made = AssessPage(ctx)
    qtbot.addWidget(made)
    made.resize(1170, 720)
    made.show()
    return made


@pytest.fixture
def tab(qtbot, ctx, went, take, make_case, clock):
    clock.advance(days=-230)
    case = make_case()
    clock.advance(days=230)
    take(case, "rss", WORST, on=case.opened_on + timedelta(days=3))
    take(case, "rss", MIDDLE, on=case.opened_on + timedelta(days=95))
    take(case, "income", {"before": 450, "after": 400})
    made = AssessmentsTab(ctx, case.id)
    qtbot.addWidget(made)
    made.resize(1170, 620)
    made.show()
    settle()
    return made


def choose(tab, code):
    tab.which.setCurrentIndex(tab.which.findData(code))
    settle()


def test_the_tab_says_which_round_was_missed_and_begins_it(tab, went):
    read = shown(tab)
    for text in ("Baseline: taken", "Month 3: taken", "Month 6: missed", "Month 6: 47 days late"):
        assert text in read, text
    begin = next(b for b in tab.findChildren(type(tab.new)) if b.text() == "Begin")
    begin.click()
    assert went == [("assess", {"case_id": tab.case_id, "instrument": "rss"})]


def test_one_questionnaire_of_several_with_its_trend(tab):
    choose(tab, "rss")
    assert [a.told.shown for a in tab.table.rows.rows] == ["0.52", "0.00"]
    assert "Unweighted approximation, not the IOM score" in shown(tab)
    (panel,) = tab.findChildren(ChartPanel)
    lines = {one.name: one.values for one in panel.view.chart.series}
    assert lines == {"Together": (0.0, 0.52), "Economic": (0.0, pytest.approx(0.6)), "Social": (0.0, pytest.approx(0.55)),
                     "Psychosocial": (0.0, pytest.approx(0.4))}  # fmt: skip
    assert "LSL" not in shown(tab)
    choose(tab, "income")
    assert "LSL -50" in shown(tab) and "approximation" not in shown(tab)
    choose(tab, "")
    assert "Sustainability: Unweighted approximation, not the IOM score" in shown(tab)


def test_two_rounds_are_compared_in_a_sheet(tab, ctx):
    choose(tab, "income")
    assert not tab.compare.isEnabled()
    choose(tab, "rss")
    tab.compare.click()
    assert ctx.dialogs.asked[-1] == "Sustainability compared"


def test_the_wish_for_support_is_offered_on_the_tab(tab, went):
    choose(tab, "rss")
    refer = next(b for b in tab.findChildren(type(tab.new)) if b.text() == "Refer to MHPSS services")
    refer.click()
    assert went[-1] == ("refer", {"case_id": tab.case_id, "sector": "mhpss"})


def test_the_card_of_the_overview_is_there_only_when_something_is_due(qtbot, ctx, went, make_case, take, tab):
    late, done = RoundsCard(ctx, tab.case_id), RoundsCard(ctx, make_case(birth_date="2012").id)
    for card in (late, done):
        qtbot.addWidget(card)
        card.show()
    settle()
    assert "Month 6: 47 days late" in shown(late)
    assert shown(done).strip() == "" and not done.isVisible()


# --- the form


def test_questions_that_do_not_apply_are_passed_over(qtbot, page, make_case):
    page.arrive(case_id=make_case().id, instrument="rss")
    form = page.form
    form.ask(8)
    qtbot.keyClick(form, "2")  # not looking for a job
    assert form.instrument.items[form.at].code == "s1"
    form.previous()
    assert form.instrument.items[form.at].code == "e9"
    qtbot.keyClick(form, "1")
    assert form.instrument.items[form.at].code == "e10"
    qtbot.keyClick(form, "4")
    form.ask(8)
    qtbot.keyClick(form, "2")
    assert form.answers() == {"e9": 2}


def test_several_answers_are_ticked_and_none_stands_alone(qtbot, page, make_case):
    page.arrive(case_id=make_case().id, instrument="rss")
    form = page.form
    form.ask(7)
    assert isinstance(form.field, ManyOf)
    for key in "13":
        qtbot.keyClick(form, key)
    assert form.answers() == {"e8": [1, 3]}
    qtbot.keyClick(form, "8")
    assert form.answers() == {"e8": [8]}
    qtbot.keyClick(form, "8")
    assert form.answers() == {}


def test_amounts_and_words_are_typed(qtbot, page, make_case):
    page.arrive(case_id=make_case().id, instrument="income")
    form = page.form
    assert isinstance(form.field, Amount)
    qtbot.keyClicks(form.field.line, "1,200")
    assert form.answers() == {"before": 1200}
    form.field.line.clear()
    qtbot.keyClicks(form.field.line, "a lot")
    assert form.answers() == {} and "whole number" in form.field.problem.text()
    form.ask(3)
    assert isinstance(form.field, OwnWords)
    form.field.box.setPlainText("Sold eggs")
    assert form.answers() == {"why": "Sold eggs"}
    form.ask(0)
    form.ask(3)
    assert form.field.box.toPlainText() == "Sold eggs"


def test_sections_say_how_much_is_answered_and_lead_to_the_first_open_question(page, make_case):
    page.arrive(case_id=make_case().id, instrument="rss")
    form = page.form
    form.set_values({"answers": {"e1": 1, "s1": 2}})
    settle()
    steps = {b.text(): b for b in form.sections.findChildren(type(form.back)) if b.isVisible()}
    assert set(steps) == {"Economic 1/9", "Social 1/10", "Psychosocial 0/15"}
    steps["Social 1/10"].click()
    assert form.instrument.items[form.at].code == "s2"


@pytest.mark.parametrize(("agrees", "leads"), [(True, "refer"), (False, "case")])
def test_a_wish_for_support_offers_the_referral(page, ctx, went, make_case, agrees, leads):
    case = make_case()
    page.arrive(case_id=case.id, instrument="rss")
    page.form.set_values({"answers": MIDDLE})
    page._score()
    ctx.dialogs.answers = [agrees]
    page.save()
    assert ctx.dialogs.asked == ["Refer to psychological support?"]
    assert went[-1][0] == leads and went[-1][1]["case_id"] == case.id


def test_the_short_questionnaire_goes_on_with_the_long_one(qtbot, ctx_for, counsellor, make_case):
    from caseapp.features.mhpss.pages import ScreeningPage

    ctx = ctx_for(counsellor)
    ctx.navigate = lambda page, **args: None
    page = ScreeningPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.arrive(case_id=make_case().id, instrument="phq2")
    for key in "21":
        qtbot.keyClick(page.form, key)
    ctx.dialogs.answers = [True]
    page.save()
    assert (page.code, page.form.answers(), page.form.at) == ("phq9", {"interest": 2, "mood": 1}, 2)


# --- the page of questionnaires


@pytest.fixture
def library(qtbot, ctx_for, supervisor):
    made = QuestionnairesPage(ctx_for(supervisor))
    qtbot.addWidget(made)
    made.resize(1170, 720)
    made.show()
    settle()
    return made


def put(tmp_path, text):
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_file_is_in_use_at_once(library, tmp_path):
    library.ctx.dialogs.answers = [put(tmp_path, SMALL)]
    library.import_instrument()
    settle()
    assert "Small" in [r.title for r in library.table.rows.rows]


def test_a_file_with_problems_shows_them_line_by_line(library, tmp_path):
    library.ctx.dialogs.answers = [put(tmp_path, SMALL.replace('"item": "a"', '"item": "z"'))]
    library.import_instrument()
    settle()
    read = shown(library)
    assert "own.json was not imported" in read and "1 problem. Nothing was changed" in read
    assert "small" not in instruments.codes()
    library.ctx.dialogs.answers = [put(tmp_path, SMALL)]
    library.import_instrument()
    settle()
    assert "was not imported" not in shown(library)


def test_weights_are_asked_about_and_then_used(library, tmp_path, take, make_case, database, caseworker):
    view = take(make_case(), "rss", MIDDLE)
    library.ctx.dialogs.answers = [put(tmp_path, weights_text()), True]
    library.import_weights()
    settle()
    with database.look(caseworker) as uow:
        assert queries.assessment(uow, view.id).told.label == "IOM weights 2019"
    library.ctx.dialogs.answers = [put(tmp_path, weights_text()), True]
    library.import_weights()
    settle()
    (listed,) = [t for t in library.findChildren(RecordTable) if t is not library.table]
    assert [p.text for p in listed.rows.rows] == ["version 2019 of these weights is here already"]


def test_the_file_of_a_questionnaire_is_saved_to_be_changed(library, tmp_path):
    library.table.selectRow([r.code for r in library.table.rows.rows].index("wgss"))
    library.ctx.dialogs.answers = [tmp_path / "wgss.json"]
    library.save_file()
    settle()
    assert json.loads((tmp_path / "wgss.json").read_text(encoding="utf-8"))["code"] == "wgss"


def test_who_may_not_import_is_not_offered_it(qtbot, ctx, went):
    page = QuestionnairesPage(ctx)
    qtbot.addWidget(page)
    page.show()
    settle()
    read = shown(page)
    assert "Form to fill by hand…" in read and "Import" not in read
