"""Making backups: copied while people go on working, opened and checked before they count, thinned afterwards.

The order is the point (R59): copy, check the copy, put it into one file, check that file, rename it, and only
then take old ones away. Whatever fails on the way leaves the older backups as they were.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from caseapp.core import faults
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import DataFileDamaged, UserError
from caseapp.core.files import MIB, plain_disk_errors, private_dir, require_space, sync_dir, sync_file
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.data import engine
from caseapp.data.backup import container
from caseapp.data.backup.container import Backup, BackupDamaged, Manifest
from caseapp.data.backup.ladder import STANDARD, Ladder, kept
from caseapp.data.keys import keyfile as keyfiles
from caseapp.data.keys.ring import KeyRing

FOLDER = "backups"
QUARANTINE = "quarantine"
EVERY = timedelta(minutes=30)
_WORK = ".work-"
_DAMAGED_MARK = "damaged"
_SYSTEM = SystemClock()
_one_at_a_time = threading.Lock()


class Snapshot(Struct, frozen=True):
    """What the copied moment held."""

    counts: dict[str, int]
    heads: dict[str, tuple[int, str]]
    schema: str | None


def make_backup(
    folder: Path,
    ring: KeyRing,
    *,
    reason: str,
    clock: Clock = _SYSTEM,
    progress: Progress | None = None,
    ladder: Ladder = STANDARD,
) -> Backup:
    """Make one verified backup in the office's own folder, then thin the older ones.

    `reason` is a short word that goes into the file's name (daily, exit, before-restore). Raises DiskFull
    before it begins, DataFileDamaged (older backups stay), Cancelled, ReadOnlyPlace.
    """
    if is_damaged(folder):
        raise engine.data_file_damaged()
    made = clock.now()
    with plain_disk_errors(), work_dir(folder) as work:
        keys = (folder / keyfiles.FILE).read_bytes()
        copy, packed = work / keyfiles.DATABASE, work / "packed"
        snapshot = _copy(folder, ring, copy, progress or silent())
        faults.point("backup.copied")
        require_sound(copy, ring, snapshot.counts)
        manifest = _manifest(keys, ring, snapshot, copy, made.isoformat(timespec="seconds"), reason)
        container.write(packed, manifest, keys, copy)
        faults.point("backup.packed")
        # A failing disk does not always give back what it took.
        container.require_intact(packed, container.read_manifest(packed))
        backup = _publish(packed, folder / FOLDER, container.file_name(made, reason))
    thin(folder / FOLDER, clock, ladder)
    return backup


def list_backups(folder: Path) -> list[Backup]:
    """The backups in the office's own folder, newest first."""
    return container.backups_in(folder / FOLDER)


def copies_outside(place: Path, office_id: str) -> list[Backup]:
    """The backups of this office in a second place, newest first; none when the place is not there now."""
    return [found for found in container.backups_in(place) if _office_of(found.path) == office_id]


def due(folder: Path, clock: Clock = _SYSTEM, *, changed: bool = True) -> str | None:
    """The reason for a backup now (first, daily, changed), or None: once a day, and 30 minutes after changes (R58)."""
    backups = list_backups(folder)
    if not backups:
        return "first"
    now, newest = clock.now(), backups[0].made
    if newest.astimezone().date() != now.astimezone().date():
        return "daily"
    # A newest backup from the future means that the clock was put back: what changed since is not in it.
    return "changed" if changed and not timedelta(0) <= now - newest < EVERY else None


def thin(place: Path, clock: Clock = _SYSTEM, ladder: Ladder = STANDARD, office_id: str = "") -> list[Path]:
    """Take away what the ladder does not keep; with `office_id`, only backups of that office. Returns what went."""
    backups = copies_outside(place, office_id) if office_id else container.backups_in(place)
    keep = kept([backup.made for backup in backups], clock.now(), ladder)
    gone = [backup.path for backup in backups if backup.made not in keep]
    with plain_disk_errors():
        for path in gone:
            path.unlink(missing_ok=True)
    return gone


def copy_outside(
    backup: Backup,
    place: Path,
    clock: Clock = _SYSTEM,
    ladder: Ladder = STANDARD,
) -> Backup:
    """Copy a backup to a second place (USB stick, other disk), compare it there, and thin that place too (R62)."""
    with plain_disk_errors():
        require_space(place, backup.size + MIB)
        beside = place / f"{_WORK}{secrets.token_hex(4)}"
        try:
            shutil.copyfile(backup.path, beside)
            beside.chmod(0o600)
            sync_file(beside)
            faults.point("backup.outside.copied")
            if container.sha256_of(beside) != container.sha256_of(backup.path):
                raise BackupDamaged(
                    _("The copy is not the same as the backup. The other disk may be failing.")
                )
            copy = _publish(beside, place, backup.path.name)
        finally:
            beside.unlink(missing_ok=True)
    thin(place, clock, ladder, container.read_manifest(backup.path).office_id)
    return copy


def check_backup(folder: Path, path: Path, ring: KeyRing) -> Manifest:
    """The restore drill: unpack a backup of any place, open it, check every page and count the rows (R64).

    `folder` is the office, where the work is done. Raises BackupDamaged, OtherKey, NewerVersion, DiskFull.
    """
    with plain_disk_errors(), work_dir(folder) as work:
        return unpack(path, work / keyfiles.DATABASE, ring)


def unpack(path: Path, copy: Path, ring: KeyRing) -> Manifest:
    """Put the database of a backup into a new file, once every page and count of it was checked. Raises as above."""
    manifest = container.read_manifest(path)
    manifest.verify(ring)
    require_space(copy.parent, manifest.size + MIB)
    container.extract_database(path, manifest, copy)
    require_sound(copy, ring, dict(manifest.counts))
    return manifest


def mark_damaged(folder: Path) -> None:
    """From now on no backup is made of this data file, so that none good is thinned away for it (R61)."""
    with plain_disk_errors():
        (private_dir(folder / QUARANTINE) / _DAMAGED_MARK).touch(mode=0o600)


def is_damaged(folder: Path) -> bool:
    """Whether the data file was found damaged and not restored since."""
    return (folder / QUARANTINE / _DAMAGED_MARK).exists()


def clear_damaged(folder: Path) -> None:
    """A sound data file is in place again."""
    (folder / QUARANTINE / _DAMAGED_MARK).unlink(missing_ok=True)


def require_sound(copy: Path, ring: KeyRing, counts: dict[str, int]) -> None:
    """Open a copy with its own key; raises DataFileDamaged unless every page and count is right."""
    with engine.plain_errors(), closing(engine.connect_copy(copy, ring.dek)) as raw:
        if engine.integrity(raw) or engine.row_counts(raw) != counts:
            raise DataFileDamaged(
                _("The copy did not pass its check and was thrown away. Older backups are kept.")
            )


@contextmanager
def work_dir(folder: Path) -> Iterator[Path]:
    """A folder for unfinished work beside the backups; what a killed program left there goes first."""
    backups = private_dir(folder / FOLDER)
    with _one_at_a_time:
        for left in backups.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        work = private_dir(backups / f"{_WORK}{secrets.token_hex(4)}")
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _copy(folder: Path, ring: KeyRing, target: Path, progress: Progress) -> Snapshot:
    """One moment of the data file, while others go on writing."""
    database = folder / keyfiles.DATABASE
    with closing(engine.raw_connect(database, ring.dek, write=False)) as source, engine.plain_errors():
        log = database.with_name(database.name + "-wal")
        size = database.stat().st_size + (log.stat().st_size if log.exists() else 0)
        require_space(folder, 2 * size + 16 * MIB)
        source.execute("BEGIN")
        snapshot = Snapshot(engine.row_counts(source), _heads(source), _schema(source))
        engine.copy_database(source, target, ring.dek, progress)
        source.execute("ROLLBACK")
    return snapshot


def _heads(raw: engine.Raw) -> dict[str, tuple[int, str]]:
    if not engine.has_table(raw, "journal_state"):
        return {}
    rows = raw.execute("SELECT laptop, seq, tip FROM journal_state")
    return {laptop: (seq, tip.hex()) for laptop, seq, tip in rows}


def _schema(raw: engine.Raw) -> str | None:
    if not engine.has_table(raw, "alembic_version"):
        return None
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _manifest(keys: bytes, ring: KeyRing, snapshot: Snapshot, copy: Path, made: str, reason: str) -> Manifest:
    """Describe the copy. Raises KeyFileDamaged when the key file that goes with it is not its own."""
    keyfile = keyfiles.parse(keys)
    keyfile.verify(ring.dek)
    return Manifest(
        made=made,
        reason=reason,
        office_id=keyfile.office.id,
        office_name=keyfile.office.name,
        schema=snapshot.schema,
        counts=snapshot.counts,
        heads=snapshot.heads or {laptop: (head.count, head.hash) for laptop, head in keyfile.heads.items()},
        generation=keyfile.generation,
        size=copy.stat().st_size,
        sha256=container.sha256_of(copy),
        keys_sha256=hashlib.sha256(keys).hexdigest(),
    ).sign(ring)


def _publish(packed: Path, place: Path, name: str) -> Backup:
    """Give the finished file its name; two in one second get a number."""
    target, number = place / name, 1
    while target.exists():
        number += 1
        target = place / name.replace(container.ENDING, f".{number}{container.ENDING}")
    os.replace(packed, target)
    sync_dir(place)
    faults.point("backup.published")
    return next(backup for backup in container.backups_in(place) if backup.path == target)


def _office_of(path: Path) -> str:
    try:
        return container.read_manifest(path).office_id
    except UserError:
        return ""
