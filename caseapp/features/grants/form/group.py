"""What is asked about a group, its members, and what they share."""

from __future__ import annotations

from caseapp.core.fields import Field, Form, Values
from caseapp.core.i18n import N_, _


def _above_zero(value: int, values: Values) -> str | None:
    return None if value > 0 else _("Write a number above zero.")


GROUP = Form.of(
    "grant-group", N_("Group"),
    Field("name", "text", N_("Name of the group"), required=True, max_length=200, column=True),
    Field("place", "place", N_("Place"), required=True, column=True),
    Field("village", "text", N_("Village"), max_length=200),
    Field("formed_on", "date", N_("Since")),
    Field("registered", "text", N_("Registered with, under number"), max_length=120),
    Field("returnees", "int", N_("Returnees who take part"), hint=N_("Of a community grant: how many are meant")),
    Field("hosts", "int", N_("Host community who take part")),
    Field("note", "note", N_("Remarks"), max_length=2000, wide=True),
)  # fmt: skip

MEMBER = Form.of(
    "grant-group-member", N_("Member"),
    Field("person", "text", N_("Person on file"), required=True, max_length=200, wide=True,
          hint=N_("Name, number or phone. Somebody new is registered first.")),
    Field("role", "choice", N_("Role"), required=True, codes="group_roles", default="member"),
    Field("signs", "bool", N_("Signs for the group?"), default=False),
)  # fmt: skip

ROLE = Form.of("grant-group-role", N_("Role"), *MEMBER.fields[1:])

LEAVE = Form.of(
    "grant-group-leave", N_("Leaves the group"),
    Field("left_on", "date", N_("Since"), required=True),
    Field("left_why", "note", N_("Why"), required=True, max_length=1000, wide=True),
)  # fmt: skip

LOT = Form.of(
    "grant-lot", N_("Share among the members"),
    Field("what", "text", N_("What is shared"), required=True, max_length=200, wide=True,
          hint=N_("Like: goats, or: second tranche")),
    Field("money", "bool", N_("Is it money?"), required=True, default=False),
    Field("unit", "text", N_("Counted in"), max_length=40, hint=N_("Like: goats, bags"), when=lambda v: not _is_money(v)),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero, when=lambda v: _is_money(v)),
    Field("number", "int", N_("How many"), required=True, check=_above_zero, when=lambda v: not _is_money(v)),
    Field("remainder_why", "text", N_("What is left over goes to"), max_length=400, wide=True,
          hint=N_("Needed when it does not come out even. Like: stays in the group's cash box")),
)  # fmt: skip

SHARE = Form.of(
    "grant-share", N_("Share"),
    Field("quantity", "int", N_("Gets")),
)  # fmt: skip
MONEY_SHARE = Form.of(
    "grant-money-share", N_("Share"),
    Field("quantity", "money", N_("Gets")),
)  # fmt: skip


def _is_money(values: Values) -> bool:
    return values.get("money") in (True, "yes")  # stored, or as the form holds it while it is typed
