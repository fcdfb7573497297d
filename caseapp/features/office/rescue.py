"""A new office from what a damaged one still holds and its newest backup (R77). The damaged one is not touched."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import DataFileDamaged, Refused, UserError
from caseapp.core.files import MIB, plain_disk_errors, private_dir, require_space, sync_dir, sync_file
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.data import backup, engine, keys, salvage
from caseapp.data.backup import Backup
from caseapp.data.keys import KeyRing
from caseapp.data.lockfile import OfficeLock
from caseapp.data.salvage import Rescued, Source
from caseapp.features.office.founding import DATA, require_place

KEYS = ("office.keys", "office.keys.1")
NEEDED = ("alembic_version", "journal_state", "office", "staff", "team")
STRETCH = 16  # times as long; a disk stores no empty pages


class Report(Struct, frozen=True):
    """What a rescue brought: each table, the backup that helped, and the numbers or keys of what no copy holds."""

    tables: tuple[Rescued, ...]
    backup_made: datetime | None
    lost: tuple[str, ...]

    @property
    def read(self) -> int:
        return sum(table.read for table in self.tables)

    @property
    def from_backup(self) -> int:
        return sum(table.from_backup for table in self.tables)

    @property
    def left_out(self) -> int:
        return sum(table.left_out for table in self.tables)

    @property
    def damaged(self) -> tuple[str, ...]:
        return tuple(table.name for table in self.tables if table.holes)


def rescue(
    folder: Path, target: Path, login: str, passphrase: str, clock: Clock | None = None,
    progress: Progress | None = None,
) -> Report:  # fmt: skip
    """Make the office in `target` from what the damaged one in `folder` still holds; the same people come in to it.

    Raises Refused where nothing is damaged or `target` holds something, WrongPassphrase, KeyFileDamaged, OfficeInUse,
    DiskFull, DataFileDamaged when nothing can be read any more; nothing is left in `target` then.
    """
    clock, progress = clock or SystemClock(), progress or silent()
    with plain_disk_errors(), OfficeLock(folder):
        require_place(target)
        with keys.unlock(folder, login, passphrase, clock)[0] as ring:
            private_dir(target.absolute().parent)
            beside = private_dir(
                target.absolute().parent / f".{target.absolute().name}.rescue-{secrets.token_hex(4)}"
            )
            try:
                report = _rescued(folder, beside, ring, progress)
                slot = keys.read_keyfile(beside).find(login)
                keys.note_event(beside, slot, clock, "rescue")
                _put(beside, target.absolute())
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    return report


def _rescued(folder: Path, beside: Path, ring: KeyRing, progress: Progress) -> Report:
    work = private_dir(beside / "work")
    damaged = _copied(folder, work)
    _require_damage(damaged, ring)
    for name in KEYS:
        if (folder / name).exists():
            shutil.copy(folder / name, beside / name)
    engine.create_database_file(beside / DATA, ring.dek)
    source = Source(damaged, ring.dek)
    try:
        with closing(engine.raw_connect(beside / DATA, ring.dek, write=True)) as new, engine.plain_errors():
            tables = salvage.rescue_rows(source, new, progress)
            used = _fill(folder, work, ring, new, tables)
            _require_office(new)
            salvage.settle(new, source, tables)
            lost = [number for table in tables for number in salvage.known_numbers(new, table)]
            if engine.integrity(new):
                raise _nothing_left()
    finally:
        source.close()
        shutil.rmtree(work, ignore_errors=True)
    return Report(tuple(tables), used.made if used else None, tuple(lost))


def _copied(folder: Path, work: Path) -> Path:
    """A copy to work on: opening a file replays its log into it."""
    require_space(work, 3 * (folder / DATA).stat().st_size + 16 * MIB)
    for ending in ("", "-wal"):
        if (folder / (DATA + ending)).exists():
            shutil.copyfile(folder / (DATA + ending), work / (DATA + ending))
    return work / DATA


def _require_damage(path: Path, ring: KeyRing) -> None:
    """Raise Refused for a file that is sound, DataFileDamaged for one of which nothing can be read."""
    try:
        with closing(engine.raw_connect(path, ring.dek, write=False)) as raw:
            if not engine.integrity(raw):
                raise Refused(_("The data file is not damaged. Nothing was made."))
    except DataFileDamaged:
        _stretch(path)
        try:
            engine.raw_connect(path, ring.dek, write=False).close()
        except DataFileDamaged as error:
            raise _nothing_left() from error


def _stretch(path: Path) -> None:
    """A file cut short is refused whole, since it is shorter than its first page says; empty pages after it are not."""
    with path.open("rb+") as file:
        file.truncate(STRETCH * max(path.stat().st_size, MIB))


def _require_office(new: engine.Raw) -> None:
    """Raise DataFileDamaged when something is lost without which nobody could come in."""
    counts = engine.row_counts(new)
    if not all(counts.get(name) for name in NEEDED):
        raise DataFileDamaged(
            _(
                "The part without which no office opens is lost, and no backup here has it. Nothing was made or changed. "
                "Look for a backup on a USB stick or another disk."
            )
        )


def _nothing_left() -> DataFileDamaged:
    return DataFileDamaged(
        _("Nothing of the data file can be read. Nothing was made or changed. Restore the newest backup.")
    )


def _fill(
    folder: Path, work: Path, ring: KeyRing, new: engine.Raw, tables: Sequence[Rescued]
) -> Backup | None:
    """Bring what is missing from the newest backup that is sound and of this office; None when nothing is or has it."""
    if not any(table.holes for table in tables):
        return None
    copy = work / "backup.db"
    used = _newest_sound(folder, copy, ring)
    if used:
        with closing(engine.connect_copy(copy, ring.dek)) as old:
            salvage.fill_from(old, new, tables)
    return used


def _newest_sound(folder: Path, copy: Path, ring: KeyRing) -> Backup | None:
    for found in backup.list_backups(folder):
        try:
            backup.unpack(found.path, copy, ring)
        except UserError:
            copy.unlink(missing_ok=True)
        else:
            return found
    return None


def _put(beside: Path, target: Path) -> None:
    sync_file(beside / DATA)
    if target.is_dir():
        target.rmdir()  # empty, as was just seen
    os.rename(beside, target)
    sync_dir(target.parent)
