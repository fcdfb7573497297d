"""Reading assessments: what can be asked of somebody, what was answered, how scores moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from caseapp.core import codes, instruments
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import Instrument, Score
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments.models import Assessment, Mode
from caseapp.features.cases.models import Case
from caseapp.features.office.queries import names
from caseapp.features.people.models import Person

# How this feature's journal entries read on the case's timeline: action -> (chip, tone).
TIMELINE = {
    "assessment.take": (N_("Survey"), "brand"),
    "assessment.strike": (N_("Survey struck out"), "warn"),
}


@dataclass(frozen=True)
class AnswerView:
    """A question and its answer in words; "" when it was not answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class AssessmentView:
    """One answered questionnaire with its score in words. `level` is ok, warn, bad, or "" without a score."""

    id: str
    case_id: str
    instrument: str
    title: str
    short: str
    taken_on: date
    taken_by: str
    mode: Mode
    language: str
    value: int | None
    highest: int
    band: str
    level: str
    advice: str
    banner: str
    change: str
    missing: int
    answers: tuple[AnswerView, ...]
    struck: bool


@dataclass(frozen=True)
class Offer:
    """A questionnaire that can be taken, and when it last was."""

    code: str
    title: str
    purpose: str
    last_on: date | None


@action("assessment.offers", requires=Permission.ASSESSMENT_READ)
def offers(uow: UnitOfWork, case_id: str) -> tuple[Offer, ...]:
    """The questionnaires for somebody of this age; those of a sealed section are offered there, not here."""
    age = age_of(uow, case_id)
    query = select(Assessment.instrument, func.max(Assessment.taken_on)).where(
        Assessment.case_id == case_id, Assessment.struck.is_(False)
    )
    last: dict[str, date] = dict(iter(uow.session.execute(query.group_by(Assessment.instrument))))
    shipped = [instruments.load(code) for code in instruments.codes()]
    return tuple(Offer(i.code, _(i.title), _(i.purpose), last.get(i.code))
                 for i in shipped if not i.compartment and age >= i.min_age)  # fmt: skip


@action("assessment.of_case", requires=Permission.ASSESSMENT_READ)
def of_case(uow: UnitOfWork, case_id: str) -> tuple[AssessmentView, ...]:
    """Everything answered on a case, the newest first, struck ones too."""
    uow.get(Case, case_id)
    found = uow.session.scalars(_of(case_id)).all()
    who = names(uow.session)
    return tuple(_view(a, who, _before(a, found)) for a in found)


@action("assessment.get", requires=Permission.ASSESSMENT_READ)
def assessment(uow: UnitOfWork, assessment_id: str) -> AssessmentView:
    """One answered questionnaire. Raises NotFound."""
    found = uow.get(Assessment, assessment_id)
    earlier = uow.session.scalars(_of(found.case_id)).all()
    return _view(found, names(uow.session), _before(found, earlier))


@action("assessment.count", requires=Permission.ASSESSMENT_READ)
def count(uow: UnitOfWork, case_id: str) -> int:
    """How many questionnaires were answered on a case; the number on its tab."""
    query = select(func.count(Assessment.id)).where(
        Assessment.case_id == case_id, Assessment.struck.is_(False)
    )
    return uow.session.scalar(query) or 0


@action("assessment.trend", requires=Permission.ASSESSMENT_READ)
def trend(uow: UnitOfWork, case_id: str, instrument: str) -> tuple[tuple[date, int], ...]:
    """The scores of one questionnaire over time, oldest first; rounds without a score are left out."""
    found = uow.session.scalars(_of(case_id).where(Assessment.instrument == instrument)).all()
    return tuple((a.taken_on, a.value) for a in reversed(found) if a.value is not None and not a.struck)


def age_of(uow: UnitOfWork, case_id: str) -> int:
    """The age today of the person of a case, in whole years."""
    return uow.get(Person, uow.get(Case, case_id).person_id).birth_date.age(uow.today)


def _of(case_id: str) -> Select[Assessment]:
    newest_first = (Assessment.taken_on.desc(), Assessment.id.desc())
    return select(Assessment).where(Assessment.case_id == case_id).order_by(*newest_first)


def _before(a: Assessment, newest_first: Sequence[Assessment]) -> Assessment | None:
    """The same questionnaire the time before, to say how the score moved."""
    same = [b for b in newest_first if b.instrument == a.instrument and not b.struck]
    return next((b for b in same if (b.taken_on, b.id) < (a.taken_on, a.id)), None)


def _view(a: Assessment, who: dict[str, str], before: Assessment | None) -> AssessmentView:
    form = instruments.load(a.instrument)
    score = instruments.score(form, a.answers)
    return AssessmentView(
        id=a.id, case_id=a.case_id, instrument=a.instrument, title=_(form.title), short=_(form.short),
        taken_on=a.taken_on, taken_by=who.get(a.taken_by, ""), mode=a.mode,
        language=codes.label("languages", a.language), value=score.value, highest=form.scoring.highest,
        band=_(score.band.label) if score.band else "", level=score.band.level if score.band else "",
        advice=score.advice, banner=form.banner(a.language), change=_change(form, before, score),
        missing=len(score.missing), answers=_answers(form, a.answers), struck=a.struck,
    )  # fmt: skip


def _change(form: Instrument, before: Assessment | None, now: Score) -> str:
    return instruments.change(form, instruments.score(form, before.answers), now) if before else ""


def _answers(form: Instrument, given: dict[str, int]) -> tuple[AnswerView, ...]:
    options = {o.value: _(o.label) for o in form.options}
    return tuple(AnswerView(_(item.text), options.get(given.get(item.code, -1), "")) for item in form.items)
