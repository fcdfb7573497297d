"""Follow-ups on the case page: the tab with all of them, and the card that says what is next."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates, money
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.followups import queries
from caseapp.features.followups.form import REVIEW_FIELDS
from caseapp.features.followups.models import FollowUpState
from caseapp.features.followups.pages.acting import cancel, move, offer_closure, plan, record
from caseapp.features.followups.views import (
    Due,
    FollowUpView,
    ReviewView,
    Rhythm,
    Tracing,
    due_text,
    due_tone,
    mode,
)
from caseapp.ui.line import Line, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, Note, button, column, hidden_unless, label, row

WATCHED = frozenset({"followup", "case"})
STATE_TONE = {
    FollowUpState.PLANNED: "brand", FollowUpState.DONE: "ok", FollowUpState.MISSED: "bad",
    FollowUpState.CANCELLED: "neutral",
}  # fmt: skip
IN_CARD = 4


def result(f: FollowUpView) -> str:
    """What came of it, in a word."""
    if f.ended:
        return _("Ended with the case")
    return codes.label("followup_outcomes", f.outcome) if f.outcome else f.state.shown()


class FollowUpsTab(Watching):
    """All follow-ups of a case: what is planned on top, then what was done, the newest first."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.attempts = 0
        self.close_button = button(_("Ask to close…"), lambda: offer_closure(ctx, case_id, self.attempts))
        self.note = Note("", "warn", self.close_button)
        self.table = RecordTable(self._columns(), _("Follow-ups"))
        self.table.picked.connect(lambda _row: self._picked())
        self.table.opened.connect(lambda _row: self.record())
        self.table.marked.connect(lambda _row: self.record())
        self.facts = Facts(columns=3)
        self.detail = Card()
        self.detail.add(self.facts)
        self.detail.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        writes = self.ctx.can(Permission.FOLLOWUP_WRITE)
        self.record_button = button(_("Record…"), self.record)
        self.move_button = button(_("Another day…"), self.postpone)
        self.cancel_button = button(_("Cancel…"), self.cancel)
        self.plan_button = button(
            _("Plan a follow-up…"), lambda: plan(self.ctx, self.case_id), icon_name="plus"
        )
        tools = (self.plan_button, self.record_button, self.move_button, self.cancel_button)
        for made in tools:
            hidden_unless(made, writes)
        card = Card()
        card.add(row(*tools, None), self.table)
        card.body.setStretch(1, 1)
        layout = column(self.note, card, self.detail, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.note.hide()

    def _columns(self) -> list[Column]:
        today = self.ctx.clock.today

        def when(f: FollowUpView) -> str:
            if f.state is FollowUpState.PLANNED and not f.ended:
                return due_text(f.due_on, f.due_time, today())
            return dates.short_day(f.done_on or f.due_on)

        def tone(f: FollowUpView) -> str:
            waiting = f.state is FollowUpState.PLANNED and not f.ended
            return due_tone(f.due_on, today()) if waiting else "neutral"

        return [
            Column(N_("When"), when, "chip", tone=tone),
            Column(N_("What"), lambda f: f.what, "strong"),
            Column(N_("How"), lambda f: mode(f.mode)),
            Column(N_("State"), result, "chip", tone=lambda f: "neutral" if f.ended else STATE_TONE[f.state]),
            Column(N_("Note"), lambda f: f.note or f.cancelled_why or f.moved_why or ""),
            Column(N_("Who"), lambda f: f.done_by or f.who or _("nobody"), spare=True),
        ]

    def refresh(self) -> None:
        self.read(self._ask, done=self._show)

    def _ask(self, uow: Any) -> tuple[tuple[FollowUpView, ...], Tracing]:
        return queries.of_case(uow, self.case_id), queries.tracing(uow, self.case_id)

    def _show(self, answer: tuple[tuple[FollowUpView, ...], Tracing]) -> None:
        found, tracing = answer
        self.attempts = tracing.attempts
        self.table.set_rows(found, _("No follow-up yet. The first contact stands under Next."))
        self.note.set(lost_words(tracing), "warn")
        self.close_button.setVisible(self.ctx.can(Permission.CASE_WRITE))
        self._picked()

    def _picked(self) -> None:
        f: FollowUpView | None = self.table.current()
        planned = f is not None and f.state is FollowUpState.PLANNED and not f.ended
        for made in (self.record_button, self.move_button, self.cancel_button):
            made.setEnabled(planned)
        self.detail.setVisible(f is not None)
        if f:
            self.detail.set_title(f.what)
            self.facts.set(facts(f))

    def record(self) -> None:
        """How the chosen planned follow-up went."""
        f: FollowUpView | None = self.table.current()
        if f and self.record_button.isEnabled() and self.ctx.can(Permission.FOLLOWUP_WRITE):
            record(self.ctx, self.case_id, f.id)

    def postpone(self) -> None:
        f: FollowUpView | None = self.table.current()
        if f:
            move(self.ctx, self.case_id, f.id, f.what)

    def cancel(self) -> None:
        f: FollowUpView | None = self.table.current()
        if f:
            cancel(self.ctx, f.id, f.what)


def lost_words(tracing: Tracing) -> str:
    """That somebody is lost to follow-up, and what is left to be done; nothing for who can be reached."""
    if tracing.lost_on is None:
        return ""
    words = _("Lost to follow-up since {day}: reminders stopped.").format(day=dates.day(tracing.lost_on))
    left = n_("{count} tracing step is left.", "{count} tracing steps are left.", tracing.steps_left)
    return f"{words} {left if tracing.steps_left else _('Tracing found nobody.')}"


def facts(f: FollowUpView) -> list[tuple[str, str]]:
    """Everything known of one follow-up; what is empty is left out."""
    pairs = [
        (_("Planned for"), f"{dates.day(f.due_on)} {f.due_time}".strip()),
        (_("Done on"), dates.day(f.done_on)),
        (_("Outcome"), result(f)),
        (_("By"), f.done_by or f.who),
        (_("Try"), str(f.attempt) if f.attempt > 1 else ""),
        (_("Next contact"), dates.day(f.next_on)),
        (_("What was seen and said"), f.note or ""),
        (_("Why another day"), f.moved_why or ""),
        (_("Why it is not needed"), f.cancelled_why or ""),
        *(reviewed(f.review) if f.review else ()),
    ]
    return [pair for pair in pairs if pair[1]]


def reviewed(review: ReviewView) -> list[tuple[str, str]]:
    """What a review of the plan found, as asked."""
    return [
        (_(field.label), money.shown(review.income, review.currency) if field.kind == "money" and review.income
         else field.show(getattr(review, field.name)))
        for field in REVIEW_FIELDS
    ]  # fmt: skip


class NextCard(Watching):
    """What comes next on a case, the oldest first. A click records how it went."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.card = Card(_("Next"))
        self.setLayout(column(self.card))

    def refresh(self) -> None:
        self.read(self._ask, done=self._show)

    def _ask(self, uow: Any) -> tuple[tuple[Due, ...], Rhythm | None]:
        return queries.next_of_case(uow, self.case_id, IN_CARD), queries.rhythm(uow, self.case_id)

    def _show(self, answer: tuple[tuple[Due, ...], Rhythm | None]) -> None:
        found, rhythm = answer
        self.card.clear()
        self._rows(found)
        if rhythm:
            self.card.add(label(rhythm.text, "hint", wrap=True))

    def _rows(self, found: tuple[Due, ...]) -> None:
        if not found:
            self.card.add(label(_("Nothing is planned."), "second", wrap=True))
            return
        rows, today = Rows(), self.ctx.clock.today()
        for due in found:
            words = Line(
                Tag(due_text(due.due_on, due.due_time, today), due_tone(due.due_on, today)), due.what
            )
            made = rows.add(words, opened=partial(self._open, due), stretch=(1,))
            made.setAccessibleName(words.text())
        self.card.add(rows)

    def _open(self, due: Due) -> None:
        if self.ctx.can(Permission.FOLLOWUP_WRITE):
            record(self.ctx, self.case_id, due.id)
        else:
            self.ctx.navigate("case", case_id=self.case_id, tab="followups")
