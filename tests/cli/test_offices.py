"""Making offices, checking, backing up and putting back."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing

import pytest

from caseapp.core.paths import database_dir
from caseapp.features.office.opening import open_office
from tests.cli.conftest import PEOPLE, SECRET

NEW = ("--name", "Qacha’s Nek field office", "--code", "QCH", "--country", "LS")


def test_an_office_is_made_with_its_recovery_code_shown_once(run, tmp_path):
    folder = tmp_path / "deep" / "new"
    made = run("office", "create", folder, *NEW, "--admin", "moliehi", "--language", "st", "--json").answer
    assert made["office"] == str(folder) and made["admin"] == "moliehi"
    assert made["recovery_code"].encode() not in b"".join(
        f.read_bytes() for f in folder.rglob("*") if f.is_file()
    )
    checked = run("verify", folder, "--user", "moliehi", "--json").answer
    assert (checked["result"], checked["people"]) == ("All is well", 0)
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o077 == 0


def test_for_people_it_says_what_to_do_with_the_code(run, tmp_path):
    told = run("office", "create", tmp_path / "new", *NEW).out
    assert "Sign in as admin." in told and "Write it down on paper now" in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--name", "", "--code", "QCH"], "--name: Name of the office is needed."),
        (["--name", "x" * 500, "--code", "QCH"], "--name: This is too long"),
        (["--name", "A\0B", "--code", "QCH"], "--name: This holds characters that cannot be seen."),
        (["--name", "Q", "--code", "q1"], "--code: Use 2 to 4 capital letters"),
        (["--name", "Q", "--code", "TOOLONG"], "--code:"),
        (["--name", "Q", "--code", "QCH", "--admin", "Mo lie"], "--admin: Use small letters"),
        (["--name", "Q", "--code", "QCH", "--admin-name", ""], "--admin-name: Your name is needed."),
    ],
)
def test_what_cannot_be_an_office_is_not_made(refused, tmp_path, options, said):
    folder = tmp_path / "new"
    assert said in refused("office", "create", folder, *options, "--country", "LS")
    assert not folder.exists()


def test_a_weak_passphrase_is_refused_and_nothing_is_left(refused, tmp_path, monkeypatch):
    monkeypatch.setenv("CASEAPP_PASSPHRASE", "short")
    assert refused("office", "create", tmp_path / "new", *NEW).startswith("Passphrase: Too short")
    assert list(tmp_path.iterdir()) == []


def test_no_office_is_made_over_something_else(refused, made_demo, tmp_path):
    (tmp_path / "file").write_text("mine")
    for make in (("office", "create"), ("demo", "create")):
        options = NEW if make[0] == "office" else ()
        assert "There is an office in this folder already" in refused(*make, made_demo, *options)
        assert "a folder of its own" in refused(*make, tmp_path, *options)
        assert "a folder of its own" in refused(*make, tmp_path / "file", *options)
        assert "Choose another place" in refused(*make, tmp_path / "file" / "below", *options)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_copied_to_the_internet_is_warned_of(capsys, monkeypatch, tmp_path):
    from caseapp import cli

    monkeypatch.setenv("CASEAPP_PASSPHRASE", SECRET)
    assert cli.main(["office", "create", str(tmp_path / "Dropbox" / "new"), *NEW]) == 0
    assert "copied to the internet by Dropbox" in capsys.readouterr().err


# --- a demo office


def test_a_demo_office_says_who_can_sign_in(run, tmp_path, monkeypatch):
    made = run("demo", "create", tmp_path / "ke", "--country", "KE", "--people", "3", "--json").answer
    assert made["people"] == 3 and "passphrase" not in made
    assert set(made["users"]) == {
        "caseworker",
        "caseworker2",
        "counsellor",
        "grants",
        "supervisor",
        "me",
        "focal",
        "admin",
    }


def test_a_passphrase_that_had_to_be_made_up_is_printed_and_works(run, tmp_path, monkeypatch):
    monkeypatch.delenv("CASEAPP_PASSPHRASE")
    made = run("demo", "create", tmp_path / "new", "--people", "0", "--json").answer
    monkeypatch.setenv("CASEAPP_PASSPHRASE", made["passphrase"])
    assert run("verify", tmp_path / "new", "--user", "admin").out.startswith("All is well")


@pytest.mark.parametrize("people", ["-1", "5000001"])
def test_a_demo_of_an_impossible_size_is_not_made(refused, tmp_path, people):
    assert "between 0 and 5,000,000" in refused("demo", "create", tmp_path / "new", "--people", people)
    assert list(tmp_path.iterdir()) == []


def test_how_far_it_is_goes_to_the_error_stream_and_not_with_json(monkeypatch, capsys):
    from caseapp.cli.commands import _Telling

    monkeypatch.setattr("caseapp.cli.commands.TELL_EVERY", 0.0)
    _Telling("{done} of {total} people").step(2_000, 10_000)
    _Telling("{done} of {total} people", quiet=True).step(2_000, 10_000)
    assert capsys.readouterr().err == "2,000 of 10,000 people\n"


# --- checking


def test_a_whole_office_verifies(run, made_demo):
    told = run("verify", made_demo, "--user", "supervisor", "--json").answer
    assert told["people"] == PEOPLE and told["entries"] > 100
    assert run("verify", made_demo, "--user", "admin").out.endswith(f", {PEOPLE} people.\n")


def test_a_broken_journal_is_named(refused, office):
    with closing(open_office(office, "admin", SECRET)) as opened:
        with opened.database.write_engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER journal_no_update")
            connection.exec_driver_sql("UPDATE journal SET action = 'other' WHERE seq = 7")
    assert "entry 7" in refused("verify", office, "--user", "admin")


# --- backups


def test_a_backup_is_made_copied_and_put_back(run, refused, office, tmp_path):
    outside = tmp_path / "stick"
    outside.mkdir()
    made = run("backup", office, "--user", "admin", "--to", outside, "--json").answer
    assert os.path.getsize(made["backup"]) == made["bytes"] == os.path.getsize(made["copy"])
    person = tmp_path / "person.json"
    person.write_text(
        '{"given_name": "Keneuoe", "family_name": "Ralebitso", "sex": "f", "birth_date": "1980"}'
    )
    run("register", office, "--user", "caseworker", person)
    restored = run("restore", made["copy"], office, "--user", "admin", "--json").answer
    assert os.path.exists(restored["kept"])
    assert run("find", office, "--user", "caseworker", "--json", "Keneuoe").answer == []
    assert run("verify", office, "--user", "admin", "--json").answer["people"] == PEOPLE
    # What was there before is kept as a backup of its own.
    run("restore", restored["kept"], office, "--user", "admin")
    assert run("find", office, "--user", "caseworker", "--json", "Keneuoe").answer != []


def test_a_new_laptop_takes_the_backup_and_a_passphrase(run, office, tmp_path):
    backup = run("backup", office, "--user", "focal", "--json").answer["backup"]
    told = run("restore", backup, tmp_path / "laptop", "--user", "caseworker", "--json").answer
    assert told["kept"] == ""
    assert run("verify", tmp_path / "laptop", "--user", "admin").code == 0


def test_who_may_not_replaces_nothing_and_it_is_journalled(refused, run, office):
    backup = run("backup", office, "--user", "admin", "--json").answer["backup"]
    entries = run("verify", office, "--user", "admin", "--json").answer["entries"]
    for words in (("restore", backup, office), ("backup", office)):
        assert "Your role does not allow this" in refused(*words, "--user", "caseworker")
    assert run("verify", office, "--user", "admin", "--json").answer["entries"] > entries
    with closing(open_office(office, "admin", SECRET)) as opened:
        with opened.database.read_engine.connect() as connection:
            query = "SELECT body FROM journal WHERE action = 'refused'"
            bodies = " ".join(connection.exec_driver_sql(query).scalars())
    assert "office.restore" in bodies and "office.backup" in bodies


def test_a_damaged_office_is_replaced_with_a_passphrase_of_the_backups_time(run, refused, office):
    backup = run("backup", office, "--user", "admin", "--json").answer["backup"]
    data = office / "office.db"
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 0xFF
    data.write_bytes(bytes(content))
    assert "damaged" in refused("find", office, "--user", "caseworker", "a")
    assert run("restore", backup, office, "--user", "caseworker", "--json").answer["kept"] == ""
    assert list((office / "quarantine").glob("*/office.db"))
    assert run("verify", office, "--user", "admin").code == 0


def test_restoring_refuses_what_does_not_fit(refused, run, office, tmp_path):
    backup = run("backup", office, "--user", "admin", "--json").answer["backup"]
    other, strange = tmp_path / "other", tmp_path / "strange"
    run("demo", "create", other, "--people", "0")
    strange.mkdir()
    (strange / "letter.txt").write_text("mine")
    assert "belongs to the office" in refused("restore", backup, other, "--user", "admin")
    assert run("verify", other, "--user", "admin", "--json").answer["people"] == 0
    assert "a folder of its own" in refused("restore", backup, strange, "--user", "admin")
    assert [p.name for p in strange.iterdir()] == ["letter.txt"]
    assert "not a backup" in refused("restore", strange / "letter.txt", tmp_path / "new", "--user", "admin")
    assert "There is no file" in refused("restore", tmp_path / "nothing", tmp_path / "new", "--user", "admin")
    assert "do not fit together" in refused("restore", backup, tmp_path / "new", "--user", "nobody")
    assert not (tmp_path / "new").exists()


def test_a_second_place_that_is_not_there_is_told_before_anything_is_made(refused, office, tmp_path):
    shutil.rmtree(office / "backups", ignore_errors=True)
    assert "No backup was made" in refused("backup", office, "--user", "admin", "--to", tmp_path / "stick")
    assert not (office / "backups").exists()


# --- a damaged data file


@pytest.fixture
def damaged(tmp_path):
    """An office of five people; the page that holds them cannot be read, and there is no backup."""
    folder = shutil.copytree(database_dir("fixtures", "0001"), tmp_path / "damaged")
    data = bytearray((folder / "office.db").read_bytes())
    data[29 * 4096 + 2000] ^= 0xFF
    (folder / "office.db").write_bytes(bytes(data))
    return folder


def test_what_can_be_read_is_saved_and_the_loss_is_told(run, damaged, tmp_path):
    told = run("salvage", damaged, "--user", "supervisor", "--out", tmp_path / "new", "--json").answer
    assert len(told["lost"]) == 5 and told["damaged"]["person"]["read"] == 0 and told["read"] > 300
    assert "is in" in run("salvage", damaged, "--user", "supervisor", "--out", tmp_path / "second").out
    assert run("verify", tmp_path / "new", "--user", "admin", "--json").answer["people"] == 0


def test_nothing_is_saved_from_what_is_sound_nor_over_something(refused, office, damaged):
    assert "is not damaged" in refused("salvage", office, "--user", "admin", "--out", office.parent / "new")
    assert "There is an office in this folder" in refused(
        "salvage", damaged, "--user", "admin", "--out", office
    )
    assert not (office.parent / "new").exists()
