"""Putting another data file and key file in the place of the present ones, whole or not at all (R65, R66).

The new files are laid ready in `restore/`, and a marker is written last. From then on the change happens: at
once, or at the next start if the program is killed. The old files, above all a left-over write-ahead log that
SQLite would replay into the new file, go to `quarantine/` first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseapp.core import faults
from caseapp.core.files import plain_disk_errors, private_dir, sync_dir, write_atomic
from caseapp.data.keys import keyfile as keyfiles

STAGE = "restore"
QUARANTINE = "quarantine"
_READY = "ready"
_DATABASE_FILES = tuple(keyfiles.DATABASE + ending for ending in ("-wal", "-shm", ""))
_CORPSES = 2


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """An empty folder for the new files; thrown away unless `commit` was reached inside."""
    stage = folder / STAGE
    with plain_disk_errors():
        shutil.rmtree(stage, ignore_errors=True)
        private_dir(stage)
    try:
        yield stage
    finally:
        if not (stage / _READY).exists():
            shutil.rmtree(stage, ignore_errors=True)


def commit(folder: Path, stamp: str, *, keep_old: bool) -> None:
    """Decide for the files that lie ready, and put them in place. `keep_old` leaves the old ones in `quarantine/`."""
    with plain_disk_errors():
        sync_dir(folder / STAGE)
        order = json.dumps({"stamp": stamp, "keep_old": keep_old}).encode()
        write_atomic(folder / STAGE / _READY, order, "swap.ready")
    finish_pending(folder)


def finish_pending(folder: Path) -> bool:
    """Finish a change that was decided, throw away one that was not. True when something was put in place.

    Call it at every start, with the office's lock held and before the key file is read.
    """
    stage = folder / STAGE
    with plain_disk_errors():
        for half_written in folder.glob("office.*.new"):
            half_written.unlink()
        if not stage.is_dir():
            return False
        ready = (stage / _READY).exists()
        if ready:
            _put_in_place(folder, stage, json.loads((stage / _READY).read_bytes()))
        shutil.rmtree(stage, ignore_errors=True)
        sync_dir(folder)
    return ready


def _put_in_place(folder: Path, stage: Path, order: dict[str, object]) -> None:
    """Every step may already have been done."""
    corner = private_dir(private_dir(folder / QUARANTINE) / str(order["stamp"]))
    if (stage / keyfiles.DATABASE).exists():
        for name in _DATABASE_FILES:
            if (folder / name).exists():
                os.replace(folder / name, corner / name)
                faults.point(f"swap.moved{name}")
        os.replace(stage / keyfiles.DATABASE, folder / keyfiles.DATABASE)
        faults.point("swap.database")
    if (stage / keyfiles.FILE).exists():
        if (folder / keyfiles.FILE).exists():
            write_atomic(folder / keyfiles.PREVIOUS, (folder / keyfiles.FILE).read_bytes(), "swap.previous")
        os.replace(stage / keyfiles.FILE, folder / keyfiles.FILE)
        faults.point("swap.keys")
    sync_dir(folder)
    (stage / _READY).unlink()
    faults.point("swap.done")
    _tidy(folder / QUARANTINE, corner, bool(order["keep_old"]))


def _tidy(quarantine: Path, corner: Path, keep_old: bool) -> None:
    if not keep_old or not any(corner.iterdir()):
        shutil.rmtree(corner, ignore_errors=True)
    corpses = sorted((path for path in quarantine.iterdir() if path.is_dir()), reverse=True)
    for old in corpses[_CORPSES:]:
        shutil.rmtree(old, ignore_errors=True)
