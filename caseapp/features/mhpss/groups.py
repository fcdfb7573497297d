"""Groups that meet: who belongs to them, each meeting, and who came. A meeting is a session of each of its members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from caseapp.core import codes
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import CaseRow, case_row
from caseapp.features.mhpss import sealed
from caseapp.features.mhpss.form import GROUP_FORM, MEETING_FORM
from caseapp.features.mhpss.models import (
    COMPARTMENT,
    Attendance,
    Group,
    GroupMember,
    Meeting,
    Session,
)
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

GROUP = "group"  # code of the list mhpss_session_kinds
CLEAR = ("layer", "started_on", "ended_on")
SEALED = tuple(f.name for f in GROUP_FORM.fields if f.name not in CLEAR)
TOLD = ("topic", "notes")


class GroupView(Struct, frozen=True):
    """A group, opened. `met` and `last_on` are its meetings so far."""

    id: str
    name: str
    layer: str
    started_on: date
    ended_on: date | None
    place: str | None
    purpose: str | None
    counsellor_id: str | None
    counsellor: str
    members: int
    met: int
    last_on: date | None

    @property
    def layer_text(self) -> str:
        return codes.label("mhpss_layers", self.layer)

    def values(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in GROUP_FORM.fields}


class MemberView(Struct, frozen=True):
    """Somebody of a group, and how often they came to its meetings."""

    id: str
    case: CaseRow
    joined_on: date
    came: int
    missed: int


class MeetingView(Struct, frozen=True):
    """One meeting, opened: how many came, of how many."""

    id: str
    held_on: date
    minutes: int | None
    topic: str | None
    notes: str | None
    came: int
    expected: int


class GroupFile(Struct, frozen=True):
    """A group with its people of today and its meetings, the newest first."""

    group: GroupView
    members: tuple[MemberView, ...]
    meetings: tuple[MeetingView, ...]


@action("mhpss.groups", requires=Permission.MHPSS_READ)
def groups(uow: UnitOfWork) -> tuple[GroupView, ...]:
    """All groups of the office, those that still meet first."""
    sealed.inside(uow)
    found = uow.session.scalars(
        select(Group).order_by(Group.ended_on.is_not(None), Group.started_on.desc(), Group.id)
    )
    return tuple(_view(uow, group) for group in found)


@action("mhpss.group", requires=Permission.MHPSS_READ)
def group(uow: UnitOfWork, group_id: str) -> GroupFile:
    """One group with members and meetings, journalled as read. Raises NotFound."""
    sealed.inside(uow)
    found = uow.get(Group, group_id)
    uow.note("mhpss.read", Group.__tablename__, found.id)
    return GroupFile(_view(uow, found), _members(uow, found), _meetings(uow, found))


@action("mhpss.add_group", requires=Permission.MHPSS_WRITE)
def add(uow: UnitOfWork, raw: Mapping[str, Any]) -> GroupView:
    """Begin a group. Raises Invalid."""
    sealed.inside(uow)
    values, key = _values(raw), uuid7()
    made = Group(id=key, sealed=sealed.seal(uow, key, {n: values[n] for n in SEALED}), team=uow.actor.team,
                 owner_id=uow.actor.id, **{n: values[n] for n in CLEAR})  # fmt: skip
    return _view(uow, uow.add(made))


@action("mhpss.change_group", requires=Permission.MHPSS_WRITE)
def change(
    uow: UnitOfWork, group_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> GroupView:
    """Store a changed group; with a last day it meets no more."""
    sealed.inside(uow)
    found, values = uow.get(Group, group_id), _values(raw)
    after = sealed.merged(_view(uow, found).values(), {n: values[n] for n in SEALED}, seen)
    uow.edit(found, {n: values[n] for n in CLEAR}, seen)
    if after is not None:
        found.sealed = sealed.seal(uow, found.id, after)
    return _view(uow, found)


@action("mhpss.join_group", requires=Permission.MHPSS_WRITE)
def join(uow: UnitOfWork, group_id: str, case_id: str) -> None:
    """Take the person of a case into a group from today on. Raises Refused when they belong to it already."""
    sealed.inside(uow)
    found, case = _meeting_group(uow, group_id), cases.open_for_work(uow, case_id)
    if case.id in {m.of_case_id for m in _current(uow, found.id)}:
        raise Refused(_("This person belongs to the group already."))
    uow.add(
        GroupMember(group_id=found.id, of_case_id=case.id, joined_on=uow.today, team=case.team, owner_id=uow.actor.id,
                    restricted=case.restricted)
    )  # fmt: skip


@action("mhpss.leave_group", requires=Permission.MHPSS_WRITE)
def leave(uow: UnitOfWork, member_id: str) -> None:
    """Somebody no longer belongs to the group; what they attended stays."""
    sealed.inside(uow)
    uow.get(GroupMember, member_id).left_on = uow.today


@action("mhpss.add_meeting", requires=Permission.MHPSS_WRITE)
def meet(uow: UnitOfWork, group_id: str, came: Collection[str], raw: Mapping[str, Any]) -> MeetingView:
    """Record a meeting: `came` are the cases of the members who were there, all other members stayed away.

    Raises Invalid for a meeting in the future or without members, Refused for a group that has ended.
    """
    sealed.inside(uow)
    found, values = _meeting_group(uow, group_id), MEETING_FORM.clean(raw)
    members = [m for m in _current(uow, found.id) if uow.get(Case, m.of_case_id).closed_on is None]
    early = values["held_on"] < found.started_on and _("The group had not begun on this day.")
    require({"held_on": sealed.future(uow, values["held_on"]) or early or None})
    if not members:
        raise Invalid({"held_on": _("Nobody belongs to this group yet.")})
    key = uuid7()
    meeting = uow.add(
        Meeting(id=key, group_id=found.id, held_on=values["held_on"], layer=found.layer, minutes=values["minutes"],
                sealed=sealed.seal(uow, key, {n: values[n] for n in TOLD}), team=found.team, owner_id=uow.actor.id)
    )  # fmt: skip
    for member in members:
        _attend(uow, meeting, member.of_case_id, member.of_case_id in came, values["next_on"])
    return _meeting_view(uow, meeting, len([m for m in members if m.of_case_id in came]), len(members))


def _attend(uow: UnitOfWork, meeting: Meeting, case_id: str, came: bool, next_on: date | None) -> None:
    """The meeting as a session of one member, so that it stands in their own file and is counted for them."""
    case, key = uow.get(Case, case_id), uuid7()
    uow.add(
        Session(
            id=key, of_case_id=case.id, held_on=meeting.held_on, kind=GROUP, layer=meeting.layer, next_on=next_on,
            attendance=Attendance.ATTENDED if came else Attendance.NO_SHOW, minutes=meeting.minutes if came else None,
            ends=False, meeting_id=meeting.id, sealed=sealed.seal(uow, key, {}), team=case.team,
            owner_id=uow.actor.id, restricted=case.restricted,
        )
    )  # fmt: skip


def _values(raw: Mapping[str, Any]) -> dict[str, Any]:
    values = GROUP_FORM.clean(raw)
    ended = values["ended_on"]
    require(
        {"ended_on": _("That is before the group began.") if ended and ended < values["started_on"] else None}
    )
    return values


def _meeting_group(uow: UnitOfWork, group_id: str) -> Group:
    found = uow.get(Group, group_id)
    if found.ended_on and found.ended_on <= uow.today:
        raise Refused(_("This group has ended. Change its last day first if it goes on."))
    return found


def _current(uow: UnitOfWork, group_id: str) -> list[GroupMember]:
    query = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.left_on.is_(None))
    return list(uow.session.scalars(query.order_by(GroupMember.id)))


def _members(uow: UnitOfWork, found: Group) -> tuple[MemberView, ...]:
    counted: dict[tuple[str, Attendance], int] = {
        (case_id, attendance): many
        for case_id, attendance, many in uow.session.execute(
            select(Session.of_case_id, Session.attendance, func.count())
            .join(Meeting, Meeting.id == Session.meeting_id)
            .where(Meeting.group_id == found.id, Session.struck.is_(False))
            .group_by(Session.of_case_id, Session.attendance)
        )
    }
    rows = uow.session.execute(
        select(GroupMember, Case, Person)
        .join(Case, Case.id == GroupMember.of_case_id)
        .join(Person, Person.id == Case.person_id)
        .where(GroupMember.group_id == found.id, GroupMember.left_on.is_(None))
        .order_by(Person.given_name, GroupMember.id)
    )
    who = names(uow.session)
    return tuple(
        MemberView(m.id, case_row(c, p, uow.actor, who), m.joined_on, counted.get((c.id, Attendance.ATTENDED), 0),
                   counted.get((c.id, Attendance.NO_SHOW), 0))
        for m, c, p in rows
    )  # fmt: skip


def _meetings(uow: UnitOfWork, found: Group) -> tuple[MeetingView, ...]:
    came = func.sum(Session.attendance == Attendance.ATTENDED)
    rows = uow.session.execute(
        select(Meeting, came, func.count(Session.id))
        .join(Session, Session.meeting_id == Meeting.id)
        .where(Meeting.group_id == found.id, Session.struck.is_(False))
        .group_by(Meeting.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return tuple(_meeting_view(uow, meeting, int(there or 0), every) for meeting, there, every in rows)


def _meeting_view(uow: UnitOfWork, meeting: Meeting, came: int, expected: int) -> MeetingView:
    told = uow.sealer.open(COMPARTMENT, meeting.id, meeting.sealed)
    return MeetingView(
        meeting.id, meeting.held_on, meeting.minutes, told.get("topic"), told.get("notes"), came, expected
    )


def _view(uow: UnitOfWork, found: Group) -> GroupView:
    told = uow.sealer.open(COMPARTMENT, found.id, found.sealed)
    met, last = uow.session.execute(
        select(func.count(Meeting.id), func.max(Meeting.held_on)).where(Meeting.group_id == found.id)
    ).one()
    return GroupView(
        id=found.id, **{n: getattr(found, n) for n in CLEAR}, **{n: told.get(n) for n in SEALED},
        counsellor_id=found.owner_id, counsellor=names(uow.session).get(found.owner_id or "", ""),
        members=len(_current(uow, found.id)), met=met, last_on=last,
    )  # fmt: skip
