"""kill -9 in the middle of everything: the old state or the new one, nothing acknowledged lost (R7, R66, R68, R69)."""

import shutil
import subprocess
import sys
from contextlib import closing

import pytest

from caseapp.data import backup, engine, keys
from tests.data.people import PASSPHRASES
from tests.data.test_backup import backed_up

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")


def command(safe, point, job):
    return [sys.executable, "-m", "tests.faults.killed", point, job, str(safe.folder), safe.ring.dek.hex()]


def killed(safe, point, job):
    """Run the job and see it die at that point: a point never reached would prove nothing."""
    assert subprocess.run(command(safe, point, job), check=False).returncode == -9


KEY_POINTS = ["keys.previous.written", "keys.previous.done", "keys.written", "keys.synced", "keys.done"]


@pytest.mark.parametrize("point", KEY_POINTS)
def test_the_key_file_is_the_old_or_the_new_one(safe, point):
    killed(safe, point, "rename")
    keyfile = keys.read_keyfile(safe.folder)
    keyfile.verify(safe.ring.dek)
    assert keyfile.get("palesa").name == ("Renamed" if point == "keys.done" else "Palesa Mohale")
    backup.finish_pending(safe.folder)
    assert sorted(path.name for path in safe.folder.iterdir()) == [
        "office.db",
        "office.keys",
        "office.keys.1",
    ]


def test_a_passphrase_change_cut_off_leaves_the_old_one_working(safe):
    killed(safe, "keys.synced", "change_passphrase")
    ring, _slot = keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)
    assert ring.dek == safe.ring.dek


@pytest.mark.parametrize("point", ["backup.copied", "backup.packed", "backup.published"])
def test_a_backup_is_whole_or_not_there(safe, point):
    safe.fill(20)
    good = backed_up(safe)
    killed(safe, point, "make_backup")
    left = backup.list_backups(safe.folder)
    assert len(left) == (2 if point == "backup.published" else 1)
    assert left[-1] == good
    for made in left:
        assert backup.check_backup(safe.folder, made.path, safe.ring).counts["person"] == 20
    assert safe.count() == 20


BEFORE = ["restore.keys.done", "swap.ready.written", "swap.ready.synced"]
AFTER = [
    "swap.ready.done",
    "swap.movedoffice.db",
    "swap.database",
    "swap.previous.done",
    "swap.keys",
    "swap.done",
]


@pytest.mark.parametrize("point", BEFORE + AFTER)
def test_a_restore_is_done_or_not_begun(safe, point):
    safe.fill(3)
    backed_up(safe)
    keys.rename_user(safe.folder, safe.ring, "palesa", "Renamed")
    safe.fill(4)
    killed(safe, point, "restore")
    backup.finish_pending(safe.folder)
    keyfile = keys.read_keyfile(safe.folder)
    keyfile.verify(safe.ring.dek)
    assert (safe.count(), keyfile.generation) == ((3, 2) if point in AFTER else (7, 1))
    assert keyfile.get("palesa").name == "Renamed"
    assert not (safe.folder / "restore").exists()
    assert backup.finish_pending(safe.folder) is False


@pytest.mark.parametrize("point", ["renew.keys.done", "swap.ready.done", "swap.database"])
def test_a_new_data_key_is_everywhere_or_nowhere(safe, point):
    safe.fill(5)
    killed(safe, point, "renew")
    backup.finish_pending(safe.folder)
    ring, _slot = keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)
    assert (ring.dek == safe.ring.dek) == (point == "renew.keys.done")
    assert safe.count(ring.dek) == 5


def test_killed_while_saving_nothing_acknowledged_is_lost(safe):
    acknowledged = 0
    for saves in (1, 20, 150, 300):
        with subprocess.Popen(command(safe, "-", "write"), stdout=subprocess.PIPE) as writer:
            seen = len(writer.stdout.read(saves))
            writer.kill()
            seen += len(writer.stdout.read())
        acknowledged += seen
        rows = safe.count()
        assert rows in (acknowledged, acknowledged + 1)  # one may be saved and not yet said
        acknowledged = rows
    assert acknowledged > 450


def test_power_lost_at_any_sector_of_the_log_leaves_a_saved_state(safe, tmp_path):
    safe.fill(1)
    raw = engine.raw_connect(safe.database, safe.ring.dek, write=True)
    for _save in range(2):
        raw.execute("BEGIN")
        raw.execute("INSERT INTO person (name) VALUES ('x')")
        raw.execute("INSERT INTO visit (person_id) VALUES (last_insert_rowid())")
        raw.execute("COMMIT")
    log = safe.database.with_name("office.db-wal").read_bytes()
    main = safe.database.read_bytes()
    raw.close()
    found = []
    for length in range(0, len(log) + 512, 512):
        # Cut short, or with sectors that were never written: both happen.
        torn = log[:length] + bytes(max(0, len(log) - length) if length % 1024 else 0)
        found.append(rows_with(tmp_path, safe.ring.dek, main, torn))
    assert set(found) == {1, 2, 3}
    assert found == sorted(found)


def rows_with(tmp_path, key, main, log):
    folder = tmp_path / "after"
    folder.mkdir()
    (folder / "office.db").write_bytes(main)
    (folder / "office.db-wal").write_bytes(log)
    with closing(engine.raw_connect(folder / "office.db", key, write=True)) as raw:
        assert engine.integrity(raw) == []
        counts = engine.row_counts(raw)
    shutil.rmtree(folder)
    assert counts["person"] == counts["visit"]
    return counts["person"]
