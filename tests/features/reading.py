"""What a person sees of a screen, and how they press what is on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from caseapp.ui.widgets import Chip


def settle() -> None:
    """Let what was queued happen: layouts show what they were given, changes reach those who watch."""
    for _round in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(widget: QWidget) -> list[str]:
    """Every text a person reads, chips and buttons too."""
    settle()
    found = [w.text() for kind in (QLabel, QPushButton) for w in widget.findChildren(kind) if w.isVisible()]
    return [*found, *(c.text for c in widget.findChildren(Chip) if c.isVisible())]


def press(widget: QWidget, words: str) -> None:
    """Click the button, or choose the entry of a button's menu, that says this."""
    settle()
    for made in widget.findChildren(QPushButton):
        if made.isVisible() and made.text() == words and not made.menu():
            made.click()
            settle()
            return
        for entry in made.menu().actions() if made.isVisible() and made.menu() else []:
            if entry.text() == words:
                entry.trigger()
                settle()
                return
    raise AssertionError(f"nothing says {words!r}: {shown(widget)}")
