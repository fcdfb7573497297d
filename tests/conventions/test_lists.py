"""Every order that a list offers walks an index of the file: a million rows are never sorted to show a hundred."""

import pytest
from sqlalchemy import event

from caseapp.core.registry import load
from caseapp.features import features
from tests.conventions import walk

LISTS = ("people", "cases", "followups", "referrals", "grants")
WIDE = {"followups": ({"show": "planned", "whose": "all"},), "followups-done": ({"show": "done", "whose": "all"},),
        "referrals": tuple({"show": show} for show in ("waiting", "overdue", "open", "all"))}  # fmt: skip


@pytest.fixture
def listings(ctx_for, actors, qtbot):
    def made(code, login):
        spec = next(p for f in features() for p in f.pages if p.code == code)
        page = load(spec.target)(ctx_for(actors[login]))
        qtbot.addWidget(page)
        return [page.due_list, page.past_list] if code == "followups" else [page.list]

    return made


@pytest.fixture
def plans(database):
    """What the file does for each SELECT of a query that orders."""

    def read(query, *args, actor, **kw):
        asked = []
        listen = lambda c, cursor, sql, params, context, many: asked.append((sql, params))  # noqa: E731
        event.listen(database.read_engine, "before_cursor_execute", listen)
        try:
            with database.look(actor) as uow:
                query(uow, *args, **kw)
        finally:
            event.remove(database.read_engine, "before_cursor_execute", listen)
        with database.read_engine.connect() as connection:
            for sql, params in asked:
                if "ORDER BY" in sql and "LIMIT" in sql:
                    found = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, params)
                    yield [row[3] for row in found]

    return read


@pytest.mark.parametrize("login", ["supervisor", "caseworker"])
@pytest.mark.parametrize("code", LISTS)
def test_every_order_offered_walks_an_index(code, login, listings, plans, actors):
    read = 0
    for listing in listings(code, login):
        for own in WIDE.get(listing.spec.code, ({},)):
            listing.spec.put(own)
            listing.put({})
            orders = {c.sort for c in listing.table.rows.columns if c.sort} | {listing.spec.sort}
            for sort in orders:
                for descending in (False, True):
                    listing.sort, listing.descending = sort, descending
                    for plan in plans(listing.spec.page, actor=actors[login], **listing.asked()):
                        assert not [line for line in plan if "TEMP B-TREE" in line], (
                            code,
                            sort,
                            descending,
                            plan,
                        )
                        read += 1
    assert read


def test_ones_own_follow_ups_are_sorted_from_ones_own_cases_alone(listings, plans, actors):
    """Sorted in memory they may be, for they are few; what is walked is never the whole office."""
    due, _done = listings("followups", "caseworker")
    due.spec.put({"show": "planned", "whose": "mine"})
    for sort in ("due", "number"):
        for descending in (False, True):
            due.sort, due.descending = sort, descending
            for plan in plans(due.spec.page, actor=actors["caseworker"], **due.asked()):
                sorts = any("TEMP B-TREE" in line for line in plan)
                assert not sorts or "owner_id=?" in plan[0] or "assigned_to=?" in plan[0], (sort, plan)
                assert not any(line.startswith("SCAN") for line in plan), plan


def test_the_lists_of_the_program_are_all_looked_at():
    assert {p.code for p in walk.pages()} >= set(LISTS)
