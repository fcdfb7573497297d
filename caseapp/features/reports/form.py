from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _

SECTIONS: dict[str, str] = {
    "summary": N_("Summary"), "achieved": N_("What was achieved"), "hindered": N_("What hindered the work"),
    "learned": N_("Lessons learned"), "lasting": N_("What will last"), "visibility": N_("Visibility of the donor"),
    "next": N_("Next steps"),
}  # fmt: skip


def _past(value: Any, values: Values) -> str | None:
    return _("This cannot lie in the future.") if value > date.today() else None


HAND_FIGURE = Form.of(
    "hand-figure", N_("Figure by hand"),
    Field("counted_on", "date", N_("Counted on"), required=True, check=_past),
    Field("value", "int", N_("How many"), required=True),
    Field("source", "note", N_("Where the figure comes from"), required=True, max_length=1000, wide=True),
)  # fmt: skip
FREEZE = Form.of(
    "freeze", N_("Freeze the figures"),
    Field("name", "text", N_("What they are sent for"), required=True, max_length=120,
          hint=N_("Like: Interim report to the donor")),
)  # fmt: skip
TEXT = Form.of(
    "report-text", N_("Text of the report"), Field("text", "note", N_("Text"), max_length=8000, wide=True)
)
