"""Looking at a file inside the program, from memory: pictures, pages of a PDF, plain text. Nothing touches the disk."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from caseapp.core import contents
from caseapp.core.i18n import _, n_
from caseapp.ui.preview import SCREEN_DPI, page_image
from caseapp.ui.theme import S2, S3, S4, theme
from caseapp.ui.widgets import button, column, label, row, scrolled

MOST_PAGES = 40  # drawn at once; a longer paper says how many there are


class FittedPicture(QLabel):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._whole = QPixmap.fromImage(image)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(theme().px(120), theme().px(120))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(_("Picture"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.size().boundedTo(self._whole.size())
        self.setPixmap(
            self._whole.scaled(
                room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )

    def sizeHint(self) -> QSize:
        return self._whole.size()


class FileViewer(QDialog):
    """Shows a file that is in memory. `told` is set to what cannot be shown, if anything."""

    def __init__(self, title: str, media_type: str, data: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.told = label(_("Shown from memory. Nothing is written to the disk."), "second", wrap=True)
        foot = row(self.told, button(_("Close"), self.reject), spacing=S3)
        foot.setStretch(0, 1)
        layout = column(
            label(title, "title", wrap=True), self._content(media_type, data), foot, spacing=S2, margins=S3
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(900, room.width() - 40), room.height() - 40)

    def _content(self, media_type: str, data: bytes) -> QWidget:
        if media_type in contents.PICTURES:
            image = QImage.fromData(data)
            return (
                FittedPicture(image)
                if not image.isNull()
                else self._nothing(_("This picture cannot be shown."))
            )
        if media_type == contents.PDF:
            return self._pages(data)
        if media_type == contents.TEXT:
            text = QPlainTextEdit()
            text.setReadOnly(True)
            text.setPlainText(data.decode("utf-8-sig", errors="replace"))
            text.setAccessibleName(_("Text"))
            return text
        return self._nothing(_("This kind of file is kept, but not shown here."))

    def _pages(self, pdf: bytes) -> QWidget:
        from caseapp.documents.raster import Pages

        sheets = QVBoxLayout()
        sheets.setSpacing(S4)
        try:
            with Pages(pdf) as pages:
                count = len(pages)
                for index in range(min(count, MOST_PAGES)):
                    sheet = QLabel()
                    sheet.setProperty("card", True)
                    sheet.setPixmap(QPixmap.fromImage(page_image(pages, index, SCREEN_DPI)))
                    sheet.setAccessibleName(pages.text(index)[:2000])
                    sheets.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        except Exception:  # whatever a damaged or locked PDF makes of its reader
            return self._nothing(_("This PDF cannot be shown: it is damaged or locked with a passphrase."))
        if count > MOST_PAGES:
            self.told.setText(n_("The first {shown} of {count} page.", "The first {shown} of {count} pages.", count,
                                 shown=MOST_PAGES))  # fmt: skip
        sheets.addStretch(1)
        holder = QWidget()
        holder.setLayout(sheets)
        return scrolled(holder)

    def _nothing(self, words: str) -> QWidget:
        made = label(words, "second", wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made


def show_file(title: str, media_type: str, data: bytes, parent: QWidget | None = None) -> FileViewer:
    """Open the viewer over a window."""
    viewer = FileViewer(title, media_type, data, parent)
    viewer.open()
    return viewer
