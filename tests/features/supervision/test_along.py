"""Open cases along one thing: each slice lists exactly as many as it counts, and they add up."""

from __future__ import annotations

import pytest

from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.models import Case
from caseapp.features.supervision.along import Along, along
from caseapp.features.supervision.pages import CaseloadPage


@pytest.fixture
def six(make_case, database, caseworker, clock):
    """Cases in two districts, two risks, one closed, one met today after two months."""
    made = [
        make_case(given_name=f"P{n}", place=place)
        for n, place in enumerate(["LSJ05", "LSJ01", "LSA01", "LSA02", "LSA03", None])
    ]
    clock.advance(days=61)
    with database.work(caseworker) as uow:
        casework.set_risk(uow, made[0].id, {"risk": "high", "risk_reason": "Threats"})
        casework.contacted(uow, made[1].id, clock.today(), clock.today())
        uow.get(Case, made[2].id).closed_on = clock.today()
    return made


@pytest.mark.parametrize("by", list(Along))
def test_a_slice_lists_as_many_as_it_counts(database, supervisor, six, by):
    with database.look(supervisor) as uow:
        slices = along(uow, by)
        for part in slices:
            assert cases.count(uow, part.only) == part.count, part.words
    counts = {part.words: part.count for part in slices}
    expected = {
        Along.STAGE: None, Along.RISK: {"High": 1, "Medium": 4, "Low": 0}, Along.PLACE: {"Mokhotlong": 2, "Maseru": 2},
        Along.PROGRAMME: {}, Along.CONTACT: {"14 days": 4, "30 days": 4, "60 days": 4},
    }[by]  # fmt: skip
    assert counts == expected if expected is not None else sum(counts.values()) == 5


def test_the_caseload_shows_them_and_a_bar_opens_its_list(qtbot, ctx_for, supervisor, six):
    ctx, went = ctx_for(supervisor), []
    ctx.navigate = lambda page, **args: went.append(args)
    page = CaseloadPage(ctx)
    qtbot.addWidget(page)
    page.show()
    page.by.setCurrentIndex(page.by.findData(Along.PLACE))
    qtbot.waitUntil(lambda: len(page.slices) == 2)
    page.chart.opened.emit(0)
    assert went[0]["only"].place == page.slices[0].only.place and went[0]["sentence"] == page.slices[0].words
