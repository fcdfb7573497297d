"""A chart with its sentence and its table twin."""

from __future__ import annotations

from operator import itemgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from caseapp.core.charts import Chart
from caseapp.core.i18n import _
from caseapp.ui.charts.view import ChartView
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S1, theme
from caseapp.ui.widgets import button, column, label, row


class ChartPanel(QWidget):
    """What a card holds: the picture, the sentence below it, and a link that turns it into a table and back."""

    opened = Signal(int)

    def __init__(self, chart: Chart, *, doors: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ChartView(chart, doors=doors)
        self.view.opened.connect(self.opened.emit)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.summary = label(chart.summary, "hint", wrap=True)
        self.turn = button(_("As table"), self._turn, look="link")
        foot = row(self.summary, self.turn)
        foot.setStretch(0, 1)
        foot.setAlignment(self.turn, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(self.stack, foot, spacing=S1))
        self._show(chart)

    def set(self, chart: Chart) -> None:
        """Show another chart, as picture or table as before."""
        self.view.set(chart)
        self.summary.setText(chart.summary)
        self._show(chart)

    def _show(self, chart: Chart) -> None:
        head, *rows = chart.table()
        self.table = twin(head)
        self.table.set_rows(rows)
        old = self.stack.widget(1)
        at = self.stack.currentIndex()
        self.stack.insertWidget(2, self.table)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.stack.setCurrentIndex(at)
        self._fit()

    def _turn(self) -> None:
        self.stack.setCurrentIndex(1 - self.stack.currentIndex())
        self.turn.setText(_("As table") if self.stack.currentIndex() == 0 else _("As picture"))
        self._fit()

    def _fit(self) -> None:
        rows = self.table.model().rowCount()
        table = self.table.horizontalHeader().sizeHint().height() + rows * theme().px(32) + 4
        self.stack.setFixedHeight(self.view.height() if self.stack.currentIndex() == 0 else table)


def twin(head: tuple[str, ...]) -> RecordTable:
    """A table with the columns of `Chart.table()`."""
    columns = [Column(title, itemgetter(i), kind="number" if i else "text") for i, title in enumerate(head)]
    return RecordTable(columns, _("The chart as a table"))
