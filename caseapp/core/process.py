"""What this process must never leave behind, files others may read or memory in a crash dump, and how it takes memory."""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_DUMPABLE = 4
_CAP_IPC_LOCK = 14
_M_ARENA_MAX = -8
_CAP_VERSION = 0x20080522


def harden() -> None:
    """Call first of all. New files are for their owner alone (R52); no core dump and no debugger (R19)."""
    os.umask(0o077)
    _no_core_dumps()
    no_locked_memory()
    _one_heap()
    if sys.platform == "linux":
        # The kernel's flag also keeps core dumps from a crash handler that ignores the size limit.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _one_heap() -> None:
    """Give all threads one heap. glibc gives each its own, and what one took and gave back stays in it for good: 33 MB with
    100,000 people. The threads take turns all the same, Python lets one run at a time. Call before the first thread.
    """
    if sys.platform == "win32":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)


def _no_core_dumps() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def no_locked_memory() -> None:
    """Keep SQLCipher from locking every piece of memory it takes: two calls to the kernel for each made it 3 to 13 times

    slower. It still overwrites what it gives back. Locks would guard little: Python's own copies are not locked either,
    and an ordinary user may lock 8 MB. Call before an office is opened; it has no effect on Windows.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]))
    if sys.platform == "linux":
        _drop_capability(_CAP_IPC_LOCK)  # root may lock whatever the limit says


def _drop_capability(number: int) -> None:
    """Give up a privilege of this process. The kernel counts threads: only those that start later are without it too."""
    header = (ctypes.c_uint32 * 2)(_CAP_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; the low half, then the high one
    libc = ctypes.CDLL(None)
    if libc.capget(header, sets) == 0:
        sets[0] &= ~(1 << number)
        libc.capset(header, sets)
