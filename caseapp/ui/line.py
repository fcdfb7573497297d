"""A few words with chips among them that wrap like a sentence. Every piece is plain text, whatever it holds."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.ui.theme import color, font, on_change, theme
from caseapp.ui.widgets import paint_chip


class Tag(Struct, frozen=True):
    """A chip in a sentence. Tones as everywhere: neutral, brand, ok, warn, bad, private."""

    text: str
    tone: str = "neutral"


class Strong(Struct, frozen=True):
    text: str


class Muted(Struct, frozen=True):
    text: str


Piece = str | Tag | Strong | Muted


class Line(QWidget):
    """`Line(Tag("Plan returned", "warn"), Strong(name), Muted("add the cost"))`; blanks between pieces are set here."""

    def __init__(self, *pieces: Piece, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self.pieces: tuple[Piece, ...] = ()
        on_change(self, self._write)
        self.set(*pieces)

    def set(self, *pieces: Piece) -> None:
        """Say something else."""
        self.pieces = tuple(p for p in pieces if (p if isinstance(p, str) else p.text))
        self.setAccessibleName(self.text())
        self._write()

    def text(self) -> str:
        """What a person reads."""
        return " ".join(p if isinstance(p, str) else p.text for p in self.pieces)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._document.setTextWidth(width)
        return int(self._document.size().height() + 0.99)

    def sizeHint(self) -> QSize:
        self._document.setTextWidth(-1)
        wide = min(int(self._document.idealWidth()) + 1, theme().px(240))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(
            theme().px(80), self.heightForWidth(max(self.width(), theme().px(80))) if self.width() else 18
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._document.setTextWidth(self.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        self._document.documentLayout().draw(painter, context)
        painter.end()

    def _write(self) -> None:
        option = QTextOption()
        option.setTextDirection(self.layoutDirection())
        self._document.setDefaultTextOption(option)
        self._document.setDefaultFont(font(13))
        self._document.clear()
        cursor = QTextCursor(self._document)
        for i, piece in enumerate(self.pieces):
            if i:
                cursor.insertText(" ", QTextCharFormat())
            if isinstance(piece, Tag):
                self._chip(cursor, piece, i)
            else:
                cursor.insertText(piece if isinstance(piece, str) else piece.text, _format(piece))
        self.updateGeometry()
        self.update()

    def _chip(self, cursor: QTextCursor, piece: Tag, number: int) -> None:
        """The chip as a small picture in the sentence, with the piece as its spoken name."""
        size = chip_size(piece.text)
        ratio = self.devicePixelRatioF()
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setFont(font(12))
        paint_chip(painter, QRectF(0, 0, size.width(), size.height()), piece.text, piece.tone)
        painter.end()
        name = f"chip:{number}"
        self._document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        shape = QTextImageFormat()
        shape.setName(name)
        shape.setWidth(size.width())
        shape.setHeight(size.height())
        shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cursor.insertImage(shape)


def chip_size(text: str) -> QSize:
    """How large a chip with these words is."""
    return QSize(QFontMetrics(font(12)).horizontalAdvance(text) + 18, theme().px(12) + 8)


def _format(piece: Piece) -> QTextCharFormat:
    shape = QTextCharFormat()
    shape.setForeground(QColor(color("ink3" if isinstance(piece, Muted) else "ink")))
    shape.setFontWeight(QFont.Weight.DemiBold if isinstance(piece, Strong) else QFont.Weight.Normal)
    return shape
