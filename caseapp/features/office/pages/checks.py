"""“Check everything”: the file, the search index and every journal chain, with the result in words."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from caseapp.core.i18n import _, n_
from caseapp.core.jobs import CancellableProgress
from caseapp.features.office.checking import Report, verify
from caseapp.features.office.opening import OpenOffice
from caseapp.ui.page import Context
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Note, button, clear, column, label, row


class CheckTab(QWidget):
    """One button, what it does meanwhile, and what it found."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self.ctx, self.office = ctx, ctx.session
        assert isinstance(self.office, OpenOffice)
        self.running: CancellableProgress | None = None
        self.go_button = button(_("Check everything now"), self.go, look="primary")
        self.stop_button = button(_("Stop"), self.stop)
        self.bar, self.told = QProgressBar(), label("", "second")
        self.bar.setTextVisible(False)
        self.result, self.found = Note("", "ok"), column()
        words = label(_("Every page of the encrypted file, every link between records, the search index, and the journal entry "
                        "by entry: whether one was changed, left out or taken away. Nothing is changed by it. A large office "
                        "takes some seconds."), "second", wrap=True)  # fmt: skip
        card = Card(_("Is everything in order?"))
        card.add(
            words, row(self.go_button, self.stop_button, self.told, None), self.bar, self.result, self.found
        )
        self.setLayout(column(card, None, spacing=S3))
        self._busy(False)

    def go(self) -> None:
        """Start; the answer comes when it is done."""
        self.result.set("")
        clear(self.found)
        self._busy(True)
        self.running = self.ctx.tasks.heavy(
            lambda progress: verify(self.office, progress), done=self._show, failed=self._failed, told=self._tell, owner=self,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop at the next step."""
        if self.running:
            self.running.cancel()
        self._busy(False)
        self.told.setText(_("Stopped. Nothing was changed."))

    def _tell(self, done: int, _total: int, _text: str) -> None:
        self.told.setText(n_("{count} journal entry checked", "{count} journal entries checked", done))

    def _show(self, report: Report) -> None:
        self._busy(False)
        entries = n_("{count} journal entry", "{count} journal entries", report.entries)
        people = n_("{count} person on file", "{count} people on file", report.people)
        self.told.setText("")
        if not report.problems:
            self.result.set(
                _("All is well: {entries}, {people}.").format(entries=entries, people=people), "ok"
            )
            return
        self.result.set(_("Something is not in order. Nothing was changed. Write down what stands here, tell your supervisor, "
                          "and restore the newest backup when the data file is damaged."), "bad")  # fmt: skip
        for problem in report.problems:
            self.found.addWidget(label("• " + problem, wrap=True))

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.ctx.dialogs.error(error)

    def _busy(self, busy: bool) -> None:
        self.go_button.setEnabled(not busy)
        self.stop_button.setVisible(busy)
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0 if busy else 1)
        if busy:
            self.told.setText(_("One moment"))
