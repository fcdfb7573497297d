"""Short lists inside cards: rows with a thin line between, what happened when, the sections of a long form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QWidget

from caseapp.ui.line import Line, Piece
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Clickable, clear, column, label, restyle, row


class Rows(QWidget):
    """Rows below one another with a line between them. A row may be a door."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayout(column(spacing=0))

    def add(
        self,
        *items: QWidget | QLayout | None,
        opened: Callable[[], object] | None = None,
        stretch: Sequence[int] = (),
    ) -> QFrame | Clickable:
        """A row of things side by side (None is a stretch); `opened` makes it clickable."""
        made: QFrame | Clickable = Clickable() if opened else QFrame()
        made.setProperty("rowline", True)
        inside = row(*items, spacing=S3)
        for i, share in enumerate(stretch):
            inside.setStretch(i, share)
        inside.setContentsMargins(8, 6, 8, 6)
        made.setLayout(inside)
        if opened and isinstance(made, Clickable):
            made.clicked.connect(lambda _on=False: opened())
        self._column().addWidget(made)
        return made

    def pair(self, name: str, value: str, *, strong: bool = False, tone: str = "") -> QFrame | Clickable:
        """A name at the reading side and its value at the other."""
        role = "strong" if strong else ""
        end = label(value, role, tone=tone)
        end.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        return self.add(label(name, role, wrap=True), end, stretch=(1, 0))

    def clear(self) -> None:
        clear(self._column())

    def _column(self) -> QBoxLayout:
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        return layout


@dataclass(frozen=True)
class Happened:
    """One thing in a timeline: when, in short words, and the sentence about it."""

    when: str
    pieces: tuple[Piece, ...]
    opened: Callable[[], object] | None = None


class Timeline(Rows):
    """What happened, newest first."""

    def set(self, entries: Sequence[Happened]) -> None:
        self.clear()
        for entry in entries:
            when = label(entry.when, "muted")
            when.setFixedWidth(theme().px(64))
            self.add(when, Line(*entry.pieces), opened=entry.opened, stretch=(0, 1)).setAccessibleName(
                f"{entry.when}: {' '.join(p if isinstance(p, str) else p.text for p in entry.pieces)}"
            )


class SectionItem(Clickable):
    """A section with a line that says how it stands."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("look", "section")
        self.title, self.state = label(title), label("", "hint")
        layout = column(self.title, self.state, spacing=0)
        layout.setContentsMargins(8, 7, 8, 7)
        self.setLayout(layout)
        self.toggled.connect(lambda _on: self._mark())
        self.say("")

    def say(self, text: str, tone: str = "") -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))
        restyle(self.state, tone=tone)
        self.setAccessibleName(f"{self.title.text()}. {text}".rstrip(". "))

    def _mark(self) -> None:
        restyle(
            self.title, role="strong" if self.isChecked() else "", tone="brand" if self.isChecked() else ""
        )


class SectionList(QWidget):
    """The sections of a form: which one is open and how each stands. Arrows move, `chosen(code)` tells."""

    chosen = Signal(str)

    def __init__(self, sections: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: dict[str, SectionItem] = {}
        layout = column(spacing=0)
        for number, (code, title) in enumerate(sections, 1):
            self.items[code] = SectionItem(f"{number} {title}")
            self.items[code].clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
            layout.addWidget(self.items[code])
        layout.addStretch(1)
        self.setLayout(layout)

    def mark(self, code: str) -> None:
        """Which section is open."""
        for name, item in self.items.items():
            item.setChecked(name == code)

    def say(self, code: str, text: str, tone: str = "") -> None:
        """How a section stands: `given, signed` ok, `2 to mend` bad."""
        self.items[code].say(text, tone)

    def set_asked(self, code: str, asked: bool) -> None:
        """Hide a section that is not asked."""
        self.items[code].setVisible(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        shown = [item for item in self.items.values() if item.isVisible()]
        focused = self.focusWidget()
        if step is None or focused not in shown:
            super().keyPressEvent(event)
            return
        shown[(shown.index(focused) + step) % len(shown)].setFocus()


def spread(layout: QHBoxLayout, *shares: int) -> QHBoxLayout:
    """Give the items of a row their shares of the width."""
    for i, share in enumerate(shares):
        layout.setStretch(i, share)
    return layout
