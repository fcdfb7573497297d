"""The list of cases: open ones first, narrowed by whose, stage, risk and what stands in the columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.core.registry import load
from caseapp.data.narrowing import Typed
from caseapp.features import features
from caseapp.features.cases import queries
from caseapp.features.cases.filters import FILTERS, ME
from caseapp.features.cases.models import Risk, Stage
from caseapp.features.cases.queries import CaseFilter, CaseRow
from caseapp.features.office.pages.bulk import bulk_of
from caseapp.features.office.pages.saved import Views
from caseapp.features.people.pages.taking import offer_export
from caseapp.ui.listing import Listing, ListSpec
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column
from caseapp.ui.widgets import Card, button

RISK_TONE = {Risk.HIGH: "bad", Risk.MEDIUM: "warn", Risk.LOW: "neutral"}
STAGE_TONE = {Stage.CLOSING: "warn", Stage.CLOSED: "neutral", Stage.MONITORING: "ok"}


def ago(day: date | None, today: date) -> str:
    """`today`, `11 days`: how long since."""
    if day is None:
        return "—"
    days = (today - day).days
    return _("today") if days <= 0 else n_("{count} day", "{count} days", days)


def stands(c: CaseRow) -> str:
    """The stage, or that nobody can reach the person."""
    return _("Lost to follow-up") if c.lost_on and not c.closed_on else c.stage.shown()


def case_columns(today: date) -> list[Column]:
    """The columns of any list of cases."""
    return [
        Column(N_("Person"), lambda c: c.name, "strong"),
        Column(N_("Case"), lambda c: c.number, "muted", width=140, sort="number"),
        Column(N_("Where"), lambda c: c.place or "—"),
        Column(N_("Stage"), stands, "chip", width=130,
               tone=lambda c: "bad" if c.lost_on and not c.closed_on else STAGE_TONE.get(c.stage, "brand")),
        Column(N_("Risk"), lambda c: c.risk.shown(), "chip", tone=lambda c: RISK_TONE[c.risk], width=90),
        Column(N_("Caseworker"), lambda c: c.caseworker or _("nobody")),
        Column(N_("Opened"), lambda c: dates.day(c.opened_on), "muted", width=100, sort="opened_on", spare=True),
        Column(N_("Last contact"), lambda c: ago(c.last_contact_on, today), width=100, sort="last"),
        Column(N_("Next"), lambda c: dates.due_words(c.next_contact_on, today) if c.next_contact_on else "—", "text",
               tone=lambda c: "bad" if c.next_contact_on and c.next_contact_on < today else "", width=100, sort="next"),
    ]  # fmt: skip


class CasesPage(Page):
    """Cases one may see, one's own first."""

    title = N_("Cases")
    watches = frozenset({"case"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.preset: dict[str, Any] = {}
        self.list = Listing(self, ListSpec(
            "cases", _("Cases"), case_columns(ctx.clock.today()), FILTERS, queries.page, queries.count, self.only,
            lambda: _("No case fits. Choose another filter above."), self._counted, sort="opened_on", descending=True,
            falling=frozenset({"opened_on"}), bulk=lambda: bulk_of(self, "cases"), put=self._put,
        ))  # fmt: skip
        self.table = self.list.table
        self.whose, self.stage, self.risk = (self.list.editors[code] for code in ("whose", "stage", "risk"))
        self.list.changed.connect(self._leave)
        self.table.opened.connect(lambda shown: ctx.navigate("case", case_id=shown.id))
        self.table.entries = self._entries
        self.start = {"whose": ME} if ctx.actor.role == "caseworker" else {}
        self.list.put(self.start)
        if ctx.can(Permission.CASE_WRITE) and not ctx.can(Permission.CASE_ASSIGN):
            self.add_action(button(_("Hand over my cases…"), lambda: ctx.navigate("handover")))
        self.views = Views(self, self.list)
        offer_export(self, lambda: self.list, lambda c: c.person_id)
        card = Card()
        card.add(self.list.head(), self.table, self.list.foot)
        card.body.setStretch(1, 1)
        self.body.addWidget(card, 1)

    def arrive(self, view: str = "", of: str = "", **args: Any) -> None:
        """Other pages come with a filter of their own: `only` (a CaseFilter) and `sentence`; what narrowed before ends.

        `view` opens a kept list.
        """
        if view:
            self.preset = {}
            self.views.open(view)
            return
        if args:
            self.views.stay()
        if args != self.preset:
            self.list.put({} if args else self.start)
        self.preset = args
        if self.isVisible():
            self.refresh()
        self._stale = True

    def place_name(self) -> dict[str, Any]:
        return self.preset

    def only(self, typed: Typed) -> CaseFilter:
        """What is asked for now."""
        if "only" in self.preset:
            came_with: CaseFilter = self.preset["only"]
            return replace(came_with, typed=(*came_with.typed, *typed))
        return queries.listed(typed)

    def _leave(self) -> None:
        """Whose, stage or risk was chosen: that takes the place of what another page asked for."""
        if self.preset and any(e.value() for e in (self.whose, self.stage, self.risk)):
            self.preset = {}
            self.refresh()

    def _put(self, values: Mapping[str, str]) -> None:
        """A kept list takes the place of the one another page asked for."""
        self.preset = {}

    def refresh(self) -> None:
        self.list.refresh()

    def key_filter(self) -> None:
        self.list.toggle_filter()

    def _entries(self, shown: CaseRow) -> list[tuple[str, Callable[[], object]]]:
        chosen = [row.id for row in self.list.choosing.rows()] or [shown.id]
        papers = [p for f in features() for p in f.papers if p.about == "cases" and self.ctx.can(p.requires)]
        return [
            (_("Open the case"), partial(self.ctx.navigate, "case", case_id=shown.id)),
            *((_(paper.title) + "…", partial(load(paper.target), self.ctx, chosen)) for paper in papers),
        ]

    def _counted(self, count: int | None) -> None:
        told = (
            _("Counting…")
            if count is None
            else n_("{count} case in this list.", "{count} cases in this list.", count)
        )
        self.sentence.setText(self.preset.get("sentence") or told)
