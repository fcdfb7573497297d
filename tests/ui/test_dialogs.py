"""Dialogs: inside a small window, nothing typed is lost by a mistake, every answer by keyboard."""

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from caseapp.core.errors import Invalid, NotFound, UserError
from caseapp.core.fields import Field, Form
from caseapp.ui.dialogs import FormSheet, ScriptedDialogs, Sheet, WindowDialogs, forget_files
from tests.ui.forms import FORM

SHORT = Form.of("short", "Short", Field("name", "text", "Name", required=True), Field("note", "note", "Note"))


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1024, 560)
    made.show()
    return made


@pytest.fixture
def dialogs(window):
    return WindowDialogs(window)


def when_shown(window, act):
    """Act on the sheet as soon as it has the keyboard; the dialog's own loop runs meanwhile. It never stays open."""
    beat = QTimer(window, interval=10)

    def look():
        shown = [s for s in window.findChildren(Sheet) if s.isVisible() and s.isActiveWindow()]
        if shown:
            beat.stop()
            try:
                act(shown[0])
            finally:
                if shown[0].isVisible():
                    shown[0].reject()  # now: what is left for later may meet the next sheet

    beat.timeout.connect(look)
    beat.start()


def press(sheet, words):
    next(b for b in sheet.findChildren(QPushButton) if b.text() == words).click()


def test_a_form_is_asked_and_cleaned(window, dialogs, qtbot):
    def fill(sheet):
        sheet.form.cells["name"].editor.line.setText("  Thabo  Mokoena ")
        qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    when_shown(window, fill)
    assert dialogs.ask(SHORT, "Add a member") == {"name": "Thabo Mokoena", "note": None}


def test_a_mistake_keeps_the_sheet_and_what_was_typed(window, dialogs, qtbot):
    seen = []

    def fill(sheet):
        sheet.form.cells["note"].editor.note.setPlainText("long story")
        press(sheet, "Save")
        seen.append((sheet.isVisible(), sheet.trouble.text(), sheet.form.cells["name"].said.text()))
        seen.append(sheet.form.raw_values()["note"])
        press(sheet, "Cancel")

    when_shown(window, fill)
    assert dialogs.ask(SHORT, "Add") is None
    assert seen == [(True, "Please mend what is marked. Nothing is lost.", "Name is needed."), "long story"]


@pytest.mark.parametrize(("answer", "given"), [("Close the case", True), ("Cancel", False)])
def test_yes_and_no(window, dialogs, answer, given):
    when_shown(window, lambda sheet: press(sheet, answer))
    assert dialogs.confirm("Close?", "It can be opened again.", "Close the case", danger=True) is given


def test_esc_means_no(window, dialogs, qtbot):
    when_shown(window, lambda sheet: qtbot.keyClick(sheet, Qt.Key.Key_Escape))
    assert dialogs.confirm("Close?", "…", "Close") is False


def test_an_error_says_what_happened_and_never_a_traceback(window, dialogs):
    seen = []

    def read(sheet):
        seen.append({words.text() for words in sheet.findChildren(QLabel)})
        press(sheet, "Close")

    when_shown(window, read)
    dialogs.error(UserError("The disk is full. What you typed is kept."))
    when_shown(window, read)
    dialogs.error(ValueError("Thabo Mokoena 0712345678"))
    assert "The disk is full. What you typed is kept." in seen[0]
    assert not any("Thabo" in words for words in seen[1])
    assert any("kept as a draft" in words for words in seen[1])


@pytest.mark.parametrize("size", [(1024, 560), (900, 500), (1366, 768)])
def test_a_long_form_fits_into_the_window_and_scrolls_inside(window, size):
    window.resize(*size)
    sheet = FormSheet(window, FORM, "Every kind", {}, confirm="", country="KE", note="")
    sheet.show()
    assert sheet.width() <= size[0] - 40
    assert sheet.height() <= size[1] - 40
    buttons = [b for b in sheet.findChildren(QPushButton) if b.text() in ("Save", "Cancel")]
    assert len(buttons) == 2
    for made in buttons:
        corner = made.mapTo(sheet, made.rect().bottomRight())
        assert sheet.rect().contains(corner)
    sheet.close()


def test_the_window_below_is_dimmed_while_a_sheet_is_open(window, dialogs):
    from caseapp.ui.dialogs import Scrim

    seen = []

    def look(sheet):
        seen.append([s for s in window.findChildren(Scrim) if s.isVisible()])
        sheet.accept()

    when_shown(window, look)
    dialogs.confirm("Close?", "…", "Close")
    assert len(seen[0]) == 1
    assert [s for s in window.findChildren(Scrim) if s.isVisible()] == []


def test_a_passphrase_is_hidden_and_has_no_menu(window, dialogs, qtbot):
    def type_it(sheet):
        line = sheet.findChild(QLineEdit)
        assert line.echoMode() == QLineEdit.EchoMode.Password
        assert line.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu
        qtbot.keyClicks(line, "secret")
        press(sheet, "Go on")

    when_shown(window, type_it)
    assert dialogs.passphrase("Again", "To be sure.") == "secret"


def test_no_visited_folder_is_remembered(qapp, tmp_path, monkeypatch):
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    notes = QSettings(QSettings.Scope.UserScope, "QtProject")
    notes.setValue("FileDialog/history", ["/media/people"])
    notes.sync()
    forget_files()
    assert QSettings(QSettings.Scope.UserScope, "QtProject").value("FileDialog/history") is None


def test_tests_answer_by_script():
    scripted = ScriptedDialogs(answers=[{"name": "Thabo"}, None, True])
    assert scripted.ask(SHORT, "Add")["name"] == "Thabo"
    assert scripted.ask(SHORT, "Add again") is None
    assert scripted.confirm("Sure?", "", "Yes") is True
    assert scripted.asked == ["Add", "Add again", "Sure?"]
    with pytest.raises(AssertionError):
        scripted.confirm("And now?", "", "Yes")
    scripted.error(NotFound("gone"))
    with pytest.raises(ZeroDivisionError):
        scripted.error(ZeroDivisionError())
    scripted.answers.append({"name": ""})
    with pytest.raises(Invalid):
        scripted.ask(SHORT, "Add")
