"""Figures: each the sum of its cells, people counted once, nothing counted that the reader may not see."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from caseapp.core.dates import PartialDate
from caseapp.core.errors import PermissionDenied
from caseapp.features.cases import service as casework
from caseapp.features.people import service as people
from caseapp.features.people.models import Difficulty, Person
from caseapp.features.reports import cells, counting
from caseapp.features.reports.cells import BANDS, DIMENSIONS, UNKNOWN, Cell, Cube
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.periods import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
WG = ("wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating")


def figure(database, actor, code="people.registered", period=YEAR, programme=""):
    with database.look(actor) as uow:
        return counting.count(uow, code, period, programme)


def test_the_headline_is_the_sum_of_its_cells_along_every_dimension(database, make_case, supervisor, give):
    chance = random.Random(7)
    for i in range(40):
        case = make_case(
            given_name=f"P{i}", sex=chance.choice("fm"), birth_date=str(chance.randint(1930, 2026)),
            place=chance.choice(["LSJ05", "LSJ01", "LSA01", "LSK06", None]), here_as=chance.choice(["returnee", "community"]),
            **{name: chance.choice(["1", "2", "3", None]) for name in WG},
        )  # fmt: skip
        for _n in range(chance.randint(0, 4)):
            give(case, date(2026, chance.randint(1, 12), chance.randint(1, 28)))
    for code in ("people.registered", "people.assisted", "services.delivered"):
        cube = figure(database, supervisor, code)
        for dimension in DIMENSIONS:
            assert sum(cube.by(dimension).values()) == cube.headline
        table = cube.across("place", "sex")
        assert sum(sum(row.values()) for row in table.values()) == cube.headline
    assert figure(database, supervisor).headline == 40


def test_people_are_counted_once_and_services_as_often_as_they_happened(
    database, make_case, supervisor, give
):
    case = make_case()
    for month in (3, 3, 9):
        give(case, date(2026, month, 10))
    assert figure(database, supervisor, "people.assisted").headline == 1
    assert figure(database, supervisor, "services.delivered").headline == 3
    spring = Period(date(2026, 3, 1), date(2026, 5, 31))
    assert figure(database, supervisor, "services.delivered", spring).headline == 2


@pytest.mark.parametrize(
    ("day", "counted"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)]
)
def test_both_ends_of_a_period_count(database, make_case, day, counted, supervisor, give):
    give(make_case(), date.fromisoformat(day))
    assert figure(database, supervisor, "people.assisted").headline == counted


def test_a_period_across_the_turn_of_the_year_holds_both_sides(database, make_case, supervisor, give):
    case = make_case()
    give(case, date(2025, 12, 30))
    give(case, date(2026, 1, 2))
    winter = Period(date(2025, 12, 1), date(2026, 2, 28))
    assert figure(database, supervisor, "services.delivered", winter).headline == 2
    assert figure(database, supervisor, "people.assisted", winter).headline == 1


def test_what_was_cancelled_does_not_count(database, supervisor, make_case, give):
    give(make_case(), date(2026, 3, 1), cancelled_on=date(2026, 3, 2), cancelled_why="lost")
    assert figure(database, supervisor, "people.assisted").headline == 0


BIRTHS = (
    "2008",
    "2008-08",
    "2008-08-18",
    "2008-08-19",
    "1966-03",
    "1966~2026-01-01",
    "2021-08-18",
    "2026-08-18",
    "1900",
)


@pytest.mark.parametrize("born", BIRTHS)
def test_the_age_band_is_that_of_the_day_and_of_every_screen(
    database, caseworker, make_case, born, clock, supervisor
):
    make_case(birth_date="2000")
    with database.work(caseworker) as uow:
        uow.session.query(Person).one().birth_date = PartialDate.parse(born)
    cube = figure(database, supervisor)
    age = PartialDate.parse(born).age(clock.today())
    band = next(name for name, last in BANDS.items() if age <= last)
    assert cube.by("age") == {band: 1}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((None,) * 6, UNKNOWN), (("1",) * 6, "no"), (("2", "2", "2", "2", "2", "2"), "no"),
     (("3", None, None, None, None, None), "yes"), (("1", "1", "1", "1", "1", "4"), "yes"),
     (("7", "9", "1", "1", "1", "1"), "no")],
)  # fmt: skip
def test_disability_follows_the_published_cut_off(
    database, caseworker, make_case, answers, expected, supervisor
):
    make_case(**dict(zip(WG, answers, strict=True)))
    assert figure(database, supervisor).by("disability") == {expected: 1}
    with database.look(caseworker) as uow:
        person = uow.session.query(Person).one()
        severe = [getattr(person, n) in (Difficulty.A_LOT, Difficulty.CANNOT) for n in WG]
    assert any(severe) is (expected == "yes")


def test_a_restricted_person_counts_only_for_who_may_know_of_them(
    database, supervisor, actors, make_case, give
):
    case = make_case()
    give(case, date(2026, 3, 1))
    with database.work(supervisor) as uow:
        people.restrict(uow, case.person.id, True)
    for code in ("people.registered", "people.assisted", "services.delivered"):
        assert figure(database, supervisor, code).headline == 1
        assert figure(database, actors["me"], code).headline == 0


def test_a_cell_lists_exactly_what_it_counted_and_pseudonyms_to_monitoring(
    database, actors, supervisor, make_case
):
    make_case(given_name="Lineo", sex="f")
    make_case(given_name="Thabo", sex="m")
    with database.look(supervisor) as uow:
        women, more = counting.records(uow, "people.registered", YEAR, values={"sex": "f"})
        assert [r.name for r in women] == ["Lineo Mokoena"] and not more
        everybody, _more = counting.records(uow, "people.registered", YEAR)
        assert len(everybody) == counting.count(uow, "people.registered", YEAR).headline == 2
    with database.look(actors["me"]) as uow:
        (row,), _more = counting.records(uow, "people.registered", YEAR, values={"sex": "f"})
        assert "Lineo" not in row.name and row.name


def test_a_plan_counts_as_in_time_by_the_rule_of_the_office(
    database, caseworker, make_case, clock, supervisor
):
    soon, late = make_case(given_name="Lineo"), make_case(given_name="Thabo")
    start = clock.today()
    with database.work(caseworker) as uow:
        casework.reached(uow, soon.id, "planned_on", start + timedelta(days=30))
        casework.reached(uow, late.id, "planned_on", start + timedelta(days=31))
    cube = figure(database, supervisor, "people.planned_in_time")
    assert (cube.headline, cube.whole, cube.percent) == (1, 2, 50)


def test_every_measure_can_be_counted_and_listed_on_an_empty_office(database, supervisor):
    with database.look(supervisor) as uow:
        for code, measure in MEASURES.items():
            cube = counting.count(uow, code, YEAR)
            assert cube.headline == 0 and cube.percent is None, code
            assert not measure.of or measure.of in MEASURES
            assert not uow.actor.can(measure.opens) or counting.records(uow, code, YEAR) == ((), False)


@pytest.mark.parametrize("role", ["supervisor", "me"])
def test_how_many_were_counselled_is_told_but_not_who(database, actors, role):
    sealed = [code for code, measure in MEASURES.items() if measure.group == "mhpss"]
    assert len(sealed) == 6
    for code in sealed:
        assert figure(database, actors[role], code).headline == 0
        with database.look(actors[role]) as uow, pytest.raises(PermissionDenied, match="how many"):
            counting.records(uow, code, YEAR)


@pytest.mark.parametrize(
    ("grid", "hides"),
    [([[0, 12, 30]], set()), ([[3, 12, 30]], {(0, 0), (0, 1)}), ([[3, 4, 30]], {(0, 0), (0, 1)}), ([[3, 0, 0]], {(0, 0)}),
     ([[3, 12], [20, 15]], {(0, 0), (0, 1), (1, 0), (1, 1)}), ([], set())],
)  # fmt: skip
def test_small_numbers_are_hidden_and_no_sum_gives_them_away(grid, hides):
    assert cells.hidden(grid) == hides


@pytest.mark.parametrize("seed", range(60))
def test_no_row_or_column_hides_a_single_number_while_others_could_be(seed):
    chance = random.Random(seed)
    grid = [[chance.randint(0, 40) for _c in range(1 + seed % 5)] for _r in range(1 + seed % 7)]
    hides = cells.hidden(grid)
    assert all((r, c) in hides for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < 5)
    rows = [[(r, c) for c in range(len(grid[0]))] for r in range(len(grid))]
    columns = [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]))]
    for line in rows + columns:
        shown = [place for place in line if place not in hides and grid[place[0]][place[1]]]
        assert len(shown) == 0 or sum(place in hides for place in line) != 1


def test_a_share_keeps_its_parts_apart():
    cube = Cube({Cell(sex="f"): 3}, {Cell(sex="f"): 4, Cell(sex="m"): 2})
    assert cube.percent == 50 and cube.only(sex="f").percent == 75 and cube.only(sex="m").percent == 0
