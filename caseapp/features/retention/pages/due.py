"""The longest closed first. Enter opens the case; what becomes of a record is proposed here and decided by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.data.keyset import Page as Rows
from caseapp.features.retention import queries, service
from caseapp.features.retention.form import REMOVAL_FORM, retention_form
from caseapp.features.retention.models import Ending
from caseapp.features.retention.pages.telling import ask, what_goes
from caseapp.features.retention.queries import Goes, RetentionRow
from caseapp.features.retention.removing import Held
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import button, column, label, row

ASKED = {Ending.KEEP: N_("to keep it: waits"), Ending.REMOVE: N_("to remove: waits")}


class DueTab(Watching):
    """Whose records come up for review."""

    watches = frozenset({"case", "retention_review", "person"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.wanted = ""
        self.table = RecordTable(
            [
                Column(N_("Number"), lambda r: r.person.number, "muted", width=150),
                Column(N_("Person"), lambda r: r.person.name, "strong"),
                Column(N_("Last case closed"), lambda r: dates.day(r.closed_on)),
                Column(N_("Cases"), lambda r: str(r.cases), "number"),
                Column(N_("Was kept until"), lambda r: dates.day(r.kept_until) or "—", spare=True),
                Column(N_("Asked"), lambda r: _(ASKED[r.waiting]) if r.waiting else "", "chip",
                       tone=lambda r: "warn" if r.waiting is Ending.REMOVE else "brand"),
            ],
            _("Records to review"),
        )  # fmt: skip
        self.keep_button = button(_("Keep the record…"), self.keep, look="primary")
        self.remove_button = button(_("Remove what identifies…"), self.remove)
        told = label(
            _("The years are your office's own rule, under Settings. A record stays due until somebody proposed what becomes "
              "of it and somebody else agreed."), "second", wrap=True,
        )  # fmt: skip
        head = row(told, self.remove_button, self.keep_button, spacing=S3)
        head.setStretch(0, 1)
        layout = column(head, self.table, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda row: self.ctx.navigate("case", case_id=row.case_id))
        self.table.picked.connect(lambda _row: self._picked())
        self.table.entries = lambda row: [
            (_("Keep the record…"), self.keep),
            (_("Remove what identifies…"), self.remove),
        ]
        self._picked()

    def refresh(self) -> None:
        self.read(queries.due, done=self._show)

    def _show(self, found: Rows[RetentionRow]) -> None:
        nothing = _("No record is due for review. They appear here by themselves.")
        self.table.start(found.rows, found.after, self._more, nothing)
        keys = [row.person.id for row in found.rows]
        if keys:
            self.table.selectRow(keys.index(self.wanted) if self.wanted in keys else 0)
        self._picked()

    def _more(self, after: Any, answer: Callable[[Sequence[Any], Any], None]) -> None:
        self.read(queries.due, after, done=lambda page: answer(page.rows, page.after))

    def _chosen(self) -> RetentionRow | None:
        """The record that is chosen, when nothing is proposed for it yet."""
        row: RetentionRow | None = self.table.current()
        return None if row is None or row.waiting else row

    def _picked(self) -> None:
        for made in (self.keep_button, self.remove_button):
            made.setEnabled(self._chosen() is not None)

    def keep(self) -> None:
        """Propose to keep the record that is chosen, until when and why."""
        if row := self._chosen():
            ask_and_save(
                self.ctx, retention_form(self.ctx.clock.today()), _("Keep the record"), {},
                lambda uow, typed: service.propose(uow, row.person.id, typed), self._asked, confirm=_("Ask"),
                note=f"{row.person.name} · {row.person.number}",
            )  # fmt: skip

    def remove(self) -> None:
        """Say what would go and what stays; then propose it, with the reason."""
        if row := self._chosen():
            ask(self.ctx, queries.goes, row.person.id, partial(self._told, row), self)

    def _told(self, row: RetentionRow, goes: Goes, known: Held | None) -> None:
        title = _("Remove what identifies {name}?").format(name=row.person.name)
        if self.ctx.dialogs.preview(title, what_goes(self.ctx, goes, known), _("Propose it…")):
            ask_and_save(
                self.ctx, REMOVAL_FORM, _("Remove what identifies the person"), {},
                lambda uow, typed: service.propose_removal(uow, row.person.id, typed), self._asked, confirm=_("Ask"),
                note=f"{row.person.name} · {row.person.number}",
            )  # fmt: skip

    def _asked(self, _review: Any) -> None:
        self.ctx.toast(_("Asked. A supervisor decides."))
