"""The only way a screen asks or tells something that needs an answer. Tests answer with ScriptedDialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QHideEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QLineEdit, QVBoxLayout, QWidget

from caseapp.core.errors import Invalid, UserError
from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.ui.theme import S3, S5, theme
from caseapp.ui.widgets import button, column, label, row, scrolled

Values = dict[str, Any]
SHADE = QColor(10, 16, 22, 90)  # the same dimming over every palette


class Dialogs:
    """Asks and tells. `ask` returns cleaned values or None; `confirm` True or False. `window` is what lies below."""

    window: QWidget | None = None

    def ask(
        self, form: Form, title: str, values: Mapping[str, Any] | None = None, *, confirm: str = "", country: str = "",
        note: str = "",
    ) -> Values | None:  # fmt: skip
        raise NotImplementedError

    def confirm(self, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
        raise NotImplementedError

    def preview(self, title: str, content: QWidget, yes: str) -> bool:
        """Show what would happen; whether it shall."""
        raise NotImplementedError

    def error(self, problem: Exception) -> None:
        raise NotImplementedError

    def show(self, title: str, content: QWidget, close: str = "") -> None:
        raise NotImplementedError

    def open_file(self, title: str, kinds: str) -> Path | None:
        raise NotImplementedError

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        raise NotImplementedError

    def folder(self, title: str) -> Path | None:
        raise NotImplementedError

    def passphrase(self, title: str, text: str) -> str | None:
        raise NotImplementedError


@dataclass
class ScriptedDialogs(Dialogs):
    """Answers in order. What is asked without an answer waiting is an error of the test."""

    answers: list[Any] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    previews: list[str] = field(default_factory=list)

    def _next(self, title: str) -> Any:
        self.asked.append(title)
        assert self.answers, f"nobody answers {title!r}"
        return self.answers.pop(0)

    def ask(
        self, form: Form, title: str, values: Mapping[str, Any] | None = None, *, confirm: str = "", country: str = "",
        note: str = "",
    ) -> Values | None:  # fmt: skip
        answer = self._next(title)
        return None if answer is None else form.clean({**(values or {}), **answer}, country)

    def confirm(self, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
        return bool(self._next(title))

    def preview(self, title: str, content: QWidget, yes: str) -> bool:
        self.previews.append(content.property("told") or "")
        content.deleteLater()
        return bool(self._next(title))

    def error(self, problem: Exception) -> None:
        if not isinstance(problem, UserError):
            raise problem
        self.errors.append(problem)

    def show(self, title: str, content: QWidget, close: str = "") -> None:
        self.asked.append(title)
        content.deleteLater()

    def open_file(self, title: str, kinds: str) -> Path | None:
        answer: Path | None = self._next(title)
        return answer

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        answer: Path | None = self._next(title)
        return answer

    def folder(self, title: str) -> Path | None:
        answer: Path | None = self._next(title)
        return answer

    def passphrase(self, title: str, text: str) -> str | None:
        answer: str | None = self._next(title)
        return answer


class Scrim(QWidget):
    """Dims the window below a sheet."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), SHADE)
        painter.end()


class Sheet(QDialog):
    """A dialog that fits a small screen: title, content that scrolls inside, buttons always in sight."""

    def __init__(self, parent: QWidget | None, title: str, content: QWidget, width: int = 560) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setModal(True)
        self.content = content
        self._scrim: Scrim | None = None
        self.trouble = label("", "problem", wrap=True)
        self.trouble.hide()
        self.buttons = row(None)
        heading = label(title, "title", wrap=True)
        layout = column(heading, scrolled(content), self.trouble, self.buttons, spacing=S3, margins=S5)
        layout.setStretch(1, 1)
        frame = QFrame()
        frame.setObjectName("sheet")
        frame.setLayout(layout)
        self.setLayout(column(frame, spacing=0))
        self._fit(theme().px(width))

    def _fit(self, width: int) -> None:
        """As high as the content needs at this width, and never larger than the window below."""
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        width = min(width, room.width() - 40)
        self.content.ensurePolished()
        inner = width - 2 * S5 - 2
        high = self.content.heightForWidth(inner) if self.content.hasHeightForWidth() else 0
        wanted = max(high, self.content.sizeHint().height()) + theme().px(120) + 2 * S5
        self.resize(width, max(180, min(wanted, room.height() - 40)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent and self._scrim is None:
            self._scrim = Scrim(parent.window())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None

    def add_button(self, text: str, clicked: Callable[[], object], look: str = "") -> None:
        made = button(text, clicked, look=look)
        made.setDefault(look == "primary")
        made.setAutoDefault(look == "primary")
        self.buttons.addWidget(made)

    def say(self, text: str) -> None:
        """A sentence above the buttons: what went wrong, nothing lost."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))


class FormSheet(Sheet):
    """A form to fill in. What is typed is kept as a draft; only Cancel and a saved form forget it, Esc does not."""

    def __init__(
        self, parent: QWidget | None, form: Form, title: str, values: Mapping[str, Any], *, confirm: str, country: str,
        note: str, store: Any = None,
    ) -> None:  # fmt: skip
        from caseapp.ui.drafts import DraftKeeper
        from caseapp.ui.form import FormWidget

        self.form = FormWidget(form, country=country, all_sections=True)
        self.form.set_values(values)
        content = QWidget()
        content.setLayout(column(*([label(note, "second", wrap=True)] if note else []), self.form, None))
        super().__init__(parent, title, content, 720 if len(form.fields) > 6 else 560)
        self.answer: Values | None = None
        self.keeper = DraftKeeper(self.form, store, lambda: title) if store else None
        self.add_button(_("Cancel"), self.cancel)
        self.add_button(confirm or _("Save"), self.save, "primary")
        for keys in ("Ctrl+Return", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.form.focus_first()
        if store:
            store.look(self._resume)

    def _resume(self, draft: Any) -> None:
        if self.keeper and not self.keeper.changed:
            self.keeper.resume(draft.values, draft.place)
            self.say(_("What you typed here before is back."))

    def save(self) -> None:
        try:
            self.answer = self.form.clean()
        except Invalid:
            self.say(_("Please mend what is marked. Nothing is lost."))
            return
        self._forget()
        self.accept()

    def cancel(self) -> None:
        self._forget()
        self.reject()

    def _forget(self) -> None:
        if self.keeper:
            self.keeper.discard()


def forget_files() -> None:
    """Qt's own file dialog notes which folders were visited, in a file of its own; nobody needs to know them."""
    notes = QSettings(QSettings.Scope.UserScope, "QtProject")
    notes.remove("FileDialog")
    notes.sync()


class WindowDialogs(Dialogs):
    """Dialogs over the main window. `drafts(form, title)` gives the place where a sheet keeps what is typed."""

    def __init__(self, window: QWidget) -> None:
        self._window = self.window = window
        self.drafts: Callable[[str, str, QWidget], Any] | None = None

    def ask(
        self, form: Form, title: str, values: Mapping[str, Any] | None = None, *, confirm: str = "", country: str = "",
        note: str = "",
    ) -> Values | None:  # fmt: skip
        store = self.drafts(form.code, title, self._window) if self.drafts else None
        sheet = FormSheet(
            self._window, form, title, values or {}, confirm=confirm, country=country, note=note, store=store
        )
        accepted = sheet.exec() == QDialog.DialogCode.Accepted
        return sheet.answer if accepted else None

    def confirm(self, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
        content = QWidget()
        content.setLayout(column(label(text, wrap=True), None))
        sheet = Sheet(self._window, title, content, 440)
        sheet.add_button(_("Cancel"), sheet.reject)
        sheet.add_button(yes, sheet.accept, "danger" if danger else "primary")
        return sheet.exec() == QDialog.DialogCode.Accepted

    def preview(self, title: str, content: QWidget, yes: str) -> bool:
        sheet = Sheet(self._window, title, content, 720)
        sheet.add_button(_("Cancel"), sheet.reject)
        sheet.add_button(yes, sheet.accept, "primary")
        return sheet.exec() == QDialog.DialogCode.Accepted

    def error(self, problem: Exception) -> None:
        title = _("That did not work") if isinstance(problem, UserError) else _("The program made a mistake")
        text = str(problem)
        if not isinstance(problem, UserError):
            text = _("What was saved is safe, and what you typed is kept as a draft. ({kind})").format(
                kind=type(problem).__name__
            )
        content = QWidget()
        content.setLayout(column(label(text, wrap=True), None))
        sheet = Sheet(self._window, title, content, 440)
        sheet.setObjectName("error")
        sheet.add_button(_("Close"), sheet.accept, "primary")
        sheet.exec()

    def show(self, title: str, content: QWidget, close: str = "") -> None:
        sheet = Sheet(self._window, title, content, 760)
        sheet.add_button(close or _("Close"), sheet.accept, "primary")
        sheet.exec()

    def open_file(self, title: str, kinds: str) -> Path | None:
        name, _kind = QFileDialog.getOpenFileName(self._window, title, str(Path.home()), kinds)
        forget_files()
        return Path(name) if name else None

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(self._window, title, str(Path.home() / name), kinds)
        forget_files()
        return Path(chosen) if chosen else None

    def folder(self, title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        forget_files()
        return Path(chosen) if chosen else None

    def passphrase(self, title: str, text: str) -> str | None:
        field_ = QLineEdit()
        field_.setEchoMode(QLineEdit.EchoMode.Password)
        field_.setAccessibleName(_("Passphrase"))
        field_.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(text, wrap=True))
        layout.addWidget(field_)
        sheet = Sheet(self._window, title, content, 440)
        sheet.add_button(_("Cancel"), sheet.reject)
        sheet.add_button(_("Go on"), sheet.accept, "primary")
        field_.setFocus()
        accepted = sheet.exec() == QDialog.DialogCode.Accepted
        return field_.text() if accepted and field_.text() else None
