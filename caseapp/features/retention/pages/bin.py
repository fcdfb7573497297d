"""Records whose removal was approved: bring one back, or remove those whose time is over."""

from __future__ import annotations

from typing import Any

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.office.opening import OpenOffice
from caseapp.features.retention import queries, service
from caseapp.features.retention.pages.telling import backups
from caseapp.features.retention.queries import BinRow
from caseapp.features.retention.removing import Done, Held, held_by, remove_now
from caseapp.ui.page import Context, Watching
from caseapp.ui.progress import run
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row


class BinTab(Watching):
    """Those first whose time is over."""

    watches = frozenset({"retention_review", "case"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.table = RecordTable(
            [
                Column(N_("Number"), lambda r: r.person.number, "muted", width=150),
                Column(N_("Person"), lambda r: r.person.name, "strong"),
                Column(N_("Why"), lambda r: r.reason.shown()),
                Column(N_("Approved"), lambda r: f"{r.approved_by}, {dates.day(r.approved_on)}", spare=True),
                Column(N_("Can be brought back until"), lambda r: dates.day(r.until)),
                Column(N_("Days left"), lambda r: str(r.days) if r.days else _("ready"), "chip",
                       tone=lambda r: "neutral" if r.days else "warn"),
            ],
            _("In the bin"),
        )  # fmt: skip
        self.keep_button = button(_("Keep after all"), self.keep)
        self.remove_button = button("", self.remove, look="danger")
        self.told = label("", "second", wrap=True)
        head = row(self.told, self.keep_button, self.remove_button, spacing=S3)
        head.setStretch(0, 1)
        layout = column(head, self.table, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.table)
        self.table.picked.connect(lambda _row: self._picked())
        self.table.entries = lambda row: [(_("Keep after all"), self.keep)]
        self._show(())

    def refresh(self) -> None:
        self.read(queries.in_bin, done=self._show)

    def _show(self, rows: tuple[BinRow, ...]) -> None:
        self.ready = sum(1 for r in rows if not r.days)
        days = self.ctx.office.rule("retention.bin_days")
        self.told.setText(
            n_("Nobody finds these records any more. Each stays here for {count} day, your office’s own rule, and nothing goes "
               "by itself.", "Nobody finds these records any more. Each stays here for {count} days, your office’s own rule, "
               "and nothing goes by itself.", days)
        )  # fmt: skip
        self.table.set_rows(rows, _("Nothing is in the bin."))
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        words = n_("Remove {count} record now…", "Remove {count} records now…", self.ready)
        self.remove_button.setText(words if self.ready else _("Remove now…"))
        self.remove_button.setEnabled(bool(self.ready) and isinstance(self.ctx.session, OpenOffice))
        self._picked()

    def _picked(self) -> None:
        self.keep_button.setEnabled(self.table.current() is not None)

    def keep(self) -> None:
        """Take the chosen record out of the bin."""
        chosen: BinRow | None = self.table.current()
        if chosen is not None:
            told = _("It is back, and due for review again.")
            self.write(service.keep_after_all, chosen.id, done=lambda _r: self.ctx.toast(told))

    def remove(self) -> None:
        """Say what will happen, ask for the passphrase, then do it with the progress in sight."""
        if isinstance(self.ctx.session, OpenOffice) and self.ready:
            office = self.ctx.session
            self.ctx.tasks.heavy(lambda _progress: held_by(office), done=self._ask, owner=self)

    def _ask(self, known: Held) -> None:
        title = n_("Remove {count} record now?", "Remove {count} records now?", self.ready)
        words = (
            _("Today is {day}. What identifies these people goes for good; the figures of reports stay.").format(
                day=dates.day(self.ctx.clock.today())),
            _("A backup is made first. It and the backups before it still hold the records until they age out."),
            backups(known),
        )  # fmt: skip
        if not self.ctx.dialogs.confirm(title, "\n\n".join(words), _("Remove them"), danger=True):
            return
        proof = self.ctx.dialogs.passphrase(title, _("Type your own passphrase once more."))
        office = self.ctx.session
        if proof is not None and isinstance(office, OpenOffice):
            run(self.ctx.tasks, self.window(), _("Removing what identifies…"),
                lambda progress: remove_now(office, proof, progress), done=self._done, failed=self._failed)  # fmt: skip

    def _done(self, done: Done) -> None:
        self._look_again()
        self.ctx.toast(n_("{count} record removed. The certificate is under Removed.",
                          "{count} records removed. The certificate is under Removed.", done.count))  # fmt: skip
        if done.left:
            lines = "\n".join(f"{number}: {why}" for number, why in done.left)
            self.ctx.dialogs.show(_("These stay"), label(lines, wrap=True))

    def _failed(self, error: Exception) -> None:
        self._look_again()
        self.ctx.dialogs.error(error)

    def _look_again(self, *_args: Any) -> None:
        self.refresh()
