"""Carrying removals out: nothing of the person is left anywhere, the figures stay, and what may not be removed is not."""

import shutil
from datetime import date

import pytest
from sqlalchemy import text

from caseapp.features.reports.counting import count
from caseapp.features.reports.kinds import KINDS, build
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.periods import Period
from caseapp.features.retention.removing import remove_now
from tests.demo.conftest import PEOPLE, SECRET, TOLD, make
from tests.features.retention.filling import CANARY, fill
from tests.features.retention.offices import BIN, tables, years_later


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("retention") / "office", "LS", PEOPLE, 1, TOLD)


@pytest.fixture
def later(made, tmp_path):
    """The demo office of Lesotho 800 days on: every closed case is due."""
    site = years_later(shutil.copytree(made, tmp_path / "office"))
    yield site
    site.office.close()


def left_in(later, file="office.db"):
    return sorted(
        {table for table, words in tables(later.folder, later.office.ring.dek, file) if CANARY in words}
    )


def test_no_word_of_a_full_record_is_left_anywhere(later, tmp_path):
    row = later.due()[0]
    with later.office.database.work(later.office.actor) as uow:
        filled = fill(uow, row.person.id, row.case_id)
    assert len(filled) > 40 and set(filled) <= set(left_in(later))
    done = later.remove([row.person.id])
    assert (done.count, done.left) == (1, ())
    assert left_in(later) == []


def rich(later, count=3):
    """Records of told stories with as much in them as there is: grants, sessions, referrals, and one that was merged."""
    rows = later.due()
    with later.office.database.read_engine.connect() as connection:
        told = {
            key: sum(
                connection.execute(text(f'SELECT count(*) FROM "{table}" WHERE {column} IN (SELECT id FROM "case" '
                                        "WHERE person_id = :p)"), {"p": key}).scalar_one()
                for table, column in (("grant", "case_id"), ("mhpss_session", "of_case_id"), ("referral", "case_id"),
                                      ("assessment", "case_id"), ("followup", "case_id"))
            )
            for key in (r.person.id for r in rows)
        }  # fmt: skip
    return sorted(told, key=lambda key: told[key], reverse=True)[:count]


def figures(later):
    """Every measure over all time, cell by cell, and every number of every report but those on what records lack."""
    whole = Period(date(2015, 1, 1), date(2040, 12, 31))
    supervisor = {"login": "supervisor"}
    measured = {code: later.look(count, code, whole, **supervisor) for code in MEASURES}
    numbers = {}
    for code in KINDS:
        if code != "quality":
            report = later.look(build, code, whole, **supervisor)
            for at, table in enumerate(report.tables()):
                rows = [[v for v in row if isinstance(v, int | float)] for row in table.values()]
                numbers[code, at] = sorted(map(str, rows))
    return measured, numbers


def test_the_figures_are_the_same_before_in_the_bin_and_after(later):
    people = [*rich(later, 12), *(r.person.id for r in later.due()[:40])]
    before, reports = figures(later)
    assert sum(cube.headline for cube in before.values()) > 500
    later.put_into_bin(dict.fromkeys(people))
    assert figures(later)[0] == before
    later.clock.advance(days=BIN)
    assert remove_now(later.office, SECRET).left == ()
    after, later_reports = figures(later)
    assert {code for code in before if before[code] != after[code]} == set()
    assert {key for key in reports if reports[key] != later_reports[key]} == set()
