"""What a number counted: the records behind it, as far as the reader may see them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.reports import cohorts, counting
from caseapp.features.reports.counting import Record
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.periods import Period
from caseapp.features.reports.report import Door
from caseapp.ui.page import Context
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import column, label

COMPARED = N_(
    "Each person counts once, with the survey they were first asked in; a later round only where both have a score."
)


def show_records(ctx: Context, door: Door, period: Period, programme_id: str) -> None:
    """Open the list behind a number in a sheet; Enter on a line goes to the case."""

    scored = door.measure == cohorts.DOOR
    title, rule = (
        (_("People first asked in the period"), _(COMPARED))
        if scored
        else (_(MEASURES[door.measure].title), _(MEASURES[door.measure].rule))
    )

    def found(answer: tuple[tuple[Record, ...], bool]) -> None:
        ctx.dialogs.show(title, RecordList(ctx, rule, period, *answer))

    if scored:
        ctx.tasks.read(cohorts.score_records, period, programme_id, door.values, done=found)
    else:
        ctx.tasks.read(counting.records, door.measure, period, programme_id, door.values, done=found)


class RecordList(QWidget):
    """The records of one number, with the rule it was counted by."""

    def __init__(
        self, ctx: Context, rule: str, period: Period, found: tuple[Record, ...], more: bool
    ) -> None:
        super().__init__()
        self.ctx = ctx
        self.table = RecordTable(
            [
                Column(N_("Person"), lambda r: r.name, "strong"),
                Column(N_("Case"), lambda r: r.number, "muted", width=140),
                Column(N_("Where"), lambda r: r.place or "—"),
                Column(N_("Day"), lambda r: dates.day(r.happened_on), width=110),
            ],
            _("Records"),
        )
        self.table.set_rows(found, _("Nothing that your role may open."))
        self.table.opened.connect(self.open)
        told = n_("{count} record", "{count} records", len(found))
        told = _("The newest {records}; there are more.").format(records=told) if more else told
        under = label(rule, "hint", wrap=True)
        self.setLayout(column(label(f"{told} · {period.shown()}", "second"), self.table, under))
        self.resize(720, 440)

    def open(self, record: Record) -> None:
        """Go to the case."""
        self.window().close()
        self.ctx.navigate("case", case_id=record.case_id)
