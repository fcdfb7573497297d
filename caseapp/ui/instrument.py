"""A questionnaire on screen: one question at a time, big answers, number keys; skips as the answers make them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from caseapp.core import instruments
from caseapp.core.i18n import _
from caseapp.core.instruments import Instrument, Item
from caseapp.ui.answers import AnswerField, BigAnswer, BigTick, ManyOf, OneOf, field_for
from caseapp.ui.flow import Flow
from caseapp.ui.score import Scored, ScorePanel, missing_words, verdict
from caseapp.ui.theme import S1, S2
from caseapp.ui.widgets import button, clear, column, label, restyle, row

__all__ = ["InstrumentForm", "ScorePanel", "Scored", "missing_words", "verdict"]

PER_ROW = 12  # numbers of questions in one row


class InstrumentForm(QWidget):
    """Asks the questions of one instrument. A digit or a click answers and goes on; Back and Next move without answering.

    `at` is the question shown, counted from 0 over all of them; those that are skipped are passed over.
    """

    edited = Signal()
    moved = Signal(int)

    def __init__(self, instrument: Instrument, currency: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.instrument, self.currency = instrument, currency
        self.at = 0
        self._given: dict[str, Any] = {}
        self.number, self.section = label("", "hint"), label("", "card")
        self.intro, self.question = label("", "second", wrap=True), label("", "title", wrap=True)
        self.hint = label("", "hint", wrap=True)
        self.sections, self.grid = Flow(), QGridLayout()
        self.numbers: list[QPushButton] = []
        self.place_of_field = column(spacing=0)
        self.field: AnswerField | None = None
        self.back, self.forward = button(_("Back"), self.previous), button(_("Next"), self.next)
        self.setLayout(self._lay_out())
        self._show()

    def _lay_out(self) -> QVBoxLayout:
        self.grid.setSpacing(S1)
        self.grid.setColumnStretch(PER_ROW, 1)
        keys = label(_("Keys: the number of the answer, Backspace to go back"), "hint", wrap=True)
        moving = row(self.back, self.forward, keys)
        moving.setStretch(2, 1)
        self.sections.setVisible(len(self.instrument.sections) > 1)
        return column(
            self.intro, self.sections, row(self.grid, self.number), self.hint, self.question, self.place_of_field,
            moving, None, spacing=S2,
        )  # fmt: skip

    @property
    def choices(self) -> list[BigAnswer] | list[BigTick]:
        """The answers to choose from now; none where an amount or words are asked."""
        return self.field.choices if isinstance(self.field, OneOf | ManyOf) else []

    # --- answers; the same questions as FormWidget answers, so that drafts are kept of it too

    def answers(self) -> dict[str, Any]:
        """Question code -> answer, of those answered that are still asked."""
        return instruments.kept(self.instrument, self._given)

    def raw_values(self) -> dict[str, Any]:
        return {"answers": self.answers()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show answers of a draft; those that are no longer possible are left out."""
        given = values.get("answers", {})
        self._given = {
            k: v for k, v in given.items() if not instruments.answer_problems(self.instrument, {k: v})
        }
        self._show()

    def place(self) -> dict[str, Any]:
        return {"question": self.at}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Show the question of such a place."""
        self.ask(int(place.get("question", self.at)))

    def speak(self, language: str) -> None:
        """Ask in another language, where the file holds an official translation; the answers stay."""
        spoken = instruments.load(self.instrument.code).spoken(language)
        if spoken.items != self.instrument.items:
            self.instrument, self.field = spoken, None
            self._show()

    @property
    def complete(self) -> bool:
        """Whether every question that is asked has an answer."""
        return not instruments.unanswered(self.instrument, self._given)

    # --- moving

    def focus_first(self) -> None:
        """Give the keyboard to the answers of the question shown."""
        if self.field:
            self.field.take_focus()

    def ask(self, number: int) -> None:
        """Show one question, counted from 0; the next one that is asked when it is skipped."""
        asked = self._asked()
        order = [self.instrument.items.index(item) for item in asked]
        self.at = next((i for i in order if i >= number), order[-1])
        self._show()
        self.moved.emit(self.at)

    def next(self) -> None:
        self.ask(self.at + 1)

    def previous(self) -> None:
        items = self.instrument.items
        earlier = [items.index(item) for item in self._asked() if items.index(item) < self.at]
        self.ask(earlier[-1] if earlier else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdecimal() and self.field and self.field.digit(int(event.text())):
            return
        if event.key() == Qt.Key.Key_Backspace:
            self.previous()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next()
        else:
            super().keyPressEvent(event)

    def _asked(self) -> tuple[Item, ...]:
        return instruments.asked(self.instrument, self._given)

    def _answer(self, answer: Any) -> None:
        code = self.instrument.items[self.at].code
        if answer is None:
            self._given.pop(code, None)
        else:
            self._given[code] = answer
        self._show()
        self.edited.emit()

    # --- showing

    def _show(self) -> None:
        asked, item = self._asked(), self.instrument.items[self.at]
        at = asked.index(item) if item in asked else 0
        self.number.setText(_("Question {number} of {count}").format(number=at + 1, count=len(asked)))
        section = next((s for s in self.instrument.sections if s.code == item.section), None)
        self.hint.setText(_(section.hint) if section else "")
        self.hint.setVisible(bool(section and section.hint))
        self.intro.setText(self.instrument.intro)
        self.question.setText(item.text)
        if self.field is None or self.field.item is not item:
            self._put(item)
        assert self.field is not None
        self.field.show_answer(self._given.get(item.code))
        self.back.setEnabled(at > 0)
        self.forward.setEnabled(at < len(asked) - 1)
        self._mark_sections(asked, item)
        self._mark_numbers(asked, item)

    def _put(self, item: Item) -> None:
        """Another question, another way to answer; the keyboard stays with the answers."""
        focused = self.field is not None and self.field.isAncestorOf(self.focusWidget() or self)
        clear(self.place_of_field)
        self.field = field_for(item, self.currency)
        self.field.given.connect(self._answer)
        self.field.done.connect(self.next)
        self.place_of_field.addWidget(self.field)
        if focused or (self.isVisible() and item.kind in ("number", "text")):
            self.field.show_answer(self._given.get(item.code))
            self.field.take_focus()

    def _mark_sections(self, asked: tuple[Item, ...], now: Item) -> None:
        """Each section says how much of it is answered, and leads to its first open question."""
        if len(self.instrument.sections) < 2:
            return
        made = []
        for section in self.instrument.sections:
            own = [item for item in asked if item.section == section.code]
            if own:
                done = sum(item.code in self._given for item in own)
                first = next((item for item in own if item.code not in self._given), own[0])
                text = f"{_(section.title)} {done}/{len(own)}"
                step = button(text, partial(self.ask, self.instrument.items.index(first)))
                state = "now" if now.section == section.code else "done" if done == len(own) else "open"
                step.setProperty("step", state)
                made.append(step)
        self.sections.set(*made)

    def _mark_numbers(self, asked: tuple[Item, ...], now: Item) -> None:
        """Each question's number says whether it is answered, and leads there; with sections those of this one."""
        own = [item for item in asked if item.section == now.section]
        for i in range(len(self.numbers), len(own)):
            self.numbers.append(button("", partial(self._jump, i)))
            self.grid.addWidget(self.numbers[i], i // PER_ROW, i % PER_ROW)
        for made in self.numbers[len(own) :]:
            made.hide()
        for i, (item, made) in enumerate(zip(own, self.numbers, strict=False)):
            answered = item.code in self._given
            made.setText(f"{i + 1} ✓" if answered else str(i + 1))
            said = _("answered") if answered else _("not answered")
            made.setAccessibleName(_("Question {number}, {state}").format(number=i + 1, state=said))
            restyle(made, step="now" if item is now else "done" if answered else "open")
            made.show()

    def _jump(self, i: int) -> None:
        """To a question of this section by its number in it."""
        section = self.instrument.items[self.at].section
        own = [item for item in self._asked() if item.section == section]
        self.ask(self.instrument.items.index(own[i]))
