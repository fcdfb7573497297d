"""A widget for any declared form: labels above, problems below in words, sections one at a time or all together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedWidget, QWidget

from caseapp.core.dates import PartialDate
from caseapp.core.errors import Invalid
from caseapp.core.fields import Field, Form, Section
from caseapp.core.i18n import _
from caseapp.ui.form.editors import EDITORS, Editor
from caseapp.ui.theme import S1, S3, theme
from caseapp.ui.widgets import column, label, restyle, row, scrolled

THREE_COLUMNS, TWO_COLUMNS = 560, 380  # pixels of form width at 100 per cent


class Cell(QWidget):
    """One field: label with mark, editor, and what there is to say about it."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__()
        self.field = field
        self.asked = True
        self.editor: Editor = EDITORS[field.kind](field, country)
        self.editor.setObjectName(field.name)
        self.name = QLabel(_(field.label))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("role", "label")
        self.name.setBuddy(self.editor.focus_widget())
        self.name.setToolTip(_(field.label))
        mark = label("*", "problem")
        mark.setVisible(field.required)
        self.said = label("", "hint", wrap=True)
        self.said.hide()
        inner = self.editor.focus_widget()
        inner.setAccessibleName(_(field.label) + (", " + _("needed") if field.required else ""))
        self.setLayout(column(row(self.name, mark, None, spacing=S1), self.editor, self.said, None, spacing=2))
        self.say(_(field.hint), "hint")

    def say(self, text: str, role: str) -> None:
        """Roles: problem, warning, hint."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        restyle(self.said, role=role)
        restyle(self.editor.focus_widget(), trouble="bad" if role == "problem" and text else "")
        self.editor.focus_widget().setAccessibleDescription(text)


class SectionWidget(QWidget):
    """The fields of a section in one, two or three columns, as wide as there is room."""

    def __init__(self, section: Section, country: str, titled: bool) -> None:
        super().__init__()
        self.section = section
        self.cells = [Cell(field, country) for field in section.fields]
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S3)
        self.grid.setVerticalSpacing(S3 - 2)
        head = [label(_(section.title), "card")] if titled else []
        self.setLayout(column(*head, self.grid, None, spacing=S3))
        self._laid: tuple[int, ...] = ()
        self.arrange(2)

    def arrange(self, columns: int) -> None:
        """Lay the fields that are asked out anew."""
        shown = [c for c in self.cells if c.asked]
        laid = (columns, *(id(c) for c in shown))
        if laid == self._laid:
            return
        self._laid = laid
        while self.grid.takeAt(0):
            pass
        at = 0
        for cell in shown:
            span = columns if cell.field.wide or cell.field.kind in ("note", "place") else 1
            if at % columns + span > columns:
                at += columns - at % columns
            self.grid.addWidget(cell, at // columns, at % columns, 1, span)
            at += span
        for i in range(3):
            self.grid.setColumnStretch(i, 1 if i < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        width = self.width() * 100 / theme().scale
        self.arrange(3 if width >= THREE_COLUMNS else 2 if width >= TWO_COLUMNS else 1)


class FormWidget(QWidget):
    """Shows a form and gives back cleaned values. With several sections one is shown at a time (`show_section`),
    unless `all_sections`."""

    edited = Signal()
    moved = Signal(str)  # the section now shown

    def __init__(self, form: Form, *, country: str = "", all_sections: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self.country = form, country
        self.stack = QStackedWidget()
        self.sections: dict[str, SectionWidget] = {}
        self.cells: dict[str, Cell] = {}
        titled = len(form.sections) > 1
        for section in form.sections:
            self._add(section, titled, all_sections)
        layout = [*self.sections.values()] if all_sections else [self.stack]
        self.setLayout(column(*layout, spacing=S3 + S1))
        self._quiet = False
        self._follow()

    def _add(self, section: Section, titled: bool, together: bool) -> None:
        widget = SectionWidget(section, self.country, titled)
        self.sections[section.code] = widget
        for cell in widget.cells:
            self.cells[cell.field.name] = cell
            cell.editor.edited.connect(self._edited)
            cell.editor.left.connect(lambda cell=cell: self._left(cell))
        if not together:
            self.stack.addWidget(scrolled(widget))

    # --- values

    def raw_values(self) -> dict[str, Any]:
        """Everything as typed, fit for a draft."""
        return {name: cell.editor.raw() for name, cell in self.cells.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show stored values, or those of a draft; fields not named show their default."""
        self._quiet = True
        for name, cell in self.cells.items():
            cell.editor.show_value(values.get(name, cell.field.default))
            cell.say(_(cell.field.hint), "hint")
        self._quiet = False
        self._follow()

    def clean(self) -> dict[str, Any]:
        """Stored values. Raises Invalid after showing each problem beside its field and going to the first."""
        try:
            cleaned = self.form.clean(self.raw_values(), self.country)
        except Invalid as invalid:
            self.show_problems(invalid.problems)
            raise
        self.show_problems({})
        return cleaned

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong beside each field; the first one gets the keyboard."""
        for name, cell in self.cells.items():
            self._say(cell, problems.get(name, ""))
        first = next((name for name in self.cells if name in problems), None)
        if first:
            self.go_to({"field": first})

    def filled(self, section: str) -> int:
        """How many fields of a section hold something."""
        return sum(bool(cell.editor.raw()) for cell in self.sections[section].cells if cell.asked)

    # --- place

    def place(self) -> dict[str, Any]:
        """Where the person is: section, field and writing mark; JSON can say it."""
        for name, cell in self.cells.items():
            if cell.editor.focus_widget().hasFocus() or cell.isAncestorOf(self.focusWidget() or self):
                return {"section": self.current_section(), "field": name, "cursor": cell.editor.cursor()}
        return {"section": self.current_section()}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Come back to such a place."""
        name = place.get("field")
        for code, section in self.sections.items():
            if code == place.get("section") or any(c.field.name == name for c in section.cells):
                self.show_section(code)
        if name in self.cells:
            editor = self.cells[str(name)].editor
            editor.focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)
            editor.set_cursor(int(place.get("cursor", 0)))

    def current_section(self) -> str:
        return list(self.sections)[max(0, self.stack.currentIndex())]

    def show_section(self, code: str) -> None:
        """Show one section; nothing happens when all are shown together."""
        if self.stack.count() and code in self.sections:
            self.stack.setCurrentIndex(list(self.sections).index(code))
            self.moved.emit(code)

    def focus_first(self) -> None:
        """Give the keyboard to the first field of what is shown."""
        for cell in self.sections[self.current_section()].cells:
            if cell.asked:
                QTimer.singleShot(0, cell.editor.focus_widget(), cell.editor.focus_widget().setFocus)
                return

    # --- following what is typed

    def _edited(self) -> None:
        if not self._quiet:
            self._follow()
            self.edited.emit()

    def _follow(self) -> None:
        """Show and hide fields and sections as answers ask for them."""
        values = self.raw_values()
        for section in self.sections.values():
            asked = section.section.asked(values)
            for cell in section.cells:
                cell.asked = asked and cell.field.asked(values)
                cell.setVisible(cell.asked)
            section.fit()

    def asked(self, code: str) -> bool:
        """Whether a section is asked at all, as things stand."""
        return self.sections[code].section.asked(self.raw_values())

    def _left(self, cell: Cell) -> None:
        """The person went on: say what is wrong or doubtful about this field now."""
        values, problems = self.form.read(self.raw_values(), self.country)
        name = cell.field.name
        value = values[name]
        if name in problems:
            cell.say(problems[name], "problem")
        elif value is None:
            cell.say(_(cell.field.hint), "hint")
        elif problem := cell.field.problem(value, values):
            cell.say(problem, "problem")
        else:
            self._say(cell, "", cell.field.warn(value, values) if cell.field.warn else "", value)

    def _say(self, cell: Cell, problem: str, warning: str | None = "", value: Any = None) -> None:
        if problem:
            cell.say(problem, "problem")
        elif warning:
            cell.say(warning, "warning")
        elif isinstance(value, PartialDate) and value.estimated_on:
            cell.say(_("Saved as {year}, estimated").format(year=value.year), "hint")
        else:
            cell.say(_(cell.field.hint), "hint")
