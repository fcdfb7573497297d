"""The widget that shows one chart."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.core.charts import Chart
from caseapp.core.i18n import _
from caseapp.ui.charts.paint import Areas, draw, height
from caseapp.ui.theme import on_change

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


class ChartView(QWidget):
    """A chart. With `doors` its bars open what is behind them: click, or arrows and Enter; `opened(number)`."""

    opened = Signal(int)

    def __init__(
        self, chart: Chart | None = None, *, doors: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.doors = doors
        self._areas: Areas = {}
        self._chosen: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setMouseTracking(doors)
        on_change(self, self.updateGeometry)
        if chart:
            self.set(chart)

    def set(self, chart: Chart) -> None:
        """Show another chart."""
        self.chart, self._chosen = chart, None
        can_open = self.doors and chart.kind != "line" and bool(chart.categories)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_open else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(chart.summary or _("Chart"))
        self.setAccessibleDescription("; ".join(" ".join(line).strip() for line in chart.table()))
        self.setFixedHeight(height(chart))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, height(self.chart) if self.chart else 40)

    def area(self, number: int) -> QRectF:
        """Where the bar of a category was drawn; empty before the first painting."""
        return self._areas.get(number, QRectF())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chart is None:
            return
        painter = QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        area = QRectF(self.rect()).adjusted(0, 2, 0, -2)
        self._areas = draw(painter, self.chart, area, mirrored, self._chosen if self.hasFocus() else None)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.doors and self._at(event) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event)
        if self.doors and number is not None:
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if self.chart and step:
            now = -1 if self._chosen is None else self._chosen
            self._chosen = max(0, min(len(self.chart.categories) - 1, now + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self.opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._chosen = self._chosen or 0
        self.update()

    def _at(self, event: QMouseEvent) -> int | None:
        place = event.position()
        return next((number for number, area in self._areas.items() if area.contains(place)), None)
