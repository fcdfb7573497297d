"""The sections of a long form: which one is open, and how each stands in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.ui.widgets import Clickable, clear, column, label, restyle

Section = tuple[str, str, str, str]  # code, title, state in words, tone of the state


class SectionItem(Clickable):
    """A section with a line that says how it stands."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("look", "section")
        self.title, self.state = label(title, wrap=True), label("", "hint", wrap=True)
        layout = column(self.title, self.state, spacing=0)
        layout.setContentsMargins(8, 7, 8, 7)
        self.setLayout(layout)
        self.toggled.connect(lambda _on: self._mark())

    def say(self, title: str, state: str, tone: str) -> None:
        """Its title and state; a state in green (ok) makes the title strong: this part is done."""
        self.title.setText(title)
        self.state.setText(state)
        self.state.setVisible(bool(state))
        self.setAccessibleName(f"{title}. {state}".rstrip(". "))
        restyle(self.state, tone=tone)
        self._mark()

    def nextCheckState(self) -> None:
        """Which section is open is said by the list alone."""

    def _mark(self) -> None:
        done = self.state.property("tone") == "ok"
        restyle(
            self.title,
            role="strong" if self.isChecked() or done else "",
            tone="brand" if self.isChecked() else "",
        )


class SectionList(QWidget):
    """`set([(code, title, state, tone)], current)`; `chosen(code)` when one is clicked. Arrow keys go up and down."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: dict[str, SectionItem] = {}
        self._column: QVBoxLayout = column(spacing=0)
        self.setLayout(self._column)

    def set(self, sections: Sequence[Section], current: str) -> None:
        """Show these; they are numbered in their order. Nothing flickers while only states change."""
        if list(self.items) != [code for code, *_rest in sections]:
            self._make([code for code, *_rest in sections])
        for number, (code, title, state, tone) in enumerate(sections, 1):
            item = self.items[code]
            item.setChecked(code == current)
            item.say(f"{number} {title}", state, tone)

    def _make(self, codes: Sequence[str]) -> None:
        had = next((code for code, item in self.items.items() if item.hasFocus()), "")
        clear(self._column)
        self.items = {}
        for code in codes:
            item = self.items[code] = SectionItem("")
            item.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
            self._column.addWidget(item)
        self._column.addStretch(1)
        if had in self.items:
            self.items[had].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self.items.values())
        at = next((i for i, item in enumerate(items) if item.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        items[(at + step) % len(items)].setFocus()
