"""A questionnaire on screen: one question at a time, big answers, number keys; and what a score says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from caseapp.core import instruments
from caseapp.core.i18n import _, n_
from caseapp.core.instruments import Instrument, Option
from caseapp.ui.theme import S1, S2
from caseapp.ui.widgets import Note, button, column, label, restyle, row

PER_ROW = 12  # numbers of questions in one row


class Scored(Protocol):
    """What a panel needs of a score; the views of stored answers have it too."""

    @property
    def value(self) -> int | None: ...
    @property
    def highest(self) -> int: ...
    @property
    def band(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def advice(self) -> str: ...
    @property
    def banner(self) -> str: ...
    @property
    def change(self) -> str: ...


@dataclass(frozen=True)
class Verdict:
    """The score of answers not yet saved."""

    value: int | None
    highest: int
    band: str
    level: str
    advice: str
    banner: str
    change: str = ""


def verdict(instrument: Instrument, answers: Mapping[str, int], language: str) -> Verdict:
    """What these answers say so far, in the current language."""
    score = instruments.score(instrument, answers)
    band, level = (_(score.band.label), score.band.level) if score.band else ("", "")
    return Verdict(
        score.value, instrument.scoring.highest, band, level, score.advice, instrument.banner(language)
    )


class BigAnswer(QRadioButton):
    """One answer, as wide as the question. `picked` only by the mouse: the arrow keys look at answers, they do not go on."""

    picked = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__(f"{option.value}   {_(option.label)}".replace("&", "&&"))
        self.option = option
        self.setProperty("big", True)
        self.setAccessibleName(_(option.label))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside:
            self.picked.emit()


class InstrumentForm(QWidget):
    """Asks the questions of one instrument. A digit or a click answers and goes on; Back and Next move without answering."""

    edited = Signal()
    moved = Signal(int)

    def __init__(self, instrument: Instrument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.instrument = instrument
        self.at = 0
        self._given: dict[str, int] = {}
        self.number = label("", "hint")
        self.question = label("", "title", wrap=True)
        self.choices = [BigAnswer(option) for option in instrument.options]
        self.group = QButtonGroup(self)
        for choice in self.choices:
            self.group.addButton(choice)
            choice.clicked.connect(lambda _on=False, choice=choice: self._answer(choice.option.value))
            choice.picked.connect(self.next)
        self.back, self.forward = button(_("Back"), self.previous), button(_("Next"), self.next)
        self.numbers = [self._number(i) for i in range(len(instrument.items))]
        self.setLayout(self._lay_out())
        self._show()

    def _lay_out(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setSpacing(S1)
        grid.setColumnStretch(PER_ROW, 1)
        for i, made in enumerate(self.numbers):
            grid.addWidget(made, i // PER_ROW, i % PER_ROW)
        intro = label(_(self.instrument.intro), "second", wrap=True)
        keys = label(_("Keys: the number of the answer, Backspace to go back"), "hint", wrap=True)
        moving = row(self.back, self.forward, keys)
        moving.setStretch(2, 1)
        return column(
            intro, row(grid, self.number), self.question, column(*self.choices, spacing=S1),
            moving, None, spacing=S2,
        )  # fmt: skip

    # --- answers; the same questions as FormWidget answers, so that drafts are kept of it too

    def answers(self) -> dict[str, int]:
        """Question code -> value, of those answered."""
        return dict(self._given)

    def raw_values(self) -> dict[str, Any]:
        return {"answers": self.answers()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show answers of a draft; those that are no longer possible are left out."""
        given = values.get("answers", {})
        known = {item.code for item in self.instrument.items}
        self._given = {k: v for k, v in given.items() if k in known and self.instrument.option(v)}
        self._show()

    def place(self) -> dict[str, Any]:
        return {"question": self.at}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Show the question of such a place."""
        self.ask(int(place.get("question", self.at)))

    @property
    def complete(self) -> bool:
        """Whether every question has an answer."""
        return len(self._given) == len(self.instrument.items)

    # --- moving

    def focus_first(self) -> None:
        """Give the keyboard to the answers of the question shown."""
        next((c for c in self.choices if c.isChecked()), self.choices[0]).setFocus()

    def ask(self, number: int) -> None:
        """Show one question, counted from 0."""
        self.at = max(0, min(number, len(self.instrument.items) - 1))
        self._show()
        self.moved.emit(self.at)

    def next(self) -> None:
        self.ask(self.at + 1)

    def previous(self) -> None:
        self.ask(self.at - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        option = self.instrument.option(int(event.text())) if event.text().isdecimal() else None
        if option:
            self._answer(option.value)
            self.next()
        elif event.key() == Qt.Key.Key_Backspace:
            self.previous()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next()
        else:
            super().keyPressEvent(event)

    def _answer(self, value: int) -> None:
        self._given[self.instrument.items[self.at].code] = value
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        items = self.instrument.items
        item = items[self.at]
        self.number.setText(_("Question {number} of {count}").format(number=self.at + 1, count=len(items)))
        self.question.setText(_(item.text))
        given = self._given.get(item.code)
        self.group.setExclusive(False)
        for choice in self.choices:
            choice.setChecked(choice.option.value == given)
        self.group.setExclusive(True)
        if any(choice.hasFocus() for choice in self.choices):
            self.focus_first()
        self.back.setEnabled(self.at > 0)
        self.forward.setEnabled(self.at < len(items) - 1)
        self._mark_numbers()

    def _mark_numbers(self) -> None:
        """Each question's number says whether it is answered, and leads there."""
        for i, (item, made) in enumerate(zip(self.instrument.items, self.numbers, strict=True)):
            answered = item.code in self._given
            made.setText(f"{i + 1} ✓" if answered else str(i + 1))
            said = _("answered") if answered else _("not answered")
            made.setAccessibleName(_("Question {number}, {state}").format(number=i + 1, state=said))
            restyle(made, step="now" if i == self.at else "done" if answered else "open")

    def _number(self, i: int) -> QPushButton:
        return button("", lambda: self.ask(i))


class ScorePanel(QWidget):
    """A score in words: number, band, advice, how it moved, and the warning when its cut-off is not validated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.of = label("", "big"), label("", "second")
        self.band, self.change = Note("", "ok"), label("", "second", wrap=True)
        self.advice = label("", wrap=True)
        self.banner = Note("", "warn")
        people = label(_("Scores advise, people decide."), "hint", wrap=True)
        self.setLayout(column(
            row(self.number, self.of, None), self.band, self.change, self.advice, self.banner, people, None, spacing=S2,
        ))  # fmt: skip

    def show_score(self, scored: Scored) -> None:
        """Show a score, or why there is none yet."""
        self.number.setText("–" if scored.value is None else str(scored.value))
        self.of.setText(_("of {highest}").format(highest=scored.highest))
        self.band.set(scored.band, scored.level or "ok")
        self.change.setText(scored.change)
        self.change.setVisible(bool(scored.change))
        self.advice.setText(scored.advice)
        self.advice.setVisible(bool(scored.advice))
        self.banner.set(scored.banner, "warn")


def missing_words(count: int) -> str:
    """`2 answers missing`, nothing for none."""
    return n_("{count} answer missing", "{count} answers missing", count) if count else ""
