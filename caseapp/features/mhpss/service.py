"""Writing into the sealed section. What was said is encrypted under the compartment's key, bound to its record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.core import instruments
from caseapp.core.errors import EditConflict, Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.core.permissions import Permission, action
from caseapp.data.types import as_json
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.cases import service as cases
from caseapp.features.mhpss.form import CLEAR, SCREENING_FORM, SEALED, SESSION_FORM
from caseapp.features.mhpss.models import COMPARTMENT, Screening, Session
from caseapp.features.mhpss.queries import inside, opened, screenings
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
    return opened(uow, uow.add(record))


@action("mhpss.change_session", requires=Permission.MHPSS_WRITE)
def change_session(
    uow: UnitOfWork, session_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> SessionView:
    """Correct one's own session; `seen` is what the form showed. Raises Refused for somebody else's,
    EditConflict when another window changed the same field meanwhile."""
    record = _mine(uow, uow.get(Session, session_id))
    values = _values(uow, raw)
    sealed = _merged(opened(uow, record).values(), {n: values[n] for n in SEALED}, seen)
    uow.edit(record, {name: values[name] for name in CLEAR}, seen)
    if sealed is not None:
        record.sealed = _seal(uow, record.id, sealed)
    return opened(uow, record)


@action("mhpss.strike_session", requires=Permission.MHPSS_WRITE)
def strike_session(uow: UnitOfWork, session_id: str) -> None:
    """Strike out a session entered by mistake: it stays readable and counts no more."""
    _mine(uow, uow.get(Session, session_id)).struck = True


@action("mhpss.add_screening", requires=Permission.MHPSS_WRITE)
def add_screening(
    uow: UnitOfWork, case_id: str, instrument: str, answers: Mapping[str, int], raw: Mapping[str, Any]
) -> ScreeningView:
    """Keep the sealed answers (question code -> value) to a questionnaire of this section, with when, how and in which
    language (SCREENING_FORM). Raises Refused for a questionnaire of another section, Invalid for answers that cannot be.
    """
    inside(uow)
    case = cases.open_for_work(uow, case_id)
    form = _instrument(instrument)
    values = SCREENING_FORM.clean(raw)
    require({"taken_on": _future(uow, values["taken_on"]), "answers": _answers_problem(form, answers)})
    key = uuid7()
    content = {"instrument": form.code, "version": form.version, "answers": dict(answers), "mode": values["mode"].value,
               "language": values["language"]}  # fmt: skip
    uow.add(
        Screening(id=key, of_case_id=case.id, taken_on=values["taken_on"], team=case.team, owner_id=uow.actor.id,
                  restricted=case.restricted, sealed=uow.sealer.seal(COMPARTMENT, key, content))
    )  # fmt: skip
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
    require({"held_on": _future(uow, values["held_on"])})
    return values


def _future(uow: UnitOfWork, day: Any) -> str | None:
    return _("This cannot lie in the future.") if day and day > uow.today else None


def _seal(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> bytes:
    content = {name: as_json(values[name]) for name in SEALED if values[name] is not None}
    return uow.sealer.seal(COMPARTMENT, key, content)


def _merged(
    stored: Mapping[str, Any], typed: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The sealed fields after an edit, or None when nothing changed; the rules are those of UnitOfWork.edit."""
    touched = {n: v for n, v in typed.items() if seen is None or n not in seen or v != seen[n]}
    conflicts = {n: (seen[n], stored[n], v) for n, v in touched.items()
                 if seen and n in seen and stored[n] not in (seen[n], v)}  # fmt: skip
    if conflicts:
        raise EditConflict(
            _("Somebody changed this record while you were typing. Your text is kept. Choose what to keep."),
            conflicts,
        )
    merged = {n: stored[n] for n in SEALED} | touched
    return merged if any(merged[n] != stored[n] for n in SEALED) else None


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
