"""The pinned Qt binding keeps the count of None on Python 3.11, where None is mortal."""

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
