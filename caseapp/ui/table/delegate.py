"""How the cells of a table are painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from caseapp.ui.table.columns import BAR, CHIP_PAD, Column, in_lines
from caseapp.ui.table.model import Index, RowModel
from caseapp.ui.theme import ROW_HEIGHT, color, figures, theme
from caseapp.ui.widgets import paint_bar, paint_chip

ELIDE = Qt.TextElideMode.ElideRight
SIDE = 8  # pixels between a cell's edge and its words


class RowDelegate(QStyledItemDelegate):
    """Paints cells: text elided, chips as pills, bars as bars. Reads only what it paints."""

    def __init__(self, model: RowModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.refresh()

    def refresh(self) -> None:
        """Take faces and colours anew: they are kept, for a page of cells is painted often."""
        self.faces = {"strong": figures(13, QFont.Weight.DemiBold), "chip": figures(12)}
        self.plain = figures(13)
        self.metrics = {kind: QFontMetrics(face) for kind, face in self.faces.items()} | {
            "": QFontMetrics(self.plain)
        }
        self.colours = {name: color(name) for name in ("card", "brand_weak", "line", "ink", "ink3", "brand")}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        spec, shown = self._model.columns[index.column()], self._model.rows[index.row()]
        painter.fillRect(area, self.colours["brand_weak" if chosen else "card"])
        painter.setPen(self.colours["line"])
        painter.drawLine(
            QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5)
        )
        inner = area.adjusted(SIDE, 0, -SIDE, -1)
        if spec.kind == "chip":
            self._chip(painter, inner, spec, shown)
        else:
            self._text(painter, inner, spec, shown)

    def _chip(self, painter: QPainter, area: QRectF, spec: Column, shown: Any) -> None:
        text = spec.text(shown)
        if not text:
            return
        metrics, height = self.metrics["chip"], theme().px(12) + 8
        width = min(area.width(), metrics.horizontalAdvance(text) + CHIP_PAD)
        left = area.right() - width if self._mirrored() else area.left()
        pill = QRectF(left, area.center().y() - height / 2, width, height)
        elided = metrics.elidedText(text, ELIDE, int(width - CHIP_PAD + 1))
        painter.save()
        painter.setFont(self.faces["chip"])
        paint_chip(painter, pill, elided, spec.tone(shown) if spec.tone else "neutral")
        painter.restore()

    def _text(self, painter: QPainter, area: QRectF, spec: Column, shown: Any) -> None:
        mirrored = self._mirrored()
        if spec.kind == "bar" and spec.share:
            area = self._bar(painter, area, spec.share(shown), mirrored)
        painter.setFont(self.faces["strong"] if spec.kind == "strong" else self.plain)
        tone = spec.tone(shown) if spec.tone else ""
        if tone:
            painter.setPen(color(tone))
        else:
            painter.setPen(self.colours["ink3" if spec.kind == "muted" else "ink"])
        side = (
            Qt.AlignmentFlag.AlignRight if (spec.kind == "number") != mirrored else Qt.AlignmentFlag.AlignLeft
        )
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        lines = self.lines(spec, shown, int(area.width()))
        step = self.metrics[""].lineSpacing()
        for at, text in enumerate(lines):
            painter.drawText(area.translated(0, (at - (len(lines) - 1) / 2) * step), flags, text)

    def lines(self, spec: Column, shown: Any, width: int) -> tuple[str, ...]:
        """What is painted of a cell in this width, line by line."""
        words = spec.text(shown)[:400].replace("\n", " ")
        metrics = self.metrics["strong" if spec.kind == "strong" else ""]
        return in_lines(words, metrics, width) if spec.wraps else (metrics.elidedText(words, ELIDE, width),)

    def height(self, lines: int) -> int:
        """Of a row with so many lines, in pixels."""
        return theme().px(ROW_HEIGHT) + (lines - 1) * self.metrics[""].lineSpacing()

    def _bar(self, painter: QPainter, area: QRectF, share: tuple[float, str], mirrored: bool) -> QRectF:
        """Paints the bar at the reading side; gives what is left for the text."""
        wide = min(BAR - 8.0, area.width())
        left = area.right() - wide if mirrored else area.left()
        direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        paint_bar(painter, QRectF(left, area.center().y() - 4, wide, 8), [share], direction)
        return area.adjusted(0, 0, -BAR, 0) if mirrored else area.adjusted(BAR, 0, 0, 0)

    def _mirrored(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, theme().px(ROW_HEIGHT))
