"""Coming in again: the recovery sheet gives a new passphrase, a one-time code is replaced by one's own."""

from __future__ import annotations

import pytest

from caseapp.core.errors import WrongPassphrase
from caseapp.data import keys
from caseapp.features.office import opening, staffing
from caseapp.features.office.pages.recovery import ChoosePassphraseDialog, RecoveryDialog
from caseapp.ui.tasks import InlineExecutor


def recover(qtbot, site):
    dialog = RecoveryDialog(site.folder, "palesa", clock=site.clock, executor=InlineExecutor())
    qtbot.addWidget(dialog)
    return dialog


def choose(fields, passphrase):
    fields.line.setText(passphrase)
    fields.again.setText(passphrase)


def test_the_sheet_gives_a_new_passphrase_and_the_journal_knows(qtbot, site):
    dialog = recover(qtbot, site)
    assert dialog.who.currentData() == "palesa"
    dialog.code.line.setText(site.recovery.lower().replace("-", " "))
    choose(dialog.chosen, "five grey doves")
    dialog.go()
    ring, slot = dialog.result_keys
    assert slot.login == "palesa"
    office = opening.open_with(site.folder, ring, slot.login, site.clock)
    office.close()
    with pytest.raises(WrongPassphrase):
        keys.unlock(site.folder, "palesa", "pw palesa", site.clock)
    watcher = site.open("mamello")
    with watcher.database.look(watcher.actor) as uow:
        from caseapp.features.office.journal import journal

        assert "Recovery sheet used" in {row.what for row in journal(uow, kind="in").rows}


def test_a_slip_of_the_pen_is_told_before_anything_is_tried(qtbot, site):
    dialog = recover(qtbot, site)
    dialog.code.line.setText(site.recovery[:10])
    assert "9 of 35" in dialog.code.said.text()
    wrong = site.recovery[:-1] + ("2" if site.recovery[-1] != "2" else "3")
    dialog.code.line.setText(wrong)
    choose(dialog.chosen, "five grey doves")
    dialog.go()
    assert dialog.result_keys is None and "not right" in dialog.code.said.text()
    assert keys.failed_attempts(site.folder) == ()


def test_another_offices_sheet_opens_nothing_and_the_dialog_stays(qtbot, site):
    dialog = recover(qtbot, site)
    dialog.code.line.setText(keys.new_recovery_code())
    choose(dialog.chosen, "five grey doves")
    dialog.go()
    assert dialog.result_keys is None and "do not fit together" in dialog.trouble.text()
    assert dialog.content.isEnabled()
    dialog.reject()


def test_somebody_switched_off_is_not_offered(qtbot, site):
    admin = site.open("admin")
    staffing.switch_off(admin, "pw admin", site.staff_id(admin, "palesa"))
    dialog = recover(qtbot, site)
    assert {dialog.who.itemData(at) for at in range(dialog.who.count())} == {"admin", "nthabiseng", "mamello"}


def test_a_one_time_code_is_replaced_by_ones_own_passphrase(qtbot, site):
    admin = site.open("admin")
    code = staffing.new_code(admin, "pw admin", site.staff_id(admin, "palesa"))
    admin.close()
    with pytest.raises(keys.ChoosePassphrase):
        keys.unlock(site.folder, "palesa", code, site.clock)
    dialog = ChoosePassphraseDialog(site.folder, "palesa", code, clock=site.clock, executor=InlineExecutor())
    qtbot.addWidget(dialog)
    dialog.go()
    assert dialog.result_keys is None and "is needed" in dialog.chosen.trouble.text()
    choose(dialog.chosen, "five grey doves")
    dialog.go()
    ring, slot = dialog.result_keys
    ring.close()
    assert slot.kind == "user"
    keys.unlock(site.folder, "palesa", "five grey doves", site.clock)[0].close()


def test_the_work_is_done_off_the_gui_thread_and_comes_back_to_it(qtbot, site):
    dialog = RecoveryDialog(site.folder, "palesa", clock=site.clock)
    qtbot.addWidget(dialog)
    dialog.code.line.setText(site.recovery)
    choose(dialog.chosen, "five grey doves")
    dialog.go()
    assert dialog.result_keys is None and not dialog.content.isEnabled()
    dialog.reject()  # nothing is broken off in the middle
    qtbot.waitUntil(lambda: dialog.result_keys is not None, timeout=20_000)
    dialog.result_keys[0].close()
