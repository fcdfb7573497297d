"""Putting any paper out: letterhead of the office, who and when, the verification code, and the entry in the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.errors import PermissionDenied
from caseapp.core.i18n import _
from caseapp.core.jobs import Progress
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.documents.base import Document
from caseapp.documents.frame import Issue, Letterhead
from caseapp.documents.redaction import Redaction
from caseapp.features.office.models import Office


class About(Struct, frozen=True):
    """What a paper is about: its number as printed, what that number is called, and where it is journalled."""

    number: str
    label: str
    entity: str
    record_id: str
    case_id: str | None = None
    beside: str = ""  # `Case MKG-…`, beside the date
    version: int = 0


@action("paper.letterhead", requires=Permission.OFFICE_READ)
def letterhead(uow: UnitOfWork) -> Letterhead:
    """The office as it stands on its papers."""
    office = uow.session.scalars(select(Office)).one()
    contact = " · ".join(filter(None, (office.phone, office.email)))
    lines = [line for line in office.address.splitlines() if line.strip()]
    return Letterhead(
        organisation=office.organisation or office.name,
        office=office.name if office.organisation else "",
        address_lines=tuple(filter(None, (*lines, contact))),
        logo=office.logo,
        donor_mark=office.donor_mark,
    )


@action("paper.print", requires=Permission.PRINT)
def put_out(
    uow: UnitOfWork, document: Document[Any], subject: Any, about: About, level: Redaction | None = None
) -> bytes:
    """The paper as PDF, in memory, journalled with its redaction level and verification code.

    Raises PermissionDenied for a level or paper above the actor's role, MissingGlyph for what cannot be printed.
    """
    level = document.default_level if level is None else Redaction(level)
    if not document.needs(level) <= uow.actor.permissions:
        raise PermissionDenied(
            _("Your role does not print this paper at this level."), f"paper.{document.code}"
        )
    issue = issue_of(uow, about, level)
    pdf = document.render(subject, letterhead=letterhead(uow), issue=issue)
    uow.note(
        "paper.print", about.entity, about.record_id, about.case_id,
        paper=document.code, level=int(level), verification=issue.verification,
    )  # fmt: skip
    return pdf


@action("paper.print_many", requires=Permission.PRINT)
def put_out_many(
    uow: UnitOfWork, document: Document[Any], items: Iterable[tuple[Any, About]], level: Redaction | None = None, *,
    duplex: bool = False, progress: Progress | None = None, total: int = 0,
) -> bytes:  # fmt: skip
    """The same paper about many in one file, each journalled by itself; with `duplex` each begins on a front side.

    `progress` is told after each of `total`, and may raise Cancelled: then nothing is journalled. Raises as `put_out`.
    """
    level = document.default_level if level is None else Redaction(level)
    if not document.needs(level) <= uow.actor.permissions:
        raise PermissionDenied(
            _("Your role does not print this paper at this level."), f"paper.{document.code}"
        )
    told: list[tuple[About, Issue]] = []

    def each() -> Iterator[tuple[Any, Issue]]:
        for subject, about in items:
            told.append((about, issue_of(uow, about, level)))
            yield subject, told[-1][1]

    pdf = document.render_many(
        each(), letterhead=letterhead(uow), duplex=duplex, progress=progress, total=total
    )
    for about, issue in told:
        uow.note(
            "paper.print", about.entity, about.record_id, about.case_id,
            paper=document.code, level=int(level), verification=issue.verification, together=len(told),
        )  # fmt: skip
    return pdf


def issue_of(uow: UnitOfWork, about: About, level: Redaction) -> Issue:
    """What every sheet of one printing says of itself: number, who and when, the code that ties it to the journal."""
    return Issue(
        number=about.number,
        number_label=about.label,
        printed_by=uow.actor.name,
        printed_at=uow.now.astimezone(),
        date=uow.today,
        verification=verification(uow.office.id, about.number, uow.now, level),
        level=level,
        record_version=str(about.version) if about.version else "",
        about=about.beside,
        remark=_("Invented demo data") if uow.office.demo else "",
    )


def verification(office_id: str, number: str, at: datetime, level: Redaction) -> str:
    """Eight characters that tie a sheet to its entry in the journal: `9F3A-77C1`."""
    told = (
        hashlib.sha256(f"{office_id}|{number}|{at.isoformat()}|{int(level)}".encode()).hexdigest()[:8].upper()
    )
    return f"{told[:4]}-{told[4:]}"
