"""Programmes are set up once, and their lines say what the donor agreed to."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core.errors import EditConflict, Invalid, NotFound, PermissionDenied
from caseapp.features.programmes import queries, service

PROGRAMME = {"code": "JP-LS-2021", "title": "Socio-economic reintegration", "donor": "Government of Japan",
             "starts_on": "2021-03-01", "ends_on": "2022-02-28"}  # fmt: skip
LINE = {"code": "2.1", "title": "livelihood grants", "amount": "700,400", "for_grants": True}


@pytest.fixture
def programme(database, supervisor):
    with database.work(supervisor) as uow:
        return service.add_programme(uow, PROGRAMME)


def test_a_programme_is_shown_with_its_lines(database, supervisor, caseworker, programme):
    with database.work(supervisor) as uow:
        service.add_line(uow, programme, LINE)
        service.add_line(uow, programme, LINE | {"code": "1.1", "title": "Training", "for_grants": False})
    with database.look(caseworker) as uow:
        (found,) = queries.programmes(uow)
    assert (found.code, found.starts_on, found.country) == ("JP-LS-2021", date(2021, 3, 1), "LS")
    assert [(line.code, line.amount, line.currency) for line in found.lines] == [
        ("1.1", 700_400_00, "LSL"),
        ("2.1", 700_400_00, "LSL"),
    ]
    assert (found.running(date(2022, 2, 28)), found.running(date(2022, 3, 1))) == (True, False)


def test_grants_are_offered_only_the_lines_meant_for_them(database, supervisor, programme):
    with database.work(supervisor) as uow:
        other = service.add_programme(uow, PROGRAMME | {"code": "OTHER"})
        line = service.add_line(uow, programme, LINE)
        service.add_line(uow, programme, LINE | {"code": "1.1", "for_grants": False})
        elsewhere = service.add_line(uow, other, LINE)
        assert {found.id for found in queries.grant_lines(uow)} == {line, elsewhere}
        assert [found.id for found in queries.grant_lines(uow, programme)] == [line]
        assert queries.line(uow, line).programme_code == "JP-LS-2021"
        with pytest.raises(NotFound):
            queries.line(uow, "nothing")


@pytest.mark.parametrize(("values", "field"), [
    ({"code": "JP-LS-2021"}, "code"), ({"code": "NEW", "ends_on": "2021-02-28"}, "ends_on"), ({"code": ""}, "code"),
])  # fmt: skip
def test_what_a_programme_must_say(database, supervisor, programme, values, field):
    with pytest.raises(Invalid) as problem, database.work(supervisor) as uow:
        service.add_programme(uow, PROGRAMME | values)
    assert set(problem.value.problems) == {field}


def test_a_line_code_is_used_once_in_a_programme(database, supervisor, programme):
    with database.work(supervisor) as uow:
        service.add_line(uow, programme, LINE)
    with pytest.raises(Invalid, match="budget line with this code"), database.work(supervisor) as uow:
        service.add_line(uow, programme, LINE)


def test_a_line_is_changed_without_losing_another_change(database, supervisor, programme):
    with database.work(supervisor) as uow:
        line = service.add_line(uow, programme, LINE)
    seen = {"title": "livelihood grants", "amount": 700_400_00, "for_grants": True}
    with database.work(supervisor) as uow:
        service.change_line(uow, line, LINE | {"amount": "800000"}, seen)
    with pytest.raises(EditConflict), database.work(supervisor) as uow:
        service.change_line(uow, line, LINE | {"amount": "900000"}, seen)
    with database.work(supervisor) as uow:
        service.change_line(uow, line, LINE | {"title": "Grants"}, seen)
        found = queries.line(uow, line)
    assert (found.title, found.amount) == ("Grants", 800_000_00)


def test_a_caseworker_does_not_set_up_programmes(database, caseworker, programme):
    with pytest.raises(PermissionDenied), database.work(caseworker) as uow:
        service.add_line(uow, programme, LINE)


# --- the shipped programmes


@pytest.mark.parametrize(
    ("country", "code", "currency", "outcomes"), [("LS", "LS-2021", "LSL", 3), ("KE", "KE-2024", "KES", 4)]
)
def test_the_programme_of_a_country_comes_as_data(database, supervisor, country, code, currency, outcomes):
    with database.work(supervisor) as uow:
        service.seed(uow, country)
        (found,) = queries.programmes(uow)
    assert (found.code, found.donor, len(found.outcomes)) == (code, "Government of Japan", outcomes)
    assert {line.currency for line in found.lines} == {currency}
    assert any(line.for_grants and line.amount for line in found.lines)
    assert {i.outcome for i in found.indicators} <= {o.code for o in found.outcomes}
    assert all(i.target for i in found.indicators)


def test_seeding_twice_changes_nothing(database, supervisor):
    with database.work(supervisor) as uow:
        first = service.seed(uow)
    with database.work(supervisor) as uow:
        assert service.seed(uow) == first
        assert len(queries.programmes(uow)) == 1


def test_an_office_may_start_without_invented_amounts(database, supervisor):
    with database.work(supervisor) as uow:
        service.seed(uow, examples=False)
        (found,) = queries.programmes(uow)
    assert (found.lines, found.indicators) == ((), ())
    assert found.title.startswith("Socio-Economic Reintegration of Returnees")
