"""Opening the encrypted file: settings, errors in plain words, nothing made in the place of what is missing."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3
from sqlalchemy import column, select, table, text
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import DBAPIError, OperationalError

from caseapp.core.errors import (
    Busy,
    Cancelled,
    DataFileDamaged,
    DiskFull,
    OfficeMissing,
    ReadOnlyPlace,
    UserError,
)
from caseapp.core.jobs import CancellableProgress
from caseapp.data import engine

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path):
    """A data file with one table of 200 rows."""
    path = tmp_path / "office.db"
    engine.create_database_file(path, KEY)
    with closing(engine.raw_connect(path, KEY, write=True)) as raw:
        raw.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO note (body) VALUES (?)", [("canary " * 40,)] * 200)
        raw.execute("COMMIT")
    return path


def rows(path, key=KEY):
    with closing(engine.raw_connect(path, key, write=False)) as raw:
        return raw.execute("SELECT count(*) FROM note").fetchone()[0]


SETTINGS = {
    "cipher_memory_security": "0",
    "foreign_keys": 1,
    "trusted_schema": 0,
    "journal_mode": "wal",
    "synchronous": 2,
    "temp_store": 2,
    "secure_delete": 1,
    "cache_size": -6144,
    "busy_timeout": 5000,
}


@pytest.mark.parametrize("write", [True, False], ids=["writer", "reader"])
def test_every_connection_is_set_up_the_same(path, write):
    with closing(engine.raw_connect(path, KEY, write=write)) as raw:
        found = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
        assert found == SETTINGS
        assert raw.execute("PRAGMA query_only").fetchone()[0] == (not write)


def test_an_engine_sets_up_its_connections_too(path):
    made = engine.open_engine(path, KEY, write=True)
    with made.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in SETTINGS}
    made.dispose()
    assert found == SETTINGS


def test_a_gate_leads_nowhere_until_it_is_opened_and_keeps_what_it_learnt(path):
    gate = engine.Gate(write=False)
    question = select(column("id")).select_from(table("note")).limit(1)
    with gate.engine.connect() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)"))
        assert connection.execute(question).all() == []
    opened = gate.open(path, KEY)
    with opened.connect() as connection:
        answer = connection.execute(question)
        assert answer.all() == [(1,)]
        assert answer.context.cache_hit is CacheStats.CACHE_HIT
        assert connection.execute(text("PRAGMA cache_size")).scalar() == SETTINGS["cache_size"]
    opened.dispose()


def test_a_reader_cannot_write(path):
    reader = engine.open_engine(path, KEY, write=False)
    with reader.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("DELETE FROM note"))
    reader.dispose()
    assert isinstance(engine.environment_error(raised.value), ReadOnlyPlace)
    assert rows(path) == 200


def test_a_writer_takes_its_turn_when_the_transaction_begins(path):
    writer, other = engine.open_engine(path, KEY, write=True), engine.open_engine(path, KEY, write=True)
    with writer.begin() as first:
        with other.connect() as second:
            second.connection.dbapi_connection.execute("PRAGMA busy_timeout = 1")
            with pytest.raises(OperationalError) as raised:
                second.execute(text("SELECT 1"))
        first.execute(text("DELETE FROM note WHERE id = 1"))
    assert isinstance(engine.environment_error(raised.value), Busy)
    writer.dispose()
    other.dispose()
    assert rows(path) == 199


def test_a_transaction_that_fails_leaves_nothing(path):
    writer = engine.open_engine(path, KEY, write=True)
    with pytest.raises(ZeroDivisionError), writer.begin() as connection:
        connection.execute(text("DELETE FROM note"))
        _ = 1 / 0
    writer.dispose()
    assert rows(path) == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in access lists")
def test_nothing_of_it_is_readable_by_others(path):
    with closing(engine.raw_connect(path, KEY, write=True)) as raw:
        raw.execute("INSERT INTO note (body) VALUES ('canary in the log')")
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert b"canary" not in file.read_bytes()
        assert engine.unclean_end(path)
    assert not engine.unclean_end(path)


def test_it_is_no_ordinary_database(path):
    with closing(sqlite3.connect(path)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM note")


# --- what is not there or not whole


def test_nothing_is_made_in_the_place_of_a_missing_file(tmp_path):
    for write in (True, False):
        with pytest.raises(OfficeMissing):
            engine.raw_connect(tmp_path / "office.db", KEY, write=write)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_over_a_file_that_is_there(path):
    with pytest.raises(FileExistsError):
        engine.create_database_file(path, KEY)
    assert rows(path) == 200


def damage(path, how):
    data = path.read_bytes()
    path.write_bytes(how(bytearray(data)))


def flipped(place):
    def flip(data):
        data[place] ^= 1
        return data

    return flip


DAMAGED = {
    "empty": lambda data: b"",
    "first page": flipped(100),
    "salt": flipped(3),
    "half of it": lambda data: data[: len(data) // 2],
    "half a page": lambda data: data[: len(data) // 2 + 100],
    "another kind of file": lambda data: b"%PDF-1.7\n" * 1000,
    "zeros": lambda data: bytes(len(data)),
    "one bit in the middle": flipped(4096 * 5 + 77),
    "a page of zeros": lambda data: data[: 4096 * 5] + bytes(4096) + data[4096 * 6 :],
}


@pytest.mark.parametrize("how", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_called_damage_and_nothing_is_written(path, how):
    damage(path, how)
    before = path.read_bytes()
    with pytest.raises(DataFileDamaged), engine.plain_errors():
        with closing(engine.raw_connect(path, KEY, write=False)) as raw:
            raw.execute("SELECT sum(length(body)) FROM note").fetchall()
    assert path.read_bytes() == before


def test_a_page_gone_bad_is_found_by_the_check(path):
    damage(path, flipped(4096 * 5 + 77))
    with closing(engine.raw_connect(path, KEY, write=False)) as raw:
        assert any("page 6" in problem for problem in engine.integrity(raw))


def test_a_row_without_its_parent_is_found_by_the_check(path):
    with closing(engine.raw_connect(path, KEY, write=True)) as raw:
        raw.execute("CREATE TABLE reply (note_id INTEGER REFERENCES note (id))")
        assert engine.integrity(raw) == []
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("INSERT INTO reply VALUES (99999)")
        assert engine.integrity(raw) == ["foreign key: reply 1 -> note"]


def test_the_right_file_with_another_offices_key_does_not_open(path):
    with pytest.raises(DataFileDamaged):
        engine.raw_connect(path, bytes(32), write=True)
    assert rows(path) == 200


# --- the machine's troubles are never damage (R76)


def driver_error(code):
    error = sqlcipher3.OperationalError("said by the driver")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (5, Busy), (5 | 2 << 8, Busy), (6, Busy), (15, Busy), (7, UserError), (8, ReadOnlyPlace), (3, ReadOnlyPlace),
        (14, ReadOnlyPlace), (10, UserError), (10 | 3 << 8, UserError), (13, DiskFull), (11, DataFileDamaged),
        (26, DataFileDamaged), (1, None), (19, None), (9, None),
    ],
)  # fmt: skip
def test_each_result_code_of_sqlite(code, expected):
    told = engine.environment_error(driver_error(code))
    assert (type(told) if told else None) is expected
    assert "said by the driver" not in str(told)


def test_around_sqlalchemy_and_files_too():
    wrapped = DBAPIError("SELECT", {}, driver_error(13))
    assert isinstance(engine.environment_error(wrapped), DiskFull)
    assert isinstance(engine.environment_error(OSError(errno.ENOSPC, "")), DiskFull)
    assert engine.environment_error(ValueError("ours")) is None


def test_a_full_disk_loses_nothing_that_was_saved(path):
    with closing(engine.raw_connect(path, KEY, write=True)) as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages + 5}")
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(DiskFull), engine.plain_errors():
            for _row in range(1000):
                raw.execute("INSERT INTO note (body) VALUES (?)", ("more " * 100,))
        if raw.in_transaction:
            raw.execute("ROLLBACK")
    assert rows(path) == 200


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a thing of Unix")
def test_a_disk_that_refuses_in_the_middle_loses_nothing_that_was_saved(path):
    script = """
import resource, sys
from pathlib import Path
from caseapp.core.errors import DataFileDamaged, UserError
from caseapp.data import engine
path = Path(sys.argv[1])
raw = engine.raw_connect(path, bytes(range(32)), write=True)
limit = path.stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
saved = 200
try:
    with engine.plain_errors():
        for row in range(5000):
            raw.execute("INSERT INTO note (body) VALUES (?)", ("more " * 100,))
            saved += 1
except UserError as error:
    print(saved, type(error) is DataFileDamaged)
"""
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    saved, taken_for_damage = done.stdout.split()
    assert int(saved) > 200
    assert taken_for_damage == "False"
    assert rows(path) == int(saved)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in access lists")
def test_a_place_that_cannot_be_written_is_said_and_left_alone(path):
    # The tests may run as root, whom permissions do not stop.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "office.db").write_bytes(path.read_bytes())
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, -1)
            os.chown(folder / "office.db", 65534, -1)
        (folder / "office.db").chmod(0o400)
        folder.chmod(0o500)
        if root:
            os.seteuid(65534)
        try:
            with pytest.raises(ReadOnlyPlace):
                engine.raw_connect(folder / "office.db", KEY, write=True)
            assert [file.name for file in folder.iterdir()] == ["office.db"]
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)


# --- copies


def test_a_copy_is_one_moment_while_others_write(path, tmp_path):
    with (
        closing(engine.raw_connect(path, KEY, write=False)) as source,
        closing(engine.raw_connect(path, KEY, write=True)) as writer,
    ):
        source.execute("BEGIN")
        counts = engine.row_counts(source)
        writer.execute("INSERT INTO note (body) VALUES ('later')")
        engine.copy_database(source, tmp_path / "copy.db", bytes(32))
    assert counts == {"note": 200}
    assert rows(path) == 201
    with closing(engine.connect_copy(tmp_path / "copy.db", bytes(32))) as copy:
        assert engine.row_counts(copy) == counts
        assert engine.integrity(copy) == []
        assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "office.db"]
        with pytest.raises(sqlcipher3.OperationalError):
            copy.execute("DELETE FROM note")
    with pytest.raises(DataFileDamaged):
        engine.connect_copy(tmp_path / "copy.db", KEY)


def test_copying_reports_and_can_be_cancelled(path, tmp_path):
    steps = []
    with closing(engine.raw_connect(path, KEY, write=False)) as source:
        engine.copy_database(
            source, tmp_path / "one.db", KEY, CancellableProgress(lambda *step: steps.append(step))
        )
        stopped = CancellableProgress()
        stopped.cancel()
        with pytest.raises(Cancelled):
            engine.copy_database(source, tmp_path / "two.db", KEY, stopped)
    assert steps[-1][0] == steps[-1][1] > 0


def test_the_light_part_needs_no_sqlalchemy():
    script = (
        "import sys; import caseapp.data.backup; print('sqlalchemy' in sys.modules, 'PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
