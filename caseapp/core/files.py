"""Files that are either the old ones or the new ones, never half, and readable by their owner alone."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseapp.core import faults
from caseapp.core.errors import DiskFull, OfficeMissing, ReadOnlyPlace, UserError
from caseapp.core.i18n import _

MIB = 1024 * 1024

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_PLACE = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL, errno.ELOOP}
_BINARY = getattr(os, "O_BINARY", 0)


def disk_full() -> DiskFull:
    return DiskFull(_("The disk is full. What you typed is kept. Free some space, then try again."))


def read_only_place() -> ReadOnlyPlace:
    return ReadOnlyPlace(_("This folder cannot be written to. Nothing was changed. Choose another folder."))


def no_such_place() -> UserError:
    return UserError(_("There cannot be a file or folder of this name here. Choose another place."))


def disk_trouble() -> UserError:
    return UserError(
        _("The disk failed. What was saved before is safe. Check that it is connected and has room.")
    )


def disk_error(error: OSError) -> UserError:
    """What a failed file operation means in plain words. It never means that the data is damaged (R76)."""
    if error.errno in _FULL:
        return disk_full()
    if error.errno in _FORBIDDEN:
        return read_only_place()
    if error.errno in _NO_PLACE:
        return no_such_place()
    if isinstance(error, FileNotFoundError):
        return OfficeMissing(_("A file that belongs here is not there. Nothing was changed."))
    return disk_trouble()


@contextmanager
def plain_disk_errors() -> Iterator[None]:
    """Inside, an OSError becomes the UserError that says it."""
    try:
        yield
    except OSError as error:
        raise disk_error(error) from error


def private_dir(path: Path) -> Path:
    """The folder, made where it is missing, for its owner alone (R52). Raises UserError where there is no such disk."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileNotFoundError as error:  # a drive that was taken out
        raise no_such_place() from error
    return path


def create_private(path: Path) -> int:
    """A new empty file for its owner alone, open for writing; FileExistsError where there is one."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)


def write_atomic(path: Path, data: bytes, job: str) -> None:
    """Put `data` at `path` so that a crash leaves the old or the new one. `job` names its fault points."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(create_private(beside), "wb") as file:
            file.write(data)
            faults.point(f"{job}.written")
            file.flush()
            os.fsync(file.fileno())
        faults.point(f"{job}.synced")
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_dir(path.parent)
    faults.point(f"{job}.done")


def sync_file(path: Path) -> None:
    """Make sure that what was written to `path` is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_dir(path: Path) -> None:
    """Make sure that renames inside `path` are on the disk. Windows does that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_bytes(path: Path) -> int:
    """Free space for this user on the disk that holds `path`."""
    return shutil.disk_usage(path).free


def require_space(path: Path, needed: int) -> None:
    """Raises DiskFull when fewer than `needed` bytes are free, before anything is begun."""
    free = free_bytes(path)
    if free < needed:
        text = _(
            "This needs {needed} MB and the disk has {free} MB left. Nothing was begun. Free some space."
        )
        raise DiskFull(text.format(needed=needed // MIB + 1, free=free // MIB))
