"""The small pieces every screen is made of. Text from people is always plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from caseapp.ui.icons import icon
from caseapp.ui.theme import S1, S2, S3, S4, color, font, on_change, semibold, theme


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(text: str = "", role: str = "", *, wrap: bool = False, tone: str = "") -> QLabel:
    """Plain text. Roles: title, card, second, hint, label, strong, problem, warning, good, big."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def button(text: str, clicked: Callable[[], object] | None = None, *, look: str = "", icon_name: str = "") -> QPushButton:
    """A button. Looks: "" plain, "primary" (one a page), "danger", "link"."""
    made = QPushButton(text)
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        made.setIcon(icon(icon_name, "on_brand" if look == "primary" else "ink2", 16))
    if clicked:
        made.clicked.connect(lambda _checked=False: clicked())
    return made


def menu_button(text: str, entries: Sequence[tuple[str, Callable[[], object]]]) -> QPushButton:
    """A button that opens a menu of (text, call)."""
    made = MenuButton(text)
    menu = QMenu(made)
    for words, call in entries:
        menu.addAction(words.replace("&", "&&"), partial(_run, call))
    made.setMenu(menu)
    made.setEnabled(bool(entries))
    return made


def _run(call: Callable[[], object]) -> None:
    call()


class MenuButton(QPushButton):
    """A button with a small arrow after its words."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint()
        on_change(self, self._tint)

    def _tint(self) -> None:
        """Qt puts icons before the words; turning the button's own direction puts this one after them."""
        mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight if mirrored else Qt.LayoutDirection.RightToLeft)
        self.setIcon(icon("chevron-down", "ink2", 14))
        self.setIconSize(QSize(theme().px(14), theme().px(14)))


def row(*items: QWidget | QLayout | None, spacing: int = S2, margins: int = 0) -> QHBoxLayout:
    """Side by side; None is a stretch."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: QWidget | QLayout | None, spacing: int = S2, margins: int = 0) -> QVBoxLayout:
    """Below one another; None is a stretch."""
    return _fill(QVBoxLayout(), items, spacing, margins)


L = TypeVar("L", bound=QBoxLayout)


def _fill(layout: L, items: Sequence[QWidget | QLayout | None], spacing: int, margins: int) -> L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
    return layout


def rule() -> QFrame:
    """A thin line."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Card(QFrame):
    """A surface with a title, a word at the right, and whatever is put into `body`. `edge`: true, warn, private."""

    def __init__(self, title: str = "", aside: str = "", *, edge: str = "true", parent: QWidget | None = None) -> None:
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


class Chip(QWidget):
    """A word on a tinted pill. Tones: neutral, brand, ok, warn, bad, private."""

    def __init__(self, text: str, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, tone: str = "neutral") -> None:
        self.text, self.tone = text, tone
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12)).horizontalAdvance(self.text) + 18, theme().px(12) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text, self.tone)
        painter.end()


def paint_chip(painter: QPainter, area: QRectF, text: str, tone: str) -> None:
    """The pill of a chip inside `area`; also used by tables."""
    ink, back = theme().tokens.text_on(tone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.setFont(font(12))
    painter.setPen(QColor(ink))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class Clickable(QPushButton):
    """A surface that is a door: click, Enter or Space opens it. As a button it is one for screen readers too.

    `clicked` brings a bool like any button's: connect `lambda _on=False, code=code: …`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "door")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

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
        layout = column(self.value, self.caption, spacing=0)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set(value, caption, tone)

    def set(self, value: str, caption: str = "", tone: str = "") -> None:
        self.value.setText(value)
        if caption:
            self.caption.setText(caption)
        self.setAccessibleName(f"{value} {self.caption.text()}")
        restyle(self.value, tone=tone)


class Bar(QWidget):
    """A horizontal bar of parts: (share 0..1, token). What is left stays grey."""

    def __init__(self, parts: Sequence[tuple[float, str]] = (), height: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = list(parts)
        self.setFixedHeight(height)
        self.setMinimumWidth(60)

    def set(self, parts: Sequence[tuple[float, str]]) -> None:
        self.parts = list(parts)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self.parts, self.layoutDirection())
        painter.end()


def paint_bar(
    painter: QPainter, area: QRectF, parts: Sequence[tuple[float, str]], direction: Qt.LayoutDirection
) -> None:
    """A rounded bar filled from the reading side."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(area, 4, 4)
    painter.setClipPath(path)
    painter.fillRect(area, color("neutral_weak"))
    done = 0.0
    for share, token in parts:
        width = area.width() * max(0.0, min(share, 1.0 - done))
        left = area.left() + done * area.width()
        if direction == Qt.LayoutDirection.RightToLeft:
            left = area.right() - done * area.width() - width
        painter.fillRect(QRectF(left, area.top(), width, area.height()), color(token))
        done += share
    painter.restore()


class Note(QFrame):
    """A tinted line that stays: what one should know here. Tones: brand, ok, warn, bad, private."""

    def __init__(self, text: str = "", tone: str = "brand", *actions: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label(text, wrap=True)
        self.setLayout(row(self.text, *actions, spacing=S3))
        self.layout().setContentsMargins(12, 8, 12, 8)  # type: ignore[union-attr]
        self.layout().setStretch(0, 1)  # type: ignore[union-attr,attr-defined]
        self.set(text, tone)

    def set(self, text: str, tone: str = "brand") -> None:
        self.text.setText(text)
        self.setVisible(bool(text))
        restyle(self, bar=tone)


class State(QWidget):
    """What stands where content would be: empty, loading, error, no permission."""

    def __init__(self, icon_name: str, title: str, text: str = "", *actions: QPushButton, parent: QWidget | None = None) -> None:
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

    def __init__(self, pairs: Sequence[tuple[str, str]] = (), columns: int = 3, parent: QWidget | None = None) -> None:
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
            cell = column(label(name, "label"), words, spacing=0)
            self.grid.addLayout(cell, i // self.columns, i % self.columns, Qt.AlignmentFlag.AlignTop)
        for i in range(self.columns):
            self.grid.setColumnStretch(i, 1)


def flow(chips: Sequence[QWidget], per_row: int = 3) -> QVBoxLayout:
    """Chips in rows, from the reading side."""
    lines = [chips[i : i + per_row] for i in range(0, len(chips), per_row)]
    return column(*(row(*line, None, spacing=S1) for line in lines), spacing=S1)


def scrolled(content: QWidget) -> QScrollArea:
    """Content that scrolls up and down when the window is low."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area


class Stepper(QWidget):
    """Steps of a process: done with a tick, the one under way, those to come. Each is (title, detail)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayout(row(spacing=S2))

    def set(self, steps: Sequence[tuple[str, str]], current: int) -> None:
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        clear(layout)
        for i, (title, detail) in enumerate(steps):
            layout.addWidget(_Dot(i + 1, i < current, i == current))
            words = column(label(title, "strong"), label(detail, "hint"), spacing=0)
            if not detail:
                words = column(None, label(title, "strong"), None, spacing=0)
            layout.addLayout(words)
            layout.addStretch(1)


class _Dot(QWidget):
    def __init__(self, number: int, done: bool, current: bool) -> None:
        super().__init__()
        self.number, self.done, self.current = number, done, current
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(color("line"))
        painter.setBrush(color("ok" if self.done else "brand" if self.current else "card"))
        painter.drawEllipse(area)
        painter.setFont(semibold(12))
        painter.setPen(color("on_brand" if self.done or self.current else "ink3"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "✓" if self.done else str(self.number))
        painter.end()
