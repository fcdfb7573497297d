"""The stories of livelihood grants, from application to outcome: three people, as the rules ask."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date, timedelta
from typing import Any

from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import GRANTS, SUPERVISOR, Life
from caseapp.demo.pool import filled, texts
from caseapp.demo.stage import Scene, When
from caseapp.demo.together import (
    asked_again,
    bought,
    grouped,
    points,
    recovered,
    say,
    scored,
    screening,
    shared,
)
from caseapp.features.grants import queries
from caseapp.features.grants import service as grants
from caseapp.features.grants.models import Route
from caseapp.features.grants.views import Committee, GrantView
from caseapp.features.plans import service as plans

MONTH = timedelta(days=30)
TOGETHER, IN_KIND = 0.2, 0.3  # shares of grants that are for a group, and of those that are goods
ROUTES = (Route.CASH, Route.IN_KIND)


def asked(business: Mapping[str, Any]) -> int:
    """What a business costs to begin with, in minor units."""
    whole: int = sum(quantity * price for _item, quantity, price in business["costs"])
    return whole * 100


def granted(life: Life, approved_on: date, activity_id: str) -> Scene:
    """Applied, appraised, approved or not; then agreement, payments, visits, outcome."""
    life.open_strands.add("grant")
    uow = yield When(approved_on + life.days(1, 6), life.owner)
    together = not life.fate.mine and life.fate.grant == "runs" and life.rng.random() < TOGETHER
    in_kind = not life.fate.mine and not together and life.rng.random() < IN_KIND
    application = _application(life) | {
        "kind": "collective" if together else "individual",
        "route": ROUTES[in_kind],
    }
    grant = grants.apply(uow, life.case_id, application, _costs(life), life.setting.line_id)
    uow = yield When(uow.today, life.owner)
    grants.screen(uow, grant.id, screening(life))
    if together:
        yield from grouped(life, grant.id, uow.today)
    if life.fate.grant == "returned":
        uow = yield When(uow.today + life.days(2, 6), GRANTS)
        grants.return_to_applicant(uow, grant.id, {"reason": life.say("grant_returned")})
        uow = yield When(uow.today + life.days(3, 8), life.owner)
        grant = grants.change(uow, grant.id, application, _costs(life))
    if life.fate.waits == "appraisal":
        return
    yield from scored(life, grant.id, uow.today + life.days(2, 6))
    uow = yield When(uow.today + life.days(2, 7), GRANTS)
    scores = queries.grant(uow, grant.id).committee
    uow = yield When(uow.today, GRANTS)
    grants.appraise(uow, grant.id, _appraisal(life, scores))
    if life.fate.waits == "decision":
        return
    uow = yield When(uow.today + life.days(1, 6), SUPERVISOR)
    if life.fate.grant == "rejected":
        reason = life.say("grant_rejected")
        grants.reject(uow, grant.id, {"reason": reason})
        life.open_strands.discard("grant")
        uow = yield When(uow.today + life.days(0, 3), life.owner)
        plans.track(uow, activity_id, {"state": "dropped", "dropped_why": reason})
        return
    grants.approve(uow, grant.id, _decision(life, grant.asked))
    visit_on = yield from _agreed(life, uow.today, grant.id, activity_id)
    if visit_on and together:
        yield from shared(life, grant, visit_on - timedelta(days=20))
    if visit_on:
        yield from _watched(life, grant.id, activity_id, visit_on)


def _application(life: Life) -> dict[str, Any]:
    b, facts = life.business, life.setting.pool.facts
    phone = life.person.get("phone")
    channel = facts["channel"]["code"] if phone else "cash"
    return {
        "kind": "individual", "business": b["business"], "sector": b["sector"], "new_business": True,
        "description": life.rng.choice(b["saw"]), "risks": life.say("plan_risks"), "household_agrees": True,
        "own_contribution": b["own"] * 100, "expected_sales": b["sales"] * 100, "expected_costs": b["month"] * 100,
        "channel": channel, "payee_phone": phone,
    }  # fmt: skip


def _costs(life: Life) -> list[dict[str, Any]]:
    return [
        {"item": item, "quantity": quantity, "unit_price": price * 100}
        for item, quantity, price in life.business["costs"]
    ]


def _appraisal(life: Life, committee: Committee) -> dict[str, Any]:
    few = len(committee.counted) + 1 < committee.needed
    told = {"advice": "for", "appraisal_note": life.say("appraisals"), "minutes": say(life, "minutes")}
    return points(life) | told | ({"few_why": "One member stepped aside; no other was near."} if few else {})


def _decision(life: Life, wanted: int) -> dict[str, Any]:
    if life.rng.random() < 0.8:
        return {"approved": wanted}
    return {"approved": wanted * 9 // 10 // 10_000 * 10_000, "decision_note": life.say("decisions")}


def _agreed(
    life: Life, decided_on: date, grant_id: str, activity_id: str
) -> Generator[When, UnitOfWork, date | None]:
    """Tranches and signature, the first payment, what was bought with it. Returns when the business is visited."""
    uow = yield When(decided_on + life.days(1, 4), life.owner)
    whole = queries.grant(uow, grant_id).approved or 0
    uow = yield When(uow.today, life.owner)
    grants.plan_tranches(uow, grant_id, _tranches(life, uow.today, whole))
    uow = yield When(uow.today, life.owner)
    signed = life.signature("signed_how", "witness") | {"signed_on": uow.today}
    grant = grants.sign(uow, grant_id, signed)
    if life.fate.waits == "payment":
        return None
    if grant.route is Route.IN_KIND:
        paid_on = yield from bought(life, grant, uow.today + life.days(1, 4))
    else:
        uow = yield When(uow.today + life.days(1, 6), GRANTS)
        grants.pay(uow, grant.tranches[0].id, _payment(life, grant, 0, uow.today))
        paid_on = uow.today
    uow = yield When(paid_on, life.owner)
    plans.track(uow, activity_id, {"state": "under_way"})
    uow = yield When(uow.today + life.days(6, 16), life.owner)
    yield from _receipts(life, grant, uow.today)
    uow = yield When(uow.today, life.owner)
    return queries.grant(uow, grant_id).next_visit_on


def _receipts(life: Life, grant: GrantView, on: date) -> Scene:
    """Receipts line by line until the first part is shown; some show only half of it."""
    left = grant.tranches[0].amount // (1 if life.rng.random() < 0.85 else 2)
    for item, quantity, price in life.business["costs"]:
        amount = min(left, quantity * price * 100)
        if amount <= 0:
            return
        uow = yield When(on, life.owner)
        receipt = {
            "status": "eligible", "items": item, "amount": amount, "vendor": life.rng.choice(VENDORS),
            "number": filled("###-####", life.rng), "bought_on": uow.today - life.days(1, 5),
        }  # fmt: skip
        grants.add_receipt(uow, grant.tranches[0].id, receipt)
        left -= amount


VENDORS = ("Farm supplies, main road", "Hardware and building", "Market wholesale", "Agro shop")


def _tranches(life: Life, today: date, whole: int) -> list[dict[str, Any]]:
    first = min(life.business["first"] * 100, whole)
    rows: list[dict[str, Any]] = [{"on_signing": True, "amount": first, "planned_on": today}]
    if whole > first:
        rows.append({
            "on_signing": False, "amount": whole - first, "condition": life.say("conditions"),
            "planned_on": today + timedelta(days=70),
        })  # fmt: skip
    return rows


def _payment(life: Life, grant: GrantView, index: int, on: date) -> dict[str, Any]:
    facts = life.setting.pool.facts
    return {
        "amount": grant.tranches[index].amount, "channel": grant.channel, "payee_name": grant.payee_name,
        "payee_phone": grant.payee_phone, "paid_on": on, "reference": filled(facts["channel"]["reference"], life.rng),
    }  # fmt: skip


def _watched(life: Life, grant_id: str, activity_id: str, visit_on: date) -> Scene:
    """Business visits as the office plans them, the second payment, how it ended."""
    fails = life.fate.grant == "fails"
    uow = yield When(visit_on + life.days(-2, 1), life.owner)
    grant = grants.record_visit(uow, grant_id, _visit(life, uow.today, 0, "operational"))
    if len(grant.tranches) > 1 and not fails:
        uow = yield When(uow.today + life.days(1, 12), life.owner)
        met = {"met_on": uow.today, "met_note": life.say("condition_notes")}
        grant = grants.confirm_condition(uow, grant.tranches[1].id, met)
        if any(check.code == "receipts" for check in grant.checks):
            uow = yield When(uow.today, life.owner)
            grants.explain(uow, grant.id, "receipts", {"reason": say(life, "no_receipts")})
        uow = yield When(uow.today + life.days(1, 5), GRANTS)
        grants.pay(uow, grant.tranches[1].id, _payment(life, grant, 1, uow.today))
    uow = yield When((grant.next_visit_on or uow.today + 2 * MONTH) + life.days(-3, 2), life.owner)
    status = "struggling" if fails else "operational"
    grant = grants.record_visit(uow, grant_id, _visit(life, uow.today, 1, status))
    later = uow.today + life.days(20, 60)
    if not fails:
        yield from asked_again(life, grant.id, later)
    yield from _ended(life, grant, activity_id, later)


def _ended(life: Life, grant: GrantView, activity_id: str, day: date) -> Scene:
    fails = life.fate.grant == "fails"
    if fails and len(grant.tranches) > 1:
        uow = yield When(day, SUPERVISOR)
        grants.drop(uow, grant.tranches[1].id, {"reason": texts()["grant_closed"]["failed"]})
    if fails and life.rng.random() < 0.5:
        yield from recovered(life, grant, day)
    outcome = "failed" if fails else life.rng.choice(("profitable", "profitable", "break_even"))
    uow = yield When(day, life.owner)
    grants.close(uow, grant.id, {"outcome": outcome, "outcome_note": texts()["grant_closed"][outcome]})
    life.open_strands.discard("grant")
    uow = yield When(uow.today, life.owner)
    plans.track(uow, activity_id, {"state": "done", "done_on": uow.today})


def _visit(life: Life, on: date, number: int, status: str) -> dict[str, Any]:
    b = life.business
    if life.rng.random() < 0.1:
        return {"visited_on": on, "met": False, "saw": life.say("contacts", "not_found")}
    grown = (0.55, 0.85)[number] + life.rng.uniform(-0.1, 0.25)
    return {
        "visited_on": on, "met": True, "status": status, "saw": life.rng.choice(b["saw"]),
        "sales": int(b["sales"] * grown) * 100, "costs": int(b["month"] * (grown + 0.12)) * 100, "workers_women": 1,
        "workers_men": life.rng.choice((0, 0, 1)), "stock_present": True, "main_income": life.rng.random() < 0.6,
        "problems": life.say("visit_problems"), "advice": life.say("visit_advice"),
    }  # fmt: skip
