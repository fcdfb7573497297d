"""The desktop locks its screen, or the lid is closed: the program is locked too, by what really comes over the bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.demo.conftest import KENYANS, SECRET, make

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops"),
    pytest.mark.skipif(
        not shutil.which("dbus-run-session"), reason="dbus-run-session is not here (package dbus-daemon)"
    ),
]
SAYS = {
    "GNOME": ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
    "other desktops": ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged"),
    "sleep": ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return make(tmp_path_factory.mktemp("desktop") / "office", "KE", KENYANS, 1, 8)


def on_a_bus(office, home, *signal):
    """The program on a private bus, which stands for that of the desktop and that of the computer."""
    both = 'DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" exec "$@"'
    program = [sys.executable, "-m", "tests.app.desktop", str(office), SECRET, *signal]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "CASEAPP_HOME": str(home)}
    command = ["dbus-run-session", "--", "sh", "-c", both, "sh", *program]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)


@pytest.mark.parametrize("desktop", SAYS)
def test_what_the_desktop_says_locks_the_program(office, tmp_path, desktop):
    done = on_a_bus(office, tmp_path, *SAYS[desktop])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "open; locked for caseworker, quits: False; UnlockWindow; session: None", (
        done.stderr
    )
