"""The find box over everything (Ctrl+K): answers while one types; arrows choose, Enter opens, Esc goes away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

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
from caseapp.ui.theme import S2, color, font, semibold, theme
from caseapp.ui.widgets import column, label, paint_chip, row

HIT = 256  # the role under which a list entry keeps its hit


@dataclass(frozen=True)
class Hit:
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
        self.line.setPlaceholderText(_("Name, phone, ID or case number, place, page"))
        self.line.setAccessibleName(_("Find"))
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(_("Found"))
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.itemClicked.connect(lambda item: self._open(item, self.opened))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = label("", "hint")
        foot = row(label(_("↑↓ choose   Enter open   Ctrl Enter record a follow-up   Esc close"), "hint"), None, self.told)
        layout = column(self.line, self.list, foot, spacing=S2)
        layout.setContentsMargins(12, 12, 12, 10)
        layout.setStretch(1, 1)
        self.sheet.setLayout(layout)
        self.hide()

    def open(self) -> None:
        """Show the box, empty, with the keyboard."""
        self.setGeometry(self.parentWidget().rect())
        width = min(640, self.width() - 40)
        self.sheet.setGeometry((self.width() - width) // 2, min(84, self.height() // 8), width, min(430, self.height() - 120))
        self.line.clear()
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
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.title}, {hit.detail}, {hit.why}, {hit.chip}")
            item.setSizeHint(QSize(100, theme().px(52)))
        if hits:
            self.list.setCurrentRow(0)
        self.told.setText(told)

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
        area = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(area, color("brand_weak" if chosen else "card"))
        inner = area.adjusted(10, 6, -10, -6)
        if hit.chip:
            width = QFontMetrics(font(12)).horizontalAdvance(hit.chip) + 18
            paint_chip(painter, QRectF(inner.right() - width, inner.center().y() - 10, width, 20), hit.chip, hit.tone)
            inner.setRight(inner.right() - width - 8)
        half = inner.height() / 2
        upper, lower = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        used = self._line(painter, upper, hit.title, semibold(13), "ink")
        self._line(painter, upper.adjusted(used + 8, 0, 0, 0), hit.detail, font(13), "ink2")
        self._line(painter, lower, hit.why, font(12), "ink3")
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, area: QRectF, text: str, used: Any, token: str) -> float:
        metrics = QFontMetrics(used)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(max(0, area.width())))
        painter.setFont(used)
        painter.setPen(color(token))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return float(metrics.horizontalAdvance(shown))
