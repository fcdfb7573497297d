"""What is to be decided, as one reads it before deciding: a grant, a closure, an emergency. Plans bring their own."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates, money
from caseapp.core.i18n import _
from caseapp.features.grants import queries as grants
from caseapp.features.grants.pages.cards import AppraisalCard, BudgetCard, BusinessCard, ChecksCard
from caseapp.features.grants.views import GrantView
from caseapp.features.people.emergency import OpeningView
from caseapp.features.plans.pages import PlanReview
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
from caseapp.features.supervision.pages.requests import ReopeningReview, RetentionReview, TransferReview
from caseapp.features.supervision.views import Closing, Waiting
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, Note, column, label


class GrantReview(Watching):
    """A grant before the decision: what it asks, what the appraiser says, what the budget line has, what stands out."""

    watches = frozenset({"grant", "tranche"})

    def __init__(self, ctx: Context, grant_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.grant_id = grant_id
        self.grant: GrantView | None = None
        self.facts = Facts(columns=3)
        self.about = Card()
        self.about.add(self.facts)
        self.parts = (
            ChecksCard(lambda key: ctx.navigate("grant", grant_id=key), None),
            AppraisalCard(),
            BudgetCard(),
            BusinessCard(),
        )
        self.setLayout(column(self.about, *self.parts, None, spacing=S3))

    def refresh(self) -> None:
        self.read(grants.grant, self.grant_id, done=self._show)

    def _show(self, grant: GrantView) -> None:
        self.grant = grant
        self.about.set_title(grant.business)
        self.about.set_aside(grant.number)
        self.facts.set([
            (_("Asked for"), money.shown(grant.asked, grant.currency)),
            (_("Person"), grant.person.name),
            (_("Caseworker"), grant.caseworker),
            (_("Applied on"), dates.day(grant.applied_on)),
            (_("Appraised on"), dates.day(grant.appraised_on)),
            (_("Appraised by"), grant.appraised_by or ""),
        ])  # fmt: skip
        for part in self.parts:
            part.show_grant(grant)


class ClosureReview(Watching):
    """A closure before the decision: why, how things stand, what is still open."""

    watches = frozenset({"case", "plan", "grant", "referral", "followup"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.closing: Closing | None = None
        self.open = Note("", "warn")
        self.facts, self.words = Facts(columns=3), label("", wrap=True)
        about, note = Card(_("Closure")), Card(_("How things stand now"))
        about.add(self.facts)
        note.add(self.words)
        self.missing = Card(_("What is missing, and why"))
        self.setLayout(column(self.open, about, note, self.missing, None, spacing=S3))

    def refresh(self) -> None:
        self.read(queries.closing, self.case_id, done=self._show)

    def _show(self, closing: Closing) -> None:
        self.closing = closing
        self.open.set(
            " ".join((_("This keeps the case open:"), *closing.open)) if closing.open else "", "warn"
        )
        self.facts.set([
            (_("Reason"), closing.reason),
            (_("Person"), closing.name),
            (_("Caseworker"), closing.caseworker),
            (_("Asked by"), closing.asked_by),
            (_("Asked on"), dates.day(closing.asked_on)),
            (_("Last contact"), dates.day(closing.last_contact_on) or _("none on file")),
            (_("Opened on"), dates.day(closing.opened_on)),
        ])  # fmt: skip
        self.words.setText(closing.note)
        self.missing.clear()
        self.missing.setVisible(bool(closing.missing))
        for sentence in closing.missing:
            self.missing.add(label(f"• {sentence}", wrap=True))
        self.missing.add(label(closing.missing_why or _("No reason was written."), "second", wrap=True))


class EmergencyReview(Watching):
    """A restricted record opened in an emergency: by whom, why and until when."""

    watches = frozenset({"emergency_opening"})

    def __init__(self, ctx: Context, opening_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.opening_id = opening_id
        self.facts, self.words = Facts(columns=3), label("", wrap=True)
        about, reason = Card(_("Opened in an emergency")), Card(_("Why it could not wait"))
        about.add(self.facts)
        reason.add(self.words)
        self.setLayout(column(about, reason, None, spacing=S3))

    def refresh(self) -> None:
        self.read(queries.emergency_opening, self.opening_id, done=self._show)

    def _show(self, opened: OpeningView) -> None:
        self.facts.set([
            (_("Opened by"), opened.opened_by),
            (_("Opened"), dates.moment(opened.opened_at)),
            (_("Open until"), dates.moment(opened.until)),
        ])  # fmt: skip
        self.words.setText(opened.reason)


REVIEWS: dict[str, Any] = {
    PLAN: PlanReview,
    GRANT: GrantReview,
    CLOSURE: ClosureReview,
    EMERGENCY: EmergencyReview,
    TRANCHE: GrantReview,
    TRANSFER: TransferReview,
    REOPENING: ReopeningReview,
    RETENTION: RetentionReview,
}


def review(ctx: Context, waiting: Waiting) -> Watching:
    """The widget that shows what waits."""
    key = waiting.door.args["grant_id"] if waiting.kind == TRANCHE else waiting.record_id
    made: Watching = REVIEWS[waiting.kind](ctx, key)
    return made
