"""The main window: navigation, top bar, one page at a time with back and forward, toasts, what must stay in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsBlurEffect,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from caseapp.core.i18n import _
from caseapp.ui.icons import icon
from caseapp.ui.keys import KEYS, NATIVE, shown
from caseapp.ui.page import Page
from caseapp.ui.theme import S2, S3, S4, on_change, semibold, theme
from caseapp.ui.widgets import button, column, label, paint_chip, restyle, row, rule

WIDE, NARROW, COLLAPSE_BELOW = 196, 56, 1100
TOAST_MS = 10_000


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation. `group` "" is above, "office" below its heading."""

    code: str
    title: str
    icon: str
    group: str = ""


class NavButton(QPushButton):
    """An entry with its icon and, when something waits there, a number."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(_(entry.title))
        self.entry = entry
        self.setProperty("nav", True)
        self.setCheckable(True)
        self.setIconSize(QSize(18, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.count = 0
        self.narrow = False
        self.toggled.connect(lambda _on: self.tint())
        self.tint()

    def tint(self) -> None:
        self.setIcon(icon(self.entry.icon, "brand" if self.isChecked() else "ink2"))

    def set_badge(self, count: int) -> None:
        """How many things wait there; 0 shows none."""
        self.count = count
        self.setAccessibleName(f"{_(self.entry.title)}, {count}" if count else _(self.entry.title))
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        self.setText("" if narrow else _(self.entry.title))
        self.setToolTip(_(self.entry.title) if narrow else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count:
            painter = QPainter(self)
            text = str(self.count) if self.count < 1000 else "999+"
            size = 9.5 if self.narrow else 11
            high = theme().px(size) + 5
            wide = max(high + 4, QFontMetrics(semibold(size)).horizontalAdvance(text) + 10)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            edge = 1 if self.narrow else 9
            left = edge if mirrored else self.width() - wide - edge
            top = 1 if self.narrow else (self.height() - high) / 2
            paint_chip(painter, QRectF(left, top, wide, high), text, "bad", semibold(size))
            painter.end()


class Navigation(QWidget):
    """The column at the reading side; icons only when the window is narrow."""

    chosen = Signal(str)

    def __init__(self, office: str, detail: str, entries: list[Entry]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons = {e.code: NavButton(e) for e in entries}
        self.office, self.detail = label(office, "card", wrap=True), label(detail, "hint")
        self.heading = label(_("Office"), "hint")
        self.heading.setContentsMargins(10, 10, 10, 2)
        for words in (self.office, self.detail):
            words.setContentsMargins(10, 0, 10, 0)
        self.detail.setContentsMargins(10, 0, 10, 10)
        parts: list[Any] = [self.office, self.detail, rule()]
        parts += [self.buttons[e.code] for e in entries if e.group == ""]
        parts += [self.heading, *(self.buttons[e.code] for e in entries if e.group == "office"), None]
        parts += [self.buttons[e.code] for e in entries if e.group == "foot"]
        self.heading.setVisible(any(e.group == "office" for e in entries))
        layout = column(*parts, spacing=2)
        layout.setContentsMargins(8, S4, 8, S3)
        self.setLayout(layout)
        for code, made in self.buttons.items():
            made.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
        on_change(self, self._tint)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedWidth(NARROW if narrow else theme().px(WIDE))
        restyle(self, mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        for words in (self.office, self.detail):
            words.setVisible(not narrow)
        self.heading.setVisible(not narrow and any(b.entry.group == "office" for b in self.buttons.values()))
        for made in self.buttons.values():
            made.set_narrow(narrow)

    def mark(self, code: str) -> None:
        for name, made in self.buttons.items():
            made.setChecked(name == code)

    def _tint(self) -> None:
        for made in self.buttons.values():
            made.tint()
        self.set_narrow(self.width() == NARROW)


class Toast(QFrame):
    """What was done, with Undo for ten seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.words = label("", elide=True)
        self.words.setMaximumWidth(520)
        self.undo = button(_("Undo"), self._undone, look="link")
        self.setLayout(row(self.words, self.undo, spacing=S3))
        self.layout().setContentsMargins(14, 8, 14, 8)  # type: ignore[union-attr]
        self._call: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self.words.setText(text)
        self._call = undo
        self.undo.setVisible(undo is not None)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        parent = self.parentWidget()
        if parent:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 18)

    def _undone(self) -> None:
        self.hide()
        if self._call:
            self._call()


class SearchButton(QPushButton):
    """Looks like the search line it opens, with its key at the end."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__()
        self.setProperty("look", "search")
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.words, self.key = label(text, "muted"), label(key, "key")
        inside = row(self.words, None, self.key)
        inside.setAlignment(self.key, Qt.AlignmentFlag.AlignVCenter)
        inside.setContentsMargins(11, 0, 9, 0)
        self.setLayout(inside)
        self.words.setMinimumWidth(1)
        self.setMinimumWidth(theme().px(180))
        self.setMaximumWidth(theme().px(420))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class TopBar(QWidget):
    """Search, Register, the honest status, who is in, Lock."""

    def __init__(self, who: str, may_find: bool, may_register: bool) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchButton(_("Find a person, case, phone or ID number"), shown("find"))
        self.register_button = button(_("Register a person"), look="primary")
        self.dot = label("●", tone="ok")
        self.dot.hide()
        self.status = label("", "second", elide=True)
        self.who = label(who, "second", elide=True)
        self.lock = button(_("Lock"))
        self.lock.setToolTip(_("Lock now; what you typed is kept") + f" ({shown('lock')})")
        self.search.setVisible(may_find)
        self.register_button.setVisible(may_register)
        told = row(self.dot, self.status, spacing=6)
        layout = row(self.search, self.register_button, None, told, self.who, self.lock, spacing=S3)
        layout.setStretch(0, 20)
        layout.setContentsMargins(S4, 8, S4, 9)
        self.setLayout(layout)

    def set_narrow(self, narrow: bool) -> None:
        self.who.setVisible(not narrow)

    def say(self, text: str, tone: str) -> None:
        self.status.setText(text)
        self.dot.setVisible(bool(text))
        restyle(self.dot, tone=tone)


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
        own: dict[str, Callable[[], object]] = {
            "back": self.back,
            "forward": self.forward,
            "larger": lambda: theme().apply(scale=theme().scale + 10),
            "smaller": lambda: theme().apply(scale=theme().scale - 10),
            "blur": self.toggle_blur,
            "refresh": lambda: self.page().refresh(),
        }
        for spec in KEYS:
            if spec.code in NATIVE:
                continue
            for keys in spec.keys:
                QShortcut(
                    QKeySequence(keys), self, own.get(spec.code, lambda code=spec.code: self.key.emit(code))
                )

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
