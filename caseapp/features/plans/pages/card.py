"""The plan on the overview of a case."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.features.plans import queries
from caseapp.features.plans.pages.actions import add_goal
from caseapp.features.plans.views import CardLine, PlanCardView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Bar, Card, Chip, button, column, label, row


def late_words(days: int) -> str:
    """How long a plan is late, in words."""
    return n_("{count} day late", "{count} days late", days)


class PlanCard(Watching):
    """Each activity with how far it is; every line leads to the plan."""

    watches = frozenset({"plan", "plan_goal", "plan_activity", "assistance"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.card = Card(_("Plan"))
        self.rows = Rows()
        self.card.add(self.rows)
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(queries.card, self.case_id, done=self._show)

    def _show(self, plan: PlanCardView) -> None:
        self.card.set_aside(plan.heading)
        self.rows.clear()
        for line in plan.lines:
            self._line(line)
        if not plan.lines:
            self._none(plan)

    def _line(self, line: CardLine) -> None:
        bar = Bar([(line.progress, "ok" if line.progress >= 1 else "brand")])
        bar.setFixedWidth(theme().px(94))
        right: QWidget = Chip(line.right, "bad") if line.late else label(line.right)
        end = QWidget()
        end.setFixedWidth(theme().px(116))
        end.setLayout(row(None, right, spacing=0))
        made = self.rows.add(label(line.text, wrap=True), bar, end, opened=self._open, stretch=(1,))
        made.setAccessibleName(f"{line.text}, {line.right}")

    def _none(self, plan: PlanCardView) -> None:
        words = _("No activities yet.") if plan.exists else _("No plan yet.")
        late = [Chip(late_words(plan.days_late), "bad")] if plan.days_late else []
        self.rows.add(label(words, "second"), *late, None, *self._begin())

    def _begin(self) -> list[QWidget]:
        if not self.ctx.can(Permission.PLAN_WRITE):
            return []
        made = button(_("New goal"), lambda: add_goal(self.ctx, self.case_id), look="link")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return [made]

    def _open(self) -> None:
        self.ctx.navigate("case", case_id=self.case_id, tab="plan")
