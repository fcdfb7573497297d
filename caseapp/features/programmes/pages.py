"""Programmes and their budget lines: what a donor pays for, and how much."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import N_, _
from caseapp.core.money import shown
from caseapp.core.permissions import Permission
from caseapp.core.places import label as place
from caseapp.features.programmes import queries, service, special
from caseapp.features.programmes.form import LINE, PROGRAMME, SPECIAL
from caseapp.features.programmes.queries import LineView, ProgrammeView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page, empty
from caseapp.ui.widgets import Card, Chip, button, clear, column, label


class ProgrammesPage(Page):
    """Every programme with its outcomes, budget lines and indicators; who may, changes the lines."""

    title = N_("Programmes and budget lines")
    watches = frozenset({"programme", "budget_line", "indicator", "special_question"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.may = ctx.can(Permission.PROGRAMME_WRITE)
        self.special: tuple[special.SpecialView, ...] = ()
        if self.may:
            self.add_action(button(_("Add a programme…"), self.add_programme))
        self.cards = column(spacing=12)
        self.body.addLayout(self.cards, 1)

    def refresh(self) -> None:
        self.read(_everything, done=self._show)

    def _show(self, answer: tuple[tuple[ProgrammeView, ...], tuple[special.SpecialView, ...]]) -> None:
        programmes, self.special = answer
        clear(self.cards)
        self.sentence.setText(_("Grants are paid from the lines marked so."))
        for programme in programmes:
            self.cards.addWidget(self._card(programme))
        if not programmes:
            self.cards.addWidget(
                empty("hand-coins", _("No programme yet"), _("A grant needs a programme with a budget line."))
            )
        self.cards.addStretch(1)

    def _card(self, programme: ProgrammeView) -> Card:
        period = f"{dates.day(programme.starts_on)} – {dates.day(programme.ends_on)}"
        card = Card(programme.code, period)
        where = ", ".join(place(code) for code in programme.areas)
        card.add(label(programme.title, wrap=True))
        card.add(label(" · ".join(filter(None, (programme.donor, where))), "second", wrap=True))
        card.add(self._lines(programme), self._reached(programme), self._special(programme))
        if programme.note:
            card.add(label(programme.note, "hint", wrap=True))
        return card

    def _lines(self, programme: ProgrammeView) -> QWidget:
        rows = Rows()
        for line in programme.lines:
            chip = [Chip(_("grants"), "brand")] if line.for_grants else []
            amount = label(shown(line.amount, line.currency))
            change = [button(_("Change…"), partial(self.change_line, line), look="link")] if self.may else []
            rows.add(
                label(line.code, "muted"),
                label(line.title, wrap=True),
                *chip,
                amount,
                *change,
                stretch=(0, 1),
            )
        if self.may:
            rows.add(
                button(
                    _("Add a budget line…"),
                    lambda: self.add_line(programme.id),
                    look="link",
                    icon_name="plus",
                ),
                None,
            )
        return rows

    def _reached(self, programme: ProgrammeView) -> QWidget:
        rows = Rows()
        for outcome in programme.outcomes:
            rows.add(label(f"{outcome.code}  {outcome.title}", "strong", wrap=True))
            for indicator in (i for i in programme.indicators if i.outcome == outcome.code):
                target = "" if indicator.target is None else f"{indicator.target:,} {indicator.unit}"
                rows.pair(f"{indicator.code}  {indicator.title}", target)
        return rows

    def _special(self, programme: ProgrammeView) -> QWidget:
        """Sensitive questions: nobody is asked any of them where the programme does not say why."""
        rows = Rows()
        asked = [q for q in self.special if q.programme_id == programme.id]
        if asked or self.may:
            rows.add(label(_("Special questions (religion, ethnic group, health)"), "strong", wrap=True))
        for question in asked:
            end = [
                button(_("No longer ask"), partial(self.write, special.end_special, question.id), look="link")
            ]
            rows.add(
                label(question.label),
                label(question.why, "second", wrap=True),
                *(end if self.may else []),
                stretch=(0, 1),
            )
        if self.may:
            ask = partial(
                self._ask, SPECIAL, _("Ask a special question"), special.allow_special, programme.id
            )
            rows.add(button(_("Ask a special question…"), ask, look="link", icon_name="plus"), None)
        return rows

    def add_programme(self) -> None:
        self._ask(PROGRAMME, _("Add a programme"), service.add_programme)

    def add_line(self, programme_id: str) -> None:
        self._ask(LINE, _("Add a budget line"), service.add_line, programme_id)

    def change_line(self, line: LineView) -> None:
        seen = {name: getattr(line, name) for name in LINE.by_name}
        note = _("What is promised and paid stays. Below that nothing more can be approved.")
        self._ask(LINE, line.title, service.change_line, line.id, seen=seen, note=note)

    def _ask(
        self,
        form: Any,
        title: str,
        step: Any,
        *args: Any,
        seen: Any = None,
        note: str = "",
        typed: Any = None,
    ) -> None:
        """Ask and save; what was refused is asked again with everything typed still there."""
        answer = self.ctx.dialogs.ask(form, title, typed or seen, country=self.ctx.office.country, note=note)
        if answer is None:
            return

        def failed(error: Exception) -> None:
            if isinstance(error, (Invalid, Refused)):
                self._ask(form, title, step, *args, seen=seen, note=str(error), typed=answer)
            else:
                self.ctx.dialogs.error(error)

        more = () if seen is None else ({name: value for name, value in seen.items() if name != "code"},)
        self.write(step, *args, answer, *more, failed=failed)


def _everything(uow: Any) -> tuple[tuple[ProgrammeView, ...], tuple[special.SpecialView, ...]]:
    return queries.programmes(uow), special.special_questions(uow)
