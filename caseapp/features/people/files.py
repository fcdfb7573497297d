"""Files about somebody: kept inside the encrypted file, with consent, within limits an office can change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from caseapp.core import codes, contents
from caseapp.core.errors import NotFound, Refused
from caseapp.core.files import MIB
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.queries import names
from caseapp.features.people import belonging
from caseapp.features.people.consents import standing
from caseapp.features.people.form import COPY_FORM, FILE_FORM, REMOVE_FILE_FORM
from caseapp.features.people.models import Attachment, Person

TIMELINE = {
    "file.add": (N_("File"), "neutral", ("file_title",)),
    "file.change": (N_("File"), "neutral"),
    "file.remove": (N_("File taken away"), "warn", ("removed_why",)),
    "file.open": (N_("File looked at"), "private", ()),
    "file.copy": (N_("Copy saved"), "private", ()),
}


class FileView(Struct, frozen=True):
    """A line about a file; the content is read only when somebody opens it. Sizes in bytes."""

    id: str
    title: str
    kind: str
    media_type: str
    size: int
    added_on: date
    added_by: str
    removed_on: date | None
    removed_why: str

    @property
    def shown(self) -> bool:
        """Whether the program can show it."""
        return self.removed_on is None and self.media_type in contents.SHOWN


class Room(Struct, frozen=True):
    """How much of the room for files is taken, in bytes."""

    used: int
    most: int


class FileContent(Struct, frozen=True):
    """A file to be shown or saved. The name holds nobody's name."""

    name: str
    title: str
    media_type: str
    data: bytes


@action("people.files", requires=Permission.PERSON_IDENTIFY)
def files(uow: UnitOfWork, person_id: str) -> tuple[FileView, ...]:
    """The files of a person, newest first, those taken away too."""
    who = names(uow.session)
    query = select(Attachment).where(Attachment.person_id == uow.get(Person, person_id).id)
    return tuple(
        FileView(f.id, f.file_title, f.file_kind, f.media_type, f.size, f.created_on, who.get(f.added_by, ""),
                 f.removed_on, f.removed_why or "")
        for f in uow.session.scalars(query.order_by(Attachment.id.desc()))
    )  # fmt: skip


@action("people.files_count", requires=Permission.PERSON_IDENTIFY)
def files_count(uow: UnitOfWork, person_id: str) -> int:
    """How many files a person has."""
    query = select(func.count(Attachment.id)).where(
        Attachment.person_id == person_id, Attachment.removed_on.is_(None)
    )
    return uow.session.scalar(query) or 0


@action("people.files_room", requires=Permission.PERSON_IDENTIFY)
def room(uow: UnitOfWork, person_id: str) -> Room:
    """How much room the files of a person take, of how much they may."""
    return Room(_used(uow, person_id), uow.office.rule("files.person_mb") * MIB)


@action("file.add", requires=Permission.PERSON_WRITE)
def add_file(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any], data: bytes) -> str:
    """Keep a file about somebody; returns its key. What it is, is told by its content; pictures lose place and camera data.

    Raises Invalid for what is too large or not kept here, Refused without consent or without room.
    """
    person = uow.get(Person, person_id)
    values = FILE_FORM.clean(raw)
    _require_consent(uow, person.id, values["file_kind"])
    content = contents.kept(data)
    _require_room(uow, person.id, len(content.data))
    digest = hashlib.sha256(content.data).hexdigest()
    same = select(Attachment.id).where(
        Attachment.person_id == person.id, Attachment.digest == digest, Attachment.removed_on.is_(None)
    )
    if uow.session.scalar(same):
        raise Refused(_("This file is there already."))
    row = Attachment(
        content=content.data, media_type=content.media_type, size=len(content.data), digest=digest, added_by=uow.actor.id,
        **belonging.of(uow, person), **values,
    )  # fmt: skip
    return uow.add(row).id


@action("file.change", requires=Permission.PERSON_WRITE)
def change_file(
    uow: UnitOfWork, file_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> None:
    """Change what a file is called and what kind it is. Raises Refused when its new kind lacks consent."""
    row = uow.get(Attachment, file_id)
    values = FILE_FORM.clean(raw)
    _require_consent(uow, row.person_id, values["file_kind"])
    belonging.filed(uow, row, row.person_id)
    uow.edit(row, values, seen)


@action("file.open", requires=Permission.PERSON_IDENTIFY)
def content(uow: UnitOfWork, file_id: str) -> FileContent:
    """A file with its content, to be shown in the program. That it was looked at is journalled.

    Raises Refused when the consent that such a file needs was taken back or has run out.
    """
    row = _there(uow, file_id)
    _require_consent(uow, row.person_id, row.file_kind, keeping=False)
    _journalled(uow, row, "file.open")
    return _content(row)


@action("file.copy", requires=Permission.EXPORT)
def copy_out(uow: UnitOfWork, file_id: str, raw: Mapping[str, Any]) -> FileContent:
    """A file that leaves the encrypted office as a copy, with what the copy is for. Raises Invalid, Refused."""
    row = _there(uow, file_id)
    why = COPY_FORM.clean(raw)["copy_why"]
    _require_consent(uow, row.person_id, row.file_kind, keeping=False)
    _journalled(uow, row, "file.copy", why=why)
    return _content(row)


@action("file.remove", requires=Permission.PERSON_WRITE)
def remove_file(uow: UnitOfWork, file_id: str, raw: Mapping[str, Any]) -> None:
    """Take a file away: its content goes for good; the line, its digest and the reason stay."""
    row = _there(uow, file_id)
    belonging.filed(uow, row, row.person_id)
    row.removed_why = REMOVE_FILE_FORM.clean(raw)["removed_why"]
    row.removed_on, row.content, row.size = uow.today, b"", 0


def _there(uow: UnitOfWork, file_id: str) -> Attachment:
    row = uow.get(Attachment, file_id)
    if row.removed_on:
        raise NotFound(_("This file was taken away: {why}").format(why=row.removed_why or ""))
    return row


def _content(row: Attachment) -> FileContent:
    name = f"file-{row.created_on:%Y%m%d}-{row.digest[:6]}{contents.SUFFIXES[row.media_type]}"
    return FileContent(name, row.file_title, row.media_type, row.content)


def _journalled(uow: UnitOfWork, row: Attachment, what: str, **detail: Any) -> None:
    uow.note(
        what,
        "attachment",
        row.id,
        belonging.newest_case(uow, row.person_id) or None,
        digest=row.digest,
        **detail,
    )


def _require_consent(uow: UnitOfWork, person_id: str, kind: str, keeping: bool = True) -> None:
    """The purpose a kind of file needs must be agreed to; to keep any file at all, some consent must stand."""
    view = standing(uow, [person_id]).get(person_id)
    if view is None and keeping:
        raise Refused(
            _("There is no consent that stands today, so no file is kept. Record the consent first.")
        )
    entry = codes.get("attachment_kinds", kind)
    purpose = str(entry.extra.get("consent", "")) if entry else ""
    if purpose and (view is None or purpose not in view.purposes):
        agreed = codes.label("consent_purposes", purpose)
        raise Refused(
            _("The person has not agreed to “{purpose}”. Record that consent first.").format(purpose=agreed)
        )


def _require_room(uow: UnitOfWork, person_id: str, size: int) -> None:
    for used, rule, words in (
        (_used(uow, person_id), "files.person_mb", _("the files of one person")),
        (_used(uow, ""), "files.office_mb", _("the files of the office")),
    ):
        most = uow.office.rule(rule) * MIB
        if used + size > most:
            text = _(
                "There is no room: {what} may take {most} MB and take {used} MB. Take away what is no longer needed."
            )
            raise Refused(text.format(what=words, most=most // MIB, used=-(-used // MIB)))


def _used(uow: UnitOfWork, person_id: str) -> int:
    query = select(func.coalesce(func.sum(Attachment.size), 0))
    return uow.session.scalar(query.where(Attachment.person_id == person_id) if person_id else query) or 0
