"""Taking assessments. The score is worked out from the raw answers; it advises, people decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core import instruments
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _, n_
from caseapp.core.instruments import Instrument, Score
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.assessments import library
from caseapp.features.assessments.form import HEAD_FORM
from caseapp.features.assessments.models import Assessment
from caseapp.features.assessments.queries import AssessmentView, age_of, assessment
from caseapp.features.cases import service as cases


@action("assessment.take", requires=Permission.ASSESSMENT_WRITE)
def take(
    uow: UnitOfWork, case_id: str, instrument: str, answers: Mapping[str, Any], raw: Mapping[str, Any]
) -> AssessmentView:  # fmt: skip
    """Keep the answers (question code -> value) to a questionnaire, with when, how and in which language (HEAD_FORM).

    Missing answers are kept as missing. Raises Refused for a sealed or unfitting questionnaire, Invalid for answers
    that are none of the options, for none at all, or for a day that cannot be.
    """
    case = cases.open_for_work(uow, case_id)
    form = _fitting(uow, case_id, instrument)
    values = HEAD_FORM.clean(raw)
    in_future = _("This cannot lie in the future.")
    require(
        {
            "taken_on": in_future if values["taken_on"] > uow.today else None,
            "answers": _problem(form, answers),
        }
    )
    library.keep_version(uow, form)
    score = instruments.score(form, answers)
    taken = uow.add(
        Assessment(
            case_id=case.id, instrument=form.code, instrument_version=form.version, taken_by=uow.actor.id,
            answers=dict(answers), **_scored(score), missing=len(score.missing), team=case.team, owner_id=case.owner_id,
            restricted=case.restricted, **values,
        )
    )  # fmt: skip
    library.keep_score(uow, taken, form)
    cases.reached(uow, case.id, "assessed_on", taken.taken_on)
    return assessment(uow, taken.id)


def _scored(score: Score) -> dict[str, Any]:
    """The score as the record holds it: whole numbers only."""
    whole = not score.parts and score.value is not None and score.raw is not None
    return {
        "value": int(score.value or 0) if whole else None, "raw": int(score.raw or 0) if whole else None,
        "band": score.band.code if score.band else None,
    }  # fmt: skip


@action("assessment.strike", requires=Permission.ASSESSMENT_WRITE)
def strike(uow: UnitOfWork, assessment_id: str) -> None:
    """Strike out one entered by mistake: it stays readable and counts no more. Raises Refused for somebody else's."""
    taken = uow.get(Assessment, assessment_id)
    cases.open_for_work(uow, taken.case_id)
    if taken.taken_by != uow.actor.id:
        raise Refused(_("Only who took this can strike it out."))
    taken.struck = True


def _fitting(uow: UnitOfWork, case_id: str, code: str) -> Instrument:
    if code not in instruments.codes():
        raise Invalid({"instrument": _("There is no questionnaire with this name.")})
    form = instruments.load(code)
    if form.compartment:
        raise Refused(
            _("Answers to {title} are sealed. Counsellors take it in the MHPSS section.").format(
                title=_(form.title)
            )
        )
    if age_of(uow, case_id) < form.min_age:
        text = n_("This questionnaire is for people from {count} year of age.",
                  "This questionnaire is for people from {count} years of age.", form.min_age)  # fmt: skip
        raise Refused(text)
    return form


def _problem(form: Instrument, answers: Mapping[str, Any]) -> str | None:
    if not answers:
        return _("No question is answered yet.")
    problems = instruments.answer_problems(form, answers)
    return " ".join(problems) if problems else None
