"""Making an office file and opening it: keys, lock, schema, journal, and who signed in.

Used alike by the window and the command line. An office is one folder; nothing of it lies elsewhere.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.events import ChangeBus
from caseapp.core.i18n import N_, _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Actor
from caseapp.data import backup, keys, migrate, search
from caseapp.data.engine import (
    create_database_file,
    data_file_damaged,
    integrity,
    open_engine,
    raw_connect,
    unclean_end,
)
from caseapp.data.journal import JournalState
from caseapp.data.lockfile import OfficeLock
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database, OfficeInfo, plain_troubles
from caseapp.features.office.models import Office, Staff, Team
from caseapp.features.office.queries import current, office_info, sign_in

DATA = "office.db"
CHECKED_AT_START = 32 * 1024 * 1024  # bytes: under 0.1 s
NOBODY = Actor("", N_("the program"), frozenset())


@dataclass(frozen=True)
class NewOffice:
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
class OpenOffice:
    """An office somebody has opened. `close` ends every use of it and overwrites the keys."""

    folder: Path
    database: Database
    actor: Actor
    ring: keys.KeyRing
    lock: OfficeLock
    warning: str = ""

    @property
    def office(self) -> OfficeInfo:
        return self.database.office

    def close(self) -> None:
        """Remember the journal's head outside the database, close the file, forget the keys, release the lock."""
        remember_head(self.folder, self.ring, self.database.write_engine)
        self.database.write_engine.dispose()
        self.database.read_engine.dispose()
        self.ring.close()
        self.lock.release()


def create_office(folder: Path, new: NewOffice, clock: Clock | None = None) -> tuple[OpenOffice, str]:
    """Make a new office in an empty folder and open it as its administrator; also the recovery code to print once.

    Raises UserError where an office is already, or for a weak passphrase, a full disk, a folder that cannot be written.
    """
    clock = clock or SystemClock()
    ring, recovery = keys.create_office_keys(
        folder, office_name=new.name, country=new.country, language=new.language, admin_login=new.admin_login,
        admin_name=new.admin_name, passphrase=new.passphrase, demo=new.demo, clock=clock,
    )  # fmt: skip
    lock = OfficeLock(folder)
    lock.acquire()
    create_database_file(folder / DATA, bytes(ring.dek))
    engine = open_engine(folder / DATA, bytes(ring.dek), write=True)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        search.create_index(connection)
    info = found(engine, new, ring.office_id, clock)
    engine.dispose()
    return _opened(folder, ring, lock, new.admin_login, clock, info), recovery


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


def open_office(folder: Path, login: str, passphrase: str, clock: Clock | None = None) -> OpenOffice:
    """Open an office with a name and passphrase. Raises the UserErrors of keys, lock, engine and migration."""
    clock = clock or SystemClock()
    with OfficeLock(folder).acquire() as lock:
        backup.finish_pending(folder)  # before the key file is read: a cut-off restore may replace it
        ring, slot = keys.unlock(folder, login, passphrase, clock)
        lock.release()
    return open_with(folder, ring, slot.login, clock)


def open_with(folder: Path, ring: keys.KeyRing, login: str, clock: Clock | None = None) -> OpenOffice:
    """Open an office whose keys are already in hand: after a one-time code or the recovery sheet."""
    clock = clock or SystemClock()
    lock = OfficeLock(folder)
    lock.acquire()
    try:
        backup.finish_pending(folder)
        with plain_troubles():
            _require_sound(folder, ring)
            return _opened(folder, ring, lock, login, clock, None)
    except BaseException:
        lock.release()
        raise


def _opened(
    folder: Path, ring: keys.KeyRing, lock: OfficeLock, login: str, clock: Clock, info: OfficeInfo | None
) -> OpenOffice:
    key = bytes(ring.dek)
    write = open_engine(folder / DATA, key, write=True)
    _upgrade_if_older(folder, ring, write, clock)
    with Session(write) as session:
        actor, info = sign_in(session, login), info or office_info(session)
    read = open_engine(folder / DATA, key, write=False)
    database = Database(write, read, ChangeBus(), info, clock, Sealer(ring.compartments))
    database.current = current
    warning = head_warning(folder, write)
    _journal_sign_in(folder, database, actor, warning)
    return OpenOffice(folder, database, actor, ring, lock, warning)


def _require_sound(folder: Path, ring: keys.KeyRing) -> None:
    """Check every page of a small file, and of any file the program did not close. Raises DataFileDamaged.

    Large files closed well are checked by every backup instead (417 MB a second).
    """
    path = folder / DATA
    if path.exists() and (unclean_end(path) or path.stat().st_size <= CHECKED_AT_START):
        with closing(raw_connect(path, bytes(ring.dek), write=False)) as raw:
            if integrity(raw):
                backup.mark_damaged(folder)
                raise data_file_damaged()


def _upgrade_if_older(folder: Path, ring: keys.KeyRing, engine: Engine, clock: Clock) -> None:
    with engine.connect() as connection:
        older = migrate.needs_upgrade(connection)
    if older:
        backup.make_backup(folder, ring, reason="before-upgrade", clock=clock)
        migrate.upgrade(engine)


def _journal_sign_in(folder: Path, database: Database, actor: Actor, warning: str) -> None:
    """The sign-in and the wrong tries before it, and what was found odd."""
    with database.work(actor) as uow:
        events = keys.failed_attempts(folder)
        for event in events:
            uow.note("sign-in.failed", "staff", login=event.login, how=event.what, when=event.at)
        if warning:
            uow.note("office.older_file", "office", uow.office.id)
        uow.note("sign-in", "staff", actor.id)
    keys.clear_failed_attempts(folder, len(events))


def remember_head(folder: Path, ring: keys.KeyRing, engine: Engine) -> None:
    """Keep the journal's head in the key file, so that an older database put back is noticed."""
    state = _state(engine)
    keys.set_head(folder, ring, state.laptop, state.tip.hex(), state.seq)


def head_warning(folder: Path, engine: Engine) -> str:
    """A sentence when the data file is older than what this laptop last saw; empty when all is well."""
    state = _state(engine)
    kept = keys.head(folder, state.laptop)
    if kept is None or state.seq >= kept.count:
        return ""
    return _("The data file is older than the one last used here: {count} entries are missing. If nobody put back a "
             "backup on purpose, tell your supervisor.").format(count=kept.count - state.seq)  # fmt: skip


def _state(engine: Engine) -> JournalState:
    with Session(engine) as session:
        return session.query(JournalState).filter(JournalState.here).one()
