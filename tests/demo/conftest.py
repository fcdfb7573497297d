"""Small demo offices, made once: of Lesotho with told stories and a crowd, of Kenya with a few people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from caseapp.demo import create_demo, making
from caseapp.demo.cast import ARRANGED
from caseapp.features.office.opening import open_office

SECRET = "seven grey doves at the well"
TOLD = len(ARRANGED) + 9  # the people who come twice are among them
PEOPLE = TOLD + 230  # and one of the crowd

KENYANS = 20


def make(folder: Path, country: str, people: int, seed: int, told: int) -> Path:
    """A demo office of which fewer stories are told than usual, so that it is made in a second or two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "TOLD", told)
        create_demo(folder, country, people, seed, SECRET)
    return folder


@pytest.fixture(scope="session")
def lesotho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("ls") / "office", "LS", PEOPLE, 1, TOLD)


@pytest.fixture(scope="session")
def kenya(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("ke") / "office", "KE", KENYANS, 1, 8)


def everything(folder: Path, sql: str) -> list[Any]:
    """What a question to the data file of an office answers."""
    with closing(open_office(folder, "supervisor", SECRET)) as office:
        with office.database.read_engine.connect() as connection:
            return [row[0] if len(row) == 1 else tuple(row) for row in connection.exec_driver_sql(sql)]


@pytest.fixture
def ask(lesotho: Path) -> Callable[[str], list[Any]]:
    """Ask the data file of the office in Lesotho."""
    return partial(everything, lesotho)
