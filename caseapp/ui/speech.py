"""Another language for the windows: our words, Qt's own where Qt has them, and the direction of the page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QGuiApplication

from caseapp.core.i18n import is_right_to_left, set_language

_qt_words: list[QTranslator] = []


def speak(code: str) -> None:
    """Every window made from now on is in this language, mirrored where it is written from the right.

    What is open stays as it was built. Qt's words in dialogs of the system exist for Arabic only, of the
    languages here; elsewhere they stay English.
    """
    set_language(code)
    _speak_of_qt(code)
    mirrored = is_right_to_left()
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    QGuiApplication.setLayoutDirection(direction)


def _speak_of_qt(code: str) -> None:
    while _qt_words:
        QCoreApplication.removeTranslator(_qt_words.pop())
    translator = QTranslator(QCoreApplication.instance())
    if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QCoreApplication.installTranslator(translator)
        _qt_words.append(translator)
