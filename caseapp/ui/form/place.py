"""A place by its levels, from the largest: each list depends on the one before. Any level may be the last."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QWidget

from caseapp.core import places
from caseapp.core.fields import Field
from caseapp.core.i18n import N_, _
from caseapp.ui.combo import Combo, SearchCombo
from caseapp.ui.form.editors import Editor
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import column, hidden_unless, label, row

PLACE = N_("Place")  # a field called just so needs no more than the names of its levels


class PlaceEditor(Editor):
    """One list a level, side by side where there is room. Where no levels are known, only the country's name stands."""

    def __init__(self, field: Field, country: str) -> None:
        super().__init__(field, country)
        self.levels: list[Combo] = []
        self.cells: list[QWidget] = []
        self.names_itself = country in places.DETAILED
        self._other: str | None = None  # a place outside this country's lists is kept as it is
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S3)
        self.grid.setVerticalSpacing(S3 - 2)
        for i, name in enumerate(places.levels(country) if country in places.DETAILED else ()):
            self._add(i, _(name))
        self._fill(0, country if self.levels else None)
        self.arrange(len(self.levels) or 1)

    def _add(self, level: int, name: str) -> None:
        combo: Combo = SearchCombo() if level else Combo()
        combo.currentIndexChanged.connect(lambda _index: self._chosen(level))
        combo.gone.connect(self.left.emit)
        words = label(
            name if level or self.field.label == PLACE else f"{_(self.field.label)} · {name}", "label"
        )
        words.setBuddy(combo)
        combo.setAccessibleName(f"{_(self.field.label)}, {name}")
        mark = label("*", "problem")
        hidden_unless(mark, self.field.required and not level)
        cell = QWidget()
        cell.setLayout(column(row(words, mark, None, spacing=S1), combo, spacing=2))
        self.levels.append(combo)
        self.cells.append(cell)

    def arrange(self, columns: int) -> None:
        for i, cell in enumerate(self.cells):
            self.grid.addWidget(cell, i // columns, i % columns)
        for i in range(3):
            self.grid.setColumnStretch(i, 1 if i < columns else 0)

    def _fill(self, level: int, parent: str | None) -> None:
        """List what lies directly below a place; deeper lists are empty until something is chosen here."""
        for combo in self.levels[level:]:
            with QSignalBlocker(combo):
                combo.clear()
        if level < len(self.levels) and parent:
            with QSignalBlocker(self.levels[level]):
                self.levels[level].addItem("", None)
                for place in places.children(parent):
                    self.levels[level].addItem(place.name, place.code)
        for combo in self.levels:
            combo.setEnabled(combo.count() > 1)

    def _chosen(self, level: int) -> None:
        self._other = None
        self._fill(level + 1, self.levels[level].currentData())
        self.edited.emit()

    def raw(self) -> str | None:
        chosen = [combo.currentData() for combo in self.levels if combo.currentData()]
        return chosen[-1] if chosen else self._other

    def show_value(self, value: Any) -> None:
        self._fill(0, self.country if self.levels else None)
        path = _path(value) if value else ()
        self._other = value if value and not (path and path[0].parent == self.country) else None
        if self._other is None:
            for combo, place in zip(self.levels, path, strict=False):
                combo.setCurrentIndex(combo.findData(place.code))

    def focus_widget(self) -> QWidget:
        return self.levels[0] if self.levels else self

    def parts(self) -> list[QWidget]:
        return []  # each list is named after its level


def _path(code: str) -> tuple[places.Place, ...]:
    try:
        return places.path(code)
    except KeyError:
        return ()
