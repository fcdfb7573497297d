"""A programme with a budget line for grants, and grants taken as far as a test needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from caseapp.core import codes
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases.queries import CaseView
from caseapp.features.grants import service
from caseapp.features.grants.views import GrantView
from caseapp.features.programmes import queries
from caseapp.features.programmes import service as programmes

APPLICATION = {
    "kind": "individual", "business": "poultry, 150 layers", "sector": "poultry", "new_business": True,
    "own_contribution": "1500", "expected_sales": "3,150", "expected_costs": "1,200", "channel": "ls_mpesa",
    "payee_phone": "58123456",
}  # fmt: skip
COSTS = [
    {"item": "Day-old layers", "quantity": 150, "unit_price": "35"},
    {"item": "Feed, 8 weeks", "quantity": 1, "unit_price": "3400"},
    {"item": "House, mesh and feeders", "quantity": 1, "unit_price": "2600"},
    {"item": "Vaccines", "quantity": 1, "unit_price": "750"},
]
POINTS = {
    "viability": 20,
    "skills": 15,
    "vulnerability": 16,
    "benefit": 11,
    "commitment": 8,
    "no_harm": 8,
}  # 78
ADVICE = {"advice": "for", "few_why": "An office of two."}
REVERSED = {"reversed_how": "failed", "reason": "The network was down."}


def all_well() -> dict[str, Any]:
    """Every question of eligibility and do no harm answered yes."""
    return dict.fromkeys((code.code for code in codes.codes("grant_checks")), True)


TRANCHES = [
    {"on_signing": True, "amount": "8000"},
    {"condition": "Business check 2 passed", "amount": "4000", "planned_on": "2026-09-12"},
]
SIGNED = {"signed_on": "2026-08-18", "signed_how": "thumbprint", "witness": "Chief Mopeli"}
PAYMENT = {
    "amount": "8000", "channel": "ls_mpesa", "reference": "QGH7 X21-K9", "payee_name": "Thabo Mokoena",
    "payee_phone": "58123456", "paid_on": "2026-08-18",
}  # fmt: skip
RECEIPT = {"items": "150 chicks, feed", "amount": "8000", "number": "0071", "vendor": "Maseru Hatchery",
           "bought_on": "2026-08-18"}  # fmt: skip
APPLIED, APPRAISED, APPROVED, PLANNED, SIGNED_NOW, PAID = range(6)


@pytest.fixture
def add_line(database: Database, supervisor: Actor) -> Callable[..., str]:
    """Another budget line: add_line(code, amount)."""

    def add(code: str = "1.1", amount: str = "700400", for_grants: bool = True) -> str:
        with database.work(supervisor) as uow:
            raw = {"code": code, "title": "livelihood grants", "amount": amount, "for_grants": for_grants}
            return programmes.add_line(uow, programme_id(uow), raw)

    def programme_id(uow: Any) -> str:
        found = queries.programmes(uow)
        if found:
            return found[0].id
        raw = {"code": "JP-LS-2021", "title": "Socio-economic reintegration", "donor": "Government of Japan",
               "starts_on": "2021-03-01", "ends_on": "2022-02-28"}  # fmt: skip
        return programmes.add_programme(uow, raw)

    return add


@pytest.fixture
def line(add_line: Callable[..., str]) -> str:
    """The office's one budget line for grants: M 700,400."""
    return add_line()


@pytest.fixture
def make_grant(
    database: Database, actors: dict[str, Actor], make_case: Callable[..., CaseView], line: str
) -> Callable[..., GrantView]:
    """A grant taken up to a step: make_grant(PAID, case_id=…, approved="12000", costs=…, **application)."""

    def make(upto: int = APPLIED, case_id: str = "", line_id: str = line, **values: Any) -> GrantView:
        screened = values.pop("screened", True)
        costs, tranches = values.pop("costs", COSTS), values.pop("tranches", TRANCHES)
        approval = {"approved": values.pop("approved", "12000"), "decision_note": values.pop("note", None)}
        payment = PAYMENT | values.pop("payment", {})
        steps: list[tuple[str, Callable[[Any, GrantView], GrantView]]] = [
            ("grants", lambda uow, g: service.appraise(uow, g.id, POINTS | ADVICE)),
            ("supervisor", lambda uow, g: service.approve(uow, g.id, approval)),
            ("caseworker", lambda uow, g: service.plan_tranches(uow, g.id, tranches)),
            ("caseworker", lambda uow, g: service.sign(uow, g.id, SIGNED)),
            ("grants", lambda uow, g: service.pay(uow, g.tranches[0].id, payment)),
        ]
        case_id = case_id or make_case().id
        with database.work(actors["caseworker"]) as uow:
            found = service.apply(uow, case_id, APPLICATION | values, costs, line_id)
            found = service.screen(uow, found.id, all_well()) if screened else found
        for who, step in steps[:upto]:
            with database.work(actors[who]) as uow:
                found = step(uow, found)
        return found

    return make
