"""Putting a backup back, and rebuilding a lost key file from one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import DataFileDamaged, DiskFull, KeyFileDamaged, OfficeMissing, Refused, UserError
from caseapp.core.files import MIB, plain_disk_errors, private_dir, require_space, write_atomic
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.data.backup import container, make, swap
from caseapp.data.backup.container import Backup, Manifest
from caseapp.data.keys import keyfile as keyfiles
from caseapp.data.keys import signin
from caseapp.data.keys.keyfile import Head, KeyFile, Slot
from caseapp.data.keys.ring import KeyRing

_SYSTEM = SystemClock()
_STAMP = "%Y%m%d-%H%M%S"


class Restored(Struct, frozen=True):
    """What was put back, and the safety copy of what was there (None when nothing readable was)."""

    manifest: Manifest
    safety: Backup | None
    keys_from_backup: bool


def people_of(path: Path) -> tuple[Slot, ...]:
    """Who could open this backup when it was made. Raises BackupDamaged, KeyFileDamaged."""
    return tuple(slot for slot in container.read_keys(path)[1].users if not slot.disabled)


def unlock_backup(path: Path, login: str, passphrase: str) -> KeyRing:
    """The keys of a backup, with a passphrase of its time. Raises WrongPassphrase, BackupDamaged."""
    return signin.open_keyfile(container.read_keys(path)[1], login, passphrase)


def unlock_backup_with_recovery(path: Path, code: str) -> KeyRing:
    """The keys of a backup, with the recovery sheet of its time: all a new laptop needs (R63)."""
    return signin.open_keyfile_with_recovery(container.read_keys(path)[1], code)


def restore(
    path: Path,
    folder: Path,
    ring: KeyRing,
    *,
    known_schemas: Collection[str] = (),
    with_keys: bool = False,
    clock: Clock = _SYSTEM,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup in the place of the office in `folder`, or into an empty folder. The data file must be closed.

    What is there is backed up first, or kept in `quarantine/` when it cannot be read. The present passphrases
    stay unless `with_keys`, or unless the present key file is lost or of another data key. `known_schemas`
    are those this program can open. Raises NewerVersion, BackupDamaged, OtherKey, Refused (another office),
    DiskFull; nothing is changed then. Afterwards the ring still fits.
    """
    manifest = container.read_manifest(path)
    if known_schemas and manifest.schema is not None and manifest.schema not in known_schemas:
        raise container.newer(manifest.app_version)
    manifest.verify(ring)
    present = _present_keys(folder, manifest)
    with plain_disk_errors():
        require_space(private_dir(folder), manifest.size + 16 * MIB)
    with swap.staging(folder) as stage:
        database = stage / keyfiles.DATABASE
        container.extract_database(path, manifest, database)
        make.require_sound(database, ring, dict(manifest.counts))
        own = with_keys or present is None or not _fits(present, ring)
        keys = _new_keys(path, manifest, ring, None if own else present)
        write_atomic(stage / keyfiles.FILE, keyfiles.serialise(keys), "restore.keys")
        safety = _safety_copy(folder, ring, clock, progress or silent())
        swap.commit(folder, f"{clock.now():{_STAMP}}", keep_old=safety is None)
    make.clear_damaged(folder)
    return Restored(manifest, safety, own)


def repair_keys_from_backup(folder: Path, clock: Clock = _SYSTEM) -> KeyFile:
    """Put the newest sound key file back: the one before, or a backup's (R11). The damaged one is kept aside.

    Passphrases are then those of that time. Raises KeyFileDamaged when there is none, Refused when nothing is
    wrong.
    """
    if _readable(folder / keyfiles.FILE) is not None:
        raise Refused(_("The key file is not damaged. Nothing was changed."))
    candidates = [_readable(folder / keyfiles.PREVIOUS)]
    candidates += [_readable_in(backup) for backup in make.list_backups(folder)]
    sound = [found for found in candidates if found is not None]
    if not sound:
        raise KeyFileDamaged(
            _("No backup here holds a sound key file. Look for a backup on a USB stick or another disk.")
        )
    newest = max(sound, key=lambda found: found.seen)
    with plain_disk_errors():
        damaged = folder / keyfiles.FILE
        if damaged.exists():
            aside = private_dir(folder / make.QUARANTINE) / f"{keyfiles.FILE}-{clock.now():{_STAMP}}"
            write_atomic(aside, damaged.read_bytes(), "repair.aside")
    keyfiles.save(folder, newest, keep_previous=False)
    return newest


def _present_keys(folder: Path, manifest: Manifest) -> KeyFile | None:
    """The key file in use, or None when there is none to read. Raises Refused for another office's."""
    try:
        present = keyfiles.read_keyfile(folder)
    except (OfficeMissing, KeyFileDamaged):
        return None
    if present.office.id != manifest.office_id:
        text = _("This backup belongs to the office {name}. Nothing was changed.")
        raise Refused(text.format(name=manifest.office_name))
    return present


def _fits(keyfile: KeyFile, ring: KeyRing) -> bool:
    try:
        keyfile.verify(ring.dek)
    except KeyFileDamaged:
        return False
    return True


def _new_keys(path: Path, manifest: Manifest, ring: KeyRing, present: KeyFile | None) -> KeyFile:
    """The key file after the restore: journal heads as in the backup, one generation later (R65)."""
    keyfile = present or container.read_keys(path)[1]
    keyfile.verify(ring.dek)
    heads = {laptop: Head(count, last) for laptop, (count, last) in manifest.heads.items()}
    return replace(keyfile, heads=heads, generation=max(keyfile.generation, manifest.generation) + 1).sign(
        ring
    )


def _safety_copy(folder: Path, ring: KeyRing, clock: Clock, progress: Progress) -> Backup | None:
    """A backup of what is there now; None when there is nothing, or nothing this ring can read."""
    try:
        return make.make_backup(folder, ring, reason="before-restore", clock=clock, progress=progress)
    except DiskFull:
        raise
    except (OfficeMissing, DataFileDamaged, KeyFileDamaged):
        return None


def _readable(path: Path) -> KeyFile | None:
    try:
        return keyfiles.parse(path.read_bytes())
    except (OSError, UserError):
        return None


def _readable_in(backup: Backup) -> KeyFile | None:
    try:
        return container.read_keys(backup.path)[1]
    except UserError:
        return None
