"""A list of referrals with the chosen one beside it: the same on the page and on the tab of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.core.i18n import N_
from caseapp.features.referrals import queries
from caseapp.features.referrals.models import Priority
from caseapp.features.referrals.pages import wording
from caseapp.features.referrals.pages.panel import ReferralPanel
from caseapp.features.referrals.pages.split import Split
from caseapp.features.referrals.pages.steps import Steps
from caseapp.features.referrals.views import ReferralRow, ReferralView
from caseapp.ui.page import Watching
from caseapp.ui.table import Column, Fetch, RecordTable
from caseapp.ui.widgets import Card


class Desk(QWidget):
    """`columns` of the list; `show_rows` fills it, `open` shows one by its key."""

    def __init__(self, owner: Watching, name: str, columns: Sequence[Column], link_case: bool = True) -> None:
        super().__init__()
        self.owner = owner
        self.steps = Steps(owner, self.show_view)
        self.panel = ReferralPanel(owner, self.steps, link_case)
        self.table = RecordTable(columns, name)
        self.listed = Card()
        self.listed.add(self.table)
        self.split = Split(self.listed, self.panel, self.table)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._opened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def show_rows(self, rows: Sequence[ReferralRow], after: Any, fetch: Fetch, nothing: str) -> None:
        """A first page of rows."""
        self.table.start(rows, after, fetch, nothing)
        self.shown()

    def shown(self) -> None:
        """Rows came: what is open beside them stays open and is read anew."""
        kept = self.panel.view.id if self.panel.view else ""
        if kept:
            self._mark(kept)
            self.owner.read(queries.referral, kept, done=self.panel.show_view)

    def open(self, referral_id: str) -> None:
        """Read a referral and show it."""
        self.owner.read(queries.referral, referral_id, done=self.show_view)

    def show_view(self, view: ReferralView) -> None:
        """Show this one beside the list."""
        self.panel.show_view(view)
        self._mark(view.id)
        self.split.open()

    def _mark(self, referral_id: str) -> None:
        """Choose its row, when it is among those shown."""
        at = next((i for i, row in enumerate(self.table.rows.rows) if row.id == referral_id), None)
        if at is not None and at != self.table.currentIndex().row():
            with QSignalBlocker(self.table):
                self.table.setCurrentIndex(self.table.rows.index(at, 0))

    def _picked(self, row: ReferralRow | None) -> None:
        if row is not None and self.split.wide:
            self.open(row.id)

    def _opened(self, row: ReferralRow) -> None:
        self.open(row.id)


def columns(screen: Watching, *, of_case: bool) -> list[Column]:
    """The columns of a list of referrals; on a case its person and number go without saying."""
    today = screen.ctx.clock.today
    due = Column(N_("Due"), lambda r: wording.due(r, today()), "chip", tone=lambda r: wording.due_tone(r, today()), width=116,
                 sort="due")  # fmt: skip
    partner = Column(N_("Partner"), lambda r: r.partner, "strong" if of_case else "text")
    service = Column(N_("For"), wording.sector)
    stands = Column(N_("Stands"), lambda r: wording.stands(r, today()), "chip", tone=lambda r: wording.stands_tone(r, today()),
                    width=150)  # fmt: skip
    hurry = Column(N_("Priority"), lambda r: "" if r.priority is Priority.ROUTINE else r.priority.shown(), "chip",
                   tone=lambda r: wording.PRIORITY_TONES[r.priority], width=96, spare=True)  # fmt: skip
    person = [] if of_case else [Column(N_("Person"), lambda r: r.name, "strong")]
    return [due, *person, partner, service, stands, hurry]
