"""Short lists inside cards: rows with a thin line between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QWidget

from caseapp.ui.line import Line
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Chip, Clickable, clear, column, label, row


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
            made.setAccessibleName(said(made))
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


def said(widget: QWidget) -> str:
    """All words inside a widget in their order: the name of a door for those who cannot see it."""
    parts = [w.text() for w in widget.findChildren(QLabel)] + [w.text() for w in widget.findChildren(Line)]
    return " ".join(filter(None, [*parts, *(w.text for w in widget.findChildren(Chip))]))


def spread(layout: QHBoxLayout, *shares: int) -> QHBoxLayout:
    """Give the items of a row their shares of the width."""
    for i, share in enumerate(shares):
        layout.setStretch(i, share)
    return layout
