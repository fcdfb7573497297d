"""Files are the old ones or the new ones, private, and a failing disk is told in plain words."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from caseapp.core import files
from caseapp.core.errors import DiskFull, OfficeMissing, ReadOnlyPlace, UserError


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EROFS, ReadOnlyPlace),
        (errno.EACCES, ReadOnlyPlace),
        (errno.ENOENT, OfficeMissing),
        (errno.EIO, UserError),
    ],
)
def test_disk_errors_in_plain_words(number, error):
    told = files.disk_error(OSError(number, os.strerror(number)))
    assert type(told) is error
    assert os.strerror(number) not in str(told)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in access lists")
def test_what_is_written_is_for_its_owner_alone(tmp_path):
    folder = files.private_dir(tmp_path / "a" / "b")
    files.write_atomic(folder / "secret", b"x", "test")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    (tmp_path / "secret").write_bytes(b"old")
    with pytest.raises(TypeError):
        files.write_atomic(tmp_path / "secret", "not bytes", "test")  # type: ignore[arg-type]
    files.write_atomic(tmp_path / "secret", b"new", "test")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").read_bytes() == b"new"


def test_too_little_space_is_said_before_anything_is_begun(tmp_path):
    files.require_space(tmp_path, 1)
    with pytest.raises(DiskFull, match="Nothing was begun"):
        files.require_space(tmp_path, 10**18)


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and core limits are Linux's")
def test_the_hardened_process_leaves_no_dump_and_no_open_files(tmp_path):
    script = """
import ctypes, pathlib, resource, sys
from caseapp.core.process import harden
harden()
pathlib.Path(sys.argv[1]).write_text("x")
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""
    made = tmp_path / "made"
    done = subprocess.run([sys.executable, "-c", script, made], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == ["0", "(0, 0)\n"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
