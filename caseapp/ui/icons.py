"""Lucide icons tinted from the palette, drawn sharp at any size, mirrored where direction matters."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from caseapp.core.paths import resource
from caseapp.ui.theme import theme

DIRECTIONAL = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "send", "log-out", "undo-2", "redo-2"}
)


def icon(name: str, tint: str = "ink2", size: int = 18) -> QIcon:
    """An icon of the set in the colour of a token."""
    return QIcon(pixmap(name, tint, size))


def pixmap(name: str, tint: str = "ink2", size: int = 18) -> QPixmap:
    """The same as a pixmap of `size` logical pixels."""
    mirrored = name in DIRECTIONAL and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return _drawn(name, getattr(theme().tokens, tint), theme().px(size), mirrored, ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, mirrored: bool, ratio: float) -> QPixmap:
    svg = resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", QColor(colour).name())
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    if mirrored:
        painter.translate(drawn.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
