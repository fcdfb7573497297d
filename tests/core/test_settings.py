"""What the laptop remembers survives a restart; a spoilt file costs nothing but the settings."""

from __future__ import annotations

import json

import pytest

from caseapp.core import settings
from caseapp.core.errors import UserError
from caseapp.core.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEAPP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_without_a_file_the_standard_holds_and_nothing_is_written(home):
    assert settings.load() == Settings() and not home.exists()


def test_what_stays_as_it_was_is_not_written_again(home):
    settings.change(palette="dark")
    written = (home / "settings.json").stat().st_ino  # each write is a new file in the place of the old one
    assert settings.change(palette="dark") == settings.load()
    assert (home / "settings.json").stat().st_ino == written
    settings.change(palette="light")
    assert (home / "settings.json").stat().st_ino != written


def test_what_is_changed_is_kept_and_the_rest_stays(home):
    settings.change(palette="dark")
    settings.change(scale=130, language="ar")
    assert settings.load() == Settings("ar", "dark", 130)
    assert (home / "settings.json").stat().st_mode & 0o077 == 0


def test_the_office_used_last_comes_first_with_who_signed_in(tmp_path):
    settings.remember_office(tmp_path / "a", "palesa")
    settings.remember_office(tmp_path / "b", "admin")
    settings.remember_office(tmp_path / "a")
    found = settings.load()
    assert found.last_office == tmp_path / "a"
    assert found.offices == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert found.login_of(tmp_path / "a") == "palesa" and found.login_of(tmp_path / "c") == ""
    settings.forget_office(tmp_path / "a")
    assert settings.load().offices == (str(tmp_path / "b"),)
    assert settings.load().login_of(tmp_path / "b") == "admin"


def test_the_list_of_offices_does_not_grow_for_ever(tmp_path):
    for number in range(12):
        settings.remember_office(tmp_path / str(number), f"user{number}")
    found = settings.load()
    assert len(found.offices) == len(found.logins) == 8
    assert found.login_of(tmp_path / "11") == "user11" and found.login_of(tmp_path / "3") == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "[" * 100_000])
def test_a_spoilt_file_gives_the_standard(home, text):
    home.mkdir()
    (home / "settings.json").write_text(text)
    assert settings.load() == Settings()


def test_values_that_make_no_sense_are_left_out(home):
    home.mkdir()
    raw = {"language": "xx", "palette": "pink", "scale": 9000, "offices": [1], "logins": ["a"], "other": 1}
    (home / "settings.json").write_text(json.dumps(raw))
    assert settings.load() == Settings(logins=("a",))


def test_a_home_that_cannot_be_written_is_said_plainly(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEAPP_HOME", str(tmp_path / "file" / "home"))
    assert settings.load() == Settings()
    with pytest.raises(UserError):
        settings.change(scale=120)
