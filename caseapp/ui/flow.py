"""Things side by side that go on in the next row when the room ends, from the reading side."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from caseapp.ui.theme import S1


class FlowLayout(QLayout):
    """Lays out its widgets as words are laid out in a paragraph; all of a row are centred on its height."""

    def __init__(self, spacing: int = S1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._shown()]
        wide = sum(s.width() for s in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(wide, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, area: QRect, *, move: bool) -> int:
        """Place everything; gives the height that is needed."""
        top, rows = area.top(), self._rows(area.width())
        for row in rows:
            high = max(item.sizeHint().height() for item in row)
            if move:
                self._place(row, area, top, high)
            top += high + self.spacing()
        return top - area.top() - (self.spacing() if rows else 0)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = width + 1
        for item in self._shown():
            wide = item.sizeHint().width()
            if used + wide > width or not rows:
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += wide + self.spacing()
        return rows

    def _place(self, row: list[QLayoutItem], area: QRect, top: int, high: int) -> None:
        owner = self.parentWidget()
        mirrored = owner is not None and owner.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = area.left()
        for item in row:
            size = item.sizeHint().boundedTo(QSize(area.width(), high))
            left = area.right() + 1 - (x - area.left()) - size.width() if mirrored else x
            item.setGeometry(QRect(QPoint(left, top + (high - size.height()) // 2), size))
            x += size.width() + self.spacing()


class Flow(QWidget):
    """A widget that holds a flow: `Flow(Chip(…), Chip(…))`."""

    def __init__(self, *items: QWidget, spacing: int = S1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(spacing)
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set(*items)

    def set(self, *items: QWidget) -> None:
        """Hold other things."""
        while (old := self._flow.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for item in items:
            self._flow.addWidget(item)
        self.updateGeometry()
