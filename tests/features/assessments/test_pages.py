"""Taking a questionnaire on screen, from the choice to the saved score; and the tab that shows what was answered."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from caseapp.data import drafts
from caseapp.features.assessments import queries, service
from caseapp.features.assessments.pages import AssessmentsTab, AssessPage, take_assessment
from caseapp.ui.charts import ChartPanel
from tests.features.reading import settle, shown

CODES = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")
HEAD = {"taken_on": "2026-08-01", "mode": "interview", "language": "sot"}


@pytest.fixture
def went(ctx):
    found = []
    ctx.navigate = lambda page, **args: found.append((page, args))
    return found


@pytest.fixture
def page(qtbot, ctx, went):
    made = AssessPage(ctx)
    qtbot.addWidget(made)
    made.show()
    return made


def keys(qtbot, page, typed):
    for key in typed:
        qtbot.keyClick(page.form, key)


def found(database, actor, case):
    with database.look(actor) as uow:
        return queries.of_case(uow, case.id)


def test_a_questionnaire_is_taken_by_keyboard_and_saved(
    qtbot, ctx, page, went, database, caseworker, make_case
):
    case = make_case()
    page.arrive(case_id=case.id, instrument="wgss")
    assert not page.save_button.isEnabled()
    keys(qtbot, page, "113111")
    assert page.panel.number.text() == "1"
    page.head.set_values({"taken_on": date(2026, 8, 17), "mode": "self", "language": "sot"})
    page.key_save()
    (view,) = found(database, caseworker, case)
    assert (view.value, view.taken_on, view.language, view.missing) == (1, date(2026, 8, 17), "Sesotho", 0)
    assert went == [("case", {"case_id": case.id, "tab": "assessments"})]


def test_missing_answers_are_asked_about_once(qtbot, ctx, page, went, database, caseworker, make_case):
    case = make_case()
    page.arrive(case_id=case.id, instrument="wgss")
    keys(qtbot, page, "1")
    ctx.dialogs.answers = [False, True]
    page.save()
    assert found(database, caseworker, case) == () and went == []
    page.save()
    assert ctx.dialogs.asked == ["5 answers missing"] * 2
    assert found(database, caseworker, case)[0].missing == 5


def test_a_day_in_the_future_is_said_and_the_answers_stay(
    qtbot, ctx, page, went, database, caseworker, make_case
):
    case = make_case()
    page.arrive(case_id=case.id, instrument="wgss")
    keys(qtbot, page, "111111")
    page.head.set_values({"taken_on": date(2026, 8, 20), "mode": "self", "language": "sot"})
    page.save()
    assert "future" in str(ctx.dialogs.errors[0])
    assert page.form.complete and went == [] and found(database, caseworker, case) == ()


def test_half_given_answers_wait_as_a_draft_until_saved(qtbot, ctx, page, database, caseworker, make_case):
    case = make_case()
    page.arrive(case_id=case.id, instrument="wgss")
    keys(qtbot, page, "13")
    page.keeper.keep()
    again = AssessPage(ctx)
    qtbot.addWidget(again)
    again.arrive(case_id=case.id, instrument="wgss")
    assert (again.form.answers(), again.form.at) == ({"seeing": 1, "hearing": 3}, 2)
    ctx.dialogs.answers = [True]
    again.save()
    with database.look(caseworker) as uow:
        assert drafts.mine(uow) == ()


def test_leaving_with_answers_asks_first(qtbot, ctx, page, went, make_case):
    case = make_case()
    page.arrive(case_id=case.id, instrument="wgss")
    page.leave()
    assert went.pop() == ("case", {"case_id": case.id, "tab": "assessments"})
    page.arrive(case_id=case.id, instrument="wgss")
    keys(qtbot, page, "1")
    ctx.dialogs.answers = [False]
    page.leave()
    assert went == [] and page.form.answers() == {"seeing": 1}


def test_without_a_choice_those_that_fit_are_offered(page, make_case):
    page.arrive(case_id=make_case().id)
    assert "Washington Group Short Set on Functioning" in shown(page)
    next(b for b in page.findChildren(QPushButton) if b.text() == "Begin").click()
    assert page.form is not None and page.code == "rss"  # what is due stands first
    child = make_case(birth_date="2023")
    page.arrive(case_id=child.id)
    settle()
    assert "Vulnerability screening" in shown(page) and "Washington" not in shown(page)


def test_one_may_leave_without_choosing(page, went, make_case):
    case = make_case()
    page.arrive(case_id=case.id)
    page.leave()
    assert went == [("case", {"case_id": case.id, "tab": "assessments"})]


def test_the_add_menu_goes_straight_to_the_only_one(ctx, went, make_case):
    case, child = make_case(), make_case(birth_date="2023")
    take_assessment(ctx, case.id)
    take_assessment(ctx, child.id)
    assert went == [("assess", {"case_id": case.id, "instrument": ""}),
                    ("assess", {"case_id": child.id, "instrument": "vulnerability"})]  # fmt: skip


@pytest.fixture
def tab(qtbot, ctx, database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        for hard, day in ((3, "2026-03-01"), (1, "2026-06-01")):
            answers = {code: 3 if i < hard else 1 for i, code in enumerate(CODES)}
            service.take(uow, case.id, "wgss", answers, HEAD | {"taken_on": day})
    made = AssessmentsTab(ctx, case.id)
    qtbot.addWidget(made)
    made.resize(1170, 560)
    made.show()
    settle()
    return made


def test_the_tab_shows_the_newest_with_its_answers_and_the_trend(tab):
    assert [r.value for r in tab.table.rows.rows] == [1, 3]
    read = shown(tab)
    assert (
        "Do you have difficulty seeing, even if wearing glasses?" in read
        and "Scores advise, people decide." in read
    )
    (panel,) = tab.findChildren(ChartPanel)
    assert panel.view.chart.series[0].values == (3.0, 1.0)


def test_one_s_own_may_be_struck_out(tab, ctx, database, caseworker):
    ctx.dialogs.answers = [True]
    tab.strike.click()
    settle()
    assert [r.struck for r in tab.table.rows.rows] == [True, False]
    assert not tab.strike.isVisible()


def test_without_any_the_tab_says_what_questionnaires_are_for(qtbot, ctx_for, actors, make_case):
    ctx = ctx_for(actors["me"])
    tab = AssessmentsTab(ctx, make_case().id)
    qtbot.addWidget(tab)
    tab.show()
    read = shown(tab)
    assert "Nothing was assessed yet" in read and "New assessment" not in read
