"""When nobody is there: lock after a while without a key or mouse, after the computer slept, when its screen locks."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from caseapp.core.clock import Clock

IDLE_MINUTES, WARN_SECONDS = 10, 30
ASLEEP = 45  # seconds that passed on the wall but not in the program: the lid was closed
_ACTIVE = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
})  # fmt: skip


# What Qt's SLOT() macro makes of a slot's name. A str: the bytes that PySide's own types ask for are refused when it runs.
_ON_CHANGE: Any = "1on_change(bool)"


class IdleWatch(QObject):
    """`warned(seconds)` each second of the last half minute, `awake` when somebody came back, `locked` at the end."""

    warned = Signal(int)
    awake = Signal()
    locked = Signal()

    def __init__(self, clock: Clock, minutes: int = IDLE_MINUTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.minutes = minutes
        self._last = clock.monotonic()
        self._wall = clock.now()
        self._warning = False
        self._windows: set[int] = set()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to count; somebody is there now."""
        self._last, self._wall, self._warning = self._clock.monotonic(), self._clock.now(), False
        self._timer.start()
        self._watch_windows()

    def stop(self) -> None:
        """Stop counting: the program is locked."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clock.monotonic()
        if self._warning:
            self._warning = False
            self.awake.emit()

    def tick(self) -> None:
        """Once a second: warn, lock, or notice that the computer slept."""
        self._watch_windows()
        slept = (self._clock.now() - self._wall).total_seconds() > ASLEEP
        self._wall = self._clock.now()
        left = self.minutes * 60 - (self._clock.monotonic() - self._last)
        if slept or left <= 0:
            self.stop()
            self.locked.emit()
        elif left <= WARN_SECONDS:
            self._warning = True
            self.warned.emit(int(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVE:
            self.touch()
        return False

    def _watch_windows(self) -> None:
        """Only native windows are watched, not every widget: a filter on all of Qt would cost each repaint."""
        for window in QGuiApplication.topLevelWindows():
            if id(window) not in self._windows:
                self._windows.add(id(window))
                window.installEventFilter(self)


class SessionWatch(QObject):
    """Tells when the desktop locks its screen or the computer is about to sleep, where the system says so."""

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if sys.platform == "linux":
            self._listen()

    def _listen(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            system.connect("", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
                           self, _ON_CHANGE)  # fmt: skip
        if session.isConnected():
            for name in ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
                session.connect("", "", name, "ActiveChanged", self, _ON_CHANGE)

    @Slot(bool)
    def on_change(self, begins: bool) -> None:
        """The bus says that sleep or the locked screen begins (True) or ends."""
        if begins:
            self.locked.emit()
