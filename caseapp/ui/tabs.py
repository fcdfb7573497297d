"""Flat tabs whose contents are made when first looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from caseapp.ui.icons import icon
from caseapp.ui.theme import S3, on_change
from caseapp.ui.widgets import column, rule


@dataclass
class _Tab:
    code: str
    title: str
    make: Callable[[], QWidget]
    private: bool
    made: QWidget | None = None


class Tabs(QWidget):
    """`add` tabs, then `show_tab(code)`. `moved(code)` tells which one is looked at."""

    moved = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[_Tab] = []
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self.bar.setUsesScrollButtons(True)
        self.bar.setIconSize(QSize(14, 14))
        self.bar.setAccessibleName(name)
        self.bar.currentChanged.connect(self._turn)
        self.stack = QStackedWidget()
        line = rule()
        head = column(self.bar, line, spacing=0)
        layout = column(head, self.stack, spacing=S3)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        on_change(self, self._tint)

    def add(
        self,
        code: str,
        title: str,
        make: Callable[[], QWidget],
        *,
        count: int | None = None,
        private: bool = False,
    ) -> None:
        """A tab whose content `make()` builds when it is first shown. `private` marks it with a lock."""
        self._tabs.append(_Tab(code, title, make, private))
        self.bar.blockSignals(True)  # the first tab becomes the current one, but nobody looks at it yet
        at = self.bar.addTab(_shown(title))
        self.bar.blockSignals(False)
        self.bar.setTabToolTip(at, "")
        self._tint()
        if count is not None:
            self.set_count(code, count)

    def set_count(self, code: str, count: int) -> None:
        """The number behind the title; none for 0."""
        at = self._at(code)
        self.bar.setTabText(at, _shown(f"{self._tabs[at].title} {count}" if count else self._tabs[at].title))

    def codes(self) -> list[str]:
        return [tab.code for tab in self._tabs]

    def current(self) -> str:
        """The code of the tab looked at."""
        return self._tabs[self.bar.currentIndex()].code if self._tabs else ""

    def widget(self, code: str) -> QWidget | None:
        """The content of a tab, if it was made already."""
        return self._tabs[self._at(code)].made

    def show_tab(self, code: str) -> None:
        """Look at a tab. Raises KeyError for none of these."""
        at = self._at(code)
        if at == self.bar.currentIndex():
            self._turn(at)
        else:
            self.bar.setCurrentIndex(at)

    def show_number(self, number: int) -> None:
        """Look at the tab with this number from 1, if there is one: Ctrl+1 to Ctrl+9."""
        if 0 < number <= len(self._tabs):
            self.show_tab(self._tabs[number - 1].code)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.stack.count() == 0:
            self._turn(self.bar.currentIndex())

    def _turn(self, at: int) -> None:
        if not 0 <= at < len(self._tabs):
            return
        tab = self._tabs[at]
        if tab.made is None:
            tab.made = tab.make()
            self.stack.addWidget(tab.made)
        self.stack.setCurrentWidget(tab.made)
        self.moved.emit(tab.code)

    def _at(self, code: str) -> int:
        for i, tab in enumerate(self._tabs):
            if tab.code == code:
                return i
        raise KeyError(code)

    def _tint(self) -> None:
        for i, tab in enumerate(self._tabs):
            if tab.private:
                self.bar.setTabIcon(i, icon("lock", "private", 14))


def _shown(title: str) -> str:
    """A title as it is: no letter of it is a shortcut."""
    return title.replace("&", "&&")
