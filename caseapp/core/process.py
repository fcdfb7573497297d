"""What this process must never leave behind: files others may read, memory in a crash dump."""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Call first of all. New files are for their owner alone (R52); no core dump and no debugger (R19)."""
    os.umask(0o077)
    if sys.platform != "win32":
        _no_core_dumps()
    if sys.platform == "linux":
        # The kernel's flag also keeps core dumps from a crash handler that ignores the size limit.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _no_core_dumps() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
