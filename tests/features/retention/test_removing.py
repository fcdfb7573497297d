"""Carrying removals out: nothing of the person is left anywhere, the figures stay, and what may not be removed is not."""

import shutil

import pytest

from tests.demo.conftest import PEOPLE, TOLD, make
from tests.features.retention.filling import CANARY, fill
from tests.features.retention.offices import tables, years_later


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
    for t, w in tables(later.folder, later.office.ring.dek):
        if CANARY in w: print(t, w[:600])
    assert left_in(later) == []
