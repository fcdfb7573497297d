"""A case with a plan: one economic goal with a business, one psychosocial goal with four sessions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases.queries import CaseView
from caseapp.features.plans import service
from caseapp.features.plans.views import PlanView

BUSINESS = {"what": "business_individual", "detail": "Poultry business, 150 layers", "cost": "12,000",
            "starts_on": "2026-08-20", "due_on": "2026-10-30"}  # fmt: skip
SESSIONS = {"what": "counselling_individual", "steps_total": "4", "due_on": "2026-11-30"}


@pytest.fixture
def written(database: Database, caseworker: Actor, make_case: Callable[..., CaseView]) -> PlanView:
    """A first version, not yet submitted."""
    case = make_case(needs="start_business,distress,documents")
    with database.work(caseworker) as uow:
        goal = service.add_goal(
            uow, case.id, {"need": "start_business", "objective": "An income of her own"}
        ).goals[0]
        service.add_activity(uow, goal.id, BUSINESS)
        goal = service.add_goal(
            uow, case.id, {"need": "distress", "objective": "Sleeps through the night"}
        ).goals[1]
        return service.add_activity(uow, goal.id, SESSIONS)


@pytest.fixture
def approved(database: Database, caseworker: Actor, supervisor: Actor, written: PlanView) -> PlanView:
    """The same in force, signed by the person."""
    with database.work(caseworker) as uow:
        service.submit(uow, written.id, {"signed_how": "thumbprint", "signed_witness": "Mpho Tau"})
    with database.work(supervisor) as uow:
        return service.approve(uow, written.id)
