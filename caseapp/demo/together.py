"""What some grants have besides money: goods bought by the office, a group with its shares, outcomes, money asked back."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from caseapp.core.paths import resource
from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import GRANTS, SUPERVISOR, Life
from caseapp.demo.pool import filled
from caseapp.demo.stage import When
from caseapp.features.grants import queries, shares
from caseapp.features.grants import service as grants
from caseapp.features.grants.form import criteria, screening_form
from caseapp.features.grants.views import GrantView
from caseapp.features.people.models import Person

Play = Generator[When, UnitOfWork, None]
MEMBERS = 6


@cache
def words() -> dict[str, Any]:
    """The sentences of this part of the demo; some lists are of one country each."""
    found: dict[str, Any] = json.loads(resource("demo", "grants.json").read_text("utf-8"))
    return found


def say(life: Life, what: str) -> str:
    found = words()[what]
    chosen: str = life.rng.choice(found[life.setting.pool.country] if isinstance(found, dict) else found)
    return chosen


def screening(life: Life) -> dict[str, Any]:
    """All is well, or one thing is not and somebody says why it goes on."""
    asked = [name for name, field in screening_form().by_name.items() if field.kind == "bool"]
    answers: dict[str, Any] = dict.fromkeys(asked, True)
    if life.rng.random() < 0.15:
        answers |= {life.rng.choice(asked): False, "screening_why": say(life, "no_reason")}
    return answers


def points(life: Life) -> dict[str, int]:
    """One sheet of points of a plan that is good enough."""
    share = life.rng.uniform(0.64, 0.94)
    return {c: round(most * min(1, share + life.rng.uniform(-0.1, 0.1))) for c, _l, most in criteria()}


def scored(life: Life, grant_id: str, on: date) -> Play:
    """Somebody of the board and a colleague score; now and then one of them steps aside."""
    uow = yield When(on, GRANTS)
    board = {
        "scorer_name": life.witness(),
        "body": say(life, "board"),
        "conflict": False,
    }
    grants.score(uow, grant_id, points(life) | board)
    colleague = next(login for login in life.setting.team if login != life.owner)
    uow = yield When(on, colleague)
    if life.rng.random() < 0.12:
        grants.score(uow, grant_id, {"conflict": True, "conflict_why": "The applicant is a relative."})
    else:
        grants.score(uow, grant_id, points(life) | {"conflict": False})


def grouped(life: Life, grant_id: str, on: date) -> Play:
    """The applicant's group: people on file from the same office, the first three sign."""
    uow = yield When(on, life.owner)
    group = {"name": say(life, "groups"), "place": life.person["place"], "village": life.person.get("village"),
             "formed_on": on - timedelta(days=life.rng.randint(100, 900))}  # fmt: skip
    found = grants.found_group(uow, grant_id, group)
    others = uow.session.scalars(
        select(Person.id)
        .where(Person.id != life.person_id, Person.restricted.is_(False))
        .order_by(Person.created_on.desc(), Person.number)
        .limit(MEMBERS)
    ).all()
    for n, person_id in enumerate(others):
        uow = yield When(on, life.owner)
        role = ("secretary", "treasurer")[n] if n < 2 else "member"
        assert found.group is not None
        grants.add_member(uow, found.group.id, {"person": person_id, "role": role, "signs": n < 2})


def shared(life: Life, grant: GrantView, on: date) -> Play:
    """What was paid first is shared evenly; cents that do not divide stay in the box."""
    uow = yield When(on, life.owner)
    whole = queries.grant(uow, grant.id)
    assert whole.group is not None
    uow = yield When(uow.today, life.owner)
    each, rest = shares.equal(whole.paid, whole.group.count)
    lot = {"what": "First part of the grant", "money": True, "amount": whole.paid}
    where = {"remainder_why": "Cash box of the group"} if rest else {}
    grants.share(uow, grant.id, lot | where, {m.person_id: each for m in whole.group.members})


def bought(life: Life, grant: GrantView, on: date) -> Generator[When, UnitOfWork, date]:
    """Prices, order, goods, certificate, and the vendor paid. Returns the day of the payment."""
    tranche, what = grant.tranches[0], life.business["costs"][0][0]
    uow = yield When(on, life.owner)
    grant = grants.plan_purchase(uow, tranche.id, {"what": what})
    purchase = grant.purchases[-1].id
    price = tranche.amount * 95 // 100 // 100 * 100
    for n, vendor in enumerate(life.rng.sample(words()["vendors"], 3)):
        uow = yield When(on, life.owner)
        offer = {"vendor": vendor, "amount": price + n * price // 40, "quoted_on": uow.today}
        grant = grants.quote(uow, purchase, offer)
    cheapest = min(grant.purchases[-1].quotations, key=lambda q: q.amount)
    uow = yield When(on + life.days(0, 2), life.owner)
    order = {"ordered_on": uow.today, "deliver_by": uow.today + timedelta(days=14)}
    grants.order(uow, cheapest.id, order)
    uow = yield When(uow.today + life.days(3, 9), life.owner)
    quantity = life.business["costs"][0][1]
    serials = ", ".join(filled("T-####", life.rng) for _n in range(min(3, quantity)))
    came = [{"item": what, "quantity": quantity, "serials": serials, "condition": "new"}]
    grants.receive(uow, purchase, {"received_on": uow.today}, came)
    uow = yield When(uow.today + life.days(0, 3), life.owner)
    handed = life.signature("handed_how", "handed_witness") | {"handed_on": uow.today}
    grants.hand_over(uow, purchase, {"handed_witness": life.witness()} | handed)
    uow = yield When(uow.today + life.days(1, 4), GRANTS)
    reference = filled(life.setting.pool.facts["channel"]["reference"], life.rng)
    paid = {"amount": price, "channel": "vendor", "payee_name": cheapest.vendor, "paid_on": uow.today,
            "payee_account": filled("62 ### ###", life.rng), "reference": reference}  # fmt: skip
    grants.pay(uow, tranche.id, paid, purchase)
    rest = tranche.amount - price
    uow = yield When(uow.today, GRANTS)
    small = {"amount": rest, "channel": "cash", "payee_name": life.person["given_name"], "paid_on": uow.today}
    grants.pay(uow, tranche.id, small | {"reference": filled("C-######", life.rng)})
    return uow.today


def asked_again(life: Life, grant_id: str, until: date) -> Play:
    """Outcomes that were due by then."""
    uow = yield When(until, life.owner)
    grant = queries.grant(uow, grant_id)
    if grant.outcome_due_on is None or grant.outcome_due_on > uow.today:
        return
    profit = max(0, life.business["sales"] - life.business["month"]) * 100
    uow = yield When(uow.today, life.owner)
    grants.record_outcome(uow, grant_id, {
        "checked_on": uow.today, "met": True, "result": "profitable" if life.rng.random() < 0.7 else "break_even",
        "profit": profit, "main_income": life.rng.random() < 0.6, "note": say(life, "outcome"),
    })  # fmt: skip


def recovered(life: Life, grant: GrantView, on: date) -> Play:
    """A part of a failed grant is asked back, and some of it comes."""
    uow = yield When(on, SUPERVISOR)
    asked = grant.paid // 10 // 100 * 100
    found = grants.recover(
        uow, grant.id, {"amount": asked, "why": say(life, "recovered"), "due_on": uow.today + timedelta(60)}
    )
    uow = yield When(uow.today + life.days(3, 20), GRANTS)
    back = {
        "amount": asked // 2,
        "channel": "cash",
        "received_on": uow.today,
        "reference": filled("B-######", life.rng),
    }
    grants.repay(uow, found.recoveries[0].id, back)
    uow = yield When(uow.today + life.days(2, 9), SUPERVISOR)
    grants.end_recovery(uow, found.recoveries[0].id, {"reason": "They left for work across the border."})
