"""Is everything in order? The file's pages, foreign keys, the search index and every journal chain, one by one."""

from __future__ import annotations

from contextlib import closing

from msgspec import Struct
from sqlalchemy import func, select, text

from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Permission, action
from caseapp.data import search
from caseapp.data.engine import integrity, raw_connect
from caseapp.data.journal import verify_chains
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.opening import DATA, OpenOffice, head_warning


class Report(Struct, frozen=True):
    """What was checked and what was found; no problems means all is well."""

    entries: int
    people: int
    problems: tuple[str, ...]


def verify(office: OpenOffice, progress: Progress | None = None) -> Report:
    """Check the whole office file. Raises PermissionDenied without the right. Takes seconds per 100,000 entries."""
    progress = progress or silent()
    with closing(raw_connect(office.folder / DATA, office.ring.dek, write=False)) as raw:
        pages = [_("The file is damaged: {what}.").format(what=what) for what in integrity(raw)]
    with office.database.look(office.actor) as uow:
        report = check_records(uow, progress)
    with (
        office.database.write_engine.connect() as connection
    ):  # FTS5's own check is a write that changes nothing
        index = search.check(connection)
    older = head_warning(office.folder, office.database.write_engine)
    problems = (*pages, *report.problems, *index, *filter(None, (older,)))
    return Report(report.entries, report.people, problems)


@action("office.verify", requires=Permission.VERIFY)
def check_records(uow: UnitOfWork, progress: Progress) -> Report:
    """Foreign keys and journal chains of the open file."""
    connection = uow.session.connection()
    problems = []
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        problems.append(_("{count} records point to something that is not there.").format(count=len(orphans)))
    chains = verify_chains(connection, lambda done: progress.step(done, 0))
    if chains.problem:
        problems.append(_("The journal was tampered with or damaged: {what}.").format(what=chains.problem))
    people = connection.execute(select(func.count()).select_from(text("person"))).scalar_one()
    return Report(chains.entries, people, tuple(problems))


def allowed_backup(office: OpenOffice) -> None:
    """Raise PermissionDenied, journalled, for somebody who may not make backups by hand."""
    with office.database.look(office.actor) as uow:
        ask_backup(uow)


@action("office.backup", requires=Permission.BACKUP)
def ask_backup(uow: UnitOfWork) -> None:
    """Journal that a backup was asked for. Raises PermissionDenied."""
    uow.note("backup", "office", uow.office.id)
