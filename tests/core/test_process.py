"""What the process gives up: locks that cost much and guard little."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT

CAP_IPC_LOCK = 1 << 14
SCRIPT = """
from caseapp.core.process import no_locked_memory
no_locked_memory()
import ctypes, resource
from pathlib import Path
page = ctypes.create_string_buffer(4096)
print(resource.getrlimit(resource.RLIMIT_MEMLOCK)[0], ctypes.CDLL(None).mlock(page, 4096))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks of Windows are its own")
def test_memory_is_not_locked_any_more_not_even_as_root():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "-1"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_opening_an_office_gives_up_locking(tmp_path):
    from caseapp.data import engine

    engine.create_database_file(tmp_path / "office.db", bytes(32))
    assert resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == 0
    status = Path("/proc/thread-self/status").read_text()
    effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
    assert not int(effective, 16) & CAP_IPC_LOCK
