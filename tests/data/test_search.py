"""The search index: finds people however their names are typed, tells nobody of hidden ones, mends itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, or_

from caseapp.data import search
from caseapp.data.engine import create_database_file, open_engine
from caseapp.data.search import Hit, Scope, SearchDoc

KEY = bytes(range(32))
PERSON = Table("person", MetaData(), Column("id", String), Column("team", String), Column("owner_id", String))

PEOPLE = (
    SearchDoc("maxamed", ("Maxamed", "Nuur", "Cali"), phones=("+254712345678",), identity_numbers=("27451234",),
              numbers=("MDR-21-A0093-K",), place="Bulla Jamhuria, Neboi, Mandera East, Mandera", birth_year=1985,
              sex="m", team="mandera"),
    SearchDoc("maxamuud", ("Maxamuud", "Nuur", "Cali"), place="Takaba, Mandera West, Mandera", birth_year=1980,
              sex="m", team="mandera"),
    SearchDoc("faadumo", ("Faadumo", "Xasan", "Cabdi"), other_names=("Madoobe",), phones=("+254722000111",),
              numbers=("MDR-22-A0107-T", "WJR-19-0017"), place="Elwak, Mandera South, Mandera", birth_year=1992,
              sex="f", team="mandera"),
    SearchDoc("rahman", ("Abdi Rahman", "Xuseen", "Faarax"), birth_year=1990, sex="m", team="wajir"),
    SearchDoc("tsepo", ("Tšepo", "Mokoena"), identity_numbers=("0123 4567 8901",), phones=("+26650123456",),
              numbers=("MKG-26-A0147-Z",), place="Ha Sechache, Mokhotlong", birth_year=1992, sex="m", team="mokhotlong"),
    SearchDoc("lineo", ("Lineo", "Molapo"), place="Ha Moeketsane, Mokhotlong", birth_year=2001, sex="f", team="mokhotlong"),
    SearchDoc("mamello", ("’Mamello", "Lerotholi"), birth_year=1970, sex="f", team="mokhotlong"),
    SearchDoc("thabiso", ("Thabiso", "Mokoena"), birth_year=1999, sex="m", team="mokhotlong"),
    SearchDoc("thabo", ("Thabo", "Mokoena"), birth_year=1992, sex="m", team="mokhotlong"),
    SearchDoc("arabic", ("Mariam", "Salim"), other_names=("مريم سليم",), birth_year=1988, sex="f", team="lamu"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("search") / "office.db"
    create_database_file(path, KEY)
    engine = open_engine(path, KEY, write=True)
    with engine.begin() as connection:
        PERSON.create(connection)
        search.create_index(connection)
        search.put_many(connection, PEOPLE)
        connection.execute(
            PERSON.insert(), [{"id": d.id, "team": d.team, "owner_id": "palesa"} for d in PEOPLE]
        )
    yield engine
    engine.dispose()


@pytest.fixture
def index(engine: Engine) -> Iterator[Connection]:
    """The index with ten people; whatever a test does to it is rolled back."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def ids(hits: list[Hit]) -> list[str]:
    return [hit.person_id for hit in hits]


def first(index: Connection, typed: str) -> tuple[str, str]:
    hits = search.find(index, typed)
    return (hits[0].person_id, hits[0].why) if hits else ("", "")


@pytest.mark.parametrize(
    ("typed", "person", "why"),
    [
        ("Maxamed Nuur Cali", "maxamed", "same name"),
        ("MAXAMED  nuur", "maxamed", "same name"),
        ("Mohamed Noor Ali", "maxamed", "name sounds like what you typed"),
        ("Muhammad Nour", "maxamed", "name sounds like what you typed"),
        ("ali noor mohamed", "maxamed", "name sounds like what you typed; names in another order"),
        ("cali maxamed", "maxamed", "same name; names in another order"),
        ("maxame nu", "maxamed", "name begins with what you typed"),
        ("maxmaed nuur", "maxamed", "name is spelt almost like what you typed"),
        ("mohmaed noor", "maxamed", "name is spelt almost like what you typed"),  # a slip in another spelling
        ("mahmoud noor", "maxamuud", "name sounds like what you typed"),
        ("fatuma hassan", "faadumo", "name sounds like what you typed"),
        ("fadumo", "faadumo", "name sounds like what you typed"),
        ("madobe", "faadumo", "name sounds like what you typed; also known by this name"),
        ("Madoobe Xasan", "faadumo", "same name; also known by this name"),
        ("Cabdiraxmaan Hussein", "rahman", "name sounds like what you typed"),
        ("abdirahman", "rahman", "same name"),
        ("tshepo", "tsepo", "name sounds like what you typed"),
        ("tsepo mokoena", "tsepo", "same name"),
        ("Dineo", "lineo", "name sounds like what you typed"),
        ("Mmamello", "mamello", "name sounds like what you typed"),
        ("mamello lerohtoli", "mamello", "name is spelt almost like what you typed"),
        ("مريم", "arabic", "same name; also known by this name"),
        ("lineo mokhotlong", "lineo", "same name; lives there"),
        ("Sheikh Maxamed Nuur", "maxamed", "same name"),
    ],
)
def test_names_however_typed(index: Connection, typed: str, person: str, why: str) -> None:
    found = search.find(index, typed)
    assert found[0].person_id == person
    assert set(why.split("; ")) == set(found[0].why.split("; "))


@pytest.mark.parametrize(
    ("typed", "person", "why"),
    [
        ("0712 345 678", "maxamed", "phone number"),
        ("+254712345678", "maxamed", "phone number"),
        ("00254 712 345678", "maxamed", "phone number"),
        ("345678", "maxamed", "phone number ends so"),
        ("5678", "maxamed", "phone number ends so"),
        ("0712 34", "maxamed", "phone number begins so"),
        ("0712 345 679", "maxamed", "phone number but for one digit"),
        ("0712 35 678", "maxamed", "phone number but for one digit"),  # one left out
        ("٠٧١٢٣٤٥٦٧٨", "maxamed", "phone number"),
        ("27451234", "maxamed", "identity number"),
        ("2745-1234", "maxamed", "identity number"),
        ("27451243", "maxamed", "identity number but for one character"),  # two swapped
        ("012345678901", "tsepo", "identity number"),
        ("MDR-21-A0093-K", "maxamed", "number of the person or case"),
        ("mdr21a0093k", "maxamed", "number of the person or case"),
        ("mdr-21-a0093", "maxamed", "number of the person or case"),
        ("a0093", "maxamed", "number ends so"),
        ("wjr-19-0017", "faadumo", "number of the person or case"),
    ],
)
def test_numbers_however_typed(index: Connection, typed: str, person: str, why: str) -> None:
    assert first(index, typed) == (person, why)


def test_a_name_and_a_number_together(index: Connection) -> None:
    """Who fits both comes before those who fit one."""
    found = search.find(index, "noor 5678")
    assert ids(found) == ["maxamed", "maxamuud"]
    assert found[0].why == "name sounds like what you typed; phone number ends so"
    assert set(ids(search.find(index, "maxamuud 5678"))) == {"maxamed", "maxamuud"}


def test_a_place_finds_who_lives_there(index: Connection) -> None:
    assert set(ids(search.find(index, "mokhotlong"))) == {"tsepo", "lineo"}


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Maxamed", "maxamuud"),
        ("Mohamed Nuur", "maxamuud"),
        ("Mahmud", "maxamed"),
        ("Thabo", "thabiso"),
        ("Thabiso", "thabo"),
    ],
)
def test_different_names_are_never_called_the_same(index: Connection, typed: str, other: str) -> None:
    for hit in search.find(index, typed):
        if hit.person_id == other:
            assert not hit.why.startswith(("same name", "name sounds", "name is spelt"))


def test_the_better_fit_comes_first(index: Connection) -> None:
    assert ids(search.find(index, "thabo mokoena"))[0] == "thabo"
    scores = [hit.score for hit in search.find(index, "mokoena")]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


def test_no_more_than_asked_for(index: Connection) -> None:
    assert len(search.find(index, "mokoena", limit=2)) == 2


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\t\n", "a", "'", "x" * 500, "ab " * 200, "%", "*", "***", '"', '" OR NEAR(', "name:maxamed", "NOT", "AND AND",
        "- + ^ ( ) { }", "maxamed\x00nuur", "\u202ecba", "🎉🎉", "🎉 maxamed", "٠١٢", "ᠮᠣᠩ", "m m m m m m", "0", "000", "+",
        "' OR 1=1 --", "¤mahamid", "§mandera", "¥1985", "ሀሁ ሂሃ", "maxamed " * 60, "1" * 400,
    ],
)  # fmt: skip
def test_any_text_gives_an_answer(index: Connection, typed: str) -> None:
    hits = search.find(index, typed)
    assert all(hit.person_id in {d.id for d in PEOPLE} and hit.why for hit in hits)
    assert (
        len(
            search.candidates(
                index, SearchDoc("", (typed, typed), phones=(typed,), identity_numbers=(typed,))
            )
        )
        <= 5
    )


@pytest.mark.parametrize("typed", ["", " ", "%", "*", '" OR NEAR(', "¤", "🎉🎉", "zzzz", "zz yy xx"])
def test_nothing_to_look_for_finds_nothing(index: Connection, typed: str) -> None:
    assert search.find(index, typed) == []


# --- scope


def team(name: str) -> Scope | None:
    return Scope.of(PERSON, or_(PERSON.c.team == name, PERSON.c.owner_id.in_(["nobody", "somebody"])))


def test_hidden_people_neither_show_nor_take_a_place(index: Connection) -> None:
    assert ids(search.find(index, "nuur cali", scope=team("wajir"))) == []
    assert ids(search.find(index, "0712345678", scope=team("wajir"))) == []
    assert ids(search.find(index, "0712345679", scope=team("wajir"))) == []
    assert set(ids(search.find(index, "nuur cali", limit=2, scope=team("mandera")))) == {
        "maxamed",
        "maxamuud",
    }
    assert ids(search.find(index, "mokoena thabo", limit=1, scope=team("mokhotlong"))) == ["thabo"]


def test_what_is_found_among_the_visible_does_not_depend_on_the_hidden(index: Connection) -> None:
    alone = search.find(index, "maxmed nur", scope=team("mandera"))
    search.put_many(
        index, [SearchDoc(f"hidden{i}", ("Maxmed", "Nur", "Cali"), team="secret") for i in range(50)]
    )
    assert search.find(index, "maxmed nur", scope=team("mandera")) == alone != []


def test_scope_holds_also_where_many_are_visible(index: Connection) -> None:
    """More people than are gone through one by one: the scope is then part of the look-up in the index."""
    many = [
        SearchDoc(f"new{i}", ("Nuur", f"Xirsi{'abcdefghij'[i % 10]}"), team="big" if i % 2 else "other")
        for i in range(2600)
    ]
    search.put_many(index, many)
    index.execute(PERSON.insert(), [{"id": d.id, "team": d.team, "owner_id": "palesa"} for d in many])
    allowed = {d.id for d in many if d.team == "big"}
    for typed in ("n", "nuur", "noor xirsi", "nuur xirsib", "nurr xirsih"):
        found = search.find(index, typed, scope=team("big"))
        assert len(found) == 20
        assert set(ids(found)) <= allowed


def test_a_scope_of_everything_is_none(index: Connection) -> None:
    assert Scope.of(PERSON, None) is None


# --- keeping it


def test_a_changed_name_is_found_and_the_old_one_is_gone(index: Connection) -> None:
    search.put(index, replace(PEOPLE[5], names=("Refiloe", "Molapo")))
    assert first(index, "refilwe")[0] == "lineo"
    assert search.find(index, "lineo") == []
    assert search.check(index) == []


def test_putting_the_same_again_changes_nothing(index: Connection) -> None:
    before = index.exec_driver_sql("SELECT word, people FROM search_word ORDER BY word").fetchall()
    for doc in PEOPLE:
        search.put(index, doc)
    assert index.exec_driver_sql("SELECT word, people FROM search_word ORDER BY word").fetchall() == before


def test_changed_numbers_alone_are_noticed(index: Connection) -> None:
    search.put(index, replace(PEOPLE[4], numbers=("MKG-26-A0147-Z", "MKG-26-A0999-B")))
    assert first(index, "MKG-26-A0999-B")[0] == "tsepo"


def test_a_removed_person_leaves_no_word_and_no_number(index: Connection) -> None:
    search.remove(index, "maxamed")
    search.remove(index, "maxamed")
    assert first(index, "5678")[0] == ""
    assert "maxamed" not in ids(search.find(index, "mohamed nuur"))
    rest = " ".join(str(row) for table in ("search_person", "search_word", "search_number")
                    for row in index.exec_driver_sql(f"SELECT * FROM {table}"))  # fmt: skip
    assert "maxamed" not in rest
    assert "712345678" not in rest
    assert search.check(index) == []


def test_one_by_one_and_all_at_once_give_the_same_index(index: Connection) -> None:
    def content() -> list[list[tuple[object, ...]]]:
        tables = ("search_person", "search_number")
        found = [
            [tuple(r) for r in index.exec_driver_sql(f"SELECT * FROM {t} ORDER BY 1, 2")] for t in tables
        ]
        words = index.exec_driver_sql("SELECT word, people FROM search_word ORDER BY word")
        return [*found, [tuple(row) for row in words]]

    at_once = content()
    search.rebuild(index, [])
    for doc in PEOPLE:
        search.put(index, doc)
    assert content() == at_once


def test_many_with_some_known_already(index: Connection) -> None:
    docs = [replace(PEOPLE[0], names=("Axmed", "Nuur", "Cali")), SearchDoc("new", ("Zamzam", "Ciise"))]
    assert search.put_many(index, docs) == 2
    assert first(index, "ahmed nur ali")[0] == "maxamed"
    assert first(index, "zamzam")[0] == "new"
    assert search.check(index) == []


def test_a_new_word_helps_with_slips_at_once(index: Connection) -> None:
    assert search.find(index, "warsme") == []
    search.put(index, SearchDoc("new", ("Warsame", "Geedi")))
    assert first(index, "warsme")[0] == "new"


# --- damage and change


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_person SET name = 'somebody else' WHERE person_id = 'lineo'",
        "INSERT INTO search_name (search_name) VALUES ('delete-all')",
        "DELETE FROM search_word WHERE word = 'lineo'",
        "INSERT INTO search_number (kind, value, doc) VALUES ('phone', '12345', 999)",
        "DROP TABLE search_number",
    ],
)
def test_damage_is_noticed_and_mended(index: Connection, damage: str) -> None:
    assert search.check(index) == []
    index.exec_driver_sql(damage)
    assert search.check(index) == ["The search index does not fit the people on file. It can be rebuilt."]
    assert search.rebuild(index, PEOPLE) == len(PEOPLE)
    assert search.check(index) == []
    assert first(index, "dineo")[0] == "lineo"


def test_other_spelling_rules_make_the_index_stale(index: Connection) -> None:
    assert not search.is_stale(index)
    index.exec_driver_sql("UPDATE search_rules SET stamp = 'of last year'")
    assert search.is_stale(index)
    assert "rebuilt" in search.check(index)[0]
    search.drop_index(index)
    assert search.is_stale(index)


def test_a_reader_can_find_and_check(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    create_database_file(path, KEY)
    writer, reader = open_engine(path, KEY, write=True), open_engine(path, KEY, write=False)
    with writer.begin() as connection:
        search.create_index(connection)
        search.put_many(connection, PEOPLE)
    with reader.connect() as connection:
        assert first(connection, "mohamed nour")[0] == "maxamed"
        assert search.candidates(connection, replace(PEOPLE[0], id=""))[0].person_id == "maxamed"
        assert search.check(connection) == []
    writer.dispose()
    reader.dispose()
    assert b"maxamed" not in path.read_bytes().lower()
