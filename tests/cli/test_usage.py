"""What can be typed: help in plain words, one sentence for what is typed wrongly, no passphrase among the arguments."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from caseapp import __version__, cli
from caseapp.cli import asking, words
from tests.cli.conftest import SECRET

COMMANDS = [
    "office create", "demo create", "register", "fields", "find", "summary", "letter", "questionnaire", "verify",
    "backup", "restore", "salvage", "tour",
]  # fmt: skip
OURS = ("pytest", "Namespace", "metavar", "uuid", "None", "dict", "foreign key")


@pytest.mark.parametrize("command", ["", "office", "demo", *COMMANDS])
def test_every_command_explains_itself_in_plain_words(run, command):
    told = run(*command.split(), "--help").out
    assert told.startswith(f"usage: caseapp {command}".strip())
    assert not [word for word in OURS if word in told]
    assert ("--json" in told) == (command in COMMANDS)


def everything_asked(parser):
    """Each option and word of a parser and of those below it."""
    for action in parser._actions:
        yield parser.prog, action
        for below in set(action.choices.values()) if isinstance(action.choices, dict) else ():
            yield from everything_asked(below)


def test_everything_that_can_be_typed_has_its_explanation():
    asked = list(everything_asked(words._parser()))
    assert len(asked) > 60
    assert [(prog, a.dest) for prog, a in asked if not a.help and a.choices is None] == []


def test_the_overview_names_every_command(run):
    told = run("--help").out
    assert all(f"    {command.split()[0]} " in told for command in COMMANDS)
    assert "CASEAPP_PASSPHRASE" in told
    assert run("--version").out == f"caseapp {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["fond", "x"], "invalid choice: 'fond'"),
        (["office"], "required: create"),
        (["find"], "required: OFFICE, --user, TEXT"),
        (["find", "x", "y"], "required: --user"),
        (["find", "x", "--user", "u", "--limit", "0", "y"], "choose a number from 1 to 1000"),
        (["find", "x", "--user", "u", "--limit", "many", "y"], "choose a number from 1 to 1000"),
        (["find", "x", "--user", "u", "y", "--colour"], "There is no option --colour here"),
        (["find", "x", "--us", "u", "y"], "required: --user"),
        (["summary", "x", "A", "B", "--user", "u", "-o", "f"], "more words than this command takes"),
        (["demo", "create", "x", "--people", "many"], "choose a whole number"),
        (["demo", "create", "x", "--people", "9" * 40], "choose a whole number"),
        (["demo", "create", "x", "--country", "XX"], "choose from 'LS', 'KE'"),
        (["office", "create", "x"], "required: --name, --code, --country"),
        (["tour"], "required: --out"),
        (["tour", "--out", "x", "--country", "ls"], "choose from 'LS', 'KE'"),
        (["summary", "x", "N", "--user", "u"], "required: -o/--output"),
    ],
)
def test_what_is_typed_wrongly_gets_one_sentence(refused, typed, said):
    sentence = refused(*typed)
    assert said in sentence
    assert sentence.endswith("--help")


@pytest.mark.parametrize("option", ["--passphrase", "--password", "--pass", "-passphrase"])
@pytest.mark.parametrize("joined", ["=", " "])
def test_a_passphrase_is_never_an_argument_nor_said_again(refused, tmp_path, option, joined):
    sentence = refused("find", tmp_path, "--user", "u", "x", *f"{option}{joined}whisper".split(" "))
    assert "never an argument" in sentence and "CASEAPP_PASSPHRASE" in sentence
    assert "whisper" not in sentence


def test_no_option_of_any_command_takes_one(run):
    for command in COMMANDS:
        assert "--pass" not in run(*command.split(), "--help").out


def test_without_a_terminal_and_a_passphrase_it_says_where_to_put_it(refused, made_demo, monkeypatch):
    monkeypatch.delenv("CASEAPP_PASSPHRASE")
    assert "Set CASEAPP_PASSPHRASE" in refused("verify", made_demo, "--user", "admin")
    monkeypatch.setenv("CASEAPP_PASSPHRASE", "\udcff")
    assert "cannot be read" in refused("verify", made_demo, "--user", "admin")


@pytest.fixture
def typing(monkeypatch):
    """Somebody at a terminal who types these passphrases, one after the other."""

    def types(*passphrases):
        left = list(passphrases)
        monkeypatch.delenv("CASEAPP_PASSPHRASE")
        monkeypatch.setattr(asking.sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(asking.getpass, "getpass", lambda words: left.pop(0))
        return left

    return types


def test_at_a_terminal_it_is_asked_for(run, made_demo, typing):
    left = typing(SECRET)
    assert run("find", made_demo, "--user", "caseworker", "--json", "").answer == []
    assert left == []


def test_a_new_one_is_typed_twice(refused, run, typing, tmp_path):
    words = (
        "office",
        "create",
        tmp_path / "new",
        "--name",
        "Qacha field office",
        "--code",
        "QCH",
        "--country",
        "LS",
    )
    typing(SECRET, SECRET + "x")
    assert "not the same" in refused(*words)
    assert not (tmp_path / "new").exists()


def test_interrupting_says_that_nothing_was_changed(refused, made_demo, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("caseapp.cli.commands.open_office", interrupt)
    assert refused("verify", made_demo, "--user", "admin") == "Stopped. Nothing was changed."


def test_our_own_mistakes_show_no_traceback_and_no_value(monkeypatch, capsys, made_demo):
    def mistake(*_):
        raise KeyError("Lineo Mokoena")

    monkeypatch.setenv("CASEAPP_PASSPHRASE", SECRET)
    monkeypatch.setattr("caseapp.cli.commands.open_office", mistake)
    assert cli.main(["verify", str(made_demo), "--user", "admin"]) == 2
    assert capsys.readouterr().err == "The program made a mistake (KeyError). Nothing was changed.\n"


def python_m(*words, **environment):
    command = [sys.executable, "-m", "caseapp", *map(str, words)]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_as_a_process_it_is_the_same(made_demo):
    found = python_m("find", made_demo, "--user", "caseworker", "--json", "a", CASEAPP_PASSPHRASE=SECRET)
    assert (found.returncode, found.stderr) == (0, "")
    assert isinstance(json.loads(found.stdout), list)


def test_as_a_process_trouble_is_one_sentence(made_demo):
    # A terminal of another age, too: names are written in UTF-8 whatever it claims to show.
    trouble = python_m(
        "verify", made_demo, "--user", "’Mamello", CASEAPP_PASSPHRASE=SECRET, PYTHONIOENCODING="ascii"
    )
    assert (trouble.returncode, trouble.stdout) == (2, "")
    assert trouble.stderr == "The name and passphrase do not fit together. Nothing was changed.\n"


def test_the_installed_command_is_the_same_function():
    from importlib.metadata import entry_points

    found = [point for point in entry_points(group="console_scripts") if point.name == "caseapp"]
    assert all(point.load() is cli.main for point in found)
