"""The number above a list: asked behind its rows, and not left standing once it no longer holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from caseapp.ui.page import Page

COUNTING_AFTER = 300  # ms for which the last number may stand while the next is counted

Counted = Callable[[int | None], None]


class Counting(QObject):
    """Asks `count(uow, only)` and tells `counted` the answer; None when it takes longer."""

    def __init__(self, page: Page, code: str, count: Callable[..., int], counted: Counted) -> None:
        super().__init__(page)
        self._page, self._key, self._count, self._counted = page, f"{code}-count", count, counted
        self._slow = QTimer(self, singleShot=True, interval=COUNTING_AFTER)
        self._slow.timeout.connect(self._tell)

    def ask(self, only: Any) -> None:
        self._slow.start()
        self._page.ctx.tasks.latest(
            self._key, self._count, only, done=self._tell, owner=self._page, may_wait=True
        )

    def _tell(self, count: int | None = None) -> None:
        self._slow.stop()
        self._counted(count)
