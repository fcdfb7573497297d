"""Where a screen's drafts lie: in the encrypted office file, each its writer's alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from caseapp.core.ids import uuid7
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.ui.tasks import Tasks


class DraftFile:
    """The drafts of one form (by its code) about one thing; a DraftStore for DraftKeeper. `compartment` seals them.

    Answers are dropped when `owner` is gone.
    """

    def __init__(self, tasks: Tasks, form: str, about: str, owner: QObject, compartment: str = "") -> None:
        self._tasks, self._form, self._about = tasks, form, about
        self._owner, self._compartment = owner, compartment
        self.draft_id = ""

    def look(self, found: Callable[[DraftView], None]) -> None:
        """Tell `found` of the newest draft, if there is one; saving goes on with that draft."""

        def answer(draft: DraftView | None) -> None:
            if draft:
                self.draft_id = draft.id
                found(draft)

        self._tasks.read(drafts.of, self._form, self._about, done=answer, owner=self._owner)

    def save(
        self, values: Mapping[str, Any], place: Mapping[str, Any], title: str,
        done: Callable[[Any], None], failed: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        """Keep what is typed; `done` after the commit."""
        self.draft_id = self.draft_id or uuid7()
        self._tasks.write(
            drafts.save, self._form, self._about, values, place, title, self.draft_id, self._compartment,
            done=done, failed=failed, owner=self._owner,
        )  # fmt: skip

    def discard(self) -> None:
        """Forget the draft."""
        if self.draft_id:
            self._tasks.write(drafts.discard, self.draft_id)
            self.draft_id = ""
