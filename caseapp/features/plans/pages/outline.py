"""A plan as people read it: goals under their dimension, activities under their goal, how far each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from caseapp.core import codes, dates, money
from caseapp.core.i18n import _
from caseapp.features.plans.models import ActivityState
from caseapp.features.plans.views import ActivityView, GoalView, PlanView
from caseapp.ui.lists import Rows
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Bar, Card, Chip, button, clear, column, label, row

Entry = tuple[str, Callable[[], object]]
HOW, DUE, BAR, STANDS, DOTS = 96, 96, 84, 128, 30  # widths of the columns at 100 per cent


class OutlineActions(Protocol):
    """What may be done to a goal and to an activity, the usual thing first; nothing for who only reads."""

    def for_goal(self, goal: GoalView) -> Sequence[Entry]: ...
    def for_activity(self, activity: ActivityView) -> Sequence[Entry]: ...


class Outline(QWidget):
    """Shows one version. With actions, a click on an activity does the usual thing, the dots offer the rest."""

    def __init__(self, offers: OutlineActions | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers = offers
        self.cards = column(spacing=S3)
        self.setLayout(self.cards)

    def show_plan(self, plan: PlanView, today: date) -> None:
        clear(self.cards)
        for dimension, goals in plan.by_dimension().items():
            cost = sum(
                a.cost or 0 for g in goals for a in g.activities if a.state is not ActivityState.DROPPED
            )
            card = Card(dimension.shown(), money.shown(cost, plan.currency) if cost else "")
            rows = Rows()
            rows.add(label(_("Goals and activities"), "label"), *_heads(), *self._dots(()), stretch=(1,))
            for goal in goals:
                self._goal(rows, goal)
                for activity in goal.activities:
                    self._activity(rows, activity, today)
            card.add(rows)
            self.cards.addWidget(card)

    def _goal(self, rows: Rows, goal: GoalView) -> None:
        need = codes.label("needs", goal.need) if goal.need else ""
        about = " · ".join(filter(None, (need, *(c.shown() for c in (goal.term, goal.feasibility) if c))))
        words = column(label(goal.text, "strong", wrap=True), spacing=0)
        if about and about != goal.text:
            words.addWidget(label(about, "hint", wrap=True))
        if not goal.activities:
            words.addWidget(label(_("No activity yet"), "warning"))
        entries = self.offers.for_goal(goal) if self.offers else ()
        rows.add(words, *self._dots(entries, goal.text), stretch=(1,))

    def _activity(self, rows: Rows, activity: ActivityView, today: date) -> None:
        entries = self.offers.for_activity(activity) if self.offers else ()
        words = column(label(activity.text, wrap=True), spacing=0)
        words.setContentsMargins(theme().px(S3), 0, 0, 0)
        if about := _about(activity):
            words.addWidget(label(about, "hint", wrap=True))
        made = rows.add(
            words, _fixed(label(codes.label("delivery_modes", activity.provider), "second", wrap=True), HOW),
            _fixed(_due(activity, today), DUE), _fixed(Bar([(activity.progress, bar_token(activity))]), BAR),
            _fixed(label(activity.stands, "second", wrap=True), STANDS), *self._dots(entries[1:], activity.text),
            opened=entries[0][1] if entries else None, stretch=(1,),
        )  # fmt: skip
        made.setAccessibleName(f"{activity.text}, {activity.stands}")
        made.setToolTip(entries[0][0] if entries else "")

    def _dots(self, entries: Sequence[Entry], about: str = "") -> list[QWidget]:
        """A button with three dots and a menu behind it; its empty place where there is nothing to do."""
        if self.offers is None:
            return []
        if not entries:
            return [_fixed(label(), DOTS)]
        made = button("", look="link", icon_name="ellipsis")
        made.setFixedWidth(theme().px(DOTS))
        made.setAccessibleName(_("More for {name}").format(name=about))
        menu = QMenu(made)
        for words, call in entries:
            menu.addAction(words).triggered.connect(partial(_run, call))
        made.setMenu(menu)
        return [made]


def bar_token(activity: ActivityView) -> str:
    """Green once done, grey when dropped, else the brand's."""
    tokens = {ActivityState.DONE: "ok", ActivityState.DROPPED: "ink3"}
    return tokens.get(activity.state, "brand")


def _about(activity: ActivityView) -> str:
    """What it costs and takes, who pays and who sees to it; why it was dropped."""
    cost = money.shown(activity.cost, activity.currency) if activity.cost else ""
    told = (
        cost,
        activity.line,
        activity.resources,
        activity.provider_name,
        activity.responsible,
        activity.dropped_why,
    )
    return " · ".join(filter(None, told))


def _due(activity: ActivityView, today: date) -> QWidget:
    if activity.late(today) and activity.due_on:
        return Chip(dates.due_words(activity.due_on, today), "bad")
    day = activity.done_on if activity.state is ActivityState.DONE else activity.due_on
    return label(dates.due_words(day, today) if day and day >= today else dates.day(day), "second")


def _heads() -> list[QWidget]:
    words = ((_("How"), HOW), (_("Done by"), DUE), (_("How far"), BAR + STANDS + S3))
    return [_fixed(label(text, "label"), width) for text, width in words]


def _fixed(widget: QWidget, width: int) -> QWidget:
    """A column: as wide in every row, its content at the reading side."""
    holder = QWidget()
    holder.setFixedWidth(theme().px(width))
    inside = row(widget, spacing=0)
    inside.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter) if isinstance(
        widget, Bar
    ) else inside.addStretch(0)
    holder.setLayout(inside)
    holder.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return holder


def _run(call: Callable[[], object], _checked: bool = False) -> None:
    call()
