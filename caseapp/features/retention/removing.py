"""Carrying removals out: asked for by a person with their passphrase, after a backup, one record at a time and each whole.

Afterwards the file is written anew, so that no freed page holds what was in it. Backups made before keep it until they age out.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core import faults
from caseapp.core.errors import NotFound, Refused
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress, silent
from caseapp.core.permissions import Permission, action
from caseapp.data import backup, erasing, search
from caseapp.data.engine import plain_errors, raw_connect
from caseapp.data.journal import ERASED
from caseapp.data.scoping import with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.models import Office
from caseapp.features.office.opening import DATA, OpenOffice, clock_warning
from caseapp.features.office.staffing import confirm
from caseapp.features.people.models import DuplicatePair, Merge, Person
from caseapp.features.people.parting import hand_on
from caseapp.features.retention import service
from caseapp.features.retention.aside import persons_of
from caseapp.features.retention.models import Removal, RetentionReview
from caseapp.features.retention.queries import in_bin

_PAIRS: Any = DuplicatePair.__table__
QUOTED = (
    "given_name", "middle_name", "family_name", "known_as", "maiden_name", "other_script", "phone", "phone_other", "id_number",
)  # fmt: skip


class Held(Struct, frozen=True):
    """How many backups hold what is removed now, and the day by which they will have gone when one is made every day."""

    count: int
    until: datetime | None


class Done(Struct, frozen=True):
    """What was carried out: `removal_id` is empty when nothing was. `left` are numbers that stay, each with the reason."""

    removal_id: str
    count: int
    left: tuple[tuple[str, str], ...]


def remove_now(office: OpenOffice, proof: str, progress: Progress | None = None) -> Done:
    """Remove what identifies the people whose time in the bin is over, after a backup.

    Each record goes whole or not at all; cancelling leaves the rest in the bin. Raises WrongPassphrase, PermissionDenied,
    Refused while the clock is doubtful or nothing is ready, DiskFull, Cancelled.
    """
    progress = progress or silent()
    confirm(office, proof)
    with office.database.look(office.actor) as uow:
        ready = [row.id for row in in_bin(uow) if not row.days]
    require_clock(office)
    if not ready:
        raise Refused(_("Nothing in the bin is ready to be removed yet."))
    backup.make_backup(
        office.folder, office.ring, reason="before-removal", clock=office.database.clock, progress=progress
    )
    held, removal_id, left = held_by(office), "", list[tuple[str, str]]()
    try:
        for at, review_id in enumerate(ready):
            progress.step(at, len(ready), _("Removing what identifies…"))
            removal_id = _one(office, review_id, removal_id, held, left)
    finally:
        if removal_id:
            write_anew(office)
    return Done(removal_id, len(ready) - len(left), tuple(left))


def _one(office: OpenOffice, review_id: str, removal_id: str, held: Held, left: list[tuple[str, str]]) -> str:
    try:
        with office.database.work(office.actor) as uow:
            return remove(uow, review_id, removal_id, held)
    except (Refused, NotFound) as problem:
        with office.database.work(office.actor) as uow:
            left.append((stays(uow, review_id), str(problem)))
        return removal_id


def require_clock(office: OpenOffice) -> None:
    """Raise Refused while the date of the computer cannot be right: nothing is removed by a wrong calendar (R83)."""
    database = office.database
    newest = max((b.made for b in backup.list_backups(office.folder)), default=None)
    if clock_warning(database.write_engine, database.clock) or (newest and newest > database.clock.now()):
        raise Refused(_("The date of this computer may be wrong: it lies before what was written here last. Nothing was "
                        "removed. Put the date right, then try again."))  # fmt: skip


def held_by(office: OpenOffice) -> Held:
    """The backups of this office that are within reach: on this laptop and in the second place."""
    with office.database.look(office.actor) as uow:
        place = uow.session.scalars(select(Office.backup_folder)).one()
    return held(office.folder, Path(place) if place else None, office.office.id, office.database.clock.now())


def held(folder: Path, place: Path | None, office_id: str, now: datetime) -> Held:
    """The same by folder, for who has no open office in hand."""
    there = backup.copies_outside(place, office_id) if place and place.is_dir() else []
    here = backup.list_backups(folder)
    ends = filter(None, (backup.gone_by([b.made for b in found], now) for found in (here, there)))
    return Held(len({b.path.name for b in (*here, *there)}), max(ends, default=None))


def write_anew(office: OpenOffice) -> None:
    """Write the whole file anew, without what its freed pages held, and empty its log. Takes seconds for a large office."""
    with plain_errors(), closing(raw_connect(office.folder / DATA, office.ring.dek, write=True)) as raw:
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- one record


@action("retention.remove", requires=Permission.RETENTION)
def remove(uow: UnitOfWork, review_id: str, removal_id: str, held: Held) -> str:
    """Remove what identifies the person of one review whose time in the bin is over; the key of the removal it is part of,
    a new one unless `removal_id` names it. Raises Refused, with the reasons, when it cannot be.
    """
    with with_put_aside(uow, named=True):
        review = uow.get(RetentionReview, review_id)
        if review.bin_until is None or review.bin_until > uow.today:
            raise Refused(_("This record is not ready to be removed."))
        service.require_all_closed(uow, review.person_id)
        service.require_settled(uow, review.person_id)
        removal = uow.get(Removal, removal_id) if removal_id else uow.add(_removal(uow, held))
        people = persons_of(uow.session, {review.person_id})
        words = _words(uow, people)
        hand_on(uow, people)
        review.bin_until, review.removal_id = None, removal.id
        uow.session.flush()
        _erase(uow, review, people, words)
        return removal.id


def _removal(uow: UnitOfWork, held: Held) -> Removal:
    return Removal(
        carried_at=uow.now, carried_by=uow.actor.id, years=uow.office.rule("retention.years"),
        bin_days=uow.office.rule("retention.bin_days"), backups=held.count,
        backups_until=held.until.date() if held.until else None,
    )  # fmt: skip


def _erase(uow: UnitOfWork, review: RetentionReview, people: Iterable[str], words: set[str]) -> None:
    """Past the unit of work's own bookkeeping, which would write down what is removed."""
    connection, table = uow.session.connection(), Person.__table__
    people = sorted(people)
    for key in people:
        search.remove(connection, key)
    search.forget_memory(connection)
    connection.execute(_PAIRS.delete().where(_PAIRS.c.first_id.in_(people) | _PAIRS.c.second_id.in_(people)))
    done = erasing.erase(connection, people, erasing.Told(uow.office.country, uow.today), words)
    nameless: Any = table.update().where(table.c.id.in_(people))  # type: ignore[attr-defined]
    connection.execute(nameless.values(given_name=table.c.number, anonymised_on=uow.today))
    faults.point("retention.erased")
    number = connection.execute(select(table.c.number).where(table.c.id == review.person_id)).scalar_one()
    uow.note(
        ERASED, "person", review.person_id, number=number, reason=review.reason, asked_by=review.asked_by,
        approved_by=review.decided_by, removal=review.removal_id, entries=done.entries, drafts=done.drafts,
        vouched=done.vouched,
    )  # fmt: skip
    uow.session.expire_all()


def _words(uow: UnitOfWork, people: Iterable[str]) -> set[str]:
    """What a refusal may have quoted: whole names, phones, documents; those of records that were merged as well."""
    images = [{name: getattr(uow.get(Person, key), name) for name in QUOTED} for key in people]
    merges = select(Merge.before).where(Merge.kept_id.in_(people) | Merge.gone_id.in_(people))
    for before in uow.session.scalars(merges):
        images += [{name: side.get(name) for name in QUOTED} for side in before.values()]
    names = {" ".join(filter(None, (i["given_name"], i["middle_name"], i["family_name"]))) for i in images}
    names |= {f"{i['given_name']} {i['family_name']}" for i in images}
    return names | {str(i[name]) for i in images for name in QUOTED[3:] if i[name]}


@action("retention.stays", requires=Permission.RETENTION)
def stays(uow: UnitOfWork, review_id: str) -> str:
    """The number of a record that could not be removed; it comes out of the bin when a case of it is open again."""
    with with_put_aside(uow, named=True):
        review = uow.get(RetentionReview, review_id)
        person = uow.get(Person, review.person_id)
        try:
            service.require_all_closed(uow, person.id)
        except Refused:
            if review.bin_until is not None:
                service.bring_back(uow, review, None)
        return person.number
