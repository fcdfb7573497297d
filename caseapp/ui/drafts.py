"""What is being typed into a form, kept in the encrypted file while it is typed: a crash costs two seconds at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.ui.form import FormWidget
from caseapp.ui.instrument import InstrumentForm

KEEP_AFTER = 1500  # ms from the first key that is not kept yet; look.md asks for at most two seconds


class DraftStore(Protocol):
    """Where the drafts of one form about one thing are kept. `save` may be slow and calls back when it is done."""

    def save(
        self, values: Mapping[str, Any], place: Mapping[str, Any], title: str,
        done: Callable[[Any], None], failed: Callable[[Exception], None],
    ) -> None: ...  # fmt: skip

    def discard(self) -> None: ...


class DraftKeeper(QObject):
    """Watches one form. `said` gives the words for the page's sentence: `Draft saved 4 s ago.`"""

    said = Signal(str)

    def __init__(
        self,
        form: FormWidget | InstrumentForm,
        store: DraftStore,
        title: Callable[[], str] = lambda: "",
        clock: Clock | None = None,
    ) -> None:
        super().__init__(form)
        self._form, self._store, self._title, self._clock = form, store, title, clock or SystemClock()
        self.changed = False  # something typed is not on its way to the file yet
        self._kept_at: float | None = None
        self._soon = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._soon.timeout.connect(self.keep)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(lambda: self.said.emit(self.status()))
        form.edited.connect(self._edited)
        form.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._elsewhere)

    def resume(self, values: Mapping[str, Any], place: Mapping[str, Any]) -> None:
        """Show what a draft kept and go back to the field it was left at."""
        self._form.set_values(values)
        self._form.go_to(place)

    def keep(self) -> None:
        """Save now what is not saved yet: before a lock, on leaving the page, every moment while typing."""
        self._soon.stop()
        if self.changed:
            self.changed = False
            values, place = self._form.raw_values(), self._form.place()
            self._store.save(values, place, self._title(), self._kept, self._failed)

    def discard(self) -> None:
        """Forget the draft: the form was saved, or is not wanted."""
        self._soon.stop()
        self._tick.stop()
        self.changed, self._kept_at = False, None
        self._store.discard()
        self.said.emit("")

    def status(self) -> str:
        """How things stand, in words; empty while nothing was kept."""
        if self._kept_at is None:
            return ""
        seconds = int(self._clock.monotonic() - self._kept_at)
        if seconds < 60:
            return _("Draft saved {count} s ago.").format(count=seconds)
        return _("Draft saved {count} min ago.").format(count=seconds // 60)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.keep()
        return False

    def _edited(self) -> None:
        self.changed = True
        if not self._soon.isActive():  # never put off: who types without a pause loses no more than who stops
            self._soon.start()

    def _elsewhere(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.keep()

    def _kept(self, _answer: Any) -> None:
        self._kept_at = self._clock.monotonic()
        self._tick.start()
        self.said.emit(self.status())

    def _failed(self, error: Exception) -> None:
        self.changed = True
        self._soon.start()
        text = str(error) if isinstance(error, UserError) else _("The program made a mistake.")
        self.said.emit(_("The draft is not saved yet: {why}").format(why=text))
