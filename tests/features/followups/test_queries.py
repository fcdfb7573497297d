"""What is due: whose, when, in order, a page at a time."""

from datetime import date, timedelta

import pytest

from caseapp.features.cases import service as casework
from caseapp.features.followups import queries, service
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.queries import ALL, TEAM, DoneFilter, DueFilter
from caseapp.features.followups.views import due_text, due_tone

TODAY = date(2026, 8, 18)


@pytest.fixture
def plan(database, caseworker):
    def plan(case, day, actor=caseworker, by_me=False, **values):
        with database.work(actor) as uow:
            return service.plan(uow, case.id, {"due_on": day, **values}, by_me)

    return plan


@pytest.fixture
def look(database, caseworker):
    def look(query, *args, actor=caseworker, **kwargs):
        with database.look(actor) as uow:
            return query(uow, *args, **kwargs)

    return look


def all_pages(look, only, limit, query=queries.due, **kw):
    found, after = [], None
    while True:
        page = look(query, only, after, limit, **kw)
        found += page.rows
        after = page.after
        if after is None:
            return found


def test_pages_of_two_hold_every_due_once_in_order(make_case, plan, look):
    first = make_case()
    for i in range(7):
        plan(first, TODAY + timedelta(days=i % 3), due_time=f"{9 + i % 2}:00" if i % 3 else "")
    for name in ("Lineo", "Mpho", "Palo"):
        plan(make_case(given_name=name), TODAY + timedelta(days=40))
    whole = look(queries.due, DueFilter(who=ALL)).rows
    assert len(whole) == 13 and sum(not d.id for d in whole) == 3
    for limit in (1, 2, 3):
        paged = all_pages(look, DueFilter(who=ALL), limit)
        assert [d.key for d in paged] == sorted(d.key for d in whole)


def by_number(row):
    f = getattr(row, "followup", row)
    return (row.number, *(row.key if f is row else (f.done_on, f.id)))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("who", [queries.MINE, TEAM, ALL])
def test_each_order_holds_every_due_once_both_ways(
    make_case, plan, look, actors, supervisor, who, descending
):
    for name in ("Lineo", "Mpho", "Palo"):
        case = make_case(given_name=name)
        for i in range(3):
            plan(case, TODAY + timedelta(days=20 - i), due_time="9:00" if i else "")
    taken = make_case(actor=actors["caseworker2"], given_name="Taken")
    plan(taken, TODAY, by_me=True)
    actor = supervisor if who == TEAM else actors["caseworker"]
    only = DueFilter(who=who)
    whole = look(queries.due, only, actor=actor).rows
    assert len(whole) == 13 and {d.id == "" for d in whole} == {
        True,
        False,
    }
    for sort, key in ((queries.DAY, lambda d: d.key), (queries.NUMBER, by_number)):
        for limit in (1, 2, 3, 50):
            paged = all_pages(look, only, limit, sort=sort, descending=descending, actor=actor)
            assert [d.key for d in paged] == [d.key for d in sorted(whole, key=key, reverse=descending)], (
                sort,
                limit,
            )


@pytest.mark.parametrize("descending", [False, True])
def test_what_was_done_comes_by_the_number_of_its_case_too(
    database, caseworker, make_case, look, clock, descending
):
    cases = [make_case(given_name=name) for name in ("Lineo", "Mpho", "Palo")]
    for at in (2, 0, 1, 0, 2, 2):
        with database.work(caseworker) as uow:
            service.record(uow, cases[at].id, {"outcome": "met", "mode": "visit"})
        clock.advance(days=1)
    for who in (queries.MINE, TEAM, ALL):
        only = DoneFilter(who=who)
        whole = look(queries.page, only).rows
        assert len(whole) == 6
        for limit in (1, 2, 3, 50):
            paged = all_pages(look, only, limit, queries.page, sort=queries.NUMBER, descending=descending)
            assert paged == sorted(whole, key=by_number, reverse=descending)


def test_mine_are_those_of_my_cases_and_those_i_took_on(actors, make_case, plan, look, database, supervisor):
    mine, other = make_case(), make_case(actor=actors["caseworker2"], given_name="Other")
    plan(mine, TODAY)
    plan(other, TODAY, by_me=True, purpose="mine by name")
    plan(other, TODAY, purpose="left to the caseworker")
    assert {d.purpose for d in look(queries.due).rows} == {None, "mine by name"}
    assert {d.purpose for d in look(queries.due, actor=actors["caseworker2"]).rows} == {
        "left to the caseworker"
    }
    assert len(look(queries.due, DueFilter(who=TEAM), actor=supervisor).rows) == 3
    with database.work(supervisor) as uow:
        casework.assign(uow, mine.id, actors["caseworker2"].id)
    assert {d.purpose for d in look(queries.due).rows} == {"mine by name"}
    assert look(queries.counts, actor=actors["caseworker2"]).today == 2


def test_counts_are_what_the_lists_show(make_case, plan, look, clock):
    case = make_case()
    for days in (0, 0, 3, 6, 7):
        plan(case, TODAY + timedelta(days=days))
    clock.advance(days=1)
    today = TODAY + timedelta(days=1)
    counts = look(queries.counts)
    assert (counts.overdue, counts.today, counts.week) == (2, 0, 3)
    assert len(look(queries.due, DueFilter(until=today - timedelta(days=1))).rows) == 2
    assert len(look(queries.due, DueFilter(since=today, until=today + timedelta(days=6))).rows) == 3
    assert look(queries.overdue_mine) == 2


def test_those_without_names_see_numbers_and_no_free_text(actors, make_case, plan, look):
    case = make_case()
    plan(case, TODAY, purpose="ask Thabo’s aunt")
    (due,) = look(queries.due, DueFilter(who=ALL), actor=actors["me"]).rows
    assert due.name == case.person.number and due.purpose is None and "Thabo" not in repr(due)
    assert look(queries.of_case, case.id, actor=actors["me"])[0].purpose is None


def test_what_was_done_is_listed_newest_first(database, caseworker, make_case, look, clock):
    case = make_case()
    for outcome in ("met", "not_found", "met"):
        with database.work(caseworker) as uow:
            service.record(uow, case.id, {"outcome": outcome, "mode": "visit"})
        clock.advance(days=1)
    made = look(queries.page).rows
    assert [r.followup.done_on for r in made] == [TODAY + timedelta(days=2), TODAY]
    assert len(look(queries.page, DoneFilter(FollowUpState.MISSED)).rows) == 1
    assert look(queries.page, DoneFilter(FollowUpState.CANCELLED)).rows == ()


def test_restricted_cases_stay_out_of_other_peoples_lists(
    database, actors, supervisor, make_case, plan, look
):
    case = make_case()
    plan(case, TODAY)
    with database.work(supervisor) as uow:
        from caseapp.features.cases.models import Case

        uow.get(Case, case.id).restricted = True
    for sort in (queries.DAY, queries.NUMBER):
        shut = look(queries.due, DueFilter(who=ALL), sort=sort, limit=1, actor=actors["caseworker2"])
        assert (shut.rows, shut.after) == ((), None)
    assert len(look(queries.due, DueFilter(who=ALL)).rows) == 1


@pytest.mark.parametrize(
    ("days", "time", "words", "tone"),
    [
        (-4, "10:30", "4 days late", "bad"), (-1, "", "1 day late", "bad"), (0, "10:30", "Today 10:30", "brand"),
        (0, "", "Today", "brand"), (1, "", "Tomorrow", "neutral"), (2, "", "Thu 20", "neutral"),
        (30, "", "17 Sep", "neutral"),
    ],
)  # fmt: skip
def test_due_dates_in_words(days, time, words, tone):
    day = TODAY + timedelta(days=days)
    assert (due_text(day, time, TODAY), due_tone(day, TODAY)) == (words, tone)
