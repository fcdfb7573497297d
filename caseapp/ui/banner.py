"""The head of a page about one person or thing: picture, name, a sentence, chips, actions. It stays while tabs change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from caseapp.core.i18n import _
from caseapp.ui.flow import Flow
from caseapp.ui.icons import pixmap
from caseapp.ui.theme import S2, S3, color, theme
from caseapp.ui.widgets import Chip, column, label, row

WIDE, HIGH = 46, 56
CHIPS_BESIDE = 1000  # pixels of width at 100 per cent


class Avatar(QWidget):
    """A photograph, or the place where one would be."""

    def __init__(
        self, photo: bytes | None = None, parent: QWidget | None = None, *, scale: float = 1.0
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._photo = QPixmap()
        self.setFixedSize(self.sizeHint())
        self.set(photo)

    def set(self, photo: bytes | None) -> None:
        """Show a photograph (JPEG or PNG); none when it cannot be read."""
        self._photo = QPixmap()
        if photo:
            self._photo.loadFromData(photo)
        self.setAccessibleName(_("Photo") if not self._photo.isNull() else _("No photo"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDE * self._scale), theme().px(HIGH * self._scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), color("neutral_weak"))
        if self._photo.isNull():
            side = theme().px(22)
            painter.drawPixmap(
                (self.width() - side) // 2, (self.height() - side) // 2, pixmap("user", "ink3", 22)
            )
        else:
            fitted = self._photo.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                        Qt.TransformationMode.SmoothTransformation)  # fmt: skip
            painter.drawPixmap(
                (self.width() - fitted.width()) // 2, (self.height() - fitted.height()) // 2, fitted
            )
        painter.end()


class Banner(QFrame):
    """`set(name, sentence, [(chip, tone)])`; `add_action` puts buttons at the end, the primary one last."""

    def __init__(self, *, photo: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.avatar = Avatar()
        self.avatar.setVisible(photo)
        self.name = label("", "title", wrap=True)
        self.sentence = label("", "second", wrap=True)
        self.chips = Flow()
        self._narrow: bool | None = None
        self.tools = row(spacing=S2)
        self._words = column(None, self.name, self.sentence, None, spacing=3)
        self._beside = column(None, None)
        layout = row(self.avatar, self._words, self._beside, self.tools, spacing=S3)
        layout.setStretch(1, 1)
        layout.setContentsMargins(14, 10, 14, 10)
        self.setLayout(layout)
        self._put_chips()

    def set(self, name: str, sentence: str = "", chips: Sequence[tuple[str, str]] = ()) -> None:
        self.name.setText(name)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.chips.set(*(Chip(text, tone) for text, tone in chips))
        self.chips.setVisible(bool(chips))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_chips()

    def _put_chips(self) -> None:
        """Beside the words where there is room, otherwise below them."""
        narrow = self.width() * 100 / theme().scale < CHIPS_BESIDE
        if narrow != self._narrow:
            self._narrow = narrow
            (self._beside if narrow else self._words).removeWidget(self.chips)
            if narrow:
                self._words.insertWidget(3, self.chips)
            else:
                self._beside.insertWidget(1, self.chips)

    def add_action(self, made: QPushButton) -> QPushButton:
        self.tools.addWidget(made)
        return made
