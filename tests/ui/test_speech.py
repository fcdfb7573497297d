"""Another language for the windows: ours, Qt's own, and the direction."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from caseapp.core import settings
from caseapp.core.i18n import language, offered
from caseapp.ui.speech import speak
from caseapp.ui.unlock import UnlockWindow


@pytest.fixture(autouse=True)
def _english_again(qapp):
    yield
    speak("en")


def qt_says(word):
    return QCoreApplication.translate("QPlatformTheme", word)


def test_arabic_turns_the_page_and_qts_words(qtbot):
    speak("ar")
    made = QWidget()
    qtbot.addWidget(made)
    assert made.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert qt_says("Cancel") != "Cancel"
    speak("sw")
    assert made.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert qt_says("Cancel") == "Cancel"


def test_the_sign_in_offers_what_is_spoken_and_says_what_is_a_draft(qtbot):
    speak("sw")
    window = UnlockWindow("Mandera", {"fatuma": "Fatuma Adan"}, language="sw")
    qtbot.addWidget(window)
    choices = [action.text() for action in window.language.menu().actions()]
    assert len(choices) == len(offered())
    assert "Kiswahili (rasimu)" in choices and "English" in choices
    assert window.go.text() == "Fungua"
    with qtbot.waitSignal(window.language_picked) as picked:
        window.language.menu().actions()[choices.index("English")].trigger()
    assert picked.args == ["en"]


def test_in_the_settings_it_waits_for_the_next_sign_in(qtbot, ctx, tmp_path, monkeypatch):
    from caseapp.features.office.pages.laptop import LaptopTab

    monkeypatch.setenv("CASEAPP_HOME", str(tmp_path))
    tab = LaptopTab(ctx)
    qtbot.addWidget(tab)
    tab.show()
    assert not tab.later.isVisible()
    tab.language.setCurrentIndex(tab.language.findData("so"))
    tab.language.activated.emit(tab.language.currentIndex())
    assert settings.load().language == "so" and language() == "en"
    assert tab.later.isVisible() and "Soomaali" in tab.later.text.text()
    tab.language.setCurrentIndex(tab.language.findData("en"))
    tab.language.activated.emit(tab.language.currentIndex())
    assert not tab.later.isVisible()
