"""Figures that were sent stay; what is corrected later shows as a difference."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import EditConflict, Invalid, PermissionDenied, Refused
from caseapp.features.cases.models import Case
from caseapp.features.plans.models import Assistance
from caseapp.features.programmes.models import Indicator, Programme
from caseapp.features.reports import frozen, kinds, service
from caseapp.features.reports.periods import Period
from caseapp.features.reports.report import Table, Words

NAME = {"name": "Interim report to the donor"}


def freeze(database, actor, period):
    with database.work(actor) as uow:
        service.freeze(uow, period, NAME)
    with database.look(actor) as uow:
        return frozen.frozen(uow, "", period)[0]


def overview(report):
    return {row[1]: row[3] for row in next(t for t in report.tables() if t.code == "overview").rows}


def test_frozen_figures_stay_and_later_corrections_are_differences(
    database, supervisor, make_case, give, half
):
    first, second = make_case(given_name="Lineo", sex="f"), make_case(given_name="Thabo", sex="m")
    mistake = give(first, date(2026, 3, 1))
    kept = freeze(database, supervisor, half)
    give(second, date(2026, 4, 1))
    with database.work(supervisor) as uow:
        uow.get(Assistance, mistake).cancelled_on = uow.today
    with database.look(supervisor) as uow:
        sent = overview(kinds.build(uow, "dashboard", half, "", kept))
        today = overview(kinds.build(uow, "dashboard", half))
        found = {d.code: d for d in frozen.differences(uow, kept)}
    assert sent["Assisted"] == today["Assisted"] == 1
    assert set(found) == {"people.assisted", "people.immediate", "services.delivered"}
    cells = found["people.assisted"].cells
    assert {(cell.sex, then, now) for cell, (then, now) in cells.items()} == {("f", 1, 0), ("m", 0, 1)}


def test_a_period_that_still_runs_is_not_frozen(database, supervisor, clock):
    with pytest.raises(Refused, match="not ended"):
        freeze(database, supervisor, Period(date(2026, 8, 1), clock.today()))


def test_figures_are_frozen_with_a_name_and_by_those_who_may(database, supervisor, caseworker, half):
    with pytest.raises(Invalid), database.work(supervisor) as uow:
        service.freeze(uow, half, {"name": " "})
    with pytest.raises(PermissionDenied):
        freeze(database, caseworker, half)


def test_a_period_never_ends_before_it_begins():
    with pytest.raises(Invalid):
        Period(date(2026, 2, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("period", "before"),
    [(Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2025, 12, 1), date(2025, 12, 31))),
     (Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2025, 10, 1), date(2025, 12, 31))),
     (Period(date(2026, 3, 2), date(2026, 3, 4)), Period(date(2026, 2, 27), date(2026, 3, 1)))],
)  # fmt: skip
def test_the_period_before_is_of_the_same_kind(period, before):
    assert period.previous() == before


def test_months_of_a_period_touch_without_overlap():
    months = Period(date(2025, 11, 15), date(2026, 2, 3)).months()
    assert [(m.first.isoformat(), m.last.isoformat()) for m in months] == [
        ("2025-11-15", "2025-11-30"), ("2025-12-01", "2025-12-31"), ("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-03"),
    ]  # fmt: skip


# --- texts and figures by hand


def texts(report):
    return {p.code: p.text for p in report.parts if isinstance(p, Words)}


def test_a_text_is_kept_with_programme_and_period_and_never_overwritten_unseen(
    database, supervisor, actors, half
):
    with database.work(supervisor) as uow:
        service.write_text(uow, "", half, "summary", {"text": "The rains came late."})
    with database.look(supervisor) as uow:
        assert texts(kinds.build(uow, "quarterly", half))["summary"] == "The rains came late."
        assert texts(kinds.build(uow, "quarterly", Period(half.first, date(2026, 3, 31))))["summary"] == ""
    with database.work(actors["me"]) as uow:
        service.write_text(uow, "", half, "summary", {"text": "Mine."}, {"text": "The rains came late."})
    with pytest.raises(EditConflict), database.work(supervisor) as uow:
        service.write_text(uow, "", half, "summary", {"text": "Theirs."}, {"text": "The rains came late."})


@pytest.fixture
def programme(database, supervisor):
    with database.work(supervisor) as uow:
        made = uow.add(
            Programme(code="LS-X", title="Reintegration", donor="Government of Japan", country="LS",
                      starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), outcomes=[])
        )  # fmt: skip
        for code, measure, unit in (("1", "people.registered", "people"), ("2", None, "procedures"),
                                    ("3", "people.planned_in_time", "percent")):  # fmt: skip
            uow.add(
                Indicator(
                    programme_id=made.id, code=code, title=f"I{code}", unit=unit, target=10, measure=measure
                )
            )
        return made.id


def indicators(database, actor, programme):
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    with database.look(actor) as uow:
        report = kinds.build(uow, "donor-interim", period, programme)
        ids = {i.code: i.id for i in uow.session.query(Indicator)}
    table = next(part for part in report.parts if isinstance(part, Table) and part.code == "indicators")
    return {row[0]: row[5:] for row in table.rows}, ids


def test_indicators_show_what_was_counted_what_was_written_and_what_nobody_counted(
    database, supervisor, programme, make_case
):
    case = make_case()
    with database.work(supervisor) as uow:
        uow.get(Case, case.id).programme_id = programme
    rows, ids = indicators(database, supervisor, programme)
    assert rows == {"1": (1, 10.0), "2": (None, None), "3": (None, None)}
    with database.work(supervisor) as uow:
        figure = {"counted_on": "2026-05-02", "value": "2", "source": "Minutes of 2 May"}
        wrong = service.write_figure(uow, ids["2"], figure)
        service.write_figure(uow, ids["2"], figure | {"value": "1"})
        service.strike_figure(uow, wrong)
    assert indicators(database, supervisor, programme)[0]["2"] == (1, 10.0)
    with pytest.raises(Refused, match="counted from the records"), database.work(supervisor) as uow:
        service.write_figure(uow, ids["1"], figure)


def test_a_programme_without_targets_and_an_office_without_programme_still_report(database, supervisor, half):
    with database.look(supervisor) as uow:
        for code in kinds.KINDS:
            report = kinds.build(uow, code, half)
            assert report.counts and all(table.lines() is not None for table in report.tables())


def test_the_copy_for_outside_has_no_names_and_no_small_numbers(database, supervisor, make_case, give, half):
    give(make_case(given_name="Lineo", sex="f"), date(2026, 3, 1))
    whole = Period(date(2026, 1, 1), date(2026, 12, 31))
    with database.look(supervisor) as uow:
        listed = kinds.build(uow, "distribution", whole)
        report = kinds.build(uow, "quarterly", whole)
    assert "Lineo" in str([t.lines() for t in listed.tables()])
    assert "Lineo" not in str([t.lines(outside=True) for t in listed.outside().tables()])
    table = next(t for t in report.outside().tables() if t.code == "people.registered-age")
    assert {cell for line in table.lines(outside=True) for cell in line[1:]} <= {"<5", "0"}
