"""How scores moved: people who answered at the start and again, by when they first answered.

Only people with both answers are compared, each once, and only answers to the same version of a questionnaire scored with
the same weights. Nothing is made up for whom nobody asked again: they are counted beside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Text, and_, select, type_coerce

from caseapp.core import dates, instruments
from caseapp.core.i18n import _
from caseapp.core.instruments import Instrument
from caseapp.core.instruments.rounds import Window, windows
from caseapp.core.permissions import Permission, action
from caseapp.data.scoping import with_put_aside
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments.models import Assessment, AssessmentScore
from caseapp.features.cases.models import Case
from caseapp.features.people.models import Person, Sex
from caseapp.features.people.views import person_row
from caseapp.features.reports.counting import MOST, Record
from caseapp.features.reports.periods import Period, month_of, quarter_of

OVERALL = ""  # the code of the score over all dimensions
MONTHLY = 92  # days: a longer period is told by quarters
DOOR = "scores"
KEPT = "scores/"  # before the code of a questionnaire, among the figures of a frozen period
Scores = Mapping[str, float | None]
Stored = dict[str, Any]


class Answered(Struct, frozen=True):
    """One survey with its scores: of all dimensions together (OVERALL) and of each."""

    on: date
    version: str
    scores: Scores


class Course(Struct, frozen=True):
    """One person from the first survey on: the cohort is the month or quarter of that survey."""

    person_id: str
    case_id: str
    sex: str
    cohort: Period
    first: Answered
    later: Mapping[str, Answered] = field(default_factory=dict)  # by the code of the round

    def pair(self, code: str, score: str) -> tuple[float, float] | None:
        """A score at the start and in a round, when both are known and can be compared."""
        then = self.later.get(code)
        if then is None or then.version != self.first.version:
            return None
        before, after = self.first.scores.get(score), then.scores.get(score)
        return None if before is None or after is None else (before, after)


def followed() -> tuple[Instrument, ...]:
    """The questionnaires that come again and have dimensions."""
    forms = map(instruments.load, instruments.codes())
    return tuple(form for form in forms if form.rounds and form.dimensions and not form.compartment)


def courses(uow: UnitOfWork, form: Instrument, period: Period, programme_id: str = "") -> tuple[Course, ...]:
    """Everybody first asked within the period, with what was answered until today, by cohort.

    In the days of the first round the first answer counts, in those of a later one the last. Somebody with several cases
    is counted with the one they were first asked in.
    """
    rounds = windows(form.rounds)
    found: dict[str, Course] = {}
    rows = uow.session.execute(_rows(form, rounds[0], period, programme_id))
    for _case_id, answers in groupby(rows, key=lambda row: row.case_id):
        one = _course(rounds, list(answers), period)
        if one and (one.person_id not in found or one.first.on < found[one.person_id].first.on):
            found[one.person_id] = one
    kept = (one for one in found.values() if period.first <= one.first.on <= period.last)
    return tuple(sorted(kept, key=lambda one: (one.cohort, one.first.on, one.case_id)))


def _rows(form: Instrument, start: Window, period: Period, programme_id: str) -> Any:
    score = and_(AssessmentScore.assessment_id == Assessment.id,
                 AssessmentScore.weights_version == form.weights.version)  # fmt: skip
    parts = type_coerce(AssessmentScore.__table__.c.parts, Text).label("parts")
    query = (
        select(Assessment.case_id, Case.person_id, Case.opened_on, Person.sex, Assessment.taken_on,
               Assessment.instrument_version, AssessmentScore.value, parts)
        .join(Case, Case.id == Assessment.case_id).join(Person, Person.id == Case.person_id).join(AssessmentScore, score)
        .where(Assessment.instrument == form.code, Assessment.struck.is_(False),
               Case.opened_on >= period.first - timedelta(start.until or 0))
        .order_by(Assessment.case_id, Assessment.taken_on, Assessment.id)
    )  # fmt: skip
    return query.where(Case.programme_id == programme_id) if programme_id else query


def _course(rounds: Sequence[Window], answers: Sequence[Any], period: Period) -> Course | None:
    """What one case answered, the earliest first; None when nobody asked at the start."""
    first: Answered | None = None
    later: dict[str, Answered] = {}
    for row in answers:
        day = (row.taken_on - row.opened_on).days
        at = next(w for w in rounds if w.until is None or day <= w.until)
        if at is not rounds[0]:
            later[at.round.code] = _answered(row)
        elif first is None:
            first = _answered(row)
    if first is None:
        return None
    whole = month_of if (period.last - period.first).days < MONTHLY else quarter_of
    sex = Sex(answers[0].sex).value
    return Course(answers[0].person_id, answers[0].case_id, sex, whole(first.on), first, later)


def _answered(row: Any) -> Answered:
    parts = json.loads(row.parts) if isinstance(row.parts, str) else row.parts
    return Answered(row.taken_on, row.instrument_version, {OVERALL: row.value, **(parts or {})})


def stored(found: Sequence[Course]) -> Stored:
    """Courses as they are kept in a frozen period: by cohort, sex and scores, and nobody's key or case."""
    return {"courses": [
        [str(one.cohort.first), str(one.cohort.last), one.sex, _kept(one.first),
         {code: _kept(at) for code, at in one.later.items()}]
        for one in found
    ]}  # fmt: skip


def sent(kept: Stored) -> tuple[Course, ...]:
    """Courses as they were kept; nobody stands behind them any more."""
    return tuple(
        Course("", "", sex, Period(on := date.fromisoformat(first), date.fromisoformat(last)), _answer_of(on, start),
               {code: _answer_of(on, at) for code, at in later.items()})
        for first, last, sex, start, later in kept["courses"]
    )  # fmt: skip


def _kept(one: Answered) -> list[Any]:
    return [one.version, dict(one.scores)]


def _answer_of(on: date, kept: list[Any]) -> Answered:
    version, scores = kept
    return Answered(on, version, scores)


def cohort_words(cohort: Period) -> str:
    """`Mar 2026`, or `Jan – Mar 2026`."""
    first, last = (_(dates.MONTHS[day.month - 1]) for day in (cohort.first, cohort.last))
    return f"{first} {cohort.first.year}" if first == last else f"{first} – {last} {cohort.first.year}"


def compared(form: Instrument, found: Sequence[Course]) -> dict[str, tuple[int, float | None]]:
    """What a frozen period is compared by, each with its words: how many people, and the mean change of their score."""
    told: dict[str, tuple[int, float | None]] = {}
    survey, parts = _(form.short), [(cohort_words(one.cohort), Sex(one.sex).shown(), one) for one in found]
    for when in dict.fromkeys(when for when, _sex, _one in parts):
        words = _("{survey}: first asked {when}").format(survey=survey, when=when)
        told[words] = (sum(when == other for other, _sex, _one in parts), None)
    for at in form.rounds[1:]:
        moves: dict[str, list[float]] = {}
        for when, sex, one in parts:
            if pair := one.pair(at.code, OVERALL):
                for part in (_("first asked {when}").format(when=when), sex):
                    moves.setdefault(part, []).append(pair[1] - pair[0])
        for part, each in moves.items():
            words = _("{survey}, {round}: {part}").format(survey=survey, round=_(at.label), part=part)
            told[words] = (len(each), round(fmean(each), 2))
    return told


@action("report.score_records", requires=Permission.REPORT_READ)
def score_records(
    uow: UnitOfWork, period: Period, programme_id: str, values: Mapping[str, str]
) -> tuple[tuple[Record, ...], bool]:
    """Who stands behind a number of the report on scores, the newest first, and whether there are more.

    `values`: the questionnaire, and as far as they narrow it the cohort's first day, the sex, the round and the score.
    """
    with with_put_aside(uow):
        return _score_records(uow, period, programme_id, values)


def _score_records(
    uow: UnitOfWork, period: Period, programme_id: str, values: Mapping[str, str]
) -> tuple[tuple[Record, ...], bool]:
    form = instruments.load(values["instrument"])
    kept = list(_chosen(courses(uow, form, period, programme_id), values))
    kept.sort(key=lambda item: (item[1], item[0].case_id), reverse=True)
    days = {one.case_id: on for one, on in kept[:MOST]}
    query = select(Case, Person).join(Person, Person.id == Case.person_id).where(Case.id.in_(days))
    rows = {case.id: (case, person) for case, person in uow.session.execute(query)}
    records = []
    for case_id, on in days.items():
        case, person = rows[case_id]
        shown = person_row(person, uow.actor)
        where = ", ".join(filter(None, (shown.village, shown.place)))
        records.append(Record(f"{DOOR}:{case_id}", case_id, case.number, shown.name, where, on))
    return tuple(records), len(kept) > MOST


def _chosen(found: Sequence[Course], values: Mapping[str, str]) -> Iterator[tuple[Course, date]]:
    code, score = values.get("round", ""), values.get("score", OVERALL)
    for one in found:
        fits = all(
            (values.get("cohort", str(one.cohort.first)) == str(one.cohort.first), values.get("sex", one.sex) == one.sex)
        )  # fmt: skip
        if fits and (not code or one.pair(code, score)):
            yield one, one.later[code].on if code else one.first.on
