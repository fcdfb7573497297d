"""Putting a backup in the place of an office from outside the window: where nobody is signed in yet."""

from __future__ import annotations

from pathlib import Path

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import DataFileDamaged, KeyFileDamaged, OfficeMissing, Refused
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress
from caseapp.data import backup
from caseapp.data.backup import Manifest, Restored
from caseapp.features.office import safekeeping
from caseapp.features.office.opening import OpenOffice, open_office


def restore_from(
    path: Path, folder: Path, login: str, passphrase: str, clock: Clock | None = None
) -> Restored:
    """Put a backup into `folder`: over the office there, if this person may; freely where none can be opened any more.

    A sound office takes the passphrase of today and asks for the right to restore; a damaged, lost or new one takes the
    passphrase of the backup's time. Raises WrongPassphrase, PermissionDenied, BackupDamaged, OtherKey, NewerVersion,
    Refused (another office), OfficeInUse, DiskFull; nothing is changed then.
    """
    clock = clock or SystemClock()
    manifest = backup.read_manifest(path)
    office = _present(folder, login, passphrase, clock)
    if office is None:
        return safekeeping.restore_here(
            path, folder, lambda: backup.unlock_backup(path, login, passphrase), clock
        )
    try:
        _asked(office, manifest, path)
    except BaseException:
        office.close()
        raise
    done: list[Restored] = []

    def work(office: OpenOffice, progress: Progress) -> str:
        done.append(safekeeping.put_back(path, office, progress))
        return ""

    office.run_closed(work)
    return done[0]


def _present(folder: Path, login: str, passphrase: str, clock: Clock) -> OpenOffice | None:
    try:
        return open_office(folder, login, passphrase, clock)
    except (DataFileDamaged, KeyFileDamaged, OfficeMissing):
        return None


def _asked(office: OpenOffice, manifest: Manifest, path: Path) -> None:
    """Whether this backup may take the place of this office; journalled."""
    if manifest.office_id != office.office.id:
        text = _("This backup belongs to the office {name}. Nothing was changed.")
        raise Refused(text.format(name=manifest.office_name))
    manifest.verify(office.ring)
    with office.database.work(office.actor) as uow:
        safekeeping.restore_begun(uow, path.name)
