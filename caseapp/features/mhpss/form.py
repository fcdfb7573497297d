"""What is asked of a counselling session and of a screening. Fields follow the usual session record [G]."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.mhpss.models import COMPARTMENT, Attendance, GoalState, Mode
from caseapp.features.mhpss.safety_form import FLOW_NAMES, SEALED_HINT, SOON, flow, safety_planned

FULL = Sensitivity.FULL
SUICIDAL = "suicidal_thoughts"  # code of the list mhpss_problems


def attended(values: Values) -> bool:
    return values.get("attendance") != Attendance.NO_SHOW


def together(values: Values) -> bool:
    return attended(values) and values.get("kind") in ("family", "group")


def counted(values: Values) -> bool:
    """Whether the sessions of this kind are numbered: Problem Management Plus has five."""
    return attended(values) and values.get("kind") == "pm_plus"


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


def _seen_again(value: Any, values: Values) -> str | None:
    """Danger and nobody to see the person again: not saved."""
    if safety_planned(values) and not values.get("next_on"):
        return _(
            "Agree when the person is seen again, within 24 to 72 hours: “Next contact” in the first section."
        )
    return None


def _minutes_doubt(value: int, values: Values) -> str | None:
    return _("A very long session. Please check the minutes.") if value > 240 else None


def _dialled(value: str, values: Values) -> str | None:
    return None if any(c.isdigit() for c in value) else _("Write the number as it is dialled, like 112.")


SESSION = Section("session", N_("Session"), (
    Field("held_on", "date", N_("Held on"), required=True, column=True, sensitivity=FULL),
    Field("kind", "choice", N_("Kind"), required=True, codes="mhpss_session_kinds", column=True, sensitivity=FULL),
    Field("layer", "choice", N_("Layer of support"), required=True, codes="mhpss_layers", column=True,
          sensitivity=FULL),
    Field("attendance", "choice", N_("Did the person come?"), required=True, choices=Attendance, column=True,
          default=Attendance.ATTENDED, sensitivity=FULL),
    Field("minutes", "int", N_("Minutes"), when=attended, warn=_minutes_doubt, sensitivity=FULL),
    Field("number", "int", N_("Session number"), when=counted, sensitivity=FULL),
    Field("place", "text", N_("Where"), max_length=160, when=attended, sensitivity=FULL),
    Field("present", "text", N_("Who was there"), max_length=300, when=together, sensitivity=FULL),
    Field("language", "choice", N_("Language"), codes="languages", when=attended, sensitivity=FULL),
    Field("interpreter", "text", N_("Interpreter"), max_length=200, when=attended, sensitivity=FULL),
    Field("next_on", "date", N_("Next contact"), column=True, check=_next_problem, warn=_next_doubt, sensitivity=FULL),
    Field("ends", "bool", N_("Support ends with this session"), default=False, sensitivity=FULL),
))  # fmt: skip

CONTENT = Section("content", N_("What was talked about"), (
    Field("problems", "choices", N_("Problems"), codes="mhpss_problems", wide=True, sensitivity=FULL),
    Field("notes", "note", N_("Notes"), max_length=20_000, wide=True, sensitivity=FULL),
    Field("intervention", "note", N_("What was done"), max_length=8000, wide=True, sensitivity=FULL),
), when=attended, hint=SEALED_HINT)  # fmt: skip

SAFETY = Section("safety", N_("Safety"), (
    Field("danger", "bool", N_("Thoughts of ending their life, or of harming themselves?"), wide=True, sensitivity=FULL,
          hint=N_("With yes the questions follow: ask, assess, act. Without a risk level and an action nothing is saved.")),
), when=attended, hint=SEALED_HINT)  # fmt: skip

FORWARD = Section("forward", N_("From here on"), (
    Field("goals", "note", N_("Goals"), max_length=8000, wide=True, sensitivity=FULL),
    Field("homework", "note", N_("Until next time"), max_length=4000, wide=True, sensitivity=FULL),
), when=attended, hint=SEALED_HINT)  # fmt: skip

SESSION_FORM = Form(
    "mhpss-session",
    N_("Session"),
    (SESSION, CONTENT, SAFETY, *flow(in_danger, _seen_again), FORWARD),
    COMPARTMENT,
)
CLEAR = ("held_on", "kind", "layer", "attendance", "minutes", "next_on", "ends")
SEALED = tuple(f.name for f in SESSION_FORM.fields if f.name not in (*CLEAR, *FLOW_NAMES))

SCREENING_FORM = Form.of(
    "mhpss-screening", N_("Screening"),
    Field("taken_on", "date", N_("Answered on"), required=True, sensitivity=FULL),
    Field("mode", "choice", N_("How"), required=True, choices=Mode, default=Mode.INTERVIEW, sensitivity=FULL),
    Field("language", "choice", N_("Asked in which language"), required=True, codes="languages", sensitivity=FULL),
)  # fmt: skip

GOAL_FORM = Form("mhpss-goal", N_("Goal"), (Section("goal", N_("Goal"), (
    Field("goal", "note", N_("Goal"), required=True, max_length=2000, wide=True, sensitivity=FULL),
    Field("measure", "note", N_("How we will see it"), max_length=2000, wide=True, sensitivity=FULL),
    Field("set_on", "date", N_("Agreed on"), required=True, sensitivity=FULL),
    Field("state", "choice", N_("Stands"), required=True, choices=GoalState, default=GoalState.OPEN, sensitivity=FULL),
    Field("came_of_it", "note", N_("What came of it"), max_length=2000, wide=True, sensitivity=FULL,
          when=lambda values: values.get("state") not in (None, GoalState.OPEN)),
), hint=SEALED_HINT),), COMPARTMENT)  # fmt: skip

GROUP_FORM = Form("mhpss-group", N_("Group"), (Section("group", N_("Group"), (
    Field("name", "text", N_("Name of the group"), required=True, max_length=160, sensitivity=FULL),
    Field("layer", "choice", N_("Layer of support"), required=True, codes="mhpss_layers", sensitivity=FULL),
    Field("started_on", "date", N_("Begins on"), required=True, sensitivity=FULL),
    Field("ended_on", "date", N_("Ended on"), sensitivity=FULL),
    Field("place", "text", N_("Where it meets"), max_length=160, sensitivity=FULL),
    Field("purpose", "note", N_("What it works on"), max_length=2000, wide=True, sensitivity=FULL),
), hint=SEALED_HINT),), COMPARTMENT)  # fmt: skip

MEETING_FORM = Form("mhpss-meeting", N_("Meeting"), (Section("meeting", N_("Meeting"), (
    Field("held_on", "date", N_("Held on"), required=True, sensitivity=FULL),
    Field("minutes", "int", N_("Minutes"), warn=_minutes_doubt, sensitivity=FULL),
    Field("next_on", "date", N_("Next meeting"), check=_next_problem, sensitivity=FULL),
    Field("topic", "text", N_("Topic"), max_length=200, sensitivity=FULL),
    Field("notes", "note", N_("Notes"), max_length=8000, wide=True, sensitivity=FULL),
), hint=SEALED_HINT),), COMPARTMENT)  # fmt: skip

CONTACT_FORM = Form.of(
    "emergency-contact", N_("Emergency contact"),
    Field("name", "text", N_("Who"), required=True, max_length=160, sensitivity=Sensitivity.PUBLIC),
    Field("number", "text", N_("Number, as it is dialled"), required=True, max_length=60, check=_dialled,
          sensitivity=Sensitivity.PUBLIC),
    Field("place", "place", N_("For which place"), hint=N_("Empty means the whole country."), sensitivity=Sensitivity.PUBLIC),
    Field("hours", "text", N_("Days and hours"), max_length=120, sensitivity=Sensitivity.PUBLIC),
    Field("note", "text", N_("What they do"), max_length=300, sensitivity=Sensitivity.PUBLIC),
    Field("confirmed_on", "date", N_("Last tried on"), hint=N_("Empty: nobody of this office has tried it yet."),
          sensitivity=Sensitivity.PUBLIC),
    Field("active", "bool", N_("Show it?"), default=True, sensitivity=Sensitivity.PUBLIC),
)  # fmt: skip
