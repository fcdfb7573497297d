"""Surveys taken, and an office that goes back to the shipped questionnaires after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from caseapp.core import instruments
from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.assessments import service
from caseapp.features.assessments.views import AssessmentView
from caseapp.features.cases.queries import CaseView


@pytest.fixture(autouse=True)
def shipped_only() -> Iterator[None]:
    yield
    instruments.forget()


@pytest.fixture
def take(database: Database, caseworker: Actor) -> Callable[..., AssessmentView]:
    """Take a questionnaire: take(case, "rss", answers, on=date, actor=…)."""

    def record(
        case: CaseView, code: str, answers: dict[str, Any], on: date | str = "2026-08-18", actor: Actor = caseworker
    ) -> AssessmentView:  # fmt: skip
        with database.work(actor) as uow:
            return service.take(
                uow, case.id, code, answers, {"taken_on": on, "mode": "interview", "language": "sot"}
            )

    return record
