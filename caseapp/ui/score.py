"""What a score says, in words: number, band, advice, dimensions, risks and protection, and what must stand beside it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _, n_
from caseapp.core.instruments import Answers, Instrument, MarksTold, PartTold, Told, tell_answers, written
from caseapp.ui.theme import S1, S2
from caseapp.ui.widgets import Note, clear, column, label, row

WRITTEN = {"ok": "good", "warn": "warning", "bad": "problem"}


class Scored(Protocol):
    """What a panel needs of a score; the views of stored answers have it too."""

    @property
    def value(self) -> float | None: ...
    @property
    def highest(self) -> float | None: ...
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


def verdict(instrument: Instrument, answers: Answers, language: str) -> Told:
    """What these answers say so far, in the current language."""
    return tell_answers(instrument, answers, language)


class ScorePanel(QWidget):
    """A score in words: number, band, advice, how it moved, and the warning when its cut-off is not validated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.of = label("", "big"), label("", "second")
        self.caution, self.label = Note("", "warn"), label("", "hint", wrap=True)
        self.band, self.change = Note("", "ok"), label("", "second", wrap=True)
        self.advice = label("", wrap=True)
        self.banner = Note("", "warn")
        self.parts, self.marks = column(spacing=S1), column(spacing=S1)
        people = label(_("Scores advise, people decide."), "hint", wrap=True)
        self.setLayout(column(
            row(self.number, self.of, None), self.caution, self.label, self.parts, self.band, self.change, self.advice,
            self.marks, self.banner, people, None, spacing=S2,
        ))  # fmt: skip

    def show_score(self, scored: Scored) -> None:
        """Show a score, or why there is none yet."""
        whole = scored.value is None or float(scored.value).is_integer()
        self.number.setText(written(scored.value, 0 if whole else 2))
        highest = scored.highest
        self.of.setText("" if highest is None else _("of {highest}").format(highest=f"{highest:g}"))
        self.band.set(scored.band, scored.level or "ok")
        self.change.setText(scored.change)
        self.change.setVisible(bool(scored.change))
        self.advice.setText(scored.advice)
        self.advice.setVisible(bool(scored.advice))
        self.banner.set(scored.banner, "warn")
        self.caution.set("", "warn")
        self._say("")
        clear(self.parts)
        clear(self.marks)

    def show_told(self, told: Told, currency: str = "") -> None:
        """The same with all that belongs to it: its label, its dimensions, risks and protection."""
        self.show_score(told)
        money = currency if told.unit == "money" and told.value is not None else ""
        self.number.setText(f"{money} {told.shown}".strip())
        self.number.setVisible(told.scored)
        self.caution.set(told.caution, "warn")
        self._say(told.label)
        for part in told.parts:
            self.parts.addWidget(_part(part))
        for found in told.marks:
            self.marks.addWidget(_marks(found))

    def _say(self, words: str) -> None:
        self.label.setText(words)
        self.label.setVisible(bool(words))


def _part(part: PartTold) -> QWidget:
    name, value = label(part.label), label(part.shown, "strong")
    line = row(name, value)
    line.setStretch(0, 1)
    holder = QWidget()
    said = label(part.band, WRITTEN.get(part.level, "hint"), wrap=True)
    holder.setLayout(column(line, said, spacing=0))
    return holder


def _marks(found: MarksTold) -> QWidget:
    holder = QWidget()
    head = f"{found.section}: {found.label}" if found.section else found.label
    role = "warning" if found.kind == "risk" else "good"
    holder.setLayout(
        column(label(head, role, wrap=True), label(", ".join(found.texts), "second", wrap=True), spacing=0)
    )
    return holder


def missing_words(count: int) -> str:
    """`2 answers missing`, nothing for none."""
    return n_("{count} answer missing", "{count} answers missing", count) if count else ""
