"""The list of cases: open ones first, narrowed by whose, stage and risk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.core.registry import load
from caseapp.features import features
from caseapp.features.cases import queries
from caseapp.features.cases.models import Risk, Stage
from caseapp.features.cases.queries import CaseFilter, CaseRow
from caseapp.features.people.pages.taking import offer_export
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, button, row

RISK_TONE = {Risk.HIGH: "bad", Risk.MEDIUM: "warn", Risk.LOW: "neutral"}
LOST, LATE_PLAN = "lost", "late-plan"
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
        Column(N_("Caseworker"), lambda c: c.caseworker or _("nobody"), width=130),
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
        self.sort, self.descending = "opened_on", True
        self.whose = self._combo(_("Whose"), ((_("My cases"), ctx.actor.id), (_("Everybody's"), "")))
        stages = ((_("All open"), None), *((s.shown(), s) for s in Stage))
        more = ((_("Lost to follow-up"), LOST), (_("Plan is late"), LATE_PLAN))
        self.stage = self._combo(_("Stage"), (*stages[:-1], *more, stages[-1]))
        self.risk = self._combo(_("Risk"), ((_("Any risk"), None), *((r.shown(), r) for r in Risk)))
        self.table = RecordTable(case_columns(ctx.clock.today()), _("Cases"))
        self.table.opened.connect(lambda shown: ctx.navigate("case", case_id=shown.id))
        self.table.sort_asked.connect(self._sorted)
        self.table.allow_several()
        self.table.entries = self._entries
        if ctx.actor.role != "caseworker":
            self.whose.setCurrentIndex(1)
        if ctx.can(Permission.CASE_WRITE) and not ctx.can(Permission.CASE_ASSIGN):
            self.add_action(button(_("Hand over my cases…"), lambda: ctx.navigate("handover")))
        offer_export(self, "cases", _("Cases"), self._asked, lambda c: c.person_id)
        card = Card()
        card.add(row(self.whose, self.stage, self.risk, None), self.table)
        self.body.addWidget(card, 1)

    def _combo(self, name: str, entries: Any) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        for words, value in entries:
            made.addItem(words, value)
        made.currentIndexChanged.connect(lambda _index: self.refresh())
        return made

    def arrive(self, **args: Any) -> None:
        """Other pages come with a filter of their own: `only` (a CaseFilter) and `sentence`."""
        self.preset = args
        if self.isVisible():
            self.refresh()
        self._stale = True

    def place_name(self) -> dict[str, Any]:
        return self.preset

    def only(self) -> CaseFilter:
        """What is asked for now."""
        if "only" in self.preset:
            asked: CaseFilter = self.preset["only"]
            return asked
        stage = self.stage.currentData()
        late = timedelta(days=self.ctx.office.rule("plan.days") + 1)
        return CaseFilter(
            caseworker_id=self.whose.currentData(), stage=stage if stage in tuple(Stage) else None,
            risk=self.risk.currentData(), closed=stage is Stage.CLOSED, lost=stage == LOST,
            no_plan_opened_before=self.ctx.clock.today() - late if stage == LATE_PLAN else None,
        )  # fmt: skip

    def refresh(self) -> None:
        only = self.only()
        self.ctx.tasks.latest("cases", queries.page, sort=self.sort, descending=self.descending, only=only,
                              done=self._listed, owner=self)  # fmt: skip
        self.read(queries.count, only, done=self._counted)

    def _entries(self, shown: CaseRow) -> list[tuple[str, Callable[[], object]]]:
        chosen = [row.id for row in self.table.several()] or [shown.id]
        papers = [p for f in features() for p in f.papers if p.about == "cases" and self.ctx.can(p.requires)]
        return [
            (_("Open the case"), partial(self.ctx.navigate, "case", case_id=shown.id)),
            *((_(paper.title) + "…", partial(load(paper.target), self.ctx, chosen)) for paper in papers),
        ]

    def _asked(self) -> tuple[RecordTable, Any, dict[str, Any]]:
        return (
            self.table,
            queries.page,
            {"sort": self.sort, "descending": self.descending, "only": self.only()},
        )

    def _listed(self, page: Any) -> None:
        self.table.start(page.rows, page.after, self._more, _("No case fits. Choose another filter above."))

    def _more(self, after: Any, answer: Any) -> None:
        self.read(queries.page, after, sort=self.sort, descending=self.descending, only=self.only(),
                  done=lambda page: answer(page.rows, page.after))  # fmt: skip

    def _counted(self, count: int) -> None:
        told = self.preset.get("sentence") or n_(
            "{count} case in this list.", "{count} cases in this list.", count
        )
        self.sentence.setText(told)

    def _sorted(self, sort: str) -> None:
        self.descending = not self.descending if sort == self.sort else sort in ("opened_on",)
        self.sort = sort
        self.refresh()
