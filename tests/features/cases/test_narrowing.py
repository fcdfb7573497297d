"""Lists narrowed by what stands in their columns: by the database, within what the reader may see, whatever was typed."""

from datetime import date, timedelta

import pytest

from caseapp.data import narrowing
from caseapp.data.narrowing import CHOICE, span, span_words, typed_of
from caseapp.data.search import narrowing as by_name
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.filters import FILTERS
from caseapp.features.followups import filters as following
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as planning
from caseapp.features.grants import filters as granting
from caseapp.features.grants import queries as grants
from caseapp.features.people import filters as people_filters
from caseapp.features.people import queries as people
from caseapp.features.people import service as registering
from caseapp.features.referrals import filters as referring
from caseapp.features.referrals import queries as referrals

TODAY = date(2026, 8, 18)


@pytest.fixture
def look(database, caseworker):
    def ask(query, *args, actor=None, **kw):
        with database.look(actor or caseworker) as uow:
            return query(uow, *args, **kw)

    return ask


@pytest.fixture
def do(database, caseworker):
    def run(service, *args, actor=None):
        with database.work(actor or caseworker) as uow:
            return service(uow, *args)

    return run


@pytest.fixture
def names(look):
    """Who is listed and counted, for what is typed."""

    def listed(actor=None, **typed):
        only = cases.listed(typed_of(typed))
        rows = look(cases.page, only=only, actor=actor).rows
        assert look(cases.count, only, actor=actor) == len(rows)
        return sorted(row.name.split()[0] for row in rows)

    return listed


@pytest.fixture
def office(make_case, do, actors):
    """Three people in two districts."""
    tsepo = make_case(given_name="Tšepo", family_name="Ralebitso", place="LSJ05")
    lineo = make_case(given_name="Lineo", family_name="Khoeli", sex="f", place="LSA01", village="Ha Tšiu")
    mpho = make_case(given_name="Mpho", family_name="Ralekoala", actor=actors["caseworker2"])
    do(casework.set_risk, lineo.id, {"risk": "high", "risk_reason": "threats"})
    return tsepo, lineo, mpho


def test_each_filter_asks_the_database(office, names, actors):
    assert names(person="rale") == ["Mpho", "Tšepo"]
    assert names(person="ralebitso tse") == ["Tšepo"]
    assert names(place="LSJ") == ["Mpho", "Tšepo"] and names(place="LSA") == ["Lineo"]
    assert names(risk="high") == ["Lineo"]
    assert names(whose="me") == ["Lineo", "Tšepo"] and names(whose=actors["caseworker2"].id) == ["Mpho"]
    assert names(whose="nobody") == []
    assert names(number=office[1].number[-7:]) == ["Lineo"] and names(
        number=office[1].number[-7:].lower()
    ) == ["Lineo"]
    assert names(opened="today") == ["Lineo", "Mpho", "Tšepo"] and names(opened="past") == []
    assert names(last="none") == ["Lineo", "Mpho", "Tšepo"] and names(last="last30") == []
    assert names(person="rale", whose="me") == ["Tšepo"]


def test_many_of_one_name_are_found_as_the_list_is_walked(office, names, monkeypatch):
    monkeypatch.setattr(narrowing, "FEW", 0)
    assert names(person="rale") == ["Mpho", "Tšepo"] and names(person="tsepo ralebitso") == ["Tšepo"]
    assert names(person="litso") == []


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", '" OR NEAR(', "'", "☃", "٣", "a" * 500, "*", "rale%"])
def test_whatever_is_typed_narrows_or_finds_nobody(office, names, typed, monkeypatch):
    for code in ("person", "number"):
        found = names(**{code: typed})
        assert found in ([], ["Lineo", "Mpho", "Tšepo"], ["Mpho", "Tšepo"])
        assert typed.strip() not in ("%", "_", "*") or found != ["Lineo", "Mpho", "Tšepo"]


def test_nobody_hidden_is_found_or_counted_by_any_filter(office, names, do, supervisor):
    do(registering.restrict, office[2].person.id, True, actor=supervisor)
    for typed in (
        {"person": "mpho"},
        {"number": office[2].number},
        {"place": "LSJ05"},
        {"stage": "assessed"},
    ):
        assert "Mpho" not in names(**typed)
    assert names(person="mpho", actor=supervisor) == ["Mpho"]


def test_pseudonyms_are_not_undone_by_a_filter(office, look, actors):
    me = actors["me"]
    for typed in ((("person", "mpho"),), (("person", "nobody has this name"),)):
        assert look(cases.count, cases.listed(typed), actor=me) == 3
        assert look(narrowing.ignored, FILTERS, typed, actor=me) == ("person",)
    assert look(people.count, people.listed((("village", "tšiu"),)), actor=me) == 3
    named = {f.code for f in (*people_filters.FILTERS, *granting.FILTERS, *referring.FILTERS, *following.DONE) if
             f.kind == "text" and f.code in ("name", "person", "village")}  # fmt: skip
    assert named == {"name", "person", "village"}


def test_codes_that_vanished_narrow_nothing_and_are_named(office, names, look):
    typed = (
        ("colour", "blue"),
        ("risk", "extreme"),
        ("stage", "dreaming"),
        ("opened", "someday"),
        ("whose", "ghost"),
    )
    assert names(**dict(typed)) == ["Lineo", "Mpho", "Tšepo"]
    assert set(look(narrowing.ignored, FILTERS, typed)) == {code for code, _value in typed}


@pytest.mark.parametrize("filters", [FILTERS, people_filters.FILTERS, following.PLANNED, following.CONTACTS, following.DONE,
                                     referring.FILTERS, granting.FILTERS])  # fmt: skip
def test_every_choice_that_is_offered_is_known(filters, look):
    def unknown(uow):
        offered = [(f, value) for f in filters if f.kind == CHOICE for value, _words in f.choices(uow)]
        assert offered
        return [(f.code, value) for f, value in offered if f.rule(uow, value) is None]

    assert look(unknown) == []


def test_closed_cases_come_when_they_are_asked_for(office, names, do, supervisor):
    do(casework.ask_closure, office[0].id,
       {"closure_reason": "withdrew", "closure_missing_why": "moved away", "closure_note": "x"})  # fmt: skip
    do(casework.approve_closure, office[0].id, actor=supervisor)
    assert names() == ["Lineo", "Mpho"] and names(stage="closed") == ["Tšepo"]


@pytest.mark.parametrize("sort", ["opened_on", "number", "next", "last"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_join_to_the_whole_in_every_order(make_case, do, look, clock, sort, descending):
    for n in range(7):
        case = make_case(given_name=f"P{n}")
        if n % 2:
            do(planning.record, case.id, {"outcome": "met"})
            clock.advance(days=1)
        if n == 4:
            do(lambda uow, key=case.id: casework.lost(uow, key))
    whole = look(cases.page, sort=sort, descending=descending).rows
    assert len(whole) == 7
    for limit in (1, 2, 3, 4, 7):
        got, after = [], None
        while True:
            page = look(cases.page, after, limit, sort, descending)
            got += page.rows
            after = page.after
            if after is None:
                break
        assert [r.id for r in got] == [r.id for r in whole]
    days = [r.next_contact_on if sort == "next" else r.last_contact_on for r in whole]
    if sort == "next":
        assert days[-1] is None and days[:-1] == sorted(days[:-1], reverse=descending)
    if sort == "last":
        there = [d for d in days if d]
        assert there == sorted(there, reverse=descending) and (days[0] is None) is not descending


def test_spans_are_counted_from_today():
    assert span("week", TODAY) == (TODAY, TODAY + timedelta(days=6))
    assert span("older30", TODAY) == (None, TODAY - timedelta(days=31))
    assert span("2026-01-01..", TODAY) == (date(2026, 1, 1), None)
    assert span("..2026-03-31", TODAY) == (None, date(2026, 3, 31))
    for bad in ("", "..", "2026-13-01..", "x", "2026-01-01"):
        assert span(bad, TODAY) is None
    assert span_words("2026-01-01..2026-03-31", str) == "2026-01-01 to 2026-03-31"


def test_dues_of_both_kinds_are_narrowed_alike(office, do, look):
    do(planning.plan, office[0].id, {"due_on": "25/08/2026", "kind": "business_visit"})

    def due(**typed):
        only = followups.listed(TODAY, typed_of({"show": "planned", "whose": "all"} | typed))
        rows = look(followups.due, only).rows
        assert look(followups.count, only) == len(rows)
        return sorted((d.name.split()[0], d.kind) for d in rows)

    assert len(due()) == 3
    assert due(kind="business_visit") == [("Tšepo", "business_visit")]
    assert due(kind="first_contact") == [("Lineo", "first_contact"), ("Mpho", "first_contact")]
    assert due(person="lin") == [("Lineo", "first_contact")]
    assert due(due="past") == [] and len(due(due="month")) == 3
    assert due(due="2026-08-25..2026-08-25") == [("Lineo", "first_contact"), ("Tšepo", "business_visit")]
    assert [n for n, _k in due(who="me")] == ["Lineo", "Tšepo"]


def test_the_rule_of_names_reads_the_index(office, look):
    def plan(uow):
        condition = by_name.named(uow.session.connection(), cases.Case.person_id, "rale", narrowing.FEW)
        query = cases.select_rows(uow, cases.CaseFilter()).where(condition).order_by(cases.Case.opened_on)
        text = str(query.compile(uow.session.get_bind(), compile_kwargs={"literal_binds": True}))
        return [row[3] for row in uow.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + text)]

    found = look(plan)
    assert any("search_name" in line for line in found)


def test_villages_are_found_by_their_words(office, look, monkeypatch):
    for few in (narrowing.FEW, 0):
        monkeypatch.setattr(narrowing, "FEW", few)
        for typed, count in (("tsiu", 1), ("ha tš", 1), ("siu", 0), ("mokhotlong", 2)):
            only = people.listed((("village", typed),))
            assert len(look(people.page, only=only).rows) == look(people.count, only) == count, typed


EVERY = {
    "people": (people_filters.FILTERS, lambda typed: people.listed(typed), people.page, people.count),
    "cases": (FILTERS, lambda typed: cases.listed(typed), cases.page, cases.count),
    "dues": (following.PLANNED, lambda typed: followups.listed(TODAY, (("show", "planned"), ("whose", "all"), *typed)),
             lambda uow, only: followups.due(uow, only), followups.count),
    "done": (following.DONE, lambda typed: followups.listed(TODAY, (("show", "done"), ("whose", "all"), *typed)),
             lambda uow, only: followups.page(uow, only), followups.count),
    "referrals": (referring.FILTERS, lambda typed: referrals.listed((("show", "all"), *typed)), referrals.page,
                  referrals.count),
    "grants": (granting.FILTERS, lambda typed: grants.listed("me", TODAY, typed), grants.page, grants.count),
}  # fmt: skip


@pytest.mark.parametrize("few", [narrowing.FEW, 0])
@pytest.mark.parametrize("code", EVERY)
def test_every_filter_of_every_list_is_asked_listed_and_counted_alike(
    code, few, office, look, monkeypatch, supervisor
):
    monkeypatch.setattr(narrowing, "FEW", few)
    filters, listed, page, count = EVERY[code]

    def values(uow, spec):
        if spec.kind == CHOICE:
            return [code for code, _words in spec.choices(uow)][:4]
        return ["rale", "a"] if spec.kind == "text" else ["today", "past", "none"]

    def every(uow):
        for spec in filters:
            for value in values(uow, spec):
                only = listed(((spec.code, value),))
                rows = page(uow, only=only).rows
                assert count(uow, only) == len(rows), (spec.code, value)
        both = listed(tuple((f.code, values(uow, f)[0]) for f in filters))
        return count(uow, both)

    assert look(every, actor=supervisor) == 0
