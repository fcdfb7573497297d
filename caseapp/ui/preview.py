"""A paper on the screen before it is on paper: from memory only. Print, save, save encrypted, choose how much it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QKeySequence, QPageLayout, QPageSize, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _
from caseapp.ui.asking import ask_file_passphrase
from caseapp.ui.page import Context
from caseapp.ui.theme import S2, S3, S4
from caseapp.ui.widgets import button, clear, column, label, row, scrolled

SCREEN_DPI, PRINT_DPI = 100, 300
Level = tuple[int, str]


class PaperPreview(QDialog):
    """Shows the pages of a PDF made by `make(level)` off the GUI thread."""

    def __init__(
        self, ctx: Context, title: str, make: Callable[..., bytes], *, levels: Sequence[Level] = (), level: int = 1,
        name: str = "paper.pdf", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.ctx, self._make, self._name = ctx, make, name
        self.pdf = b""
        self.setWindowTitle(title)
        self.setModal(True)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("How much it shows"))
        for value, words in levels:
            self.choice.addItem(words, value)
        self.choice.setCurrentIndex(max(0, self.choice.findData(level)))
        self.choice.setVisible(len(levels) > 1)
        self.choice.currentIndexChanged.connect(lambda _index: self.load())
        self.level = level
        self.pages = QVBoxLayout()
        self.pages.setSpacing(S4)
        holder = QWidget()
        holder.setLayout(self.pages)
        self.told = label(_("One moment"), "second")
        self.print_button = button(_("Print…"), self.print_out, look="primary", icon_name="printer")
        self.save_button = button(_("Save as PDF…"), self.save)
        self.seal_button = button(_("Save with a passphrase…"), self.save_sealed)
        head = row(label(title, "title"), None, self.choice)
        foot = row(
            self.told,
            None,
            button(_("Close"), self.reject),
            self.seal_button,
            self.save_button,
            self.print_button,
        )
        layout = column(head, scrolled(holder), foot, spacing=S2, margins=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(900, room.width() - 40), room.height() - 40)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_out)
        self._ready(False)
        self.load()

    def load(self) -> None:
        """Make the paper at the chosen level and show it."""
        self.level = self.choice.currentData() if self.choice.count() else self.level
        self._ready(False)
        self.ctx.tasks.read(self._make, self.level, done=self.show_pdf, failed=self.fail, owner=self)

    def show_pdf(self, pdf: bytes) -> None:
        from caseapp.documents.raster import Pages

        self.pdf = pdf
        clear(self.pages)
        with Pages(pdf) as pages:
            count = len(pages)
            for index in range(count):
                self.pages.addWidget(self._sheet(pages, index), 0, Qt.AlignmentFlag.AlignHCenter)
        self.pages.addStretch(1)
        self.told.setText(
            _("{count} pages. Nothing is written to the disk until you save.").format(count=count)
        )
        self._ready(True)

    def fail(self, problem: Exception) -> None:
        clear(self.pages)
        self.pdf = b""
        words = str(problem) if isinstance(problem, UserError) else _("The paper could not be made.")
        self.pages.addWidget(label(words, "problem", wrap=True))
        self.told.setText("")

    def _sheet(self, pages: object, index: int) -> QLabel:
        made = QLabel()
        made.setProperty("card", True)
        image = page_image(pages, index, SCREEN_DPI)
        made.setPixmap(QPixmap.fromImage(image))
        made.setAccessibleName(pages.text(index)[:2000])  # type: ignore[attr-defined]
        return made

    def _ready(self, ready: bool) -> None:
        for made in (self.print_button, self.save_button, self.seal_button):
            made.setEnabled(ready)

    def print_out(self) -> None:
        """The system's print dialog, then page by page: nothing is kept in a file of ours."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setFullPage(True)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        if self.pdf and QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            paint_pages(printer, self.pdf)

    def save(self) -> None:
        path = self.ctx.dialogs.save_file(_("Save as PDF"), self._name, "PDF (*.pdf)")
        if path and self.pdf:
            self._write(path, self.pdf)

    def save_sealed(self) -> None:
        """Save for sending: AES-256, opened only with the passphrase typed now."""
        from caseapp.documents.protect import encrypt

        secret = ask_file_passphrase(self.ctx)
        path = secret and self.ctx.dialogs.save_file(_("Save with a passphrase"), self._name, "PDF (*.pdf)")
        if secret and path:
            self._write(path, encrypt(self.pdf, secret))

    def _write(self, path: Path, content: bytes) -> None:
        try:
            with plain_disk_errors():
                write_atomic(path, content, "paper")
        except UserError as error:
            self.ctx.dialogs.error(error)
        else:
            self.told.setText(_("Saved. Whoever can open that folder can read it."))


def page_image(pages: object, index: int, dpi: float) -> QImage:
    """A page as a picture on white."""
    drawn = pages.picture(index, dpi)  # type: ignore[attr-defined]
    image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 3, QImage.Format.Format_RGB888)
    return image.copy()


def paint_pages(printer: QPrinter, pdf: bytes) -> None:
    """Paint each page in order on a printer that is set up: one page in memory at a time."""
    from caseapp.documents.raster import Pages

    painter = QPainter(printer)
    with Pages(pdf) as pages:
        for index in range(len(pages)):
            if index:
                printer.newPage()
            image = page_image(pages, index, PRINT_DPI)
            area = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRect(0, 0, area.width(), area.height()), image)
    painter.end()


def show_paper(
    ctx: Context, title: str, make: Callable[..., bytes], *, levels: Sequence[Level] = (), level: int = 1,
    name: str = "paper.pdf", parent: QWidget | None = None,
) -> PaperPreview:  # fmt: skip
    """Open the preview of a paper; `make(uow, level)` is a query that returns the PDF."""
    preview = PaperPreview(ctx, title, make, levels=levels, level=level, name=name, parent=parent)
    preview.open()
    return preview
