"""A widget for any declared form: labels above, problems below in words, sections one at a time or all together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from caseapp.core.errors import Invalid
from caseapp.core.fields import Form, Section
from caseapp.core.i18n import _
from caseapp.ui.form.cell import Cell
from caseapp.ui.form.section import SectionWidget
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import column, scrolled


class Cells(Mapping[str, Cell]):
    """Every cell of a form by its field; those of a section nobody opened yet are made when they are asked for."""

    def __init__(self, form: Form, made: Mapping[str, Cell], make: Callable[[str], None]) -> None:
        self._form, self._made, self._make = form, made, make

    def __getitem__(self, name: str) -> Cell:
        if name not in self._made:
            self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._form.by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._form.by_name)

    def __len__(self) -> int:
        return len(self._form.by_name)


class FormWidget(QWidget):
    """Shows a form and gives back cleaned values. With several sections one is shown at a time (`show_section`),
    unless `all_sections`; each is made when it is first opened, and its values are held until then."""

    edited = Signal()
    moved = Signal(str)  # the section now shown

    def __init__(
        self, form: Form, *, country: str = "", all_sections: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.form, self.country = form, country
        self.stack = QStackedWidget(self)
        self.sections: dict[str, SectionWidget] = {}
        self._made: dict[str, Cell] = {}
        self.cells = Cells(form, self._made, self._make_for)
        self._held: dict[str, Any] = {}  # stored values of sections not made yet, by field
        self._column = column(spacing=S3 + S1)
        self.setLayout(self._column)
        self._column.addWidget(self.stack)
        self.stack.setVisible(not all_sections)
        self._quiet = False
        for section in form.sections:
            self._add(section, len(form.sections) > 1, all_sections)
        self._follow()

    def _add(self, section: Section, titled: bool, together: bool) -> None:
        widget = self.sections[section.code] = SectionWidget(section, titled)
        if together:
            self._column.addWidget(widget)
        else:
            self.stack.addWidget(scrolled(widget))
        if not together and self.stack.count() > 1:  # the others when they are first opened
            self._held.update({f.name: f.default for f in section.fields})
        else:
            self._make(widget)

    def _make_for(self, name: str) -> None:
        """Make the section of a field. Raises KeyError when the form has no such field."""
        widget = next(
            (w for w in self.sections.values() if any(f.name == name for f in w.section.fields)), None
        )
        if widget is None or widget.cells:
            raise KeyError(name)
        self._make(widget)
        self._quiet = True
        for cell in widget.cells:
            cell.editor.show_value(self._held.pop(cell.field.name))
        self._quiet = False
        self._follow()

    def _make(self, widget: SectionWidget) -> None:
        widget.build(self.country)
        for cell in widget.cells:
            self._made[cell.field.name] = cell
            cell.editor.edited.connect(self._edited)
            cell.editor.left.connect(lambda cell=cell: self._left(cell))

    # --- values

    def raw_values(self) -> dict[str, Any]:
        """Everything as typed, fit for a draft."""
        held = {name: drafted(value) for name, value in self._held.items()}
        typed = {name: cell.editor.raw() for name, cell in self._made.items()}
        return {name: typed[name] if name in typed else held[name] for name in self.form.by_name}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show stored values, or those of a draft; fields not named show their default."""
        self._held = {name: values.get(name, self.form.by_name[name].default) for name in self._held}
        self._quiet = True
        for name, cell in self._made.items():
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
        for name in problems:
            if name in self._held:
                self._make_for(name)
        for name, cell in self._made.items():
            if name in problems:
                cell.say(problems[name], "problem")
            elif cell.role == "problem":
                cell.say(_(cell.field.hint), "hint")
        first = next((name for name in self.form.by_name if name in problems), None)
        if first:
            self.go_to({"field": first})
            self.cells[first].announce()

    def filled(self, section: str) -> int:
        """How many fields of a section hold something that somebody put there."""
        widget = self.sections[section]
        cells = [cell for cell in widget.cells if cell.asked]
        held = [(self._held[f.name], f.default) for f in widget.section.fields if f.name in self._held]
        typed = [(cell.editor.raw(), cell.field.default) for cell in cells]
        return sum(value not in (None, "", [], (), default) for value, default in typed + held)

    def trouble(self, section: str) -> int:
        """How many fields of a section are in trouble as far as it was said."""
        return sum(cell.role == "problem" for cell in self.sections[section].cells if cell.asked)

    # --- place

    def place(self) -> dict[str, Any]:
        """Where the person is: section, field and writing mark; JSON can say it."""
        for name, cell in self._made.items():
            if cell.editor.focus_widget().hasFocus() or cell.isAncestorOf(self.focusWidget() or self):
                return {"section": self.current_section(), "field": name, "cursor": cell.editor.caret()}
        return {"section": self.current_section()}

    def go_to(self, place: Mapping[str, Any]) -> None:
        """Come back to such a place."""
        name = place.get("field")
        if name in self._held:
            self._make_for(str(name))
        for code, section in self.sections.items():
            if code == place.get("section") or any(c.field.name == name for c in section.cells):
                self.show_section(code)
        if name in self._made:
            editor = self._made[str(name)].editor
            editor.focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)
            editor.set_caret(int(place.get("cursor", 0)))

    def current_section(self) -> str:
        return list(self.sections)[max(0, self.stack.currentIndex())]

    def show_section(self, code: str) -> None:
        """Show one section; nothing happens when all are shown together."""
        if self.stack.count() and code in self.sections:
            fields = self.sections[code].section.fields
            if fields and fields[0].name in self._held:
                self._make_for(fields[0].name)
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
                wanted = asked and cell.field.asked(values)
                if wanted != cell.asked:
                    cell.asked = wanted
                    cell.setVisible(wanted)
            section.fit()

    def asked(self, code: str) -> bool:
        """Whether a section is asked at all, as things stand."""
        return self.sections[code].section.asked(self.raw_values())

    def _left(self, cell: Cell) -> None:
        """The person went on: say what is wrong or doubtful about this field, and whether others are mended by it."""
        if self._quiet:
            return
        values, unread = self.form.read(self.raw_values(), self.country)
        self._judge(cell, values, unread)
        cell.announce()
        for other in self._made.values():
            if other is not cell and other.role != "hint":
                self._judge(other, values, unread)

    def _judge(self, cell: Cell, values: Mapping[str, Any], unread: Mapping[str, str]) -> None:
        field, value = cell.field, values[cell.field.name]
        if field.name in unread:
            cell.say(unread[field.name], "problem")
        elif value is None or value == ():
            if cell.role != "problem" or not field.required:  # said on saving, not to who passes by
                cell.say(_(field.hint), "hint")
        elif problem := field.problem(value, values):
            cell.say(problem, "problem")
        elif warning := field.warn(value, values) if field.warn else None:
            cell.say(warning, "warning")
        else:
            cell.say(cell.editor.understood(value) or _(field.hint), "hint")


def drafted(value: Any) -> Any:
    """A stored value as a draft keeps it."""
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (str, int, float, list)) else str(value)
