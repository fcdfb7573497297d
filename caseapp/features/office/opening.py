"""Opening an office and closing it: keys, lock, schema, journal, and who signed in.

Used alike by the window and the command line. An office is one folder; nothing of it lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caseapp.core import codes, names
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.dates import day
from caseapp.core.errors import Refused
from caseapp.core.events import ChangeBus, Changes
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Actor
from caseapp.core.registry import load
from caseapp.data import backup, keys, migrate
from caseapp.data.engine import (
    Gate,
    data_file_damaged,
    integrity,
    page_problems,
    raw_connect,
    unclean_end,
)
from caseapp.data.journal import JournalEntry, JournalState
from caseapp.data.lockfile import OfficeLock
from caseapp.data.sealing import Sealer
from caseapp.data.uow import Database, OfficeInfo, plain_troubles
from caseapp.features import features
from caseapp.features.office.founding import DATA, NOBODY, NewOffice, Staged, found, stage_office
from caseapp.features.office.models import Office
from caseapp.features.office.queries import current, office_info, sign_in

__all__ = [
    "DATA", "NOBODY", "NewOffice", "Offline", "OpenOffice", "clock_warning", "create_office", "found", "head_warning",
    "open_office", "open_staged", "open_with",
]  # fmt: skip

CLOCK_SLACK = timedelta(days=1)  # summer time and other zones are no wrong clock
CHECKED_AT_START = 32 * 1024 * 1024  # bytes: under 0.1 s
HAPPENED = {
    "recovery": "recovery.used",
    "code": "code.used",
    "restore": "backup.restored",
    "renew": "keys.renewed",
    "rescue": "office.rescued",
}
Offline = Callable[["OpenOffice", Progress], str]
Gates = tuple[Gate, Gate]  # the one that writes, the one that reads


def _no_window(work: Offline) -> None:
    raise Refused(_("This needs the office closed. Sign out first."))


@dataclass(repr=False)
class OpenOffice:
    """An office somebody has opened. `close` ends every use of it and overwrites the keys.

    `leave(work)` is set by the window: it closes all pages and runs `work` by `run_closed`, then asks to sign in again.
    """

    folder: Path
    database: Database
    actor: Actor
    ring: keys.KeyRing
    lock: OfficeLock
    warning: str = ""
    leave: Callable[[Offline], None] = _no_window

    @property
    def office(self) -> OfficeInfo:
        return self.database.office

    def close(self) -> None:
        """Remember the journal's head outside the database, close the file, forget the keys, release the lock."""
        try:
            self._close_database()
        finally:
            self.ring.close()
            self.lock.release()
            names.forget()
            codes.forget_overrides()

    def run_closed(self, work: Offline, progress: Progress | None = None) -> str:
        """Do something that needs the data file closed (a restore, a new data key), then end as `close` does.

        Returns the sentence to show at the next sign-in. Nobody else can open the office meanwhile.
        """
        try:
            self._close_database()
            return work(self, progress or silent())
        finally:
            self.ring.close()
            self.lock.release()

    def _close_database(self) -> None:
        remember_head(self.folder, self.ring, self.database.write_engine)
        look_at_tables(self.database.write_engine)
        self.database.write_engine.dispose()
        self.database.read_engine.dispose()


def look_at_tables(engine: Engine) -> None:
    """Let SQLite count what its indexes hold, where that changed much: its plans are good ones from then on. A disk that
    has no room for it is no reason to keep the office from closing."""
    with suppress(DBAPIError), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("PRAGMA optimize = 0x10002")
        connection.commit()


def create_office(folder: Path, new: NewOffice, clock: Clock | None = None) -> tuple[OpenOffice, str]:
    """Make a new office in a new or empty folder and open it as its administrator; also the recovery code to print once.

    Raises UserError where there is something already, or for a weak passphrase, a full disk, a folder that cannot be
    written; nothing is left then.
    """
    staged = stage_office(folder, new, clock)
    return open_staged(staged, clock), staged.recovery


def open_staged(staged: Staged, clock: Clock | None = None) -> OpenOffice:
    """Put an office that was built beside its place there, and open it as its administrator."""
    try:
        ring = staged.settle()
    except BaseException:
        staged.abandon()
        raise
    return open_with(staged.folder, ring, ring.login, clock)


def new_gates() -> Gates:
    return Gate(write=True), Gate(write=False)


def open_office(
    folder: Path,
    login: str,
    passphrase: str,
    clock: Clock | None = None,
    gates: Callable[[], Gates] = new_gates,
) -> OpenOffice:
    """Open an office with a name and passphrase. Raises the UserErrors of keys, lock, engine and migration.

    `gates` gives the gates to open, once the passphrase was right.
    """
    clock = clock or SystemClock()
    with OfficeLock(folder).acquire() as lock:
        backup.finish_pending(folder)  # before the key file is read: a cut-off restore may replace it
        ring, slot = keys.unlock(folder, login, passphrase, clock)
        lock.release()
    return open_with(folder, ring, slot.login, clock, gates)


def open_with(
    folder: Path,
    ring: keys.KeyRing,
    login: str,
    clock: Clock | None = None,
    gates: Callable[[], Gates] = new_gates,
) -> OpenOffice:
    """Open an office whose keys are already in hand: after a one-time code or the recovery sheet.

    The keys belong to the open office from now on, and are overwritten when it cannot be opened.
    """
    clock = clock or SystemClock()
    lock = OfficeLock(folder)
    lock.acquire()
    try:
        backup.finish_pending(folder)
        with plain_troubles():
            _require_sound(folder, ring)
            return _opened(folder, ring, lock, login, clock, gates())
    except BaseException:
        ring.close()
        lock.release()
        raise


def _opened(
    folder: Path, ring: keys.KeyRing, lock: OfficeLock, login: str, clock: Clock, gates: Gates
) -> OpenOffice:
    write, read = (gate.open(folder / DATA, ring.dek) for gate in gates)
    try:
        _upgrade_if_older(folder, ring, write, clock)
        with Session(write) as session:
            actor, info = sign_in(session, login), office_info(session)
        database = Database(write, read, ChangeBus(), info, clock, Sealer(ring.compartments))
        who_asks(database)
        follow_settings(database)
        for feature in features():
            for target in feature.on_open:
                load(target)(database)
        with Session(write) as session:
            actor = database.current(
                session, actor
            )  # what others lend to this person counts from the first page on
        odd = {
            "office.older_file": head_warning(folder, write),
            "office.wrong_clock": clock_warning(write, clock),
        }
        _journal_sign_in(folder, database, actor, [what for what, warning in odd.items() if warning])
    except BaseException:
        write.dispose()
        read.dispose()
        raise
    return OpenOffice(folder, database, actor, ring, lock, " ".join(filter(None, odd.values())))


def who_asks(database: Database) -> None:
    """Each step asks anew who takes it: a changed role, a colleague away, an emergency count from the next one on."""
    database.current = current
    for feature in features():
        for target in feature.each_step:
            load(target)(database)


def follow_settings(database: Database) -> None:
    """A changed name, letterhead or number of the office counts from the next unit of work on."""

    def look_again(changes: Changes) -> None:
        if changes.touches({Office.__tablename__}):
            with Session(database.read_engine) as session:
                database.office = office_info(session)

    database.bus.subscribe(look_again)


def _require_sound(folder: Path, ring: keys.KeyRing) -> None:
    """Check every page of a small file, and everything of a file the program did not close. Raises DataFileDamaged.

    Large files closed well are checked by every backup instead.
    """
    path = folder / DATA
    unclean = path.exists() and unclean_end(path)
    if unclean or (path.exists() and path.stat().st_size <= CHECKED_AT_START):
        with closing(raw_connect(path, ring.dek, write=False)) as raw:
            if (integrity if unclean else page_problems)(raw):
                backup.mark_damaged(folder)
                raise data_file_damaged()


def _upgrade_if_older(folder: Path, ring: keys.KeyRing, engine: Engine, clock: Clock) -> None:
    with engine.connect() as connection:
        older = migrate.needs_upgrade(connection)
    if older:
        backup.make_backup(folder, ring, reason="before-upgrade", clock=clock)
        migrate.upgrade(engine)


def _journal_sign_in(folder: Path, database: Database, actor: Actor, odd: list[str]) -> None:
    """The sign-in and the wrong tries before it, and what was found odd."""
    with database.work(actor) as uow:
        events = keys.failed_attempts(folder)
        for event in events:
            what = HAPPENED.get(event.what, "sign-in.failed")
            uow.note(what, "staff", login=event.login, how=event.what, when=event.at)
        for what in odd:
            uow.note(what, "office", uow.office.id)
        uow.note("sign-in", "staff", actor.id)
    if events:
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


def clock_warning(engine: Engine, clock: Clock) -> str:
    """A sentence when this computer's clock lies well before what was last written here (R47, R83); empty when all is well.

    What is due and how old people are would be wrong; entries keep their order by number, whatever the clock says.
    """
    state = _state(engine)
    with Session(engine) as session:
        newest = select(JournalEntry.at).where(
            JournalEntry.laptop == state.laptop, JournalEntry.seq == state.seq
        )
        last = session.scalars(newest).one_or_none()
    if last is None or clock.now() >= last - CLOCK_SLACK:
        return ""
    return _("The date of this computer, {now}, lies before the last entry here, {last}. Put the date right before you go "
             "on: what is due depends on it.").format(now=day(clock.today()), last=day(last.date()))  # fmt: skip


def _state(engine: Engine) -> JournalState:
    with Session(engine) as session:
        return session.query(JournalState).filter(JournalState.here).one()
