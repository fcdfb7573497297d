"""Backups as people look after them: how things stand, one more, a trial restore, a copy outside, putting one back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import func, select, text

from caseapp.core.clock import Clock
from caseapp.core.dates import moment
from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors
from caseapp.core.i18n import N_, _, n_
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission, action
from caseapp.data import backup, keys, migrate
from caseapp.data.backup import Backup, Manifest, Restored
from caseapp.data.journal import JournalEntry
from caseapp.data.keys import KeyRing
from caseapp.data.lockfile import OfficeLock
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.checking import allowed_backup
from caseapp.features.office.founding import require_home
from caseapp.features.office.models import Office
from caseapp.features.office.opening import Offline, OpenOffice
from caseapp.features.office.staffing import confirm

DRILL_EVERY, OUTSIDE_EVERY = 30, 7  # days until a reminder turns red (R62, R64)
REASONS = {
    "first": N_("The first one"), "daily": N_("First of the day"), "changed": N_("While working"), "exit": N_("At closing"),
    "asked": N_("Made by hand"), "before-restore": N_("Before a restore"), "before-upgrade": N_("Before an update"),
    "before-new-key": N_("Before a new key"), "before-removal": N_("Before a removal"),
}  # fmt: skip
COUNTED = ("person", "case", "journal")


class Row(Struct, frozen=True):
    """A backup in a list: `place` is here or outside."""

    id: str
    backup: Backup
    outside: bool


class Shelf(Struct, frozen=True):
    """All backups newest first, where the second place is, and when a restore was last tried."""

    rows: tuple[Row, ...]
    place: str
    place_there: bool
    newest_outside: datetime | None
    last_drill: datetime | None


class Made(Struct, frozen=True):
    """A backup just made; `outside` its copy in the second place, or `trouble` why there is none."""

    backup: Backup
    outside: Backup | None
    trouble: str


class Loss(Struct, frozen=True):
    """What putting a backup back would take away: people, cases and journal entries that it does not hold."""

    manifest: Manifest
    made: datetime
    people: int
    cases: int
    entries: int


@action("office.backups", requires=Permission.BACKUP)
def shelf(uow: UnitOfWork, folder: Path) -> Shelf:
    """How the backups stand. Reads folders; the backups themselves are not opened."""
    place = uow.session.scalars(select(Office.backup_folder)).one()
    there = bool(place) and Path(place).is_dir()
    outside = backup.copies_outside(Path(place), uow.office.id) if there else []
    rows = [Row(str(b.path), b, False) for b in backup.list_backups(folder)]
    rows += [Row(str(b.path), b, True) for b in outside]
    rows.sort(key=lambda r: (r.backup.made, not r.outside), reverse=True)
    drill = select(func.max(JournalEntry.at)).where(JournalEntry.action == "backup.drill")
    newest = outside[0].made if outside else None
    return Shelf(tuple(rows), place, there, newest, uow.session.scalar(drill))


def make_now(office: OpenOffice, progress: Progress, reason: str = "asked") -> Made:
    """A verified backup, copied to the second place when that is there. Raises PermissionDenied, DiskFull, Cancelled."""
    allowed_backup(office)
    clock = office.database.clock
    made = backup.make_backup(office.folder, office.ring, reason=reason, clock=clock, progress=progress)
    with office.database.look(office.actor) as uow:
        place = shelf(uow, office.folder).place
    if not place:
        return Made(made, None, "")
    try:
        return Made(made, backup.copy_outside(made, Path(place), clock), "")
    except UserError as error:
        return Made(made, None, str(error))


def copy_out(office: OpenOffice, path: Path, place: Path) -> Backup:
    """Copy one backup to another folder and compare it there. Raises PermissionDenied, DiskFull, BackupDamaged."""
    allowed_backup(office)
    found = next(b for b in backup.backups_in(path.parent) if b.path == path)
    return backup.copy_outside(found, place, office.database.clock)


def drill(office: OpenOffice, path: Path) -> Manifest:
    """Try a restore without touching anything: unpack, open, check every page, count the rows; journalled (R64)."""
    with office.database.look(office.actor) as uow:
        shelf(uow, office.folder)  # the permission, before the work
    manifest = backup.check_backup(office.folder, path, office.ring)
    with office.database.work(office.actor) as uow:
        drilled(uow)
    return manifest


@action("backup.drill", requires=Permission.BACKUP)
def drilled(uow: UnitOfWork) -> None:
    """Journal that a restore was tried and went well."""
    uow.note("backup.drill", "office", uow.office.id)


def loss(office: OpenOffice, path: Path) -> Loss:
    """What would be gone after putting this backup back. Raises PermissionDenied, BackupDamaged, OtherKey."""
    with office.database.look(office.actor) as uow:
        now = present_counts(uow)
    manifest = backup.read_manifest(path)
    manifest.verify(office.ring)
    gone = [max(0, now[name] - manifest.counts.get(name, 0)) for name in COUNTED]
    return Loss(manifest, datetime.fromisoformat(manifest.made), *gone)


@action("office.counts", requires=Permission.RESTORE)
def present_counts(uow: UnitOfWork) -> dict[str, int]:
    """How many people, cases and journal entries there are now, hidden ones too."""
    return {
        name: int(uow.session.execute(select(func.count()).select_from(text(f'"{name}"'))).scalar_one())
        for name in COUNTED
    }


def restore_asked(office: OpenOffice, proof: str, path: Path) -> None:
    """Check that this backup may be put back, and journal it. Raises WrongPassphrase, PermissionDenied, BackupDamaged,
    OtherKey. Then `office.leave(putting_back(path))` does it.
    """
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        restore_begun(uow, path.name)
    backup.read_manifest(path).verify(office.ring)


def putting_back(path: Path) -> Offline:
    """The work of a restore, for `OpenOffice.leave`."""

    def work(office: OpenOffice, progress: Progress) -> str:
        done = put_back(path, office, progress)
        told = _("The backup of {when} is back.").format(
            when=moment(datetime.fromisoformat(done.manifest.made))
        )
        if done.safety:
            told += " " + _("What was there before is kept among the backups.")
        return told

    return work


def put_back(path: Path, office: OpenOffice, progress: Progress) -> Restored:
    """Put a backup in the place of an office whose data file was just closed; journalled at the next sign-in."""
    done = backup.restore(
        path, office.folder, office.ring, known_schemas=migrate.revisions(), clock=office.database.clock,
        progress=progress,
    )  # fmt: skip
    _remember(office, "restore")
    return done


@action("office.restore", requires=Permission.RESTORE)
def restore_begun(uow: UnitOfWork, name: str) -> None:
    """Journal that a backup is about to be put back."""
    uow.note("office.restore", "office", uow.office.id, backup=name)


def restore_here(
    path: Path, folder: Path, unlock: Callable[[], KeyRing], clock: Clock, progress: Progress | None = None
) -> Restored:
    """Put a backup into a folder where no office is open, with the keys that `unlock` gives: on a new laptop.

    Raises WrongPassphrase, BackupDamaged, Refused (another office's folder, or one that holds other things), OfficeInUse,
    DiskFull; a folder that was not there is not there then.
    """
    require_home(folder)
    existed = folder.exists()
    with unlock() as ring:
        try:
            with plain_disk_errors(), OfficeLock(folder, new=True):
                return backup.restore(
                    path, folder, ring, known_schemas=migrate.revisions(), clock=clock, progress=progress
                )
        except BaseException:
            if not existed:
                shutil.rmtree(folder, ignore_errors=True)
            raise


# --- a new data key, after somebody left


def renewal_asked(office: OpenOffice, proof: str) -> None:
    """Check that the office may get a new data key, and journal it. Then `office.leave(renewing_key)` does it."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        key_renewed(uow)


@action("office.renew_key", requires=Permission.STAFF_MANAGE)
def key_renewed(uow: UnitOfWork) -> None:
    """Journal that the office gets a new data key."""
    uow.note("office.renew_key", "office", uow.office.id)


def renewing_key(office: OpenOffice, progress: Progress) -> str:
    """The work of a new data key, for `OpenOffice.leave`. Nobody's passphrase changes."""
    backup.renew_data_key(office.folder, office.ring, office.database.clock, progress).close()
    _remember(office, "renew")
    return _("The office has a new key. Everybody’s passphrase stays as it was.")


def _remember(office: OpenOffice, what: str) -> None:
    """The journal of the file now in place cannot know; the key file tells it at the next sign-in."""
    slot = keys.read_keyfile(office.folder).find(office.actor.login)
    keys.note_event(office.folder, slot, office.database.clock, what)


def gone_words(found: Loss) -> str:
    """What will be gone, as a sentence."""
    if not (found.people or found.cases or found.entries):
        return _("Nothing was entered since then.")
    parts = [
        n_("{count} person", "{count} people", found.people),
        n_("{count} case", "{count} cases", found.cases),
        n_("{count} journal entry", "{count} journal entries", found.entries),
    ]
    return _("What was entered since then will be gone: {list}.").format(list=", ".join(parts))
