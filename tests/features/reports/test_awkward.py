"""Figures in awkward cases: no targets, a case that moved, a person merged after the freeze, a clock set back."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import Refused
from caseapp.features.cases.models import Case
from caseapp.features.people import merging
from caseapp.features.people.models import Person
from caseapp.features.programmes.models import Indicator, Programme
from caseapp.features.reports import frozen, kinds, service
from caseapp.features.reports.counting import count
from caseapp.features.reports.periods import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def programme(database, supervisor):
    """programme(code, *targets): a programme with an indicator for each target, None for none."""

    def add(code, *targets):
        with database.work(supervisor) as uow:
            made = uow.add(Programme(code=code, title=code, donor="Government of Japan", country="LS",
                                     starts_on=YEAR.first, ends_on=YEAR.last, outcomes=[]))  # fmt: skip
            for n, target in enumerate(targets):
                uow.add(Indicator(programme_id=made.id, code=f"{n}", title=f"I{n}", unit="people", target=target,
                                  measure="people.assisted"))  # fmt: skip
            return made.id

    return add


@pytest.fixture
def change(database, supervisor):
    def set_values(entity, key, **values):
        with database.work(supervisor) as uow:
            for name, value in values.items():
                setattr(uow.get(entity, key), name, value)

    return set_values


@pytest.fixture
def figure(database, supervisor):
    def headline(programme_id="", code="people.assisted", period=YEAR):
        with database.look(supervisor) as uow:
            return count(uow, code, period, programme_id)

    return headline


@pytest.mark.parametrize(
    ("targets", "reached"), [((), None), ((None,), (1, None)), ((0,), (1, None)), ((4,), (1, 25.0))]
)
def test_a_programme_without_targets_says_what_was_reached_and_no_share(
    database, supervisor, programme, change, make_case, give, targets, reached
):
    key, case = programme("LS-A", *targets), make_case()
    change(Case, case.id, programme_id=key)
    give(case, date(2026, 3, 1))
    with database.look(supervisor) as uow:
        tables = {t.code: t for t in kinds.build(uow, "donor-final", YEAR, key).tables()}
    assert ("indicators" in tables) == bool(targets)
    if targets:
        ((*_begin, actual, share),) = tables["indicators"].rows
        assert (actual, share) == reached


def test_a_case_that_changed_programme_counts_once_where_it_is_today_and_the_report_says_so(
    database, supervisor, programme, change, make_case, give, figure
):
    before, after = programme("LS-A"), programme("LS-B")
    case = make_case()
    change(Case, case.id, programme_id=before)
    give(case, date(2026, 3, 1))
    assert (figure(before).headline, figure(after).headline) == (1, 0)
    change(Case, case.id, programme_id=after)
    give(case, date(2026, 5, 1))
    assert (figure(before).headline, figure(after).headline, figure().headline) == (0, 1, 1)
    with database.look(supervisor) as uow:
        assert "programme are those on file today" in kinds.build(uow, "dashboard", YEAR).counts


def test_a_person_who_moved_counts_once_at_the_place_of_today(change, make_case, give, figure):
    case = make_case(place="LSJ05")
    give(case, date(2026, 3, 1))
    change(Person, case.person.id, place="LSA01")
    give(case, date(2026, 5, 1))
    ((place, people),) = figure().by("place").items()
    assert people == 1 and place.startswith("LSA")


def test_two_records_merged_after_the_freeze_are_a_difference_and_what_was_sent_stays(
    database, supervisor, make_case, give, clock, figure
):
    one, other = (
        make_case(given_name="Lineo", sex="f"),
        make_case(given_name="Lineo", sex="f", birth_date="1991"),
    )
    for case in (one, other):
        give(case, date(2026, 3, 1))
    half = Period(date(2026, 1, 1), date(2026, 6, 30))
    with database.work(supervisor) as uow:
        service.freeze(uow, half, {"name": "To Tokyo"})
    with database.work(supervisor) as uow:
        merging.merge(uow, one.person.id, other.person.id, {}, "Same card")
    with database.look(supervisor) as uow:
        (kept,) = frozen.frozen(uow, "", half)
        found = {d.code: (d.then, d.now) for d in frozen.differences(uow, kept)}
        sent = kinds.build(uow, "dashboard", half, "", kept)
    assert found["people.assisted"] == (2, 1) and figure(period=half).headline == 1
    line = next(row for t in sent.tables() if t.code == "overview" for row in t.rows if row[1] == "Assisted")
    assert line[3] == 2


def test_a_clock_set_back_changes_no_figure_and_freezes_no_period_that_has_not_ended_by_it(
    database, supervisor, make_case, give, clock, figure
):
    case = make_case()
    give(case, date(2026, 3, 1))
    before, closed = figure().cells, Period(date(2026, 1, 1), date(2026, 7, 31))
    clock.advance(days=-60)
    assert figure().cells == before and figure(period=closed).headline == 1
    with pytest.raises(Refused, match="not ended"), database.work(supervisor) as uow:
        service.freeze(uow, closed, {"name": "Too early"})
    with database.look(supervisor) as uow:
        for code in kinds.KINDS:
            assert kinds.build(uow, code, closed).made_on == clock.today()
