from __future__ import annotations

from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_
from caseapp.features.cases.models import Risk

NOTE_FORM = Form.of(
    "case-note", N_("Note"), Field("text", "note", N_("Note"), required=True, max_length=20_000, wide=True)
)

RISK_FORM = Form.of(
    "case-risk",
    N_("Risk level"),
    Field("risk", "choice", N_("Risk"), required=True, choices=Risk),
    Field("risk_reason", "note", N_("Why"), required=True, max_length=2000, wide=True),
)

CLOSURE_FORM = Form.of(
    "case-closure",
    N_("Close the case"),
    Field("closure_reason", "choice", N_("Reason"), required=True, codes="closure_reasons"),
    Field("closure_note", "note", N_("How things stand now"), required=True, max_length=4000, wide=True),
)

REOPEN_FORM = Form.of(
    "case-reopening", N_("Reopen the case"),
    Field("reason", "note", N_("Why it is opened again"), required=True, max_length=2000, wide=True),
)  # fmt: skip

COMMENT_FORM = Form.of(
    "decision-comment", N_("Send back"),
    Field("comment", "note", N_("What should change"), required=True, max_length=2000, wide=True),
)  # fmt: skip
