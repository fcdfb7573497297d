"""Special questions: shown only where a programme says why, with that reason beside each."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.people import special
from caseapp.features.people.form import SPECIAL_FORM
from caseapp.features.people.special import QuestionView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.widgets import Card, Note, button, column, label


class SpecialCard(Watching):
    """Each question with its answer and why it is asked."""

    watches = frozenset({"special_answer", "special_question", "consent"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Special questions"), edge="private")
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(special.questions, self.person_id, done=self._show)

    def _show(self, questions: tuple[QuestionView, ...]) -> None:
        self.card.clear()
        if questions and not questions[0].agreed:
            self.card.add(
                Note(
                    _("The person has not agreed that such data are kept. Record that consent first."), "warn"
                )
            )
        rows = Rows()
        for question in questions:
            rows.add(*self._line(question), stretch=(1,))
        self.card.add(rows)

    def _line(self, question: QuestionView) -> list[QWidget]:
        given = question.answer or _("not asked")
        when = f" · {dates.day(question.answered_on)}" if question.answered_on else ""
        why = _("{programme}: {why}").format(programme=question.programme, why=question.why)
        holder = QWidget()
        holder.setLayout(
            column(
                label(f"{question.label}: {given}{when}", "strong", wrap=True),
                label(why, "hint", wrap=True),
                spacing=0,
            )
        )
        if not (question.agreed and self.ctx.can(Permission.PERSON_WRITE)):
            return [holder]
        items: list[QWidget] = [holder, button(_("Write down…"), partial(self.answer, question))]
        if question.answer_id:
            items.append(button(_("Take away"), partial(self.write, special.take_away, question.answer_id)))
        return items

    def answer(self, question: QuestionView) -> None:
        typed = self.ctx.dialogs.ask(
            SPECIAL_FORM, question.label, {"answer": question.answer}, note=question.why
        )
        if typed is not None:
            self.write(special.answer, self.person_id, question.category, typed)
