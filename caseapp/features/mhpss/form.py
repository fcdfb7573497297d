"""What is asked of a counselling session and of a screening. Fields follow the usual session record [G]."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.mhpss.models import COMPARTMENT, Attendance, Mode, RiskLevel

FULL = Sensitivity.FULL
SUICIDAL = "suicidal_thoughts"  # code of the list mhpss_problems
SOON = timedelta(days=3)  # next contact after thoughts of suicide: 24 to 72 hours [G]


def attended(values: Values) -> bool:
    return values.get("attendance") != Attendance.NO_SHOW


def in_danger(values: Values) -> bool:
    """Whether thoughts of suicide or self-harm came up: then a risk level and an action must be recorded."""
    return attended(values) and bool(values.get("danger") or SUICIDAL in (values.get("problems") or ()))


def _next_problem(value: date, values: Values) -> str | None:
    held = values.get("held_on")
    if isinstance(held, date) and value < held:
        return _("The next contact cannot be before this session.")
    return _("Support ends here: leave the next contact empty.") if values.get("ends") else None


def _next_doubt(value: date, values: Values) -> str | None:
    held = values.get("held_on")
    if in_danger(values) and isinstance(held, date) and value > held + SOON:
        return _("After thoughts of suicide the next contact should be within 24 to 72 hours.")
    return None


def _minutes_doubt(value: int, values: Values) -> str | None:
    return _("A very long session. Please check the minutes.") if value > 240 else None


def _imminent_words(value: Any, values: Values) -> str | None:
    if value is not RiskLevel.IMMINENT:
        return None
    return _("Do not leave the person alone. Remove means. Specialised care today. Tell your supervisor now.")


SESSION = Section("session", N_("Session"), (
    Field("held_on", "date", N_("Held on"), required=True, column=True, sensitivity=FULL),
    Field("kind", "choice", N_("Kind"), required=True, codes="mhpss_session_kinds", column=True, sensitivity=FULL),
    Field("layer", "choice", N_("Layer of support"), required=True, codes="mhpss_layers", column=True,
          sensitivity=FULL),
    Field("attendance", "choice", N_("Did the person come?"), required=True, choices=Attendance, column=True,
          default=Attendance.ATTENDED, sensitivity=FULL),
    Field("minutes", "int", N_("Minutes"), when=attended, warn=_minutes_doubt, sensitivity=FULL),
    Field("language", "choice", N_("Language"), codes="languages", when=attended, sensitivity=FULL),
    Field("interpreter", "text", N_("Interpreter"), max_length=200, when=attended, sensitivity=FULL),
    Field("next_on", "date", N_("Next contact"), column=True, check=_next_problem, warn=_next_doubt, sensitivity=FULL),
    Field("ends", "bool", N_("Support ends with this session"), default=False, sensitivity=FULL),
))  # fmt: skip

CONTENT = Section("content", N_("What was talked about"), (
    Field("problems", "choices", N_("Problems"), codes="mhpss_problems", wide=True, sensitivity=FULL),
    Field("notes", "note", N_("Notes"), max_length=20_000, wide=True, sensitivity=FULL),
    Field("intervention", "note", N_("What was done"), max_length=8000, wide=True, sensitivity=FULL),
), when=attended, hint=N_("Sealed: only counsellors can read this."))  # fmt: skip

SAFETY = Section("safety", N_("Safety"), (
    Field("danger", "bool", N_("Thoughts of ending their life, or of harming themselves?"), wide=True, sensitivity=FULL,
          hint=N_("Ask directly: thoughts, a plan, means, intent and when, earlier attempts, what keeps them safe.")),
    Field("risk_level", "choice", N_("Risk level"), required=True, choices=RiskLevel, when=in_danger,
          warn=_imminent_words, sensitivity=FULL),
    Field("risk_action", "note", N_("What was done about it"), required=True, max_length=8000, when=in_danger, wide=True,
          sensitivity=FULL, hint=N_("Safety plan, who was called, who stays with the person, referral.")),
    Field("consulted", "text", N_("Talked over with"), max_length=200, when=in_danger, sensitivity=FULL),
), when=attended, hint=N_("Sealed: only counsellors can read this."))  # fmt: skip

FORWARD = Section("forward", N_("From here on"), (
    Field("goals", "note", N_("Goals"), max_length=8000, wide=True, sensitivity=FULL),
    Field("homework", "note", N_("Until next time"), max_length=4000, wide=True, sensitivity=FULL),
), when=attended, hint=N_("Sealed: only counsellors can read this."))  # fmt: skip

SESSION_FORM = Form("mhpss-session", N_("Session"), (SESSION, CONTENT, SAFETY, FORWARD), COMPARTMENT)
CLEAR = ("held_on", "kind", "layer", "attendance", "minutes", "next_on", "ends")
SEALED = tuple(f.name for f in SESSION_FORM.fields if f.name not in CLEAR)

SCREENING_FORM = Form.of(
    "mhpss-screening", N_("Screening"),
    Field("taken_on", "date", N_("Answered on"), required=True, sensitivity=FULL),
    Field("mode", "choice", N_("How"), required=True, choices=Mode, default=Mode.INTERVIEW, sensitivity=FULL),
    Field("language", "choice", N_("Asked in which language"), required=True, codes="languages", sensitivity=FULL),
)  # fmt: skip
