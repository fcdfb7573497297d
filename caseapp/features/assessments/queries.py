"""Reading assessments: what can be asked of somebody, what was answered, how scores moved, what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from caseapp.core import instruments
from caseapp.core.errors import Refused
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import Instrument
from caseapp.core.instruments.rounds import Due, Window, behind, schedule, windows
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments.models import Assessment, AssessmentScore
from caseapp.features.assessments.views import (
    AnswerView,
    AssessmentView,
    Behind,
    Comparison,
    Offer,
    assessment_view,
    compared,
)
from caseapp.features.cases.models import Case
from caseapp.features.cases.queries import case_row
from caseapp.features.office.queries import names
from caseapp.features.people.models import HereAs, Person

__all__ = ["AnswerView", "AssessmentView", "Behind", "Comparison", "Offer"]

# How this feature's journal entries read on the case's timeline: action -> (chip, tone, fields told).
TIMELINE = {
    "assessment.take": (N_("Survey"), "brand", ()),
    "assessment.strike": (N_("Survey struck out"), "warn", ()),
    "instrument.import": (N_("Questionnaire imported"), "neutral"),
    "instrument.weigh": (N_("Weights imported"), "neutral"),
}


@action("assessment.offers", requires=Permission.ASSESSMENT_READ)
def offers(uow: UnitOfWork, case_id: str) -> tuple[Offer, ...]:
    """The questionnaires for somebody of this age, what is due first; sealed ones are offered in their section."""
    age = age_of(uow, case_id)
    query = select(Assessment.instrument, func.max(Assessment.taken_on)).where(
        Assessment.case_id == case_id, Assessment.struck.is_(False)
    )
    last: dict[str, date] = dict(iter(uow.session.execute(query.group_by(Assessment.instrument))))
    due = {one.instrument: one.due for one in dues(uow, case_id)}
    found = [
        Offer(i.code, _(i.title), _(i.purpose), last.get(i.code), due.get(i.code))
        for i in map(instruments.load, instruments.codes())
        if not i.compartment and age >= i.min_age
    ]
    return tuple(sorted(found, key=lambda o: (o.due is None, o.title)))


@action("assessment.of_case", requires=Permission.ASSESSMENT_READ)
def of_case(uow: UnitOfWork, case_id: str) -> tuple[AssessmentView, ...]:
    """Everything answered on a case, the newest first, struck ones too."""
    uow.get(Case, case_id)
    found = uow.session.scalars(_of(case_id)).all()
    return _views(uow, case_id, found, found)


@action("assessment.get", requires=Permission.ASSESSMENT_READ)
def assessment(uow: UnitOfWork, assessment_id: str) -> AssessmentView:
    """One answered questionnaire. Raises NotFound."""
    found = uow.get(Assessment, assessment_id)
    (view,) = _views(uow, found.case_id, [found], uow.session.scalars(_of(found.case_id)).all())
    return view


@action("assessment.compare", requires=Permission.ASSESSMENT_READ)
def compare(uow: UnitOfWork, one_id: str, other_id: str) -> Comparison:
    """Two answers to one questionnaire, whichever was earlier first. Raises Refused for two different ones."""
    one, other = assessment(uow, one_id), assessment(uow, other_id)
    if (one.case_id, one.instrument) != (other.case_id, other.instrument):
        raise Refused(_("Only two answers to the same questionnaire can be compared."))
    then, now = sorted((one, other), key=lambda a: (a.taken_on, a.id))
    return compared(then, now)


@action("assessment.count", requires=Permission.ASSESSMENT_READ)
def count(uow: UnitOfWork, case_id: str) -> int:
    """How many questionnaires were answered on a case; the number on its tab."""
    query = select(func.count(Assessment.id)).where(
        Assessment.case_id == case_id, Assessment.struck.is_(False)
    )
    return uow.session.scalar(query) or 0


@action("assessment.trend", requires=Permission.ASSESSMENT_READ)
def trend(uow: UnitOfWork, case_id: str, instrument: str) -> tuple[AssessmentView, ...]:
    """The answers to one questionnaire that have a score, oldest first: those of the version taken last."""
    found = [a for a in of_case(uow, case_id) if a.instrument == instrument and not a.struck]
    return tuple(a for a in reversed(found) if a.value is not None and a.version == found[0].version)


@action("assessment.told", requires=Permission.ASSESSMENT_READ)
def told(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """What the timeline says of each assessment: `Income: 750, Higher than before`; with what must stand beside a score."""
    found = uow.session.scalars(select(Assessment).where(Assessment.id.in_(keys)))
    views = [assessment_view(a, {}) for a in found]
    said = {
        v.id: ", ".join(filter(None, (v.score_words, v.band, v.told.caution if v.score_words else "")))
        for v in views
    }
    return {v.id: f"{v.short}: {said[v.id]}" if said[v.id] else v.short for v in views}


# --- rounds


class CaseDue(Struct, frozen=True):
    """What is due or was missed on a case, of one questionnaire; `all` are all its rounds, done ones too."""

    instrument: str
    title: str
    due: Due | None
    all: tuple[Due, ...]
    behind: bool


@action("assessment.dues", requires=Permission.ASSESSMENT_READ)
def dues(uow: UnitOfWork, case_id: str) -> tuple[CaseDue, ...]:
    """The rounds of the questionnaires that come again, for an open case of a returnee old enough; none for others."""
    case = uow.get(Case, case_id)
    person = uow.get(Person, case.person_id)
    if case.closed_on or person.here_as is not HereAs.RETURNEE:
        return ()
    age = person.birth_date.age(uow.today)
    return tuple(_due(uow, case, form) for form in _returning() if age >= form.min_age)


def _due(uow: UnitOfWork, case: Case, form: Instrument) -> CaseDue:
    query = select(Assessment.taken_on).where(
        Assessment.case_id == case.id, Assessment.instrument == form.code, Assessment.struck.is_(False)
    )
    taken = uow.session.scalars(query).all()
    lead, grace = uow.office.rule("survey.lead"), uow.office.rule("survey.grace")
    rounds = schedule(form.rounds, case.opened_on, taken, uow.today, lead=lead, grace=grace)
    missed = behind(rounds, uow.today, grace)
    open_now = next((d for d in reversed(rounds) if d.state.value in ("due", "missed")
                     and (d.until is None or uow.today <= d.until)), None)  # fmt: skip
    return CaseDue(form.code, _(form.title), missed or open_now, rounds, missed is not None)


def _returning() -> list[Instrument]:
    forms = [instruments.load(code) for code in instruments.codes()]
    return [form for form in forms if form.rounds and not form.compartment]


@action("assessment.behind", requires=Permission.ASSESSMENT_READ)
def missed_rounds(uow: UnitOfWork, caseworker_id: str = "", limit: int = 40) -> tuple[Behind, ...]:
    """Open cases whose latest round was missed, the longest waiting first: their priority is raised."""
    found = []
    who = names(uow.session)
    for form in _returning():
        for window, condition in _missed(uow, form, caseworker_id):
            query = select(Case, Person).join(Person, Person.id == Case.person_id).where(condition)
            for case, person in uow.session.execute(query.order_by(Case.opened_on, Case.id).limit(limit)):
                row, due_on = case_row(case, person, uow.actor, who), case.opened_on + timedelta(window.due)
                found.append(Behind(case.id, case.number, row.name, row.place, row.risk, form.code, _(form.short),
                                    _(window.round.label), due_on))  # fmt: skip
    return tuple(sorted(found, key=lambda b: (b.due_on, b.number))[:limit])


@action("assessment.behind_count", requires=Permission.ASSESSMENT_READ)
def missed_count(uow: UnitOfWork, caseworker_id: str = "") -> int:
    """How many open cases there are whose latest round was missed, of one caseworker or ("") of all."""
    total = 0
    for form in _returning():
        for _window, condition in _missed(uow, form, caseworker_id):
            query = select(func.count(Case.id)).join(Person, Person.id == Case.person_id).where(condition)
            total += uow.session.scalar(query) or 0
    return total


def _missed(
    uow: UnitOfWork, form: Instrument, caseworker_id: str
) -> list[tuple[Window, ColumnElement[bool]]]:
    """For each round the cases that should have had it by now, not yet the next one, and did not: one index range each."""
    today, grace = uow.today, uow.office.rule("survey.grace")
    rounds, found = windows(form.rounds), []
    born_by = str(today.replace(year=today.year - form.min_age, day=min(today.day, 28)))
    about = [
        Case.closed_on.is_(None),
        Person.here_as == HereAs.RETURNEE,
        Person.birth_date <= literal(born_by),
    ]
    if caseworker_id:
        about.append(Case.owner_id == caseworker_id)
    for i, window in enumerate(rounds):
        opened = [Case.opened_on < today - timedelta(grace + window.due)]
        if i + 1 < len(rounds):
            opened.append(Case.opened_on >= today - timedelta(grace + rounds[i + 1].due))
        found.append((window, and_(*about, *opened, ~_answered(form, window))))
    return found


def _answered(form: Instrument, window: Window) -> ColumnElement[bool]:
    """Whether the case was asked in the days that count for the round."""
    answered = exists().where(
        Assessment.case_id == Case.id, Assessment.instrument == form.code, Assessment.struck.is_(False)
    )
    if window.since is not None:
        answered = answered.where(Assessment.taken_on >= func.date(Case.opened_on, f"+{window.since} days"))
    if window.until is not None:
        answered = answered.where(Assessment.taken_on <= func.date(Case.opened_on, f"+{window.until} days"))
    return answered


# --- from rows to views


def age_of(uow: UnitOfWork, case_id: str) -> int:
    """The age today of the person of a case, in whole years."""
    return uow.get(Person, uow.get(Case, case_id).person_id).birth_date.age(uow.today)


def _of(case_id: str) -> Select[Assessment]:
    newest_first = (Assessment.taken_on.desc(), Assessment.id.desc())
    return select(Assessment).where(Assessment.case_id == case_id).order_by(*newest_first)


def _before(a: Assessment, newest_first: Sequence[Assessment]) -> Assessment | None:
    """The same questionnaire the time before, to say how the score moved: only within one version of it."""
    same = [b for b in newest_first if b.instrument == a.instrument and not b.struck]
    found = next((b for b in same if (b.taken_on, b.id) < (a.taken_on, a.id)), None)
    return found if found and found.instrument_version == a.instrument_version else None


def _views(
    uow: UnitOfWork, case_id: str, wanted: Sequence[Assessment], newest_first: Sequence[Assessment]
) -> tuple[AssessmentView, ...]:
    who, opened_on = names(uow.session), uow.get(Case, case_id).opened_on
    kept = _kept(uow, [a.id for a in wanted])

    @cache
    def score(a: Assessment) -> instruments.Score:
        return instruments.score(instruments.load(a.instrument, a.instrument_version), a.answers)

    def view(a: Assessment) -> AssessmentView:
        before = _before(a, newest_first)
        return assessment_view(
            a, who, score(before) if before else None, found=score(a), opened_on=opened_on, kept=kept.get(a.id, ()),
            currency=uow.office.currency, words=uow.actor.can(Permission.PERSON_IDENTIFY),
        )  # fmt: skip

    return tuple(view(a) for a in wanted)


def _kept(uow: UnitOfWork, keys: Sequence[str]) -> Mapping[str, list[AssessmentScore]]:
    query = select(AssessmentScore).where(AssessmentScore.assessment_id.in_(keys))
    found: dict[str, list[AssessmentScore]] = {}
    for one in uow.session.scalars(
        query.order_by(AssessmentScore.scored_on, AssessmentScore.weights_version)
    ):
        found.setdefault(one.assessment_id, []).append(one)
    return found
