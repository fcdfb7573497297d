from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from caseapp.core import codes
from caseapp.core.fields import Field, Form, Section, Values
from caseapp.core.i18n import N_, _
from caseapp.features.followups.models import Domain, Support

REVIEW = "plan_review"  # of the code list followup_kinds

TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")


def _time_problem(value: Any, values: Values) -> str | None:
    return None if TIME.fullmatch(value) else _("Write a time like 10:30.")


def _dated(values: Values) -> bool:
    return bool(values.get("next_on"))


KIND = Field(
    "kind", "choice", N_("What kind"), required=True, codes="followup_kinds", default="general", column=True
)
PURPOSE = Field("purpose", "text", N_("What for"), max_length=200, column=True, hint=N_("In a few words."))
MODE = Field(
    "mode", "choice", N_("Visit or call"), required=True, codes="followup_modes", default="visit", column=True
)

PLAN_FORM = Form.of(
    "followup-plan",
    N_("Plan a follow-up"),
    KIND,
    MODE,
    PURPOSE,
    Field("due_on", "date", N_("When"), column=True, hint=N_("Leave it empty to follow the risk level.")),
    Field(
        "due_time",
        "text",
        N_("Time"),
        max_length=5,
        check=_time_problem,
        hint=N_("Only if agreed, like 10:30."),
    ),
)

# The same when somebody else carries the case.
TAKEN_FORM = Form.of(
    "followup-plan-other",
    N_("Plan a follow-up"),
    *PLAN_FORM.fields,
    Field(
        "by_me",
        "bool",
        N_("I will do it myself"),
        default=False,
        hint=N_("Otherwise whoever carries the case does."),
    ),
)

RECORD_FORM = Form.of(
    "followup-record",
    N_("Record a follow-up"),
    Field("outcome", "choice", N_("How it went"), required=True, codes="followup_outcomes", column=True),
    MODE,
    Field("done_on", "date", N_("On"), column=True),
    Field("next_on", "date", N_("Next contact"), hint=N_("Leave it empty to follow the risk level.")),
    Field(
        "next_why",
        "text",
        N_("Why later than the risk asks"),
        max_length=200,
        when=_dated,
        hint=N_("Only for a later day."),
    ),
    Field("note", "note", N_("What was seen and said"), max_length=4000, wide=True),
)

REVIEW_FIELDS = (
    Field("support", "choice", N_("The help"), required=True, choices=Support),
    Field("confirmed", "choices", N_("Help that was received"), choices=Domain),
    Field("income", "money", N_("Income in a month, on average")),
    Field("changes", "choices", N_("What changed for the better"), codes="review_changes"),
    Field("problems", "note", N_("Problems"), max_length=2000, wide=True),
    Field("done_about", "note", N_("What is done about them"), max_length=2000, wide=True),
    Field("words", "note", N_("What the person says"), max_length=2000, wide=True),
)


def _met(values: Values) -> bool:
    outcome = codes.get("followup_outcomes", str(values.get("outcome") or ""))
    return bool(outcome and outcome.extra.get("reached") and not outcome.extra.get("again"))


def _reviews(values: Values) -> bool:
    return values.get("kind") == REVIEW and _met(values)


def _review(when: Callable[[Values], bool]) -> Section:
    return Section("review", N_("Review of the plan"), REVIEW_FIELDS, when=when)


RECORD = RECORD_FORM.sections[0]
# The same for a planned review of the plan, and for a contact nobody planned.
REVIEW_FORM = Form("followup-review", N_("Review of the plan"), (RECORD, _review(_met)))
CONTACT_FORM = Form(
    "followup-contact",
    N_("Record a follow-up"),
    (replace(RECORD, fields=(KIND, PURPOSE, *RECORD.fields)), _review(_reviews)),
)

MOVE_FORM = Form.of(
    "followup-move",
    N_("Another day"),
    Field("due_on", "date", N_("New day"), required=True),
    Field(
        "due_time",
        "text",
        N_("Time"),
        max_length=5,
        check=_time_problem,
        hint=N_("Only if agreed, like 10:30."),
    ),
    Field("moved_why", "note", N_("Why another day"), required=True, max_length=1000, wide=True),
)

CANCEL_FORM = Form.of(
    "followup-cancel",
    N_("Cancel the follow-up"),
    Field("cancelled_why", "note", N_("Why it is not needed"), required=True, max_length=1000, wide=True),
)
