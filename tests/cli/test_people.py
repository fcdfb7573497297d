"""Registering from JSON and finding."""

from __future__ import annotations

import io
import json

import pytest

from caseapp.cli.people import KINDS as WORDS
from caseapp.core.kinds import KINDS
from tests.cli.conftest import PEOPLE

LINEO = {"given_name": "Lineo", "family_name": "Mohapi", "sex": "female", "birth_date": "1990-05"}


@pytest.fixture
def put(tmp_path):
    """Write something to a file, as JSON unless it is text or bytes."""

    def write(content):
        path = tmp_path / "people.json"
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return path

    return write


def count(run, office):
    return run("verify", office, "--user", "admin", "--json").answer["people"]


def test_the_least_that_suffices(run, shared, put):
    told = run("register", shared, "--user", "caseworker", "--json", put(LINEO)).answer
    assert told["number"].startswith("MKG-") and told["case"] == told["number"]
    assert told["name"] == "Lineo Mohapi" and told["doubts"] == {}
    found = run("find", shared, "--user", "caseworker", "--json", told["number"]).answer
    assert found[0]["number"] == told["number"] and found[0]["born"] == "1990-05"


@pytest.mark.parametrize(
    ("born", "stored"),
    [(1990, "1990"), ("1990", "1990"), ("1990-05-12", "1990-05-12"), ("12 May 1990", "1990-05-12")],
)
def test_birth_dates_as_people_write_them(run, shared, put, born, stored):
    told = run("register", shared, "--user", "caseworker", "--json", put(LINEO | {"birth_date": born})).answer
    assert run("find", shared, "--user", "caseworker", "--json", told["number"]).answer[0]["born"] == stored


def test_a_list_is_registered_whole(run, shared, put):
    people = [LINEO | {"given_name": name} for name in ("Refiloe", "Tebello", "Puleng")]
    told = run("register", shared, "--user", "caseworker", "--json", put(people)).answer
    assert [row["name"] for row in told] == ["Refiloe Mohapi", "Tebello Mohapi", "Puleng Mohapi"]
    assert len({row["number"] for row in told}) == 3


def test_one_in_trouble_and_nobody_of_the_list_is_registered(run, refused, office, put):
    people = [LINEO, LINEO | {"given_name": "Tebello"}, LINEO | {"sex": "unsure", "birth_date": "2199"}]
    said = refused("register", office, "--user", "caseworker", put(people))
    assert (
        said.startswith("Person 3 of 3: sex: Choose one of") and "birth_date: A birth date cannot lie" in said
    )
    assert said.endswith("Nobody was registered.")
    assert count(run, office) == PEOPLE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"favourite": "blue"}, "favourite: There is no field with this name."),
        ({"restricted": True, "owner_id": "x"}, "owner_id: There is no field with this name."),
        ({"birth_date": "31/31/1990"}, "birth_date: Write an age, a year"),
        ({"birth_date": "2199-01"}, "birth_date: A birth date cannot lie in the future."),
        ({"birth_date": "1790"}, "birth_date: That would be more than 120 years"),
        ({"birth_date": True}, "birth_date: Yes or no does not fit here."),
        ({"given_name": ["Lineo"]}, "given_name: Only one value fits here, not a list."),
        ({"given_name": {"a": 1}}, "given_name: Only one value"),
        ({"given_name": None}, "given_name: Given name is needed."),
        ({"given_name": "   "}, "given_name: Given name is needed."),
        ({"given_name": "x" * 201}, "given_name: This is too long: 200 letters at most."),
        ({"given_name": "x" * 1_000_000}, "given_name: This is too long"),
        ({"given_name": "Li\0neo"}, "given_name: This holds characters that cannot be seen."),
        ({"given_name": "\u202eoeniL"}, "given_name: This holds characters that cannot be seen."),
        ({"given_name": "\ud800"}, "given_name: This holds characters that cannot be seen."),
        ({"phone": "12"}, "phone: "),
        ({"place": "Atlantis"}, "place: “Atlantis” is not in the list of places."),
        ({"needs": ["flying"]}, "needs: “flying” is not on the list."),
        ({"return_date": "1980", "here_as": "returnee"}, "return_date: That is before this person was born."),
        ({"household_size": -3}, "household_size: Write a whole number, 0 or more."),
    ],
)
def test_what_does_not_fit_is_named_with_its_field(refused, shared, put, change, said):
    assert said in refused("register", shared, "--user", "caseworker", put(LINEO | change))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"given_name": "Lineo",\n', "is not JSON: look at line 2, character 1."),
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"household_size": NaN}', "is not JSON"),
        ("[]", "must hold a person"),
        ("null", "must hold a person"),
        ('"Lineo"', "must hold a person"),
        ("[[{}]]", "must hold a person"),
        ("[1]", "must hold a person"),
        ('{"sex": "f", "sex": "m"}', "The field sex is there twice"),
        ("{}", "given_name: Given name is needed."),
        ('{"given_name": "é"}'.encode("latin-1"), "is not text in UTF-8"),
        (json.dumps(LINEO).encode("utf-16"), "is not text in UTF-8"),
    ],
)
def test_a_file_that_holds_no_people_says_what_is_wrong(refused, shared, put, content, said):
    assert said in refused("register", shared, "--user", "caseworker", put(content))


def test_a_file_that_is_not_there_is_told_before_the_passphrase_is_tried(refused, shared, tmp_path):
    for path in (tmp_path / "nothing.json", tmp_path):
        assert "cannot be read" in refused("register", shared, "--user", "nobody", path)


def test_people_are_piped_in_too(run, shared, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(LINEO | {"given_name": "Piped"})))
    assert run("register", shared, "--user", "caseworker", "--json", "-").answer["name"] == "Piped Mohapi"


def test_a_file_with_a_mark_at_its_beginning_is_read(run, shared, put):
    assert (
        run(
            "register", shared, "--user", "caseworker", put(b"\xef\xbb\xbf" + json.dumps(LINEO).encode())
        ).code
        == 0
    )


def test_who_may_be_on_file_already_is_told_and_nobody_is_kept_out(run, shared, put):
    twin = LINEO | {"given_name": "Mpho", "family_name": "Lekhanya", "phone": "58123456"}
    first = run("register", shared, "--user", "caseworker", "--json", put(twin)).answer
    assert first["alike"] == []
    again = run("register", shared, "--user", "caseworker", "--json", put(twin)).answer
    assert again["number"] != first["number"]
    assert (again["alike"][0]["number"], again["alike"][0]["likely"]) == (first["number"], True)
    assert "same name" in again["alike"][0]["why"]
    told = run("register", shared, "--user", "caseworker", put(twin)).out
    assert "Perhaps on file already" in told and first["number"] in told


def test_twins_of_one_list_are_noticed_too(run, shared, put):
    twin = LINEO | {"given_name": "Relebohile", "family_name": "Sekhonyana"}
    told = run("register", shared, "--user", "caseworker", "--json", put([twin, twin])).answer
    assert [like["number"] for like in told[1]["alike"]] == [told[0]["number"]]


def test_doubtful_but_possible_is_a_word_and_no_wall(run, shared, put):
    told = run(
        "register", shared, "--user", "caseworker", "--json", put(LINEO | {"birth_date": "1 January 1990"})
    )
    assert "often guesses" in told.answer["doubts"]["birth_date"]


NAMES = [
    "ሰላም",
    "محمد",
    'O’Neil "Q" <b>bold</b>',
    "=cmd|' /C calc'!A0",
    "x" * 200,
    "Ma’Lineo-Thérèse",
    "😀 Neo",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_is_kept_as_typed_found_and_shown(run, shared, put, name):
    told = run("register", shared, "--user", "caseworker", "--json", put(LINEO | {"given_name": name})).answer
    assert told["name"] == f"{name} Mohapi"
    found = run("find", shared, "--user", "caseworker", "--json", name).answer
    assert told["number"] in [row["number"] for row in found]
    assert name in run("find", shared, "--user", "caseworker", told["number"]).out


# --- the fields


def test_the_fields_are_told_as_they_are_typed(run, put, shared):
    fields = {field["name"]: field for field in run("fields", "--json").answer}
    assert {name for name, field in fields.items() if field["needed"]} == {
        "given_name",
        "family_name",
        "sex",
        "birth_date",
    }
    assert fields["sex"]["values"]["f"] == "Female" and "LSJ" in fields["place"]["values"]
    some = {"needs": [next(iter(fields["needs"]["values"]))], "place": list(fields["place"]["values"])[-1]}
    assert run("register", shared, "--user", "caseworker", put(LINEO | some)).code == 0
    assert "given_name" in run("fields").out and "Mandera" in run("fields", "--country", "KE", "--json").out


# --- finding


def test_the_best_fit_comes_first_with_why(run, office, put):
    people = [LINEO | {"given_name": g, "family_name": "Zulu"} for g in ("Nthabeleng", "Nthabiseng", "Thabo")]
    run("register", office, "--user", "caseworker", put(people))
    found = run("find", office, "--user", "caseworker", "--json", "Nthabiseng", "Zulu").answer
    assert {"number", "name", "why", "score"} <= set(found[0])
    assert found[0]["name"] == "Nthabiseng Zulu" and found[0]["why"] == "same name"
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True) and 0 < scores[-1] <= scores[0] <= 1
    shown = run("find", office, "--user", "caseworker", "Nthabiseng", "Zulu").out.splitlines()
    assert [line.split()[0] for line in shown] == [row["number"] for row in found]
    assert len(run("find", office, "--user", "caseworker", "--limit", "1", "--json", "Zulu").answer) == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "AND OR NOT", '" ( * ^ ) :', "name:x OR NEAR(a b)", "%", "_", "\0", "\udcff", "'; DROP TABLE person;--"]
)  # fmt: skip
def test_nothing_typed_breaks_the_search(run, shared, text):
    assert run("find", shared, "--user", "caseworker", "--json", text).answer == []
    assert run("find", shared, "--user", "caseworker", text).out == "Nobody found.\n"


def test_what_begins_with_a_dash_is_text_after_two_dashes(run, shared):
    assert run("find", shared, "--user", "caseworker", "--json", "--", "--json").answer == []


def test_who_may_not_see_names_finds_nobody(refused, shared):
    for login in ("me", "admin"):
        assert "Your role does not allow this" in refused("find", shared, "--user", login, "Thabo")


def test_every_kind_of_field_has_its_word():
    assert set(KINDS) <= set(WORDS)
