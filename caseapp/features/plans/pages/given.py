"""What was planned for and given to a person, as a card of the plan's tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.plans.pages import actions
from caseapp.features.plans.views import AssistanceView
from caseapp.ui.page import Context
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import ROW_HEIGHT, theme
from caseapp.ui.widgets import Card, button, row

MOST_ROWS = 7


def _when(given: AssistanceView) -> str:
    return dates.day(given.delivered_on or given.planned_on)


def state(given: AssistanceView) -> tuple[str, str]:
    """How it stands: words and tone."""
    if given.cancelled_on:
        return _("called off"), "neutral"
    if given.certified_on:
        return _("signed for"), "ok"
    return (_("given"), "brand") if given.delivered_on else (_("planned"), "warn")


COLUMNS = (
    Column(N_("When"), _when, "muted", width=100),
    Column(N_("What"), lambda a: a.text, "strong"),
    Column(N_("How much"), lambda a: a.amount, width=170),
    Column(N_("As"), lambda a: codes.label("assistance_forms", a.form), width=80),
    Column(N_("How"), lambda a: codes.label("delivery_modes", a.provider), "muted", width=110),
    Column(N_("State"), lambda a: state(a)[0], "chip", tone=lambda a: state(a)[1], width=100),
)


class GivenCard(Card):
    """The list with what can be done to the chosen line."""

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Assistance"), parent=parent)
        self.ctx, self.case_id = ctx, case_id
        self.table = RecordTable(COLUMNS, _("Assistance"))
        self.deliver = button(_("Given…"), lambda: self._do(actions.deliver))
        self.change = button(_("Change…"), lambda: self._do(actions.change_assistance))
        self.cancel = button(_("Call off…"), lambda: self._do(actions.cancel))
        self.paper = button(
            _("Certificate…"), lambda: self._do(actions.print_certificate), icon_name="printer"
        )
        self.table.picked.connect(lambda _row: self._offer())
        self.table.opened.connect(lambda _row: self.change.click())
        self.add(self.table, row(self.deliver, self.change, self.cancel, self.paper, None))
        self.open = True

    def show_rows(self, rows: Sequence[AssistanceView], is_open: bool) -> None:
        self.open = is_open
        self.table.set_rows(rows, _("Nothing was given yet."))
        height = theme().px(ROW_HEIGHT) * (min(MOST_ROWS, max(1, len(rows))) + 1) + 6
        self.table.setFixedHeight(height)
        self._offer()

    def _offer(self) -> None:
        given: AssistanceView | None = self.table.current()
        may = self.open and self.ctx.can(Permission.PLAN_WRITE)
        unsigned = bool(given and not given.cancelled_on and not given.certified_on)
        self.deliver.setEnabled(unsigned)
        self.change.setEnabled(unsigned)
        self.cancel.setEnabled(bool(given and not given.cancelled_on and not given.delivered_on))
        for made in (self.deliver, self.change, self.cancel):
            made.setVisible(may and bool(self.table.rows.rows))
        self.paper.setVisible(self.ctx.can(Permission.PRINT) and bool(self.table.rows.rows))
        self.paper.setEnabled(bool(given and given.delivered_on and not given.cancelled_on))

    def _do(self, act: actions.OnAssistance) -> None:
        given = self.table.current()
        if given is not None:
            act(self.ctx, given)
