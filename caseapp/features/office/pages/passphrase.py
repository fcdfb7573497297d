"""Choosing a passphrase: typed twice or shown, how good it is while typing, or one made of random words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseapp.core import passphrases
from caseapp.core.i18n import _
from caseapp.ui.theme import S1
from caseapp.ui.unlock import PassphraseLine
from caseapp.ui.widgets import Bar, button, column, label, restyle, row

_TONES = ("bad", "warn", "ok", "ok")


class Line(PassphraseLine):
    """The hidden line of the sign-in window; `turned(shown)` tells when it is shown or hidden."""

    turned = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.eye.setAccessibleName(_("Show what is typed"))

    @property
    def shown(self) -> bool:
        return self.echoMode() == self.EchoMode.Normal

    def turn(self) -> None:
        super().turn()
        self.turned.emit(self.shown)


class PassphraseFields(QWidget):
    """`value()` is the chosen passphrase, or None after saying why there is none yet.

    `context` are names a guesser would try; `strict` False (a demo office) takes any passphrase.
    """

    edited = Signal()

    def __init__(
        self, context: Sequence[str] = (), *, strict: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.strict = tuple(context), strict
        self.line, self.again = Line(_("Passphrase")), Line(_("The same again"))
        self.again.eye.hide()
        self.bar = Bar(height=6)
        self.said, self.trouble = label("", "hint", wrap=True), label("", "problem", wrap=True)
        self.trouble.hide()
        make = button(_("Make one for me"), self.make_one, look="link", icon_name="refresh-cw")
        self._again = column(label(_("The same again"), "label"), self.again, spacing=S1)
        self.again_box = QWidget()
        self.again_box.setLayout(self._again)
        head = row(label(_("Passphrase"), "label"), None, make)
        self.setLayout(
            column(head, self.line, self.bar, self.said, self.again_box, self.trouble, spacing=S1 + 1)
        )
        self.line.textChanged.connect(self._typed)
        self.again.textChanged.connect(lambda _text: self.say(""))
        self.line.turned.connect(lambda shown: self.again_box.setVisible(not shown))
        self._typed("")

    def make_one(self) -> None:
        """Random words, shown so that they can be learnt or written down."""
        if not self.line.shown:
            self.line.turn()
        self.line.setText(passphrases.generate())
        self.line.setFocus()

    def value(self) -> str | None:
        """The passphrase, when it may be used and was typed twice or can be seen; otherwise says what is missing."""
        text = self.line.text()
        problem = passphrases.problem(text, self.context) if self.strict else None
        if not text:
            problem = _("A passphrase is needed.")
        elif not problem and not self.line.shown and text != self.again.text():
            problem = _("The two lines are not the same. Type it again, or show it.")
        self.say(problem or "")
        if problem:
            self.line.setFocus()
        return None if problem else text

    def say(self, text: str) -> None:
        """Why it cannot be used; empty when it can."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        restyle(self.line, trouble="bad" if text else "")

    def forget(self) -> None:
        """Empty both lines and hide what comes."""
        self.line.hide_again()
        self.again.hide_again()
        self.again_box.setVisible(True)
        self.say("")

    def _typed(self, text: str) -> None:
        self.say("")
        strength = passphrases.strength(text, self.context)
        level = strength.level if text else 0
        self.bar.set([((level + (1 if text else 0)) / 4, _TONES[level])])
        self.said.setText(self._words(text, strength))
        self.edited.emit()

    def _words(self, text: str, strength: passphrases.Strength) -> str:
        if not text:
            return _("A sentence of four or five words only you know. Blanks and any letters are welcome.")
        problem = passphrases.problem(text, self.context)
        return f"{strength.text}. {problem}" if problem else strength.text
