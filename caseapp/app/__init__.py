"""The only place that builds things. Start-up in order: window for signing in, then the heavy parts behind it, then the
office (keys, lock, data file), then the session: context, navigation, pages.

Nothing heavy is imported here: the sign-in window must be on the screen a quarter of a second after the click.
"""

from __future__ import annotations

import sys
from pathlib import Path


def run_window(folder: Path | None = None) -> int:
    """Show the program until its last window closes. Returns the exit code."""
    from PySide6.QtWidgets import QApplication

    from caseapp.app.program import Program

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    program = Program(app)
    program.restarts = True
    program.start(folder)
    return app.exec()
