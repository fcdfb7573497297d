"""Several small records typed below one another: cost lines of a business plan, tranches of a grant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.ui.form import EDITORS, Editor
from caseapp.ui.theme import S1, S2
from caseapp.ui.widgets import button, column, label, row

Raw = dict[str, Any]


class Entry:
    """The editors of one row and what is worked out from them."""

    def __init__(self, form: Form, country: str, number: int) -> None:
        self.editors: dict[str, Editor] = {f.name: EDITORS[f.kind](f, country) for f in form.fields}
        self.sum = label("", "second")
        self.sum.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        for field in form.fields:
            words = _("{name}, line {number}").format(name=_(field.label), number=number)
            self.editors[field.name].focus_widget().setAccessibleName(words)
        self.remove = button("", icon_name="x", look="link")
        self.remove.setToolTip(_("Take this line out"))
        self.remove.setAccessibleName(_("Take line {number} out").format(number=number))

    def widgets(self) -> list[QWidget]:
        return [*self.editors.values(), self.sum, self.remove]

    def raw(self) -> Raw:
        return {name: editor.raw() for name, editor in self.editors.items()}


class RowsEditor(QWidget):
    """Rows of one form, typed in place. `worked_out(raw)` gives the words at the end of a row."""

    edited = Signal()

    def __init__(
        self, form: Form, add_words: str, *, country: str = "", worked_out: Callable[[Raw], str] = lambda raw: "",
        sum_title: str = "", shares: Mapping[str, int] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.form, self.country, self._worked_out = form, country, worked_out
        self.entries: list[Entry] = []
        self.below: QWidget | None = None  # where Tab goes after the last row
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S2)
        self.grid.setVerticalSpacing(S1)
        for at, field in enumerate(form.fields):
            self.grid.addWidget(label(_(field.label) + (" *" if field.required else ""), "label"), 0, at)
            self.grid.setColumnStretch(at, (shares or {}).get(field.name, 1))
        self._sum_at = len(form.fields)
        self.grid.addWidget(self._end(label(sum_title, "label")), 0, self._sum_at)
        self.add_button = button(add_words, lambda: self.add({}, focus=True), look="link", icon_name="plus")
        self.said = label("", "problem", wrap=True)
        self.said.hide()
        self.setLayout(column(self.grid, row(self.add_button, None), self.said, spacing=S1))
        self._quiet = False
        self._blank = self._empty()

    def raw(self) -> list[Raw]:
        """Every row as typed; rows left wholly empty are left out."""
        return [raw for entry in self.entries if (raw := entry.raw()) != self._blank]

    def all(self) -> list[Raw]:
        """Every row as typed up to the last one that says something: here the place of a row counts."""
        rows = [entry.raw() for entry in self.entries]
        while rows and rows[-1] == self._blank:
            rows.pop()
        return rows

    def set(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show these rows; one empty row when there are none."""
        self._quiet = True
        while self.entries:
            self._drop(self.entries[-1])
        for values in rows or [{}]:
            self.add(values)
        self._quiet = False
        self._chain()
        self.say("")

    def say(self, text: str) -> None:
        """What is wrong with the rows; nothing when all is well."""
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def add(self, values: Mapping[str, Any], focus: bool = False) -> None:
        entry = Entry(self.form, self.country, len(self.entries) + 1)
        self.entries.append(entry)
        for field in self.form.fields:
            editor = entry.editors[field.name]
            editor.show_value(values.get(field.name, field.default))
            editor.set_caret(0)  # of a long text the beginning is seen
            editor.edited.connect(lambda entry=entry: self._edited(entry))
        entry.remove.clicked.connect(lambda _on=False, entry=entry: self.take_out(entry))
        for at, widget in enumerate(entry.widgets()):
            self.grid.addWidget(widget, len(self.entries), at)
        entry.sum.setText(self._worked_out(entry.raw()))
        if focus:
            self._chain()
            next(iter(entry.editors.values())).focus_widget().setFocus()

    def _empty(self) -> Raw:
        """What a row nobody typed into gives."""
        entry = Entry(self.form, self.country, 0)
        for field in self.form.fields:
            entry.editors[field.name].show_value(field.default)
        blank = entry.raw()
        for widget in entry.widgets():
            widget.deleteLater()  # nobody else does: it stands in no window
        return blank

    def take_out(self, entry: Entry) -> None:
        """Take a row out; the last one is emptied instead."""
        kept = [e.raw() for e in self.entries if e is not entry]
        self.set(kept)
        self.edited.emit()

    def _chain(self) -> None:
        """Tab goes along a row, then down, then to what stands below."""
        order = [w for e in self.entries for w in (*(x.focus_widget() for x in e.editors.values()), e.remove)]
        order += [self.add_button, *([self.below] if self.below else [])]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _drop(self, entry: Entry) -> None:
        self.entries.remove(entry)
        for widget in entry.widgets():
            self.grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _edited(self, entry: Entry) -> None:
        entry.sum.setText(self._worked_out(entry.raw()))
        if not self._quiet:
            self.say("")
            self.edited.emit()

    @staticmethod
    def _end(words: QLabel) -> QLabel:
        words.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        return words
