"""Looking after the cases of somebody who is away: from one day to another; the cases stay whose they are.

The cover sees and works them in their own name, and finds what is due on My day, marked with the colleague's name. It ends
by itself. Restricted records are meant only where a supervisor says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caseapp.core.errors import Refused
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Actor, Permission, action
from caseapp.data.uow import Database, UnitOfWork, require
from caseapp.features.office import queries as office
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import names
from caseapp.features.supervision.models import Cover

CARRIERS = ("caseworker", "supervisor")
LONGEST = 92  # days: for longer, the cases are handed over
COVER_FORM = Form.of(
    "cover", N_("Somebody looks after the cases"),
    Field("first", "date", N_("From"), required=True), Field("last", "date", N_("To, this day too"), required=True),
    Field("why", "text", N_("Why"), required=True, max_length=300, wide=True),
)  # fmt: skip


class CoverView(Struct, frozen=True):
    """Who looks after whose cases, and until when. `may_end`: the reader may end it."""

    id: str
    away: str
    cover: str
    first: date
    last: date
    why: str
    restricted: bool
    may_end: bool


@action("cover.people", requires=Permission.CASE_WRITE)
def people(uow: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Those who carry cases and work here, by name: (key, name)."""
    found = office.staff(uow, active_only=True)
    return tuple((s.id, s.name) for s in found if s.role in CARRIERS)


@action("cover.give", requires=Permission.CASE_WRITE)
def give(uow: UnitOfWork, away_id: str, to_id: str, raw: Mapping[str, Any], restricted: bool = False) -> str:
    """Let a colleague look after somebody's cases (fields of COVER_FORM); one's own, or as a supervisor anybody's.

    Returns the key. Raises Invalid for impossible days, Refused for others' cases, for somebody who cannot carry cases, for
    two covers on one day, and for restricted records when no supervisor says so.
    """
    values = COVER_FORM.clean(raw)
    _check_days(uow, values["first"], values["last"])
    _check_people(uow, away_id, to_id, restricted)
    query = select(Cover).where(Cover.from_id == away_id, Cover.ended_on.is_(None), Cover.last >= values["first"],
                                Cover.first <= values["last"])  # fmt: skip
    if uow.session.scalars(query).first():
        raise Refused(_("Somebody looks after these cases on some of these days already. End that first."))
    made = Cover(from_id=away_id, to_id=to_id, given_by=uow.actor.id, restricted=restricted, **values)
    return uow.add(made).id


def _check_people(uow: UnitOfWork, away_id: str, to_id: str, restricted: bool) -> None:
    assigns = uow.actor.can(Permission.CASE_ASSIGN)
    if away_id != uow.actor.id and not assigns:
        raise Refused(_("Only a supervisor says who looks after somebody else's cases."))
    if restricted and not assigns:
        raise Refused(_("Only a supervisor lets a colleague see restricted records."))
    if to_id == away_id or to_id not in dict(people(uow)):
        raise Refused(_("Choose a caseworker or supervisor who works here."))


def _check_days(uow: UnitOfWork, first: date, last: date) -> None:
    require({
        "first": _("This day is over.") if first < uow.today else None,
        "last": _("That is before it begins.") if last < first
        else _("At most three months; for longer, hand the cases over.") if last - first > timedelta(LONGEST)
        else None,
    })  # fmt: skip


@action("cover.end", requires=Permission.CASE_WRITE)
def end(uow: UnitOfWork, cover_id: str) -> None:
    """It ends now: said by whoever is away, by the cover, or by a supervisor."""
    found = uow.get(Cover, cover_id)
    if not _may_end(uow, found):
        raise Refused(_("Only who is away, the colleague, or a supervisor ends this."))
    if found.ended_on is None:
        found.ended_on = uow.today


@action("cover.standing", requires=Permission.CASE_READ)
def standing(uow: UnitOfWork) -> tuple[CoverView, ...]:
    """Covers that run or are still to come, the first to begin first: one's own, for a supervisor everybody's."""
    who = names(uow.session)
    query = select(Cover).where(Cover.last >= uow.today, Cover.ended_on.is_(None))
    if not uow.actor.can(Permission.CASE_ASSIGN):
        query = query.where((Cover.from_id == uow.actor.id) | (Cover.to_id == uow.actor.id))
    return tuple(
        CoverView(c.id, who.get(c.from_id, ""), who.get(c.to_id, ""), c.first, c.last, c.why, c.restricted,
                  _may_end(uow, c))
        for c in uow.session.scalars(query.order_by(Cover.first, Cover.id))
    )  # fmt: skip


def _may_end(uow: UnitOfWork, found: Cover) -> bool:
    return uow.actor.id in (found.from_id, found.to_id) or uow.actor.can(Permission.CASE_ASSIGN)


def count_covers(database: Database) -> None:
    """From now on every unit of work knows whose cases its actor looks after today; called when an office opens."""
    known: Callable[[Session, Actor], Actor] = database.current

    def current(session: Session, actor: Actor) -> Actor:
        now = known(session, actor)
        if now.role not in CARRIERS or not now.permissions:
            return now
        asked = {"who": now.id, "today": database.clock.today()}
        found = session.connection().execute(_COVERED, asked).all()
        if not found:
            return now
        every = frozenset(row.from_id for row in found if row.restricted)
        return replace(now, covers=frozenset(row.from_id for row in found), covers_all=every)

    database.current = current


_COVERED = (  # said once: every transaction begins with it
    select(Cover.from_id, Cover.restricted)
    .join(Staff, Staff.id == Cover.from_id)
    .where(
        Cover.to_id == bindparam("who"), Cover.first <= bindparam("today"), Cover.last >= bindparam("today")
    )
    .where(Cover.ended_on.is_(None))
)
