"""What is asked about a grant: the application, its appraisal, the decision, the agreement, payments, receipts, visits."""

from __future__ import annotations

from caseapp.core import codes
from caseapp.core.choices import Choice
from caseapp.core.fields import Field, Form, Section, Sensitivity, Values
from caseapp.core.i18n import N_, _
from caseapp.features.grants.models import PaymentEnd, ReceiptStatus, Route, SignedHow

PARTNER, FULL = Sensitivity.PARTNER, Sensitivity.FULL
PLAN_MONTHS = 24  # [G] cash-flow plans of small grants look one year ahead, rarely two


class Source(Choice):
    """Who pays for a line of the business plan."""

    GRANT = "grant", N_("Grant")
    OWN = "own", N_("Their own")
    OTHER = "other", N_("Others")


def _above_zero(value: int, values: Values) -> str | None:
    return None if value > 0 else _("Write an amount above zero.")


def _at_least_one(value: int, values: Values) -> str | None:
    return None if value >= 1 else _("Write 1 or more.")


def _late_break_even(value: int, values: Values) -> str | None:
    return _("That is a long time without profit. Please check.") if value > PLAN_MONTHS else None


def _losing_plan(value: int, values: Values) -> str | None:
    sales = values.get("expected_sales")
    return _("The plan spends more than it earns.") if isinstance(sales, int) and value >= sales else None


def mobile(values: Values) -> bool:
    """Whether the chosen payment channel pays to a telephone number."""
    found = codes.get("payment_channels", str(values.get("channel") or ""))
    return bool(found and found.extra.get("kind") == "mobile")


def _to_account(values: Values) -> bool:
    found = codes.get("payment_channels", str(values.get("channel") or ""))
    return bool(found and found.extra.get("kind") in ("bank", "vendor"))


def _met(values: Values) -> bool:
    return values.get("met") in (True, "yes")  # stored, or as the form holds it while it is typed


def _bought(values: Values) -> bool:
    return values.get("status") not in (ReceiptStatus.MISSING, ReceiptStatus.MISSING.value)


BUSINESS = Section("business", N_("Business"), (
    Field("kind", "choice", N_("Kind of grant"), required=True, codes="grant_kinds", default="individual", column=True),
    Field("business", "text", N_("Business, in a few words"), required=True, max_length=200, column=True,
          hint=N_("Like: poultry, 150 layers")),
    Field("sector", "choice", N_("Sector"), required=True, codes="business_sectors", column=True),
    Field("new_business", "bool", N_("A new business?")),
    Field("legal_form", "choice", N_("Legal form"), codes="legal_forms"),
    Field("workers_planned", "int", N_("People who will work in it")),
    Field("description", "note", N_("Product, customers, suppliers, place"), max_length=4000, wide=True),
    Field("skills", "note", N_("Skills they have, training they need"), max_length=2000, wide=True),
    Field("risks", "note", N_("What could go wrong, and what then"), max_length=2000, wide=True),
    Field("household_agrees", "bool", N_("Does the household agree?")),
))  # fmt: skip

MARKET = Section("market", N_("Market and place"), (
    Field("place", "place", N_("Where the business is")),
    Field("found_at", "text", N_("How to find it"), max_length=200, hint=N_("Road, landmark, or GPS like -29.29, 29.06")),
    Field("premises", "text", N_("Premises"), max_length=200, hint=N_("Owned, rented, promised by whom")),
    Field("licences", "text", N_("Licences needed and held"), max_length=200),
    Field("customers", "note", N_("Customers"), max_length=2000),
    Field("competitors", "note", N_("Who else sells it"), max_length=2000),
    Field("suppliers", "note", N_("Suppliers"), max_length=2000),
    Field("balance_note", "note", N_("Fair between groups of the place?"), max_length=2000,
          hint=N_("Clans, villages, hosts and returnees: who could feel left out, and what was agreed")),
))  # fmt: skip

MONEY = Section("money", N_("Money"), (
    Field("own_contribution", "money", N_("Own contribution")),
    Field("expected_sales", "money", N_("Sales expected in a month")),
    Field("expected_costs", "money", N_("Costs expected in a month"), warn=_losing_plan),
    Field("break_even_month", "int", N_("Breaks even in month"), check=_at_least_one, warn=_late_break_even,
          hint=N_("Left empty, it is worked out from the sums above.")),
))  # fmt: skip

PAYEE = Section("payee", N_("Payee"), (
    Field("route", "choice", N_("How the help reaches them"), choices=Route, default=Route.CASH),
    Field("channel", "choice", N_("Payment by"), codes="payment_channels"),
    Field("payee_name", "text", N_("Name of the payee"), max_length=200, hint=N_("Left empty: the person themselves.")),
    Field("payee_phone", "phone", N_("Phone of the payee")),
    Field("payee_identity", "text", N_("Identity number of the payee"), max_length=60),
    Field("payee_account", "text", N_("Account number"), max_length=60, when=_to_account),
))  # fmt: skip

APPLICATION = Form("grant-application", N_("Apply for a grant"), (BUSINESS, MARKET, MONEY, PAYEE))

COST_LINE = Form.of(
    "grant-cost", N_("Cost"),
    Field("item", "text", N_("What"), required=True, max_length=120),
    Field("quantity", "int", N_("How many"), required=True, check=_at_least_one, default=1),
    Field("unit_price", "money", N_("Price of one"), required=True, check=_above_zero),
    Field("source", "choice", N_("Paid from"), choices=Source, default=Source.GRANT),
)  # fmt: skip

MONTH = Form.of(
    "grant-month", N_("Month"),
    Field("sales", "money", N_("Sales")),
    Field("costs", "money", N_("Costs")),
)  # fmt: skip

APPROVAL = Form.of(
    "grant-approval", N_("Approve"),
    Field("approved", "money", N_("Amount approved"), required=True, check=_above_zero),
    Field("decision_note", "note", N_("Comment"), max_length=2000, wide=True),
)  # fmt: skip

REASON = Form.of(
    "grant-reason", N_("Reason"), Field("reason", "note", N_("Why"), required=True, max_length=2000, wide=True)
)  # fmt: skip

REVERSAL = Form.of(
    "grant-reversal", N_("Payment does not count"),
    Field("reversed_how", "choice", N_("What happened"), required=True, choices=PaymentEnd),
    Field("reason", "note", N_("In a few words"), required=True, max_length=2000, wide=True),
)  # fmt: skip

TRANCHE = Form.of(
    "grant-tranche", N_("Tranche"),
    Field("condition", "text", N_("Paid when"), max_length=200),
    Field("on_signing", "bool", N_("On signing?"), default=False),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero),
    Field("planned_on", "date", N_("Planned for")),
)  # fmt: skip

AGREEMENT = Form.of(
    "grant-agreement", N_("Agreement signed"),
    Field("signed_on", "date", N_("Signed on"), required=True),
    Field("signed_how", "choice", N_("Signed with"), required=True, choices=SignedHow, default=SignedHow.SIGNATURE),
    Field("witness", "text", N_("Witness"), max_length=200, hint=N_("Needed for a thumbprint.")),
)  # fmt: skip

CONDITION = Form.of(
    "grant-condition", N_("Condition met"),
    Field("met_on", "date", N_("Checked on"), required=True),
    Field("met_note", "note", N_("What was seen"), required=True, max_length=2000, wide=True),
)  # fmt: skip

PAYMENT = Form.of(
    "grant-payment", N_("Payment"),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero, column=True),
    Field("channel", "choice", N_("Paid by"), required=True, codes="payment_channels", column=True),
    Field("reference", "text", N_("Reference of the payment"), required=True, max_length=60, column=True,
          hint=N_("The code in the message, or the number of the voucher.")),
    Field("payee_name", "text", N_("Paid to"), required=True, max_length=200),
    Field("payee_phone", "phone", N_("Phone of the payee"), when=mobile, required=True),
    Field("payee_account", "text", N_("Account number"), max_length=60, when=_to_account),
    Field("paid_on", "date", N_("Paid on"), required=True, column=True),
    Field("note", "note", N_("Comment"), max_length=1000, wide=True),
)  # fmt: skip

RECEIPT = Form.of(
    "grant-receipt", N_("Receipt"),
    Field("status", "choice", N_("Is it accepted?"), required=True, choices=ReceiptStatus,
          default=ReceiptStatus.ELIGIBLE, column=True),
    Field("items", "text", N_("What was bought"), required=True, max_length=400, column=True),
    Field("amount", "money", N_("Amount"), required=True, check=_above_zero, column=True),
    Field("number", "text", N_("Number on the receipt"), max_length=60, when=_bought, column=True),
    Field("vendor", "text", N_("Bought from"), required=True, max_length=200, when=_bought, column=True),
    Field("bought_on", "date", N_("Date on the receipt"), required=True, when=_bought, column=True),
    Field("note", "note", N_("Comment"), max_length=1000, wide=True),
)  # fmt: skip

VISIT = Form("business-visit", N_("Business visit"), (
    Section("visit", N_("Visit"), (
        Field("visited_on", "date", N_("Date"), required=True, column=True),
        Field("met", "bool", N_("Was somebody there?"), required=True, default=True),
        Field("gps", "text", N_("GPS"), max_length=60, hint=N_("Like -29.29, 29.06")),
        Field("status", "choice", N_("The business is"), required=True, codes="business_status", when=_met, column=True),
        Field("saw", "note", N_("What we saw"), required=True, max_length=4000, wide=True, column=True),
        Field("next_on", "date", N_("Next visit")),
    )),
    Section("figures", N_("Figures of one month"), (
        Field("sales", "money", N_("Sales"), column=True),
        Field("costs", "money", N_("Costs"), column=True),
        Field("workers_women", "int", N_("Women who work there")),
        Field("workers_men", "int", N_("Men who work there")),
        Field("stock_present", "bool", N_("Is everything bought still there?")),
        Field("main_income", "bool", N_("Is it their main income?")),
        Field("household_income", "money", N_("Income of the household")),
        Field("savings", "money", N_("Savings")),
        Field("debt", "money", N_("Debt")),
    ), when=_met),
    Section("advice", N_("Problems and advice"), (
        Field("problems", "note", N_("Problems"), max_length=2000, wide=True),
        Field("advice", "note", N_("Advice given"), max_length=2000, wide=True),
        Field("needs", "choices", N_("What the business needs"), codes="business_needs", wide=True),
    ), when=_met),
))  # fmt: skip

OUTCOME = Form.of(
    "grant-outcome", N_("Close the grant"),
    Field("outcome", "choice", N_("How it ended"), required=True, codes="grant_outcomes"),
    Field("outcome_note", "note", N_("In a few words"), required=True, max_length=2000, wide=True),
)  # fmt: skip
