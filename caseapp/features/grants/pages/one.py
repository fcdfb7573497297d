"""One grant: where it stands, its tranches and visits, its plan and budget line, and what to do next."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QBoxLayout, QWidget

from caseapp.core import codes
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _
from caseapp.features.grants import queries, service
from caseapp.features.grants.models import GrantState
from caseapp.features.grants.moves import Move, moves, papers
from caseapp.features.grants.pages import acting, doing
from caseapp.features.grants.pages.cards import stopped_note
from caseapp.features.grants.pages.parts import GrantTabs
from caseapp.features.grants.pages.rows import Raw
from caseapp.features.grants.pages.shared import WATCHED
from caseapp.features.grants.steps import short_when
from caseapp.features.grants.views import GrantView, Step, TrancheView
from caseapp.ui.banner import Banner
from caseapp.ui.page import Context, Page, loading, trouble
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Card, Stepper, button, clear, column, menu_button, row

PLAIN = 2  # buttons beside the primary one; the others are in the menu
NARROW, TIGHT = 1000, 860  # pixels at 100 per cent below which the cards stand below one another


class GrantPage(Page):
    """Everything about one grant. Its buttons are what this reader may do next; one of them is the primary one."""

    title = N_("Grant")
    watches = WATCHED

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.grant_id = ""
        self.grant: GrantView | None = None
        self.planning = False
        self.header.hide()
        self.banner = Banner()
        outer = self.layout()
        assert isinstance(outer, QBoxLayout)
        outer.insertWidget(1, self.banner)
        self._build()
        self.show_state(loading())

    def arrive(self, **args: Any) -> None:
        """`grant_id` says which grant."""
        if args.get("grant_id", self.grant_id) != self.grant_id:
            self.grant_id, self.grant, self.planning = args["grant_id"], None, False
            self.refresh()

    def place_name(self) -> dict[str, Any]:
        return {"grant_id": self.grant_id}

    def refresh(self) -> None:
        if self.grant_id:
            self.ctx.tasks.read(
                queries.grant, self.grant_id, done=self._show, failed=self._failed, owner=self
            )

    def _failed(self, error: Exception) -> None:
        self.banner.hide()
        self.show_state(trouble(error, self.refresh))

    # --- showing

    def _build(self) -> None:
        """The frame of the page; tabs make their cards when first looked at."""
        self.stepper, self.note = Stepper(), row()
        steps = Card()
        steps.add(self.stepper)
        self.tabs = GrantTabs(self)
        now = self.tabs.now
        self.tranches, self.plan, self.visits, self.receipts = (
            now.tranches,
            now.plan,
            now.visits,
            now.receipts,
        )
        self.checks, self.business, self.budget = now.checks, now.business, now.budget
        self.whole = column(self.note, steps, self.tabs, None, spacing=12)
        self.body.addLayout(self.whole)
        self._arrange()

    def shown(self) -> GrantView:
        """The grant on the screen; only asked for by what stands on it."""
        assert self.grant is not None
        return self.grant

    def _show(self, grant: GrantView) -> None:
        self.grant = grant
        self.banner.show()
        self.show_content()
        self._banner(grant)
        clear(self.note)
        self.note.addWidget(stopped_note(grant))
        self._steps()
        self.tabs.show_grant(grant)
        self._plan_or_table()

    def _banner(self, grant: GrantView) -> None:
        line = _("programme {code}, line “{title}”").format(
            code=grant.line.programme_code, title=grant.line.title
        )
        told = (grant.person.name, grant.case_number, codes.label("grant_kinds", grant.kind), line)
        self.banner.set(_("Livelihood grant · {business}").format(business=grant.business), " · ".join(told))
        clear(self.banner.tools)
        primary, others = moves(grant, self.ctx.actor, self.ctx.clock.today())
        if self.planning:  # one thing at a time: the editor has its own buttons
            return
        plain = PLAIN if self._room() >= NARROW else int(self._room() >= TIGHT)
        for move in others[:plain]:
            self.banner.add_action(self._button(move))
        more = [(move.label, self._call(move)) for move in (*others[plain:], *papers(grant, self.ctx.actor))]
        more.append(
            (_("Open the case"), lambda: self.ctx.navigate("case", case_id=grant.case_id, tab="grant"))
        )
        self.banner.add_action(menu_button(_("More"), more))
        if primary:
            self.banner.add_action(self._button(primary, look="primary"))

    def _button(self, move: Move, look: str = "") -> Any:
        return button(move.label, self._call(move), look=look)

    def _call(self, move: Move) -> Any:
        return lambda: self.act(move.code)

    def act(self, code: str) -> None:
        """Do what a button names, with the grant as it is shown."""
        if self.grant is not None:
            (acting.HANDLERS | doing.MORE)[code](self, self.grant)

    def key_print(self) -> None:
        """Ctrl+P: the agreement, once there is one."""
        if self.grant and self.grant.approved is not None:
            self.act("print")

    # --- planning tranches in place

    def begin_plan(self) -> None:
        """Show the editor in place of the table: what is planned so far, or two tranches as a start."""
        grant = self.grant
        assert grant is not None
        planned = [_raw(t) for t in grant.tranches]
        start = service.suggested_tranches(grant, self.ctx.office.rule("grant.first_share"))
        self.plan.begin(grant.approved or 0, planned or [dict(row) for row in start])
        self._plan(True)

    def end_plan(self) -> None:
        self._plan(False)

    def _plan(self, on: bool) -> None:
        self.planning = on
        if self.grant:
            self._banner(self.grant)
            self._plan_or_table()

    def _plan_or_table(self) -> None:
        """The editor while tranches are planned, the table otherwise."""
        assert self.grant is not None
        self.planning = self.planning and self.grant.state is GrantState.APPROVED
        self.plan.setVisible(self.planning)
        self.tranches.setVisible(not self.planning and self.grant.approved is not None)

    def save_plan(self, rows: list[Raw]) -> None:
        assert self.grant is not None
        self.write(service.plan_tranches, self.grant.id, rows, self.grant.revision,
                   done=lambda _grant: self.end_plan(), failed=self._plan_failed)  # fmt: skip

    def _plan_failed(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self.plan.rows.say(error.problems.get("tranches", str(error)))
        else:
            self.plan.rows.say(str(error))

    # --- room

    def _room(self) -> float:
        """Width in pixels at 100 per cent."""
        return self.width() * 100 / theme().scale

    def _arrange(self) -> None:
        """Side by side where there is room; otherwise below one another, with the checks first."""
        self.tabs.now.arrange(self._room() < NARROW)
        if self.grant:
            self._banner(self.grant)
        self._steps()

    def _steps(self) -> None:
        """The stops; with day and name below them as far as there is room."""
        if self.grant:
            found = [(step.label, self._below(step)) for step in self.grant.steps]
            self.stepper.set(found, sum(step.state == "done" for step in self.grant.steps))

    def _below(self, step: Step) -> str:
        if self._room() >= NARROW:
            return step.detail
        return short_when(step.on, self.ctx.clock.today()) if self._room() >= TIGHT else ""

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange()


def _raw(tranche: TrancheView) -> Raw:
    condition = "" if tranche.on_signing else tranche.condition
    return {
        "condition": condition,
        "on_signing": tranche.on_signing,
        "amount": tranche.amount,
        "planned_on": tranche.planned_on,
    }
