"""A line that finds somebody on file, for pages that need one person: type a name or number, choose below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.core.i18n import _
from caseapp.features.people import finding
from caseapp.features.people.views import PersonRow, place_name
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context
from caseapp.ui.theme import S1
from caseapp.ui.widgets import clear, column, label

MOST = 5


class PersonFinder(QWidget):
    """`chosen(PersonRow)` when somebody is picked; afterwards the line is empty again."""

    chosen = Signal(object)

    def __init__(self, ctx: Context, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.line = QLineEdit()
        self.line.setPlaceholderText(prompt)
        self.line.setAccessibleName(prompt)
        self.line.setClearButtonEnabled(True)
        self.found = column(spacing=0)
        self.hits: Sequence[PersonRow] = ()
        self.setLayout(column(self.line, self.found, spacing=S1))
        self.line.textChanged.connect(self.look)
        self.line.returnPressed.connect(self._first)

    def look(self, text: str) -> None:
        """Find as typed; the newest answer wins."""
        self.ctx.tasks.latest("finder", finding.find, text, MOST, done=self._show, owner=self)

    def _show(self, hits: Sequence[PersonRow]) -> None:
        self.hits = hits
        clear(self.found)
        if not hits:
            if self.line.text().strip():
                self.found.addWidget(label(_("Nobody on file fits."), "hint"))
            return
        rows = Rows()
        for hit in hits:
            about = " · ".join(filter(None, (hit.number, hit.birth_date.shown(), place_name(hit.place))))
            words = column(
                label(hit.name, "strong", elide=True), label(about, "second", elide=True), spacing=0
            )
            rows.add(words, opened=partial(self._pick, hit), stretch=(1,)).setAccessibleName(hit.name)
        self.found.addWidget(rows)

    def _first(self) -> None:
        if self.hits:
            self._pick(self.hits[0])

    def _pick(self, hit: PersonRow, _checked: bool = False) -> None:
        self.line.clear()
        self.chosen.emit(hit)
