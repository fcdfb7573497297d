"""The fields of one section, laid out in as many columns as there is room for."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from caseapp.core.fields import Section
from caseapp.core.i18n import _
from caseapp.ui.form.cell import Cell
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import column, hidden_unless, label

THREE_COLUMNS, TWO_COLUMNS = 560, 330  # pixels of form width at 100 per cent
WIDE_KINDS = ("note", "place")


class SectionWidget(QWidget):
    """Fields that are not asked leave no gap; wide ones take a whole row.

    `build` makes the fields once the section stands in its window: Qt styles a widget anew each time it moves to
    another parent, and everything in it.
    """

    def __init__(self, section: Section, titled: bool) -> None:
        super().__init__()
        self.section = section
        self.cells: list[Cell] = []
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(S3)
        self.grid.setVerticalSpacing(S3 - 2)
        self.head = label(_(section.title), "card", wrap=True)
        hidden_unless(self.head, titled)
        self.setLayout(column(self.head, self.grid, None, spacing=S3))
        self._laid: tuple[int, tuple[Cell, ...]] = (0, ())

    def build(self, country: str) -> None:
        """Make the fields."""
        self.cells = [Cell(field, country, self) for field in self.section.fields]
        self.arrange(2)

    def arrange(self, columns: int) -> None:
        """Lay the fields that are asked out anew, if anything changed."""
        shown = tuple(cell for cell in self.cells if cell.asked)
        if (columns, shown) == self._laid:
            return
        self._laid = (columns, shown)
        for cell in self.cells:
            self.grid.removeWidget(
                cell
            )  # takeAt leaves the old item alive, and the new one never hears of a new height
        at = 0
        for cell in shown:
            wide = cell.field.wide or cell.field.kind in WIDE_KINDS
            span = columns if wide else 1
            at += (-at) % columns if wide else 0
            cell.editor.arrange(columns)
            self.grid.addWidget(cell, at // columns, at % columns, 1, span)
            at += span
        for i in range(3):
            self.grid.setColumnStretch(i, 1 if i < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Choose the columns for the present width."""
        width = self.width() * 100 / theme().scale
        self.arrange(3 if width >= THREE_COLUMNS else 2 if width >= TWO_COLUMNS else 1)
