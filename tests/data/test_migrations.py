"""Offices of earlier programs, opened with this one: everything is still there, and the schema is that of a new office."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from sqlalchemy import text

from caseapp.core.errors import DataFileDamaged
from caseapp.core.paths import database_dir
from caseapp.data import backup, engine, keys, migrate, search
from caseapp.data.base import Base
from caseapp.data.journal import TRIGGERS
from caseapp.demo.pool import pool
from caseapp.features import import_models
from caseapp.features.cases import service as cases
from caseapp.features.office.checking import verify
from caseapp.features.office.opening import open_office
from caseapp.features.people.finding import find

SECRET = "seven grey doves at the well"
KEPT = sorted(path.name for path in database_dir("fixtures").iterdir() if path.is_dir())
OUR_OWN = ("search_", "alembic_version")  # made anew, moved on


@pytest.fixture(params=KEPT)
def old(request, tmp_path):
    """A copy of an office as an earlier program left it."""
    return shutil.copytree(database_dir("fixtures", request.param), tmp_path / request.param)


def key_of(folder):
    ring, _slot = keys.unlock(folder, "admin", SECRET)
    return ring


def tables_of(raw):
    """Each table with its columns."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    names = [name for (name,) in raw.execute(sql).fetchall()]
    found = {name: [row[1] for row in raw.execute(f'PRAGMA table_info("{name}")')] for name in names}
    return {name: columns for name, columns in found.items() if not name.startswith(OUR_OWN)}


def content(folder, tables=None):
    """Every row of every table (of these columns), in a form that can be compared."""
    with (
        key_of(folder) as ring,
        closing(engine.raw_connect(folder / "office.db", ring.dek, write=False)) as raw,
    ):
        found = {}
        for name, columns in (tables or tables_of(raw)).items():
            list_of = ", ".join(f'"{column}"' for column in columns)
            found[name] = sorted(map(repr, raw.execute(f'SELECT {list_of} FROM "{name}"').fetchall()))
        return found


def schema_of(folder, key=None):
    ring = key or key_of(folder)
    with closing(engine.raw_connect(folder / "office.db", ring.dek, write=False)) as raw:
        return [
            tuple(row)
            for row in raw.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        ]


def columns_of(folder):
    with (
        key_of(folder) as ring,
        closing(engine.raw_connect(folder / "office.db", ring.dek, write=False)) as raw,
    ):
        return tables_of(raw)


def test_there_is_a_file_of_every_released_schema():
    assert KEPT[0] == "0001"
    assert set(KEPT) <= set(migrate.revisions())


def test_everything_is_still_there(old):
    columns, before = columns_of(old), content(old)
    open_office(old, "supervisor", SECRET).close()
    after = content(old, columns)
    journal, states = after.pop("journal"), after.pop("journal_state")
    assert set(before.pop("journal")) < set(journal)
    assert len(before.pop("journal_state")) == len(states)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert after == before
    assert sum(map(len, after.values())) > 100


def test_a_verified_backup_is_made_first(old):
    counts = {name: len(rows) for name, rows in content(old).items()}
    open_office(old, "supervisor", SECRET).close()
    made = [found for found in backup.list_backups(old) if found.reason == "before-upgrade"]
    assert len(made) == 1
    with key_of(old) as ring:
        manifest = backup.check_backup(old, made[0].path, ring)
    assert manifest.schema == old.name
    assert {name: manifest.counts[name] for name in counts} == counts


def test_a_second_opening_changes_nothing_more(old):
    open_office(old, "supervisor", SECRET).close()
    schema = schema_of(old)
    open_office(old, "supervisor", SECRET).close()
    assert schema_of(old) == schema
    assert len([found for found in backup.list_backups(old) if found.reason == "before-upgrade"]) == 1


def test_the_upgraded_office_works(old):
    with closing(open_office(old, "caseworker", SECRET)) as office:
        with office.database.look(office.actor) as uow:
            hero = pool("LS").facts["hero"]
            assert find(uow, f"{hero['given_name']} {hero['family_name']}")[0].why == "same name"
        with office.database.work(office.actor) as uow:
            raw = {"given_name": "Lineo", "family_name": "Mohapi", "sex": "f", "birth_date": "1990"}
            made = cases.register(uow, raw)
    with closing(open_office(old, "admin", SECRET)) as office:
        report = verify(office)
        assert report.problems == ()
    with closing(open_office(old, "caseworker", SECRET)) as office, office.database.look(office.actor) as uow:
        assert find(uow, "Lineo Mohapi")[0].number == made.person.number


def test_a_backup_of_that_time_is_put_back_and_upgraded(old, tmp_path):
    with key_of(old) as ring:
        made = backup.make_backup(old, ring, reason="asked")
        backup.restore(made.path, tmp_path / "new", ring, known_schemas=migrate.revisions())
    with closing(open_office(tmp_path / "new", "admin", SECRET)) as office:
        assert verify(office).problems == ()


# --- the schema is that of a new office


def described(raw):
    """Tables, columns, keys, indexes and triggers, whatever order they came in."""
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()]
    tables = {}
    for name in names:
        if name.startswith((*OUR_OWN, "sqlite_")):
            continue
        indexes = {
            (tuple(c[2] for c in raw.execute(f'PRAGMA index_info("{index[1]}")').fetchall()), index[2])
            for index in raw.execute(f'PRAGMA index_list("{name}")').fetchall()
        }
        foreign = {
            (row[2], row[3], row[4]) for row in raw.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
        }
        columns = {
            row[1]: (affinity(row[2]), row[3], row[4], row[5])
            for row in raw.execute(f'PRAGMA table_info("{name}")').fetchall()
        }
        tables[name] = {"columns": columns, "indexes": indexes, "foreign keys": foreign}
    triggers = raw.execute("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    return tables, sorted(map(tuple, triggers))


def affinity(declared):
    """What SQLite makes of a declared type (datatype3.html, 3.1)."""
    kinds = (
        ("INT", "integer"),
        ("CHAR", "text"),
        ("CLOB", "text"),
        ("TEXT", "text"),
        ("BLOB", "blob"),
        ("REAL", "real"),
    )
    return next((kind for word, kind in kinds if word in declared.upper()), "numeric")


def of_the_models(path):
    import_models()
    engine.create_database_file(path, bytes(32))
    made = engine.open_engine(path, bytes(32), write=True)
    with made.begin() as connection:
        Base.metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.execute(text(trigger))
        search.create_index(connection)
    made.dispose()
    with closing(engine.raw_connect(path, bytes(32), write=False)) as raw:
        return described(raw)


def test_the_upgraded_schema_is_that_of_the_models(old, tmp_path):
    open_office(old, "supervisor", SECRET).close()
    with key_of(old) as ring, closing(engine.raw_connect(old / "office.db", ring.dek, write=False)) as raw:
        tables, triggers = described(raw)
    wanted, wanted_triggers = of_the_models(tmp_path / "new.db")
    assert sorted(tables) == sorted(wanted)
    assert [name for name in wanted if tables[name] != wanted[name]] == []
    assert triggers == wanted_triggers


# --- what goes wrong on the way


STEP = """
from alembic import op
revision, down_revision = "{number}", "{before}"
def upgrade():
    op.execute("UPDATE person SET village = 'elsewhere'")
    op.execute("CREATE TABLE half_made (id INTEGER)")
    {then}
"""


@pytest.fixture
def next_step(tmp_path, monkeypatch):
    """Another migration after the last one, which does this."""
    folder = shutil.copytree(
        database_dir(), tmp_path / "db", ignore=shutil.ignore_patterns("fixtures", "__pycache__")
    )

    def add(then):
        before = migrate.revisions()[-1]
        number = f"{int(before) + 1:04d}"
        (folder / "versions" / f"{number}_step.py").write_text(
            STEP.format(number=number, before=before, then=then)
        )
        monkeypatch.setattr(migrate, "database_dir", lambda *parts: folder.joinpath(*parts))
        migrate.revisions.cache_clear()

    yield add
    monkeypatch.undo()
    migrate.revisions.cache_clear()


@pytest.mark.parametrize(
    ("then", "error"),
    [
        ("raise RuntimeError('half-way')", RuntimeError),
        ("op.execute('SELECT nonsense FROM nowhere')", Exception),
        ("op.execute('DELETE FROM person')", DataFileDamaged),
    ],
)
def test_a_step_that_fails_leaves_the_file_as_it_was(old, next_step, then, error):
    schema, before = schema_of(old), content(old)
    next_step(then)
    with pytest.raises(error):
        open_office(old, "supervisor", SECRET)
    assert schema_of(old) == schema
    assert content(old) == before


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_killed_before_the_end_the_file_is_as_it_was(old):
    schema, before = schema_of(old), content(old)
    with key_of(old) as ring:
        words = [
            sys.executable,
            "-m",
            "tests.faults.killed",
            "migrate.run",
            "upgrade",
            str(old),
            ring.dek.hex(),
        ]
        assert subprocess.run(words, check=False).returncode == -9
    assert schema_of(old) == schema
    assert content(old) == before
    with closing(open_office(old, "admin", SECRET)) as office:
        assert verify(office).problems == ()
