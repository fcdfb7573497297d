"""Making an office. It is built beside its place and renamed as the last step: an office is whole or not there.

The recovery code exists before the office does, so that nobody is given an office whose sheet is not on paper.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from caseapp.core import faults
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import Refused, UserError
from caseapp.core.events import ChangeBus
from caseapp.core.files import plain_disk_errors, private_dir, sync_dir, sync_file
from caseapp.core.i18n import N_, _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Actor
from caseapp.data import keys, migrate, search
from caseapp.data.engine import create_database_file, open_engine
from caseapp.data.journal import JournalState
from caseapp.data.lockfile import OfficeLock
from caseapp.data.uow import Database, OfficeInfo, plain_troubles
from caseapp.features.office.models import Office, Staff, Team

DATA = "office.db"
PARTS = ("office.keys", DATA, "backups", "quarantine", "restore")  # one of them shows that an office was here
CLOUDS = ("OneDrive", "Dropbox", "Google Drive", "iCloud", "Nextcloud", "ownCloud", "pCloud", "MEGAsync")
NOBODY = Actor("", N_("the program"), frozenset())


class NewOffice(Struct, frozen=True):
    """What the first-run wizard or the command line asks before an office exists."""

    name: str
    code: str
    country: str
    currency: str
    language: str
    admin_login: str
    admin_name: str
    passphrase: str
    organisation: str = ""
    team: str = ""
    backup_folder: str = ""
    demo: bool = False


@dataclass
class Staged:
    """An office that is finished but not in its place. `settle` puts it there, `abandon` leaves nothing behind."""

    folder: Path
    beside: Path
    ring: keys.KeyRing
    recovery: str
    lock: OfficeLock

    def settle(self) -> keys.KeyRing:
        """Put the office in its place; the keys then belong to the caller. Raises Refused, ReadOnlyPlace."""
        faults.point("founding.built")
        self.lock.release()
        require_place(self.folder)
        with plain_disk_errors():
            sync_file(self.beside / DATA)
            if self.folder.is_dir():
                self.folder.rmdir()  # empty, as was just seen; Windows does not rename over it
            os.rename(self.beside, self.folder)
            sync_dir(self.folder.parent)
        return self.ring

    def abandon(self) -> None:
        """Throw the office and its keys away."""
        self.ring.close()
        self.lock.release()
        shutil.rmtree(self.beside, ignore_errors=True)


def require_place(folder: Path) -> None:
    """Raise Refused unless an office can be made here: a folder that is new or empty."""
    if any((folder / name).exists() for name in ("office.keys", DATA)):
        raise Refused(_("There is an office in this folder already. Choose another folder."))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise _not_of_its_own()


def require_home(folder: Path) -> None:
    """Raise Refused unless a backup can be put here: a folder that is new, empty, or was this program's before."""
    if folder.is_dir() and (not any(folder.iterdir()) or any((folder / name).exists() for name in PARTS)):
        return
    if folder.exists():
        raise _not_of_its_own()


def _not_of_its_own() -> Refused:
    return Refused(_("An office needs a folder of its own. Choose one that is empty, or a new one."))


def place_warning(folder: Path) -> str:
    """A sentence when this folder seems to be copied to the internet by another program (R74); empty when not."""
    parts = [part.casefold() for part in folder.absolute().parts]
    found = next((name for name in CLOUDS if any(name.casefold() in part for part in parts)), None)
    if found is None:
        return ""
    return _(
        "This folder seems to be copied to the internet by {program}. Choose one that stays on this laptop."
    ).format(program=found)


def stage_office(folder: Path, new: NewOffice, clock: Clock | None = None) -> Staged:
    """Build a new office beside `folder`. Takes a second or two.

    Raises Refused where the folder holds something, WeakPassphrase, DiskFull, ReadOnlyPlace; nothing is left then.
    """
    clock = clock or SystemClock()
    folder = folder.absolute()
    with plain_disk_errors():
        require_place(folder)
        private_dir(folder.parent)
        _sweep(folder)
    beside = folder.parent / f"{_prefix(folder)}{secrets.token_hex(4)}"
    lock = OfficeLock(beside, new=True)
    try:
        with plain_disk_errors():
            lock.acquire()
            ring, recovery = _build(beside, new, clock)
    except BaseException:
        lock.release()
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Staged(folder, beside, ring, recovery, lock)


def _prefix(folder: Path) -> str:
    return f".{folder.name}.making-"


def _sweep(folder: Path) -> None:
    """Take away what a killed program left half-made for this place; another program's work is locked and stays."""
    for left in folder.parent.glob(f"{_prefix(folder)}*"):
        try:
            with OfficeLock(left, new=True):
                pass
        except UserError:
            continue
        shutil.rmtree(left, ignore_errors=True)


def _build(beside: Path, new: NewOffice, clock: Clock) -> tuple[keys.KeyRing, str]:
    ring, recovery = keys.create_office_keys(
        beside, office_name=new.name, country=new.country, language=new.language, admin_login=new.admin_login,
        admin_name=new.admin_name, passphrase=new.passphrase, demo=new.demo, clock=clock,
    )  # fmt: skip
    faults.point("founding.keys")
    try:
        with plain_troubles():
            create_database_file(beside / DATA, ring.dek)
            engine = open_engine(beside / DATA, ring.dek, write=True, scratch=new.demo)
            try:
                _fill(engine, new, ring.office_id, clock)
            finally:
                engine.dispose()
    except BaseException:
        ring.close()
        raise
    return ring, recovery


def _fill(engine: Engine, new: NewOffice, office_id: str, clock: Clock) -> None:
    migrate.upgrade(engine)
    with engine.begin() as connection:
        search.create_index(connection)
    found(engine, new, office_id, clock)


def found(engine: Engine, new: NewOffice, office_id: str, clock: Clock) -> OfficeInfo:
    """The first records of an office: itself, its first team, its administrator, its laptop's chain."""
    with Session(engine) as session, session.begin():
        session.execute(
            insert(JournalState).values(laptop=uuid7(), block="A", here=True, tip=b"\0" * 32, seq=0, clock=0)
        )
    info = OfficeInfo(office_id, new.code, new.name, new.country, new.currency, new.demo)
    database = Database(engine, engine, ChangeBus(), info, clock)
    with database.work(NOBODY, reason="the office was set up") as uow:
        uow.begin_action("office.create")
        uow.add(Office(
            id=office_id, name=new.name, code=new.code, country=new.country, currency=new.currency,
            language=new.language, demo=new.demo, organisation=new.organisation or new.name,
            backup_folder=new.backup_folder, rules={},
        ))  # fmt: skip
        team = uow.add(Team(name=new.team or new.name, place=""))
        uow.add(Staff(login=new.admin_login, name=new.admin_name, role="admin", team_id=team.id))
    return info
