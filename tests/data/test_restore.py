"""Putting a backup back: nothing of before leaks in, nothing is lost on the way (R11, R17, R63, R65–R67, R78)."""

import shutil
from contextlib import closing

import pytest

from caseapp.core.errors import (
    DataFileDamaged,
    DiskFull,
    KeyFileDamaged,
    NewerVersion,
    Refused,
    WrongPassphrase,
)
from caseapp.data import backup, engine, keys
from tests.data.people import NEW, PASSPHRASES
from tests.data.test_backup import backed_up, repacked


def restore(safe, made, **how):
    return backup.restore(made.path, safe.folder, safe.ring, clock=safe.clock, **how)


def content(folder):
    """Every file of an office but its lock, by name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_restore_brings_back_that_moment_and_keeps_what_was_there(safe):
    safe.fill(3)
    made = backed_up(safe)
    safe.fill(4)
    safe.clock.advance(minutes=5)
    done = restore(safe, made)
    assert safe.count() == 3
    assert done.manifest.counts["person"] == 3
    assert backup.read_manifest(done.safety.path).counts["person"] == 7
    assert not done.keys_from_backup
    assert sorted(path.name for path in safe.folder.iterdir()) == [
        "backups", "office.db", "office.keys", "office.keys.1", "quarantine",
    ]  # fmt: skip


def left_by_a_crash(safe, rows):
    """Write rows and lose power: the write-ahead log with them stays beside the data file."""
    elsewhere = safe.folder.parent / "crashed"
    raw = engine.raw_connect(safe.database, safe.ring.dek, write=True)
    raw.execute("BEGIN")
    for _row in range(rows):
        raw.execute("INSERT INTO person (name) VALUES ('x')")
        raw.execute("INSERT INTO visit (person_id) VALUES (last_insert_rowid())")
    raw.execute("COMMIT")
    shutil.copytree(safe.folder, elsewhere)
    raw.close()
    shutil.rmtree(safe.folder)
    shutil.move(elsewhere, safe.folder)
    assert engine.unclean_end(safe.database)


def test_a_log_left_by_a_crash_is_not_replayed_into_the_restored_file(safe):
    safe.fill(5)
    made = backed_up(safe)
    left_by_a_crash(safe, 300)
    restore(safe, made)
    assert safe.count() == 5


def test_nor_when_the_data_file_beside_it_cannot_be_read(safe):
    safe.fill(5)
    made = backed_up(safe)
    left_by_a_crash(safe, 300)
    data = bytearray(safe.database.read_bytes())
    data[20] ^= 1
    safe.database.write_bytes(data)
    log = safe.database.with_name("office.db-wal").read_bytes()
    log_salt = log[16:24]
    backup.mark_damaged(safe.folder)
    done = restore(safe, made)
    assert done.safety is None
    assert safe.count() == 5
    (corner,) = (path for path in (safe.folder / "quarantine").iterdir() if path.is_dir())
    assert (corner / "office.db").read_bytes() == bytes(data)
    assert (corner / "office.db-wal").read_bytes()[16:24] == log_salt
    assert not backup.is_damaged(safe.folder)


def test_the_present_passphrases_stay(safe):
    made = backed_up(safe)
    keys.change_passphrase(safe.folder, "palesa", PASSPHRASES["palesa"], NEW, safe.clock)
    restore(safe, made)
    ring, _slot = keys.unlock(safe.folder, "palesa", NEW, safe.clock)
    assert ring.dek == safe.ring.dek


def test_or_those_of_the_backup_when_wanted(safe):
    made = backed_up(safe)
    keys.remove_user(safe.folder, safe.ring, "palesa", safe.clock)
    assert restore(safe, made, with_keys=True).keys_from_backup
    ring, _slot = keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)
    assert ring.dek == safe.ring.dek


def test_the_key_file_knows_of_the_restore(safe):
    keys.set_head(safe.folder, safe.ring, "laptop", "aa", 3)
    made = backed_up(safe)
    keys.set_head(safe.folder, safe.ring, "laptop", "bb", 9)
    restore(safe, made)
    keyfile = keys.read_keyfile(safe.folder)
    keyfile.verify(safe.ring.dek)
    assert keyfile.heads == {"laptop": keys.Head(3, "aa")}
    assert keyfile.generation == 2
    restore(safe, made)
    assert keys.read_keyfile(safe.folder).generation == 3


def test_a_new_laptop_needs_the_backup_and_the_recovery_sheet_alone(safe, tmp_path):
    safe.fill(6)
    made = backed_up(safe)
    stick = shutil.copy(made.path, tmp_path / made.path.name)
    shutil.rmtree(safe.folder)
    with backup.unlock_backup_with_recovery(stick, safe.code.lower()) as ring:
        done = backup.restore(stick, tmp_path / "new laptop", ring, clock=safe.clock)
        assert (done.safety, done.keys_from_backup) == (None, True)
        with closing(engine.raw_connect(tmp_path / "new laptop" / "office.db", ring.dek, write=False)) as raw:
            assert engine.row_counts(raw) == {"person": 6, "visit": 6}
    ring, _slot = keys.unlock(tmp_path / "new laptop", "counsellor", PASSPHRASES["counsellor"], safe.clock)
    assert ring.compartments == safe.rings["counsellor"].compartments


def test_the_wrong_passphrase_does_not_open_a_backup(safe):
    made = backed_up(safe)
    for login in ("palesa", "nobody"):
        with pytest.raises(WrongPassphrase):
            backup.unlock_backup(made.path, login, NEW)


def unchanged_after(safe, error, do):
    before = content(safe.folder)
    with pytest.raises(error):
        do()
    assert content(safe.folder) == before


def test_what_cannot_be_restored_changes_nothing(safe, tmp_path, monkeypatch):
    safe.fill(2)
    raw = engine.raw_connect(safe.database, safe.ring.dek, write=True)
    raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
    raw.execute("INSERT INTO alembic_version VALUES ('0009')")
    raw.close()
    made = backed_up(safe)
    unchanged_after(safe, NewerVersion, lambda: restore(safe, made, known_schemas=["0001", "0002"]))
    repacked(made.path, lambda inside: inside.update({"office.db": inside["office.db"][::-1]}))
    unchanged_after(safe, backup.BackupDamaged, lambda: restore(safe, made))
    made.path.write_bytes(b"")
    unchanged_after(safe, backup.BackupDamaged, lambda: restore(safe, made))


def test_no_space_changes_nothing(safe, monkeypatch):
    made = backed_up(safe)
    monkeypatch.setattr("caseapp.core.files.free_bytes", lambda path: 1000)
    unchanged_after(safe, DiskFull, lambda: restore(safe, made))


def test_another_offices_backup_is_refused(safe, tmp_path):
    other, _code = keys.create_office_keys(
        tmp_path / "other", office_name="Wajir", country="KE", language="en", admin_login="a",
        admin_name="A", passphrase="blue kettle on the hill", cost=keys.FLOOR,
    )  # fmt: skip
    engine.create_database_file(tmp_path / "other" / "office.db", other.dek)
    made = backup.make_backup(tmp_path / "other", other, reason="test", clock=safe.clock)
    unchanged_after(safe, backup.OtherKey, lambda: restore(safe, made))
    with pytest.raises(Refused, match="Wajir"):
        backup.restore(made.path, safe.folder, other, clock=safe.clock)


def test_an_undecided_restore_is_forgotten(safe):
    safe.fill(1)
    stage = safe.folder / "restore"
    stage.mkdir()
    (stage / "office.db").write_bytes(b"half")
    assert backup.finish_pending(safe.folder) is False
    assert not stage.exists()
    assert safe.count() == 1
    assert backup.finish_pending(safe.folder) is False


# --- a lost key file


def test_the_newest_sound_key_file_is_put_back(safe):
    backed_up(safe)
    safe.clock.advance(hours=1)
    keys.change_passphrase(safe.folder, "palesa", PASSPHRASES["palesa"], NEW, safe.clock)
    backed_up(safe)
    (safe.folder / "office.keys").write_bytes(b"\0" * 100)
    (safe.folder / "office.keys.1").write_bytes(b"\0" * 100)
    backup.repair_keys_from_backup(safe.folder, safe.clock)
    ring, _slot = keys.unlock(safe.folder, "palesa", NEW, safe.clock)
    assert ring.dek == safe.ring.dek
    (aside,) = (safe.folder / "quarantine").iterdir()
    assert aside.read_bytes() == b"\0" * 100


def test_the_generation_before_serves_where_there_is_no_backup(safe):
    keys.rename_user(safe.folder, safe.ring, "palesa", "Palesa M.")
    (safe.folder / "office.keys").unlink()
    assert backup.repair_keys_from_backup(safe.folder).get("palesa").name == "Palesa Mohale"
    keys.read_keyfile(safe.folder).verify(safe.ring.dek)


def test_repair_does_nothing_to_a_sound_key_file_or_without_help(safe):
    with pytest.raises(Refused):
        backup.repair_keys_from_backup(safe.folder)
    (safe.folder / "office.keys.1").unlink()
    (safe.folder / "office.keys").write_bytes(b"")
    with pytest.raises(KeyFileDamaged):
        backup.repair_keys_from_backup(safe.folder)
    assert (safe.folder / "office.keys").read_bytes() == b""


# --- a new data key


def test_a_new_data_key_locks_out_who_left_and_nobody_else(safe):
    safe.fill(3)
    stolen = bytearray(safe.ring.dek)
    keys.remove_user(safe.folder, safe.ring, "palesa", safe.clock)
    renewed = backup.renew_data_key(safe.folder, safe.ring, safe.clock)
    assert renewed.dek != stolen
    assert safe.ring.closed
    with pytest.raises(DataFileDamaged):
        engine.raw_connect(safe.database, stolen, write=False)
    assert safe.count(renewed.dek) == 3
    ring, _slot = keys.unlock(safe.folder, "counsellor", PASSPHRASES["counsellor"], safe.clock)
    assert ring.dek == renewed.dek
    assert set(ring.compartments) == {"mhpss"}
    again = backup.renew_data_key(safe.folder, renewed, safe.clock)
    with keys.unlock_with_recovery(safe.folder, safe.code, safe.clock) as recovery:
        assert recovery.dek == again.dek
    keys.change_passphrase(safe.folder, "admin", PASSPHRASES["admin"], NEW, safe.clock)
    ring, _slot = keys.unlock(safe.folder, "admin", NEW, safe.clock)
    assert ring.dek == again.dek


def test_a_backup_from_before_still_opens_with_its_own_keys(safe):
    safe.fill(2)
    made = backed_up(safe)
    renewed = backup.renew_data_key(safe.folder, safe.ring, safe.clock)
    with pytest.raises(backup.OtherKey):
        backup.restore(made.path, safe.folder, renewed, clock=safe.clock)
    with backup.unlock_backup(made.path, "palesa", PASSPHRASES["palesa"]) as old:
        done = backup.restore(made.path, safe.folder, old, clock=safe.clock)
        assert done.keys_from_backup
        assert safe.count(old.dek) == 2
