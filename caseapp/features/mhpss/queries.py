"""Reading the sealed section. Every opened record is journalled; who lacks the permission or the key is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseRow, case_row
from caseapp.features.mhpss import safety
from caseapp.features.mhpss.models import COMPARTMENT, Attendance, SafetyCheck, Screening, Session
from caseapp.features.mhpss.sealed import inside
from caseapp.features.mhpss.views import (
    Desk,
    DueRow,
    MhpssStatus,
    ScreeningView,
    SessionRow,
    SessionView,
    screening_view,
    session_row,
    session_view,
)
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

# Nothing of the sealed section shows on the case's timeline, which others read too.
TIMELINE: dict[str, tuple[str, str]] = {}
RECENT = 30
STAYED_AWAY = 2  # sessions missed in a row before a person stands out [A]


@action("mhpss.status", requires=Permission.MHPSS_STATUS)
def status(uow: UnitOfWork, case_id: str) -> MhpssStatus:
    """Whether support is under way and the next agreed date, for whoever may see the case. Nothing else."""
    uow.get(Case, case_id)
    agreed = safety.next_for(uow, case_id)
    table = Session.__table__  # not the class: that support exists is no secret of the counsellor's own rows
    latest = (
        select(table.c.ends, table.c.next_on)
        .where(table.c.of_case_id == case_id, table.c.struck.is_(False))
        .order_by(table.c.held_on.desc(), table.c.id.desc())
    )
    found = uow.session.execute(latest).first()
    under_way = not found.ends if found else False
    days = [
        day for day in (found.next_on if found and under_way else None, agreed) if day and day >= uow.today
    ]
    return MhpssStatus(under_way or bool(days), min(days, default=None))


@action("mhpss.sessions", requires=Permission.MHPSS_READ)
def sessions(uow: UnitOfWork, case_id: str) -> tuple[SessionRow, ...]:
    """The sessions of a case, the newest first, struck ones too; nothing is opened."""
    inside(uow)
    uow.get(Case, case_id)
    who = names(uow.session)
    found = (
        select(Session)
        .where(Session.of_case_id == case_id)
        .order_by(Session.held_on.desc(), Session.id.desc())
    )
    return tuple(session_row(s, who) for s in uow.session.scalars(found))


@action("mhpss.session", requires=Permission.MHPSS_READ)
def session(uow: UnitOfWork, session_id: str) -> SessionView:
    """One session, opened and journalled as read. Raises NotFound."""
    inside(uow)
    found = uow.get(Session, session_id)
    uow.get(Case, found.of_case_id)
    uow.note("mhpss.read", Session.__tablename__, found.id)
    return opened(uow, found)


@action("mhpss.screenings", requires=Permission.MHPSS_READ)
def screenings(uow: UnitOfWork, case_id: str) -> tuple[ScreeningView, ...]:
    """The screenings of a case, opened and journalled as read, the newest first."""
    inside(uow)
    uow.get(Case, case_id)
    newest_first = (Screening.taken_on.desc(), Screening.id.desc())
    found = uow.session.scalars(
        select(Screening)
        .where(Screening.of_case_id == case_id, Screening.sealed != b"")
        .order_by(*newest_first)
    ).all()
    for screening in found:
        uow.note("mhpss.read", Screening.__tablename__, screening.id)
    return _screening_views(uow, found)


@action("mhpss.desk", requires=Permission.MHPSS_READ)
def desk(uow: UnitOfWork) -> Desk:
    """This counsellor's own work: safety first, next contacts by date, the latest sessions, and people who stayed away."""
    inside(uow)
    due = _due_rows(
        uow, _latest(uow).where(Session.next_on.is_not(None)).order_by(Session.next_on, Session.id)
    )
    away = _due_rows(uow, _latest(uow).where(Session.attendance == Attendance.NO_SHOW))
    stayed_away = tuple(row for row in away if row.missed >= STAYED_AWAY)
    return Desk(safety.desk_rows(uow), due, _recent(uow), stayed_away)


@action("mhpss.due_count", requires=Permission.MHPSS_READ)
def due_count(uow: UnitOfWork) -> int:
    """How many of this counsellor's next contacts are today or were missed, and safety checks to finish."""
    inside(uow)
    query = _latest(uow).where(Session.next_on <= uow.today)
    contacts = uow.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    begun = select(func.count(SafetyCheck.id)).where(
        SafetyCheck.finished_on.is_(None), SafetyCheck.struck.is_(False)
    )
    return contacts + (uow.session.scalar(begun) or 0)


def opened(uow: UnitOfWork, s: Session) -> SessionView:
    """A session with its sealed part, for the queries and services of this feature."""
    asked = safety.content(uow, safety.of_session(uow, s.id))
    content = (
        uow.sealer.open(COMPARTMENT, s.id, s.sealed) if s.sealed else {}
    )  # what was removed left nothing
    return session_view(s, content, names(uow.session), asked)


def _screening_views(uow: UnitOfWork, newest_first: Sequence[Screening]) -> tuple[ScreeningView, ...]:
    who = names(uow.session)
    contents = [uow.sealer.open(COMPARTMENT, s.id, s.sealed) for s in newest_first]
    views = []
    for i, (s, content) in enumerate(zip(newest_first, contents, strict=True)):
        about = {"case_id": s.of_case_id, "counsellor": who.get(s.owner_id or "", ""), "taken_on": s.taken_on,
                 "struck": s.struck}  # fmt: skip
        views.append(screening_view(s.id, about, content, _before(i, newest_first, contents)))
    return tuple(views)


def _before(
    i: int, newest_first: Sequence[Screening], contents: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """What the same questionnaire said the time before."""
    earlier = zip(newest_first[i + 1 :], contents[i + 1 :], strict=True)
    return next(
        (c for s, c in earlier if not s.struck and c["instrument"] == contents[i]["instrument"]), None
    )


def _latest(uow: UnitOfWork) -> Select[Session, Case, Person]:
    """The latest session of each open case where support goes on and this counsellor held that session."""
    later = aliased(Session)
    newer = (
        select(later.id)
        .where(later.of_case_id == Session.of_case_id, later.struck.is_(False),
               (later.held_on > Session.held_on) | ((later.held_on == Session.held_on) & (later.id > Session.id)))
    )  # fmt: skip
    return (
        select(Session, Case, Person).join(Case, Case.id == Session.of_case_id).join(Person, Person.id == Case.person_id)
        .where(Session.owner_id == uow.actor.id, Session.struck.is_(False), Session.ends.is_(False),
               Case.closed_on.is_(None), ~newer.exists())
    )  # fmt: skip


def _due_rows(uow: UnitOfWork, query: Select[Session, Case, Person]) -> tuple[DueRow, ...]:
    found = uow.session.execute(query).all()
    who = names(uow.session)
    missed = _missed(uow, [c.id for _s, c, _p in found])
    return tuple(
        DueRow(case_row(c, p, uow.actor, who), s.id, s.next_on, s.held_on, missed[c.id]) for s, c, p in found
    )


def _missed(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, int]:
    """For each case how many of its latest sessions in a row the person did not come to."""
    query = (
        select(Session.of_case_id, Session.attendance)
        .where(Session.of_case_id.in_(case_ids), Session.struck.is_(False))
        .order_by(Session.held_on.desc(), Session.id.desc())
    )
    counts, ended = dict.fromkeys(case_ids, 0), set()
    for case_id, attendance in uow.session.execute(query):
        if attendance is Attendance.ATTENDED:
            ended.add(case_id)
        elif case_id not in ended:
            counts[case_id] += 1
    return counts


def _recent(uow: UnitOfWork) -> tuple[tuple[SessionRow, CaseRow], ...]:
    query = (
        select(Session, Case, Person).join(Case, Case.id == Session.of_case_id).join(Person, Person.id == Case.person_id)
        .where(Session.owner_id == uow.actor.id, Session.struck.is_(False))
        .order_by(Session.held_on.desc(), Session.id.desc()).limit(RECENT)
    )  # fmt: skip
    who = names(uow.session)
    return tuple(
        (session_row(s, who), case_row(c, p, uow.actor, who)) for s, c, p in uow.session.execute(query)
    )
