"""One inbox for everything that waits for a decision, with what is to be decided beside it. A approves, R returns."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.supervision import queries
from caseapp.features.supervision.approvals import (
    CLOSURE,
    EMERGENCY,
    GRANT,
    PLAN,
    REOPENING,
    RETENTION,
    TRANCHE,
    TRANSFER,
)
from caseapp.features.supervision.pages.deciding import APPROVE, RETURN
from caseapp.features.supervision.pages.deputy import Deputies, ask_deputy
from caseapp.features.supervision.pages.reviews import review
from caseapp.features.supervision.views import Waiting
from caseapp.ui.page import Context, Page, Watching, empty
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Note, button, clear, column, hidden_unless, label, row, scrolled

KINDS = {
    PLAN: N_("Plan"), GRANT: N_("Grant"), TRANCHE: N_("Tranche"), CLOSURE: N_("Closure"), TRANSFER: N_("Transfer"),
    REOPENING: N_("Reopening"), EMERGENCY: N_("Emergency"), RETENTION: N_("Retention"),
}  # fmt: skip
WORDS = {TRANCHE: N_("Pay…"), TRANSFER: N_("Give the case…"), EMERGENCY: N_("In order…")}
OWN = {TRANCHE: N_("You applied for this grant or approved it. A colleague pays.")}
STALE = 7  # days


class ApprovalsPage(Page):
    """Everything that waits for a decision of this person, of whatever kind, the oldest request first."""

    title = N_("Approvals")
    watches = frozenset({"plan", "grant", "case", "tranche", "emergency_opening", "case_transfer", "case_reopening",
                         "retention_review"})  # fmt: skip

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
            Column(N_("Person"), lambda w: w.name, "strong", wraps=True),
            Column(N_("What"), lambda w: w.what, wraps=True),
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
            _(OWN.get(chosen.kind, N_("You asked for this yourself. Another supervisor decides.")))
            if chosen.own
            else "",
            "brand",
        )
        self.approve_button.setEnabled(not chosen.own)
        self.return_button.setEnabled(not chosen.own and chosen.returnable)
        self.approve_button.setText(_(WORDS.get(chosen.kind, N_("Approve…"))))
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
