"""The command line in this process: a small demo office, made once, and `run` that says what a command said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caseapp import cli
from caseapp.demo import create_demo

SECRET = "seven grey doves at the well"
PEOPLE = 12


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command. Whatever it is: 0 without a word of trouble, or 2 with one sentence and no output."""
    monkeypatch.setenv("CASEAPP_PASSPHRASE", SECRET)
    monkeypatch.setattr(
        "caseapp.cli.commands.TELL_EVERY", 1e9
    )  # how far it is, is told on a slow machine only
    monkeypatch.chdir(tmp_path)

    def go(*words: object) -> Ran:
        capsys.readouterr()
        code = cli.main([str(word) for word in words])
        ran = Ran(code, *capsys.readouterr())
        if code == 0:
            assert ran.err == ""
        else:
            assert (code, ran.out) == (2, "")
            assert ran.err.endswith("\n") and ran.err.count("\n") == 1
            assert "Traceback" not in ran.err and "made a mistake" not in ran.err
        return ran

    return go


@pytest.fixture
def refused(run: Run) -> Callable[..., str]:
    """Run a command that must fail; the sentence it says."""

    def go(*words: object) -> str:
        ran = run(*words)
        assert ran.code == 2
        return ran.err.strip()

    return go


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "office"
    create_demo(folder, "LS", PEOPLE, 1, SECRET)
    return folder


@pytest.fixture(scope="session")
def shared(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that tests may write to, but none counts on who else is in it."""
    return Path(shutil.copytree(made_demo, tmp_path_factory.mktemp("shared") / "office"))


@pytest.fixture
def office(made_demo: Path, tmp_path: Path) -> Path:
    """An office a test may change or break."""
    return Path(shutil.copytree(made_demo, tmp_path / "office"))
