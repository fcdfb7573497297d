"""The surfaces every screen is made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from caseapp.ui.icons import icon
from caseapp.ui.theme import S1, S2, S3, S4, semibold, theme
from caseapp.ui.widgets.basics import clear, column, label, restyle, row


class Card(QFrame):
    """A surface with a title, a word at the right, and whatever is put into `body`. `edge`: true, warn, private."""

    def __init__(
        self, title: str = "", aside: str = "", *, edge: str = "true", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", edge)
        self.title = label(title, "card", wrap=True)
        self.aside = label(aside, "hint", wrap=True)
        self.aside.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.head = row(self.title, self.aside)
        self.body = QVBoxLayout()
        self.body.setSpacing(S2)
        outer = column(self.head, self.body, spacing=S2)
        outer.setContentsMargins(14, 12, 14, 12)
        self.setLayout(outer)
        self._share()

    def set_title(self, text: str) -> None:
        self.title.setText(text)
        self._share()

    def set_aside(self, text: str) -> None:
        self.aside.setText(text)
        self._share()

    def _share(self) -> None:
        """Title and aside share the line by their lengths, and wrap when it is short."""
        for at, words in enumerate((self.title, self.aside)):
            words.setVisible(bool(words.text()))
            self.head.setStretch(at, QFontMetrics(semibold(13)).horizontalAdvance(words.text()))

    def add(self, *items: QWidget | QLayout | None) -> None:
        for item in items:
            if item is None:
                self.body.addStretch(1)
            elif isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)

    def clear(self) -> None:
        clear(self.body)


class Clickable(QPushButton):
    """A surface that is a door: click, Enter or Space opens it. As a button it is one for screen readers too.

    `clicked` brings a bool like any button's: connect `lambda _on=False, code=code: …`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "door")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalMinimumSize() if layout else super().minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class StatTile(Clickable):
    """A big number with what it counts; a door to the list behind it."""

    def __init__(self, caption: str, value: str = "–", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tile")
        self.value = label(value, "big", tone=tone)
        self.caption = label(caption, "label", wrap=True)
        layout = column(self.value, self.caption, None, spacing=0)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)
        self.set(value, caption, tone)

    def set(self, value: str, caption: str = "", tone: str = "") -> None:
        self.value.setText(value)
        if caption:
            self.caption.setText(caption)
        self.setAccessibleName(f"{value} {self.caption.text()}")
        restyle(self.value, tone=tone)


class Note(QFrame):
    """A tinted line that stays: what one should know here. Tones: brand, ok, warn, bad, private."""

    def __init__(
        self, text: str = "", tone: str = "brand", *actions: QPushButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.text = label(text, wrap=True)
        self.setLayout(row(self.text, *actions, spacing=S3))
        self.layout().setContentsMargins(12, 8, 12, 8)  # type: ignore[union-attr]
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.set(text, tone)

    def set(self, text: str, tone: str = "brand") -> None:
        self.text.setText(text)
        self.setVisible(bool(text))
        restyle(self, bar=tone)


class State(QWidget):
    """What stands where content would be: empty, loading, error, no permission."""

    def __init__(
        self, icon_name: str, title: str, text: str = "", *actions: QPushButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon(icon_name, "ink3", 36).pixmap(theme().px(36)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head, body = label(title, "card"), label(text, "second", wrap=True)
        for words in (head, body):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body.setVisible(bool(text))
        body.setMinimumWidth(320)
        inner = column(picture, head, body, row(None, *actions, None))
        self.setLayout(column(None, row(None, inner, None), None, margins=S4))


class Facts(QWidget):
    """Labels over values in a grid; empty values show a dash."""

    def __init__(
        self, pairs: Sequence[tuple[str, str]] = (), columns: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S4)
        self.grid.setVerticalSpacing(S2)
        self.set(pairs)

    def set(self, pairs: Sequence[tuple[str, str]]) -> None:
        clear(self.grid)
        for i, (name, value) in enumerate(pairs):
            words = label(value or "—", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            cell = column(
                label(name, "label"), words, None, spacing=0
            )  # as high as its row: long words keep all lines
            self.grid.addLayout(cell, i // self.columns, i % self.columns)
        for i in range(self.columns):
            self.grid.setColumnStretch(i, 1)


def flow(chips: Sequence[QWidget], per_row: int = 3) -> QVBoxLayout:
    """Chips in rows, from the reading side."""
    lines = [chips[i : i + per_row] for i in range(0, len(chips), per_row)]
    return column(*(row(*line, None, spacing=S1) for line in lines), spacing=S1)
