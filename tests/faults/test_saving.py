"""A caseworker saves, and the power goes or the disk is full: the file opens clean and nothing that was said is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from caseapp.core.errors import OfficeInUse, ReadOnlyPlace
from caseapp.core.files import disk_full, disk_trouble
from caseapp.core.paths import database_dir
from caseapp.data import drafts
from caseapp.features.office.checking import verify
from caseapp.features.office.opening import look_at_tables, open_office

SECRET = "seven grey doves at the well"
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals and file size limits are things of Unix"
)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = shutil.copytree(database_dir("fixtures", "0001"), tmp_path_factory.mktemp("saving") / "office")
    open_office(folder, "admin", SECRET).close()
    shutil.rmtree(folder / "backups")
    return folder


@pytest.fixture
def office(made, tmp_path):
    return shutil.copytree(made, tmp_path / "office")


def saving(folder, *more):
    words = [sys.executable, "-m", "tests.faults.saving", str(folder), SECRET, *map(str, more)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def on_file(folder):
    """Everybody whose registration is whole: person, case and first note. Nothing is wrong with anything else."""
    with closing(open_office(folder, "admin", SECRET)) as opened:
        assert verify(opened).problems == ()
        with opened.database.read_engine.connect() as connection:
            whole = connection.exec_driver_sql(
                'SELECT p.number FROM person p JOIN "case" c ON c.person_id = p.id JOIN case_note n ON n.case_id = c.id'
                " WHERE p.family_name = 'Mokoena' AND p.given_name LIKE 'Thabo %'"
            )
            found = list(whole.scalars())
            begun = "SELECT count(*) FROM person WHERE given_name LIKE 'Thabo %'"
            assert connection.exec_driver_sql(begun).scalar() == len(found)
    return set(found)


def test_killed_again_and_again_while_saving(office):
    said = set()
    for saves in (1, 4, 15, 2):
        with saving(office) as process:
            for _save in range(saves):
                said.add(process.stdout.readline().strip())
            process.kill()
            said |= {line.strip() for line in process.stdout if line.endswith("\n")}
        there = on_file(office)
        assert said <= there
        assert len(there - said) <= 1  # saved, and killed before it was said
        said = there
    assert len(said) >= 22


def test_what_was_half_typed_survives_too(office):
    with saving(office) as process:
        process.stdout.readline()
        process.kill()
    with closing(open_office(office, "caseworker", SECRET)) as opened:
        with opened.database.look(opened.actor) as uow:
            draft = drafts.of(uow, "person", "")
    assert draft.values["family_name"] == "Mokoena" and draft.place["field"] == "phone"


def check(office, lines, trouble):
    """What was said before the trouble is on file, and the program went on to read and to close."""
    numbers = [line for line in lines if line.startswith("MKG-")]
    rest = lines[len(numbers) :]
    assert len(numbers) > 2
    assert rest[:2] == [trouble, "read 1"]
    assert rest[-1] == "closed"
    assert set(numbers) <= on_file(office)


def test_a_disk_that_refuses_is_said_plainly_and_everything_saved_is_there(office):
    biggest = max(path.stat().st_size for path in office.iterdir() if path.is_file())
    with saving(office, biggest + 150_000) as process:
        lines = [line.strip() for line in process.stdout]
    assert process.returncode == 0
    check(office, lines, f"UserError: {disk_trouble()}")


# A small disk of memory in a namespace of its own: $1 the office, $2 where the disk is, the rest the command.
SMALL_DISK = """
set -e
mount -t tmpfs -o size=5m none "$2"
cp -r "$1" "$2/office"
"$3" -m tests.faults.saving "$2/office" "$4"
rm -r "$1"
cp -r "$2/office" "$1"
"""


def test_on_a_full_disk_it_is_said_plainly_and_everything_saved_is_there(office, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    namespace = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*namespace, "mount -t tmpfs none /mnt"], stderr=-3).returncode
    ):
        pytest.skip("this machine lets nobody make a small disk")
    words = [*namespace, SMALL_DISK, "sh", str(office), str(disk), sys.executable, SECRET]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    check(office, done.stdout.splitlines(), f"DiskFull: {disk_full()}")


def test_while_somebody_works_a_second_one_is_kept_out(office):
    with saving(office) as process:
        process.stdout.readline()
        with pytest.raises(OfficeInUse, match="open in another window"):
            open_office(office, "admin", SECRET)
        process.kill()
    open_office(office, "admin", SECRET).close()  # the lock died with it


def test_a_folder_that_may_only_be_read_is_said_and_left_alone(made):
    open_office(made, "admin", SECRET).close()  # everything needed is read before the rights go
    # The tests may run as root, whom permissions do not stop.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(made, Path(name) / "office"))
        root = os.geteuid() == 0
        for path in (Path(name), folder, *folder.rglob("*")):
            if root:
                os.chown(path, 65534, -1)
            path.chmod(0o500 if path.is_dir() else 0o400)
        before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        if root:
            os.seteuid(65534)
        try:
            with pytest.raises(ReadOnlyPlace, match=r"cannot be written to\. Nothing was changed\."):
                open_office(folder, "admin", SECRET)
            assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
        finally:
            if root:
                os.seteuid(0)
            for path in (Path(name), folder):
                path.chmod(0o700)


def test_what_only_makes_it_quick_keeps_no_office_from_closing(office):
    with closing(open_office(office, "caseworker", SECRET)) as opened:
        with opened.database.write_engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS sqlite_stat1")
        look_at_tables(opened.database.read_engine)  # where nothing can be written
