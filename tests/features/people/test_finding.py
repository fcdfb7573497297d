"""People are found as they are said, and somebody on file already is noticed while the name is typed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from caseapp.core.errors import PermissionDenied
from caseapp.core.permissions import Scope
from caseapp.data import search
from caseapp.features.people import finding, service
from caseapp.features.people.models import IdentityDocument, Person, PersonPhone, Proof
from caseapp.features.people.queries import count


@pytest.fixture
def office(make_case):
    people = [
        {"given_name": "Maxamed", "middle_name": "Nuur", "family_name": "Cali", "birth_date": "1985"},
        {"given_name": "Tšepo", "family_name": "Ralebitso", "phone": "50123456", "birth_date": "1990-03-04"},
        {"given_name": "Lineo", "family_name": "Sekhonyana", "sex": "f", "id_number": "098765432101"},
        {"given_name": "’Mamello", "family_name": "Khoeli", "sex": "f", "known_as": "Mpho"},
    ]
    return {p["given_name"]: make_case(**p).person for p in people}


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("mohamed nur", "Maxamed"),
        ("ali maxamed", "Maxamed"),
        ("tsepo", "Tšepo"),
        ("tshepo rale", "Tšepo"),
        ("dineo", "Lineo"),
        ("sekhonyna", "Lineo"),
        ("mamello", "’Mamello"),
        ("Mpho", "’Mamello"),
        ("3456", "Tšepo"),
        ("098765432107", "Lineo"),
    ],
)
def test_found_as_typed(database, caseworker, office, typed, given):
    with database.look(caseworker) as uow:
        hits = finding.find(uow, typed)
    assert hits, typed
    assert hits[0].id == office[given].id
    assert hits[0].why


@pytest.mark.parametrize("typed", ["", "x", "%", '" OR NEAR(', "😀", "م" * 500, "a" * 500, "-", "١٢٣"])
def test_nonsense_is_no_error(database, caseworker, office, typed):
    with database.look(caseworker) as uow:
        assert isinstance(finding.find(uow, typed), tuple)


def test_the_number_finds_the_person(database, caseworker, office):
    number = office["Lineo"].number
    with database.look(caseworker) as uow:
        assert finding.find(uow, number)[0].number == number


def test_a_changed_name_is_found_at_once_and_the_old_one_no_longer(database, caseworker, office):
    person = office["Lineo"]
    raw = {
        "given_name": "Puleng",
        "family_name": "Nthako",
        "sex": "f",
        "birth_date": "1992",
        "here_as": "returnee",
    }
    with database.work(caseworker) as uow:
        service.change(uow, person.id, raw)
        assert finding.find(uow, "puleng nthako")[0].id == person.id
        assert not finding.find(uow, "sekhonyana")


def test_what_is_hidden_is_not_found(database, caseworker, actors, office):
    database.current = lambda session, actor: actor
    other = replace(actors["caseworker2"], scope=Scope.OWN)
    with database.look(other) as uow:
        assert finding.find(uow, "mohamed nur") == ()
        assert count(uow) == 0


def test_those_who_see_pseudonyms_cannot_search(database, actors, office):
    with pytest.raises(PermissionDenied), database.look(actors["me"]) as uow:
        finding.find(uow, "tsepo")


def test_a_likely_double_is_named_with_reasons(database, caseworker, office):
    typed = {
        "given_name": "Mohamed",
        "middle_name": "Noor",
        "family_name": "Ali",
        "sex": "m",
        "birth_date": "1985",
    }
    with database.look(caseworker) as uow:
        first = finding.alike(uow, typed)[0]
    assert first.person.id == office["Maxamed"].id
    assert first.reasons


def test_a_half_typed_phone_still_tells(database, caseworker, office):
    typed = {"given_name": "Tsepo", "family_name": "Ralebitso", "phone": "5012345", "birth_date": "1990"}
    with database.look(caseworker) as uow:
        first = finding.alike(uow, typed)[0]
    assert first.person.id == office["Tšepo"].id


def test_pairs_decided_to_be_two_people_stay_away(database, caseworker, make_case, office):
    twin = make_case(given_name="Maxamed", middle_name="Nuur", family_name="Cali", birth_date="1985").person
    typed = {"given_name": "Maxamed", "middle_name": "Nuur", "family_name": "Cali", "birth_date": "1985"}
    with database.work(caseworker) as uow:
        assert [a.person.id for a in finding.alike(uow, typed, twin.id)] == [office["Maxamed"].id]
        service.not_the_same(uow, twin.id, office["Maxamed"].id)
        assert finding.alike(uow, typed, twin.id) == ()


def test_of_a_hidden_match_only_the_holder_is_told(database, actors, office):
    database.current = lambda session, actor: actor
    other = replace(actors["caseworker2"], scope=Scope.OWN)
    typed = {
        "given_name": "Maxamed",
        "middle_name": "Nuur",
        "family_name": "Cali",
        "birth_date": "1985",
        "sex": "m",
    }
    with database.look(other) as uow:
        first = finding.alike(uow, typed)[0]
    assert first.person is None
    assert "is held by" in first.reasons[0]
    assert "Maxamed" not in str(first)


def test_further_phones_documents_and_the_maiden_name_lead_to_the_person(database, caseworker, office):
    person = office["Lineo"]
    with database.work(caseworker) as uow:
        kept = uow.get(Person, person.id)
        kept.maiden_name = "Ralitsie"
        common = {"person_id": person.id, "team": person.team, "owner_id": caseworker.id}
        uow.add(PersonPhone(phone_number="+26658777111", **common))
        uow.add(
            IdentityDocument(document_type="passport", document_number="RC889977", proof=Proof.SEEN, **common)
        )
        finding.index(uow, kept)
    with database.look(caseworker) as uow:
        for typed in ("5877 7111", "rc-889977", "ralitsie"):
            assert [p.id for p in finding.find(uow, typed)] == [person.id], typed


def test_the_index_made_anew_is_the_index_kept(database, caseworker, office):
    """What a rebuild puts in is what every change put in, extras and merged records included."""
    from sqlalchemy.orm import Session

    with database.work(caseworker) as uow:
        uow.add(
            PersonPhone(
                person_id=office["Lineo"].id, phone_number="+26658777111", team="", owner_id=caseworker.id
            )
        )
        finding.index(uow, uow.get(Person, office["Lineo"].id))

    def rows(connection):
        found = connection.exec_driver_sql("SELECT * FROM search_person").fetchall()
        numbers = "SELECT person_id, kind, value FROM search_number JOIN search_person USING (doc)"
        return {row[1:] for row in found}, {tuple(row) for row in connection.exec_driver_sql(numbers)}

    with Session(database.write_engine) as session, session.begin():
        before = rows(session.connection())
        search.rebuild(session.connection(), finding.documents(session))
        assert rows(session.connection()) == before
