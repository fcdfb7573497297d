"""Files and pictures that come in: dropped on a widget, or pasted from the clipboard. As bytes, checked elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from caseapp.core.contents import MOST_BYTES
from caseapp.core.errors import UserError
from caseapp.core.i18n import _

Taken = Callable[[str, bytes], object]  # a name to begin a title with, the content


class Incoming(QObject):
    """Lets a widget take one file or picture at a time: by drag and drop, and with Ctrl+V while it has the keyboard."""

    def __init__(self, widget: QWidget, taken: Taken, failed: Callable[[Exception], object]) -> None:
        super().__init__(widget)
        self._taken, self._failed = taken, failed
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):
            if not holds_something(event.mimeData()):
                return False
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
                self.take(event.mimeData())
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.matches(
            QKeySequence.StandardKey.Paste
        ):  # fmt: skip
            self.paste()
            return True
        return False

    def paste(self) -> None:
        """Take what lies in the clipboard: a picture, or a file that was copied."""
        self.take(QGuiApplication.clipboard().mimeData() or QMimeData())

    def take(self, data: QMimeData) -> None:
        """Take a picture or the first file; say so when there is neither."""
        try:
            found = picture_of(data) or file_of(data)
        except (OSError, UserError) as error:
            self._failed(error if isinstance(error, UserError) else UserError(_unreadable()))
            return
        if found is None:
            self._failed(
                UserError(
                    _("There is no picture or file in the clipboard. Copy one first, then paste it here.")
                )
            )
        else:
            self._taken(*found)


def holds_something(data: QMimeData) -> bool:
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def picture_of(data: QMimeData) -> tuple[str, bytes] | None:
    """The picture as PNG, when there is one and no file."""
    image = data.imageData() if data.hasImage() and not data.hasUrls() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return _("Picture"), bytes(buffer.data().data())


def file_of(data: QMimeData) -> tuple[str, bytes] | None:
    """The first local file: what it is called without its ending, and its content."""
    path = next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)
    return None if path is None else read_file(path)


def read_file(path: Path) -> tuple[str, bytes]:
    """A chosen file. Raises UserError for one that is too large to be kept or is no file."""
    if not path.is_file():
        raise UserError(_unreadable())
    if path.stat().st_size > MOST_BYTES:
        raise UserError(_("This file is larger than 20 MB. Take a smaller picture, or scan fewer pages."))
    return path.stem, path.read_bytes()


def _unreadable() -> str:
    return _("This file cannot be read. Choose another one.")
