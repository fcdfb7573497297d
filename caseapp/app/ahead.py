"""What is loaded behind the sign-in window while somebody types: code only, nothing of any office.

First what signing in and the first page need, then every other page with its tabs and cards. Papers are not among it:
their library takes 19 MB and is loaded when the first one is made.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator

FIRST = ("caseapp.app.session", "caseapp.features.office.opening")


def load_ahead() -> None:
    """Import it all and prepare the tables' classes. Takes most of a second; run it in a thread."""
    for module in FIRST:
        importlib.import_module(module)
    _prepare_tables()
    for module in _screens():
        importlib.import_module(module)
    _prepare_screens()
    gc.freeze()  # 100,000 objects that stay for good: looking through them again takes 80 ms each time


def _prepare_tables() -> None:
    """Else the first query does it, and somebody waits."""
    from sqlalchemy.orm import configure_mappers

    from caseapp.features import import_models

    import_models()
    configure_mappers()


def _prepare_screens() -> None:
    """PySide makes a class when it is first imported or met: those that the first page meets in passing, ahead of it."""
    from PySide6.QtCore import QEvent, QItemSelectionModel, QMetaMethod  # noqa: F401
    from PySide6.QtGui import QGradient, QWindow  # noqa: F401

    QEvent(QEvent.Type.User).clone()  # all kinds of events: it could be any
    if sys.platform == "linux":
        from PySide6.QtDBus import QDBusConnection  # noqa: F401


def _screens() -> Iterator[str]:
    """The modules of all screens in the order in which people come to them, and of the numbers beside their names."""
    from caseapp.features import features

    pages = sorted((page for feature in features() for page in feature.pages), key=lambda page: page.order)
    targets = [target for page in pages for target in (page.target, page.badge)]
    targets += [card.target for feature in features() for card in feature.cards]
    targets += [
        target for feature in features() for tab in feature.tabs for target in (tab.target, tab.count)
    ]
    yield from dict.fromkeys(target.partition(":")[0] for target in targets if target)
