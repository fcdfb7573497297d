"""One list of shortcuts: no two clash, each is heard, each is explained."""

import pytest

from caseapp.ui.help import HelpPanel
from caseapp.ui.keys import KEYS, NATIVE, Key, checked, listed, shown


def test_no_two_actions_share_a_key():
    assert checked(*KEYS) == KEYS


@pytest.mark.parametrize(
    "keys",
    [
        (Key("a", ("Ctrl+K",), "A"), Key("a", ("Ctrl+J",), "B")),
        (Key("a", ("Ctrl+K",), "A"), Key("b", ("Ctrl+K",), "B")),
        (Key("a", ("Ctrl+K",), "A"), Key("b", ("Ctrl+K",), "B", "list")),
        (Key("a", ("Ctrl+Alt+E",), "types € in many countries"),),
    ],
)
def test_clashes_and_altgr_are_refused(keys):
    with pytest.raises(ValueError):
        checked(*keys)


def test_one_key_may_mean_two_things_in_two_places():
    assert len(checked(Key("a", ("Space",), "A", "list"), Key("b", ("Space",), "B", "text"))) == 2


def test_every_action_is_in_the_list_for_people():
    lines = [does for _where, found in listed() for _keys, does in found]
    explained = {key.text for key in KEYS if not key.code.startswith("section")}
    assert explained <= set(lines)
    assert shown("find") == "Ctrl+K"


def test_the_keys_of_the_design_are_all_there():
    wanted = {
        "Ctrl+K", "Ctrl+N", "Ctrl+S", "Ctrl+Z", "Ctrl+Y", "Ctrl+L", "Ctrl+Shift+L", "Ctrl+F", "F2", "F5", "F1", "F12",
        "Ctrl+P", "Alt+Left", "Alt+Right", "Esc", "Ctrl++", "Ctrl+-", *(f"Ctrl+{n}" for n in range(1, 10)),
    }  # fmt: skip
    assert wanted <= {sequence for key in KEYS for sequence in key.keys}
    assert {"undo", "redo", "close"} <= NATIVE


def test_help_lists_the_keys_and_gives_the_keyboard_back(qtbot):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    line = QLineEdit(window)
    panel = HelpPanel(window)
    window.resize(1024, 560)
    window.show()
    window.activateWindow()
    line.setFocus()
    panel.open("no-such-page")
    assert "Ctrl+K" in {words.text() for words in panel.findChildren(QLabel)}
    assert panel.geometry().right() <= window.width() and panel.height() == 560
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert line.hasFocus() or window.focusWidget() is line
