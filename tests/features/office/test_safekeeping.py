"""Backups as people see them: made, tried, copied out, put back with the office closed; what would be lost is said first."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from caseapp.core.errors import PermissionDenied
from caseapp.core.jobs import silent
from caseapp.data import keys
from caseapp.data.backup import BackupDamaged, OtherKey
from caseapp.features.office import safekeeping, service


def shelf(office):
    with office.database.look(office.actor) as uow:
        return safekeeping.shelf(uow, office.folder)


def set_rule(office, value):
    with office.database.work(office.actor) as uow:
        service.set_rule(uow, "caseload.ceiling", value)


def set_place(office, place):
    with office.database.work(office.actor) as uow:
        service.set_backup_folder(uow, str(place))


def test_a_backup_is_made_and_copied_to_the_second_place(admin, tmp_path):
    (tmp_path / "stick").mkdir()
    set_place(admin, tmp_path / "stick")
    made = safekeeping.make_now(admin, silent())
    assert made.outside and made.outside.path.parent == tmp_path / "stick" and not made.trouble
    found = shelf(admin)
    assert [(row.outside, row.backup.reason) for row in found.rows] == [(False, "asked"), (True, "asked")]
    assert found.place_there and found.newest_outside == made.backup.made and found.last_drill is None


def test_a_second_place_that_is_not_there_is_told_and_the_backup_is_made(admin, tmp_path):
    set_place(admin, tmp_path / "unplugged")
    made = safekeeping.make_now(admin, silent())
    assert made.outside is None and made.trouble and made.backup.path.exists()
    assert not shelf(admin).place_there


def test_a_trial_restore_is_remembered_and_a_damaged_backup_is_found(admin):
    made = safekeeping.make_now(admin, silent()).backup
    manifest = safekeeping.drill(admin, made.path)
    assert manifest.counts["staff"] == 4
    assert shelf(admin).last_drill == admin.database.clock.now()
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.path.write_bytes(bytes(content))
    with pytest.raises(BackupDamaged):
        safekeeping.drill(admin, made.path)


def test_putting_a_backup_back_says_what_is_lost_and_is_journalled_afterwards(site, admin):
    made = safekeeping.make_now(admin, silent()).backup
    set_rule(admin, 31)
    found = safekeeping.loss(admin, made.path)
    assert (found.people, found.cases) == (0, 0) and found.entries >= 1
    assert f"{found.entries} journal entr" in safekeeping.gone_words(found)
    safekeeping.restore_asked(admin, "pw admin", made.path)
    told = admin.run_closed(safekeeping.putting_back(made.path))
    assert "18 Aug 2026" in told and "kept among the backups" in told
    assert admin.ring.closed and not admin.lock.held
    again = site.open("admin")
    assert again.office.rule("caseload.ceiling") == 25 and not again.warning
    with again.database.read_engine.connect() as connection:
        actions = list(connection.scalars(text("SELECT action FROM journal ORDER BY clock")))
    assert actions[-2:] == ["backup.restored", "sign-in"]
    assert {row.backup.reason for row in shelf(again).rows} == {"asked", "before-restore"}


def test_a_restore_that_fails_leaves_the_office_as_it_was(site, admin):
    made = safekeeping.make_now(admin, silent()).backup
    set_rule(admin, 31)
    made.path.write_bytes(made.path.read_bytes()[:-5000])
    with pytest.raises(BackupDamaged):
        admin.run_closed(safekeeping.putting_back(made.path))
    assert admin.ring.closed
    assert site.open("admin").office.rule("caseload.ceiling") == 31


def test_a_new_data_key_shuts_out_whoever_kept_the_old_one_and_nobody_else(site):
    admin = site.open("admin", sign_in=True)
    made = safekeeping.make_now(admin, silent()).backup
    told = admin.run_closed(safekeeping.renewing_key)
    assert "new key" in told
    ring, _slot = keys.unlock(site.folder, "palesa", "pw palesa", site.clock)
    assert ring.dek != site.dek
    ring.close()
    again = site.open("admin", sign_in=True)
    with pytest.raises(OtherKey):
        safekeeping.loss(again, made.path)


def test_who_may_not_is_refused_before_anything_is_done(site, tmp_path):
    palesa = site.open("palesa")
    for step in (
        lambda: shelf(palesa),
        lambda: safekeeping.make_now(palesa, silent()),
        lambda: safekeeping.drill(palesa, tmp_path / "none"),
        lambda: safekeeping.loss(palesa, tmp_path / "none"),
        lambda: safekeeping.copy_out(palesa, tmp_path / "none", tmp_path),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert not list((site.folder / "backups").glob("*"))
