"""One editor for each kind of value. Each gives back what was typed (`raw`) and shows a stored value (`show_value`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from caseapp.core import codes, dates, places
from caseapp.core.fields import Field
from caseapp.core.i18n import _
from caseapp.ui.combo import Combo
from caseapp.ui.theme import S2, theme
from caseapp.ui.widgets import column


class Editor(QWidget):
    """`edited` with every change, `left` when the person goes on to another field."""

    edited = Signal()
    left = Signal()

    def __init__(self, field: Field, country: str) -> None:
        super().__init__()
        self.field, self.country = field, country

    def raw(self) -> Any:
        """What is typed or chosen, as text, bool or list: what `Field.read` takes and a draft keeps."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show a stored value, or what a draft kept."""
        raise NotImplementedError

    def focus_widget(self) -> QWidget:
        """The widget that takes the keyboard."""
        raise NotImplementedError

    def cursor(self) -> int:
        """Where the writing mark stands, for resuming."""
        return 0

    def set_cursor(self, position: int) -> None:
        """Put the writing mark back."""

    def hold(self, widget: QWidget) -> None:
        """Put one widget inside, without margins."""
        self.setLayout(column(widget, spacing=0))
        self.setFocusProxy(widget)


class _Line(QLineEdit):
    gone = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gone.emit()


class LineEditor(Editor):
    """One line: text, numbers, dates, telephone numbers, amounts. The kind decides what it means."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.line = _Line()
        self.line.setMaxLength(
            (field.max_length or 400) + 50
        )  # a little over, so that too long is said, not cut
        self.line.setPlaceholderText(_(PLACEHOLDERS.get(field.kind, "")))
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        self.line.gone.connect(self.left.emit)
        self.hold(self.line)

    def raw(self) -> str:
        return self.line.text()

    def show_value(self, value: Any) -> None:
        self.line.setText(_typed(self.field, value))

    def focus_widget(self) -> QWidget:
        return self.line

    def cursor(self) -> int:
        return self.line.cursorPosition()

    def set_cursor(self, position: int) -> None:
        self.line.setCursorPosition(position)


PLACEHOLDERS = {"partial_date": "12 May 1990, 1990, 34", "date": "12 May 2026"}


def _typed(field: Field, value: Any) -> str:
    """A stored value as somebody would type it, so that it reads back the same."""
    if value is None:
        return ""
    if isinstance(value, dates.PartialDate):
        return str(value) if value.estimated_on else value.shown()
    if isinstance(value, date):
        return dates.day(value)
    if field.kind == "money" and isinstance(value, int):
        return f"{value // 100:,}.{value % 100:02d}" if value % 100 else f"{value // 100:,}"
    return str(value)


class _Note(QPlainTextEdit):
    gone = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gone.emit()


class NoteEditor(Editor):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.note = _Note()
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(theme().px(84))
        self.note.textChanged.connect(self.edited.emit)
        self.note.gone.connect(self.left.emit)
        self.hold(self.note)

    def raw(self) -> str:
        return self.note.toPlainText()

    def show_value(self, value: Any) -> None:
        self.note.setPlainText(value or "")

    def focus_widget(self) -> QWidget:
        return self.note

    def cursor(self) -> int:
        return self.note.textCursor().position()

    def set_cursor(self, position: int) -> None:
        mark = self.note.textCursor()
        mark.setPosition(min(position, len(self.note.toPlainText())))
        self.note.setTextCursor(mark)


def options(field: Field, country: str) -> list[tuple[str, str]]:
    """What can be chosen: (code, shown)."""
    if field.choices is not None:
        return [(member.value, member.shown()) for member in field.choices]
    return [(code.code, code.shown()) for code in codes.codes(field.codes or "", country=country)]


class ChoiceEditor(Editor):
    """One of a list. Typing the first letters jumps there."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.combo = Combo()
        self.combo.addItem("", None)
        for code, shown in self._options():
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
        at = self.combo.findData(code) if code is not None else 0
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
        super().show_value({True: "yes", False: "no"}.get(value, value) if value != "" else None)


class ChoicesEditor(Editor):
    """Several of a list: short lists as ticks in columns, longer ones in a drop-down of ticks."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(S2)
        grid.setVerticalSpacing(0)
        found = options(field, country)
        columns = 3 if field.wide else 1
        per = -(-len(found) // columns)
        for i, (code, shown) in enumerate(found):
            box = QCheckBox(shown)
            box.setToolTip(shown)
            box.toggled.connect(lambda _on: (self.edited.emit(), self.left.emit()))
            self.boxes[code] = box
            grid.addWidget(box, i % per, i // per)
        self._others: list[str] = []

    def raw(self) -> list[str]:
        return [code for code, box in self.boxes.items() if box.isChecked()] + self._others

    def show_value(self, value: Any) -> None:
        chosen = [getattr(v, "value", v) for v in (value or ())]
        self._others = [c for c in chosen if c not in self.boxes]
        for code, box in self.boxes.items():
            box.setChecked(code in chosen)

    def focus_widget(self) -> QWidget:
        return next(iter(self.boxes.values()), self)


class TickListEditor(Editor):
    """Several of a long list in the room of one line: a drop-down whose entries have ticks."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.combo = Combo()
        self.items = QStandardItemModel(self.combo)
        head = QStandardItem("")
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.items.appendRow(head)
        for code, shown in options(field, country):
            item = QStandardItem(shown)
            item.setData(code, Qt.ItemDataRole.UserRole)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.items.appendRow(item)
        self.combo.setModel(self.items)
        self.combo.view().pressed.connect(self._toggle)
        self.items.itemChanged.connect(lambda _item: self._say())
        self.combo.gone.connect(self.left.emit)
        self.hold(self.combo)

    def _toggle(self, index: Any) -> None:
        item = self.items.itemFromIndex(index)
        on = item.checkState() == Qt.CheckState.Checked
        if item.isCheckable():
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _ticked(self) -> list[QStandardItem]:
        every = (self.items.item(i) for i in range(1, self.items.rowCount()))
        return [item for item in every if item.checkState() == Qt.CheckState.Checked]

    def _say(self) -> None:
        with QSignalBlocker(self.items):
            self.items.item(0).setText(", ".join(item.text() for item in self._ticked()))
        self.combo.setCurrentIndex(0)
        self.combo.update()
        self.edited.emit()

    def raw(self) -> list[str]:
        return [item.data(Qt.ItemDataRole.UserRole) for item in self._ticked()]

    def show_value(self, value: Any) -> None:
        chosen = {getattr(v, "value", v) for v in (value or ())}
        with QSignalBlocker(self.items):
            for i in range(1, self.items.rowCount()):
                item = self.items.item(i)
                on = item.data(Qt.ItemDataRole.UserRole) in chosen
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._say()

    def focus_widget(self) -> QWidget:
        return self.combo


class PlaceEditor(Editor):
    """A place by its levels, from the largest: each list depends on the one before. Any level may be the last."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.levels: list[Combo] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S2)
        for i, name in enumerate(places.levels(country) if country in places.DETAILED else ()):
            combo = Combo()
            combo.setAccessibleName(_(name))
            combo.setPlaceholderText(_(name))
            combo.currentIndexChanged.connect(lambda _index, level=i: self._chosen(level))
            combo.gone.connect(self.left.emit)
            self.levels.append(combo)
            grid.addWidget(combo, 0, i)
        self._fill(0, country)

    def _fill(self, level: int, parent: str | None) -> None:
        for combo in self.levels[level:]:
            with QSignalBlocker(combo):
                combo.clear()
        if level < len(self.levels) and parent:
            with QSignalBlocker(self.levels[level]):
                self.levels[level].addItem("", None)
                for place in places.children(parent):
                    self.levels[level].addItem(place.name, place.code)
                self.levels[level].setCurrentIndex(-1)
        for i, combo in enumerate(self.levels):
            combo.setEnabled(i <= level and combo.count() > 1)

    def _chosen(self, level: int) -> None:
        self._fill(level + 1, self.levels[level].currentData())
        for combo in self.levels[: level + 1]:
            combo.setEnabled(combo.count() > 1)
        self.edited.emit()

    def raw(self) -> str | None:
        chosen = [combo.currentData() for combo in self.levels if combo.currentData()]
        return chosen[-1] if chosen else None

    def show_value(self, value: Any) -> None:
        self._fill(0, self.country)
        if not value:
            return
        for i, place in enumerate(places.path(value)[: len(self.levels)]):
            self.levels[i].setCurrentIndex(self.levels[i].findData(place.code))

    def focus_widget(self) -> QWidget:
        return self.levels[0] if self.levels else self


def _choices(field: Field, country: str) -> Editor:
    return ChoicesEditor(field, country) if field.wide else TickListEditor(field, country)


EDITORS: dict[str, Callable[[Field, str], Editor]] = {
    "text": LineEditor,
    "note": NoteEditor,
    "int": LineEditor,
    "bool": TruthEditor,
    "date": LineEditor,
    "partial_date": LineEditor,
    "phone": LineEditor,
    "money": LineEditor,
    "choice": ChoiceEditor,
    "choices": _choices,
    "place": PlaceEditor,
}
