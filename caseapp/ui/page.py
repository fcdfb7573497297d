"""A screen of the main window, and what every screen is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import PermissionDenied, UserError
from caseapp.core.events import ChangeBus, Changes
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.data.uow import OfficeInfo
from caseapp.ui.dialogs import Dialogs
from caseapp.ui.tabs import Tabs
from caseapp.ui.tasks import Tasks
from caseapp.ui.theme import S3, S4, S5
from caseapp.ui.widgets import State, button, column, label, row, scrolled

PATIENCE_MS = 300  # until a first reading says that it goes on


class ChangeBridge(QObject):
    """Brings what the bus tells onto the GUI thread."""

    changed = Signal(object)

    def __init__(self, bus: ChangeBus) -> None:
        super().__init__()
        self._stop = bus.subscribe(self.changed.emit)

    def close(self) -> None:
        self._stop()


@dataclass
class Context:
    """What a screen may use. `navigate(page, **args)` opens another; `toast(text, undo)` tells what was done."""

    actor: Actor
    tasks: Tasks
    dialogs: Dialogs
    bridge: ChangeBridge
    office: OfficeInfo
    clock: Clock = field(default_factory=SystemClock)
    folder: Path | None = None
    navigate: Callable[..., None] = lambda page, **args: None
    toast: Callable[..., None] = lambda text, undo=None: None
    command: Callable[[str, str], None] = lambda code, case_id: None  # runs a CommandSpec by its code
    session: Any = None  # the open office, for the pages that look after keys and backups

    def can(self, permission: Permission) -> bool:
        """A courtesy for greying out; the services decide."""
        return self.actor.can(permission)

    @property
    def currency(self) -> str:
        return self.office.currency


class Watching(QWidget):
    """Redraws itself when something it watches was changed: at once if seen, later if not."""

    watches: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self._stale = True
        ctx.bridge.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Ask for the data again and show it."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(self.watches):
            self._stale = True
            if self.isVisible():
                QTimer.singleShot(0, self, self.refresh_if_stale)

    def read(self, query: Callable[..., Any], *args: Any, done: Callable[[Any], None], **kw: Any) -> None:
        """Ask a query for this screen; the answer is dropped when the screen is gone."""
        self.ctx.tasks.read(query, *args, done=done, owner=self, **kw)

    def write(
        self, service: Callable[..., Any], *args: Any, done: Callable[[Any], None] = lambda a: None, **kw: Any
    ) -> None:
        """Run a service for this screen."""
        self.ctx.tasks.write(service, *args, done=done, owner=self, **kw)


class _Body(QWidget):
    """Scrolls only when its contents cannot get any smaller: a table or an inner scroll area gives way first."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout else -1


class Page(Watching):
    """A screen: title and one sentence that says what matters now, actions at the right, `body` below.

    The body scrolls when the window is low. Its first reading shows a word of patience when it takes long, and a way
    on when it fails; later failures leave what is shown and are told in a dialog.
    """

    title: ClassVar[str] = ""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.setObjectName("page")
        self.heading = label(_(self.title), "title")
        self.sentence = label("", "second", wrap=True)
        self.tools = row()
        words = column(self.heading, self.sentence, spacing=0)
        self.header = QWidget()
        head = row(words, self.tools, spacing=S4)
        head.setStretch(0, 1)
        self.header.setLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(S3)
        self.body.setContentsMargins(0, 0, 0, 0)
        content = _Body()
        content.setLayout(self.body)
        self._views = QStackedWidget()
        self._views.addWidget(scrolled(content))
        outer = column(self.header, self._views, spacing=S3)
        outer.setContentsMargins(S5, S4, S5, S4)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self._answered = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._say(loading()))
        self._waiting = False  # a state of ours stands there, not one a page chose

    def arrive(self, **args: Any) -> None:
        """Called each time somebody comes here, with what they want to see. The default only looks again."""

    def place_name(self) -> dict[str, Any]:
        """What `arrive` needs to come back here: for history and for resuming after a lock."""
        return {}

    def go_section(self, number: int) -> None:
        """Ctrl+1 to Ctrl+9: the tab with this number, of what is in sight."""
        for tabs in self.findChildren(Tabs):
            if tabs.isVisible():
                tabs.show_number(number)
                return

    def add_action(self, made: QPushButton) -> QPushButton:
        """Put a button at the right of the title; the primary one last."""
        self.tools.addWidget(made)
        return made

    def read(self, query: Callable[..., Any], *args: Any, done: Callable[[Any], None], **kw: Any) -> None:
        """Ask a query for this screen; the answer is dropped when the screen is gone."""

        def answered(answer: Any) -> None:
            self.was_read()
            done(answer)

        if not self._answered and not self._patience.isActive():
            self._patience.start()
        self.ctx.tasks.read(query, *args, done=answered, failed=self.not_read, owner=self, **kw)

    def was_read(self) -> None:
        """Something this screen asked for came: no word of patience is needed any more."""
        self._answered = True
        self._patience.stop()
        if self._waiting:
            self.show_content()

    def not_read(self, error: Exception) -> None:
        self._patience.stop()
        if self._answered:
            self.ctx.tasks.problem.emit(error)
        else:
            self._say(trouble(error, self.refresh))

    def _say(self, state: QWidget) -> None:
        self.show_state(state)
        self._waiting = True

    def show_state(self, state: QWidget) -> None:
        """Show an empty, loading, error or no-permission state instead of the content, until `show_content`."""
        self._patience.stop()
        self._waiting = False
        self._drop_state()
        self._views.addWidget(state)
        self._views.setCurrentWidget(state)

    def show_content(self) -> None:
        """Show the content again."""
        self._patience.stop()
        self._waiting = False
        self._views.setCurrentIndex(0)
        self._drop_state()

    def _drop_state(self) -> None:
        while (old := self._views.widget(1)) is not None:
            self._views.removeWidget(old)
            old.deleteLater()


def trouble(error: Exception, again: Callable[[], object] | None = None) -> State:
    """The state of a page whose data could not be had: no permission, or what happened and a way on."""
    if isinstance(error, PermissionDenied):
        return State("lock", _("Not for your role"), str(error))
    text = str(error) if isinstance(error, UserError) else _("The program made a mistake. Your work is kept.")
    ways = [button(_("Try again"), again)] if again else []
    return State("triangle-alert", _("This could not be shown"), text, *ways)


def loading() -> State:
    return State("clock", _("One moment"))


def empty(icon_name: str, title: str, text: str, *actions: QPushButton) -> State:
    return State(icon_name, title, text, *actions)


RETURN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
