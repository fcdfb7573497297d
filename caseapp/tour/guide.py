"""Who walks the tour: signs in and out, takes the pictures, counts the time, stops at the first step that fails."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from caseapp.app.program import Program
from caseapp.app.session import Session
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.tour import hands
from caseapp.ui.shell import MainWindow
from caseapp.ui.theme import theme
from caseapp.ui.unlock import UnlockWindow

NOT_HERE = "This plugin does not support"
WIDE, LOW = (1366, 768), (1024, 560)


def _quiet_platform() -> None:
    """Without a screen Qt says of many things that it cannot do them there; nobody needs to read that."""
    if QGuiApplication.platformName() == "offscreen":
        qInstallMessageHandler(
            lambda _kind, _where, text: None if text.startswith(NOT_HERE) else print(text, file=sys.stderr)
        )


class Guide:
    """One walk through one office."""

    def __init__(self, out: Path, folder: Path, secret: str, country: str, quiet: bool = False) -> None:
        self.out, self.folder, self.secret, self.country, self.quiet = out, folder, secret, country, quiet
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        _quiet_platform()
        self.program = Program(app)
        self.program.speak("en")
        theme().apply("light", 100)
        app.setQuitOnLastWindowClosed(False)
        self.number = 0
        self.steps: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self._heart = QTimer(interval=150)
        self._heart.timeout.connect(self._look_for_errors)
        self._heart.start()
        self.memory: dict[str, Any] = {}  # what one step leaves for the next: numbers, names

    def walk(self) -> list[dict[str, Any]]:
        """Every step in order."""
        from caseapp.tour.steps import STEPS

        sys.excepthook = self._note  # what breaks inside Qt's own calls would otherwise only be printed
        try:
            for name, step in STEPS:
                self._step(name, step)
        finally:
            sys.excepthook = sys.__excepthook__
            self._leave()
        return self.steps

    def _step(self, name: str, step: Callable[[Guide], None]) -> None:
        began = time.perf_counter()
        try:
            step(self)
        except Exception as error:
            self._fail(name, error)
        if self.broken:
            self._fail(name, RuntimeError(self.broken[0]))
        took = round(time.perf_counter() - began, 2)
        self.steps.append({"step": name, "seconds": took})
        if not self.quiet:
            print(f"{len(self.steps):2d}  {took:6.2f} s  {name}", flush=True)

    def _fail(self, name: str, error: Exception) -> None:
        if self.program.window is not None:
            hands.photograph(self.program.window, self.out / "99-failed.png")
        where = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
        place = f" ({Path(where.filename).name}:{where.lineno})" if where else ""
        raise UserError(
            _("The tour stopped at “{step}”: {why}.").format(step=name, why=f"{error}{place}")
        ) from error

    def _note(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        where = traceback.extract_tb(trace)[-1]
        self.broken.append(f"{kind.__name__}: {error} ({Path(where.filename).name}:{where.lineno})")

    def _look_for_errors(self) -> None:
        """An error told in a dialog ends the step."""
        over = QApplication.activeModalWidget()
        if isinstance(over, QDialog) and over.objectName() == "error":
            self.broken.append(" ".join(w.text() for w in hands.visible(over, QLabel)))
            over.reject()

    def _leave(self) -> None:
        if self.program.session is not None:
            self.program.session.end("", False)
            hands.until(lambda: self.program.session is None, "the office to close")
        if self.program.window is not None:
            self.program.window.close()

    # --- in and out

    @property
    def session(self) -> Session:
        assert self.program.session is not None
        return self.program.session

    @property
    def window(self) -> MainWindow:
        return self.session.window

    def page(self) -> Any:
        return self.window.page()

    def unlock_window(self) -> UnlockWindow:
        found = hands.until(
            lambda: isinstance(self.program.window, UnlockWindow) and self.program.window,
            "the sign-in window",
        )
        assert isinstance(found, UnlockWindow)
        return found

    def show_unlock(self) -> UnlockWindow:
        self.program.show_unlock(self.folder)
        window = self.unlock_window()
        window.resize(*WIDE)
        hands.pause(50)
        return window

    def sign_in(self, login: str) -> None:
        """From the sign-in window into somebody's session, or from one session into another."""
        if self.program.session is not None:
            self.lock()
        window = self.unlock_window()
        hands.pick(window.people, login)  # type: ignore[arg-type]
        hands.type_into(window.passphrase, self.secret)
        hands.press(window.go)
        hands.until(lambda: self.program.session, f"{login} to be signed in")
        self.window.resize(*WIDE)
        hands.until(lambda: self.window.current, "the first page")
        self.settle()

    def lock(self) -> None:
        hands.press(self.window.top.lock)
        hands.until(lambda: self.program.session is None, "the office to lock")
        self.unlock_window()

    def go(self, code: str) -> Any:
        """To a page by its entry in the navigation."""
        hands.press(self.window.navigation.buttons[code])
        hands.until(lambda: self.window.current == code, f"the page {code}")
        self.settle()
        return self.page()

    def settle(self) -> None:
        """Until nothing is asked or saved any more."""
        for _twice in range(2):
            hands.until(lambda: self.broken or self.session.tasks.at_rest(), "the answers")
            hands.pause(40)
        if self.broken:
            raise hands.NotSeen(self.broken[0])

    # --- keeping

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """The window as it is now."""
        self.number += 1
        target = of or self.program.window
        assert target is not None
        hands.photograph(target, self.out / f"{self.number:02d}-{name}.png")

    def paper(self, name: str, pdf: bytes) -> None:
        self.number += 1
        path = self.out / f"{self.number:02d}-{name}.pdf"
        path.write_bytes(pdf)

    @contextmanager
    def looking(
        self, palette: str = "light", size: tuple[int, int] = WIDE, direction: Any = None
    ) -> Iterator[None]:
        """The window with another palette, size or direction of reading for a while."""
        before = QGuiApplication.layoutDirection()
        theme().apply(palette)
        self.window.resize(*size)
        if direction is not None:
            QGuiApplication.setLayoutDirection(direction)
        hands.pause(80)
        try:
            yield
        finally:
            theme().apply("light")
            QGuiApplication.setLayoutDirection(before)
            self.window.resize(*WIDE)
            hands.pause(60)

    def keys(self, widget: QWidget, text: str) -> None:
        hands.keys(widget, text)
