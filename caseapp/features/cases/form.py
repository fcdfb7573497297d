from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from msgspec.structs import replace

from caseapp.core import codes
from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _
from caseapp.features.cases.models import Risk

LONGEST = 90  # days between two contacts; whoever needs fewer is ready to close


def _days_problem(value: int, values: Values) -> str | None:
    return None if 1 <= value <= LONGEST else _("Write 1 to {most} days.").format(most=LONGEST)


NOTE_FORM = Form.of(
    "case-note", N_("Note"), Field("text", "note", N_("Note"), required=True, max_length=20_000, wide=True)
)

RISK_FORM = Form.of(
    "case-risk",
    N_("Risk level"),
    Field("risk", "choice", N_("Risk"), required=True, choices=Risk),
    Field("risk_reason", "note", N_("Why"), required=True, max_length=2000, wide=True),
)


def _may_be_asked(values: Values) -> bool:
    reason = codes.get("closure_reasons", str(values.get("closure_reason") or ""))
    return not (reason and reason.extra.get("silent"))


INTERVAL_FORM = Form.of(
    "case-interval", N_("How often"),
    Field("contact_days", "int", N_("Days between two contacts"), check=_days_problem,
          hint=N_("Empty: as the risk level asks.")),
    Field("contact_why", "note", N_("Why"), required=True, max_length=1000, wide=True),
)  # fmt: skip

CLOSURE_FORM = Form.of(
    "case-closure",
    N_("Close the case"),
    Field("closure_reason", "choice", N_("Reason"), required=True, codes="closure_reasons"),
    Field("closure_note", "note", N_("How things stand now"), required=True, max_length=4000, wide=True),
    Field("closure_missing_why", "note", N_("Why that is missing"), max_length=2000, wide=True, when=_may_be_asked),
    Field("closure_contact", "bool", N_("May be asked again later, for example by phone")),
)  # fmt: skip


def closure_form(missing: bool) -> Form:
    """What is asked before closing; only with something `missing`, why it is."""
    asked = _may_be_asked if missing else (lambda values: False)
    why = replace(CLOSURE_FORM.by_name["closure_missing_why"], required=True, when=asked)
    fields = [why if f.name == why.name else f for f in CLOSURE_FORM.fields]
    return Form.of(CLOSURE_FORM.code, CLOSURE_FORM.title, *fields)


REOPEN_FORM = Form.of(
    "case-reopening", N_("Reopen the case"),
    Field("reason", "note", N_("Why it is opened again"), required=True, max_length=2000, wide=True),
)  # fmt: skip

COMMENT_FORM = Form.of(
    "decision-comment", N_("Send back"),
    Field("comment", "note", N_("What should change"), required=True, max_length=2000, wide=True),
)  # fmt: skip

ANSWER_FORM = Form.of(
    "case-transfer-answer", N_("Decline"),
    Field("answer", "note", N_("Why not"), required=True, max_length=1000, wide=True),
)  # fmt: skip


def transfer_form(colleagues: Sequence[tuple[str, str]]) -> Form:
    """The form that asks a colleague to carry a case on: (key, how they are shown) of those who can."""
    people = cast(Any, Choice)("People", {f"P{at}": pair for at, pair in enumerate(colleagues)})
    return Form.of(
        "case-transfer", N_("Ask a colleague to take over"),
        Field("to", "choice", N_("Colleague"), required=True, choices=people),
        Field("why", "note", N_("Why"), required=True, max_length=1000, wide=True,
              hint=N_("What they should know first. They may decline.")),
    )  # fmt: skip
