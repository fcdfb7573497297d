"""The one module that opens encrypted files. One connection writes (BEGIN IMMEDIATE), others only read.

Every connection is set up in the same order and every setting is read back. A second instance of the program
is kept out by `data/lockfile.py`, not here, since writer and readers live in one process. SQLAlchemy is
imported only when an engine is made: the unlock window is on the screen before that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3

from caseapp.core import files
from caseapp.core.errors import Busy, DataFileDamaged, OfficeMissing, UserError
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.core.process import no_locked_memory

if TYPE_CHECKING:
    from sqlalchemy import Engine

Key = bytes | bytearray
Raw = Any  # sqlcipher3 comes without types

_APPLICATION_ID = (
    0x43415345  # "CASE"; writing it also writes the first page, so that no file of ours is ever empty
)
_PAGES_A_STEP = 1000
_QUIET: tuple[tuple[str, str | int, object], ...] = (
    ("cipher_log_level", "NONE", "NONE"),  # else every damaged page is a line on stderr
)
_CIPHER: tuple[tuple[str, str | int, object], ...] = (
    # Wiping and locking every piece of memory makes each query twice as slow (measured), and the text of records lies in
    # Python's memory all the same: ending the process is the wipe.
    ("cipher_memory_security", "OFF", "0"),
    *_QUIET,
)
_RULES: tuple[tuple[str, str | int, object], ...] = (
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
)
_SAFETY: tuple[tuple[str, str | int, object], ...] = (
    ("synchronous", "FULL", 2),  # NORMAL may lose the last commits when the power fails
    ("temp_store", "MEMORY", 2),
    ("secure_delete", "ON", 1),
    # KiB, of each connection. A warm cache takes away the cost of decrypting. Measured with 100,000 people: My day and a case
    # are as quick with 6 MB as with 64, finding takes a tenth longer than with 8, with 4 a third; a list read whole fills any.
    ("cache_size", -6 * 1024, -6 * 1024),
    ("busy_timeout", 5000, 5000),
)

# Of a demo office that is not in its place yet: a crash throws it away, so nothing waits for the disk.
_SCRATCH: tuple[tuple[str, str | int, object], ...] = (
    ("synchronous", "OFF", 0),
    ("temp_store", "MEMORY", 2),
    ("cache_size", -128 * 1024, -128 * 1024),
)

# Primary result codes of SQLite.
_PERM, _BUSY, _LOCKED, _NOMEM, _READONLY, _IOERR = 3, 5, 6, 7, 8, 10
_INTERRUPT, _CORRUPT, _FULL, _CANTOPEN, _PROTOCOL, _NOTADB = 9, 11, 13, 14, 15, 26


def raw_connect(path: Path, key: Key, *, write: bool, scratch: bool = False) -> Raw:
    """A connection to the office's data file, set up and proven to fit `key`.

    `key` comes from a slot whose file passed its MAC, so that a file it does not open is damaged, not locked.
    `scratch`: a demo office that is still being made; sync the file before it is put in its place.
    Raises OfficeMissing (nothing is created), DataFileDamaged, ReadOnlyPlace, Busy.
    """
    _require_data_file(path)
    with plain_errors():
        raw = sqlcipher3.connect(_uri(path, "rw"), uri=True, check_same_thread=False, isolation_level=None)
        try:
            _unlock(raw, key)
            _set(raw, _RULES)
            _write_ahead(raw)
            _set(raw, _SCRATCH if scratch else _SAFETY)
            if not write:
                _set(raw, (("query_only", "ON", 1),))
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            raw.close()
            raise
    return raw


def create_database_file(path: Path, key: Key) -> None:
    """An empty encrypted file for its owner alone. Raises FileExistsError: nothing is ever overwritten."""
    with plain_errors():
        os.close(files.create_private(path))
        with closing(sqlcipher3.connect(_uri(path, "rw"), uri=True, isolation_level=None)) as raw:
            _unlock(raw, key)
            raw.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            _write_ahead(raw)
        files.sync_file(path)
        files.sync_dir(path.parent)


class Gate:
    """An SQLAlchemy engine: one writing connection whose transactions begin IMMEDIATE, or readers only.

    Until `open` is called it leads to an empty database in memory. SQLAlchemy compiles each statement once an engine, 2 ms
    each: one that is there before the key can learn those of the first page while somebody types.
    """

    def __init__(self, *, write: bool) -> None:
        from sqlalchemy import QueuePool, create_engine, event

        self._write = write
        self._connect: Callable[[], Raw] = _nowhere
        self.engine = create_engine(
            "sqlite://",
            creator=lambda: self._connect(),
            module=sqlcipher3,
            poolclass=QueuePool,
            pool_size=1 if write else 4,
            max_overflow=0,
            pool_use_lifo=True,  # the reader used last has the warmest cache; the others stay small
        )
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql(begin))

    def open(self, path: Path, key: Key, *, scratch: bool = False) -> Engine:
        """From now on every connection is one to this office; those of before are closed. Arguments as `raw_connect`.

        `key` is kept, not copied: dispose of the engine before the key ring is closed.
        """
        self.engine.dispose()
        self._connect = lambda: raw_connect(path, key, write=self._write, scratch=scratch)
        return self.engine


def _nowhere() -> Raw:
    return sqlcipher3.connect(":memory:", check_same_thread=False, isolation_level=None)


def open_engine(path: Path, key: Key, *, write: bool, scratch: bool = False) -> Engine:
    """The engine of a gate that leads to an office at once."""
    return Gate(write=write).open(path, key, scratch=scratch)


def unclean_end(path: Path) -> bool:
    """Whether the program ended without closing the file: a write-ahead log with content is left (R75)."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


# --- copies: backups, restores, another key


def copy_database(source: Raw, target: Path, key: Key, progress: Progress | None = None) -> None:
    """Copy an open database into a new single file under `key`, while others go on writing to it.

    Begin a transaction on `source` first to say which moment is copied. Raises Cancelled, DiskFull,
    DataFileDamaged.
    """
    progress = progress or silent()

    def step(_status: int, remaining: int, total: int) -> None:
        progress.step(total - remaining, total)

    with plain_errors():
        os.close(files.create_private(target))
        with closing(sqlcipher3.connect(_uri(target, "rw"), uri=True, isolation_level=None)) as copy:
            _unlock(copy, key)
            source.backup(copy, pages=_PAGES_A_STEP, progress=step)
            _set(copy, (("journal_mode", "DELETE", "delete"),))  # one file, readable from a read-only place
        files.sync_file(target)


def connect_copy(path: Path, key: Key) -> Raw:
    """A read-only connection to a single-file copy. Nothing is written beside it. Raises as `raw_connect`."""
    _require_data_file(path)
    with plain_errors():
        raw = sqlcipher3.connect(_uri(path, "ro"), uri=True, check_same_thread=False, isolation_level=None)
        try:
            _unlock(raw, key)
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            raw.close()
            raise
    return raw


def integrity(raw: Raw) -> list[str]:
    """What is wrong with an open file, page by page and table by table; empty when nothing is."""
    problems: list[str] = []
    try:
        problems += (row[0] for row in raw.execute("PRAGMA cipher_integrity_check"))
        problems += (row[0] for row in raw.execute("PRAGMA integrity_check") if row[0] != "ok")
        orphans = raw.execute("PRAGMA foreign_key_check")
        problems += (f"foreign key: {table} {row} -> {parent}" for table, row, parent, _number in orphans)
    except sqlcipher3.Error as error:
        if not isinstance(environment_error(error), DataFileDamaged):
            raise
        problems.append(str(error))
    return problems


def page_problems(raw: Raw) -> list[str]:
    """What is wrong with the pages alone: every page's seal is checked, its content is not read (417 MB a second)."""
    try:
        return [row[0] for row in raw.execute("PRAGMA cipher_integrity_check")]
    except sqlcipher3.Error as error:
        if not isinstance(environment_error(error), DataFileDamaged):
            raise
        return [str(error)]


def row_counts(raw: Raw) -> dict[str, int]:
    """The rows of every ordinary table."""
    names = raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


def columns(raw: Raw, table: str) -> list[str]:
    """The names of a table's columns, in their order."""
    return [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]


def has_table(raw: Raw, name: str) -> bool:
    """Whether the open file has this table."""
    return bool(
        raw.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchone()
    )


# --- errors


def environment_error(error: BaseException) -> UserError | None:
    """What a storage failure means in plain words; None when it is our own mistake.

    Only SQLite's own verdicts "malformed" and "not a database" are damage; full, locked, read-only or failing
    disks never are (R76). Takes the driver's error or SQLAlchemy's around it, and OSError.
    """
    inner = getattr(error, "orig", None) or error
    if isinstance(inner, OSError):
        return files.disk_error(inner)
    if not isinstance(inner, sqlcipher3.Error):
        return None
    make = _MEANING.get(_code(inner))
    return make() if make else None


def was_stopped(error: BaseException) -> bool:
    """Whether a statement ended because it was told to."""
    inner = getattr(error, "orig", None) or error
    return isinstance(inner, sqlcipher3.Error) and _code(inner) == _INTERRUPT


def _code(error: sqlcipher3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


@contextmanager
def plain_errors() -> Iterator[None]:
    """Inside, a storage failure becomes the UserError that says it."""
    try:
        yield
    except (OSError, sqlcipher3.Error) as error:
        if isinstance(error, FileExistsError):
            raise
        translated = environment_error(error)
        if translated is None:
            raise
        raise translated from error


def data_file_damaged() -> DataFileDamaged:
    return DataFileDamaged(
        _("The data file is damaged. Nothing was deleted or changed. Restore the newest backup.")
    )


def _busy() -> Busy:
    return Busy(_("The office file is busy just now. What you typed is kept. Try again in a moment."))


def _no_memory() -> UserError:
    return UserError(_("The computer has no memory left. What was saved is safe. Close other programs."))


_MEANING: Mapping[int, Any] = {
    _FULL: files.disk_full,
    _IOERR: files.disk_trouble,
    _READONLY: files.read_only_place,
    _PERM: files.read_only_place,
    _CANTOPEN: files.read_only_place,
    _BUSY: _busy,
    _LOCKED: _busy,
    _PROTOCOL: _busy,
    _NOMEM: _no_memory,
    _CORRUPT: data_file_damaged,
    _NOTADB: data_file_damaged,
}


# --- parts


def _require_data_file(path: Path) -> None:
    """SQLite would make an empty office in place of a missing file, and take an empty file for one (R78)."""
    with files.plain_disk_errors():
        if not path.is_file():
            text = _(
                "The data file of this office is missing. Nothing was made in its place. Restore a backup."
            )
            raise OfficeMissing(text)
        if path.stat().st_size == 0:
            raise data_file_damaged()


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def _unlock(raw: Raw, key: Key) -> None:
    no_locked_memory()
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if raw.execute("PRAGMA cipher_version").fetchone() is None:
        raise RuntimeError("this build of the driver does not encrypt")
    _set(raw, _CIPHER)


def _write_ahead(raw: Raw) -> None:
    if raw.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise UserError(
            _("This disk cannot keep an office safe. Move the office to a disk of this computer.")
        )


def _set(raw: Raw, settings: tuple[tuple[str, str | int, object], ...]) -> None:
    for name, value, expected in settings:
        raw.execute(f"PRAGMA {name} = {value}")
        found = raw.execute(f"PRAGMA {name}").fetchone()
        if not found or found[0] != expected:
            raise RuntimeError(f"{name} is {found}, not {expected}")
