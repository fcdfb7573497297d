"""Every command in front of an office that cannot be opened: its own sentence for each trouble, nothing made or changed."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest

from caseapp.features.office.opening import open_office
from tests.cli.conftest import SECRET

COMMANDS = {
    "register": ["register", "{office}", "--user", "admin", "{file}"],
    "find": ["find", "{office}", "--user", "admin", "Thabo"],
    "summary": ["summary", "{office}", "--user", "admin", "MKG-26-A0001-1", "-o", "{out}"],
    "letter": ["letter", "{office}", "--user", "admin", "MKG-R-26-A0001-1", "-o", "{out}"],
    "verify": ["verify", "{office}", "--user", "admin"],
    "backup": ["backup", "{office}", "--user", "admin"],
}


@pytest.fixture(params=[False, True], ids=["words", "json"])
def command(request, tmp_path, office):
    """The words of a command, with and without --json."""
    (tmp_path / "person.json").write_text(
        '{"given_name": "A", "family_name": "B", "sex": "f", "birth_date": "1990"}'
    )
    places = {"office": str(office), "file": str(tmp_path / "person.json"), "out": str(tmp_path / "out.pdf")}

    def words(name):
        more = ["--json"] if request.param else []
        return [word.format(**places) for word in COMMANDS[name]] + more

    return words


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def flip_key_file(folder):
    content = (folder / "office.keys").read_bytes()
    (folder / "office.keys").write_bytes(content.replace(b'"wrapped": "', b'"wrapped": "00', 1))


def newer_schema(folder):
    with closing(open_office(folder, "admin", SECRET)) as opened:
        with opened.database.write_engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


TROUBLES = {
    "key file gone": (lambda f: (f / "office.keys").unlink(), "The key file is damaged or missing."),
    "key file damaged": (flip_key_file, "The key file was altered"),
    "key file cut short": (
        lambda f: (f / "office.keys").write_bytes(b'{"format": 1'),
        "The key file is damaged",
    ),
    "data file damaged": (lambda f: damage(f / "office.db"), "The data file is damaged."),
    "data file empty": (lambda f: (f / "office.db").write_bytes(b""), "The data file is damaged."),
    "data file gone": (lambda f: (f / "office.db").unlink(), "The data file of this office is missing."),
    "newer program": (newer_schema, "newer program (data format 9999;"),
    "nothing there": (shutil.rmtree, "There is no office in this folder."),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_has_its_sentence_and_nothing_is_made_or_taken_away(refused, command, office, trouble):
    make, said = TROUBLES[trouble]
    make(office)
    before = contents(office)
    for name in ("find", "verify"):
        sentence = refused(*command(name))
        assert said in sentence
        assert "delete" not in sentence.replace("Nothing was deleted", "")
    assert contents(office) == before


def contents(folder):
    """Every file that counts, byte by byte. The mark of damage stops backups; locks hold nothing."""
    left = {"office.lock", "damaged", "office.keys.1"}
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name not in left}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_the_same_of_a_wrong_passphrase(refused, command, monkeypatch, name):
    monkeypatch.setenv("CASEAPP_PASSPHRASE", "not this one at all")
    assert refused(*command(name)).startswith(
        "The name and passphrase do not fit together. Nothing was changed."
    )


def test_wrong_tries_are_slowed_down(refused, command, monkeypatch):
    monkeypatch.setenv("CASEAPP_PASSPHRASE", "not this one at all")
    said = [refused(*command("find")) for _try in range(5)]
    assert said[-1].startswith("Too many wrong tries. Wait ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_waits_for_a_second_instance(refused, command, office, name):
    with closing(open_office(office, "admin", SECRET)):
        assert "open in another window" in refused(*command(name))


@pytest.mark.parametrize("name", ["register", "find", "summary", "letter"])
def test_an_administrator_reads_and_writes_no_case(refused, command, tmp_path, name):
    assert (
        refused(*command(name)) == "Your role does not allow this. Nothing was changed. Ask your supervisor."
    )
    assert not (tmp_path / "out.pdf").exists()
