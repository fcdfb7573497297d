"""The find box over everything (Ctrl+K): answers while one types; arrows choose, Enter opens, Esc goes away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.theme import S1, S2, color, font, semibold, theme
from caseapp.ui.widgets import column, label, paint_chip, row

HIT_HEIGHT = 56
HIT = 256  # the role under which a list entry keeps its hit


class Hit(Struct, frozen=True):
    """One answer: `title` strong, `detail` beside it, `why` below, a chip at the end. `data` goes back to the asker."""

    title: str
    detail: str
    why: str
    chip: str = ""
    tone: str = "neutral"
    data: Any = None


Answer = Callable[[Sequence[Hit], str], None]


class FindPalette(QWidget):
    """Covers the window's page. `search(text, answer)` is asked with every letter; the newest answer wins."""

    opened = Signal(object)
    other = Signal(object)  # Ctrl+Enter

    def __init__(self, window: QWidget, search: Callable[[str, Answer], None]) -> None:
        super().__init__(window)
        self._search = search
        self.sheet = QFrame(self)
        self.sheet.setObjectName("sheet")
        self.line = QLineEdit()
        self.line.setProperty("look", "find")
        self.line.setPlaceholderText(_("Name, phone, ID or case number, place, page"))
        self.line.setAccessibleName(_("Find"))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setProperty("look", "hits")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(_("Found"))
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.itemClicked.connect(lambda item: self._open(item, self.opened))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = label("", "hint")
        self.foot = QWidget()
        keys = (
            ("↑↓", _("choose")),
            ("Enter", _("open")),
            ("Ctrl Enter", _("record a follow-up")),
            ("Esc", _("close")),
        )
        told = [part for key, words in keys for part in (label(key, "key"), label(words, "hint"))]
        inside = row(*told, None, self.told, spacing=6)
        inside.setContentsMargins(14, 4, 14, 8)
        self.foot.setLayout(inside)
        layout = column(self.line, self.list, self.foot, spacing=S1)
        layout.setContentsMargins(1, 1, 1, 1)
        self.sheet.setLayout(layout)
        self.hide()

    def open(self) -> None:
        """Show the box, empty, with the keyboard."""
        self.setGeometry(self.window().rect())
        self.list.clear()
        self.told.setText("")
        self._fit()
        if self.line.text():
            self.line.clear()
        else:
            self._typed("")
        self.show()
        self.raise_()
        self.line.setFocus()

    def close_box(self) -> None:
        self.line.clear()
        self.list.clear()
        self.hide()

    def show_hits(self, hits: Sequence[Hit], told: str) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(self.list)
            item.setData(HIT, hit)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{hit.title}, {hit.detail}, {hit.why}, {hit.chip}"
            )
            item.setSizeHint(QSize(100, theme().px(HIT_HEIGHT)))
        if hits:
            self.list.setCurrentRow(0)
        self.told.setText(told)
        self._fit()

    def _fit(self) -> None:
        """As high as the hits there are, as far as the window goes; below that the list scrolls."""
        width = min(theme().px(640), self.width() - 40)
        top = min(84, self.height() // 8)
        self.list.setVisible(self.list.count() > 0)
        foot = self.foot.sizeHint().height() + self.line.sizeHint().height() + 4 * S2
        room = max(theme().px(HIT_HEIGHT), self.height() - top - foot - 40)
        self.list.setFixedHeight(
            min(self.list.count() * theme().px(HIT_HEIGHT), room, theme().px(HIT_HEIGHT) * 8)
        )
        self.sheet.setGeometry((self.width() - width) // 2, top, width, 0)
        self.sheet.resize(width, self.sheet.sizeHint().height())

    def _typed(self, text: str) -> None:
        self._search(text, self.show_hits)

    def _open(self, item: QListWidgetItem | None, signal: Any) -> None:
        if item is not None:
            hit: Hit = item.data(HIT)
            self.close_box()
            signal.emit(hit.data)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        key = Qt.Key(event.key())
        if key in steps:
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + steps[key])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._open(self.list.currentItem(), self.other if control else self.opened)
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.sheet.geometry().contains(event.position().toPoint()):
            self.close_box()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(10, 16, 22, 90))
        painter.end()


class _HitDelegate(QStyledItemDelegate):
    """Title, detail and reason in two lines, the chip at the end."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        hit: Hit = index.data(HIT)
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.fillRect(area, color("brand_weak" if chosen else "card"))
        painter.setPen(color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(14, 8, -14, -9)
        if hit.chip:
            width = QFontMetrics(font(12)).horizontalAdvance(hit.chip) + 18
            left = inner.left() if mirrored else inner.right() - width
            paint_chip(painter, QRectF(left, inner.center().y() - 10, width, 20), hit.chip, hit.tone)
            inner.adjust(width + 8 if mirrored else 0, 0, 0 if mirrored else -width - 8, 0)
        half = inner.height() / 2
        upper, lower = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        used = self._line(painter, upper, hit.title, semibold(13), "ink") + 6
        rest = upper.adjusted(0, 0, -used, 0) if mirrored else upper.adjusted(used, 0, 0, 0)
        self._line(painter, rest, hit.detail, font(13), "ink3")
        self._line(painter, lower, hit.why, font(13), "ink3")
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, area: QRectF, text: str, used: Any, token: str) -> float:
        metrics = QFontMetrics(used)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(max(0, area.width())))
        painter.setFont(used)
        painter.setPen(color(token))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        return float(metrics.horizontalAdvance(shown))
