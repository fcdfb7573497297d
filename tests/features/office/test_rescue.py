"""A damaged data file: what can be read goes into a new office, the rest comes from a backup, the loss is told (R77)."""

from __future__ import annotations

import os
import random
import shutil
from contextlib import closing

import pytest

from caseapp.core.errors import DataFileDamaged, Refused, WrongPassphrase
from caseapp.core.paths import database_dir
from caseapp.data import backup, engine, keys
from caseapp.features.cases import service as cases
from caseapp.features.office.checking import verify
from caseapp.features.office.opening import open_office
from caseapp.features.office.rescue import rescue

SECRET = "seven grey doves at the well"
PAGE = 4096
# What lies on which page of this file, which is never made anew.
PERSON, CASE, PLAN_ACTIVITIES, JOURNAL, JOURNAL_ROOT, SCHEMA, STATE, INDEX = 29, 50, 276, 251, 8, 155, 14, 30
LAST_OF_SCHEMA = 210


@pytest.fixture
def folder(tmp_path):
    """An office of five people with a backup of this moment."""
    folder = shutil.copytree(database_dir("fixtures", "0001"), tmp_path / "office")
    with keys.unlock(folder, "admin", SECRET)[0] as ring:
        backup.make_backup(folder, ring, reason="asked")
    return folder


def hurt(folder, *pages):
    data = bytearray((folder / "office.db").read_bytes())
    for page in pages:
        data[page * PAGE + 2000] ^= 0xFF
    (folder / "office.db").write_bytes(bytes(data))


def content(folder):
    """Every row of every table but the search index, which is made anew."""
    with keys.unlock(folder, "admin", SECRET)[0] as ring:
        with closing(engine.raw_connect(folder / "office.db", ring.dek, write=False)) as raw:
            tables = [name for name in engine.row_counts(raw) if not name.startswith("search")]
            return {
                name: sorted(map(repr, raw.execute(f'SELECT * FROM "{name}"').fetchall())) for name in tables
            }


def rescued(folder):
    return rescue(folder, folder.parent / "new", "supervisor", SECRET)


def check(folder, people=5, problems=()):
    """The new office opens for everybody, is whole, and can be worked in."""
    new = folder.parent / "new"
    with closing(open_office(new, "caseworker", SECRET)) as office, office.database.work(office.actor) as uow:
        made = cases.register(
            uow, {"given_name": "Lineo", "family_name": "New", "sex": "f", "birth_date": "1990"}
        )
    assert made.number not in str(content(folder.parent / "before")["person"])
    with closing(open_office(new, "admin", SECRET)) as office:
        report = verify(office)
        with office.database.read_engine.connect() as connection:
            actions = list(connection.exec_driver_sql("SELECT action FROM journal").scalars())
    assert (report.people, len(report.problems)) == (people + 1, len(problems))
    assert all(said in told for said, told in zip(problems, report.problems, strict=True))
    assert "office.rescued" in actions


@pytest.fixture(autouse=True)
def before(folder):
    """The office as it was, to compare with."""
    return shutil.copytree(folder, folder.parent / "before")


@pytest.mark.parametrize(
    "pages",
    [(PERSON,), (CASE,), (PLAN_ACTIVITIES,), (JOURNAL,), (JOURNAL_ROOT,), (STATE,), (INDEX,), (1,), (3,),
     (PERSON, CASE, PLAN_ACTIVITIES, JOURNAL, STATE, INDEX)],
)  # fmt: skip
def test_with_a_backup_everything_is_there_again(folder, before, pages):
    hurt(folder, *pages)
    damaged = (folder / "office.db").read_bytes()
    report = rescued(folder)
    assert content(folder.parent / "new") == content(before)
    assert report.lost == () and report.left_out == 0
    assert (report.from_backup > 0) == bool(report.damaged) == (report.backup_made is not None)
    assert (folder / "office.db").read_bytes() == damaged
    if len(pages) > 1:
        check(folder)


def test_a_hundred_bad_pages(folder, before):
    pages = [page for page in range(1, 287) if page > LAST_OF_SCHEMA or page in (PERSON, CASE, JOURNAL_ROOT)]
    hurt(folder, *random.Random(1).sample(pages, 50), PERSON)
    rescued(folder)
    assert content(folder.parent / "new") == content(before)


def test_a_file_cut_short_gives_what_is_left(folder, before):
    data = (folder / "office.db").read_bytes()
    (folder / "office.db").write_bytes(data[: (LAST_OF_SCHEMA + 20) * PAGE])
    report = rescued(folder)
    assert "journal" in report.damaged and "person" not in report.damaged
    assert content(folder.parent / "new") == content(before)
    check(folder)


def test_without_a_backup_what_is_lost_is_named_and_the_rest_is_kept(folder, before):
    shutil.rmtree(folder / "backups")
    hurt(folder, PLAN_ACTIVITIES)
    report = rescued(folder)
    assert report.damaged == ("plan_activity",) and report.from_backup == 0
    assert len(report.lost) == 11
    after = content(folder.parent / "new")
    kept = content(before)
    assert len(kept["plan_activity"]) - len(after["plan_activity"]) == 11
    # What was given stays on file; it only forgets which activity it belonged to.
    assert {name: len(rows) for name, rows in after.items() if name != "plan_activity"} == {
        name: len(rows) for name, rows in kept.items() if name != "plan_activity"
    }
    assert report.left_out == 0
    check(folder)


def test_whose_owner_is_lost_is_left_out_and_the_numbers_are_told(folder):
    shutil.rmtree(folder / "backups")
    hurt(folder, PERSON)
    report = rescued(folder)
    # The journal still knows their numbers: what to look for on paper.
    assert sorted(report.lost)[0].startswith("MKG-") and len(report.lost) == 5
    assert report.left_out > 20
    check(folder, people=0)


def test_a_journal_with_gaps_is_said_to_have_them_and_goes_on(folder):
    shutil.rmtree(folder / "backups")
    hurt(folder, JOURNAL)
    assert rescued(folder).damaged == ("journal",)
    check(folder, problems=("The journal was tampered with or damaged",))


def test_a_damaged_backup_is_passed_over(folder, before):
    good = backup.list_backups(folder)[0].path
    broken = good.with_name("20991231-235959-asked.casebackup")
    data = bytearray(good.read_bytes())
    data[len(data) // 2] ^= 0xFF
    broken.write_bytes(bytes(data))
    hurt(folder, PERSON)
    assert rescued(folder).from_backup == 5
    assert content(folder.parent / "new") == content(before)


def strange(folder):
    (folder / "office.db").write_bytes(os.urandom(300 * PAGE))


def zeroed_head(folder):
    data = (folder / "office.db").read_bytes()
    (folder / "office.db").write_bytes(bytes(PAGE) + data[PAGE:])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda f: hurt(f, SCHEMA), "Nothing of the data file can be read"),
        (lambda f: hurt(f, 0), "Nothing of the data file can be read"),
        (zeroed_head, "Nothing of the data file can be read"),
        (strange, "Nothing of the data file can be read"),
        (
            lambda f: (shutil.rmtree(f / "backups"), hurt(f, STATE)),
            "The part without which no office opens is lost",
        ),
        (
            lambda f: (shutil.rmtree(f / "backups"), hurt(f, 1)),
            "The part without which no office opens is lost",
        ),
    ],
)
def test_where_nothing_can_be_read_nothing_is_made(folder, make, said):
    make(folder)
    damaged = (folder / "office.db").read_bytes()
    with pytest.raises(DataFileDamaged, match=said):
        rescued(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["before", "office"]
    assert (folder / "office.db").read_bytes() == damaged


def test_a_sound_office_a_taken_place_and_a_wrong_passphrase_are_refused(folder):
    with pytest.raises(Refused, match="not damaged"):
        rescued(folder)
    hurt(folder, PERSON)
    with pytest.raises(WrongPassphrase):
        rescue(folder, folder.parent / "new", "supervisor", "not this one at all")
    with pytest.raises(Refused, match="an office in this folder already"):
        rescue(folder, folder.parent / "before", "supervisor", SECRET)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["before", "office"]
