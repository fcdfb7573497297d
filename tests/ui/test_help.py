"""F1: the text of the page, in the person's language or in English, and every key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from caseapp.core import i18n
from caseapp.ui import help as helping
from caseapp.ui.keys import KEYS


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.line = QLineEdit(made)
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_shows_the_page_and_every_key(window):
    panel = helping.HelpPanel(window)
    panel.open("register")
    assert panel.text.toPlainText().startswith("Register a person")
    words = {made.text() for made in panel.findChildren(QLabel)}
    assert {key.shown() for key in KEYS if not key.code.startswith("section")} <= words
    panel.open("register")
    assert not panel.isVisible()


def test_escape_closes_it_and_gives_the_keyboard_back(window, qtbot):
    window.line.setFocus()
    panel = helping.HelpPanel(window)
    panel.open("people")
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible() and window.focusWidget() is window.line


def test_a_language_without_help_has_it_in_english():
    with i18n.speaking("sw"):
        assert helping.text_for("people").startswith("# People")
    assert helping.text_for("no-such-page") == ""


def test_nothing_in_it_runs_over_the_edge_in_large_letters(window):
    from caseapp.ui.theme import theme

    theme().apply(scale=150)
    try:
        panel = helping.HelpPanel(window)
        panel.open("settings")
        assert panel.text.document().idealWidth() <= panel.text.width()
        assert panel.text.height() >= panel.text.document().size().height()
    finally:
        theme().apply(scale=100)
