"""One editor for each kind of value. Each gives back what was typed (`raw`) and shows a stored value (`show_value`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from caseapp.core import codes, dates
from caseapp.core.fields import Field
from caseapp.core.i18n import N_, _
from caseapp.ui.combo import Combo, SearchCombo
from caseapp.ui.theme import theme
from caseapp.ui.widgets import column

MANY = 12  # from so many entries on a list is searched by typing


class Editor(QWidget):
    """`edited` with every change, `left` when the person goes on to another field."""

    edited = Signal()
    left = Signal()
    names_itself = False  # its parts have labels of their own

    def __init__(self, field: Field, country: str) -> None:
        super().__init__()
        self.field, self.country = field, country

    def raw(self) -> Any:
        """What is typed or chosen, as text, number or list: what `Field.read` takes and a draft keeps."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show a stored value, or what a draft kept."""
        raise NotImplementedError

    def focus_widget(self) -> QWidget:
        """The widget that takes the keyboard."""
        raise NotImplementedError

    def parts(self) -> list[QWidget]:
        """Every widget a screen reader must be able to name."""
        return [self.focus_widget()]

    def caret(self) -> int:
        """Where the writing mark stands, for resuming."""
        return 0

    def set_caret(self, position: int) -> None:
        """Put the writing mark back."""

    def understood(self, value: Any) -> str:
        """What to say about a value that was read well; empty for nothing. The person has gone on."""
        return ""

    def arrange(self, columns: int) -> None:
        """The form now has so many columns: only for editors that take several."""

    def hold(self, widget: QWidget) -> None:
        """Put one widget inside, without margins."""
        self.setLayout(column(widget, spacing=0))
        self.setFocusProxy(widget)


class Line(QLineEdit):
    gone = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.gone.emit()


class LineEditor(Editor):
    """One line: text, numbers, telephone numbers, amounts. The kind decides what it means.

    What is stored is shown in the usual form; as long as nobody changes that text, the stored value itself is given back.
    """

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self._stored: tuple[str, Any] = ("", "")
        self.line = Line()
        self.line.setMaxLength(
            (field.max_length or 400) + 50
        )  # a little over, so that too long is said, not cut
        self.line.setPlaceholderText(_(PLACEHOLDERS.get(field.kind, "")))
        self.line.setInputMethodHints(HINTS.get(field.kind, Qt.InputMethodHint.ImhNone))
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        self.line.gone.connect(self.left.emit)
        self.hold(self.line)

    def raw(self) -> Any:
        shown, stored = self._stored
        return stored if self.line.text() == shown else self.line.text()

    def show_value(self, value: Any) -> None:
        shown, stored = ("", "") if value is None else self.written(value)
        self._stored = (shown, stored)
        self.line.setText(shown)

    def written(self, value: Any) -> tuple[str, Any]:
        """A stored value as it is shown, and as a draft keeps it."""
        if isinstance(value, str):
            return (
                (self.field.show(value), value)
                if self.field.kind == "phone" and value[:1] == "+"
                else (value, value)
            )
        return self.field.show(value), value if isinstance(value, int) else str(value)

    def focus_widget(self) -> QWidget:
        return self.line

    def caret(self) -> int:
        return self.line.cursorPosition()

    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)


class BirthEditor(LineEditor):
    """An age, a year, a month or a day; says how it was understood."""

    def written(self, value: Any) -> tuple[str, Any]:
        if isinstance(value, str):
            try:
                kept = dates.PartialDate.parse(value)
            except ValueError:
                return value, value
            return kept.shown(), value
        return super().written(value)

    def understood(self, value: Any) -> str:
        if not isinstance(value, dates.PartialDate):
            return ""
        if value.estimated_on:
            return _("Saved as {year}, estimated").format(year=value.year)
        return _("Saved as {date}").format(date=value.shown()) if self.line.text() != value.shown() else ""


PLACEHOLDERS = {"partial_date": N_("12 May 1990, 1990, 34"), "date": N_("12 May 2026")}
HINTS = {
    "int": Qt.InputMethodHint.ImhDigitsOnly, "phone": Qt.InputMethodHint.ImhDialableCharactersOnly,
    "money": Qt.InputMethodHint.ImhFormattedNumbersOnly,
}  # fmt: skip


class Note(QPlainTextEdit):
    gone = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.gone.emit()


class NoteEditor(Editor):
    """Several lines; Tab goes on to the next field. It grows with what is written, up to a point."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.note = Note()
        self.note.setTabChangesFocus(True)
        self.note.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.note.textChanged.connect(self._grow)
        self.note.textChanged.connect(self.edited.emit)
        self.note.gone.connect(self.left.emit)
        self._grow()
        self.hold(self.note)

    def _grow(self) -> None:
        lines = self.note.document().size().height()  # QPlainTextEdit counts its document's height in lines
        self.note.setFixedHeight(
            round(self.note.fontMetrics().lineSpacing() * min(12, max(3, lines)) + theme().px(20))
        )

    def raw(self) -> str:
        return self.note.toPlainText()

    def show_value(self, value: Any) -> None:
        self.note.setPlainText(value or "")

    def focus_widget(self) -> QWidget:
        return self.note

    def caret(self) -> int:
        return self.note.textCursor().position()

    def set_caret(self, position: int) -> None:
        mark = self.note.textCursor()
        mark.setPosition(min(position, len(self.note.toPlainText())))
        self.note.setTextCursor(mark)


def options(field: Field, country: str) -> list[tuple[str, str]]:
    """What can be chosen: (code, shown)."""
    if field.choices is not None:
        return [(member.value, member.shown()) for member in field.choices]
    return [(code.code, code.shown()) for code in codes.codes(field.codes or "", country=country)]


class ChoiceEditor(Editor):
    """One of a list. Typing the first letters jumps there; a long list is searched by any part of a word."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        found = self._options()
        self.combo: Combo = SearchCombo() if len(found) > MANY else Combo()
        self.combo.addItem("", None)
        for code, shown in found:
            self.combo.addItem(shown, code)
        self.combo.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self.combo.gone.connect(self.left.emit)
        self.hold(self.combo)

    def _options(self) -> list[tuple[str, str]]:
        return options(self.field, self.country)

    def raw(self) -> str | None:
        code: str | None = self.combo.currentData()
        return code

    def show_value(self, value: Any) -> None:
        code = getattr(value, "value", value)
        at = self.combo.findData(code) if code not in (None, "") else 0
        if at < 0:  # a code that is no longer on the list stays what it was
            self.combo.addItem(self.field.show(value), code)
            at = self.combo.count() - 1
        self.combo.setCurrentIndex(at)

    def focus_widget(self) -> QWidget:
        return self.combo


class TruthEditor(ChoiceEditor):
    """Yes, no, or not asked yet."""

    def _options(self) -> list[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def show_value(self, value: Any) -> None:
        super().show_value({True: "yes", False: "no"}.get(value, value))


class DateEditor(LineEditor):
    """A day, typed in any usual form or picked from a calendar (the sign at the end, or Alt+Down)."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        from caseapp.ui.form.calendar import add_calendar

        add_calendar(self.line, self._day, lambda day: self.line.setText(dates.day(day)))

    def _day(self) -> date | None:
        try:
            return dates.understand_day(self.line.text())
        except ValueError:
            return None

    def written(self, value: Any) -> tuple[str, Any]:
        if isinstance(value, date):
            return dates.day(value), value.isoformat()
        return str(value), value

    def understood(self, value: Any) -> str:
        return (
            _("Saved as {date}").format(date=dates.day(value)) if self.line.text() != dates.day(value) else ""
        )


Maker = Callable[[Field, str], Editor]


def _choices(field: Field, country: str) -> Editor:
    from caseapp.ui.form.ticks import TickBoxes, TickList

    return TickBoxes(field, country) if field.wide else TickList(field, country)


def _place(field: Field, country: str) -> Editor:
    from caseapp.ui.form.place import PlaceEditor

    return PlaceEditor(field, country)


EDITORS: dict[str, Maker] = {
    "text": LineEditor,
    "note": NoteEditor,
    "int": LineEditor,
    "bool": TruthEditor,
    "date": DateEditor,
    "partial_date": BirthEditor,
    "phone": LineEditor,
    "identity": LineEditor,
    "money": LineEditor,
    "choice": ChoiceEditor,
    "choices": _choices,
    "place": _place,
}
