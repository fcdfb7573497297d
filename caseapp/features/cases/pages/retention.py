"""Records to review: people whose cases closed long ago. The focal point proposes to keep one; a supervisor decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.data.keyset import Page as Rows
from caseapp.features.cases import retention
from caseapp.features.cases.form import retention_form
from caseapp.features.cases.retention import RetentionRow
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context, Page, empty
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Note, button


class RetentionPage(Page):
    """The longest closed first. Enter opens the case."""

    title = N_("Records to review")
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
                Column(N_("Asked"), lambda r: _("waits for a decision") if r.waiting else "", "chip",
                       tone=lambda r: "brand", spare=True),
            ],
            _("Records to review"),
        )  # fmt: skip
        self.keep_button = self.add_action(button(_("Keep the record…"), self.keep, look="primary"))
        card = Card("", _("Enter opens the case"))
        card.add(self.table)
        card.body.setStretch(0, 1)
        self.body.addWidget(
            Note(
                _("The years are your office's own rule, under Settings. Nothing is removed here: a record stays due until "
                  "it is kept on purpose, or the case is opened again."), "brand",
            )
        )  # fmt: skip
        self.body.addWidget(card, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda row: self.ctx.navigate("case", case_id=row.case_id))
        self.table.picked.connect(lambda _row: self._picked())
        self.table.entries = lambda row: [(_("Keep the record…"), self.keep)]

    def arrive(self, person_id: str = "", **args: Any) -> None:
        """Come for one record, or for the list."""
        self.wanted = person_id

    def refresh(self) -> None:
        self.read(retention.due, done=self._show)
        self.read(retention.count, done=self._count)

    def _count(self, count: int) -> None:
        years = self.ctx.office.rule("retention.years")
        closed = n_("closed {count} year ago or longer", "closed {count} years ago or longer", years)
        told = n_("{count} record to decide", "{count} records to decide", count)
        self.sentence.setText(f"{told} · {closed}")

    def _show(self, found: Rows[RetentionRow]) -> None:
        if not found.rows:
            self.show_state(
                empty("history", _("No record is due for review"), _("They appear here by themselves."))
            )
            self.keep_button.setEnabled(False)
            return
        self.show_content()
        self.table.start(found.rows, found.after, self._more, "")
        keys = [row.person.id for row in found.rows]
        self.table.selectRow(keys.index(self.wanted) if self.wanted in keys else 0)
        self._picked()

    def _more(self, after: Any, answer: Callable[[Sequence[Any], Any], None]) -> None:
        self.read(retention.due, after, done=lambda page: answer(page.rows, page.after))

    def _picked(self) -> None:
        row: RetentionRow | None = self.table.current()
        self.keep_button.setEnabled(row is not None and not row.waiting)

    def keep(self) -> None:
        """Propose to keep the record that is chosen, until when and why."""
        row: RetentionRow | None = self.table.current()
        if row is None or row.waiting:
            return
        ask_and_save(
            self.ctx, retention_form(self.ctx.clock.today()), _("Keep the record"), {},
            lambda uow, typed: retention.propose(uow, row.person.id, typed),
            lambda _r: self.ctx.toast(_("Asked. A supervisor decides.")), confirm=_("Ask"),
            note=f"{row.person.name} · {row.person.number}",
        )  # fmt: skip
