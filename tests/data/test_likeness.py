"""Who may be on file already: recognised through spelling, slips and gaps; brothers and sisters are not."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import Column, Connection, MetaData, String, Table

from caseapp.data import search
from caseapp.data.engine import create_database_file, open_engine
from caseapp.data.search import Likeness, Scope, SearchDoc, candidates
from caseapp.data.search.weighing import weights

KEY = bytes(range(32))
PERSON = Table("person", MetaData(), Column("id", String), Column("team", String))

GIVEN = ["Maxamed", "Cali", "Nuur", "Faarax", "Jaamac", "Warsame", "Cumar", "Siyaad", "Geedi", "Mahad", "Bile", "Roble",
         "Sahra", "Hodan", "Deeqa", "Ubax", "Ifrah", "Lineo", "Palesa", "Teboho", "Mpho", "Neo", "Tumelo"]  # fmt: skip
ABDI = SearchDoc(
    "abdi", ("Abdi", "Mohamed", "Noor"), phones=("+254712345677",), identity_numbers=("27451234",),
    place="Bulla Jamhuria, Neboi, Mandera East, Mandera", birth_year=1987, birth_day="03-14", sex="m", team="mandera",
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An office of a thousand invented people, and Abdi Mohamed Noor."""
    rng = random.Random(4)
    path = tmp_path_factory.mktemp("likeness") / "office.db"
    create_database_file(path, KEY)
    engine = open_engine(path, KEY, write=True)
    crowd = [
        SearchDoc(f"p{i}", tuple(rng.choices(GIVEN, k=3)), birth_year=rng.randint(1950, 2015), sex=rng.choice("fm"),
                  place=f"Bulla {rng.choice(GIVEN)}, Takaba, Mandera West, Mandera", team="takaba")
        for i in range(1000)
    ]  # fmt: skip
    with engine.begin() as connection:
        PERSON.create(connection)
        search.create_index(connection)
        search.put_many(connection, [*crowd, ABDI])
        connection.execute(PERSON.insert(), [{"id": d.id, "team": d.team} for d in (*crowd, ABDI)])
        yield connection
    engine.dispose()


def probe(*names: str, **known: object) -> SearchDoc:
    return replace(SearchDoc("", names), **known)  # type: ignore[arg-type]


def of_abdi(found: list[Likeness]) -> Likeness | None:
    return next((likeness for likeness in found if likeness.person_id == "abdi"), None)


def test_another_spelling_and_a_digit_wrong_is_likely_the_same(connection: Connection) -> None:
    typed = probe("Cabdi", "Maxamed", "Nuur", phones=("+254712345678",), birth_year=1987, sex="m",
                  place="Bulla Jamhuria, Neboi, Mandera East, Mandera")  # fmt: skip
    found = candidates(connection, typed)
    assert found[0].person_id == "abdi"
    assert found[0].level == "likely"
    assert found[0].reasons == (
        "same phone but for one digit", "name sounds the same", "born the same year", "same village",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (probe("Abdi", "Mohamed", "Noor", birth_year=1987), "same name"),
        (
            probe("Cabdi", "Maxamed", birth_year=1987, phones=("+254712345677",)),
            "same phone",
        ),  # one name less
        (probe("Noor", "Mohamed", "Abdi", birth_year=1987, birth_day="03-14"), "names in another order"),
        (
            probe("Abdi", "Mohaned", "Noor", birth_year=1988, phones=("+254712345677",)),
            "name is spelt almost the same",
        ),
        (probe("Abdi", "Mohamed", "Noor", birth_day="03-14", birth_year=1987), "same date of birth"),
        (
            probe("Somebody", "Else", identity_numbers=("2745 1234",), birth_year=1987, sex="m"),
            "same identity number",
        ),
        (
            probe("Abdi", "Mohamed", identity_numbers=("27451243",)),
            "same identity number but for one character",
        ),
    ],
)
def test_other_ways_of_being_the_same(connection: Connection, typed: SearchDoc, reason: str) -> None:
    found = of_abdi(candidates(connection, typed))
    assert found is not None
    assert reason in found.reasons


def test_a_brother_is_not_the_same_even_with_phone_and_village(connection: Connection) -> None:
    brother = replace(
        ABDI, id="", names=("Xasan", "Mohamed", "Noor"), identity_numbers=(), birth_year=1989, birth_day=None
    )
    assert of_abdi(candidates(connection, brother)) is None


def test_a_twin_is_not_the_same(connection: Connection) -> None:
    twin = replace(ABDI, id="", names=("Warsame", "Mohamed", "Noor"), identity_numbers=())
    assert of_abdi(candidates(connection, twin)) is None


def test_a_badly_written_own_name_is_not_taken_for_a_brother(connection: Connection) -> None:
    typed = replace(ABDI, id="", names=("Abddii", "Mohamed", "Noor"), identity_numbers=())
    assert of_abdi(candidates(connection, typed)) is not None


def test_a_stranger_is_nobody(connection: Connection) -> None:
    assert candidates(connection, probe("Keneuoe", "Setlaba", birth_year=1990, sex="f")) == []
    assert candidates(connection, probe("Maxamed", birth_year=1990, sex="m")) == []


def test_new_years_birthdays_say_nothing(connection: Connection) -> None:
    on_record = replace(
        ABDI, id="new-year", names=("Idil", "Bile", "Roble"), phones=(), birth_day="01-01", sex="f"
    )
    search.put(connection, on_record)
    same_day = replace(on_record, id="")
    no_day = replace(same_day, birth_day=None)
    found = [
        next(x for x in candidates(connection, p) if x.person_id == "new-year") for p in (same_day, no_day)
    ]
    assert found[0].probability == found[1].probability
    assert "same date of birth" not in found[0].reasons
    search.remove(connection, "new-year")


def test_a_phone_that_many_share_says_less(connection: Connection) -> None:
    typed = probe("Abdi", "Mohamed", birth_year=1991, phones=("+254712345677",))
    alone = of_abdi(candidates(connection, typed))
    for i in range(4):
        search.put(
            connection,
            SearchDoc(f"shares{i}", ("Hodan", "Siyaad", "Geedi"), phones=("+254712345677",), birth_year=2000),
        )
    shared = of_abdi(candidates(connection, typed))
    for i in range(4):
        search.remove(connection, f"shares{i}")
    assert alone is not None
    assert shared is None or shared.probability < alone.probability


def test_rare_names_say_more_than_common_ones(connection: Connection) -> None:
    people = {"common": ("Maxamed", "Cali", "Nuur"), "rare": ("Khayre", "Subeyr", "Shuute")}
    found = {}
    for name, parts in people.items():
        search.put(connection, SearchDoc(name, parts, sex="m"))
        likely = [
            x for x in candidates(connection, SearchDoc("", parts, sex="m"), limit=50) if x.person_id == name
        ]
        found[name] = likely[0].probability if likely else 0.0
        search.remove(connection, name)
    assert found["rare"] > found["common"]


def test_the_record_itself_is_left_out(connection: Connection) -> None:
    assert of_abdi(candidates(connection, ABDI)) is None
    assert of_abdi(candidates(connection, replace(ABDI, id="")))


def test_of_a_hidden_record_only_the_team_is_to_be_told(connection: Connection) -> None:
    scope = Scope.of(PERSON, PERSON.c.team == "takaba")
    found = of_abdi(candidates(connection, replace(ABDI, id=""), scope=scope))
    assert found is not None
    assert (found.hidden, found.team) == (True, "mandera")
    everybody = of_abdi(candidates(connection, replace(ABDI, id="")))
    assert everybody is not None
    assert not everybody.hidden


def test_no_more_than_asked_for_and_best_first(connection: Connection) -> None:
    for i in range(8):
        search.put(connection, replace(ABDI, id=f"copy{i}", identity_numbers=(), birth_year=1987 + i % 3))
    found = candidates(connection, replace(ABDI, id=""), limit=5)
    for i in range(8):
        search.remove(connection, f"copy{i}")
    assert len(found) == 5
    assert found[0].person_id == "abdi"
    assert [x.probability for x in found] == sorted((x.probability for x in found), reverse=True)


@pytest.mark.parametrize("typed", [probe(), probe(""), probe("A"), probe("'", "%"), probe("x" * 300, "🎉")])
def test_too_little_to_go_by(connection: Connection, typed: SearchDoc) -> None:
    assert candidates(connection, typed) == []


def test_most_people_are_recognised_and_few_are_mistaken(connection: Connection) -> None:
    """A check of the shipped weights on the crowd: respelt and with a year or a village wrong, or not on file at all."""
    rng = random.Random(9)
    respell = {"Maxamed": "Mohamed", "Cali": "Ali", "Nuur": "Noor", "Faarax": "Farah", "Jaamac": "Jama", "Cumar": "Omar",
               "Sahra": "Zahra", "Deeqa": "Deka", "Lineo": "Dineo", "Siyaad": "Siad"}  # fmt: skip
    known = (
        "SELECT person_id, name, year, sex, place FROM search_person WHERE person_id LIKE 'p%' ORDER BY doc"
    )
    rows = rng.sample(connection.exec_driver_sql(known).fetchall(), 100)
    hits = 0
    for person_id, name, year, sex, place in rows:
        names = tuple(respell.get(n.capitalize(), n) for n in name.split("|"))
        typed = SearchDoc(
            "",
            names,
            birth_year=year + rng.choice([0, 0, 1]),
            sex=sex,
            place=place.replace("§", "").replace("|", ","),
        )
        hits += person_id in [x.person_id for x in candidates(connection, typed)]
    strangers = [
        SearchDoc(
            "", tuple(rng.choices(GIVEN, k=3)), birth_year=rng.randint(1950, 2015), sex=rng.choice("fm")
        )
        for _ in range(100)
    ]
    mistaken = sum(any(x.level == "likely" for x in candidates(connection, s)) for s in strangers)
    assert hits >= 90
    assert mistaken <= 3


def test_weights_say_where_they_come_from() -> None:
    assert "[A]" in weights()["source"]
    assert 0 < weights()["levels"]["possible"] < weights()["levels"]["likely"] < 1
