"""Reading activities: the list, one of them, who took part, and what of it counts in reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select

from caseapp.core.permissions import Permission, action
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork
from caseapp.features.community.models import (
    Activity,
    ActivityKind,
    ActivityState,
    Attendance,
    Audience,
    Group,
    HeadCount,
    Meeting,
    Milestone,
    Participant,
)
from caseapp.features.community.views import (
    ActivityRow,
    ActivityView,
    MeetingView,
    MilestoneView,
    ParticipantView,
    Turnout,
)
from caseapp.features.people.models import HereAs, Person, Sex
from caseapp.features.people.views import person_row, place_name
from caseapp.features.programmes.queries import programmes

TIMELINE: dict[str, tuple[str, str]] = {}  # nothing of it is filed under a case
OPEN = (ActivityState.PLANNED, ActivityState.RUNNING)
Head = tuple[Sex, str, Group]


class ActivityFilter(Struct, frozen=True):
    """What the list is narrowed to; empty means all that is open."""

    kind: ActivityKind | None = None
    ended: bool = False
    programme_id: str = ""


@action("community.page", requires=Permission.COMMUNITY_READ)
def page(
    uow: UnitOfWork, after: Cursor | None = None, limit: int = 100, sort: str = "starts_on", descending: bool = True,
    only: ActivityFilter = ActivityFilter(),
) -> Page[ActivityRow]:  # fmt: skip
    """Activities, the newest first."""
    query = select(Activity).where(Activity.state.not_in(OPEN) if only.ended else Activity.state.in_(OPEN))
    if only.kind:
        query = query.where(Activity.kind == only.kind)
    if only.programme_id:
        query = query.where(Activity.programme_id == only.programme_id)
    rows, more = fetch(uow.session, query, (Activity.starts_on, Activity.id), after, limit, descending)
    found = [row[0] for row in rows]
    return Page(_rows(uow, found), more)


@action("community.count", requires=Permission.COMMUNITY_READ)
def count(uow: UnitOfWork, kind: ActivityKind | None = None) -> int:
    """How many are open, of one kind or of all."""
    query = select(func.count(Activity.id)).where(Activity.state.in_(OPEN))
    return uow.session.scalar(query.where(Activity.kind == kind) if kind else query) or 0


@action("community.get", requires=Permission.COMMUNITY_READ)
def activity(uow: UnitOfWork, activity_id: str) -> ActivityView:
    """One activity. Raises NotFound."""
    found = uow.get(Activity, activity_id)
    plain = {name: getattr(found, name) for name in ActivityView.__dataclass_fields__ if name != "programme"}
    titles = {p.id: p.code for p in programmes(uow)}
    return ActivityView(**plain, programme=titles.get(found.programme_id or "", ""))


@action("community.milestones", requires=Permission.COMMUNITY_READ)
def milestones(uow: UnitOfWork, activity_id: str) -> tuple[MilestoneView, ...]:
    """The steps of a project, those due first first."""
    query = select(Milestone).where(Milestone.activity_id == activity_id)
    order = (Milestone.due_on.is_(None), Milestone.due_on, Milestone.id)
    return tuple(
        MilestoneView(m.id, m.what, m.due_on, m.met_on, m.note or "", m.dropped_why or "")
        for m in uow.session.scalars(query.order_by(*order))
    )


@action("community.meetings", requires=Permission.COMMUNITY_READ)
def meetings(uow: UnitOfWork, activity_id: str) -> tuple[MeetingView, ...]:
    """Its days, the newest first."""
    held = select(Meeting).where(Meeting.activity_id == activity_id, Meeting.struck.is_(False))
    there = select(Attendance.meeting_id, Attendance.participant_id).join(
        Meeting, Meeting.id == Attendance.meeting_id
    )
    present: dict[str, set[str]] = defaultdict(set)
    for meeting_id, key in uow.session.execute(
        there.where(Meeting.activity_id == activity_id, Attendance.present)
    ):
        present[meeting_id].add(key)
    counted = select(HeadCount.meeting_id, func.sum(HeadCount.many)).join(
        Meeting, Meeting.id == HeadCount.meeting_id
    )
    many = dict(
        uow.session.execute(
            counted.where(Meeting.activity_id == activity_id).group_by(HeadCount.meeting_id)
        ).all()
    )
    return tuple(
        MeetingView(
            m.id,
            m.held_on,
            m.topic,
            m.hours,
            m.led_by or "",
            m.note or "",
            frozenset(present[m.id]),
            many.get(m.id, 0),
        )
        for m in uow.session.scalars(held.order_by(Meeting.held_on.desc(), Meeting.id.desc()))
    )


@action("community.participants", requires=Permission.COMMUNITY_READ)
def participants(uow: UnitOfWork, activity_id: str) -> tuple[ParticipantView, ...]:
    """Who takes part by name, those who left last."""
    query = select(Participant, Person).outerjoin(Person, Person.id == Participant.person_id)
    query = query.where(Participant.activity_id == activity_id)
    there = select(Attendance.participant_id, func.count(Attendance.id)).join(
        Meeting, Meeting.id == Attendance.meeting_id
    )
    there = there.where(Meeting.activity_id == activity_id, Meeting.struck.is_(False), Attendance.present)
    attended = dict(uow.session.execute(there.group_by(Attendance.participant_id)).all())
    found = [_participant(uow, p, person, attended.get(p.id, 0)) for p, person in uow.session.execute(query)]
    return tuple(sorted(found, key=lambda p: (p.left_on is not None, p.name)))


@action("community.turnout", requires=Permission.COMMUNITY_READ)
def turnout(uow: UnitOfWork, activity_id: str) -> Turnout:
    """How many different people took part: those by name once, the others as many as the fullest day had."""
    by_name = [p for p in participants(uow, activity_id) if p.attended]
    heads = _fullest(_counted(uow, [activity_id])).get(activity_id, Counter())

    def of(group: Group) -> int:
        return sum(p.group is group for p in by_name) + sum(
            n for (_s, _a, g), n in heads.items() if g is group
        )

    women = sum(p.sex is Sex.FEMALE for p in by_name) + sum(
        n for (s, _a, _g), n in heads.items() if s is Sex.FEMALE
    )
    return Turnout(of(Group.RETURNEE), of(Group.COMMUNITY), of(Group.OFFICIAL), women)


@action("community.of_person", requires=Permission.COMMUNITY_READ)
def of_person(uow: UnitOfWork, person_id: str) -> tuple[ActivityRow, ...]:
    """What somebody on file takes part in."""
    query = select(Activity).join(Participant, Participant.activity_id == Activity.id)
    found = list(
        uow.session.scalars(
            query.where(Participant.person_id == person_id).order_by(Activity.starts_on.desc())
        )
    )
    return _rows(uow, found)


def counted_between(
    uow: UnitOfWork, since: date, until: date, kinds: Iterable[ActivityKind], audiences: Iterable[Audience], programme_id: str
) -> dict[str, Counter[Head]]:  # fmt: skip
    """By activity, the people only counted on its fullest day in a stretch of days. For reports, inside their action."""
    query = select(Activity.id).where(Activity.kind.in_(list(kinds)), Activity.audience.in_(list(audiences)))
    if programme_id:
        query = query.where(Activity.programme_id == programme_id)
    return _fullest(_counted(uow, list(uow.session.scalars(query)), since, until))


def unfiled_between(
    uow: UnitOfWork, since: date, until: date, kinds: Iterable[ActivityKind], audiences: Iterable[Audience], programme_id: str
) -> list[tuple[Participant, Activity]]:  # fmt: skip
    """Those who came by name without a file (officials, helpers), each once for each activity. For reports."""
    query = (
        select(Participant, Activity).join(Activity, Activity.id == Participant.activity_id)
        .join(Attendance, Attendance.participant_id == Participant.id).join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Participant.person_id.is_(None), Attendance.present, Meeting.struck.is_(False),
               Meeting.held_on.between(since, until), Activity.kind.in_(list(kinds)), Activity.audience.in_(list(audiences)))
        .distinct()
    )  # fmt: skip
    if programme_id:
        query = query.where(Activity.programme_id == programme_id)
    return [(p, a) for p, a in uow.session.execute(query)]


def _counted(
    uow: UnitOfWork, ids: list[str], since: date = date.min, until: date = date.max
) -> dict[tuple[str, str], Counter[Head]]:
    """By activity and meeting: how many of each head."""
    query = (
        select(Meeting.activity_id, Meeting.id, HeadCount).join(HeadCount, HeadCount.meeting_id == Meeting.id)
        .where(Meeting.activity_id.in_(ids), Meeting.struck.is_(False), Meeting.held_on.between(since, until))
    )  # fmt: skip
    found: dict[tuple[str, str], Counter[Head]] = defaultdict(Counter)
    for activity_id, meeting_id, head in uow.session.execute(query):
        found[activity_id, meeting_id][head.sex, head.age, head.group] += head.many
    return found


def _fullest(days: Mapping[tuple[str, str], Counter[Head]]) -> dict[str, Counter[Head]]:
    """Of each activity the day with most people: the same ones may have come on the others."""
    best: dict[str, Counter[Head]] = {}
    for (activity_id, _meeting), heads in days.items():
        if heads.total() > best.get(activity_id, Counter()).total():
            best[activity_id] = heads
    return best


def _rows(uow: UnitOfWork, found: list[Activity]) -> tuple[ActivityRow, ...]:
    ids = [a.id for a in found]
    heads = _fullest(_counted(uow, ids))
    came = (
        select(Participant.activity_id, func.count(Participant.id.distinct()))
        .join(Attendance, Attendance.participant_id == Participant.id)
        .where(Participant.activity_id.in_(ids), Attendance.present).group_by(Participant.activity_id)
    )  # fmt: skip
    by_name = dict(uow.session.execute(came).all())
    held = select(Meeting.activity_id, func.count(Meeting.id)).where(
        Meeting.activity_id.in_(ids), Meeting.struck.is_(False)
    )
    days = dict(uow.session.execute(held.group_by(Meeting.activity_id)).all())
    return tuple(
        ActivityRow(
            a.id, a.number, a.kind, a.title, ", ".join(filter(None, (a.village, place_name(a.place)))), a.starts_on, a.ends_on,
            a.state, by_name.get(a.id, 0) + heads.get(a.id, Counter()).total(), days.get(a.id, 0),
        )
        for a in found
    )  # fmt: skip


def _participant(uow: UnitOfWork, p: Participant, person: Person | None, attended: int) -> ParticipantView:
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    shown = person_row(person, uow.actor) if person else None
    group = p.group
    if person is not None:
        group = Group.RETURNEE if person.here_as is HereAs.RETURNEE else Group.COMMUNITY
    return ParticipantView(
        id=p.id, person_id=p.person_id, name=shown.name if shown else (p.name or "" if named else "—"),
        number=shown.number if shown else "", sex=person.sex if person else p.sex, group=group,
        office=p.office or "", role=p.role or "", attended=attended, before=p.before, after=p.after,
        certified_on=p.certified_on, left_on=p.left_on,
    )  # fmt: skip
