"""What is asked some months on, and about money that is asked back."""

from __future__ import annotations

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _


def _above_zero(value: int, values: Values) -> str | None:
    return None if value > 0 else _("Write an amount above zero.")


def _met(values: Values) -> bool:
    return values.get("met") in (True, "yes")  # stored, or as the form holds it while it is typed


def _one_of_both(value: int, values: Values) -> str | None:
    return _("Profit or loss, not both.") if value and values.get("profit") else None


OUTCOME_CHECK = Form.of(
    "grant-outcome-check", N_("Outcome"),
    Field("checked_on", "date", N_("Asked on"), required=True, column=True),
    Field("met", "bool", N_("Was somebody reached?"), required=True, default=True),
    Field("result", "choice", N_("The business"), required=True, codes="grant_outcomes", when=_met, column=True),
    Field("profit", "money", N_("Profit of one month"), when=_met, column=True),
    Field("loss", "money", N_("Loss of one month"), when=_met, check=_one_of_both),
    Field("household_income", "money", N_("Income of the household"), when=_met),
    Field("main_income", "bool", N_("Is it their main income?"), when=_met),
    Field("workers_women", "int", N_("Women who work there"), when=_met),
    Field("workers_men", "int", N_("Men who work there"), when=_met),
    Field("note", "note", N_("In a few words"), required=True, max_length=2000, wide=True),
)  # fmt: skip

RECOVERY = Form.of(
    "grant-recovery", N_("Ask money back"),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero),
    Field("due_on", "date", N_("To be paid back by")),
    Field("why", "note", N_("Why"), required=True, max_length=2000, wide=True),
)  # fmt: skip

REPAYMENT = Form.of(
    "grant-repayment", N_("Paid back"),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero),
    Field("channel", "choice", N_("Paid by"), required=True, codes="payment_channels"),
    Field("reference", "text", N_("Reference of the payment"), required=True, max_length=60),
    Field("received_on", "date", N_("Received on"), required=True),
    Field("note", "note", N_("Comment"), max_length=1000, wide=True),
)  # fmt: skip
