from __future__ import annotations

from datetime import date

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _
from caseapp.features.retention.models import RemovalReason

REMOVAL_FORM = Form.of(
    "retention-removal", N_("Remove what identifies the person"),
    Field("reason", "choice", N_("Why"), required=True, choices=RemovalReason, wide=True,
          hint=N_("This stays in the journal and on the certificate.")),
    Field("why", "note", N_("For whoever decides"), max_length=1000, wide=True,
          hint=N_("Can be left empty. It is removed with the record.")),
)  # fmt: skip


def retention_form(today: date) -> Form:
    """What is proposed for a record whose cases closed long ago: kept until a day after today, and why."""

    def later(value: date, values: Values) -> str | None:
        return None if value > today else _("Choose a day after today.")

    return Form.of(
        "retention", N_("Keep the record"),
        Field("keep_until", "date", N_("Keep until"), required=True, check=later,
              hint=N_("On this day it comes up again.")),
        Field("why", "note", N_("Why it is still needed"), required=True, max_length=1000, wide=True),
    )  # fmt: skip
