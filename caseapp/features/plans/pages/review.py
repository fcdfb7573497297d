"""One version of a plan to be read: what it changes first, then the whole of it. For approvals and for older versions."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import dates, money
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.plans import queries
from caseapp.features.plans.budget import LineShare, over
from caseapp.features.plans.needs import NeedView
from caseapp.features.plans.pages.outline import Outline
from caseapp.features.plans.views import PlanView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Chip, Facts, Note, column, label

Read = tuple[PlanView, tuple[str, ...], tuple[LineShare, ...], tuple[NeedView, ...]]


def read(uow: UnitOfWork, plan_id: str) -> Read:
    """A version, what it changes, what it costs the budget lines, and the needs it should answer."""
    plan = queries.version(uow, plan_id)
    budget = queries.budget(uow, plan_id) if uow.actor.can(Permission.PROGRAMME_READ) else ()
    return plan, queries.changed(uow, plan_id), budget, queries.of_case(uow, plan.case_id).needs


class PlanReview(Watching):
    """`PlanReview(ctx, plan_id)`: read-only; the buttons to decide belong to the page that shows it."""

    watches = frozenset({"plan", "plan_goal", "plan_activity", "assistance"})

    def __init__(self, ctx: Context, plan_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.plan_id = plan_id
        self.changes = Card()
        self.facts = Facts(columns=3)
        self.over = Note("", "warn")
        self.outline = Outline()
        self.needs, self.lines = Card(_("Needs without a goal")), Card(_("Budget lines"))
        about = Card()
        about.add(self.facts)
        parts = (self.changes, self.over, about, self.needs, self.outline, self.lines)
        self.setLayout(column(*parts, None, spacing=S3))

    def refresh(self) -> None:
        self.read(read, self.plan_id, done=self._show)

    def _show(self, answer: Read) -> None:
        plan, changed, budget, needs = answer
        self.changes.clear()
        self.changes.title.setText(_("What this version changes"))
        self.changes.title.show()
        self.changes.set_aside(_("version {number}").format(number=plan.version))
        for sentence in changed or (_("This is the first version."),):
            self.changes.add(label(f"• {sentence}" if changed else sentence, wrap=True))
        self.over.set(" ".join(filter(None, (over_ceiling(plan), *over(budget)))), "warn")
        self._more(budget, [n for n in needs if not n.goal])
        self.facts.set(facts(plan))
        self.outline.show_plan(plan, self.ctx.clock.today())

    def _more(self, budget: tuple[LineShare, ...], needs: list[NeedView]) -> None:
        for card, wanted in ((self.lines, budget), (self.needs, needs)):
            card.clear()
            card.setVisible(bool(wanted))
        if budget:
            self.lines.add(budget_rows(budget))
        rows = Rows()
        for need in needs:
            words = need.why or (
                _("high, and no reason written") if need.unanswered else need.level.shown().lower()
            )
            rows.pair(need.text, words, tone="warn" if need.unanswered else "")
        self.needs.add(rows)


def budget_rows(budget: tuple[LineShare, ...]) -> Rows:
    """Each line with what this plan takes and what it leaves."""
    rows = Rows()
    for share in budget:
        shown = partial(money.shown, currency=share.line.currency)
        left = _("{left} left of {whole}").format(
            left=shown(max(0, share.left)), whole=shown(share.line.amount)
        )
        if share.left < 0:
            left = _("{amount} too much").format(amount=shown(-share.left))
        words = _("this plan {amount}").format(amount=shown(share.this))
        rows.add(label(share.title, wrap=True), label(words, "second"), Chip(left, "bad" if share.left < 0 else "neutral"),
                 stretch=(1,))  # fmt: skip
    return rows


def facts(plan: PlanView) -> list[tuple[str, str]]:
    """What a plan says besides its goals."""
    signed = (
        f"{dates.day(plan.signed_on)}, {plan.signed_how.shown()}" if plan.signed_how else _("not signed yet")
    )
    pairs = [
        (_("Submitted"), ", ".join(filter(None, (dates.day(plan.submitted_on), plan.submitted_name)))),
        (_("Agreed with the person"), signed),
        (_("Cost"), money.shown(plan.cost, plan.currency)),
        (_("Look at the plan again on"), dates.day(plan.review_on)),
        (_("Written at"), plan.written_at or ""),
        (_("Exchange rate"), plan.exchange_rate or ""),
        (_("Business plan"), plan.business_plan or ""),
        (_("Where things stand now"), plan.baseline or ""),
        (_("What could go wrong, and what is done about it"), plan.risks or ""),
    ]
    return [(name, value) for name, value in pairs if value]


def over_ceiling(plan: PlanView) -> str:
    """A sentence when the activities cost more than the plan may; nothing otherwise."""
    if plan.ceiling is None or plan.cost <= plan.ceiling:
        return ""
    return _("The activities cost {cost}, more than the {ceiling} written down.").format(
        cost=money.shown(plan.cost, plan.currency), ceiling=money.shown(plan.ceiling, plan.currency)
    )
