"""Records to review: people whose cases closed long ago, those in the bin, and the removals that were carried out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from caseapp.core.i18n import N_, _, n_
from caseapp.features.retention import queries
from caseapp.features.retention.pages.bin import BinTab
from caseapp.features.retention.pages.due import DueTab
from caseapp.features.retention.pages.removed import RemovedTab
from caseapp.ui.page import Context, Page
from caseapp.ui.tabs import Tabs


class RetentionPage(Page):
    """One tab for each step: to review, in the bin, removed."""

    title = N_("Records to review")
    watches = frozenset({"case", "retention_review", "person"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tabs = Tabs(_("Records to review"))
        self.tabs.add("due", _("To review"), lambda: self.due)
        self.tabs.add("bin", _("In the bin"), lambda: self.bin)
        self.tabs.add("removed", _("Removed"), lambda: RemovedTab(ctx))
        self.body.addWidget(self.tabs, 1)

    @cached_property
    def due(self) -> DueTab:
        made = DueTab(self.ctx)
        self.setFocusProxy(made.table)
        return made

    @cached_property
    def bin(self) -> BinTab:
        return BinTab(self.ctx)

    def arrive(self, person_id: str = "", tab: str = "due", **args: Any) -> None:
        """Come for one record, or for one of the tabs."""
        if tab == "due":
            self.due.wanted = person_id
        self.tabs.show_tab(tab)

    def place_name(self) -> dict[str, Any]:
        return {"tab": self.tabs.current()}

    def refresh(self) -> None:
        self.read(queries.count, done=self._count)
        self.read(queries.in_bin, done=lambda rows: self.tabs.set_count("bin", len(rows)))

    def _count(self, count: int) -> None:
        years = self.ctx.office.rule("retention.years")
        closed = n_("closed {count} year ago or longer", "closed {count} years ago or longer", years)
        told = n_("{count} record to decide", "{count} records to decide", count)
        self.sentence.setText(f"{told} · {closed}")
        self.tabs.set_count("due", count)
