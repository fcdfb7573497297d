"""The recovery sheet on the screen: print it, then type two groups back with the code hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from caseapp.core.errors import UserError
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _, language
from caseapp.features.office.documents import Sheet, recovery_sheet
from caseapp.features.office.pages.codes import CodeShown, TypeBack
from caseapp.ui.dialogs import Dialogs
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Note, button, column, label, row

Printer = Callable[[QWidget, bytes], bool]


def print_pdf(parent: QWidget, pdf: bytes) -> bool:
    """The system's print dialog, then page by page from memory. Whether it was printed."""
    from caseapp.ui.preview import PRINT_DPI, paint_pages

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    accepted = QPrintDialog(printer, parent).exec() == QDialog.DialogCode.Accepted
    if accepted:
        paint_pages(printer, pdf)
    return accepted


class SheetOnPaper(QWidget):
    """`matched(True)` once two groups were typed back from paper. Nothing is written to the disk unless asked for."""

    matched = Signal(bool)

    def __init__(
        self, sheet: Sheet, dialogs: Dialogs, printer: Printer = print_pdf, asked: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.sheet, self._dialogs, self._print = sheet, dialogs, printer
        self.back = TypeBack(sheet.code, asked)
        self.back.matched.connect(self.matched.emit)
        self.told = label("", "good", wrap=True)
        self.views = QStackedWidget()
        self.views.addWidget(self._shown())
        self.views.addWidget(self._asked())
        self.setLayout(column(self.views))

    def print_out(self) -> None:
        """Print by the system's dialog."""
        if self._print(self, self._pdf()):
            self.told.setText(_("Sent to the printer. Take it out yourself."))

    def save(self) -> None:
        """Save as a file, because the person says so; they are told what that means."""
        path = self._dialogs.save_file(_("Save the recovery sheet"), "recovery-sheet.pdf", "PDF (*.pdf)")
        if path is None:
            return
        try:
            with plain_disk_errors():
                write_atomic(path, self._pdf(), "paper")
        except UserError as error:
            self._dialogs.error(error)
            return
        self.told.setText(_("Saved. Print it elsewhere, then delete that file: it opens everything."))

    def ask(self) -> None:
        """Hide the code and ask for two groups."""
        self.back.clear()
        self.views.setCurrentIndex(1)
        self.back.lines[0].setFocus()

    def show_again(self) -> None:
        """Show the code once more."""
        self.back.clear()
        self.views.setCurrentIndex(0)

    def _shown(self) -> QWidget:
        made = QWidget()
        why = _("This code opens the office when passphrases are lost. The program does not keep it: put it on paper now, and "
                "the paper into the safe.")  # fmt: skip
        self.have_it = button(_("I have it on paper"), self.ask)
        tools = row(
            button(_("Print…"), self.print_out, icon_name="printer"), button(_("Save as PDF…"), self.save),
            self.have_it, None,
        )  # fmt: skip
        hint = label(_("No printer? Copy the seven groups by hand, with their numbers."), "hint", wrap=True)
        made.setLayout(
            column(
                label(why, wrap=True), CodeShown(self.sheet.code), tools, self.told, hint, None, spacing=S3
            )
        )
        return made

    def _asked(self) -> QWidget:
        made = QWidget()
        why = Note(
            _("Now from the paper: type these two groups, so that we both know that it can be read."), "brand"
        )
        again = button(_("Show the code again"), self.show_again, look="link")
        made.setLayout(column(why, self.back, row(again, None), None, spacing=S3))
        return made

    def _pdf(self) -> bytes:
        return recovery_sheet(self.sheet, language=language())
