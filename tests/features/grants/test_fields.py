"""Every field the field's own forms have for business plan, committee, procurement and monitoring, and where it lives here."""

from __future__ import annotations

import pytest

from caseapp.core import codes
from caseapp.features.grants import form
from caseapp.features.grants.form import APPLICATION, COST_LINE, GOODS, MONTH, OUTCOME_CHECK, VISIT

PLAN = {
    "owners": "group or person", "legal form": "legal_form", "existing or new": "new_business", "sector": "sector",
    "product or service": "description", "location": "place", "GPS": "found_at", "customers": "customers",
    "competitors": "competitors", "suppliers": "suppliers", "premises": "premises", "licences": "licences",
    "staff": "workers_planned", "skills and training need": "skills", "risk and mitigation": "risks",
    "monthly revenue": "expected_sales", "monthly cost": "expected_costs", "break-even": "break_even_month",
    "own contribution": "own_contribution", "mobile money and bank": "channel", "account": "payee_account",
    "clan and group balance": "balance_note", "household consent": "household_agrees",
}  # fmt: skip
MONITORING = {
    "date": "visited_on", "visitor": "signed in", "GPS": "gps", "photo": "grant_photo", "status": "status", "sales": "sales",
    "costs": "costs", "stock present against list": "stock_present", "employees, women": "workers_women",
    "employees, men": "workers_men", "household income": "household_income", "savings": "savings", "debt": "debt",
    "problems": "problems", "advice": "advice", "needs": "needs", "next visit": "next_on", "main income source": "main_income",
}  # fmt: skip
ELSEWHERE = {
    "group or person",
    "signed in",
    "grant_photo",
}  # not typed: a record of its own, or whoever writes


@pytest.mark.parametrize(("wanted", "asked"), [(PLAN, APPLICATION), (MONITORING, VISIT)])
def test_every_field_of_the_forms_of_the_field_is_asked(wanted, asked):
    assert set(wanted.values()) - ELSEWHERE <= set(asked.by_name)


def test_lines_months_goods_and_outcomes_have_their_parts():
    assert {"item", "quantity", "unit_price", "source"} <= set(COST_LINE.by_name)
    assert set(MONTH.by_name) == {"sales", "costs"}
    assert {"serials", "condition", "unit"} <= set(GOODS.by_name)  # animal health is a condition
    assert {"result", "main_income", "profit", "loss"} <= set(OUTCOME_CHECK.by_name)


def test_the_states_of_a_business_are_those_of_the_monitoring_form():
    states = {code.code for code in codes.codes("business_status")}
    assert states == {
        "operational",
        "struggling",
        "suspended",
        "seasonal_pause",
        "closed",
        "not_started",
        "sold_diverted",
    }


def test_the_default_weights_add_up_to_a_hundred():
    assert sum(points for _code, _label, points in form.criteria()) == 100


@pytest.mark.parametrize("country", ["LS", "KE"])
def test_each_country_pays_by_its_own_channels(country):
    kinds = {code.code for code in codes.codes("payment_channels", country=country)}
    own = {"LS": {"ls_mpesa", "ls_ecocash", "ls_bank"}, "KE": {"ke_mpesa", "ke_airtel", "ke_bank"}}
    assert own[country] <= kinds and "cash" in kinds
    assert not kinds & own["KE" if country == "LS" else "LS"]
