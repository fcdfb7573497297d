"""Which window is shown: first run, sign-in, or somebody's session in an office; and the ways between them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from caseapp.core import passphrases, settings
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import UserError
from caseapp.core.i18n import _, language
from caseapp.core.paths import user_dir
from caseapp.core.process import harden
from caseapp.data import keys
from caseapp.data.keys import keyfile
from caseapp.ui.collector import Collector
from caseapp.ui.speech import speak
from caseapp.ui.theme import prepare, theme
from caseapp.ui.unlock import UnlockWindow
from caseapp.ui.widgets import State, column

if TYPE_CHECKING:
    from caseapp.app.rehearsal import Rehearsal
    from caseapp.app.session import Session
    from caseapp.features.office.opening import Gates, OpenOffice

SIZE = (1366, 768)
DEMO_LOGIN = "caseworker"


class Background(QObject):
    """One piece of work off the GUI thread before there is an office to run it in; the answer comes back on it."""

    finished = Signal(object, object)

    def __init__(
        self, parent: QObject, work: Callable[[], Any], done: Callable[[Any, Exception | None], None]
    ) -> None:
        super().__init__(parent)
        self._work, self._done = work, done
        self.finished.connect(self._deliver)  # a method of ours, so that it runs in our thread
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            answer, error = self._work(), None
        except Exception as problem:
            answer, error = None, problem
        self.finished.emit(answer, error)

    def _deliver(self, answer: Any, error: Exception | None) -> None:
        self._done(answer, error)
        self.deleteLater()


class Program(QObject):
    """Owns the windows of this process."""

    opened = Signal(object)  # a Session

    def __init__(self, app: QApplication, clock: Clock | None = None) -> None:
        super().__init__()
        harden()
        self.app, self.clock = app, clock or SystemClock()
        self.settings = settings.load()
        app.setQuitOnLastWindowClosed(True)
        self.restarts = (
            False  # set by run_window: after a lock the process begins anew, which is the real wipe of memory
        )
        self.collector = Collector(app)  # else a widget may be destroyed in a database thread
        prepare(app, self.settings.palette, self.settings.scale)
        self.speak(self.settings.language)
        self.rehearsal: Rehearsal | None = None
        self.folder: Path | None = None
        self.window: QWidget | None = None
        self.session: Session | None = None

    def speak(self, code: str) -> None:
        """Show everything from now on in a language, mirrored where it is written from the right."""
        speak(code)

    # --- windows

    def start(self, folder: Path | None = None) -> None:
        """The sign-in of an office given or last used, or the first run where there is none."""
        chosen = folder or self.settings.last_office
        if chosen and (folder or (chosen / keyfile.FILE).exists()):
            self.show_unlock(chosen)
        else:
            self.show_first_run()

    def show_unlock(self, folder: Path, last: str = "") -> None:
        """Ask who opens this office."""
        self.folder = folder
        try:
            known = keys.read_keyfile(folder)
        except UserError as error:
            self._show_unreadable(folder, error)
            return
        people = {slot.login: slot.name for slot in known.users}
        window = UnlockWindow(
            known.office.name,
            people,
            last=last or self.settings.login_of(folder),
            language=self.settings.language,
        )
        window.submitted.connect(self._submit)
        window.recovery_asked.connect(self._recover)
        window.office_asked.connect(self._other_office)
        window.language_picked.connect(self._language)
        self._show(window)
        QTimer.singleShot(0, self._load_ahead)

    def show_first_run(self) -> None:
        """No office here yet: make one, try the demo office, or open one that lies elsewhere."""
        from caseapp.features.office.pages.wizard import FirstRun

        place = Path.home() / "caseapp-office"
        self._show(FirstRun(place, self.open_session, self._demo, open_folder=self.show_unlock))

    def _demo(self) -> None:
        """Make the demo office beside the settings, or open the one made before; its passphrase is shown, not kept."""
        folder = user_dir() / "demo"
        if (folder / keyfile.FILE).exists():
            self.show_unlock(folder, DEMO_LOGIN)
            return
        secret = passphrases.generate()
        self.busy = Busy(_("Making the demo office: about half a minute."))
        self._show(self.busy)
        Background(self, partial(_make_demo, folder, secret), partial(self._demo_made, folder, secret))

    def _demo_made(self, folder: Path, secret: str, made: Any, error: Exception | None) -> None:
        if error is not None:
            self.show_first_run()
            return
        self.show_unlock(folder, DEMO_LOGIN)
        if isinstance(self.window, UnlockWindow):
            self.window.passphrase.setText(secret)
            self.window.say(
                _("All people in it are invented. Everybody there has this passphrase: {words}").format(
                    words=secret
                )
            )

    def _show_unreadable(self, folder: Path, error: UserError) -> None:
        """The key file cannot be read: say so; nothing is made in its place."""
        window = UnlockWindow(folder.name, {}, language=self.settings.language)
        window.office_asked.connect(self._other_office)
        window.submitted.connect(lambda *_typed: window.say(str(error)))
        window.say(str(error))
        self._show(window)

    def _show(self, window: QWidget) -> None:
        before, self.window = self.window, window
        if before is not None and before.isVisible():
            window.setGeometry(before.geometry())
        else:
            room = self.app.primaryScreen().availableGeometry()
            window.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def _say_backup(self, window: UnlockWindow, made: datetime | None, error: Exception | None) -> None:
        if made and window is self.window:
            from caseapp.core.dates import moment

            window.foot.setText(_("Last backup {when}, checked.").format(when=moment(made)))

    def _load_ahead(self) -> None:
        """The heavy parts, while the person types."""
        from caseapp.app import ahead

        if isinstance(self.window, UnlockWindow) and self.folder:
            Background(self, partial(_last_backup, self.folder), partial(self._say_backup, self.window))

        def load() -> None:
            ahead.load_ahead()
            from caseapp.app.rehearsal import Rehearsal

            self.rehearsal = Rehearsal()
            self.rehearsal.run()

        threading.Thread(target=load, daemon=True).start()

    def _gates(self) -> Gates:
        """For the office that opens: those of the rehearsal, or new ones."""
        from caseapp.features.office.opening import new_gates

        return self.rehearsal.take() if self.rehearsal else new_gates()

    # --- signing in

    def _submit(self, login: str, passphrase: str) -> None:
        window = self.window
        assert isinstance(window, UnlockWindow) and self.folder
        window.set_busy(_("One moment"))
        Background(
            self,
            partial(_open, self.folder, login, passphrase, self.clock, self._gates),
            partial(self._answered, login, passphrase),
        )

    def _answered(
        self, login: str, passphrase: str, office: OpenOffice | None, error: Exception | None
    ) -> None:
        window = self.window
        if error is not None or office is None:
            if isinstance(error, keys.ChoosePassphrase):
                self._choose(login, passphrase)
            elif isinstance(window, UnlockWindow):
                window.refuse(error or UserError(""))
            return
        self.open_session(office)

    def open_session(self, office: OpenOffice) -> None:
        """Somebody is in: build their window."""
        from caseapp.app.session import Session

        self.folder = office.folder
        with suppress(UserError):  # a full disk here only means that the office is not remembered
            settings.remember_office(office.folder, office.actor.login)
            self.settings = settings.change(language=language())  # the first run may have spoken another
        self.session = Session(office, self.clock)
        self.session.ended.connect(self._ended)
        self.session.closed_for.connect(self._work_closed)
        self._show(self.session.window)
        self.session.begin()
        self.opened.emit(self.session)

    def _ended(self, login: str, quits: bool) -> None:
        """The session is over: everything of it is gone before the sign-in shows."""
        self.session = None
        self.settings = settings.load()
        if self.settings.language != language():  # chosen in the settings, for the next sign-in
            self.speak(self.settings.language)
        if quits:
            self.app.quit()
        elif self.folder and self.restarts:
            begin_anew(self.app, self.folder)
        elif self.folder:
            self.show_unlock(self.folder, login)

    def _work_closed(self, office: OpenOffice, work: Any) -> None:
        """Something that needs the data file closed (a restore, a new data key), then the sign-in with what came of it."""
        self.session = None
        self.busy = Busy(_("One moment. The office is closed while this is done."))
        self._show(self.busy)
        Background(self, partial(office.run_closed, work), self._worked_closed)

    def _worked_closed(self, sentence: str | None, error: Exception | None) -> None:
        assert self.folder is not None
        self.show_unlock(self.folder)
        if isinstance(self.window, UnlockWindow):
            self.window.say(sentence or str(error or ""))

    # --- other ways in

    def _choose(self, login: str, code: str) -> None:
        from caseapp.features.office.pages.recovery import ChoosePassphraseDialog

        assert self.folder is not None and self.window is not None
        dialog = ChoosePassphraseDialog(self.folder, login, code, parent=self.window)
        self._through(dialog)

    def _recover(self) -> None:
        from caseapp.features.office.pages.recovery import RecoveryDialog

        assert self.folder is not None and self.window is not None
        self._through(RecoveryDialog(self.folder, parent=self.window))

    def _through(self, dialog: Any) -> None:
        """A dialog that ends with keys in hand opens the office with them."""
        if dialog.exec() and dialog.result_keys is not None and self.folder:
            ring, slot = dialog.result_keys
            Background(
                self,
                partial(_open_with, self.folder, ring, slot.login, self.clock),
                partial(self._answered, slot.login, ""),
            )
        elif isinstance(self.window, UnlockWindow):
            self.window.set_busy()

    def _other_office(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(self.window, _("The office's folder"), str(Path.home()))
        if chosen:
            self.show_unlock(Path(chosen))

    def _language(self, code: str) -> None:
        with suppress(UserError):
            self.settings = settings.change(language=code)
        self.speak(code)
        theme().apply()
        if self.folder:
            self.show_unlock(self.folder)


def begin_anew(app: QApplication, folder: Path) -> None:
    """Replace this process by a fresh one at the sign-in of the same office: nothing read before is left in memory (R18)."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "caseapp"]
    command = [sys.executable, *module, "--office", str(folder.absolute())]
    if sys.platform == "win32":  # where a process cannot be replaced, a new one is started beside it
        import subprocess

        subprocess.Popen(command)  # noqa: S603 - our own program, no shell
        app.quit()
    else:
        os.execv(command[0], command)  # noqa: S606


class Busy(QWidget):
    """Stands there while something long is done without an office."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setWindowTitle("caseapp")
        self.setLayout(column(State("clock", _("One moment"), words)))


def _last_backup(folder: Path) -> datetime | None:
    from caseapp.data import backup

    backups = backup.list_backups(folder)
    return backups[0].made if backups else None


def _make_demo(folder: Path, secret: str) -> Any:
    from caseapp.demo import create_demo

    return create_demo(folder, "LS", 500, 1, secret)


def _open(folder: Path, login: str, passphrase: str, clock: Clock, gates: Callable[[], Gates]) -> OpenOffice:
    from caseapp.features.office.opening import open_office

    return open_office(folder, login, passphrase, clock, gates)


def _open_with(folder: Path, ring: keys.KeyRing, login: str, clock: Clock) -> OpenOffice:
    from caseapp.features.office.opening import open_with

    return open_with(folder, ring, login, clock)
