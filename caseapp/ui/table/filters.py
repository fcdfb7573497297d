"""Editors that narrow a list: a word, a choice, a span of days. What is typed goes to the database, not to the rows shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from caseapp.core import dates
from caseapp.core.fields import Field, Form
from caseapp.core.i18n import N_, _
from caseapp.data.narrowing import CHOICE, NONE, SPANS, TEXT, Filter, span_words
from caseapp.ui.combo import Combo, SearchCombo
from caseapp.ui.theme import theme

TYPING_MS = 250
MANY = 20  # from so many entries on, one types to find one
WIDE, NARROW = 143, 139  # pixels at 100 per cent
CHOOSE = "…"  # the entry that asks for two days

DAYS_FORM = Form.of(
    "filter-days", N_("Days"),
    Field("first", "date", N_("From")),
    Field("last", "date", N_("Until"),
          check=lambda v, values: _("This is before the first day.") if values["first"] and v < values["first"] else None),
)  # fmt: skip
Ask = Callable[[str], Mapping[str, Any] | None]


class WordFilter(QLineEdit):
    """A word or two; asked a moment after the last key."""

    changed = Signal()

    def __init__(self, spec: Filter) -> None:
        super().__init__()
        self.spec = spec
        self.setPlaceholderText(_(spec.title))
        self.setAccessibleName(_("Narrow by {title}").format(title=_(spec.title)))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme().px(WIDE))
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(self.changed.emit)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.textChanged.connect(self._emptied)
        self.returnPressed.connect(self.changed.emit)

    def _emptied(self, text: str) -> None:
        """The small cross empties at once; Qt tells of it as of no edit."""
        if not text and not self._pause.isActive():
            self._pause.start()

    def value(self) -> str:
        return self.text().strip()

    def put(self, value: str) -> None:
        blocked = self.blockSignals(True)
        self.setText(value)
        self.blockSignals(blocked)

    def words(self) -> str:
        return f"“{self.value()}”"

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """Nothing is chosen from."""


def begin(combo: QComboBox, spec: Filter) -> None:
    """The first entry means any; where nothing better says so, it is the name of what is narrowed by."""
    combo.setAccessibleName(_(spec.title))
    plain = spec.any_words == "Any"
    combo.addItem(_(spec.title) if plain else _(spec.any_words), "")
    combo.setMinimumContentsLength(1)
    combo.setFixedWidth(theme().px(NARROW if plain else WIDE))


def fill(combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Entries after the first; what is chosen stays."""
    kept, blocked = str(combo.currentData() or ""), combo.blockSignals(True)
    while combo.count() > 1:
        combo.removeItem(1)
    for code, words in choices:
        combo.addItem(words, code)
    put(combo, kept)
    combo.blockSignals(blocked)


def put(combo: QComboBox, value: str) -> None:
    """Choose this; what is on the list no more is kept and shown as it is, the database will not know it either."""
    blocked = combo.blockSignals(True)
    if value and combo.findData(value) < 0:
        combo.addItem(value, value)
    combo.setCurrentIndex(max(0, combo.findData(value)))
    combo.blockSignals(blocked)


class OneOf:
    """What every editor of one entry does, whatever combo box it is."""

    def fill(self: Any, choices: Sequence[tuple[str, str]]) -> None:
        fill(self, choices)

    def value(self: Any) -> str:
        return str(self.currentData() or "")

    def put(self: Any, value: str) -> None:
        put(self, value)

    def words(self: Any) -> str:
        return str(self.currentText())


class ChoiceFilter(OneOf, Combo):
    """One entry of a list."""

    changed = Signal()

    def __init__(self, spec: Filter) -> None:
        super().__init__()
        self.spec = spec
        begin(self, spec)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit())


class LongChoiceFilter(OneOf, SearchCombo):
    """One entry of a long list, found by typing."""

    changed = Signal()

    def __init__(self, spec: Filter) -> None:
        super().__init__()
        self.spec = spec
        begin(self, spec)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit())


class DaysFilter(Combo):
    """A span of days by its name, or two days that are asked for."""

    changed = Signal()

    def __init__(self, spec: Filter, ask: Ask) -> None:
        super().__init__()
        self.spec, self._ask, self._last = spec, ask, 0
        begin(self, spec)
        for code, (words, _since, _until) in SPANS.items():
            self.addItem(_(words), code)
        if spec.empty:
            self.addItem(_("none"), NONE)
        self.addItem(_("Choose days…"), CHOOSE)
        self.view().setMinimumWidth(theme().px(WIDE + 40))
        self.activated.connect(self._chose)

    def _chose(self, at: int) -> None:
        if self.itemData(at) == CHOOSE:
            typed = self._ask(_(self.spec.title))
            days = [typed[name].isoformat() if typed and typed[name] else "" for name in ("first", "last")]
            self.put("..".join(days) if any(days) else str(self.itemData(self._last) or ""))
        self._last = self.currentIndex()
        self.changed.emit()

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """The spans are the same everywhere."""

    def value(self) -> str:
        return str(self.currentData() or "")

    def put(self, value: str) -> None:
        if value and self.findData(value) < 0:
            self.insertItem(self.count() - 1, span_words(value, dates.short_day), value)
        self.setCurrentIndex(max(0, self.findData(value)))
        self._last = self.currentIndex()

    def words(self) -> str:
        return self.currentText()


Editor = WordFilter | ChoiceFilter | LongChoiceFilter | DaysFilter


def editor(spec: Filter, ask: Ask, long: bool, parent: QWidget | None = None) -> Editor:
    """The editor for one filter; `long` for a list one types to find something in."""
    if spec.kind == TEXT:
        return WordFilter(spec)
    if spec.kind == CHOICE:
        return LongChoiceFilter(spec) if long else ChoiceFilter(spec)
    return DaysFilter(spec, ask)
