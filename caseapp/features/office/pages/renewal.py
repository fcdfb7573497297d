"""A new recovery sheet, and a new data key: for when paper or files may be in wrong hands."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.data import keys
from caseapp.features.office import safekeeping, staffing
from caseapp.features.office.documents import Sheet
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.pages.codes import CodeLine
from caseapp.features.office.pages.shared import prove
from caseapp.features.office.pages.sheet import Printer, SheetOnPaper, print_pdf
from caseapp.ui.page import Context
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Note, button, clear, column, label, row


class RenewalTab(QWidget):
    """The present sheet stays good until the new one is on paper and typed back."""

    def __init__(self, ctx: Context, printer: Printer = print_pdf) -> None:
        super().__init__()
        assert isinstance(ctx.session, OpenOffice)
        self.ctx, self.office, self._printer = ctx, ctx.session, printer
        self.present: CodeLine | None = None
        self.paper: SheetOnPaper | None = None
        self.sheet_card, self.key_card = Card(_("Recovery sheet")), Card(_("Data key of the office"))
        self.key_button = button(_("Give the office a new key…"), self.new_key)
        words = label(_("When somebody may have taken copies of the files and knew a passphrase: the data is encrypted anew "
                        "and the office closed for a minute. Nobody’s passphrase changes. Backups made before still open with "
                        "the passphrases of their time."), "second", wrap=True)  # fmt: skip
        self.key_card.add(words, row(self.key_button, None))
        self.setLayout(column(self.sheet_card, self.key_card, None, spacing=S3))
        self.rest()

    def rest(self, told: str = "") -> None:
        """Nothing is under way."""
        self.paper = self.present = None
        self._clear()
        words = _("It opens the office when passphrases are lost. The program keeps the code nowhere, so the sheet cannot be "
                  "printed again: a new one gets a new code, and the old one opens nothing any more.")  # fmt: skip
        self.new_button = button(_("Make a new sheet…"), self.begin)
        self.sheet_card.add(Note(told, "ok"), label(words, "second", wrap=True), row(self.new_button, None))

    def begin(self) -> None:
        """Prove who types; where sealed notes exist that one cannot open, the present sheet is needed too."""
        prove(
            self.ctx,
            self,
            _("New recovery sheet"),
            _("Type your own passphrase once more."),
            self._confirmed,
            self._show,
        )

    def store(self) -> None:
        """The new code takes the place of the old one."""
        present = self.present.code() if self.present else ""
        if self.paper is None or present is None:
            return
        code, proof, old = self.paper.sheet.code, self._proof, present
        self.ctx.tasks.heavy(
            lambda _progress: staffing.renew_sheet(self.office, proof, code, old), done=lambda _answer: self._stored(),
            owner=self,
        )  # fmt: skip

    def new_key(self) -> None:
        """Encrypt the data anew, with the office closed."""
        text = _("The office is closed for it, and everybody signs in again with the passphrase they have.")
        if self.ctx.dialogs.confirm(_("Give the office a new key?"), text, _("New key")):
            prove(self.ctx, self, _("New key"), _("Type your own passphrase once more."),
                  lambda proof: safekeeping.renewal_asked(self.office, proof),
                  lambda _answer: self.office.leave(safekeeping.renewing_key))  # fmt: skip

    def _confirmed(self, proof: str) -> str:
        staffing.confirm(self.office, proof)
        return proof

    def _show(self, proof: str) -> None:
        self._proof = proof
        info, actor = self.office.office, self.ctx.actor
        sheet = Sheet(
            keys.new_recovery_code(),
            info.name,
            info.code,
            str(self.office.folder),
            self.ctx.clock.now(),
            actor.name,
        )
        self._clear()
        self.paper = SheetOnPaper(sheet, self.ctx.dialogs, self._printer)
        self.store_button = button(_("The new sheet is in the safe"), self.store, look="primary")
        self.store_button.setEnabled(False)
        self.paper.matched.connect(self.store_button.setEnabled)
        self.sheet_card.add(self.paper)
        if staffing.sheet_needs_present(self.office):
            self.present = CodeLine(_("Code of the present sheet, because sealed notes hang on it"))
            self.sheet_card.add(self.present)
        self.sheet_card.add(row(None, button(_("Cancel"), self.rest), self.store_button))

    def _stored(self) -> None:
        self._proof = ""
        self.rest(_("The new sheet holds. Destroy the old one."))

    def _clear(self) -> None:
        clear(self.sheet_card.body)
