"""How each kind of chart is drawn. Every painter returns the areas that can be clicked, by number of the category."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPolygonF

from caseapp.core.charts import Chart, Tone, apart
from caseapp.ui.theme import color, font, theme

Areas = dict[int, QRectF]
START, END, MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter

LINES = {
    Tone.BRAND: "brand", Tone.OK: "ok", Tone.WARN: "warn", Tone.BAD: "bad", Tone.PRIVATE: "private", Tone.PLAIN: "ink2",
}  # fmt: skip
FILLS = LINES | {Tone.BAD: "bar_high", Tone.WARN: "bar_medium", Tone.PLAIN: "bar_low"}
BANDS = {
    Tone.BRAND: "brand_weak", Tone.OK: "ok_weak", Tone.WARN: "warn_weak", Tone.BAD: "bad_weak",
    Tone.PRIVATE: "private_weak", Tone.PLAIN: "neutral_weak",
}  # fmt: skip
ROW, BAR = 26, 14  # pixels at 100 per cent


def height(chart: Chart) -> int:
    """How high a chart wants to be, in pixels."""
    rows = len(chart.categories)
    pixels = {"line": 158, "donut": max(130, rows * ROW), "bar": rows * ROW, "stacked": (rows + 1) * ROW}
    return theme().px(pixels[chart.kind] + 4)


def draw(painter: QPainter, chart: Chart, area: QRectF, mirrored: bool, chosen: int | None) -> Areas:
    """Draw a chart into an area; `chosen` is the category that has the keyboard."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(
        Qt.LayoutDirection.LeftToRight
    )  # sides are worked out here, not by the painter
    painters: dict[str, Callable[..., Areas]] = {
        "line": _line, "bar": _bars, "stacked": _bars, "donut": _donut,
    }  # fmt: skip
    return painters[chart.kind](painter, chart, area, mirrored, chosen)


# --- lines: time runs from left to right in every language, as on paper


def _line(painter: QPainter, chart: Chart, area: QRectF, mirrored: bool, chosen: int | None) -> Areas:
    small, bold = font(11), font(11.5, QFont.Weight.DemiBold)
    scale = _ticks(chart)
    names = [_end_label(chart, i) for i in range(len(chart.series))]
    left = max(_wide(chart.number(v), small) for v in scale) + 12
    right = max((_wide(n, bold) for n in names), default=0) + 14
    low = QFontMetrics(small).height() + 8
    plot = area.adjusted(left, 8, -min(right, area.width() * 0.45), -low)
    _grid(painter, chart, plot, small)
    step = plot.width() / max(1, len(chart.categories) - 1)
    inset = min(24.0, plot.width() / 10)
    across = [plot.left() + inset + i * (step - 2 * inset / max(1, len(chart.categories) - 1))
              for i in range(len(chart.categories))]  # fmt: skip
    _categories(painter, chart, plot, across, small)
    ends = []
    dashes = cycle((Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine))
    for one in chart.series:
        pen = QPen(color(LINES[one.tone]), 2.2 if not one.dashed else 1.6)
        pen.setStyle(next(dashes) if one.dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        known = [(x, v) for x, v in zip(across, one.values, strict=True) if v is not None]
        points = [QPointF(x, _up(plot, v, scale[-1])) for x, v in known]
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(color(LINES[one.tone]))
        for point in points:
            painter.drawEllipse(point, 2.4, 2.4)
        ends.append(points[-1].y() if points else plot.bottom())
    painter.setFont(bold)
    high = QFontMetrics(bold).height()
    for one, name, y in zip(chart.series, names, apart(ends, high), strict=True):
        painter.setPen(color(LINES[one.tone]))
        painter.drawText(QRectF(plot.right() + 6, y - high / 2, right, high), START | MIDDLE, name)
    return {}


def _end_label(chart: Chart, index: int) -> str:
    one = chart.series[index]
    last = next((v for v in reversed(one.values) if v is not None), None)
    return f"{one.name} {chart.number(last)}".strip()


def _ticks(chart: Chart) -> tuple[float, ...]:
    """The scale, with a step between where it has only its ends."""
    scale = chart.scale()
    return (0.0, scale[-1] / 2, scale[-1]) if len(scale) == 2 and scale[-1] <= 1 else scale


def _grid(painter: QPainter, chart: Chart, plot: QRectF, small: QFont) -> None:
    scale = _ticks(chart)
    painter.setFont(small)
    for band in chart.bands:
        top, bottom = (_up(plot, min(v, scale[-1]), scale[-1]) for v in (band.high, band.low))
        painter.fillRect(QRectF(plot.left(), top, plot.width(), bottom - top), color(BANDS[band.tone]))
        painter.setPen(color("ink3"))
        painter.drawText(
            QRectF(plot.left() + 6, top, plot.width() - 12, bottom - top), START | MIDDLE, band.label
        )
    for value in scale:
        y = _up(plot, value, scale[-1])
        painter.setPen(color("line"))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(color("ink3"))
        painter.drawText(QRectF(plot.left() - 60, y - 9, 52, 18), END | MIDDLE, chart.number(value))


def _categories(painter: QPainter, chart: Chart, plot: QRectF, across: list[float], small: QFont) -> None:
    """Names below the scale; where they would touch, every second or third is left out, never the last."""
    painter.setFont(small)
    painter.setPen(color("ink3"))
    high = QFontMetrics(small).height()
    free = float("inf")
    for x, text in reversed(list(zip(across, chart.categories, strict=True))):
        wide = _wide(text, small)
        if x + wide / 2 + 6 <= free:
            painter.drawText(QPointF(x - wide / 2, plot.bottom() + high + 2), text)
            free = x - wide / 2


def _up(plot: QRectF, value: float, top: float) -> float:
    return plot.bottom() - plot.height() * value / top


# --- bars lie down, so that their names can be read


def _bars(painter: QPainter, chart: Chart, area: QRectF, mirrored: bool, chosen: int | None) -> Areas:
    words, found = font(12), Areas()
    names = min(max((_wide(c, words) for c in chart.categories), default=0) + 12, area.width() * 0.4)
    numbers = max((_wide(chart.number(t), words) for t in chart.totals()), default=0) + 12
    room, top = area.width() - names - numbers, chart.scale()[-1]
    row, bar = theme().px(ROW), theme().px(BAR)
    for i, category in enumerate(chart.categories):
        line = QRectF(area.left(), area.top() + i * row, area.width(), row)
        if chosen == i:
            painter.fillRect(line, color("brand_weak"))
        start = names
        for one in chart.series:
            wide = room * (one.values[i] or 0) / top
            tone = chart.tone(i) if chart.kind == "bar" else one.tone
            _box(painter, line, start, wide, bar, mirrored, FILLS[tone])
            start += wide
        cut = QFontMetrics(words).elidedText(category, Qt.TextElideMode.ElideRight, int(names - 8))
        _words(painter, line, 0, names, mirrored, cut, "ink2")
        _words(painter, line, start + 6, numbers, mirrored, chart.number(chart.totals()[i]), "ink")
        found[i] = line
    if chart.kind == "stacked":
        _legend(painter, chart, area.adjusted(0, len(chart.categories) * row, 0, 0), mirrored)
    return found


def _box(
    painter: QPainter, line: QRectF, start: float, wide: float, high: float, mirrored: bool, token: str
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(token))
    left = line.right() - start - wide if mirrored else line.left() + start
    painter.drawRoundedRect(QRectF(left, line.center().y() - high / 2, wide, high), 2, 2)


def _words(
    painter: QPainter, line: QRectF, start: float, wide: float, mirrored: bool, text: str, token: str
) -> None:
    painter.setFont(font(12))
    painter.setPen(color(token))
    left = line.right() - start - wide if mirrored else line.left() + start
    side = END if mirrored else START
    painter.drawText(QRectF(left, line.top(), wide, line.height()), side | MIDDLE, text)


def _legend(painter: QPainter, chart: Chart, area: QRectF, mirrored: bool) -> None:
    line = QRectF(area.left(), area.top(), area.width(), theme().px(ROW))
    start, mark = 0.0, theme().px(10)
    for one in chart.series:
        _box(painter, line, start, mark, mark, mirrored, FILLS[one.tone])
        wide = _wide(one.name, font(12))
        _words(painter, line, start + mark + 6, wide + 4, mirrored, one.name, "ink2")
        start += mark + wide + 22


# --- a ring with its words beside it


def _donut(painter: QPainter, chart: Chart, area: QRectF, mirrored: bool, chosen: int | None) -> Areas:
    side = min(area.height(), float(theme().px(130)), area.width() * 0.4)
    ring = QRectF(area.right() - side if mirrored else area.left(), area.top(), side, side)
    hole = ring.adjusted(side * 0.28, side * 0.28, -side * 0.28, -side * 0.28)
    turned, found, row = 90 * 16.0, Areas(), theme().px(ROW)
    painter.setPen(Qt.PenStyle.NoPen)
    for i, share in enumerate(chart.shares()):
        painter.setBrush(color(FILLS[chart.tone(i)]))
        painter.drawPie(ring, round(turned), round(-share * 360 * 16))
        turned -= share * 360 * 16
    painter.setBrush(color("card"))
    painter.drawEllipse(hole)
    for i, category in enumerate(chart.categories):
        line = QRectF(area.left(), area.top() + i * row, area.width(), row)
        if chosen == i:
            painter.fillRect(line.adjusted(side + 8, 0, 0, 0), color("brand_weak"))
        _box(painter, line, side + 16, 10, 10, mirrored, FILLS[chart.tone(i)])
        said = f"{category} {chart.number(chart.series[0].values[i])}"
        _words(painter, line, side + 34, area.width() - side - 36, mirrored, said, "ink")
        painter.setPen(Qt.PenStyle.NoPen)
        found[i] = line
    return found


def _wide(text: str, used: QFont) -> float:
    return QFontMetricsF(used).horizontalAdvance(text)
