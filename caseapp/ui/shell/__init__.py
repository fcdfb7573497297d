"""The window around the pages."""

from caseapp.ui.shell.navigation import Entry, Navigation
from caseapp.ui.shell.toast import Toast
from caseapp.ui.shell.topbar import TopBar
from caseapp.ui.shell.window import MainWindow

__all__ = ["Entry", "MainWindow", "Navigation", "Toast", "TopBar"]
