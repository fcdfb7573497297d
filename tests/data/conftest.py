"""Offices for the storage tests: keys at the lowest cost allowed, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.core.clock import FixedClock
from caseapp.data import engine, keys
from caseapp.data.keys import KeyRing
from tests.data.people import PASSPHRASES

START = datetime(2026, 8, 18, 7, 20, tzinfo=UTC)


@dataclass
class Safe:
    """An office folder with its keys in hand. `rings` of admin, counsellor (holds mhpss) and palesa."""

    folder: Path
    code: str
    rings: dict[str, KeyRing]
    clock: FixedClock

    @property
    def ring(self) -> KeyRing:
        return self.rings["admin"]

    @property
    def database(self) -> Path:
        return self.folder / "office.db"

    def fill(self, rows: int) -> None:
        """Add rows to the data file, each a transaction over two tables."""
        raw = engine.raw_connect(self.database, self.ring.dek, write=True)
        for _row in range(rows):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO person (name) VALUES ('Canary Mokoena')")
            raw.execute("INSERT INTO visit (person_id) VALUES (last_insert_rowid())")
            raw.execute("COMMIT")
        raw.close()

    def count(self, key: bytearray | None = None) -> int:
        """The rows of both tables, which must agree."""
        raw = engine.raw_connect(self.database, key or self.ring.dek, write=False)
        people, visits = (raw.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("person", "visit"))
        assert engine.integrity(raw) == []
        raw.close()
        assert people == visits
        return int(people)


@pytest.fixture(scope="session")
def made_safe(tmp_path_factory: pytest.TempPathFactory) -> Safe:
    folder = tmp_path_factory.mktemp("made") / "Mokhotlong.office"
    clock = FixedClock(START)
    admin, code = keys.create_office_keys(
        folder,
        office_name="Mokhotlong",
        country="LS",
        language="en",
        admin_login="admin",
        admin_name="Katleho Mpeli",
        passphrase=PASSPHRASES["admin"],
        cost=keys.FLOOR,
        clock=clock,
    )
    for login, name, parts in (
        ("counsellor", "Nthabiseng Seeiso", ["mhpss"]),
        ("palesa", "Palesa Mohale", []),
    ):
        keys.add_user(folder, admin, login, name, PASSPHRASES[login], parts, clock)
    counsellor, _slot = keys.unlock(folder, "counsellor", PASSPHRASES["counsellor"], clock)
    engine.create_database_file(folder / "office.db", admin.dek)
    raw = engine.raw_connect(folder / "office.db", admin.dek, write=True)
    raw.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
    raw.execute(
        "CREATE TABLE visit (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person (id))"
    )
    raw.close()
    rings = {"admin": admin, "counsellor": counsellor, "palesa": admin.narrowed("palesa", [])}
    return Safe(folder, code, rings, clock)


@pytest.fixture
def safe(made_safe: Safe, tmp_path: Path) -> Iterator[Safe]:
    """A copy of the office that a test may break."""
    folder = tmp_path / made_safe.folder.name
    shutil.copytree(made_safe.folder, folder)
    rings = {login: ring.narrowed(login, ring.compartments) for login, ring in made_safe.rings.items()}
    yield Safe(folder, made_safe.code, rings, FixedClock(START))
    for ring in rings.values():
        ring.close()
