"""Which buttons a grant offers to whom: one primary, and nothing the services would refuse this reader."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.features.grants import queries, service
from caseapp.features.grants.moves import moves
from tests.features.grants.conftest import (
    ADVICE,
    APPLICATION,
    APPLIED,
    APPRAISED,
    APPROVED,
    COSTS,
    PAID,
    PLANNED,
    POINTS,
    SIGNED_NOW,
)

TODAY = date(2026, 8, 18)


def offered(database, actor, grant_id):
    """(primary code, codes of the others)."""
    with database.look(actor) as uow:
        primary, others = moves(queries.grant(uow, grant_id), actor, TODAY)
    return primary.code if primary else "", [move.code for move in others]


@pytest.mark.parametrize(("upto", "who", "primary", "others"), [
    (APPLIED, "caseworker", "change", ["withdraw"]),
    (APPLIED, "grants", "appraise", ["change", "score", "return", "withdraw"]),
    (APPLIED, "supervisor", "change", ["reject", "withdraw", "score"]),
    (APPRAISED, "caseworker", "withdraw", []),
    (APPRAISED, "supervisor", "approve", ["send_back", "reject", "withdraw"]),
    (APPROVED, "caseworker", "plan", ["suspend"]),
    (PLANNED, "caseworker", "sign", ["print", "plan", "suspend"]),
    (PLANNED, "supervisor", "sign", ["print", "plan", "suspend", "cancel"]),
    (SIGNED_NOW, "caseworker", "visit", ["print", "suspend"]),
    (SIGNED_NOW, "grants", "pay", ["visit", "print", "suspend"]),
    (SIGNED_NOW, "supervisor", "visit", ["print", "drop", "suspend", "cancel"]),
    (PAID, "caseworker", "visit", ["confirm", "receipt", "print", "suspend"]),
    (PAID, "grants", "visit", ["confirm", "receipt", "print", "reverse", "suspend"]),
    (PAID, "me", "", []),
])  # fmt: skip
def test_each_role_is_offered_its_own_steps(database, actors, make_grant, upto, who, primary, others):
    assert offered(database, actors[who], make_grant(upto).id) == (primary, others)


def test_nobody_is_offered_to_decide_their_own(database, actors, make_grant):
    grant = make_grant()
    for who in ("supervisor", "grants", "caseworker"):
        with database.work(actors[who]) as uow:
            service.change(uow, grant.id, APPLICATION, COSTS)
    assert "appraise" not in offered(database, actors["grants"], grant.id)[1]
    assert offered(database, actors["grants"], grant.id)[0] == "change"
    other = make_grant()
    with database.work(actors["supervisor"]) as uow:
        service.change(uow, other.id, APPLICATION, COSTS)
    with database.work(actors["grants"]) as uow:
        service.appraise(uow, other.id, POINTS | ADVICE)
    assert offered(database, actors["supervisor"], other.id)[0] == "send_back"


def test_after_the_last_visit_the_next_step_is_to_close(database, caseworker, supervisor, clock, make_grant):
    grant = make_grant(PAID)
    with database.work(supervisor) as uow:
        service.drop(uow, grant.tranches[1].id, {"reason": "not needed"})
    assert offered(database, caseworker, grant.id)[0] == "visit"
    clock.advance(days=400)
    with database.work(caseworker) as uow:
        visit = {"visited_on": clock.today(), "met": True, "status": "operational", "saw": "It runs."}
        service.record_visit(uow, grant.id, visit)
    assert offered(database, caseworker, grant.id)[0] == "close"


def test_a_suspended_or_settled_grant_offers_little(database, actors, make_grant):
    grant = make_grant(SIGNED_NOW)
    with database.work(actors["caseworker"]) as uow:
        service.suspend(uow, grant.id, {"reason": "empty"})
    assert offered(database, actors["supervisor"], grant.id) == ("resume", ["visit", "cancel"])
    assert offered(database, actors["grants"], grant.id) == ("visit", [])
    with database.work(actors["supervisor"]) as uow:
        service.cancel(uow, grant.id, {"reason": "sold"})
    assert offered(database, actors["supervisor"], grant.id) == ("", ["print"])
