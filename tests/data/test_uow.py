"""Work commits whole or not at all, is journalled once, told once, and never shows what an actor may not know of."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select, text

from caseapp.core.errors import EditConflict, NotFound, PermissionDenied, ReadOnlyPlace, Refused
from caseapp.core.permissions import Permission, Scope
from caseapp.data import rowscope
from caseapp.data.journal import JournalEntry, verify_chains
from caseapp.data.scoping import with_put_aside
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service
from caseapp.features.cases.models import Case
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import names
from caseapp.features.people import queries as people
from caseapp.features.people import service as registering
from caseapp.features.people.models import Person


def entries(database, **where):
    with database.read_engine.connect() as connection:
        rows = connection.execute(select(JournalEntry.__table__).order_by(JournalEntry.seq)).mappings().all()
    return [r for r in rows if all(r[k] == v for k, v in where.items())]


def test_a_change_is_journalled_with_before_and_after_and_told_once(database, caseworker, make_case):
    case = make_case()
    heard = []
    database.bus.subscribe(heard.append)
    with database.work(caseworker, reason="he told me") as uow:
        service.set_risk(uow, case.id, {"risk": "high", "risk_reason": "threats at home"})
    entry = entries(database, entity="case", op="update")[-1]
    before, after, replaced = json.loads(entry["body"])["risk"]
    assert (before, after) == ("medium", "high")
    assert entry["reason"] == "he told me" and entry["action"] == "case.risk" and entry["case_id"] == case.id
    insert = entries(database, entity="case", op="insert")[-1]
    assert replaced == [insert["id"].hex()]
    assert len(heard) == 1 and heard[0].touches({"case"})


def test_a_failure_leaves_nothing_behind(database, caseworker, make_case):
    case = make_case()
    before = len(entries(database, op="insert"))
    heard = []
    database.bus.subscribe(heard.append)
    with pytest.raises(Refused), database.work(caseworker) as uow:
        service.add_note(uow, case.id, {"text": "this must not stay"})
        service.open_case(uow, case.person.id)
    assert heard == [] and len(entries(database, op="insert")) == before
    assert json.loads(entries(database)[-1]["body"])["denied"] == "case.note"
    with database.look(caseworker) as uow:
        assert cases.notes(uow, case.id) == ()


def test_several_flushes_make_one_entry_from_first_to_last(database, caseworker, make_case):
    case = make_case()
    with database.work(caseworker) as uow:
        record = uow.get(Case, case.id)
        for words in ("first", "second", "third"):
            record.risk_reason = words
            uow.session.flush()
    changes = [json.loads(e["body"]) for e in entries(database, entity="case", op="update")]
    assert [c["risk_reason"][:2] for c in changes if "risk_reason" in c] == [[None, "third"]]


def test_refused_actions_are_journalled(database, actors, make_case):
    case = make_case()
    with pytest.raises(PermissionDenied), database.work(actors["me"]) as uow:
        service.add_note(uow, case.id, {"text": "x"})
    last = entries(database)[-1]
    assert last["op"] == "event" and json.loads(last["body"])["denied"] == "case.note"
    assert last["actor_id"] == actors["me"].id


def test_the_journal_is_append_only(database, make_case):
    make_case()
    with database.write_engine.connect() as connection:
        for attack in (
            "UPDATE journal SET action = 'x'",
            "UPDATE journal SET body = '{}'",
            "DELETE FROM journal",
        ):
            with pytest.raises(Exception, match="append-only"):
                connection.execute(text(attack))


def tamper(database, statement):
    with database.write_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("DROP TRIGGER journal_no_delete"))
        connection.execute(text(statement))
    with database.read_engine.connect() as connection:
        return verify_chains(connection).problem


def test_a_whole_chain_verifies_and_erased_values_do_not_break_it(database, make_case):
    make_case()
    with database.write_engine.begin() as connection:
        connection.execute(text("UPDATE journal SET body = NULL, salt = salt WHERE entity = 'person'"))
    with database.read_engine.connect() as connection:
        report = verify_chains(connection)
    assert report.problem == "" and report.entries > 5


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE journal SET body = replace(body, 'Thabo', 'Other') WHERE entity = 'person'",
            "values were changed",
        ),
        ("UPDATE journal SET actor_id = 'x' WHERE entity = 'person'", "it was changed"),
        ("DELETE FROM journal WHERE entity = 'person'", "is missing"),
        ("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "the chain ends"),
        ("UPDATE journal SET seq = seq + 1000 WHERE entity = 'case'", "is missing"),
        ("UPDATE journal SET case_id = 'y' WHERE entity = 'case'", "it was changed"),
        ("UPDATE journal SET reason = 'y' WHERE entity = 'case'", "it was changed"),
    ],
)
def test_every_tampering_is_named(database, make_case, statement, words):
    make_case()
    assert words in tamper(database, statement)


def test_a_reader_cannot_write(database, caseworker, make_case):
    case = make_case()
    with pytest.raises(ReadOnlyPlace), database.look(caseworker) as uow:
        uow.session.get(Case, case.id).risk_reason = "x"
        uow.session.flush()


def test_scope_hides_rows_from_lists_counts_and_get(database, caseworker, actors, make_case):
    mine = make_case(given_name="Mine")
    other = make_case(actor=actors["caseworker2"], given_name="Other")
    own = replace(caseworker, scope=Scope.OWN)
    database.current = lambda session, actor: actor
    with database.look(own) as uow:
        assert [c.id for c in cases.page(uow).rows] == [mine.id]
        assert cases.count(uow) == 1 and people.count(uow) == 1
        with pytest.raises(NotFound):
            uow.get(Case, other.id)
        with pytest.raises(NotFound):
            people.person(uow, other.person.id)
    with database.look(caseworker) as uow:  # the compiled statement must not keep the first actor
        assert cases.count(uow) == 2
    with database.look(replace(caseworker, scope=Scope.TEAM, team="elsewhere")) as uow:
        assert [c.id for c in cases.page(uow).rows] == [mine.id]


def test_a_value_of_a_rule_is_compared_with_its_copies_without_an_expression():
    for value in (rowscope._one("somebody"), rowscope._any(["a", "b"])):
        assert (value._annotate({"copy": 1}) == value) is True and (value == rowscope._one("x")) is False


def test_restricted_records_are_hidden_unless_owned_or_opened(
    database, caseworker, actors, supervisor, make_case
):
    case = make_case()
    with database.work(supervisor) as uow:
        registering.restrict(uow, case.person.id, True)
    colleague = actors["caseworker2"]
    with database.look(colleague) as uow:
        assert people.count(uow) == 0
    database.current = lambda session, actor: actor  # who has opened what is given here
    opened = replace(colleague, opened=frozenset({case.person.id}))
    for actor in (caseworker, supervisor, opened):
        with database.look(actor) as uow:
            assert people.person(uow, case.person.id).family_name == "Mokoena"
    assert entries(database, action="person.seen")


def test_questions_of_one_look_are_refused_and_noted_each_for_itself(
    database, caseworker, actors, supervisor, make_case
):
    case = make_case()
    with database.work(supervisor) as uow:
        registering.restrict(uow, case.person.id, True)
    with database.looking(caseworker) as uow:
        with database.question(uow):
            assert people.count(uow) == 1
        with pytest.raises(PermissionDenied), database.question(uow):
            service.assign(uow, case.id, {})
        with database.question(uow):
            people.person(uow, case.person.id)
    assert [e["action"] for e in entries(database)][-2:] == ["refused", "person.seen"]
    assert "case.assign" in entries(database, action="refused")[-1]["body"]


def test_what_is_asked_again_is_read_once_in_a_look_and_anew_in_a_transaction(database, caseworker):
    with database.looking(caseworker) as uow:
        assert names(uow.session) is names(uow.session)
    with database.work(caseworker) as uow:
        before = names(uow.session)[caseworker.id]
        uow.session.get(Staff, caseworker.id).name = "Another Name"
        uow.session.flush()
        assert (before, names(uow.session)[caseworker.id]) == (caseworker.name, "Another Name")


def test_what_is_got_again_in_a_look_is_read_once(database, caseworker, make_case):
    case = make_case()
    asked = []
    event.listen(database.read_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with database.look(caseworker) as uow:
        uow.get(Case, case.id)
        before = len(asked)
        assert uow.get(Case, case.id).id == case.id and len(asked) == before


def test_who_was_seen_in_the_bin_is_not_held_for_those_who_may_not(database, caseworker, make_case):
    case = make_case()
    database.current = lambda session, actor: replace(actor, put_aside=frozenset({case.person.id}))
    with database.look(caseworker) as uow:
        with with_put_aside(uow):
            assert uow.get(Person, case.person.id).id == case.person.id
        with pytest.raises(NotFound):
            uow.get(Person, case.person.id)


def test_two_windows_on_one_record_merge_by_field(database, caseworker, make_case):
    person = make_case().person
    with database.look(caseworker) as uow:
        seen = {f: getattr(people.person(uow, person.id), f) for f in ("village", "phone", "given_name")}
    with database.work(caseworker) as uow:
        uow.edit(uow.get(Person, person.id), seen | {"village": "Linakaneng"}, seen)
    with database.work(caseworker) as uow:
        uow.edit(uow.get(Person, person.id), seen | {"phone": "+26650123456"}, seen)
    with database.look(caseworker) as uow:
        now = people.person(uow, person.id)
    assert (now.village, now.phone) == ("Linakaneng", "+26650123456")
    with pytest.raises(EditConflict) as raised, database.work(caseworker) as uow:
        uow.edit(uow.get(Person, person.id), seen | {"village": "Tlokoeng"}, seen)
    assert raised.value.fields == {"village": (None, "Linakaneng", "Tlokoeng")}


def test_numbers_are_never_given_twice(database, caseworker, make_case):
    numbers = {make_case().number for _ in range(5)}
    assert len(numbers) == 5 and all(n.startswith("MKG-26-A000") for n in numbers)


def test_a_changed_role_counts_at_the_next_step(database, caseworker, make_case):
    from caseapp.features.office.opening import NOBODY

    case = make_case()
    with database.work(NOBODY) as uow:
        uow.session.get(Staff, caseworker.id).role = "me"
    assert caseworker.can(Permission.CASE_WRITE)
    with pytest.raises(PermissionDenied), database.work(caseworker) as uow:
        service.add_note(uow, case.id, {"text": "x"})
