"""The sign-in window: shown before anything heavy is imported, so that it is there a quarter of a second after the click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QMenu, QPushButton, QWidget

from caseapp.core.errors import SlowDown, UserError, WrongPassphrase
from caseapp.core.i18n import _, language_name, n_, offered
from caseapp.ui.theme import S1, S3, theme
from caseapp.ui.widgets import button, column, label, restyle, row, rule

WIDTH = 380


class PassphraseLine(QLineEdit):
    """Hidden typing with a word to show it. `capitals` tells when the Caps Lock key seems to be on."""

    capitals = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(_("Passphrase"))
        self.eye = button(_("show"), self.turn, look="link")
        self.eye.setCheckable(True)
        self.eye.setAccessibleName(_("Show the passphrase"))
        inner = row(None, self.eye)
        inner.setContentsMargins(0, 0, S1, 0)
        self.setLayout(inner)
        self._room()

    def turn(self) -> None:
        """Show what is typed, or hide it again."""
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.setText(_("hide") if hidden else _("show"))
        self._room()

    def hide_again(self) -> None:
        """Forget what was typed and hide what comes."""
        self.clear()
        if self.echoMode() == QLineEdit.EchoMode.Normal:
            self.turn()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        letter = event.text()
        if letter.isalpha() and letter.upper() != letter.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() != shift)

    def _room(self) -> None:
        self.setTextMargins(0, 0, self.eye.sizeHint().width() + S1, 0)


class UnlockWindow(QWidget):
    """Asks who opens the office. `submitted(login, passphrase)` starts the opening; `refuse(error)` says why not.

    `people` maps sign-in names to names, in the order shown; without any, the sign-in name is typed.
    """

    submitted = Signal(str, str)
    recovery_asked = Signal()
    office_asked = Signal()
    language_picked = Signal(str)

    def __init__(
        self, office: str, people: Mapping[str, str] | None = None, *, last: str = "", languages: Sequence[str] = (),
        language: str = "en",
    ) -> None:  # fmt: skip
        super().__init__()
        self.setWindowTitle("caseapp")
        self.setObjectName("unlock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._wait = QTimer(self, interval=1000)
        self._wait.timeout.connect(self._count)
        self._left = 0
        self._busy = False
        self.people = self._who(people or {}, last)
        self.passphrase = PassphraseLine()
        self.passphrase.capitals.connect(self._capitals)
        self.passphrase.returnPressed.connect(self._submit)
        self.trouble = label("", "problem", wrap=True)
        self.hint = label("", "warning", wrap=True)
        self.go = button(_("Open"), self._submit, look="primary")
        self.go.setDefault(True)
        self.language = self._languages(languages or offered(), language)
        self.foot = label("\u00a0", "hint", wrap=True)  # its words come while somebody types
        self._build(office)
        self.say("")
        self._capitals(False)
        self.setMinimumSize(420, 480)

    def _build(self, office: str) -> None:
        card = QFrame()
        card.setProperty("card", "true")
        card.setFixedWidth(theme().px(WIDTH))
        intro = label(_("This laptop’s records are encrypted. Sign in to open them."), "second", wrap=True)
        forgotten = button(_("Forgotten? Use the recovery sheet"), self.recovery_asked.emit, look="link")
        other = button(_("Another office…"), self.office_asked.emit, look="link")
        fits = forgotten.sizeHint().width() + other.sizeHint().width() < theme().px(WIDTH) - 70
        ways = row(forgotten, None, other) if fits else column(row(forgotten, None), row(other, None))
        layout = column(
            label(office, "title", wrap=True), intro, column(_named(_("Name"), self.people), self.people, spacing=S1),
            column(_named(_("Passphrase"), self.passphrase), self.passphrase, self.hint, self.trouble, spacing=S1),
            self.go, ways, rule(), self.foot, spacing=S3,
        )  # fmt: skip
        layout.setContentsMargins(30, 28, 30, 26)
        card.setLayout(layout)
        outer = column(row(None, self.language), None, row(None, card, None), None)
        outer.setContentsMargins(S3, S3, S3, S3)
        self.setLayout(outer)
        (self.passphrase if self._login() else self.people).setFocus()

    def say(self, text: str) -> None:
        """A sentence below the passphrase; empty takes it away."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        self.passphrase.setAccessibleDescription(text)
        restyle(self.passphrase, trouble="bad" if text else "")

    def set_busy(self, text: str = "") -> None:
        """The office is being opened: `text` stands on the button; empty ends it."""
        self._busy = bool(text)
        self._enable()
        self.go.setText(text or _("Open"))

    def refuse(self, error: Exception) -> None:
        """Say why it did not open, and wait where there were too many tries."""
        self.set_busy()
        self.passphrase.hide_again()
        self.say(
            str(error)
            if isinstance(error, UserError)
            else _("The office could not be opened. Nothing was changed.")
        )
        seconds = error.seconds if isinstance(error, SlowDown) else 0
        if isinstance(error, WrongPassphrase) and not error.tries_left:
            seconds = error.next_wait
        self._left = seconds
        if seconds:
            self._wait.start()
        self._show_wait()
        self.passphrase.setFocus()

    def _submit(self) -> None:
        if self._busy or self._left:
            return
        if not self.passphrase.text() or not self._login():
            self.say(_("Choose your name and type your passphrase."))
            return
        self.say("")
        self.submitted.emit(self._login(), self.passphrase.text())

    def _login(self) -> str:
        if isinstance(self.people, QComboBox):
            return str(self.people.currentData() or "")
        return self.people.text().strip()

    def _count(self) -> None:
        self._left = max(0, self._left - 1)
        if not self._left:
            self._wait.stop()
            self.say("")
        self._show_wait()

    def _show_wait(self) -> None:
        self._enable()
        if self._left:
            self.go.setText(n_("Wait {count} second", "Wait {count} seconds", self._left))
        else:
            self.go.setText(_("Open"))

    def _enable(self) -> None:
        self.go.setEnabled(not self._busy and not self._left)
        self.passphrase.setEnabled(not self._busy)
        self.people.setEnabled(not self._busy)

    def _capitals(self, on: bool) -> None:
        self.hint.setText(_("Caps Lock seems to be on.") if on else "")
        self.hint.setVisible(on)

    def _who(self, people: Mapping[str, str], last: str) -> QComboBox | QLineEdit:
        if not people:
            line = QLineEdit(last)
            line.setAccessibleName(_("Name"))
            return line
        from caseapp.ui.combo import Combo

        combo = Combo()
        combo.setAccessibleName(_("Name"))
        for login, name in people.items():
            combo.addItem(name, login)
        combo.setCurrentIndex(max(0, combo.findData(last)))
        return combo

    def _languages(self, codes: Sequence[str], now: str) -> QPushButton:
        made = button(language_name(now), look="link", icon_name="languages")
        made.setAccessibleName(_("Language"))
        menu = QMenu(made)
        for code in codes:
            menu.addAction(language_name(code), partial(self.language_picked.emit, code))
        made.setMenu(menu)
        return made


def _named(text: str, buddy: QWidget) -> QWidget:
    made = label(text, "label")
    made.setBuddy(buddy)
    return made
