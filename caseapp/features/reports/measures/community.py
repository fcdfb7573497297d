"""What activities with many people give to count: those on file by their records, the others by heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Select, func, select

from caseapp.core.i18n import N_
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases.models import Case
from caseapp.features.community import queries as community
from caseapp.features.community.models import (
    Activity,
    ActivityKind,
    ActivityState,
    Attendance,
    Audience,
    Group,
    Meeting,
    Participant,
)
from caseapp.features.people.models import HereAs, Sex
from caseapp.features.reports.cells import Cell
from caseapp.features.reports.measures.declared import Counts, Events, Measure, Tally
from caseapp.features.reports.periods import Period

STATUS = {Group.RETURNEE: HereAs.RETURNEE.value, Group.COMMUNITY: HereAs.COMMUNITY.value, Group.OFFICIAL: ""}
ALL_KINDS, ALL = tuple(ActivityKind), tuple(Audience)


def attended(kinds: Iterable[ActivityKind], audiences: Iterable[Audience]) -> Events:
    """People on file who came to a day of such an activity."""

    def events() -> Select[tuple[object, ...]]:
        case_of = select(func.min(Case.id)).where(Case.person_id == Participant.person_id).scalar_subquery()
        return (
            select(Participant.person_id.label("unit_id"), Participant.person_id, Meeting.held_on.label("happened_on"),
                   Activity.programme_id, case_of.label("case_id"))
            .join(Attendance, Attendance.participant_id == Participant.id)
            .join(Meeting, Meeting.id == Attendance.meeting_id).join(Activity, Activity.id == Meeting.activity_id)
            .where(Participant.person_id.is_not(None), Attendance.present, Meeting.struck.is_(False),
                   Activity.kind.in_(list(kinds)), Activity.audience.in_(list(audiences)))
        )  # fmt: skip

    return events


def others(kinds: Iterable[ActivityKind], audiences: Iterable[Audience]) -> Tally:
    """Those without a file: by name once for each activity, only counted ones as many as its fullest day had."""

    def tally(uow: UnitOfWork, period: Period, programme_id: str) -> Mapping[Cell, int]:
        found: Counter[Cell] = Counter()
        asked = (period.first, period.last, kinds, audiences, programme_id)
        programmes = dict(uow.session.execute(select(Activity.id, Activity.programme_id)).all())
        for participant, activity in community.unfiled_between(uow, *asked):
            found[_cell(participant.sex, "", participant.group, activity.programme_id)] += 1
        for activity_id, heads in community.counted_between(uow, *asked).items():
            for (sex, age, group), many in heads.items():
                found[_cell(sex, age, group, programmes.get(activity_id))] += many
        return found

    return tally


def completed(uow: UnitOfWork, period: Period, programme_id: str) -> Mapping[Cell, int]:
    """Community projects completed in the period."""
    query = select(Activity.programme_id, func.count(Activity.id)).where(
        Activity.kind == ActivityKind.INITIATIVE, Activity.state == ActivityState.COMPLETED,
        Activity.completed_on.between(period.first, period.last),
    )  # fmt: skip
    if programme_id:
        query = query.where(Activity.programme_id == programme_id)
    rows = uow.session.execute(query.group_by(Activity.programme_id))
    return {Cell(programme=programme or ""): many for programme, many in rows}


def _cell(sex: Sex, age: str, group: Group, programme_id: str | None) -> Cell:
    return Cell(sex=sex.value, age=age, status=STATUS[group], programme=programme_id or "")


def _measure(
    code: str, title: str, rule: str, kinds: tuple[ActivityKind, ...], audiences: tuple[Audience, ...]
) -> Measure:
    return Measure(
        code,
        "community",
        title,
        Counts.PEOPLE,
        rule,
        attended(kinds, audiences),
        tally=others(kinds, audiences),
    )


TRAINING = (ActivityKind.TRAINING,)
MEASURES = (
    _measure("community.people", N_("In community activities"),
             N_("People who came to a project, dialogue or group: on file each once, others as many as the fullest day had."),
             (ActivityKind.INITIATIVE, ActivityKind.DIALOGUE, ActivityKind.GROUP), ALL),
    _measure("community.trained", N_("Trained, returnees and community"),
             N_("Returnees and community members who came to a day of a training."), TRAINING, (Audience.COMMUNITY,)),
    _measure("community.officials_trained", N_("Officials trained"),
             N_("Local government and border officials who came to a day of a training."), TRAINING,
             (Audience.GOVERNMENT, Audience.BORDER)),
    _measure("community.helpers_trained", N_("Counsellors and lay helpers trained"),
             N_("Counsellors and lay helpers who came to a day of a training."), TRAINING, (Audience.HELPERS,)),
    Measure("community.projects_completed", "community", N_("Community projects completed"), Counts.PROJECTS,
            N_("Community projects completed in the period."), None, tally=completed),
)  # fmt: skip
