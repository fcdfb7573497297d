"""Hands for the tour and the journey tests: real key and mouse events in the real window, and pictures of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from caseapp.ui.form import FormWidget

PATIENCE = 30.0  # seconds until something that should happen counts as not happening
BEAT = 15  # ms between looks
STUCK = 8000  # ms after which a dialog counts as unanswered
W = TypeVar("W", bound=QWidget)
Handler = Callable[[Any], None]


class NotSeen(AssertionError):
    """Something that should have been on the screen was not."""


def pause(ms: int = BEAT) -> None:
    """Let the program work for a moment (an event loop, so that other threads run too)."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(seen: Callable[[], object], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until `seen()` gives something; raises NotSeen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        pause()
    raise NotSeen(f"waited for {what}")


def visible(inside: QWidget, kind: type[W]) -> list[W]:
    """What can be seen of a kind of widget."""
    return [w for w in inside.findChildren(kind) if w.isVisible()]


def button(inside: QWidget, words: str) -> QAbstractButton:
    """The button that begins with these words, once it can be pressed."""

    def seen() -> QAbstractButton | None:
        fits = [b for b in visible(inside, QAbstractButton) if b.text().startswith(words) and b.isEnabled()]
        return fits[0] if fits else None

    found: QAbstractButton = until(seen, f"the button {words!r}")
    return found


def press(widget: QWidget) -> None:
    """Click in its middle."""
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, widget.rect().center()
    )


def meet(*handlers: Handler) -> None:
    """Answer the dialogs and menus that come next, one handler each, in order."""
    waiting = list(handlers)
    met: set[int] = set()

    def look() -> None:
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if found is None or id(found) in met or not found.isVisible():
            QTimer.singleShot(BEAT, look)
            return
        met.add(id(found))
        handler = waiting.pop(0)
        if waiting:
            QTimer.singleShot(BEAT, look)
        QTimer.singleShot(STUCK, found, lambda: _give_up(found))
        try:
            handler(found)
        except Exception:
            found.close()
            raise

    if waiting:
        QTimer.singleShot(BEAT, look)


def _give_up(over: QWidget) -> None:
    """A dialog that nobody could answer is closed, so that the tour stops with words instead of for ever."""
    if over.isVisible() and not isinstance(over, QMenu):
        said = [w.text() for w in visible(over, QLabel) if w.property("role") in ("problem", "title")]
        over.close()
        raise NotSeen(f"an answer to the dialog {said}")


def choose(words: str) -> Handler:
    """A handler that picks an entry of a menu by its first words."""

    def handler(menu: QMenu) -> None:
        action = next((a for a in menu.actions() if a.text().startswith(words)), None)
        if action is None:
            menu.close()
            raise NotSeen(f"the entry {words!r} in {[a.text() for a in menu.actions()]}")
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    return handler


def fill(values: Mapping[str, Any], then: str, picture: Callable[[], None] = lambda: None) -> Handler:
    """A handler that types into the form of a dialog and presses a button."""

    def handler(dialog: QDialog) -> None:
        form = next(iter(visible(dialog, FormWidget)), None)
        if form is None:
            raise NotSeen("a form in the dialog")
        enter(form, values)
        picture()
        press(button(dialog, then))

    return handler


def agree(words: str, picture: Callable[[], None] = lambda: None) -> Handler:
    """A handler that presses a button of a dialog."""

    def handler(dialog: QDialog) -> None:
        picture()
        press(button(dialog, words))

    return handler


def enter(form: FormWidget, values: Mapping[str, Any]) -> None:
    """Type or choose values in a declared form, field by field, as a person would."""
    for name, value in values.items():
        cell = form.cells[name]
        section = next(code for code, s in form.sections.items() if cell in s.cells)
        form.show_section(section)
        _enter(cell.editor, value)


def _enter(editor: Any, value: Any) -> None:
    target = editor.focus_widget()
    target.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(target, (QLineEdit, QPlainTextEdit)):
        type_into(target, str(value))
    elif (
        isinstance(value, (list, tuple)) or editor.field.kind == "place" or not isinstance(target, QComboBox)
    ):
        editor.show_value(value)
    else:
        pick(target, value)
    editor.left.emit()


def type_into(target: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Select what is there and type over it."""
    target.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(target, Qt.Key.Key_Delete)
    keys(target, text)


def pick(combo: QComboBox, value: Any) -> None:
    """Choose an entry by its code or words with the arrow keys."""
    at = combo.findData(value)
    at = combo.findText(str(value), Qt.MatchFlag.MatchStartsWith) if at < 0 else at
    if at < 0:
        raise NotSeen(f"{value!r} in {[combo.itemText(i) for i in range(combo.count())]}")
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    for _step in range(combo.count()):
        if combo.currentIndex() == at:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < at else Qt.Key.Key_Up)
    combo.setCurrentIndex(at)


def keys(target: QWidget, text: str) -> None:
    """Type a text of any script, key by key."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(target, letter)
        else:  # no key of the test library's keyboard: what an input method would send
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def photograph(window: QWidget, path: Path) -> None:
    """The window with whatever dialogs lie over it, as a PNG."""
    pause(60)
    picture = window.grab()
    painter = QPainter(picture)
    for over in QApplication.topLevelWidgets():
        if isinstance(over, (QDialog, QMenu)) and over.isVisible():
            _lay(painter, window, over)
    painter.end()
    picture.save(str(path))


def _lay(painter: QPainter, window: QWidget, over: QWidget) -> None:
    shown: QPixmap = over.grab()
    middle = QPoint((window.width() - over.width()) // 2, (window.height() - over.height()) // 2)
    painter.fillRect(0, 0, window.width(), window.height(), Qt.GlobalColor.transparent)
    painter.drawPixmap(middle if isinstance(over, QDialog) else over.pos() - window.pos(), shown)
