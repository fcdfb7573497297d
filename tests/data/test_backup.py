"""Backups that can be trusted: verified before they count, thinned by the ladder (R52, R58–R64, R67)."""

import json
import stat
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from caseapp.core import faults, files
from caseapp.core.errors import Cancelled, DataFileDamaged, DiskFull, NewerVersion, OfficeMissing
from caseapp.core.jobs import CancellableProgress
from caseapp.data import backup, engine, keys
from caseapp.data.backup import container, make
from caseapp.data.backup.ladder import Ladder, kept
from tests.data.conftest import START
from tests.data.people import PASSPHRASES


def backed_up(safe, reason="test"):
    return backup.make_backup(safe.folder, safe.ring, reason=reason, clock=safe.clock)


@pytest.fixture
def at():
    """Run something at a named point of a job."""
    waiting = {}

    def hook(name):
        if name in waiting:
            waiting.pop(name)()

    faults.install(hook)
    yield waiting.__setitem__
    faults.install(None)
    assert waiting == {}, "a point was never reached"


def test_one_file_holds_all_that_is_needed(safe):
    safe.fill(3)
    keys.set_head(safe.folder, safe.ring, "laptop", "ab" * 32, 7)
    made = backed_up(safe, "before-upgrade")
    assert made.path.name == "20260818-072000-before-upgrade.casebackup"
    assert backup.list_backups(safe.folder) == [made]
    manifest = backup.read_manifest(made.path)
    assert manifest.counts == {"person": 3, "visit": 3}
    assert manifest.heads == {"laptop": (7, "ab" * 32)}
    assert (manifest.office_name, manifest.reason) == ("Mokhotlong", "before-upgrade")
    with zipfile.ZipFile(made.path) as archive:
        assert archive.namelist() == ["manifest.json", "office.keys", "office.db"]
    assert b"Canary" not in made.path.read_bytes()
    assert sorted(path.name for path in (safe.folder / "backups").iterdir()) == [made.path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions in access lists")
def test_backups_are_for_their_owner_alone(safe):
    made = backed_up(safe)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700


def test_the_journals_and_the_schemas_state_go_into_the_manifest(safe):
    raw = engine.raw_connect(safe.database, safe.ring.dek, write=True)
    raw.execute("CREATE TABLE journal_state (laptop TEXT, seq INTEGER, tip BLOB)")
    raw.execute("INSERT INTO journal_state VALUES ('one', 12, x'abcd')")
    raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
    raw.execute("INSERT INTO alembic_version VALUES ('0003')")
    raw.close()
    manifest = backup.read_manifest(backed_up(safe).path)
    assert manifest.heads == {"one": (12, "abcd")}
    assert manifest.schema == "0003"


def test_people_go_on_working_meanwhile(safe, at):
    safe.fill(2)
    at("backup.copied", lambda: safe.fill(1))
    assert backup.read_manifest(backed_up(safe).path).counts["person"] == 2
    assert safe.count() == 3


def test_two_in_one_second_are_both_kept(safe):
    first, second = backed_up(safe), backed_up(safe)
    assert first.path != second.path
    assert len(backup.list_backups(safe.folder)) == 2


def corrupt(folder, name, place):
    (path,) = folder.glob(f"backups/.work-*/{name}")
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("point", "name", "place"),
    [
        ("backup.copied", "office.db", 5000),
        ("backup.copied", "office.db", 50),
        ("backup.packed", "packed", -6000),
    ],
)
def test_a_copy_gone_bad_is_thrown_away_and_the_old_one_stays(safe, at, point, name, place):
    safe.fill(50)
    good = backed_up(safe)
    safe.clock.advance(days=400)
    at(point, lambda: corrupt(safe.folder, name, place))
    with pytest.raises((DataFileDamaged, backup.BackupDamaged)):
        backed_up(safe)
    assert backup.list_backups(safe.folder) == [good]
    assert [path.name for path in (safe.folder / "backups").iterdir()] == [good.path.name]


def test_damaged_data_is_never_backed_up_over_good_backups(safe):
    safe.fill(50)
    good = backed_up(safe)
    data = bytearray(safe.database.read_bytes())
    data[4096 * 2 + 50] ^= 1
    safe.database.write_bytes(data)
    with pytest.raises(DataFileDamaged):
        backed_up(safe)
    backup.mark_damaged(safe.folder)
    with pytest.raises(DataFileDamaged):
        backed_up(safe)
    assert backup.list_backups(safe.folder) == [good]


def test_a_missing_data_file_gives_no_backup(safe):
    safe.database.unlink()
    with pytest.raises(OfficeMissing):
        backed_up(safe)
    assert backup.list_backups(safe.folder) == []
    assert not safe.database.exists()


def test_too_little_space_is_said_before_anything_is_written(safe, monkeypatch):
    monkeypatch.setattr(files, "free_bytes", lambda path: 1_000_000)
    with pytest.raises(DiskFull, match="Nothing was begun"):
        backed_up(safe)
    assert backup.list_backups(safe.folder) == []


def test_it_reports_and_can_be_cancelled(safe):
    steps = []
    watched = CancellableProgress(lambda *step: steps.append(step))
    backup.make_backup(safe.folder, safe.ring, reason="test", clock=safe.clock, progress=watched)
    assert steps
    watched.cancel()
    with pytest.raises(Cancelled):
        backup.make_backup(safe.folder, safe.ring, reason="test", clock=safe.clock, progress=watched)
    assert len(list((safe.folder / "backups").iterdir())) == 1


def test_what_a_killed_program_left_is_tidied_away(safe):
    left = safe.folder / "backups" / ".work-old"
    left.mkdir(parents=True)
    (left / "office.db").write_bytes(b"half")
    backed_up(safe)
    assert not left.exists()


# --- when, and which ones stay


def test_one_a_day_and_one_every_half_hour_of_changes(safe):
    def due(changed):
        return backup.due(safe.folder, safe.clock, changed=changed)

    assert due(changed=False) == "first"
    backed_up(safe)
    assert due(changed=True) is None
    safe.clock.advance(minutes=29)
    assert due(changed=True) is None
    safe.clock.advance(minutes=1)
    assert due(changed=True) == "changed"
    assert due(changed=False) is None
    safe.clock.advance(days=1)
    assert due(changed=False) == "daily"
    safe.clock.set(START - timedelta(minutes=20))  # the computer clock was put back
    assert due(changed=True) in ("changed", "daily")


NOW = datetime(2026, 8, 18, 12, tzinfo=UTC)


def test_a_year_of_daily_backups_leaves_the_ladder():
    made = [NOW - timedelta(days=days) for days in range(365)]
    keep = sorted(kept(made, NOW), reverse=True)
    ages = [(NOW - time).days for time in keep]
    assert ages[:14] == list(range(14))  # two days whole, then twelve daily
    weekly = keep[14:24]
    assert all(time.isoweekday() == 7 for time in weekly)  # the newest of each week
    monthly = keep[24:]
    assert all((time + timedelta(days=1)).day == 1 for time in monthly)  # the newest of each month
    assert len(monthly) == 9


def test_everything_of_the_last_two_days_stays():
    made = [NOW - timedelta(minutes=30 * step) for step in range(500)]
    keep = kept(made, NOW)
    assert {time for time in made if NOW - time < timedelta(days=2)} <= keep
    older = [time for time in keep if NOW - time >= timedelta(days=2)]
    assert len(older) == len({time.date() for time in older})


def test_never_fewer_than_three_stay_and_the_future_is_doubted():
    old = [NOW - timedelta(days=3000, minutes=minute) for minute in range(5)]
    assert len(kept(old, NOW, Ladder(daily=0, weekly=0, monthly=0))) == 3
    assert NOW + timedelta(days=30) in kept([NOW + timedelta(days=30), *old], NOW)
    assert kept([], NOW) == set()


def test_thinning_follows_a_finished_backup(safe):
    (safe.folder / "backups").mkdir()
    for day in range(1, 60):
        (safe.folder / "backups" / container.file_name(START - timedelta(days=day), "daily")).write_bytes(b"")
    (safe.folder / "backups" / "holiday.jpg").write_bytes(b"")
    made = backed_up(safe)
    left = backup.list_backups(safe.folder)
    assert left[0] == made
    assert {b.made for b in left} == kept([START - timedelta(days=day) for day in range(60)], START)
    assert len(left) < 60
    assert (safe.folder / "backups" / "holiday.jpg").exists()


# --- the second place, the drill


def test_a_second_place_gets_the_same_file_and_its_own_ladder(safe, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / container.file_name(START - timedelta(days=900), "daily")).write_bytes(b"another office's")
    made = backed_up(safe)
    copy = backup.copy_outside(made, stick, safe.clock)
    assert copy.path.read_bytes() == made.path.read_bytes()
    assert backup.backups_in(stick)[0].made == made.made
    assert len(list(stick.iterdir())) == 2


def test_a_copy_that_differs_is_not_kept(safe, tmp_path, at):
    made = backed_up(safe)

    def spoil():
        (copying,) = tmp_path.glob(".work-*")
        copying.write_bytes(b"x" + copying.read_bytes()[1:])

    at("backup.outside.copied", spoil)
    with pytest.raises(backup.BackupDamaged):
        backup.copy_outside(made, tmp_path, safe.clock)
    assert backup.backups_in(tmp_path) == []
    assert list(tmp_path.glob(".work-*")) == []


def test_the_drill_opens_and_counts(safe):
    safe.fill(4)
    made = backed_up(safe)
    assert backup.check_backup(safe.folder, made.path, safe.ring).counts["visit"] == 4
    with backup.unlock_backup(made.path, "palesa", PASSPHRASES["palesa"]) as ring:
        assert ring.dek == safe.ring.dek


def repacked(path, change):
    """Write the container again with other content, as somebody without the keys could."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def manifest_says(**values):
    def change(content):
        content["manifest.json"] = json.dumps(json.loads(content["manifest.json"]) | values).encode()

    return change


def flip(content):
    changed = bytearray(content["office.db"])
    changed[5000] ^= 0xFF  # always another byte, whatever stood there
    content["office.db"] = bytes(changed)


TAMPERED = {
    "one byte": (flip, backup.BackupDamaged),
    "shorter": (lambda c: c.update({"office.db": c["office.db"][:-4096]}), backup.BackupDamaged),
    "no database": (lambda c: c.pop("office.db"), backup.BackupDamaged),
    "no manifest": (lambda c: c.pop("manifest.json"), backup.BackupDamaged),
    "manifest of nonsense": (lambda c: c.update({"manifest.json": b"[1]"}), backup.BackupDamaged),
    "other counts": (manifest_says(counts={"person": 9, "visit": 9}), backup.OtherKey),
    "other heads": (manifest_says(heads={"one": [1, "aa"]}), backup.OtherKey),
    "other day": (manifest_says(made="2020-01-01T00:00:00+00:00"), backup.OtherKey),
    "newer kind": (manifest_says(format=2, app_version="9.0"), NewerVersion),
}


@pytest.mark.parametrize(("change", "error"), TAMPERED.values(), ids=TAMPERED)
def test_a_changed_backup_is_refused(safe, change, error):
    made = backed_up(safe)
    repacked(made.path, change)
    with pytest.raises(error):
        backup.check_backup(safe.folder, made.path, safe.ring)
    assert list((safe.folder / "backups").glob(".work-*")) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello" * 1000])
def test_a_file_that_is_no_backup_says_so(safe, content):
    path = safe.folder / container.file_name(START, "x")
    path.write_bytes(content)
    with pytest.raises(backup.BackupDamaged):
        backup.read_manifest(path)


def test_work_is_done_in_one_place_only(safe):
    with make.work_dir(safe.folder) as work:
        assert work.parent == safe.folder / "backups"
    assert list(work.parent.iterdir()) == []
