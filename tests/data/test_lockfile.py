"""One program at a time in an office folder; a killed one leaves no lock behind (R73)."""

import subprocess
import sys

import pytest

from caseapp.core.errors import OfficeInUse, OfficeMissing
from caseapp.data.lockfile import OfficeLock


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "office.keys").touch()
    return tmp_path


def test_the_second_one_is_kept_out_until_the_first_lets_go(folder):
    with OfficeLock(folder) as first:
        assert first.held
        with pytest.raises(OfficeInUse, match="open in another window"):
            OfficeLock(folder).acquire()
    assert not first.held
    with OfficeLock(folder):
        pass


def test_another_process_is_kept_out_and_its_death_frees_the_office(folder):
    script = """
import sys
from pathlib import Path
from caseapp.data.lockfile import OfficeLock
lock = OfficeLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", script, folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(OfficeInUse):
            OfficeLock(folder).acquire()
        other.kill()
        other.wait()
    with OfficeLock(folder) as lock:
        assert lock.held


def test_no_lock_is_left_where_there_is_no_office(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(OfficeMissing):
            OfficeLock(place).acquire()
    assert list(tmp_path.iterdir()) == []
    with OfficeLock(tmp_path / "new", new=True) as lock:
        assert lock.held
