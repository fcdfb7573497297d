"""One program at a time in an office folder. The lock is the kernel's: a killed program leaves none (R73)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from caseapp.core.errors import OfficeInUse, OfficeMissing
from caseapp.core.files import disk_error, private_dir
from caseapp.core.i18n import _

FILE = "office.lock"


class OfficeLock:
    """Held from before the key file is used until after the data file is closed; also a context manager.

    `new` is for making or restoring an office where there is none: the folder is made.
    """

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        self._folder = folder
        self._new = new
        self._handle: int | None = None

    def acquire(self) -> OfficeLock:
        """Take the lock. Raises OfficeInUse while another program has it, OfficeMissing without folder."""
        if self._new:
            private_dir(self._folder)
        elif not any(self._folder.glob("office.*")) and not (self._folder / "restore").is_dir():
            raise OfficeMissing(_("There is no office in this folder. Nothing was made there."))
        try:
            handle = os.open(self._folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise disk_error(error) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise OfficeInUse(
                _("This office is open in another window of the program. Use that window, or close it first.")
            ) from error
        self._handle = handle
        return self

    def release(self) -> None:
        """Let others in. The file stays: removing it could take a newer lock away."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def __enter__(self) -> OfficeLock:
        return self if self.held else self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock(handle: int) -> None:
    """Raises OSError when another program holds it. Closing the handle, or dying, gives it up."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
