"""Writing into the sealed section. What was said is encrypted under the compartment's key, bound to its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core import instruments
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.assessments import library
from caseapp.features.cases import service as cases
from caseapp.features.mhpss import safety, sealed
from caseapp.features.mhpss.form import CLEAR, SCREENING_FORM, SEALED, SESSION_FORM, in_danger
from caseapp.features.mhpss.models import COMPARTMENT, Origin, Screening, Session
from caseapp.features.mhpss.queries import opened, screenings
from caseapp.features.mhpss.sealed import inside
from caseapp.features.mhpss.views import ScreeningView, SessionView


@action("mhpss.add_session", requires=Permission.MHPSS_WRITE)
def add_session(uow: UnitOfWork, case_id: str, raw: Mapping[str, Any]) -> SessionView:
    """Record a session. Raises Invalid for a session in the future, and when thoughts of suicide came up without a
    risk level and an action: then nothing is stored."""
    inside(uow)
    case = cases.open_for_work(uow, case_id)
    values = _values(uow, raw)
    key = uuid7()
    record = Session(
        id=key, of_case_id=case.id, sealed=_seal(uow, key, values), team=case.team, owner_id=uow.actor.id,
        restricted=case.restricted, **{name: values[name] for name in CLEAR},
    )  # fmt: skip
    uow.add(record)
    if in_danger(values):
        safety.from_session(uow, record, values)
    return opened(uow, record)


@action("mhpss.change_session", requires=Permission.MHPSS_WRITE)
def change_session(
    uow: UnitOfWork, session_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> SessionView:
    """Correct one's own session; `seen` is what the form showed. Raises Refused for somebody else's,
    EditConflict when another window changed the same field meanwhile."""
    record = _mine(uow, uow.get(Session, session_id))
    values = _values(uow, raw)
    changed = sealed.merged(opened(uow, record).values(), {n: values[n] for n in SEALED}, seen)
    uow.edit(record, {name: values[name] for name in CLEAR}, seen)
    if changed is not None:
        record.sealed = _seal(uow, record.id, changed)
    safety.from_session(uow, record, values if in_danger(values) else {}, seen)
    return opened(uow, record)


@action("mhpss.strike_session", requires=Permission.MHPSS_WRITE)
def strike_session(uow: UnitOfWork, session_id: str) -> None:
    """Strike out a session entered by mistake, its safety check too: it stays readable and counts no more."""
    record = _mine(uow, uow.get(Session, session_id))
    record.struck = True
    safety.from_session(uow, record, {})


@action("mhpss.add_screening", requires=Permission.MHPSS_WRITE)
def add_screening(
    uow: UnitOfWork, case_id: str, instrument: str, answers: Mapping[str, int], raw: Mapping[str, Any]
) -> ScreeningView:
    """Keep the sealed answers (question code -> value) to a questionnaire of this section, with when, how and in which
    language (SCREENING_FORM). An answer that tells of thoughts of suicide or self-harm begins a safety check. Raises Refused
    for a questionnaire of another section, Invalid for answers that cannot be.
    """
    inside(uow)
    case = cases.open_for_work(uow, case_id)
    form = _instrument(instrument)
    values = SCREENING_FORM.clean(raw)
    require({"taken_on": sealed.future(uow, values["taken_on"]), "answers": _answers_problem(form, answers)})
    library.keep_version(uow, form)
    key = uuid7()
    content = {"instrument": form.code, "version": form.version, "answers": dict(answers), "mode": values["mode"].value,
               "language": values["language"]}  # fmt: skip
    uow.add(
        Screening(id=key, of_case_id=case.id, taken_on=values["taken_on"], team=case.team, owner_id=uow.actor.id,
                  restricted=case.restricted, sealed=uow.sealer.seal(COMPARTMENT, key, content))
    )  # fmt: skip
    if instruments.SELF_HARM in instruments.triggered(form, answers):
        safety.begin(uow, case.id, Origin.SCREENING, screening_id=key)
    return next(s for s in screenings(uow, case.id) if s.id == key)


@action("mhpss.strike_screening", requires=Permission.MHPSS_WRITE)
def strike_screening(uow: UnitOfWork, screening_id: str) -> None:
    """Strike out a screening entered by mistake: it stays readable and counts no more."""
    _mine(uow, uow.get(Screening, screening_id)).struck = True


def _mine(uow: UnitOfWork, record: Any) -> Any:
    inside(uow)
    cases.open_for_work(uow, record.of_case_id)
    if record.owner_id != uow.actor.id:
        raise Refused(_("Only its counsellor can change this. Record what is new as a new entry."))
    return record


def _values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = SESSION_FORM.clean(raw, uow.office.country)
    values["ends"] = bool(values["ends"])
    require({"held_on": sealed.future(uow, values["held_on"])})
    return values


def _seal(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> bytes:
    return sealed.seal(uow, key, {name: values[name] for name in SEALED})


def _instrument(code: str) -> instruments.Instrument:
    if code not in instruments.codes():
        raise Invalid({"instrument": _("There is no questionnaire with this name.")})
    form = instruments.load(code)
    if form.compartment != COMPARTMENT:
        raise Refused(_("{title} is taken under Assessments.").format(title=_(form.title)))
    return form


def _answers_problem(form: instruments.Instrument, answers: Mapping[str, int]) -> str | None:
    if not answers:
        return _("No question is answered yet.")
    problems = instruments.answer_problems(form, answers)
    return " ".join(problems) if problems else None
