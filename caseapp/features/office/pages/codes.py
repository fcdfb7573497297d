"""Recovery codes on the screen: shown in groups, typed from paper, two groups typed back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from caseapp.core.i18n import _
from caseapp.data.keys import Mistyped, read_code, recovery_groups
from caseapp.ui.theme import S1, S2, font
from caseapp.ui.widgets import column, label, restyle, row

GROUPS, GROUP = 7, 5
PER_ROW = 4


class CodeShown(QWidget):
    """A code in numbered boxes, large enough to copy by hand."""

    def __init__(self, code: str, per_row: int = PER_ROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S2)
        for at, group in enumerate(recovery_groups(code)):
            grid.addWidget(_box(at + 1, group), at // per_row, at % per_row)
        grid.setColumnStretch(per_row, 1)
        self.setAccessibleName(_("Code"))
        self.setAccessibleDescription(" ".join(recovery_groups(code)))


def _box(number: int, group: str) -> QFrame:
    made = QFrame()
    made.setProperty("card", "true")
    letters = label(group)
    letters.setFont(_letters(17))
    layout = row(label(str(number), "hint"), letters, spacing=S2)
    layout.setContentsMargins(8, 4, 10, 4)
    made.setLayout(layout)
    return made


def _letters(size: float) -> QFont:
    wide = font(size, QFont.Weight.DemiBold)
    wide.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
    return wide


class CodeLine(QWidget):
    """A code typed from paper: any case, any spacing. `code()` is the code, or None after saying what is wrong."""

    edited = Signal()

    def __init__(self, name: str, groups: int = GROUPS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = groups
        self.line = QLineEdit()
        self.line.setFont(_letters(14))
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText("-".join(["·" * GROUP] * groups))
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhUppercaseOnly | Qt.InputMethodHint.ImhSensitiveData
        )
        self.said = label("", "hint", wrap=True)
        self.setLayout(column(label(name, "label"), self.line, self.said, spacing=S1))
        self.line.textChanged.connect(self._typed)
        self._typed("")

    def code(self) -> str | None:
        """The code as it was given out; None when it cannot be one, and then that is said."""
        try:
            return read_code(self.line.text(), self.groups)
        except Mistyped as problem:
            self.say(str(problem), "problem")
            self.line.setFocus()
            return None

    def say(self, text: str, role: str) -> None:
        """Roles: problem, good, hint."""
        self.said.setText(text)
        restyle(self.said, role=role)
        restyle(self.line, trouble="bad" if role == "problem" else "")

    def _typed(self, text: str) -> None:
        typed = sum(c.isalnum() for c in text)
        wanted = self.groups * GROUP
        if typed < wanted:
            words = _("{typed} of {wanted} characters. Small letters and blanks do not matter.")
            self.say(words.format(typed=typed, wanted=wanted), "hint")
        else:
            self._judge(text)
        self.edited.emit()

    def _judge(self, text: str) -> None:
        try:
            read_code(text, self.groups)
            self.say(_("The code reads well."), "good")
        except Mistyped as problem:
            self.say(str(problem), "problem")


class TypeBack(QWidget):
    """Asks for two groups of a code, chosen at random, so that nobody goes on without having it on paper."""

    matched = Signal(bool)

    def __init__(self, code: str, asked: Sequence[int] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = recovery_groups(code)
        self.asked = sorted(asked) or sorted(secrets.SystemRandom().sample(range(len(self.groups)), 2))
        self.lines = [self._line(at) for at in self.asked]
        self.said = label("", "hint", wrap=True)
        parts = [column(label(_("Group {n}").format(n=at + 1), "label"), line, spacing=S1)
                 for at, line in zip(self.asked, self.lines, strict=True)]  # fmt: skip
        self.setLayout(column(row(*parts, None), self.said, spacing=S1))

    @property
    def right(self) -> bool:
        """Whether both groups are as on the sheet."""
        return all(self._fits(at, line) for at, line in zip(self.asked, self.lines, strict=True))

    def clear(self) -> None:
        for line in self.lines:
            line.clear()

    def _line(self, at: int) -> QLineEdit:
        made = QLineEdit()
        made.setFont(_letters(14))
        made.setMaxLength(GROUP + 3)
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("W" * GROUP) + 44)
        made.setAccessibleName(_("Group {n} of the code").format(n=at + 1))
        made.textChanged.connect(lambda _text: self._typed())
        return made

    def _fits(self, at: int, line: QLineEdit) -> bool:
        typed = "".join(recovery_groups(line.text().upper()))
        return typed == self.groups[at]

    def _typed(self) -> None:
        wrong = [
            at + 1 for at, line in zip(self.asked, self.lines, strict=True)
            if len(line.text()) >= GROUP and not self._fits(at, line)
        ]  # fmt: skip
        for at, line in zip(self.asked, self.lines, strict=True):
            restyle(line, trouble="bad" if at + 1 in wrong else "")
        words = _("Group {n} is not as on the sheet. Please compare it.").format(n=wrong[0]) if wrong else ""
        self.said.setText(_("Both groups are right.") if self.right else words)
        restyle(self.said, role="good" if self.right else "problem")
        self.matched.emit(self.right)
