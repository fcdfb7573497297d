"""Coming in again: with the recovery sheet, or with a one-time code that a passphrase of one's own replaces."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtWidgets import QWidget

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.data import keys
from caseapp.data.keys import KeyRing, Slot
from caseapp.features.office.pages.codes import CodeLine
from caseapp.features.office.pages.passphrase import PassphraseFields
from caseapp.features.office.pages.work import Work
from caseapp.ui.combo import Combo
from caseapp.ui.dialogs import Sheet
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import Note, column, label, restyle


class _ComeIn(Sheet):
    """Asks, works off the GUI thread, and ends with `result_keys`: the keys and whose they are. Cancel gives None."""

    def __init__(
        self, folder: Path, title: str, content: QWidget, *, parent: QWidget | None, clock: Clock | None,
        executor: Executor | None,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, content)
        self.folder, self.clock = folder, clock or SystemClock()
        self.result_keys: tuple[KeyRing, Slot] | None = None
        self._work = Work(self, executor)
        self.add_button(_("Cancel"), self.reject)
        self.add_button(_("Open the office"), self.go, "primary")

    def go(self) -> None:
        """Try with what was typed."""
        raise NotImplementedError

    def reject(self) -> None:
        if not self._work.running:  # the keys are being changed just now
            super().reject()

    def start(self, work: Callable[[], tuple[KeyRing, Slot]]) -> None:
        """Run it; say what went wrong and stay, or give the keys and close."""
        if self._work.running:
            return
        self.content.setEnabled(False)
        restyle(self.trouble, role="second")
        self.say(_("One moment"))
        self._work.run(work, self._came_in, self._failed)

    def _came_in(self, found: tuple[KeyRing, Slot]) -> None:
        self.result_keys = found
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.content.setEnabled(True)
        restyle(self.trouble, role="problem")
        plain = isinstance(error, UserError)
        self.say(str(error) if plain else _("That did not work. Nothing was changed."))


class RecoveryDialog(_ComeIn):
    """“Forgotten? Use the recovery sheet”: the code, who one is, and a new passphrase."""

    def __init__(
        self, folder: Path, login: str = "", *, parent: QWidget | None = None, clock: Clock | None = None,
        executor: Executor | None = None,
    ) -> None:  # fmt: skip
        keyfile = keys.read_keyfile(folder)
        self.who = Combo()
        self.who.setAccessibleName(_("Who are you?"))
        for slot in keyfile.users:
            if not slot.disabled:
                self.who.addItem(slot.name, slot.login)
        self.who.setCurrentIndex(max(0, self.who.findData(login)))
        self.code = CodeLine(_("Code on the sheet"))
        known = (keyfile.office.name, keyfile.office.country, *(s.name for s in keyfile.users))
        self.chosen = PassphraseFields(known, strict=not keyfile.office.demo)
        told = Note(_("Using the sheet is written into the journal, and the supervisor sees it."), "warn")
        content = QWidget()
        person = column(label(_("Who are you?"), "label"), self.who, spacing=S1)
        new = label(_("Your new passphrase"), "card")
        content.setLayout(column(told, self.code, person, new, self.chosen, None, spacing=S3))
        super().__init__(
            folder, _("Use the recovery sheet"), content, parent=parent, clock=clock, executor=executor
        )
        self.code.line.setFocus()

    def go(self) -> None:
        code = self.code.code()
        passphrase = self.chosen.value() if code else None
        if code and passphrase:
            who = str(self.who.currentData())
            self.start(lambda: keys.recover(self.folder, code, who, passphrase, self.clock))


class ChoosePassphraseDialog(_ComeIn):
    """After a one-time code: a passphrase of one's own, which the administrator never learns."""

    def __init__(
        self, folder: Path, login: str, code: str, *, parent: QWidget | None = None, clock: Clock | None = None,
        executor: Executor | None = None,
    ) -> None:  # fmt: skip
        keyfile = keys.read_keyfile(folder)
        slot = keyfile.find(login)
        self._code, self._who = code, login
        known = (keyfile.office.name, keyfile.office.country, login, slot.name if slot else "")
        self.chosen = PassphraseFields(known, strict=not keyfile.office.demo)
        content = QWidget()
        why = _("The one-time code is right. From now on you sign in with a passphrase of your own, and the code opens "
                "nothing any more. Nobody else can know or look up your passphrase.")  # fmt: skip
        content.setLayout(column(label(why, wrap=True), self.chosen, None, spacing=S3))
        super().__init__(
            folder, _("Choose your passphrase"), content, parent=parent, clock=clock, executor=executor
        )
        self.chosen.line.setFocus()

    def go(self) -> None:
        passphrase = self.chosen.value()
        if passphrase:
            self.start(
                lambda: keys.choose_passphrase(self.folder, self._who, self._code, passphrase, self.clock)
            )
