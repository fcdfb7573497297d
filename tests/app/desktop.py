"""The program on a bus of its own, on which the desktop says something; run by test_desktop_lock.py in a process of its own.

python -m tests.app.desktop OFFICE PASSPHRASE BUS-PATH INTERFACE SIGNAL
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

MOST = 30_000  # ms until nothing more is to be expected


def say(path: str, interface: str, signal: str, begins: bool) -> None:
    """What the desktop sends, over a connection that is not the program's."""
    desktop = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "desktop")
    message = QDBusMessage.createSignal(path, interface, signal)
    message.setArguments([begins])
    assert desktop.send(message)


def main(office: str, passphrase: str, *signal: str) -> int:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    from caseapp.app.program import Program

    program, told = Program(app), []
    program.restarts = False

    def opened(session: object) -> None:
        told.append("open")
        program.session.ended.connect(lambda login, quits: told.append(f"locked for {login}, quits: {quits}"))
        program.session.ended.connect(lambda *_how: QTimer.singleShot(0, app.quit))
        say(*signal, False)  # the screen came back: nothing happens
        say(*signal, True)

    program.opened.connect(opened)
    program.start(Path(office))
    QTimer.singleShot(0, lambda: program._submit("caseworker", passphrase))
    QTimer.singleShot(MOST, app.quit)
    app.exec()
    print("; ".join([*told, type(program.window).__name__, f"session: {program.session}"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
