"""Putting a backup back where no office is open: after a loss, or on a new laptop. Needs a passphrase of its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QStackedWidget, QWidget

from caseapp.core.clock import Clock
from caseapp.core.dates import moment
from caseapp.core.errors import UserError
from caseapp.core.i18n import _, n_
from caseapp.data import backup
from caseapp.data.backup import Manifest
from caseapp.data.keys import KeyRing
from caseapp.features.office.founding import place_warning
from caseapp.features.office.pages.codes import CodeLine
from caseapp.features.office.pages.passphrase import Line
from caseapp.features.office.pages.work import Work
from caseapp.features.office.safekeeping import restore_here
from caseapp.ui.combo import Combo
from caseapp.ui.dialogs import Dialogs
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import Facts, Note, button, column, label, row, scrolled

KIND = "caseapp (*.casebackup)"


class RestorePanel(QWidget):
    """Choose a backup, prove that it is yours, choose where it goes. `done(folder)` is called when it is in place."""

    def __init__(
        self, place: Path, dialogs: Dialogs, work: Work, leave: Callable[[], None], done: Callable[[Path], None],
        clock: Clock,
    ) -> None:  # fmt: skip
        super().__init__()
        self._dialogs, self._work, self._leave, self._done, self._clock = dialogs, work, leave, done, clock
        self.place, self.path = place, Path()
        self.manifest: Manifest | None = None
        self.facts, self.trouble = Facts(columns=2), label("", "problem", wrap=True)
        self.proof, self.target = self._proof(), label("", "", wrap=True)
        self.warning = Note("", "warn")
        self.rest = QWidget()
        other = button(_("Another folder…"), self.choose_place)
        where = column(label(_("Where it goes"), "label"), row(self.target, None, other), spacing=S1)
        self.rest.setLayout(column(self.facts, self.proof, where, self.warning, spacing=S3))
        self.rest.hide()
        self.choose_button = button(_("Choose a backup…"), self.choose, icon_name="folder-open")
        inner = QWidget()
        inner.setLayout(column(row(self.choose_button, None), self.rest, None, spacing=S3))
        self.cancel, self.go_button = (
            button(_("Cancel"), leave, look="link"),
            button(_("Restore"), self.go, look="primary"),
        )
        self.go_button.setEnabled(False)
        intro = label(_("A backup is one file that ends in .casebackup, beside the office or in its second place."), "second",
                      wrap=True)  # fmt: skip
        layout = column(label(_("Restore a backup"), "title"), intro, scrolled(inner), self.trouble,
                        row(self.cancel, None, self.go_button), spacing=S3)  # fmt: skip
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.say("")

    @property
    def folder(self) -> Path:
        """Where the office will be: the chosen place itself when it is this office, else a folder of its own in it."""
        own = any((self.place / name).exists() for name in ("office.keys", "office.db"))
        if own or self.manifest is None:
            return self.place
        letters = "".join(c if c.isalnum() else "-" for c in self.manifest.office_name).strip("-")
        return self.place / f"{letters or 'restored'}.office"

    def choose(self) -> None:
        """Pick the file and look what is in it."""
        path = self._dialogs.open_file(_("Choose a backup"), KIND)
        if path is None:
            return
        try:
            self.manifest = backup.read_manifest(path)
            people = backup.people_of(path)
        except UserError as error:
            self.say(str(error))
            return
        self.path = path
        self.who.clear()
        for slot in people:
            self.who.addItem(slot.name, slot.login)
        self._show(self.manifest)

    def choose_place(self) -> None:
        chosen = self._dialogs.folder(_("Where should the office be kept?"))
        if chosen:
            self.place = chosen
            self._follow()

    def go(self) -> None:
        """Check the way in and put it in place, off the GUI thread."""
        unlock = self._unlocking()
        if unlock is None or self._work.running:
            return
        folder = self.folder
        if (folder / "office.db").exists() and not self._sure():
            return

        def work() -> Path:
            restore_here(self.path, folder, unlock, self._clock)
            return folder

        self._busy(True)
        self._work.run(work, self._restored, self._failed)

    def say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    # --- parts

    def _proof(self) -> QWidget:
        """The two ways in, one at a time."""
        self.who, self.passphrase, self.code = (
            Combo(),
            Line(_("Passphrase")),
            CodeLine(_("Code on the recovery sheet")),
        )
        self.who.setAccessibleName(_("Name"))
        self.by_person, self.by_sheet = (
            QRadioButton(_("With a passphrase")),
            QRadioButton(_("With the recovery sheet")),
        )
        group = QButtonGroup(self)
        for choice in (self.by_person, self.by_sheet):
            group.addButton(choice)
        person = QWidget()
        person.setLayout(column(
            label(_("Name"), "label"), self.who, label(_("Passphrase at the time of the backup"), "label"), self.passphrase,
            None, spacing=S1,
        ))  # fmt: skip
        views = QStackedWidget()
        views.addWidget(person)
        views.addWidget(self.code)
        both = QWidget()
        both.setLayout(column(row(self.by_person, self.by_sheet, None), views, spacing=S1))
        self.by_sheet.toggled.connect(lambda on: views.setCurrentIndex(int(on)))
        self.by_person.setChecked(True)
        return both

    def _show(self, manifest: Manifest) -> None:
        counts = manifest.counts
        self.facts.set([
            (_("Office"), manifest.office_name), (_("Made"), moment(datetime.fromisoformat(manifest.made))),
            (_("People on file"), n_("{count} person", "{count} people", counts.get("person", 0))),
            (_("Cases"), n_("{count} case", "{count} cases", counts.get("case", 0))),
        ])  # fmt: skip
        self.rest.show()
        self.go_button.setEnabled(True)
        self.say("")
        self._follow()
        self.passphrase.setFocus()

    def _follow(self) -> None:
        self.target.setText(str(self.folder))
        self.warning.set(place_warning(self.folder), "warn")

    def _unlocking(self) -> Callable[[], KeyRing] | None:
        if self.by_sheet.isChecked():
            code = self.code.code()
            return (lambda: backup.unlock_backup_with_recovery(self.path, code)) if code else None
        who, secret = str(self.who.currentData() or ""), self.passphrase.text()
        if not who or not secret:
            self.say(_("Choose your name and type your passphrase of that time."))
            return None
        return lambda: backup.unlock_backup(self.path, who, secret)

    def _sure(self) -> bool:
        text = _("There is an office in that folder. It is kept as a backup first, and what was entered in it since the "
                 "backup was made will not be there any more.")  # fmt: skip
        return self._dialogs.confirm(_("Put the backup in its place?"), text, _("Restore"), danger=True)

    def _busy(self, busy: bool) -> None:
        for made in (self.rest, self.go_button, self.cancel, self.choose_button):
            made.setEnabled(not busy)
        self.say(_("One moment") if busy else "")

    def _restored(self, folder: Path) -> None:
        self._busy(False)
        self._done(folder)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self.say(str(error) if isinstance(error, UserError) else _("That did not work. Nothing was changed."))
