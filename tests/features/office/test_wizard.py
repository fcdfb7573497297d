"""The first start by keyboard alone: an office comes into being when its sheet is on paper, and not a moment before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from caseapp.core import i18n
from caseapp.core.clock import FixedClock
from caseapp.data import backup, keys
from caseapp.documents.raster import Pages
from caseapp.features.office import opening
from caseapp.features.office.pages.start import Door
from caseapp.features.office.pages.wizard import FirstRun
from caseapp.ui.dialogs import ScriptedDialogs
from caseapp.ui.tasks import InlineExecutor
from tests.features.office.conftest import NOW

SECRET = "seven grey doves at the well"


@pytest.fixture
def made():
    offices = []
    yield offices
    for office in offices:
        if not office.ring.closed:
            office.close()


@pytest.fixture
def first(qtbot, tmp_path, made):
    papers = []
    window = FirstRun(
        tmp_path / "caseapp", made.append, lambda: made.append("demo"), dialogs=ScriptedDialogs(),
        clock=FixedClock(NOW), executor=InlineExecutor(), printer=lambda parent, pdf: papers.append(pdf) or True,
        open_folder=lambda folder: made.append(folder),
    )  # fmt: skip
    window.papers = papers
    qtbot.addWidget(window)
    window.resize(1024, 560)
    window.show()
    qtbot.waitExposed(window)
    return window


def type_in(qtbot, window, name, text):
    """Type into the field with this accessible name."""
    found = [
        w for w in window.findChildren(QLineEdit) if w.isVisible() and w.accessibleName().startswith(name)
    ]
    found[0].setFocus()
    qtbot.keyClicks(found[0], text) if text.isascii() else found[0].insert(text)
    return found[0]


def to_the_sheet(qtbot, window):
    qtbot.keyClick(window.views.currentWidget().first, Qt.Key.Key_Return)
    type_in(qtbot, window, "Name of the office", "Mokhotlong field office")
    type_in(qtbot, window, "Short code", "MKG")
    window.office.form.cells["country"].editor.show_value("LS")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    type_in(qtbot, window, "Your name", "’Mamello Lerotholi")
    type_in(qtbot, window, "Passphrase", SECRET)
    again = type_in(qtbot, window, "The same again", SECRET)
    qtbot.keyClick(again, Qt.Key.Key_Return)


def type_groups(qtbot, window):
    back = window.sheet.paper.back
    for at, line in zip(back.asked, back.lines, strict=True):
        line.clear()
        qtbot.keyClicks(line, back.groups[at].lower())


def words(widget):
    QApplication.processEvents()
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget))


def test_an_office_from_nothing_by_keyboard(qtbot, first, made, tmp_path):
    to_the_sheet(qtbot, first)
    code = first.staged.recovery
    assert not (tmp_path / "caseapp" / "MKG.office").exists()
    assert all(group in words(first) for group in keys.recovery_groups(code))
    first.sheet.paper.print_out()
    assert first.focusWidget() is first.sheet.paper.have_it
    qtbot.keyClick(first.focusWidget(), Qt.Key.Key_Return)
    assert not any(group in words(first) for group in keys.recovery_groups(code))  # hidden while typed back
    assert not first.next_button.isEnabled()
    first.sheet.paper.back.lines[0].setText("00000")
    assert "not as on the sheet" in words(first) and not first.next_button.isEnabled()
    type_groups(qtbot, first)
    qtbot.keyClick(first.focusWidget(), Qt.Key.Key_Return)
    (tmp_path / "stick").mkdir()
    first.dialogs.answers = [tmp_path / "stick"]
    first.backups.choose()
    assert made == []
    first.next_button.setFocus()
    qtbot.keyClick(first.next_button, Qt.Key.Key_Return)
    (office,) = made
    assert office.folder == tmp_path / "caseapp" / "MKG.office"
    assert (office.actor.name, office.actor.login, office.office.currency) == (
        "’Mamello Lerotholi",
        "mamello",
        "LSL",
    )
    with office.database.look(office.actor) as uow:
        from caseapp.features.office.queries import office as office_view

        assert office_view(uow).backup_folder == str(tmp_path / "stick")
    office.close()
    ring, _slot = keys.unlock(office.folder, "mamello", SECRET)
    ring.close()
    for path in tmp_path.rglob("*"):  # R10: the code is nowhere on the disk
        content = path.read_bytes() if path.is_file() else b""
        assert code.encode() not in content and keys.recovery_groups(code)[0].encode() not in content
    assert [p.name for p in (tmp_path / "caseapp").iterdir()] == ["MKG.office"]
    with Pages(first.papers[0]) as pages:
        text = pages.text(0).replace(" ", "").replace("\n", "").replace("\r", "")
    assert len(first.papers) == 1 and keys.recovery_groups(code)[6] in text and "Mokhotlong" in text


def test_leaving_before_the_end_leaves_nothing(qtbot, first, made, tmp_path):
    to_the_sheet(qtbot, first)
    dek = first.staged.ring.dek
    assert len(list((tmp_path / "caseapp").iterdir())) == 1  # being built, beside its place
    first.close()
    assert list((tmp_path / "caseapp").iterdir()) == [] and dek == bytes(32) and made == []


def test_what_is_missing_is_said_beside_it_and_nothing_is_made(qtbot, first, tmp_path):
    first.set_up()
    first.next()
    assert "Name of the office is needed." in words(first) and first.at == 0
    first.office.form.set_values({"name": "M", "code": "mk1", "country": "LS"})
    first.next()
    assert "capital letters" in words(first)
    (tmp_path / "caseapp" / "MKG.office").mkdir(parents=True)
    (tmp_path / "caseapp" / "MKG.office" / "letter.txt").touch()
    first.office.form.set_values({"name": "M", "code": "MKG", "country": "LS"})
    first.next()
    assert "a folder of its own" in words(first) and first.at == 0
    first.dialogs.answers = [tmp_path / "Dropbox" / "work"]
    first.office.choose()
    assert "copied to the internet by Dropbox" in words(first)
    first.next()
    assert first.at == 1


@pytest.mark.parametrize(
    ("passphrase", "again", "reason"),
    [
        ("short", "short", "Too short"),
        ("mokhotlong mokhotlong", "mokhotlong mokhotlong", "name of this office"),
        (SECRET, SECRET + "s", "not the same"),
        ("", "", "A passphrase is needed"),
    ],
)
def test_a_passphrase_is_refused_with_the_reason(first, passphrase, again, reason):
    first.set_up()
    first.office.form.set_values({"name": "Mokhotlong field office", "code": "MKG", "country": "LS"})
    first.next()
    first.admin.form.set_values({"admin_name": "Katleho", "admin_login": "admin"})
    first.admin.passphrase.line.setText(passphrase)
    first.admin.passphrase.again.setText(again)
    first.next()
    assert first.at == 1 and first.staged is None and reason in words(first)


def test_one_made_by_the_program_is_shown_and_good(first):
    first.set_up()
    first.office.form.set_values({"name": "Mokhotlong field office", "code": "MKG", "country": "LS"})
    first.next()
    fields = first.admin.passphrase
    fields.make_one()
    assert fields.line.shown and not fields.again_box.isVisible() and fields.value() == fields.line.text()
    assert len(fields.value().split()) == 5 and fields.said.text() in ("Good", "Very good")


def test_the_sign_in_name_is_suggested_until_somebody_types_their_own(qtbot, first):
    first.set_up()
    first.office.form.set_values({"name": "M", "code": "MKG", "country": "LS"})
    first.next()
    login = first.admin.form.cells["admin_login"].editor.line
    type_in(qtbot, first, "Your name", "Žofia Đorđe")
    assert login.text() == "zofia"
    login.setText("zo")
    type_in(qtbot, first, "Your name", "x")
    assert login.text() == "zo"


def test_the_doors_and_the_way_back(qtbot, first, made, tmp_path):
    doors = first.findChildren(Door)
    assert doors[0].accessibleName() == "Set up an office"
    qtbot.keyClick(doors[1], Qt.Key.Key_Return)
    first.dialogs.answers = [tmp_path]
    qtbot.keyClick(doors[2], Qt.Key.Key_Space)
    assert made == ["demo", tmp_path]
    first.set_up()
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert first.findChildren(Door)
    made.clear()


def test_everything_is_within_the_window_at_1024_by_560(first):
    first.set_up()
    first.office.form.set_values({"name": "Mokhotlong field office", "code": "MKG", "country": "LS"})
    for _step in range(2):
        QApplication.processEvents()
        for made in (first.next_button, first.back_button, first.cancel):
            corner = made.mapTo(first, made.rect().bottomRight())
            assert first.rect().contains(corner)
        first.next()


def test_another_language_is_spoken_at_once(first):
    first.speak(i18n.PSEUDO)
    assert "[Set up an office" in words(first)
    first.speak("en")


def test_a_backup_is_restored_on_a_new_laptop_with_the_sheet_alone(site, first, made, tmp_path):
    office = site.open("admin")
    path = backup.make_backup(office.folder, office.ring, reason="asked", clock=site.clock).path
    office.close()
    first.dialogs.answers = [path, tmp_path / "new laptop"]
    first.show_restore()
    panel = first.views.currentWidget()
    panel.choose()
    assert "Mokhotlong field office" in words(panel) and panel.who.count() == 4
    panel.choose_place()
    panel.by_sheet.setChecked(True)
    panel.code.line.setText(site.recovery[:-1] + ("0" if site.recovery[-1] != "0" else "1"))
    panel.go()
    assert "not right" in words(panel) and not (tmp_path / "new laptop").exists()
    panel.code.line.setText(site.recovery.lower().replace("-", ""))
    panel.go()
    (folder,) = made
    made.clear()
    assert folder == tmp_path / "new laptop" / "Mokhotlong-field-office.office"
    again = opening.open_office(folder, "palesa", "pw palesa", site.clock)
    assert again.actor.name == "Palesa Mohale"
    again.close()


def test_a_wrong_passphrase_restores_nothing_and_says_so(site, first, tmp_path):
    office = site.open("admin")
    path = backup.make_backup(office.folder, office.ring, reason="asked", clock=site.clock).path
    first.dialogs.answers = [path]
    first.show_restore()
    panel = first.views.currentWidget()
    panel.choose()
    panel.passphrase.setText("wrong")
    panel.go()
    assert "do not fit together" in words(panel) and not (tmp_path / "caseapp").exists()
    path.write_bytes(b"not a backup")
    first.dialogs.answers = [path]
    panel.choose()
    assert "backup" in panel.trouble.text()
