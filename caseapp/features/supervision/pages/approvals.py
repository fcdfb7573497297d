"""One inbox for everything that waits for a decision, with what is to be decided beside it. A approves, R returns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.core import money
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.cases import service as cases
from caseapp.features.cases.form import COMMENT_FORM
from caseapp.features.grants import queries as grants
from caseapp.features.grants import service as granting
from caseapp.features.grants.form import APPROVAL, REASON
from caseapp.features.grants.views import GrantView
from caseapp.features.people import emergency
from caseapp.features.plans import service as plans
from caseapp.features.plans.form import RETURN_FORM
from caseapp.features.supervision import queries
from caseapp.features.supervision.approvals import CLOSURE, EMERGENCY, GRANT, PLAN
from caseapp.features.supervision.pages.deputy import Deputies, ask_deputy
from caseapp.features.supervision.pages.reviews import review
from caseapp.features.supervision.views import Waiting
from caseapp.ui.asking import ask_and_save
from caseapp.ui.page import Context, Page, Watching, empty
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Note, button, clear, column, hidden_unless, label, row, scrolled

KINDS = {PLAN: N_("Plan"), GRANT: N_("Grant"), CLOSURE: N_("Closure"), EMERGENCY: N_("Emergency")}
STALE = 7  # days


class ApprovalsPage(Page):
    """Plans, grants, closures and emergency openings, the oldest request first."""

    title = N_("Approvals")
    watches = frozenset({"plan", "grant", "case", "tranche", "emergency_opening"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.wanted = ""
        self.shown: Waiting | None = None
        self.review: Watching | None = None
        self.table = RecordTable(self._columns(), _("Approvals"))
        self.own = Note("", "brand")
        self.heading_of = label("", "card", wrap=True)
        self.area = column(spacing=0)
        self._lay_out()
        self.table.picked.connect(lambda _row: self._picked())
        self.table.opened.connect(lambda _row: self.open_case())
        for keys, call in (("A", self.approve), ("R", self.send_back)):
            QShortcut(QKeySequence(keys), self, call, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        self.away_button = self.add_action(button(_("While I am away…"), partial(ask_deputy, self.ctx)))
        hidden_unless(self.away_button, self.ctx.can(Permission.CASE_APPROVE))
        self.open_button = self.add_action(button(_("Open case"), self.open_case))
        self.return_button = self.add_action(button(_("Return…"), self.send_back))
        self.approve_button = self.add_action(button(_("Approve…"), self.approve, look="primary"))
        self.return_button.setToolTip("R")
        self.approve_button.setToolTip("A")
        inbox = Card(_("Waiting"), _("A approves · R returns"))
        inbox.add(self.table)
        detail = QWidget()
        inside = QWidget()
        inside.setLayout(self.area)
        detail.setLayout(column(self.own, self.heading_of, scrolled(inside), spacing=S3))
        detail.layout().setStretch(2, 1)  # type: ignore[union-attr]
        both = row(inbox, detail, spacing=S3)
        both.setStretch(0, 5)
        both.setStretch(1, 6)
        self.deputies = Deputies(self.ctx)
        cast(QVBoxLayout, self.layout()).insertWidget(1, self.deputies)  # also while nothing waits
        self.body.addLayout(both, 1)

    def _columns(self) -> list[Column]:
        today = self.ctx.clock.today
        return [
            Column(N_("Waits"), lambda w: age(w.days(today())), "chip",
                   tone=lambda w: "warn" if w.days(today()) > STALE else "neutral"),
            Column(N_("Kind"), lambda w: _(KINDS[w.kind]), "chip", tone=lambda w: "brand"),
            Column(N_("Person"), lambda w: w.name, "strong"),
            Column(N_("What"), lambda w: w.what),
            Column(N_("Asked by"), lambda w: _("you") if w.own else w.asked_by, spare=True),
        ]  # fmt: skip

    # --- coming here

    def arrive(self, waiting_id: str = "", **args: Any) -> None:
        """Come for one of them (`plan:…`, `grant:…`, `closure:…`), or for the oldest."""
        self.wanted = waiting_id
        self._stale = True
        self.table.setFocus()
        if self.isVisible():
            self.refresh_if_stale()

    def place_name(self) -> dict[str, Any]:
        return {"waiting_id": self.shown.id} if self.shown else {}

    # --- showing

    def refresh(self) -> None:
        self.read(queries.waiting, done=self._show)

    def _show(self, found: tuple[Waiting, ...]) -> None:
        self.sentence.setText(sentence(found))
        if not found:
            self._clear()
            self.show_state(
                empty(
                    "stamp", _("Nothing waits for a decision"), _("New requests appear here by themselves.")
                )
            )
            return
        self.show_content()
        at = self.table.currentIndex().row()
        self.table.set_rows(found)
        self._choose(found, at)
        self._picked()

    def _choose(self, found: tuple[Waiting, ...], before: int) -> None:
        """What one came for; else the row chosen before; else the one that moved up into its place."""
        ids = [w.id for w in found]
        if self.wanted in ids:
            self.table.selectRow(ids.index(self.wanted))
            self.wanted = ""
        elif self.table.current() is None:
            self.table.selectRow(min(max(before, 0), len(found) - 1))

    def _picked(self) -> None:
        chosen: Waiting | None = self.table.current()
        if chosen is None or (self.shown and chosen == self.shown):
            return
        self._clear()
        self.shown = chosen
        self.heading_of.setText(f"{chosen.name} · {chosen.number}")
        self.own.set(
            _("You asked for this yourself. Another supervisor decides.") if chosen.own else "", "brand"
        )
        for made in (self.approve_button, self.return_button):
            made.setEnabled(not chosen.own)
        self.open_button.setEnabled(True)
        self.review = review(self.ctx, chosen)
        self.area.addWidget(self.review)
        self.area.addStretch(1)

    def _clear(self) -> None:
        clear(self.area)
        self.shown = self.review = None
        self.heading_of.setText("")
        self.own.set("")
        for made in (self.approve_button, self.return_button, self.open_button):
            made.setEnabled(False)

    # --- doing

    def open_case(self) -> None:
        if self.shown:
            self.ctx.navigate(self.shown.door.page, **self.shown.door.args)

    def approve(self) -> None:
        """Approve what is shown, after a last look."""
        if self.shown and self.approve_button.isEnabled():
            APPROVE[self.shown.kind](self.ctx, self.shown)

    def send_back(self) -> None:
        """Return what is shown, with a comment for who asked."""
        if self.shown and self.return_button.isEnabled():
            RETURN[self.shown.kind](self.ctx, self.shown)


def age(days: int) -> str:
    return n_("{count} day", "{count} days", days) if days else _("today")


def sentence(found: tuple[Waiting, ...]) -> str:
    """What matters now: how many one may decide, and how many others must."""
    mine = sum(not w.own for w in found)
    told = (
        [n_("{count} request waits for your decision.", "{count} requests wait for your decision.", mine)]
        if mine
        else []
    )
    if own := len(found) - mine:
        told.append(
            n_(
                "{count} of your own waits for somebody else.",
                "{count} of your own wait for somebody else.",
                own,
            )
        )
    return " ".join(told)


def _approve_plan(ctx: Context, waiting: Waiting) -> None:
    text = _("{name}: {what}. It comes into force today and replaces an earlier version.")
    if ctx.dialogs.confirm(
        _("Approve the plan?"), text.format(name=waiting.name, what=waiting.what), _("Approve")
    ):
        ctx.tasks.write(
            plans.approve, waiting.record_id, done=lambda _p: ctx.toast(_("The plan is approved."))
        )


def _approve_closure(ctx: Context, waiting: Waiting) -> None:
    text = _("{name}, {number}: {what}. What is planned ends with the case; it can be opened again.")
    words = text.format(name=waiting.name, number=waiting.number, what=waiting.what)
    if ctx.dialogs.confirm(_("Close the case?"), words, _("Close the case")):
        ctx.tasks.write(
            cases.approve_closure, waiting.case_id, done=lambda _c: ctx.toast(_("The case is closed."))
        )


def _approve_grant(ctx: Context, waiting: Waiting) -> None:
    ctx.tasks.read(grants.grant, waiting.record_id, done=lambda grant: _ask_amount(ctx, grant))


def _ask_amount(ctx: Context, grant: GrantView) -> None:
    free = money.shown(grant.budget.free, grant.currency) if grant.budget else ""
    note = _("The budget line has {free} free.").format(free=free) if free else ""
    ask_and_save(
        ctx, APPROVAL, _("Approve {business}").format(business=grant.business), {"approved": grant.asked},
        lambda uow, typed: granting.approve(uow, grant.id, typed, grant.revision),
        lambda _grant: ctx.toast(_("Approved. It goes back to the caseworker to be signed.")), note=note, confirm=_("Approve"),
    )  # fmt: skip


def _accept_emergency(ctx: Context, waiting: Waiting) -> None:
    text = _("{who} opened the record of {name}: {what}. The journal keeps both.")
    words = text.format(who=waiting.asked_by, name=waiting.name, what=waiting.what)
    if ctx.dialogs.confirm(_("Was this in order?"), words, _("In order")):
        ctx.tasks.write(
            emergency.accept, waiting.record_id, done=lambda _o: ctx.toast(_("Noted as in order."))
        )


def _object_to_emergency(ctx: Context, waiting: Waiting) -> None:
    ask_and_save(
        ctx, emergency.OPINION_FORM, _("Not in order: what was wrong"), {},
        lambda uow, typed: emergency.object_to(uow, waiting.record_id, typed),
        lambda _done: ctx.toast(_("The record is closed to them again.")), confirm=_("Not in order"),
        note=f"{waiting.asked_by}: {waiting.what}",
    )  # fmt: skip


def _returning(form: Any, service: Callable[..., Any]) -> Callable[[Context, Waiting], None]:
    """Ask for the comment and send it back: the caseworker finds both on My day."""

    def send(ctx: Context, waiting: Waiting) -> None:
        ask_and_save(
            ctx, form, _("Return: what should change"), {}, lambda uow, typed: service(uow, waiting.record_id, typed),
            lambda _done: ctx.toast(_("Returned with your comment.")), note=f"{waiting.name}: {waiting.what}",
            confirm=_("Return"),
        )  # fmt: skip

    return send


APPROVE = {
    PLAN: _approve_plan,
    GRANT: _approve_grant,
    CLOSURE: _approve_closure,
    EMERGENCY: _accept_emergency,
}
RETURN = {
    PLAN: _returning(RETURN_FORM, plans.return_plan),
    GRANT: _returning(REASON, granting.send_back),
    CLOSURE: _returning(COMMENT_FORM, cases.return_closure),
    EMERGENCY: _object_to_emergency,
}
