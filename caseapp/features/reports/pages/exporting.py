"""A report as a spreadsheet, or one of its tables as a plain table with tags for exchange (HXL 1.1)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core.choices import Choice
from caseapp.core.fields import Field as FormField
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _
from caseapp.documents.spreadsheet import Field
from caseapp.features.office.exporting import Table as Out
from caseapp.features.office.pages.exporting import take_out
from caseapp.features.reports.report import Report, Table
from caseapp.ui.page import Context


class For(Choice):
    OFFICE = "office", N_("For the office")
    OUTSIDE = "outside", N_("For outside: no names, small numbers hidden")


WHO = Form.of(
    "report-export", N_("Export"),
    FormField("reader", "choice", N_("Who will read it"), choices=For, required=True, default=For.OUTSIDE),
)  # fmt: skip


class Exporting:
    """Asks who will read it, then hands the tables on."""

    def __init__(self, ctx: Context, window: QWidget, report: Report) -> None:
        self.ctx, self.window, self.report = ctx, window, report

    def start(self) -> None:
        """Ask, then take out what may go out to that reader."""
        asked = self.ctx.dialogs.ask(WHO, _("Export the report"), {"reader": For.OUTSIDE}, confirm=_("Next"))
        if asked is None:
            return
        outside = asked["reader"] is For.OUTSIDE
        report = self.report.outside() if outside else self.report
        tables = [sheet(table, outside, report) for table in report.tables()]
        take_out(self.ctx, self.window, report.title, tables, report.code)


def sheet(table: Table, outside: bool, report: Report) -> Out:
    """A table of the report as rows to take out."""
    fields = tuple(
        Field(head.title, "decimal" if head.kind == "change" else head.kind, head.hxl) for head in table.heads
    )
    values = table.values(outside)
    notes = tuple(
        filter(None, (report.period.shown(), report.programme, report.frozen, report.counts, table.note))
    )
    return Out(f"{report.code}:{table.code}", table.title, fields, lambda uow: values, notes, len(values))
