"""What stands out over all cases, each line the way to its list; and the list of survey rounds that were missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.documents.spreadsheet import Field
from caseapp.features.assessments import queries as assessments
from caseapp.features.assessments.queries import Behind
from caseapp.features.cases.queries import CaseFilter
from caseapp.features.followups.pages.listing import RISK_TONE
from caseapp.features.office.exporting import Table
from caseapp.features.office.pages.exporting import export_button, take_out
from caseapp.features.people import consents
from caseapp.features.supervision import queries
from caseapp.features.supervision.views import Standing
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, column, label, row

MOST = 500  # rounds listed; more are said to be more


class StandingOut(Card):
    """A line for each thing that stands out; what is none is left out."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Standing out"))
        self.ctx = ctx
        self.rows = Rows()
        self.add(self.rows)
        self.hide()

    def show_found(self, found: Sequence[Standing]) -> None:
        self.rows.clear()
        lines = [one for one in found if one.count or one.door]
        for one in lines:
            count = [label(f"{one.count:,}", "strong")] if one.count or one.looked else []
            self.rows.add(*count, label(one.words, wrap=True), opened=partial(self.open, one),
                          stretch=(*(0 for _one in count), 1))  # fmt: skip
        self.setVisible(bool(lines))

    def open(self, one: Standing) -> None:
        """The list behind a number."""
        if one.door:
            self.ctx.navigate(one.door.page, **one.door.args)
        elif isinstance(one.only, CaseFilter):
            self.ctx.navigate("cases", only=one.only, sentence=f"{one.count:,} {one.words}")
        else:
            self.ctx.tasks.read(assessments.missed_rounds, "", MOST, done=self._show_rounds)

    def _show_rounds(self, found: tuple[Behind, ...]) -> None:
        self.ctx.dialogs.show(_("Survey rounds missed"), MissedRounds(self.ctx, found))


class MissedRounds(QWidget):
    """Cases whose latest survey round was missed, the longest waiting first. Enter opens the case."""

    def __init__(self, ctx: Context, found: tuple[Behind, ...]) -> None:
        super().__init__()
        self.ctx, self.found = ctx, found
        self.columns = [
            Column(N_("Case"), lambda b: b.number, "muted", width=140),
            Column(N_("Person"), lambda b: b.name, "strong"),
            Column(N_("Risk"), lambda b: b.risk.shown(), "chip", tone=lambda b: RISK_TONE[b.risk]),
            Column(N_("Survey"), lambda b: f"{b.title}, {b.round}"),
            Column(N_("Was due"), lambda b: dates.day(b.due_on), width=110),
        ]
        self.table = RecordTable(self.columns, _("Survey rounds missed"))
        self.table.set_rows(found, _("None was missed."))
        self.table.opened.connect(self.open)
        told = n_("{count} round", "{count} rounds", len(found))
        told = (
            _("The longest waiting {rounds}; there are more.").format(rounds=told)
            if len(found) >= MOST
            else told
        )
        self.export = export_button(ctx, self.take_out)
        self.setLayout(column(row(label(told, "second"), None, self.export), self.table))
        self.resize(760, 460)

    def open(self, one: Behind) -> None:
        """Go to the survey's section of the case."""
        self.window().close()
        self.ctx.navigate("case", case_id=one.case_id, tab="assessments")

    def take_out(self) -> None:
        """The list as a file; whoever took their consent back is left out."""

        def rows(uow: Any) -> Iterator[Sequence[Any]]:
            people = queries.people_of(uow, [one.case_id for one in self.found])
            for one in consents.without_withdrawn(uow, self.found, lambda b: people.get(b.case_id, "")):
                yield [spec.text(one) for spec in self.columns]

        fields = tuple(Field(_(spec.title)) for spec in self.columns)
        table = Table("survey-rounds", _("Survey rounds missed"), fields, rows, total=len(self.found))
        take_out(self.ctx, self.window(), _("Survey rounds missed"), [table], "survey-rounds")
