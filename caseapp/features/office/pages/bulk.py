"""Doing something to several rows of a list: ask, show what happens to each, do it at once, take all of it back at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from caseapp.core.i18n import N_, _, n_
from caseapp.core.registry import load
from caseapp.features import features
from caseapp.features.office import bulk
from caseapp.features.office.bulk import BulkDone, Fate, Undone, going
from caseapp.ui import progress
from caseapp.ui.choosing import Bulk
from caseapp.ui.page import Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import column, label

SHOWN = 8  # lines of a preview before it scrolls
SHORTCUT = "take-back"


def bulk_of(page: Page, about: str) -> list[Bulk]:
    """What the features offer to do to several rows of a list, as far as this person may."""
    Undoing.of(page)
    specs = sorted((s for f in features() for s in f.bulk if s.about == about), key=lambda s: s.order)
    done = [Bulk(_(s.title), partial(_begin, s.target, page)) for s in specs if page.ctx.can(s.requires)]
    papers = [
        p for f in features() for p in f.papers if p.about == about == "cases" and page.ctx.can(p.requires)
    ]
    return [*done, *(Bulk(_(p.title) + "…", partial(_print, p.target, page)) for p in papers)]


def _begin(target: str, page: Page, rows: Sequence[Any]) -> None:
    load(target)(page, rows)


def _print(target: str, page: Page, rows: Sequence[Any]) -> None:
    load(target)(page.ctx, [row.id for row in rows])


class Undoing(QObject):
    """The last thing done to several rows on a page: Ctrl+Z takes it back while one is there."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.setObjectName(SHORTCUT)
        self.page, self.last = page, ""
        keys = QShortcut(QKeySequence("Ctrl+Z"), page, self.undo)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @classmethod
    def of(cls, page: Page) -> Undoing:
        return page.findChild(cls, SHORTCUT) or cls(page)

    def done(self, made: BulkDone, words: str) -> None:
        """Tell what was done, with the way back."""
        self.last = made.id
        self.page.ctx.toast(words, partial(self.undo, made.id))

    def undo(self, bulk_id: str = "") -> None:
        """Take back this, or the last."""
        wanted, self.last = bulk_id or self.last, ""
        if wanted:
            run(self.page, _("Taking back"), (bulk.undo, wanted), self._undone)

    def _undone(self, found: Undone) -> None:
        words = n_("{count} is as it was before.", "{count} are as they were before.", found.count)
        if found.kept:
            words += " " + _("Left as they are: {list}").format(list=" ".join(found.kept[:5]))
        self.page.ctx.toast(words)


def preview_and_do(
    page: Page, title: str, yes: str, fates: Callable[..., Sequence[Fate]], asked: tuple[Any, ...],
    do: Callable[[list[str]], tuple[Any, ...]], told: Callable[[int], str], note: str = "",
) -> None:  # fmt: skip
    """Show what `fates(uow, *asked)` says of each row; then run the service `do(keys)` names and offer the way back."""

    def show(found: Sequence[Fate]) -> None:
        keys = going(found)
        if not keys:
            nobody = _("Nothing can be done to any of them. {why}")
            page.ctx.toast(nobody.format(why=" ".join(dict.fromkeys(f.why_not for f in found))))
            return
        if page.ctx.dialogs.preview(title, preview(found, note), f"{yes} ({len(keys)})"):
            run(
                page, title.rstrip("?…"), do(keys), lambda made: Undoing.of(page).done(made, told(made.count))
            )

    page.read(fates, *asked, done=show)


def run(page: Page, title: str, call: tuple[Any, ...], done: Callable[[Any], None]) -> None:
    """Run the service with its arguments, its progress in sight; stopped, it says that nothing was changed."""

    def finished(made: Any) -> None:
        if isValid(page):
            done(made)

    def stopped() -> None:
        page.ctx.toast(_("Stopped. Nothing was changed."))

    progress.write(page.ctx.tasks, page.window(), title, *call, done=finished, stopped=stopped)


def preview(found: Sequence[Fate], note: str = "") -> QWidget:
    """Each row with what happens to it, and those left out with the reason."""
    made = QWidget()
    parts: list[Any] = [label(note, "second", wrap=True)] if note else []
    happens, left_out = [f for f in found if not f.why_not], [f for f in found if f.why_not]
    for rows, words, text in (
        (happens, n_("{count} will be changed", "{count} will be changed", len(happens)), lambda f: f.told),
        (left_out, n_("{count} is left out", "{count} are left out", len(left_out)), lambda f: f.why_not),
    ):
        if rows:
            table = RecordTable(
                [Column(N_("Case"), lambda f: f.label, "strong"), Column(N_("What"), text)], words
            )
            table.set_rows(rows)
            table.fit(SHOWN)
            parts += [label(words, "card"), table]
    made.setLayout(column(*parts, None, spacing=S3))
    made.setProperty("told", "\n".join(f"{f.label}: {f.why_not or f.told}" for f in found))
    return made
