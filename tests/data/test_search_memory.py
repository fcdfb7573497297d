"""What a large office keeps in memory: it finds what the file finds, keeps up with changes, tells of nobody hidden."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from msgspec.structs import replace
from sqlalchemy import Column, Engine, MetaData, String, Table

from caseapp.data import search
from caseapp.data.engine import create_database_file, open_engine
from caseapp.data.search import Hit, Scope, SearchDoc, memory

KEY = bytes(range(32))
PERSON = Table("person", MetaData(), Column("id", String, primary_key=True), Column("team", String))
PLACES = (
    "Ha Sechache, Mokhotlong",
    "Takaba, Mandera West, Mandera",
    "Bulla Jamhuria, Neboi, Mandera East, Mandera",
)
OWN = ["Maxamed", "Cali", "Nuur", "Faarax", "Jaamac", "Warsame", "Cumar", "Siyaad", "Geedi", "Mahad", "Bile", "Roble", "Sahra",
       "Hodan", "Deeqa", "Ubax", "Ifrah", "Lineo", "Palesa", "Teboho", "Mpho", "Neo", "Tumelo", "Tšepo", "Thabo"]  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """(read, write) of 1,500 people, held in memory."""
    rng = Random(5)
    path = tmp_path_factory.mktemp("memory") / "office.db"
    create_database_file(path, KEY)
    read, write = open_engine(path, KEY, write=False), open_engine(path, KEY, write=True)
    people = [
        SearchDoc(f"p{n}", tuple(rng.choices(OWN, k=3)), place=rng.choice(PLACES), birth_year=rng.randint(1950, 2010),
                  team=("north", "south")[n % 2])
        for n in range(1500)
    ]  # fmt: skip
    people.append(
        SearchDoc(
            "rahman", ("Abdi Rahman", "Xuseen"), place=PLACES[1], other_names=("Madoobe",), team="south"
        )
    )
    people.insert(
        0, SearchDoc("slip", ("Sahra", "Hish", "Geedi"), team="south")
    )  # of equals the latest comes first
    people.insert(0, SearchDoc("titled", ("Hodan", "Deeqa", "Ugas"), team="south"))
    with write.begin() as connection:
        PERSON.create(connection)
        search.create_index(connection)
        search.put_many(connection, people)
        connection.execute(PERSON.insert(), [{"id": d.id, "team": d.team} for d in people])
    yield read, write
    memory.forget(read)
    read.dispose()
    write.dispose()


@pytest.fixture
def held(engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch) -> tuple[Engine, Engine]:
    monkeypatch.setattr(memory, "LARGE", 100)
    assert memory.warm(*engines)
    return engines


def found(engine: Engine, typed: str, **options: object) -> list[Hit]:
    with engine.connect() as connection:
        return search.find(connection, typed, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "maxamed cali nuur", "mohamed ali", "ali mohamed noor", "maxame", "thabo", "tshepo", "dineo palesa", "moxamed cali",
        "hodn", "wars", "abdirahman", "abdi rahman hussein", "madobe", "lineo mokhotlong", "sahra takaba", "zzzz", "%", "",
    ],
)  # fmt: skip
def test_it_finds_as_well_as_the_file(held: tuple[Engine, Engine], typed: str) -> None:
    read, write = held
    mine, files = found(read, typed), found(write, typed)  # only the readers have a memory
    assert len(mine) == len(files)
    assert all(
        abs(a.score - b.score) <= 0.02 for a, b in zip(mine, files, strict=True)
    )  # of equals others may be shown
    if mine:
        assert mine[0].why == files[0].why


@pytest.mark.parametrize(("typed", "person"), [("sahra hih geedi", "slip"), ("Ugas Deeqa Hodan", "titled")])
def test_a_slip_in_a_short_name_and_a_name_that_is_a_title_too_tell_who_is_meant(
    held: tuple[Engine, Engine], typed: str, person: str
) -> None:
    for engine in held:  # from memory and from the file
        hits = found(engine, typed)
        assert len(hits) > 5, "many others fit almost as well"
        assert hits[0].person_id == person


def test_three_letters_mistyped_find_nobody_by_themselves(held: tuple[Engine, Engine]) -> None:
    for engine in held:
        assert "slip" not in [hit.person_id for hit in found(engine, "hih", limit=500)]


def test_hidden_people_take_no_place_and_show_nowhere(held: tuple[Engine, Engine]) -> None:
    scope = Scope.of(PERSON, PERSON.c.team == "south")
    hits = found(held[0], "maxamed", scope=scope, limit=20)
    assert len(hits) == 20
    assert all(int(hit.person_id[1:]) % 2 for hit in hits)


def test_it_keeps_up_with_what_is_registered_changed_and_taken_out(held: tuple[Engine, Engine]) -> None:
    read, write = held
    somebody = SearchDoc("new", ("Khadiijo", "Maxamed", "Bile"), place=PLACES[0])
    with write.begin() as connection:
        search.put(connection, somebody)
    assert [h.person_id for h in found(read, "khadijo maxamed")] == ["new"]
    with write.begin() as connection:
        search.put(connection, replace(somebody, names=("Xaliimo", "Subeyr", "Bile")))
    assert found(read, "khadijo maxamed")[:1] != [Hit("new", 1.0, "same name")]
    assert found(read, "halima subeyr")[0].person_id == "new"
    old = found(read, "abdirahman")[0].person_id
    with write.begin() as connection:
        search.put(connection, SearchDoc(old, ("Guuleed", "Shuute"), place=PLACES[1]))
    assert "rahman" not in [h.person_id for h in found(read, "abdirahman")]
    assert found(read, "guled shute")[0].person_id == "rahman"
    with write.begin() as connection:
        search.remove(connection, "rahman")
        search.remove(connection, "new")
    assert not [h for h in found(read, "guled shute") if h.person_id == "rahman"]


def test_what_the_file_keeps_is_used_again_and_made_anew_when_much_changed(
    held: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = held
    made: list[int] = []
    real = memory.built
    monkeypatch.setattr(memory, "built", lambda connection: (made.append(1), real(connection))[1])
    memory.forget(read)
    assert memory.warm(read, write)
    assert made == []
    before = len(found(read, "palesa", limit=1000))
    with write.begin() as connection:
        search.put_many(connection, [SearchDoc(f"late{n}", ("Palesa", "Mokhele")) for n in range(60)])
    assert memory.warm(read, write)
    assert made == [1]
    with read.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM search_gone").scalar() == 0
    assert len(found(read, "palesa mokhele", limit=60)) == 60
    assert before
    with write.begin() as connection:
        for n in range(60):
            search.remove(connection, f"late{n}")


def test_a_small_office_does_without(engines: tuple[Engine, Engine]) -> None:
    memory.forget(engines[0])
    assert not memory.warm(*engines)
    with engines[0].connect() as connection:
        assert memory.of(connection) is None


def test_a_rolled_back_registration_was_never_there(held: tuple[Engine, Engine]) -> None:
    read, write = held
    with write.connect() as connection, connection.begin() as transaction:
        search.put(connection, SearchDoc("never", ("Qamar", "Qalinle")))
        transaction.rollback()
    assert not found(read, "qamar qalinle")
    with write.connect() as connection:
        assert search.check(connection) == []


def test_the_check_at_registration_finds_the_same_people(held: tuple[Engine, Engine]) -> None:
    read, write = held
    known = SearchDoc("known", ("Qamar", "Qalinle", "Shuute"), place=PLACES[0], birth_year=1990, team="south")
    with write.begin() as connection:
        search.put(connection, known)
    typed = [
        replace(known, id="", names=("Kamar", "Qalinle", "Shute")),
        replace(known, id="", names=("Shuute", "Qalinle"), birth_year=1991),
        replace(known, id="", names=("Qamar", "Shuute"), birth_year=1980),
        replace(known, id="", names=("Xamda", "Warsame", "Cali"), birth_year=1950),
    ]
    for probe in typed:
        with read.connect() as mine, write.connect() as files:
            remembered, filed = search.candidates(mine, probe), search.candidates(files, probe)
        assert ("known" in [c.person_id for c in remembered]) >= ("known" in [c.person_id for c in filed])
    assert memory.warm(read, write)  # and once more from memory itself, not as somebody young
    with read.connect() as mine:
        assert search.candidates(mine, typed[0])[0].person_id == "known"
    with write.begin() as connection:
        search.remove(connection, "known")
