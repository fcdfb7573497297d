"""Removals that were carried out, each with its certificate."""

from __future__ import annotations

from caseapp.core.dates import day, moment
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.retention import queries
from caseapp.features.retention.papers import certificate_pdf
from caseapp.features.retention.queries import RemovalView
from caseapp.ui.page import Context, Watching
from caseapp.ui.preview import show_paper
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row


class RemovedTab(Watching):
    """The last first. Enter shows the certificate."""

    watches = frozenset({"retention_review", "retention_removal"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.table = RecordTable(
            [
                Column(N_("Number"), lambda r: r.number, "muted", width=170),
                Column(N_("Carried out"), lambda r: moment(r.carried_at), "strong"),
                Column(N_("By"), lambda r: r.carried_by),
                Column(N_("Records"), lambda r: str(len(r.gone)), "number"),
                Column(N_("Backups hold it until"), lambda r: day(r.backups_until) or "—"),
            ],
            _("Removed"),
        )  # fmt: skip
        self.print_button = button(_("Certificate…"), self.key_print, icon_name="printer")
        told = label(_("Only numbers are left of these records. The journal says who proposed, agreed and carried out."),
                     "second", wrap=True)  # fmt: skip
        head = row(told, self.print_button, spacing=S3)
        head.setStretch(0, 1)
        layout = column(head, self.table, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.table)
        self.table.picked.connect(lambda _row: self._picked())
        self.table.opened.connect(lambda _row: self.key_print())
        self._picked()

    def refresh(self) -> None:
        self.read(queries.removals, done=self._show)

    def _show(self, rows: tuple[RemovalView, ...]) -> None:
        self.table.set_rows(rows, _("Nothing was removed yet."))
        if rows and self.table.current() is None:
            self.table.selectRow(0)
        self._picked()

    def _picked(self) -> None:
        self.print_button.setEnabled(self.table.current() is not None and self.ctx.can(Permission.PRINT))

    def key_print(self) -> None:
        """The certificate of the chosen removal."""
        chosen: RemovalView | None = self.table.current()
        if chosen is not None and self.ctx.can(Permission.PRINT):
            key = chosen.id
            show_paper(self.ctx, _("Certificate of removal"), lambda uow, level: certificate_pdf(uow, key, level),
                       name="certificate-of-removal.pdf", parent=self)  # fmt: skip
