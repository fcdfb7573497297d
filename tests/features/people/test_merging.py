"""Two records of one person become one, and two again: nothing is lost either way, and nothing points to nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Enum, Integer, LargeBinary, inspect, select

from caseapp.core.dates import PartialDate
from caseapp.core.errors import NotFound, PermissionDenied, Refused
from caseapp.data.base import Base
from caseapp.data.history import of_record
from caseapp.data.pointers import pointers
from caseapp.data.types import CodeSet, Json, PartialDateType, as_json
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as case_service
from caseapp.features.cases.models import Case
from caseapp.features.followups import service as followups
from caseapp.features.people import comparing, finding, merging, queries, service
from caseapp.features.people.models import Merge, NotTheSame, Person

SESEKO = {
    "given_name": "Seseko",
    "family_name": "Phooko",
    "phone": "50 111 222",
    "village": "Ha Tlali",
    "needs": "debt",
}
SESEKHO = {"given_name": "Sesekho", "family_name": "Phoko", "phone": "50 333 444", "id_number": "012345678901",
           "needs": "housing", "birth_date": "1991-05-02"}  # fmt: skip


@pytest.fixture
def both(make_case):
    """(kept, gone): the cases of one man who came twice."""
    return make_case(**SESEKO), make_case(**SESEKHO)


def merge(database, supervisor, both, **take):
    with database.work(supervisor) as uow:
        return merging.merge(uow, both[0].person.id, both[1].person.id, take, "the same man, he says")


def merge_id(database, supervisor) -> str:
    with database.look(supervisor) as uow:
        return comparing.merges(uow)[0].id


def test_the_chosen_values_stay_and_both_numbers_lead_to_the_record(database, supervisor, both):
    kept, gone = both
    person = merge(database, supervisor, both, phone="second")
    assert (person.given_name, person.phone, person.village) == ("Seseko", "+26650333444", "Ha Tlali")
    assert person.id_number == "012345678901"  # only the other had one
    assert person.needs == ("debt", "housing")
    with database.look(supervisor) as uow:
        assert queries.person(uow, gone.person.id).id == kept.person.id
        assert queries.by_number(uow, gone.person.number).id == kept.person.id
        for typed in (kept.person.number, gone.person.number, "sesekho phoko", "50 111 222", "50 333 444"):
            assert [p.id for p in finding.find(uow, typed)] == [kept.person.id], typed
        assert {c.id for c in cases.of_person(uow, kept.person.id)} == {kept.id, gone.id}
        assert cases.case(uow, cases.by_number(uow, gone.number)).person.id == kept.person.id
        assert queries.count(uow) == 1
        assert [p.id for p in queries.page(uow).rows] == [kept.person.id]


def test_taking_it_back_gives_both_their_own_again(database, supervisor, both):
    merge(database, supervisor, both, phone="second", given_name="second")
    with database.work(supervisor) as uow:
        merging.unmerge(uow, merge_id(database, supervisor), "two cousins")
    with database.look(supervisor) as uow:
        for case in both:
            assert queries.person(uow, case.person.id) == _but_revision(
                case.person, queries.person(uow, case.person.id)
            )
            assert [c.id for c in cases.of_person(uow, case.person.id)] == [case.id]
            assert [p.id for p in finding.find(uow, case.person.number)] == [case.person.id]
        assert queries.count(uow) == 2


def _but_revision(before: Any, after: Any) -> Any:
    from msgspec.structs import replace

    return replace(before, revision=after.revision)


def test_what_changed_since_stays_and_is_shown_before_taking_back(database, supervisor, caseworker, both):
    kept, gone = both
    merge(database, supervisor, both, phone="second", given_name="second")
    with database.work(caseworker) as uow:
        now = queries.person(uow, kept.person.id)
        typed = {
            name: getattr(now, name) for name in ("given_name", "family_name", "sex", "birth_date", "here_as")
        }
        service.change(uow, kept.person.id, typed | {"phone": "50 555 666", "needs": now.needs})
        followups.record(
            uow, gone.id, {"kind": "general", "mode": "visit", "outcome": "met", "note": "All well."}
        )
    key = merge_id(database, supervisor)
    with database.look(supervisor) as uow:
        shown = comparing.undoing(uow, key)
    assert ("Phone", "+266 5055 5666", "+266 5011 1222") in shown.changed
    assert ("Given name", "Sesekho", "Seseko") in shown.restored
    assert "1 case" in dict(shown.comes_back)
    assert any("follow-up" in words for words, _count in shown.comes_back)
    with database.work(supervisor) as uow:
        first, second = merging.unmerge(uow, key)
    assert (first.given_name, first.phone) == ("Seseko", "+26650555666")
    assert second.phone == "+26650333444"
    with database.read_engine.connect() as connection:
        whose = connection.exec_driver_sql(
            "SELECT person_id FROM followup WHERE case_id = ?", (gone.id,)
        ).scalars()
        assert set(whose) == {gone.person.id}


def test_the_journal_keeps_both_images_and_every_moved_row(database, supervisor, both):
    merge(database, supervisor, both)
    with database.look(supervisor) as uow:
        made = uow.session.scalars(select(Merge)).one()
        (entry,) = of_record(uow, "person_merge", made.id)
        before, moved = entry.changes["before"][1], entry.changes["moved"][1]
        assert (before["kept"]["given_name"], before["gone"]["given_name"]) == ("Seseko", "Sesekho")
        assert ["case", both[1].id, "person_id"] in moved
        assert entry.reason == "the same man, he says"
        (change, _made) = of_record(uow, "case", both[1].id)
        assert change.action == "person.merge"
        assert change.changes["person_id"] == (both[1].person.id, both[0].person.id)


@pytest.mark.parametrize("role", ["caseworker", "grants", "me", "admin"])
def test_only_the_supervisor_merges(database, actors, both, role):
    with pytest.raises(PermissionDenied):
        merge(database, actors[role], both)


def test_nobody_is_merged_twice_or_with_themselves(database, supervisor, both):
    kept, gone = both
    with pytest.raises(Refused, match="one record already"):
        merge(database, supervisor, (kept, kept))
    merge(database, supervisor, both)
    with pytest.raises(Refused, match="became part"):
        merge(database, supervisor, (gone, kept))


def test_a_record_changed_while_comparing_is_not_merged(database, supervisor, caseworker, both):
    with database.look(supervisor) as uow:
        seen = comparing.compare(uow, both[0].person.id, both[1].person.id)
    with database.work(caseworker) as uow:
        uow.get(Person, both[1].person.id).village = "Ha Moeketsane"
    with pytest.raises(Refused, match="changed while you compared"), database.work(supervisor) as uow:
        merging.merge(
            uow, both[0].person.id, both[1].person.id, seen=(seen.first.revision, seen.second.revision)
        )


def test_not_while_a_decision_waits(database, supervisor, caseworker, both):
    with database.work(caseworker) as uow:
        case_service.ask_closure(
            uow,
            both[1].id,
            {
                "closure_reason": "assistance_completed",
                "closure_missing_why": "moved far away",
                "closure_note": "All done.",
            },
        )
    with pytest.raises(Refused, match="waits for a decision"):
        merge(database, supervisor, both)


def test_a_later_merging_is_taken_back_first(database, supervisor, both, make_case):
    third = make_case(given_name="Seseko", family_name="Phuko")
    merge(database, supervisor, both)
    first = merge_id(database, supervisor)
    merge(database, supervisor, (third, both[0]))
    with database.look(supervisor) as uow:
        assert queries.person(uow, both[1].person.id).id == third.person.id  # through both mergings
        assert [p.id for p in finding.find(uow, both[1].person.number)] == [third.person.id]
        assert "Take that back first" in comparing.undoing(uow, first).problem
        second = next(m.id for m in comparing.merges(uow) if m.id != first)
    with pytest.raises(Refused, match="Take that back first"), database.work(supervisor) as uow:
        merging.unmerge(uow, first)
    for key in (second, first):
        with database.work(supervisor) as uow:
            merging.unmerge(uow, key)
    with database.look(supervisor) as uow:
        for case in (*both, third):
            assert [p.id for p in finding.find(uow, case.person.number)] == [case.person.id]
    with pytest.raises(Refused, match="already"), database.work(supervisor) as uow:
        merging.unmerge(uow, first)


def test_a_restricted_record_makes_the_merged_one_restricted_until_taken_back(
    database, supervisor, caseworker, both
):
    with database.work(supervisor) as uow:
        service.restrict(uow, both[1].person.id, True)
        for case in both:
            case_service.assign(uow, case.id, supervisor.id)
    merge(database, supervisor, both)
    with pytest.raises(NotFound), database.look(caseworker) as uow:
        queries.person(uow, both[0].person.id)
    with database.work(supervisor) as uow:
        merging.unmerge(uow, merge_id(database, supervisor))
    with database.look(caseworker) as uow:
        assert queries.person(uow, both[0].person.id).number == both[0].person.number
        assert finding.find(uow, "sesekho phoko") == () or both[1].person.id not in [
            p.id for p in finding.find(uow, "sesekho phoko")
        ]


def test_a_decision_that_somebody_else_is_another_person_goes_along(database, supervisor, both, make_case):
    other = make_case(given_name="Sesekho", family_name="Phoko")
    with database.work(supervisor) as uow:
        service.not_the_same(uow, both[1].person.id, other.person.id)
        service.not_the_same(uow, both[0].person.id, both[1].person.id)  # thought so once
    merge(database, supervisor, both)
    with database.look(supervisor) as uow:
        pairs = {tuple(sorted((p.person_id, p.other_id))) for p in uow.session.scalars(select(NotTheSame))}
    assert tuple(sorted((both[0].person.id, other.person.id))) in pairs


# --- nothing is forgotten


def test_every_column_that_holds_a_person_is_known():
    """By its name, its key, or what is written on the column: a new table cannot slip through."""
    known = {(cls.__tablename__, name) for cls, name in pointers("person")}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            says = "person_id" in column.name or any(
                k.target_fullname == "person.id" for k in column.foreign_keys
            )
            if says:
                assert (table.name, column.name) in known, f"{table.name}.{column.name}"
    assert {("case", "person_id"), ("referral", "person_id"), ("not_the_same", "other_id")} <= known


def test_no_row_of_any_table_points_to_the_record_that_went(database, supervisor, both):
    """One row is put into every table that points to a person; afterwards its key is nowhere but in the histories."""
    gone = both[1].person.id
    _foreign_keys(database, "OFF")  # the other columns of these rows point to nothing
    with database.write_engine.begin() as connection:
        for number, (cls, name) in enumerate(pointers("person")):
            if cls not in (Person, NotTheSame, Merge) and cls.__tablename__ != "case":
                connection.execute(cls.__table__.insert(), _row(cls, number, name, gone, both[1].id))
    _foreign_keys(database, "ON")
    merge(database, supervisor, both)
    assert _tables_naming(database, gone) <= {"journal", "person", "person_merge"}
    with database.work(supervisor) as uow:
        merging.unmerge(uow, merge_id(database, supervisor))
    wanted = {
        cls.__tablename__ for cls, _name in pointers("person") if cls not in (Person, NotTheSame, Merge)
    }
    assert wanted <= _tables_naming(database, gone)


def _foreign_keys(database: Any, state: str) -> None:
    raw = database.write_engine.raw_connection()
    raw.driver_connection.execute(f"PRAGMA foreign_keys = {state}")
    raw.close()


def _row(cls: Any, number: int, name: str, person_id: str, case_id: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in cls.__table__.columns:
        if not column.nullable and column.default is None and column.server_default is None:
            values[column.name] = _something(column, number, case_id)
    if "reviewed_on" in cls.__table__.columns:
        values |= {"reviewed_on": date(2026, 8, 1), "in_order": True}  # nothing waits for a decision
    if cls.__tablename__ in ("case_reopening", "retention_review"):
        values["state"] = "approved"
    return values | {"id": f"row-{number}", name: person_id, "revision": 1, "created_on": date(2026, 8, 1)}


def _something(column: Any, number: int, case_id: str) -> Any:
    kinds = {Enum: lambda t: t.enum_class and next(iter(t.enum_class)), Boolean: lambda t: False, Integer: lambda t: number,
             DateTime: lambda t: None, Date: lambda t: date(2026, 8, 1), LargeBinary: lambda t: b"x",
             PartialDateType: lambda t: PartialDate(1990), CodeSet: lambda t: (), Json: lambda t: {}}  # fmt: skip
    if column.name == "case_id":
        return case_id
    if column.foreign_keys:
        return case_id  # whatever it is, it is not looked at within this transaction
    for kind, make in kinds.items():
        if isinstance(column.type, kind) and kind is not DateTime:
            return make(column.type)
    if "_at" in column.name or column.type.__class__.__name__ == "UTCDateTime" or column.name == "until":
        from datetime import UTC, datetime

        return datetime(2026, 8, 1, tzinfo=UTC)
    return f"x{number}"


def _tables_naming(database: Any, key: str) -> set[str]:
    found = set()
    with database.read_engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = " OR ".join(f'instr("{c.name}", :key) > 0' for c in table.columns)
            if connection.exec_driver_sql(
                f'SELECT 1 FROM "{table.name}" WHERE {columns} LIMIT 1', {"key": key}
            ).first():
                found.add(table.name)
    return found


def test_every_field_comes_back_from_the_journal_as_it_was(both):
    """What the merge keeps of a field, read again, is what was stored."""
    for case in both:
        for spec in comparing.fields():
            value = getattr(case.person, spec.name)
            again = comparing.stored(spec, as_json(value), "LS")
            assert again == (value if value is not None else None) or (again in (None, ()) and not value), (
                spec.name
            )
    assert len(inspect(Merge).column_attrs.keys()) > 10


def test_the_old_key_leads_to_the_cases_and_opens_none_of_its_own(database, supervisor, caseworker, both):
    kept, gone = both
    merge(database, supervisor, both)
    with database.look(caseworker) as uow:
        assert {c.id for c in cases.of_person(uow, gone.person.id)} == {kept.id, gone.id}
    with pytest.raises(Refused, match="already has an open case"), database.work(caseworker) as uow:
        case_service.open_case(uow, gone.person.id)


def test_a_case_number_given_while_they_were_one_is_not_given_again(database, supervisor, both):
    merge(database, supervisor, both)
    with database.work(supervisor) as uow:
        for case in both:
            uow.get(Case, case.id).closed_on = uow.today
    with database.work(supervisor) as uow:
        third = case_service.open_case(uow, both[0].person.id)
        uow.get(Case, third.id).closed_on = uow.today
    with database.work(supervisor) as uow:
        merging.unmerge(uow, merge_id(database, supervisor))
    with database.work(supervisor) as uow:
        fourth = case_service.open_case(uow, both[0].person.id)
    assert third.number == f"{both[0].number}/3"
    assert fourth.number == f"{both[0].number}/4"


def test_what_was_taken_back_does_not_stand_again_by_a_merging(database, supervisor, caseworker, both):
    kept, gone = (case.person.id for case in both)
    given = {"consent_method": "signature", "consent_purposes": ["case_management"]}
    with database.work(caseworker) as uow:
        service.give_consent(uow, kept, given)
        service.give_consent(uow, gone, given)
    with database.work(caseworker) as uow:
        service.withdraw_consent(uow, gone, {"withdrawn_why": "afraid of the neighbours"})
    with database.look(supervisor) as uow:
        told = comparing.compare(uow, gone, kept).problem
        assert both[0].person.number in told and "taken back" in told
    with pytest.raises(Refused, match="Ask the person"):
        merge(database, supervisor, both)
    with database.work(caseworker) as uow:
        service.withdraw_consent(uow, kept, {"withdrawn_why": "the same"})
    with database.look(supervisor) as uow:
        assert comparing.compare(uow, gone, kept).problem == ""
    merge(database, supervisor, both)
    with database.look(supervisor) as uow:
        assert queries.consent(uow, kept) is None
