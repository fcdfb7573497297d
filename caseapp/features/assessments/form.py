"""What is asked about a questionnaire besides its own questions."""

from __future__ import annotations

from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_
from caseapp.features.assessments.models import Mode

HEAD_FORM = Form.of(
    "assessment", N_("Assessment"),
    Field("taken_on", "date", N_("Answered on"), required=True, column=True),
    Field("mode", "choice", N_("How"), required=True, choices=Mode, default=Mode.INTERVIEW, column=True),
    Field("language", "choice", N_("Asked in which language"), required=True, codes="languages", column=True),
)  # fmt: skip
