"""What comes before the decision: the checks of eligibility and do no harm, the sheets of points, the advice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _
from caseapp.features.grants.models import UNDECIDED
from caseapp.features.grants.pages.cards import AppraisalCard
from caseapp.features.grants.pages.shared import spread
from caseapp.features.grants.views import CheckAnswer, GrantView, ScoreView
from caseapp.ui.lists import Rows
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Chip, button, column, label, row

ANSWERS = {True: (N_("yes"), "ok"), False: (N_("no"), "bad"), None: (N_("not asked"), "neutral")}


class ScreeningCard(Card):
    """The office's questions with their answers; what is a no stands first, with the reason to go on."""

    def __init__(self, ask: Callable[[], object] | None) -> None:
        super().__init__(_("Eligibility and do no harm"))
        self.ask = ask

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        by = grant.screened_by or ""
        self.set_aside(f"{dates.day(grant.screened_on)} · {by}" if grant.screened_on else "")
        if not grant.screening:
            self.add(label(_("Not checked yet."), "second"))
        if grant.screening_why:
            self.add(label(_("Goes on because: {why}").format(why=grant.screening_why), wrap=True))
        rows = Rows()
        for answer in sorted(grant.screening, key=lambda a: a.well is not False):
            words, tone = ANSWERS[answer.well]
            rows.add(label(_question(answer), wrap=True), Chip(_(words), tone), stretch=(1, 0))
        self.add(rows)
        if self.ask and grant.state in UNDECIDED[:2]:
            words = _("Check again…") if grant.screening else _("Check eligibility…")
            self.add(row(button(words, self.ask), None))


def _question(answer: CheckAnswer) -> str:
    return _(answer.question) if answer.group else codes.label("grant_checks", answer.code)


class ScoresCard(Card):
    """Every sheet, the average and how far they are apart."""

    def __init__(self, add: Callable[[], object] | None) -> None:
        super().__init__(_("Scores"), _("points advise, people decide"))
        self.table = RecordTable([
            Column(N_("Scorer"), lambda s: s.scorer, "strong"),
            Column(N_("Sent by"), lambda s: s.body, spare=True),
            Column(N_("Day"), lambda s: dates.day(s.scored_on), "muted", spare=True),
            Column(N_("Points"), _points, "number"),
            Column(N_("Conflict"), lambda s: _("declared") if s.conflict else "", "chip", tone=lambda s: "warn"),
            Column(N_("Comment"), lambda s: s.conflict_why or s.comment or ""),
        ], _("Scores"))  # fmt: skip
        self.table.fit(24)
        self.words = label("", "strong", wrap=True)
        self.button = button(_("Score…"), add) if add else None
        self.add(self.words, self.table, *([row(self.button, None)] if self.button else []))

    def show_grant(self, grant: GrantView) -> None:
        committee = grant.committee
        self.table.set_rows(committee.sheets)
        self.table.setVisible(bool(committee.sheets))
        self.words.setText(spread(grant))
        if self.button:
            self.button.setVisible(grant.state is UNDECIDED[0])


def _points(sheet: ScoreView) -> str:
    return (
        "" if sheet.total is None else _("{points} of {most}").format(points=sheet.total, most=sheet.total_of)
    )


class MinutesCard(Card):
    """What was said, and who was there."""

    def __init__(self) -> None:
        super().__init__(_("Minutes"))

    def show_grant(self, grant: GrantView) -> None:
        self.clear()
        self.setVisible(bool(grant.minutes or grant.present or grant.few_why))
        if grant.present:
            self.add(label(_("Present: {names}").format(names=grant.present), "second", wrap=True))
        if grant.minutes:
            self.add(label(grant.minutes, wrap=True))
        if grant.few_why:
            self.add(
                label(_("Why fewer people scored: {why}").format(why=grant.few_why), "second", wrap=True)
            )


class CommitteeTab(QWidget):
    """Checks, scores, advice."""

    def __init__(self, screen: Callable[[], object] | None, score: Callable[[], object] | None) -> None:
        super().__init__()
        self.cards = (ScoresCard(score), AppraisalCard(), MinutesCard(), ScreeningCard(screen))
        self.scores, self.appraisal, self.minutes, self.screening = self.cards
        self.setLayout(column(*self.cards, None, spacing=12))

    def show_grant(self, grant: GrantView) -> None:
        for card in self.cards:
            card.show_grant(grant)
