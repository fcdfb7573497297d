"""A month to pick a day from, beside the line in which it can be typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit

from caseapp.core.i18n import _
from caseapp.ui.icons import icon
from caseapp.ui.theme import on_change
from caseapp.ui.widgets import column


class CalendarPopup(QFrame):
    """Opens below a line; a click or Enter on a day takes it."""

    def __init__(
        self, line: QLineEdit, shown: Callable[[], date | None], take: Callable[[date], None]
    ) -> None:
        super().__init__(line, Qt.WindowType.Popup)
        self.setProperty("card", "true")
        self._line, self._shown, self._take = line, shown, take
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.calendar.activated.connect(self._taken)
        self.calendar.clicked.connect(self._taken)
        self.setLayout(column(self.calendar, margins=6))

    def open(self) -> None:
        """Show the month of the day in the line, or this one."""
        day = self._shown()
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
        self.adjustSize()
        self.move(self._line.mapToGlobal(QPoint(0, self._line.height() + 2)))
        self.show()
        self.calendar.setFocus()

    def _taken(self, day: QDate) -> None:
        self.close()
        self._take(date(day.year(), day.month(), day.day()))
        self._line.setFocus()


def add_calendar(line: QLineEdit, shown: Callable[[], date | None], take: Callable[[date], None]) -> None:
    """Put the sign of a calendar at the end of a line."""
    entry = line.addAction(icon("calendar-check", "ink3", 16), QLineEdit.ActionPosition.TrailingPosition)
    entry.setToolTip(_("Pick from a calendar (Alt+Down)"))
    popups: list[CalendarPopup] = []  # made when first opened: a form with ten dates opens no slower

    def open_calendar() -> None:
        if not popups:
            popups.append(CalendarPopup(line, shown, take))
        popups[0].open()

    entry.triggered.connect(open_calendar)
    line.installEventFilter(_AltDown(line, open_calendar))
    on_change(line, lambda: entry.setIcon(icon("calendar-check", "ink3", 16)))


class _AltDown(QObject):
    def __init__(self, line: QLineEdit, call: Callable[[], None]) -> None:
        super().__init__(line)
        self._call = call

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._call()
                return True
        return False
