"""A counselling session with words that must be found nowhere but in its sealed part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases.queries import CaseView
from caseapp.features.mhpss import service
from caseapp.features.mhpss.views import ScreeningView, SessionView
from caseapp.features.office import opening
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import as_actor

SESSION = {"held_on": "2026-08-18", "kind": "individual", "layer": "layer_3", "attendance": "attended", "minutes": "50",
           "next_on": "2026-09-03", "problems": "sleep,anxiety", "notes": "Zwartbergen nightmares about the quarry",
           "intervention": "Breathing slowly together", "goals": "Sleep through",
           "homework": "Wrote a Qiloane diary"}  # fmt: skip
HEAD = {"taken_on": "2026-08-18", "mode": "interview", "language": "sot"}
LOW = {"cheerful": 1, "calm": 2, "active": 2, "rested": 1, "interested": 2}


@pytest.fixture
def hold(database: Database, counsellor: Actor) -> Callable[..., SessionView]:
    """Record a session: hold(case, attendance="no_show", actor=…)."""

    def record(case: CaseView, actor: Actor = counsellor, **values: Any) -> SessionView:
        with database.work(actor) as uow:
            return service.add_session(uow, case.id, SESSION | values)

    return record


@pytest.fixture
def screen(database: Database, counsellor: Actor) -> Callable[..., ScreeningView]:
    """Take the WHO-5: screen(case, {...answers})."""

    def record(case: CaseView, answers: dict[str, int] = LOW, **head: Any) -> ScreeningView:
        with database.work(counsellor) as uow:
            return service.add_screening(uow, case.id, "who5", answers, HEAD | head)

    return record


@pytest.fixture
def other_counsellor(database: Database, counsellor: Actor) -> Actor:
    """A second counsellor of the same office."""
    with database.work(opening.NOBODY) as uow:
        staff = Staff(login="counsellor2", name="Mpho Tau", role="counsellor", team_id=counsellor.team)
        return as_actor(uow.add(staff))
