"""Changing activities: planning, meeting, counting who came, completing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.community.form import (
    ACTIVITY,
    CANCEL,
    COMPLETION,
    HEADS,
    MEETING,
    MET,
    MILESTONE,
    PARTICIPANT,
    TESTS,
    count_field,
)
from caseapp.features.community.models import (
    Activity,
    ActivityKind,
    ActivityState,
    Attendance,
    Group,
    HeadCount,
    Meeting,
    Milestone,
    Participant,
)
from caseapp.features.community.queries import OPEN
from caseapp.features.people.models import HereAs, Person

COUNTS = {count_field(group, sex, band): (sex, band, group) for group in Group for sex, band, _label in HEADS}


@action("community.add", requires=Permission.COMMUNITY_WRITE)
def add(uow: UnitOfWork, raw: Mapping[str, Any], programme_id: str = "") -> str:
    """Plan an activity; returns its key. Raises Invalid."""
    values = ACTIVITY.clean(raw, uow.office.country)
    return uow.add(
        Activity(number=uow.number("C"), programme_id=programme_id or None, currency=uow.office.currency,
                 team=uow.actor.team, owner_id=uow.actor.id, **values)
    ).id  # fmt: skip


@action("community.change", requires=Permission.COMMUNITY_WRITE)
def change(
    uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> None:
    """Change what was planned. Raises Invalid, EditConflict, or Refused once it ended."""
    uow.edit(_open(uow, activity_id), ACTIVITY.clean(raw, uow.office.country), seen)


@action("community.add_milestone", requires=Permission.COMMUNITY_WRITE)
def add_milestone(uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any]) -> None:
    """Add a step to be met."""
    found = _open(uow, activity_id)
    uow.add(Milestone(activity_id=found.id, **_belongs(found), **MILESTONE.clean(raw, uow.office.country)))


@action("community.meet_milestone", requires=Permission.COMMUNITY_WRITE)
def meet_milestone(uow: UnitOfWork, milestone_id: str, raw: Mapping[str, Any]) -> None:
    """A step is met, with what was seen. Raises Refused for one that was met or dropped."""
    found = uow.get(Milestone, milestone_id)
    if found.met_on or found.dropped_why:
        raise Refused(_("This was settled already. Nothing was changed."))
    _open(uow, found.activity_id)
    uow.edit(found, MET.clean(raw, uow.office.country))


@action("community.drop_milestone", requires=Permission.COMMUNITY_WRITE)
def drop_milestone(uow: UnitOfWork, milestone_id: str, raw: Mapping[str, Any]) -> None:
    """A step is given up, for a reason."""
    found = uow.get(Milestone, milestone_id)
    if found.met_on:
        raise Refused(_("This was met already. Nothing was changed."))
    found.dropped_why = CANCEL.clean(raw, uow.office.country)["cancelled_why"]


@action("community.add_participant", requires=Permission.COMMUNITY_WRITE)
def add_participant(uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any]) -> str:
    """Add somebody who needs no file: an official, a helper; returns the key."""
    found = _open(uow, activity_id)
    return uow.add(
        Participant(activity_id=found.id, **_belongs(found), **PARTICIPANT.clean(raw, uow.office.country))
    ).id


@action("community.add_person", requires=Permission.COMMUNITY_WRITE)
def add_person(uow: UnitOfWork, activity_id: str, person_id: str) -> str:
    """Add somebody on file; returns the key. Adding them again gives the same; who left is back."""
    found = _open(uow, activity_id)
    person = uow.get(Person, person_id)
    query = select(Participant).where(Participant.activity_id == found.id, Participant.person_id == person.id)
    known = uow.session.scalars(query).one_or_none()
    if known is not None:
        known.left_on = known.left_why = None
        return known.id
    group = Group.RETURNEE if person.here_as is HereAs.RETURNEE else Group.COMMUNITY
    return uow.add(
        Participant(activity_id=found.id, person_id=person.id, sex=person.sex, group=group, team=person.team,
                    owner_id=person.owner_id, restricted=person.restricted)
    ).id  # fmt: skip


@action("community.leave", requires=Permission.COMMUNITY_WRITE)
def leave(uow: UnitOfWork, participant_id: str, why: str) -> None:
    """Somebody takes part no longer; what they attended stays."""
    found = uow.get(Participant, participant_id)
    if not why.strip():
        raise Invalid({"cancelled_why": _("Write why.")})
    found.left_on, found.left_why = uow.today, why.strip()[:200]


@action("community.meet", requires=Permission.COMMUNITY_WRITE)
def meet(uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any], present: Collection[str] = ()) -> str:
    """Record a day: what it was about, who of the participants came, how many more were counted; returns its key.

    Raises Invalid, also for a day on which nobody was there.
    """
    activity = _open(uow, activity_id)
    values = MEETING.clean(raw, uow.office.country)
    counts = {head: values.pop(name) for name, head in COUNTS.items()}
    if values["held_on"] < activity.starts_on:
        raise Invalid({"held_on": _("That is before the activity starts.")})
    if not present and not any(counts.values()):
        raise Invalid({"held_on": _("Nobody was there. Tick who came, or count them.")})
    meeting = uow.add(Meeting(activity_id=activity.id, **_belongs(activity), **values))
    for participant in _those(uow, activity.id, present):
        uow.add(Attendance(meeting_id=meeting.id, participant_id=participant.id, team=participant.team,
                           owner_id=participant.owner_id, restricted=participant.restricted))  # fmt: skip
    for (sex, band, group), many in counts.items():
        if many:
            uow.add(
                HeadCount(
                    meeting_id=meeting.id, sex=sex, age=band, group=group, many=many, **_belongs(activity)
                )
            )
    if activity.state is ActivityState.PLANNED:
        activity.state = ActivityState.RUNNING
    return meeting.id


@action("community.strike_meeting", requires=Permission.COMMUNITY_WRITE)
def strike_meeting(uow: UnitOfWork, meeting_id: str) -> None:
    """A day recorded by mistake counts no more; it stays in the journal."""
    uow.get(Meeting, meeting_id).struck = True


@action("community.test", requires=Permission.COMMUNITY_WRITE)
def test(uow: UnitOfWork, participant_id: str, raw: Mapping[str, Any]) -> None:
    """Keep the points of the test before and after. Raises Refused for one's own project, which has no test."""
    found = uow.get(Participant, participant_id)
    if uow.get(Activity, found.activity_id).kind is not ActivityKind.TRAINING:
        raise Refused(_("Only trainings have a test."))
    uow.edit(found, TESTS.clean(raw, uow.office.country))


@action("community.certify", requires=Permission.COMMUNITY_WRITE)
def certify(uow: UnitOfWork, activity_id: str, participant_ids: Collection[str]) -> int:
    """Note who is given a certificate; returns how many.

    Raises Refused for somebody who missed more days than the office allows.
    """
    activity = uow.get(Activity, activity_id)
    chosen = _those(uow, activity.id, participant_ids)
    short = [p for p in chosen if not attended_enough(uow, activity.id, p.id)]
    if short:
        share = uow.office.rule("training.attendance")
        raise Refused(_("{count} of them came to less than {share} % of the days. Nothing was changed.").format(
            count=len(short), share=share))  # fmt: skip
    for participant in chosen:
        participant.certified_on = participant.certified_on or uow.today
    return len(chosen)


@action("community.complete", requires=Permission.COMMUNITY_WRITE)
def complete(uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any]) -> None:
    """It is done. Raises Invalid, or Refused while milestones are open or nothing was held."""
    activity = _open(uow, activity_id)
    values = COMPLETION.clean(raw, uow.office.country)
    if values["completed_on"] < activity.starts_on:
        raise Invalid({"completed_on": _("That is before it starts.")})
    waiting = select(Milestone.what).where(Milestone.activity_id == activity.id, Milestone.met_on.is_(None),
                                           Milestone.dropped_why.is_(None))  # fmt: skip
    left = list(uow.session.scalars(waiting))
    if left:
        raise Refused(_("Still open: {what}. Meet it or give it up first.").format(what="; ".join(left[:3])))
    held = select(Meeting.id).where(Meeting.activity_id == activity.id, Meeting.struck.is_(False))
    if activity.kind in (ActivityKind.TRAINING, ActivityKind.DIALOGUE) and not uow.session.scalar(
        held.limit(1)
    ):
        raise Refused(_("No day of it is recorded. Record who came first."))
    uow.edit(activity, values)
    activity.state = ActivityState.COMPLETED


@action("community.cancel", requires=Permission.COMMUNITY_WRITE)
def cancel(uow: UnitOfWork, activity_id: str, raw: Mapping[str, Any]) -> None:
    """It will not happen, or not go on; for a reason."""
    activity = _open(uow, activity_id)
    activity.cancelled_why = CANCEL.clean(raw, uow.office.country)["cancelled_why"]
    activity.state = ActivityState.CANCELLED


def attended_enough(uow: UnitOfWork, activity_id: str, participant_id: str) -> bool:
    """Whether somebody came to as many of the days as the office asks for a certificate."""
    held = select(Meeting.id).where(Meeting.activity_id == activity_id, Meeting.struck.is_(False))
    days = list(uow.session.scalars(held))
    there = select(Attendance.id).where(Attendance.participant_id == participant_id, Attendance.meeting_id.in_(days),
                                        Attendance.present)  # fmt: skip
    came = len(list(uow.session.scalars(there)))
    return bool(days) and 100 * came >= uow.office.rule("training.attendance") * len(days)


def _open(uow: UnitOfWork, activity_id: str) -> Activity:
    found = uow.get(Activity, activity_id)
    if found.state not in OPEN:
        raise Refused(_("This activity has ended. Nothing was changed."))
    return found


def _those(uow: UnitOfWork, activity_id: str, keys: Collection[str]) -> list[Participant]:
    query = select(Participant).where(Participant.activity_id == activity_id, Participant.id.in_(set(keys)))
    found = list(uow.session.scalars(query))
    if len(found) != len(set(keys)):
        raise Refused(_("Somebody chosen does not take part in this. Look again."))
    return found


def _belongs(activity: Activity) -> dict[str, Any]:
    return {"team": activity.team, "owner_id": activity.owner_id, "restricted": activity.restricted}
