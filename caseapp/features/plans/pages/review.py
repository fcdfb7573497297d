"""One version of a plan to be read: what it changes first, then the whole of it. For approvals and for older versions."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core import dates, money
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.plans import queries
from caseapp.features.plans.pages.outline import Outline
from caseapp.features.plans.views import PlanView
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, Note, column, label


def read(uow: UnitOfWork, plan_id: str) -> tuple[PlanView, tuple[str, ...]]:
    """A version and what it changes."""
    return queries.version(uow, plan_id), queries.changed(uow, plan_id)


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
        about = Card()
        about.add(self.facts)
        self.setLayout(column(self.changes, self.over, about, self.outline, None, spacing=S3))

    def refresh(self) -> None:
        self.read(read, self.plan_id, done=self._show)

    def _show(self, answer: tuple[PlanView, tuple[str, ...]]) -> None:
        plan, changed = answer
        self.changes.clear()
        self.changes.title.setText(_("What this version changes"))
        self.changes.title.show()
        self.changes.set_aside(_("version {number}").format(number=plan.version))
        for sentence in changed or (_("This is the first version."),):
            self.changes.add(label(f"• {sentence}" if changed else sentence, wrap=True))
        self.over.set(over_ceiling(plan), "warn")
        self.facts.set(facts(plan))
        self.outline.show_plan(plan, self.ctx.clock.today())


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
