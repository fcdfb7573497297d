"""Keeping what was written: backups while people work, and the honest word of their age in the top bar."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from caseapp.core import dates
from caseapp.core.i18n import _, n_
from caseapp.core.jobs import Progress
from caseapp.data import backup
from caseapp.features.office.opening import OpenOffice, remember_head
from caseapp.ui.page import Context
from caseapp.ui.shell import MainWindow

LOOK_MS = 60_000
OLD = timedelta(days=2)


class Keeping(QObject):
    """Looks once a minute whether a backup is due; one at a time, off the GUI thread."""

    def __init__(self, ctx: Context, office: OpenOffice, window: MainWindow) -> None:
        super().__init__(window)
        self.ctx, self.office, self.window = ctx, office, window
        self.changed = False
        self.running = False
        self.outside = ""
        ctx.bridge.changed.connect(self._changed)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self, outside: str) -> None:
        """Look from now on; `outside` is the folder outside this laptop that gets a copy, or ""."""
        self.outside = outside
        self._timer.start()
        self.say()
        QTimer.singleShot(2000, self, self.look)

    def _changed(self, changes: object) -> None:
        self.changed = True

    def look(self) -> None:
        """Make a backup when one is due."""
        reason = backup.due(self.office.folder, self.ctx.clock, changed=self.changed)
        if reason and not self.running:
            self.running = True
            self.ctx.tasks.heavy(
                lambda progress: self._make(reason, progress),
                done=self._made,
                failed=self._failed,
                owner=self,
            )
        self.say()

    def _make(self, reason: str, progress: Progress) -> backup.Backup:
        remember_head(self.office.folder, self.office.ring, self.office.database.write_engine)
        made = backup.make_backup(
            self.office.folder, self.office.ring, reason=reason, clock=self.ctx.clock, progress=progress
        )
        if self.outside and Path(self.outside).is_dir():
            backup.copy_outside(made, Path(self.outside))
        return made

    def _made(self, made: backup.Backup) -> None:
        self.running = self.changed = False
        self.say()

    def _failed(self, error: Exception) -> None:
        self.running = False
        self.window.say_status(_("Backup failed: {why}").format(why=error))

    def say(self) -> None:
        """How old the newest backup is, in words."""
        backups = backup.list_backups(self.office.folder)
        if not backups:
            self.window.say_status(_("No backup yet"), "warn")
            return
        made = backups[0].made.astimezone()
        age = self.ctx.clock.now() - made
        if made.date() == self.ctx.clock.now().astimezone().date():
            self.window.say_status(_("Backed up {time}").format(time=f"{made:%H:%M}"))
        elif age < OLD:
            self.window.say_status(_("Backed up {when}").format(when=dates.moment(made)))
        else:
            self.window.say_status(
                n_("Last backup {count} day ago", "Last backup {count} days ago", age.days), "warn"
            )

    def end(self) -> None:
        """A last backup of what was changed, when the file is small enough not to keep anybody waiting."""
        self._timer.stop()
        small = (self.office.folder / "office.db").stat().st_size < 64 * 1024 * 1024
        if self.changed and small and not self.running:
            try:
                self._make("exit", _Silent())
            except Exception as error:  # the session ends all the same; the next start makes the backup
                self.window.say_status(str(error), "bad")


class _Silent:
    def step(self, done: int, total: int, text: str = "") -> None:
        """Nobody watches."""
