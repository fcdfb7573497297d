"""The ways to answer one question of a questionnaire: one of several, several of them, an amount, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.core.instruments import Item, Option
from caseapp.ui.theme import S1, theme
from caseapp.ui.widgets import column, label, row

CLOSE, MANY = 5, 6  # more answers than these stand closer; in two columns


def _words(option: Option) -> str:
    return f"{option.value}   {option.label}".replace("&", "&&")


class BigAnswer(QRadioButton):
    """One answer, as wide as the question. `picked` only by the mouse: the arrow keys look at answers, they do not go on."""

    picked = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__(_words(option))
        self.option = option
        self.setProperty("big", True)
        self.setAccessibleName(option.label)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside:
            self.picked.emit()


class BigTick(QCheckBox):
    """One of several answers."""

    def __init__(self, option: Option) -> None:
        super().__init__(_words(option))
        self.option = option
        self.setProperty("big", True)
        self.setAccessibleName(option.label)


class AnswerField(QWidget):
    """Asks one question. `given` carries the answer, None when it is taken back; `done` asks for the next question."""

    given = Signal(object)
    done = Signal()

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item

    def show_answer(self, answer: Any) -> None:
        """Show what was answered, or nothing."""
        raise NotImplementedError

    def digit(self, number: int) -> bool:
        """A number key; False when it is not an answer here."""
        return False

    def take_focus(self) -> None:
        """The keyboard goes here."""


class OneOf(AnswerField):
    """Big answers, one of them. A digit or a click answers and goes on."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.choices = [BigAnswer(option) for option in item.options]
        self.group = QButtonGroup(self)
        for choice in self.choices:
            self.group.addButton(choice)
            choice.clicked.connect(lambda _on=False, choice=choice: self.given.emit(choice.option.value))
            choice.picked.connect(self.done.emit)
        self.setLayout(_laid(self.choices))

    def show_answer(self, answer: Any) -> None:
        self.group.setExclusive(False)
        for choice in self.choices:
            choice.setChecked(choice.option.value == answer)
        self.group.setExclusive(True)
        if any(choice.hasFocus() for choice in self.choices):
            self.take_focus()

    def digit(self, number: int) -> bool:
        if self.item.option(number) is None:
            return False
        self.given.emit(number)
        self.done.emit()
        return True

    def take_focus(self) -> None:
        next((c for c in self.choices if c.isChecked()), self.choices[0]).setFocus()


class ManyOf(AnswerField):
    """Ticks. A digit ticks or takes back; an answer that stands alone takes the others away, and they take it."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.choices = [BigTick(option) for option in item.options]
        for choice in self.choices:
            choice.clicked.connect(lambda _on=False, choice=choice: self._changed(choice))
        self.setLayout(_laid(self.choices))

    def show_answer(self, answer: Any) -> None:
        ticked = set(answer or ())
        for choice in self.choices:
            choice.setChecked(choice.option.value in ticked)

    def digit(self, number: int) -> bool:
        choice = next((c for c in self.choices if c.option.value == number), None)
        if choice:
            choice.click()
        return choice is not None

    def _changed(self, choice: BigTick) -> None:
        if choice.isChecked():
            for other in self.choices:
                if other is not choice and (choice.option.alone or other.option.alone):
                    other.setChecked(False)
        ticked = [c.option.value for c in self.choices if c.isChecked()]
        self.given.emit(ticked or None)

    def take_focus(self) -> None:
        self.choices[0].setFocus()


class Amount(AnswerField):
    """A whole number, with its unit beside it."""

    def __init__(self, item: Item, currency: str = "", parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.line = QLineEdit()
        self.line.setMaxLength(12)
        self.line.setFixedWidth(theme().px(180))
        self.line.setAccessibleName(item.text)
        self.line.textEdited.connect(lambda _text: self._typed())
        self.line.returnPressed.connect(self.done.emit)
        unit = currency if item.unit == "money" else _(item.unit)
        self.problem = label("", "problem", wrap=True)
        self.setLayout(column(row(self.line, label(unit, "second"), None), self.problem, spacing=S1))

    def show_answer(self, answer: Any) -> None:
        if self._read() != answer:
            self.line.setText("" if answer is None else str(answer))
            self.problem.setText("")

    def _read(self) -> int | None:
        told = self.line.text().replace(",", "").replace(" ", "")
        sign, digits = (-1, told[1:]) if told.startswith("-") else (1, told)
        return sign * int(digits) if digits.isascii() and digits.isdecimal() else None

    def _typed(self) -> None:
        number = self._read()
        words = self._wrong(number)
        self.problem.setText(words)
        self.given.emit(None if words else number)

    def _wrong(self, number: int | None) -> str:
        if not self.line.text().strip():
            return ""
        if number is None:
            return _("Write a whole number.")
        if self.item.least is not None and number < self.item.least:
            return _("{number} or more.").format(number=f"{self.item.least:,.0f}")
        if self.item.most is not None and number > self.item.most:
            return _("{number} or less.").format(number=f"{self.item.most:,.0f}")
        return ""

    def take_focus(self) -> None:
        self.line.setFocus()


class OwnWords(AnswerField):
    """A few lines of text."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(theme().px(96))
        self.box.setAccessibleName(item.text)
        self.box.textChanged.connect(self._typed)
        self._showing = False
        self.setLayout(column(self.box, spacing=0))

    def show_answer(self, answer: Any) -> None:
        if self.box.toPlainText().strip() != (answer or ""):
            self._showing = True
            self.box.setPlainText(answer or "")
            self._showing = False

    def _typed(self) -> None:
        if not self._showing:
            self.given.emit(self.box.toPlainText().strip()[:1000] or None)

    def take_focus(self) -> None:
        self.box.setFocus()


def field_for(item: Item, currency: str) -> AnswerField:
    """The way to answer a question."""
    if item.kind == "number":
        return Amount(item, currency)
    return {"one": OneOf, "many": ManyOf, "text": OwnWords}[item.kind](item)


def _laid(choices: Sequence[QWidget]) -> QGridLayout:
    """Below one another; many of them closer and in two columns, so that all are in sight."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(S1)
    deep = len(choices) if len(choices) <= MANY else -(-len(choices) // 2)
    for number, choice in enumerate(choices):
        choice.setProperty("big", True if len(choices) <= CLOSE else "small")
        grid.addWidget(choice, number % deep, number // deep)
    return grid
