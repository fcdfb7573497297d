"""The page of programmes: shown to all, changed by who may."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from caseapp.features.programmes import queries, service
from caseapp.features.programmes.pages import ProgrammesPage


@pytest.fixture
def open_page(qtbot, ctx_for):
    def show(actor):
        page = ProgrammesPage(ctx_for(actor))
        qtbot.addWidget(page)
        page.resize(960, 510)
        page.show()
        return page

    return show


def words(page):
    QApplication.processEvents()
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def press(page, text):
    QApplication.processEvents()
    next(b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()
    QApplication.processEvents()


def test_without_a_programme_the_page_says_so(caseworker, open_page):
    assert "No programme yet" in words(open_page(caseworker))


def test_a_caseworker_reads_lines_and_targets_and_changes_nothing(
    database, supervisor, caseworker, open_page
):
    with database.work(supervisor) as uow:
        service.seed(uow)
    page = open_page(caseworker)
    shown = words(page)
    for text in (
        "LS-2021",
        "Livelihood grants, individual",
        "M 2,160,000",
        "1 Mar 2021 – 28 Feb 2022",
        "180 grants",
    ):
        assert text in shown
    assert any("examples only [A]" in text for text in shown)
    assert page.findChildren(QPushButton) == []


def test_a_supervisor_sets_up_a_programme_and_its_lines(database, supervisor, open_page):
    page = open_page(supervisor)
    page.ctx.dialogs.answers = [
        {
            "code": "EU-1",
            "title": "Grants",
            "donor": "EU",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
        },
        {"code": "1", "title": "Grants", "amount": "1000", "for_grants": True},
        {"amount": "2000"},
    ]
    press(page, "Add a programme…")
    press(page, "Add a budget line…")
    press(page, "Change…")
    with database.look(supervisor) as uow:
        (line,) = queries.grant_lines(uow)
    assert (line.programme_code, line.amount) == ("EU-1", 2_000_00)
    assert "M 2,000" in words(page)


def test_a_code_that_is_taken_is_asked_again(database, supervisor, open_page):
    with database.work(supervisor) as uow:
        service.seed(uow)
    page = open_page(supervisor)
    typed = {
        "code": "LS-2021",
        "title": "T",
        "donor": "D",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    }
    page.ctx.dialogs.answers = [typed, {"code": "LS-2026"}]
    press(page, "Add a programme…")
    with database.look(supervisor) as uow:
        assert {p.code for p in queries.programmes(uow)} == {"LS-2021", "LS-2026"}
