"""An office with something of everything on file, for tests that walk through all screens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caseapp.core.permissions import Actor
from caseapp.data import engine
from caseapp.data.uow import Database
from caseapp.features.assessments import service as assessments
from caseapp.features.cases import service as cases
from caseapp.features.cases.queries import CaseView
from caseapp.features.followups import service as followups
from caseapp.features.grants.views import GrantView
from caseapp.features.people import service as people
from caseapp.features.plans import service as plans
from caseapp.features.plans.views import PlanView
from tests.conftest import KEY
from tests.features.grants.conftest import PAID, add_line, line, make_grant
from tests.features.mhpss.conftest import hold, screen
from tests.features.plans.conftest import BUSINESS, SESSIONS
from tests.features.referrals.conftest import AGREED, PRIVATE, case, draft, ministry, partner, sent

__all__ = [
    "add_line", "case", "draft", "hold", "line", "make_grant", "ministry", "partner", "screen", "sent",
]  # fmt: skip

TOLD = {
    "return_country": "ZA", "return_date": "2025-11", "return_kind": "forced", "household_size": "5",
    "household_children": "3", "marital_status": "married", "needs": "start_business,distress",
    "strengths": "trade_skill,literate", "vulnerabilities": "stranded", "phone": "58123456", "safe_to_call": "mornings",
    "languages": "sot,eng",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """One case that went through everything, another that only began, a third that is to be closed."""

    case: CaseView
    young: CaseView
    grant: GrantView
    referral_id: str
    unsent_id: str
    partner_id: str
    plan: PlanView


@pytest.fixture(scope="session")
def kept() -> dict[str, Any]:
    """The world once it was made, and its data file."""
    return {}


@pytest.fixture
def world(database: Database, kept: dict[str, Any], request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """Made once a session; each test gets the file as it was then."""
    if not kept:
        kept["world"], kept["file"] = request.getfixturevalue("made_world"), tmp_path / "world.db"
        with closing(engine.raw_connect(tmp_path / "office.db", KEY, write=False)) as raw:
            engine.copy_database(raw, kept["file"], KEY)
    else:
        with (
            database.write_engine.connect() as connection,
            closing(engine.connect_copy(kept["file"], KEY)) as raw,
        ):
            connection.rollback()
            raw.backup(connection.connection.dbapi_connection)
    found: World = kept["world"]
    return found


@pytest.fixture
def made_world(
    database: Database, actors: dict[str, Actor], make_case: Callable[..., CaseView],
    make_grant: Callable[..., GrantView], hold: Callable[..., Any], screen: Callable[..., Any],
    partner: Any, ministry: Any, draft: Callable[..., Any], sent: Callable[..., Any],
) -> World:  # fmt: skip
    full = make_case(**AGREED, **TOLD)
    young = make_case(given_name="Lineo", family_name="Tau", sex="f", birth_date="2004")
    ending = make_case(given_name="Mpho", family_name="Ntsane")
    with database.work(actors["caseworker"]) as uow:
        work_on(uow, full, ending)
    plan = plan_for(database, actors, full)
    grant = make_grant(PAID, case_id=full.id)
    make_grant(case_id=young.id)
    hold(full)
    screen(full)
    referral = sent(case_id=full.id, partner_id=partner.id)
    sent(actors["counsellor"], case_id=full.id, partner_id=partner.id, **PRIVATE)
    unsent = draft(case_id=full.id)
    return World(full, young, grant, referral.id, unsent.id, partner.id, plan)


def work_on(uow: Any, full: CaseView, ending: CaseView) -> None:
    """Risk, household, a note, an assessment, follow-ups of all kinds, a closure that is asked for."""
    cases.set_risk(uow, full.id, {"risk": "high", "risk_reason": "Threats at home"})
    cases.add_note(uow, full.id, {"text": "Came with his sister."})
    people.add_member(uow, full.person.id, {"name": "Puleng Mokoena", "relation": "spouse", "sex": "f"})
    answers = {"seeing": 1, "hearing": 2, "walking": 3, "remembering": 1, "self_care": 1, "communicating": 7}
    head = {"taken_on": "2026-08-18", "mode": "interview", "language": "sot"}
    assessments.take(uow, full.id, "wgss", answers, head)
    followups.plan(uow, full.id, {"kind": "general", "due_on": "2026-08-20", "purpose": "see the family"})
    followups.record(uow, full.id, {"outcome": "met", "mode": "visit", "note": "All well."})
    followups.record(uow, full.id, {"outcome": "not_found", "mode": "phone"})
    cases.ask_closure(
        uow,
        ending.id,
        {
            "closure_reason": "goals_achieved",
            "closure_missing_why": "moved far away",
            "closure_note": "Runs his shop.",
        },
    )


def plan_for(database: Database, actors: dict[str, Actor], case: CaseView) -> PlanView:
    """A plan in force, and a second version under way."""
    with database.work(actors["caseworker"]) as uow:
        goal = plans.add_goal(uow, case.id, {"need": "start_business", "objective": "An income"}).goals[0]
        plans.add_activity(uow, goal.id, BUSINESS)
        goal = plans.add_goal(
            uow, case.id, {"need": "distress", "objective": "Sleeps through the night"}
        ).goals[1]
        plan = plans.add_activity(uow, goal.id, SESSIONS)
        plans.submit(uow, plan.id, {"signed_how": "thumbprint", "signed_witness": "Mpho Tau"})
    with database.work(actors["supervisor"]) as uow:
        return plans.approve(uow, plan.id)
