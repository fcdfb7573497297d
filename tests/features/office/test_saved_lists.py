"""Kept lists: one's own, shared, pinned with a count; whoever opens one sees and counts what they may see, and no more."""

import pytest

from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.features.cases import queries as cases
from caseapp.features.office import saved
from caseapp.features.people import service as people
from caseapp.features.supervision import pinned

HIGH = {
    "typed": {"risk": "medium"},
    "sort": "number",
    "descending": False,
    "columns": {"shown": ["Person", "Case"]},
}


@pytest.fixture
def do(database):
    def run(service, *args, actor):
        with database.work(actor) as uow:
            return service(uow, *args)

    return run


@pytest.fixture
def look(database):
    def ask(query, *args, actor):
        with database.look(actor) as uow:
            return query(uow, *args)

    return ask


def test_ones_own_list_is_nobody_elses_and_a_shared_one_everybodys(do, look, caseworker, supervisor, actors):
    mine = do(saved.keep, "cases", HIGH, {"name": "Mine"}, actor=caseworker)
    shared = do(saved.keep, "cases", HIGH, {"name": "Ours", "shared": True}, actor=supervisor)
    assert [v.name for v in look(saved.saved, "cases", actor=caseworker).views] == ["Mine", "Ours"]
    assert [v.id for v in look(saved.saved, "cases", actor=actors["caseworker2"]).views] == [shared.id]
    assert look(saved.saved, "people", actor=caseworker).views == ()
    with pytest.raises(NotFound):
        look(saved.get, mine.id, actor=supervisor)
    assert look(saved.get, shared.id, actor=caseworker).arrangement == HIGH


def test_sharing_is_the_supervisors_and_so_is_changing_what_is_shared(do, look, caseworker, supervisor):
    with pytest.raises(Refused, match="Only a supervisor"):
        do(saved.keep, "cases", HIGH, {"name": "Ours", "shared": True}, actor=caseworker)
    shared = do(saved.keep, "cases", HIGH, {"name": "Ours", "shared": True}, actor=supervisor)
    for service, args in ((saved.update, (HIGH,)), (saved.rename, ({"name": "X"},)), (saved.remove, ())):
        with pytest.raises(Refused, match="Only who kept"):
            do(service, shared.id, *args, actor=caseworker)
    do(saved.rename, shared.id, {"name": "All of ours", "shared": True}, actor=supervisor)
    do(saved.remove, shared.id, actor=supervisor)
    assert look(saved.saved, "cases", actor=caseworker).views == ()
    with pytest.raises(NotFound):
        look(saved.get, shared.id, actor=supervisor)


def test_names_are_given_once_and_needed(do, caseworker):
    first = do(saved.keep, "cases", HIGH, {"name": "Mine"}, actor=caseworker)
    with pytest.raises(Refused, match="of this name"):
        do(saved.keep, "cases", HIGH, {"name": "mine"}, actor=caseworker)
    with pytest.raises(Invalid):
        do(saved.keep, "cases", HIGH, {"name": " "}, actor=caseworker)
    do(saved.rename, first.id, {"name": "Mine"}, actor=caseworker)
    do(saved.keep, "people", HIGH, {"name": "Mine"}, actor=caseworker)


def test_a_shared_list_counts_what_its_reader_may_see(do, look, make_case, caseworker, supervisor, actors):
    hidden = make_case(given_name="Hidden", actor=supervisor)
    make_case(given_name="Seen")
    do(people.restrict, hidden.person.id, True, actor=supervisor)
    kept = do(saved.keep, "cases", HIGH, {"name": "Medium", "shared": True, "pinned": True}, actor=supervisor)
    assert look(pinned.pinned_count, kept.id, actor=supervisor) == 2
    do(saved.pin, kept.id, True, actor=caseworker)
    assert look(pinned.pinned_count, kept.id, actor=caseworker) == 1
    rows = look(lambda uow: cases.page(uow, only=cases.listed(kept.typed)).rows, actor=caseworker)
    assert [r.name for r in rows] == ["Seen Mokoena"]


def test_what_is_pinned_is_each_ones_own_and_leaves_with_the_right_to_read(
    do, look, caseworker, supervisor, actors
):
    kept = do(
        saved.keep,
        "grants",
        {"typed": {}},
        {"name": "Grants", "shared": True, "pinned": True},
        actor=supervisor,
    )
    assert [p.name for p in look(pinned.pinned, actor=supervisor)] == ["Grants"]
    assert look(pinned.pinned, actor=caseworker) == ()
    do(saved.pin, kept.id, True, actor=actors["counsellor"])
    assert look(pinned.pinned, actor=actors["counsellor"]) == ()  # a counsellor reads no grants
    with pytest.raises(PermissionDenied):
        look(pinned.pinned_count, kept.id, actor=actors["counsellor"])
    do(saved.pin, kept.id, False, actor=supervisor)
    assert look(pinned.pinned, actor=supervisor) == ()


def test_a_day_holds_six_lists(do, caseworker):
    for n in range(saved.MOST_PINNED):
        do(saved.keep, "cases", HIGH, {"name": f"List {n}", "pinned": True}, actor=caseworker)
    more = do(saved.keep, "cases", HIGH, {"name": "One more"}, actor=caseworker)
    with pytest.raises(Refused, match="Six lists"):
        do(saved.pin, more.id, True, actor=caseworker)


def test_how_a_list_was_left_is_ones_own_and_no_entry_of_the_journal(
    do, look, database, caseworker, supervisor
):
    def entries():
        with database.read_engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM journal").scalar()

    before = entries()
    for name in ("a", "b"):
        do(saved.left, "cases", {"typed": {"person": name}}, actor=caseworker)
    assert look(saved.saved, "cases", actor=caseworker).last == {"typed": {"person": "b"}}
    assert look(saved.saved, "cases", actor=supervisor).last is None
    assert entries() == before


def test_every_list_that_can_be_kept_can_be_counted(do, look, make_case, supervisor):
    make_case()
    for code in pinned.LISTS:
        kept = do(saved.keep, code, {"typed": {"show": "done"}}, {"name": code}, actor=supervisor)
        assert look(pinned.pinned_count, kept.id, actor=supervisor) >= 0
