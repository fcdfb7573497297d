"""Taking a questionnaire of a case; without one chosen it offers those that fit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import WANTS_SUPPORT
from caseapp.core.instruments.rounds import RoundState
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import queries, service
from caseapp.features.assessments.form import HEAD_FORM
from caseapp.features.assessments.pages.parts import late_words
from caseapp.features.assessments.views import AssessmentView, Offer
from caseapp.ui.page import Context
from caseapp.ui.questionnaire import QuestionnairePage
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Chip, button, clear, column, label, row, scrolled


class AssessPage(QuestionnairePage):
    """One question at a time; when somebody wishes for psychological support, the referral is offered at the end."""

    title = N_("Assessment")
    code_name = "assess"
    head_form = HEAD_FORM
    service = service.take
    tab = "assessments"

    def arrive(
        self, case_id: str = "", instrument: str = "", draft_id: str = "", answers: Any = None, **_args: Any
    ) -> None:
        if instrument or draft_id:
            super().arrive(case_id, instrument, draft_id, answers)
        elif case_id:
            self.case_id, self.code, self.form, self.keeper = case_id, "", None, None
            self.save_button.setEnabled(False)
            self.read(queries.offers, case_id, done=self._choose)

    def _choose(self, offers: Sequence[Offer]) -> None:
        self.heading.setText(_("Assessment"))
        self.sentence.setText(
            _("Which questionnaire?") if offers else _("No questionnaire fits this person’s age.")
        )
        holder = QWidget()
        holder.setLayout(column(*(self._offer(offer) for offer in offers), None, spacing=S3))
        clear(self.body)
        self.body.addWidget(scrolled(holder), 1)

    def _offer(self, offer: Offer) -> Card:
        last = (
            _("last on {day}").format(day=dates.day(offer.last_on)) if offer.last_on else _("not taken yet")
        )
        card, words = Card(), QWidget()
        words.setLayout(
            column(label(offer.title, "card"), label(offer.purpose, "second", wrap=True), spacing=0)
        )
        parts: list[QWidget] = [words, label(last, "hint")]
        if offer.due:
            missed = offer.due.state is RoundState.MISSED
            when = late_words(offer.due.due_on, self.ctx.clock.today(), missed)
            parts.append(Chip(f"{_(offer.due.label)}: {when}", "bad" if missed else "warn"))
        line = row(*parts, button(_("Begin"), partial(self.arrive, self.case_id, offer.code)), spacing=S3)
        line.setStretch(0, 1)
        card.add(line)
        return card

    def _saved(self, view: AssessmentView) -> None:
        """A wish for support is answered at once: the referral opens when the person agrees."""
        case_id = self.case_id
        if WANTS_SUPPORT in view.triggers and self.ctx.can(Permission.REFERRAL_WRITE) and self.ctx.dialogs.confirm(
            _("Refer to psychological support?"),
            _("The person wishes for it. The answers are saved. The referral is written next, with the person’s consent."),
            _("Write the referral"),
        ):  # fmt: skip
            self._forget()
            self.ctx.toast(_("Saved: {title}").format(title=self.heading.text()))
            self.case_id = self.code = ""
            self.ctx.navigate("refer", case_id=case_id, sector="mhpss")
        else:
            super()._saved(view)


def take_assessment(ctx: Context, case_id: str) -> None:
    """Open the page to take a questionnaire: at once when only one fits."""
    ctx.tasks.read(
        only_offer, case_id, done=lambda code: ctx.navigate("assess", case_id=case_id, instrument=code)
    )


def only_offer(uow: UnitOfWork, case_id: str) -> str:
    """The one questionnaire that fits, or nothing when there is a choice."""
    found = queries.offers(uow, case_id)
    return found[0].code if len(found) == 1 else ""
