"""What matters of a grant now: its parts, visits and receipts; beside them the plan, the budget line, the checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QBoxLayout, QWidget

from caseapp.core.permissions import Permission
from caseapp.features.grants.pages import acting, doing
from caseapp.features.grants.pages.cards import (
    AppraisalCard,
    BudgetCard,
    BusinessCard,
    ChecksCard,
    PlanEditor,
    ReceiptsCard,
    TranchesCard,
    VisitsCard,
)
from caseapp.features.grants.pages.plan import AboutCard
from caseapp.features.grants.views import GrantView
from caseapp.ui.widgets import column, row

if TYPE_CHECKING:
    from caseapp.features.grants.pages.one import GrantPage


class Overview(QWidget):
    """Two halves where there is room; otherwise below one another, with the checks first."""

    def __init__(self, page: GrantPage) -> None:
        super().__init__()
        ctx = page.ctx
        currency, today, may = ctx.currency, ctx.clock.today(), ctx.can(Permission.GRANT_APPLY)
        self.tranches = TranchesCard(currency, today)
        self.plan = PlanEditor(currency, page.save_plan, page.end_plan)
        self.visits = VisitsCard(currency, today, lambda visit: acting.change_visit(page, visit))
        self.visits.table.entries = lambda visit: doing.visit_doors(page, visit)
        self.receipts = ReceiptsCard(currency, today, lambda receipt: acting.change_receipt(page, receipt))
        explain = (lambda check: acting.explain(page, check)) if may else None
        self.checks = ChecksCard(lambda grant_id: ctx.navigate("grant", grant_id=grant_id), explain)
        self.business, self.budget = BusinessCard(), BudgetCard()
        self.about, self.appraisal = AboutCard(), AppraisalCard()
        self.cards: tuple[Any, ...] = (
            self.tranches, self.visits, self.receipts, self.checks, self.business, self.budget,
            self.about, self.appraisal,
        )  # fmt: skip
        self.left = column(
            self.plan, self.tranches, self.visits, self.receipts, self.appraisal, self.about, None, spacing=12
        )
        self.right = column(self.business, self.budget, None, spacing=12)
        self.halves = row(self.left, self.right, spacing=12)
        self.halves.setStretch(0, 62)
        self.halves.setStretch(1, 38)
        self.setLayout(column(self.halves, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        for card in self.cards:
            card.show_grant(grant)
        undecided = grant.approved is None  # later both stand in tabs of their own
        self.about.setVisible(undecided)
        self.appraisal.setVisible(undecided and grant.score is not None)

    def arrange(self, narrow: bool) -> None:
        """Side by side or below one another."""
        ways = QBoxLayout.Direction
        self.halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        (self.left if narrow else self.right).insertWidget(0, self.checks)
