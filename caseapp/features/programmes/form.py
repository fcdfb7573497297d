from __future__ import annotations

from typing import Any

from caseapp.core.fields import Field, Form, Sensitivity, Values
from caseapp.core.i18n import N_, _

PUBLIC = Sensitivity.PUBLIC


def _after_start(value: Any, values: Values) -> str | None:
    starts = values.get("starts_on")
    return _("That is before it starts.") if starts and value < starts else None


PROGRAMME = Form.of(
    "programme", N_("Programme"),
    Field("code", "text", N_("Code"), required=True, max_length=24, column=True, sensitivity=PUBLIC,
          hint=N_("Like JP-LS-2021")),
    Field("title", "text", N_("Title"), required=True, max_length=400, column=True, sensitivity=PUBLIC, wide=True),
    Field("donor", "text", N_("Paid for by"), required=True, max_length=160, column=True, sensitivity=PUBLIC),
    Field("starts_on", "date", N_("Starts on"), required=True, column=True, sensitivity=PUBLIC),
    Field("ends_on", "date", N_("Ends on"), required=True, check=_after_start, column=True, sensitivity=PUBLIC),
    Field("note", "note", N_("Remarks"), max_length=2000, wide=True),
)  # fmt: skip

LINE = Form.of(
    "budget-line", N_("Budget line"),
    Field("code", "text", N_("Code"), required=True, max_length=40, column=True),
    Field("title", "text", N_("What it is for"), required=True, max_length=200, column=True),
    Field("amount", "money", N_("Amount"), required=True, column=True),
    Field("for_grants", "bool", N_("Are livelihood grants paid from it?"), default=False),
)  # fmt: skip

SPECIAL = Form.of(
    "special-question", N_("Special question"),
    Field("category", "choice", N_("What is asked"), required=True, codes="special_categories"),
    Field("why", "note", N_("Why the programme needs to know"), required=True, max_length=2000, wide=True,
          hint=N_("Data protection asks for a reason. Without one the question is not shown to anybody.")),
)  # fmt: skip
