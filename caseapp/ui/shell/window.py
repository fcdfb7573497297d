"""The main window: one page at a time with back and forward, and what must stay in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QGraphicsBlurEffect,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.keys import KEYS, NATIVE
from caseapp.ui.page import Page
from caseapp.ui.shell.navigation import COLLAPSE_BELOW, NARROW, Entry, Navigation
from caseapp.ui.shell.toast import Toast
from caseapp.ui.shell.topbar import TopBar
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import column, row


class MainWindow(QMainWindow):
    """One window for one person's session in one office."""

    key = Signal(str)  # a shortcut of keys.KEYS that the window does not handle itself

    def __init__(
        self, *, office: str, detail: str, who: str, entries: list[Entry], make_page: Callable[[str], Page],
        may_find: bool, may_register: bool, demo: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setWindowTitle("caseapp")  # never a name: window titles are read by others
        self._make = make_page
        self.closing: Callable[[], object] | None = None  # asked instead of closing at once
        self.pages: dict[str, Page] = {}
        self.past: list[tuple[str, dict[str, Any]]] = []
        self.future: list[tuple[str, dict[str, Any]]] = []
        self.current = ""
        self.navigation = Navigation(office, detail, entries)
        self.navigation.chosen.connect(self.go)
        self.top = TopBar(who, may_find, may_register)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())  # Qt shows the first at once; a page does not know what for yet
        self.notes = column(spacing=0)
        right = column(self.top, self.notes, self.stack, spacing=0)
        right.setStretch(2, 1)
        body = QWidget()
        body.setLayout(row(self.navigation, right, spacing=0))
        body.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.setCentralWidget(self._framed(body) if demo else body)
        self.toast = Toast(self)
        self.setMinimumSize(900, 500)
        self._shortcuts()
        self.top.search.clicked.connect(lambda: self.key.emit("find"))
        self.top.register_button.clicked.connect(lambda: self.go("register"))
        self.top.lock.clicked.connect(lambda: self.key.emit("lock"))

    # --- pages

    def go(self, code: str, **args: Any) -> None:
        """Open a page; where we were goes into the history."""
        if self.current:
            self.past.append((self.current, self.pages[self.current].place_name()))
            self.future.clear()
        self._show(code, args)

    def back(self) -> None:
        self._step(self.past, self.future)

    def forward(self) -> None:
        self._step(self.future, self.past)

    def _step(
        self, source: list[tuple[str, dict[str, Any]]], other: list[tuple[str, dict[str, Any]]]
    ) -> None:
        if source:
            other.append((self.current, self.pages[self.current].place_name()))
            code, args = source.pop()
            self._show(code, args)

    def _show(self, code: str, args: Mapping[str, Any]) -> None:
        if code not in self.pages:
            self.pages[code] = self._make(code)
            self.stack.addWidget(self.pages[code])
        page = self.pages[code]
        self.current = code
        self.navigation.mark(code)
        page.arrive(**args)
        self.stack.setCurrentWidget(page)
        if not page.isAncestorOf(self.focusWidget() or self):
            page.setFocus()

    def page(self) -> Page:
        """The page now shown."""
        return self.pages[self.current]

    # --- telling

    def say_status(self, text: str, tone: str = "ok") -> None:
        """How the data is kept, in words; the dot before it is green, amber (warn) or red (bad)."""
        self.top.say(text, tone)

    def add_note(self, note: QWidget) -> None:
        """A bar that stays above the page."""
        holder = QWidget()
        layout = row(note)
        layout.setContentsMargins(S3, S2, S3, 0)
        holder.setLayout(layout)
        self.notes.addWidget(holder)

    def set_badges(self, counts: Mapping[str, int]) -> None:
        for code, count in counts.items():
            if code in self.navigation.buttons:
                self.navigation.buttons[code].set_badge(count)

    def toggle_blur(self) -> None:
        """Hide the page from other eyes, or show it again."""
        blurred = self.stack.graphicsEffect() is not None
        effect = None if blurred else QGraphicsBlurEffect(self.stack)
        if effect:
            effect.setBlurRadius(22)
        self.stack.setGraphicsEffect(effect)  # type: ignore[arg-type]

    # --- Qt

    def _shortcuts(self) -> None:
        """Keys of the window itself. Those left to pages come by `keyPressEvent`, when no page took them."""
        own: dict[str, Callable[[], object]] = {
            "back": self.back,
            "forward": self.forward,
            "larger": lambda: theme().apply(scale=theme().scale + 10),
            "smaller": lambda: theme().apply(scale=theme().scale - 10),
            "blur": self.toggle_blur,
        }
        for spec in KEYS:
            if spec.code in NATIVE or _left_to_pages(spec.code):
                continue
            for keys in spec.keys:
                QShortcut(QKeySequence(keys), self, own.get(spec.code, partial(self.key.emit, spec.code)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = QKeySequence(event.keyCombination())
        code = next(
            (k.code for k in KEYS if _left_to_pages(k.code) and typed in map(QKeySequence, k.keys)), ""
        )
        if code == "refresh":
            self.page().refresh()
        elif code.startswith("section"):
            self.page().go_section(int(code.removeprefix("section")))
        elif code:
            self.key.emit(code)
        else:
            super().keyPressEvent(event)

    def _framed(self, body: QWidget) -> QWidget:
        """The coloured frame of a demo office, with the word."""
        frame = QWidget()
        frame.setObjectName("demo")
        frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = column(body, spacing=0)
        layout.setContentsMargins(4, 4, 4, 4)
        frame.setLayout(layout)
        self.navigation.detail.setText(f"{self.navigation.detail.text()} · {_('DEMO')}")
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() * 100 / theme().scale < COLLAPSE_BELOW
        self.navigation.set_narrow(narrow)
        self.top.set_narrow(narrow)
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.closing and self.isVisible():
            event.ignore()
            self.closing()
        else:
            super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.navigation.set_narrow(self.navigation.width() == NARROW)


def _left_to_pages(code: str) -> bool:
    """Two shortcuts for one key in one window make Qt call neither, so what pages may take is no shortcut here."""
    return code in ("save", "edit", "filter", "print", "refresh") or code.startswith("section")
