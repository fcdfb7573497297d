"""Every number of My day, for every role in a told office: as many as the rows behind it, on the page its tile opens."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from caseapp.core import money
from caseapp.core.registry import load
from caseapp.features import features
from caseapp.features.mhpss import queries as mhpss
from caseapp.features.office.opening import open_office
from caseapp.features.programmes import queries as programmes
from caseapp.features.retention import queries as retention
from caseapp.features.supervision import queries
from caseapp.ui.dialogs import ScriptedDialogs
from caseapp.ui.page import ChangeBridge, Context
from caseapp.ui.tasks import InlineExecutor, Tasks
from tests.demo.conftest import SECRET

ROLES = ("caseworker", "supervisor", "counsellor", "grants", "me", "focal", "admin")
TARGETS = {page.code: page.target for feature in features() for page in feature.pages}


@pytest.fixture(params=ROLES)
def office(request, lesotho):
    with closing(open_office(lesotho, request.param, SECRET)) as opened:
        yield opened


@pytest.fixture
def ctx(qtbot, office):
    tasks = Tasks(office.database, office.actor, InlineExecutor())
    dialogs = ScriptedDialogs()
    tasks.problem.connect(dialogs.error)
    bridge, clock = ChangeBridge(office.database.bus), office.database.clock
    made = Context(office.actor, tasks, dialogs, bridge, office.office, clock, office.folder, session=office)
    yield made
    assert dialogs.errors == []
    tasks.finish()


@pytest.fixture
def day(office):
    with office.database.look(office.actor) as uow:
        return queries.my_day(uow)


@pytest.fixture
def go(qtbot, ctx):
    def open_page(door) -> Any:
        page = load(TARGETS[door.page])(ctx)
        qtbot.addWidget(page)
        page.arrive(**door.args)
        page.show()
        return page

    return open_page


def rows_of(listing, ctx):
    """All rows of a list."""
    return turned(listing.spec.page, ctx, **listing.asked())


def turned(query, ctx, **asked):
    """All rows of a query, its pages turned to the end."""
    found, after = [], None
    while True:
        page = ctx.tasks.here(query, after, **asked)
        found += page.rows
        after = page.after
        if after is None:
            return found


def behind(page, door, ctx) -> list[Any]:
    """The rows a page shows, those that somebody else has to do left out."""
    today = ctx.clock.today()
    match door.page:
        case "cases" | "people" | "referrals" | "grants":
            return rows_of(page.list, ctx)
        case "followups":
            return rows_of(page.seen, ctx)
        case "approvals":
            return [w for w in page.table.rows.rows if not w.own]
        case "retention":
            assert page.tabs.current() == "due"
            return [r for r in turned(retention.due, ctx) if not r.waiting]
        case "mhpss":
            asked = [s for s in ctx.tasks.here(mhpss.desk).safety if not s.finished]
            return [r for r in page.due.rows.rows if r.next_on <= today] + asked
        case "programmes":
            return [p for p in ctx.tasks.here(programmes.programmes) if p.running(today)]
        case "settings":
            return [p for p in page.made["people"].table.rows.rows if p.staff.active]
    raise AssertionError(door.page)


def test_each_number_is_that_of_the_rows_its_tile_opens(day, go, ctx):
    for tile in day.tiles:
        assert tile.door, tile.code
        page = go(tile.door)
        rows = behind(page, tile.door, ctx)
        if tile.code == "unpaid":
            plans = [[t.left for t in g.tranches] or [(g.approved or 0) - g.paid] for g in rows if g.approved]
            left = sum(map(sum, plans))  # what was given up is no tranche any more
            assert tile.value == money.shown(left, ctx.office.currency)
        else:
            assert int(tile.value.replace(",", "")) == len(rows), tile


def test_what_waits_for_a_decision_stands_on_my_day_too(day, office):
    with office.database.look(office.actor) as uow:
        waiting = (
            [w for w in queries.waiting(uow) if not w.own]
            if office.actor.role in ("supervisor", "grants")
            else []
        )
    told = {todo.id for todo in day.todo}
    ways = {"tranche": "pay:{}", "transfer": "transfer:{}"}
    for one in waiting:
        ids = {f"decide:{one.id}", ways.get(one.kind, "{}").format(one.record_id)}
        assert ids & told, one
    assert day.deciding == len(waiting)
