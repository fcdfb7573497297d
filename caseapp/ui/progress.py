"""Long work in sight: after a second a bar, after three what is left and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from caseapp.core.i18n import _, n_
from caseapp.core.jobs import CancellableProgress
from caseapp.ui.dialogs import Sheet
from caseapp.ui.tasks import Tasks
from caseapp.ui.widgets import button, column, label

BAR_AFTER, CANCEL_AFTER = 1000, 3000  # ms


def left_words(done: int, total: int, seconds: float) -> str:
    """How long it will still take, roughly: `about 2 minutes left`; empty while nobody can know."""
    if not 0 < done < total:
        return ""
    left = seconds * (total - done) / done
    if left < 60:
        return n_("about {count} second left", "about {count} seconds left", max(1, round(left)))
    return n_("about {count} minute left", "about {count} minutes left", round(left / 60))


class ProgressSheet(Sheet):
    """Shown over the window while one job runs. It cannot be closed; Stop asks the job to stop at its next step."""

    def __init__(self, parent: QWidget, title: str) -> None:
        self.bar, self.text, self.left = QProgressBar(), label("", "second", wrap=True), label("", "hint")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        content = QWidget()
        content.setLayout(column(self.text, self.bar, self.left, None))
        super().__init__(parent, title, content, 440)
        self.stop = button(_("Stop"))
        self.stop.hide()
        self.buttons.addWidget(self.stop)
        self._time = QElapsedTimer()
        self._time.start()

    def told(self, done: int, total: int, text: str) -> None:
        """The job says how far it is; `total` 0 means that nobody knows."""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)
        if text:
            self.text.setText(text)
        self.left.setText(left_words(done, total, self._time.elapsed() / 1000))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # Esc would leave the job running unseen


class _Run(QObject):
    """One job with its sheet. It lives as long as the job."""

    def __init__(self, window: QWidget, title: str) -> None:
        super().__init__(window)
        self.sheet = ProgressSheet(window, title)
        self.progress: CancellableProgress | None = None
        self.sheet.stop.clicked.connect(self._stop)
        self._bar = QTimer(self, singleShot=True, interval=BAR_AFTER)
        self._bar.timeout.connect(self.sheet.open)
        self._cancel = QTimer(self, singleShot=True, interval=CANCEL_AFTER)
        self._cancel.timeout.connect(self.sheet.stop.show)
        self._bar.start()
        self._cancel.start()

    def _stop(self) -> None:
        if self.progress:
            self.progress.cancel()
        self.sheet.stop.setEnabled(False)
        self.sheet.stop.setText(_("Stopping…"))

    def told_of(
        self, done: Callable[[Any], None], failed: Callable[[Exception], None], stopped: Callable[[], None] = lambda: None
    ) -> dict[str, Any]:  # fmt: skip
        """Who is told by the job, each after the sheet is gone."""

        def ending(call: Callable[..., None]) -> Callable[..., None]:
            def told(*answer: Any) -> None:
                self.end()
                call(*answer)

            return told

        return {
            "done": ending(done), "failed": ending(failed), "stopped": ending(stopped), "told": self.sheet.told, "owner": self,
        }  # fmt: skip

    def end(self) -> None:
        self._bar.stop()
        self._cancel.stop()
        self.sheet.accept()
        self.sheet.deleteLater()
        self.deleteLater()


def run(
    tasks: Tasks, window: QWidget, title: str, work: Callable[[CancellableProgress], Any], *,
    done: Callable[[Any], None], failed: Callable[[Exception], None] | None = None,
) -> None:  # fmt: skip
    """Run heavy work off the GUI thread with its progress in sight. Stopped work tells nobody: it left nothing behind."""
    shown = _Run(window, title)
    shown.progress = tasks.heavy(work, **shown.told_of(done, failed or tasks.problem.emit))


def write(
    tasks: Tasks, window: QWidget, title: str, service: Callable[..., Any], *args: Any,
    done: Callable[[Any], None], stopped: Callable[[], None],
) -> None:  # fmt: skip
    """Run a service that changes many records with its progress in sight. Stopped, it changed nothing: then `stopped()`."""
    shown = _Run(window, title)
    shown.progress = tasks.write_watched(service, *args, **shown.told_of(done, tasks.problem.emit, stopped))
