"""What is asked on the in-kind route: what to buy, who offers it, what came, who got it."""

from __future__ import annotations

import re

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _
from caseapp.features.grants.models import SignedHow


def _above_zero(value: int, values: Values) -> str | None:
    return None if value > 0 else _("Write an amount above zero.")


def _at_least_one(value: int, values: Values) -> str | None:
    return None if value >= 1 else _("Write 1 or more.")


PURCHASE = Form.of(
    "grant-purchase", N_("Something to buy"),
    Field("what", "text", N_("What is to be bought"), required=True, max_length=200, wide=True,
          hint=N_("Like: 30 goats, or: sewing machines and thread")),
)  # fmt: skip

QUOTATION = Form.of(
    "grant-quotation", N_("Quotation"),
    Field("vendor", "text", N_("Vendor"), required=True, max_length=200, column=True),
    Field("amount", "money", N_("Price"), required=True, check=_above_zero, column=True),
    Field("quoted_on", "date", N_("Date of the quotation"), required=True, column=True),
    Field("reference", "text", N_("Number on it"), max_length=60, column=True),
    Field("note", "note", N_("Comment"), max_length=1000, wide=True),
)  # fmt: skip

ORDER = Form.of(
    "grant-order", N_("Order"),
    Field("ordered_on", "date", N_("Ordered on"), required=True),
    Field("deliver_by", "date", N_("To be delivered by")),
    Field("choice_why", "note", N_("Reason"), max_length=2000, wide=True,
          hint=N_("Needed for fewer quotations than the office asks for, and for one that is not the cheapest.")),
)  # fmt: skip

GOODS = Form.of(
    "grant-goods", N_("Goods"),
    Field("item", "text", N_("What came"), required=True, max_length=200),
    Field("quantity", "int", N_("How many"), required=True, check=_at_least_one, default=1),
    Field("unit", "text", N_("Unit"), max_length=40),
    Field("serials", "text", N_("Serial or tag numbers"), max_length=2000),
    Field("condition", "text", N_("Condition, health of animals"), max_length=400),
)  # fmt: skip

RECEIVED = Form.of(
    "grant-received", N_("Goods received"),
    Field("received_on", "date", N_("Received on"), required=True),
    Field("received_note", "note", N_("What was missing or wrong"), max_length=2000, wide=True),
)  # fmt: skip

HANDED = Form.of(
    "grant-handed", N_("Handed over"),
    Field("handed_on", "date", N_("Handed over on"), required=True),
    Field("handed_how", "choice", N_("Signed with"), required=True, choices=SignedHow, default=SignedHow.SIGNATURE),
    Field("handed_witness", "text", N_("Witness"), max_length=200, required=True),
)  # fmt: skip

PHOTO = Form.of(
    "grant-photo", N_("Photo"),
    Field("caption", "text", N_("What it shows"), max_length=200, wide=True,
          hint=N_("Goods and places; people only if they agreed.")),
)  # fmt: skip


def serial_numbers(typed: str | None) -> tuple[str, ...]:
    """`T-101, t - 102; T-101` as numbers in capitals, each once, in their order."""
    parts = (
        " ".join(re.sub(r"\s*-\s*", "-", part).split()).upper() for part in re.split(r"[,;\n]", typed or "")
    )
    return tuple(dict.fromkeys(part for part in parts if part))
