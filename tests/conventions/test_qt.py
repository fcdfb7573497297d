"""What the Qt binding does to Python: it keeps the count of None on 3.11, where None is mortal, and its import is taken off."""

import subprocess
import sys

CALLS = 20_000
# PySide6 6.12.0 loses a reference to None with every void call, one to True with every emit, and aborts.
PROBE = f"""
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    sent = Signal()

sender = Sender()
before = sys.getrefcount(None), sys.getrefcount(True)
for number in range({CALLS}):
    sender.setObjectName("x")
    sender.sent.emit()
after = sys.getrefcount(None), sys.getrefcount(True)
print(max(abs(a - b) for a, b in zip(after, before)))
"""


def test_void_calls_keep_the_reference_count_of_none():
    probe = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60)
    assert probe.returncode == 0, probe.stderr
    assert int(probe.stdout) < CALLS / 100


READING = """
import linecache
import caseapp.ui.theme, caseapp.core.instruments
print([name for name in linecache.cache if "caseapp" in name])
"""


def test_the_source_of_what_is_imported_after_qt_is_not_read():
    """PySide's import would; see caseapp/ui/__init__.py."""
    probe = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, timeout=60)
    assert probe.returncode == 0, probe.stderr
    assert probe.stdout.strip() == "[]"
