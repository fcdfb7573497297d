"""The page of reports: choosing, opening what a number counted, writing, freezing, printing."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from caseapp.features.reports import frozen
from caseapp.features.reports.kinds import KINDS
from caseapp.features.reports.pages import ReportsPage
from caseapp.features.reports.pages.records import RecordList
from caseapp.features.reports.report import Door, Words
from caseapp.ui.table import RecordTable


@pytest.fixture
def page(qtbot, ctx_for, supervisor, make_case, give):
    case = make_case(given_name="Lineo", sex="f")
    give(case, date(2026, 7, 3))
    ctx = ctx_for(supervisor)
    made = ReportsPage(ctx)
    qtbot.addWidget(made)
    made.resize(1170, 720)
    made.show()
    qtbot.waitUntil(lambda: made.report is not None)
    return made


def table(page, title):
    return [t for t in page.findChildren(RecordTable) if t.accessibleName() == title][-1]


def test_every_report_is_shown_and_says_what_it_counts(page, qtbot):
    for code in KINDS:
        page.choose(code)
        qtbot.waitUntil(lambda code=code: page.report is not None and page.report.code == code)
        assert page.area.count() >= 1 and page.report.counts in page.told.text()


def test_a_number_opens_the_records_it_counted(page, qtbot):
    page.choose("dashboard")
    went = []
    page.ctx.navigate = lambda code, **args: went.append((code, args))
    shown = []
    page.ctx.dialogs.show = lambda title, widget, close="": shown.append((title, widget))
    page.open(Door("people.assisted"))
    ((title, records),) = shown
    qtbot.addWidget(records)
    assert title == "Assisted" and isinstance(records, RecordList)
    (row,) = records.table.rows.rows
    assert row.name == "Lineo Mokoena"
    records.open(row)
    assert went == [("case", {"case_id": row.case_id})]


def test_enter_on_a_row_of_a_table_opens_its_figure(page, monkeypatch):
    page.choose("dashboard")
    opened = []
    monkeypatch.setattr(page, "open", opened.append)
    page.refresh()
    figures = table(page, "All figures")
    at = next(n for n, line in enumerate(figures.rows.rows) if line.texts[1] == "Assisted")
    figures.selectRow(at)
    figures.opened.emit(figures.current())
    assert opened == [Door("people.assisted")]


def test_a_text_is_written_in_place_and_stays(page, qtbot):
    page.choose("quarterly")
    page.ctx.dialogs.answers = [{"text": "The rains came late."}]
    next(b for b in page.findChildren(QPushButton) if b.text() == "Write…").click()
    qtbot.waitUntil(
        lambda: next(p for p in page.report.parts if isinstance(p, Words)).text == "The rains came late."
    )


def test_what_was_sent_is_shown_again_with_what_changed(page, database, supervisor, give, make_case, qtbot):
    page.choose("dashboard")
    page.ctx.dialogs.answers = [{"name": "Monthly to Maseru"}]
    page.freeze()
    give(make_case(given_name="Thabo"), date(2026, 7, 9))
    with database.look(supervisor) as uow:
        (kept,) = frozen.frozen(uow, page.report.programme_id, page.report.period)
    page._turn(kept)
    qtbot.waitUntil(lambda: bool(page.report.frozen))
    assert "Monthly to Maseru" in page.told.text()
    figures = table(page, "All figures")
    assert next(line.texts[3] for line in figures.rows.rows if line.texts[1] == "Assisted") == "1"
    page._differences(kept)
    assert page.ctx.dialogs.asked[-1] == "What changed since"


def test_a_running_period_is_refused_in_words(page):
    page.choose("quality")
    page.ctx.dialogs.answers = [{"name": "Too early"}]
    page.freeze()
    assert "not ended" in str(page.ctx.dialogs.errors[-1])


def test_monitoring_reads_and_writes_reports_but_sees_no_name(qtbot, ctx_for, actors, make_case, give):
    give(make_case(given_name="Lineo"), date(2026, 7, 3))
    page = ReportsPage(ctx_for(actors["me"]))
    qtbot.addWidget(page)
    page.show()
    page.choose("distribution")
    qtbot.waitUntil(lambda: page.report is not None and page.report.code == "distribution")
    assert len(table(page, "Distribution list").rows.rows) == 1
    assert "Lineo" not in str([t.lines() for t in page.report.tables()])
    assert page.freeze_button.isVisible()
