"""Runs one job in a process of its own and dies at a named point, as with the power cut: nothing is cleaned up.

`python -m tests.faults.killed POINT JOB FOLDER KEY [ARGUMENT…]`. With the point `-` it runs to the end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from caseapp.core import faults
from caseapp.data import backup, engine, keys, migrate
from caseapp.data.keys import KeyRing
from tests.data.people import NEW, PASSPHRASES


def change_passphrase(folder: Path, ring: KeyRing) -> None:
    keys.change_passphrase(folder, "palesa", PASSPHRASES["palesa"], NEW)


def rename(folder: Path, ring: KeyRing) -> None:
    keys.rename_user(folder, ring, "palesa", "Renamed")


def make_backup(folder: Path, ring: KeyRing) -> None:
    backup.make_backup(folder, ring, reason="killed")


def restore(folder: Path, ring: KeyRing) -> None:
    backup.restore(backup.list_backups(folder)[-1].path, folder, ring)


def renew(folder: Path, ring: KeyRing) -> None:
    backup.renew_data_key(folder, ring)


def write(folder: Path, ring: KeyRing) -> None:
    """Save without end, over two tables each, and say so after each commit."""
    raw = engine.raw_connect(folder / "office.db", ring.dek, write=True)
    while True:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO person (name) VALUES (?)", ("x" * 300,))
        raw.execute("INSERT INTO visit (person_id) VALUES (last_insert_rowid())")
        raw.execute("COMMIT")
        sys.stdout.buffer.write(b".")
        sys.stdout.buffer.flush()


def upgrade(folder: Path, ring: KeyRing) -> None:
    migrate.upgrade(engine.open_engine(folder / "office.db", ring.dek, write=True))


JOBS = {job.__name__: job for job in (change_passphrase, rename, make_backup, restore, renew, write, upgrade)}


def main(point: str, job: str, folder: str, key: str) -> None:
    def hook(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    faults.install(hook)
    office = keys.read_keyfile(Path(folder)).office
    JOBS[job](Path(folder), KeyRing(office.id, "user", "admin", bytearray.fromhex(key), {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
