"""Supervision looks at everything: cases with plans, grants and referrals as their own tests make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from caseapp.core.permissions import Actor
from caseapp.data.uow import Database
from caseapp.features.cases import service as casework
from caseapp.features.supervision.pages import ApprovalsPage
from tests.features.grants.conftest import add_line, line, make_grant
from tests.features.mhpss.conftest import hold
from tests.features.plans.conftest import approved, written
from tests.features.referrals.conftest import case, draft, ministry, partner, sent

__all__ = [
    "add_line", "approved", "case", "draft", "hold", "line", "make_grant", "ministry", "partner", "sent", "written",
]  # fmt: skip


CLOSING = {
    "closure_reason": "goals_achieved",
    "closure_note": "All well.",
    "closure_missing_why": "No survey was due.",
}


@pytest.fixture
def look(database: Database, caseworker: Actor) -> Callable[..., Any]:
    """Ask a query: look(query, *args, actor=…)."""

    def ask(query: Callable[..., Any], *args: Any, actor: Actor = caseworker, **kwargs: Any) -> Any:
        with database.look(actor) as uow:
            return query(uow, *args, **kwargs)

    return ask


@pytest.fixture
def do(database: Database, caseworker: Actor) -> Callable[..., Any]:
    """Run a service: do(service, *args, actor=…)."""

    def run(service: Callable[..., Any], *args: Any, actor: Actor = caseworker, **kwargs: Any) -> Any:
        with database.work(actor) as uow:
            return service(uow, *args, **kwargs)

    return run


@pytest.fixture
def closed(do, make_case, supervisor):
    """closed(**person): a case that was closed today."""

    def make(**person):
        case = make_case(**person)
        do(casework.ask_closure, case.id, CLOSING)
        do(casework.approve_closure, case.id, actor=supervisor)
        return case

    return make


@pytest.fixture
def inbox(qtbot, ctx_for):
    def show(actor, kind):
        page = ApprovalsPage(ctx_for(actor))
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: page.shown is not None and page.shown.kind == kind)
        page.table.setFocus()
        page.activateWindow()
        qtbot.waitUntil(page.table.hasFocus)
        return page

    return show
