"""Backups: how they stand, one more now, a trial restore, a copy elsewhere, putting one back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QProgressBar

from caseapp.core.dates import moment
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.backup import Manifest
from caseapp.features.office import safekeeping, service
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.pages.shared import ago, prove
from caseapp.features.office.safekeeping import (
    DRILL_EVERY,
    OUTSIDE_EVERY,
    REASONS,
    Loss,
    Made,
    Row,
    Shelf,
    shelf,
)
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Note, StatTile, button, column, label, row

MIB = 1024 * 1024


class BackupsTab(Watching):
    """Three tiles that say whether one can sleep well, the list, and what can be done with one."""

    watches = frozenset({"office"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        assert isinstance(ctx.session, OpenOffice)
        self.office, self.shelf = ctx.session, Shelf((), "", False, None, None)
        self.newest, self.outside = StatTile(_("newest backup")), StatTile(_("newest copy elsewhere"))
        self.drilled = StatTile(_("a restore was tried"))
        self.told, self.bar = Note("", "ok"), QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.table = RecordTable(self._columns(), _("Backups"))
        self.table.picked.connect(lambda _row: self._enable())
        self.table.opened.connect(lambda _row: self.try_one())
        self.make_button = button(
            _("Make one now"), self.make, look="primary", icon_name="hard-drive-download"
        )
        self.try_button = button(_("Try a restore"), self.try_one)
        self.copy_button = button(_("Copy to…"), self.copy)
        self.restore_button = button(_("Put this one back…"), self.put_back, look="danger")
        self.place, self.place_button = (
            label("", "second", wrap=True),
            button(_("Second place…"), self.choose_place),
        )
        self.place_button.setVisible(ctx.can(Permission.OFFICE_SETTINGS))
        self.restore_button.setVisible(ctx.can(Permission.RESTORE))
        place = row(self.place, self.place_button, self.make_button)
        place.setStretch(0, 1)
        layout = column(
            row(self.newest, self.outside, self.drilled, spacing=S3), place, self.bar, self.told, self.table,
            row(self.try_button, self.copy_button, None, self.restore_button), spacing=S3,
        )  # fmt: skip
        layout.setStretch(4, 1)
        self.setLayout(layout)
        self._enable()

    def refresh(self) -> None:
        assert self.ctx.folder is not None
        self.read(shelf, self.ctx.folder, done=self._show)

    # --- what can be done

    def make(self) -> None:
        """One more now, and its copy in the second place."""
        self._run(lambda progress: safekeeping.make_now(self.office, progress), self._made)

    def try_one(self) -> None:
        """The restore drill with the chosen backup, or the newest: nothing is touched."""
        chosen = self.table.current() or next(iter(self.shelf.rows), None)
        if chosen is not None:
            path = chosen.backup.path
            self._run(lambda _progress: safekeeping.drill(self.office, path), self._tried)

    def copy(self) -> None:
        """A copy in a folder chosen now."""
        chosen = self.table.current()
        place = self.ctx.dialogs.folder(_("Copy the backup to")) if chosen is not None else None
        if chosen is not None and place is not None:
            path = chosen.backup.path
            self._run(lambda _progress: safekeeping.copy_out(self.office, path, place),
                      lambda _copy: self.ctx.toast(_("Copied, and compared byte by byte.")))  # fmt: skip

    def choose_place(self) -> None:
        """The folder for the second copy of every backup."""
        chosen = self.ctx.dialogs.folder(_("Second place for backups"))
        if chosen is not None:
            self.write(service.set_backup_folder, str(chosen), done=lambda _answer: self.refresh())

    def put_back(self) -> None:
        """Say first what would be lost, then prove, close the office, put it back."""
        chosen: Row | None = self.table.current()
        if chosen is not None:
            path = chosen.backup.path
            self._run(
                lambda _progress: safekeeping.loss(self.office, path), lambda found: self._ask(path, found)
            )

    def _ask(self, path: Path, found: Loss) -> None:
        title = _("Put back the backup of {when}?").format(when=moment(found.made))
        words = (
            _("The whole office goes back to {when}.").format(when=moment(found.made)),
            safekeeping.gone_words(found),
            _(
                "The office is closed for it. A backup of how it is now is made first, so that it can be undone."
            ),
        )
        if not self.ctx.dialogs.confirm(title, "\n\n".join(words), _("Put it back"), danger=True):
            return
        prove(self.ctx, self, title, _("Type your own passphrase once more."),
              lambda proof: safekeeping.restore_asked(self.office, proof, path),
              lambda _answer: self.office.leave(safekeeping.putting_back(path)))  # fmt: skip

    # --- showing

    def _run(self, work: Callable[..., object], done: Callable[..., None]) -> None:
        """Long work with the bar above the list."""
        self.told.set("")
        self._busy(True)

        def finished(answer: object) -> None:
            self._busy(False)
            done(answer)

        self.ctx.tasks.heavy(work, done=finished, failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.ctx.dialogs.error(error)
        self.refresh()

    def _made(self, made: Made) -> None:
        words = _("A backup was made and checked.")
        self.ctx.toast(words + (" " + _("Its copy is in the second place.") if made.outside else ""))
        if made.trouble:
            self.told.set(_("There is no copy in the second place: {why}").format(why=made.trouble), "warn")
        self.refresh()

    def _tried(self, manifest: Manifest) -> None:
        counts = manifest.counts
        words = _("The restore would work: every page is sound, {people} people and {cases} cases are in it.")
        self.ctx.toast(words.format(people=counts.get("person", 0), cases=counts.get("case", 0)))
        self.refresh()

    def _show(self, found: Shelf) -> None:
        self.shelf = found
        self.table.set_rows(found.rows, _("No backup yet. Make one now."))
        now = self.ctx.clock.now()
        here = next((r.backup.made for r in found.rows if not r.outside), None)
        self.newest.set(ago(here, now), tone="ok" if here and now - here < timedelta(days=1) else "bad")
        out, tried = found.newest_outside, found.last_drill
        self.outside.set(
            ago(out, now), tone="ok" if out and now - out < timedelta(days=OUTSIDE_EVERY) else "bad"
        )
        self.drilled.set(
            ago(tried, now), tone="ok" if tried and now - tried < timedelta(days=DRILL_EVERY) else "warn"
        )
        self.place.setText(self._place_words(found))
        self._enable()

    def _place_words(self, found: Shelf) -> str:
        if not found.place:
            return _("No second place. If this laptop is lost, its backups are lost with it.")
        if not found.place_there:
            return _("Second place: {place}. It is not connected now.").format(place=found.place)
        return _("Second place: {place}").format(place=found.place)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(N_("Made"), lambda r: moment(r.backup.made), "strong"),
            Column(N_("Age"), lambda r: ago(r.backup.made, self.ctx.clock.now())),
            Column(N_("Why"), lambda r: _(REASONS.get(r.backup.reason, r.backup.reason)), "muted"),
            Column(N_("Where"), lambda r: _("second place") if r.outside else _("this laptop"), "chip",
                   lambda r: "brand" if r.outside else "neutral"),
            Column(N_("Size"), lambda r: f"{r.backup.size / MIB:.1f} MB", "number", spare=True),
        )  # fmt: skip

    def _enable(self) -> None:
        chosen = self.table.current()
        self.try_button.setEnabled(bool(self.shelf.rows))
        for made in (self.copy_button, self.restore_button):
            made.setEnabled(chosen is not None)

    def _busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        for made in (self.make_button, self.try_button, self.copy_button, self.restore_button):
            made.setEnabled(not busy)
        if not busy:
            self._enable()
