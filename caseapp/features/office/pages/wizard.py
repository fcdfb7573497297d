"""The first start: set up an office step by step, try the demo, open an office that is here, or restore a backup."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QWidget

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.i18n import _, language
from caseapp.features.office import service
from caseapp.features.office.documents import Sheet
from caseapp.features.office.founding import NewOffice, Staged, stage_office
from caseapp.features.office.opening import OpenOffice, open_staged
from caseapp.features.office.pages.restore import RestorePanel
from caseapp.features.office.pages.sheet import Printer, SheetOnPaper, print_pdf
from caseapp.features.office.pages.start import StartPanel
from caseapp.features.office.pages.steps import AdminStep, BackupStep, OfficeStep, Step
from caseapp.features.office.pages.work import Work
from caseapp.ui.dialogs import Dialogs, WindowDialogs
from caseapp.ui.speech import speak
from caseapp.ui.theme import S2, S3, S4, theme
from caseapp.ui.widgets import Stepper, button, clear, column, label, row, rule, scrolled

WIDTH, HEIGHT = 660, 580


def _nothing(folder: Path) -> None:
    """Where nobody opens a chosen office."""


class SheetStep(Step):
    """Builds the office beside its place, then shows the recovery code until it is typed back from paper."""

    def __init__(self, dialogs: Dialogs, printer: Printer) -> None:
        super().__init__()
        self.title = _("The recovery sheet")
        self._dialogs, self._printer = dialogs, printer
        self.paper: SheetOnPaper | None = None
        self._body = column(spacing=S3)
        self.setLayout(self._body)
        self.wait()

    def wait(self) -> None:
        """Before there is a code."""
        clear(self._body)
        self.paper = None
        self._body.addWidget(label(_("One moment. The keys of the office are being made."), "second"))
        self._body.addStretch(1)

    def show_code(self, sheet: Sheet) -> None:
        """The code, to be put on paper."""
        clear(self._body)
        self.paper = SheetOnPaper(sheet, self._dialogs, self._printer)
        self.paper.matched.connect(lambda _right: self.changed.emit())
        self._body.addWidget(self.paper)
        QTimer.singleShot(0, self.paper.have_it, self.paper.have_it.setFocus)  # once it can be seen

    def ready(self) -> bool:
        return self.paper is not None and self.paper.back.right


class FirstRun(QWidget):
    """The window before there is an office. `made(office)` gets a new office, open as its administrator; `demo()` opens
    the demo office; `open_folder(folder)` is called for an office that is here or was just restored.

    An office comes into being when its sheet is on paper; whatever is left before leaves nothing behind.
    """

    def __init__(
        self, start_folder: Path, made: Callable[[OpenOffice], None], demo: Callable[[], None], *,
        open_folder: Callable[[Path], None] = _nothing, dialogs: Dialogs | None = None, clock: Clock | None = None,
        executor: Executor | None = None, printer: Printer = print_pdf,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setWindowTitle("caseapp")
        self.setObjectName("unlock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.start_folder, self._made, self._demo, self._open_folder = start_folder, made, demo, open_folder
        self.dialogs, self.clock, self._printer = (
            dialogs or WindowDialogs(self),
            clock or SystemClock(),
            printer,
        )
        self.work = Work(self, executor)
        self.staged: Staged | None = None
        self._gone = threading.Event()
        self.card = QFrame()
        self.card.setProperty("card", "true")
        self.card.setMaximumSize(theme().px(WIDTH), theme().px(HEIGHT))
        self.views = QStackedWidget()
        self.card.setLayout(column(self.views, margins=S4 + S2))
        layout = row(None, self.card, None, margins=S3)
        layout.setStretch(1, 30)
        self.setLayout(layout)
        self.setMinimumSize(420, 400)
        QShortcut(QKeySequence("Alt+Left"), self, self.back)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.next)
        self.show_start()

    # --- the doors

    def show_start(self) -> None:
        """The first page; whatever was begun is thrown away."""
        self.abandon()
        self.steps: list[Step] = []
        panel = StartPanel(self.set_up, self._demo, self.choose_office, self.show_restore, self.speak)
        self._show(panel)
        panel.first.setFocus()

    def speak(self, code: str) -> None:
        """Another language, for this window and for the office that is made in it."""
        speak(code)
        self.show_start()

    def choose_office(self) -> None:
        """Open an office in a folder of this laptop."""
        folder = self.dialogs.folder(_("Which folder holds the office?"))
        if folder:
            self._open_folder(folder)

    def show_restore(self) -> None:
        """Put a backup back, here or on a new laptop."""
        self._show(
            RestorePanel(
                self.start_folder, self.dialogs, self.work, self.show_start, self._open_folder, self.clock
            )
        )

    # --- setting up

    def set_up(self) -> None:
        """Begin with the first step."""
        self.office, self.admin = OfficeStep(self.start_folder, self.dialogs), AdminStep()
        self.sheet, self.backups = SheetStep(self.dialogs, self._printer), BackupStep(self.dialogs)
        self.steps = [self.office, self.admin, self.sheet, self.backups]
        for step in self.steps:
            step.changed.connect(self._follow)
        self._show(self._wizard())
        self._go(0)

    def next(self) -> None:
        """Go on when this step has what it needs."""
        if not self.steps or self.work.running or not self.steps[self.at].ready():
            return
        if self.at == len(self.steps) - 1:
            self._finish()
        else:
            self._go(self.at + 1)

    def back(self) -> None:
        """One step back; before the first one is the first page. An office half made for the old answers goes."""
        if not self.steps or self.work.running:
            return
        if self.at == 0:
            self.show_start()
            return
        if self.steps[self.at] is self.sheet:
            self.abandon()
        self._go(self.at - 1)

    def abandon(self) -> None:
        """Throw away an office that is not finished."""
        if self.staged is not None:
            self.staged.abandon()
            self.staged = None

    def _wizard(self) -> QWidget:
        made = QWidget()
        self.stepper, self.pages = Stepper(), QStackedWidget()
        for step in self.steps:
            self.pages.addWidget(scrolled(step))
        self.heading, self.intro = label("", "title", wrap=True), label("", "second", wrap=True)
        self.trouble = label("", "problem", wrap=True)
        self.cancel = button(_("Cancel"), self.show_start, look="link")
        self.back_button = button(_("Back"), self.back)
        self.next_button = button(_("Next"), self.next, look="primary")
        foot = row(self.cancel, None, self.back_button, self.next_button)
        layout = column(
            self.stepper, rule(), self.heading, self.intro, self.pages, self.trouble, foot, spacing=S3
        )
        layout.setStretch(4, 1)
        made.setLayout(layout)
        return made

    def _go(self, at: int) -> None:
        self.at = at
        step = self.steps[at]
        names = (_("Office"), _("You"), _("Recovery sheet"), _("Backups"))
        self.stepper.set([(name, "") for name in names], at)
        self.heading.setText(step.title)
        self.intro.setText(step.intro)
        self.intro.setVisible(bool(step.intro))
        self._say("")
        self.pages.setCurrentIndex(at)
        self.next_button.setText(_("Open the office") if at == len(self.steps) - 1 else _("Next"))
        if step is self.admin:
            values = self.office.values()
            self.admin.know(values["name"], values["code"], values["country"], values["organisation"])
        if step is self.sheet and self.staged is None:
            self._stage()
        step.begin()
        self._follow()

    def _follow(self) -> None:
        """The sheet must be on paper before one may go on; elsewhere the step itself says what is missing."""
        step = self.steps[self.at] if self.steps else None
        self.next_button.setEnabled(step is not self.sheet or self.sheet.ready())

    def _stage(self) -> None:
        new = NewOffice(**self.office.values(), **self.admin.values(), language=language())
        folder = self.office.folder

        def make() -> Staged:
            staged = stage_office(folder, new, self.clock)
            if self._gone.is_set():
                staged.abandon()
            return staged

        self.sheet.wait()
        self._busy(True)
        self.work.run(make, lambda staged: self._staged(staged, new), self._failed)

    def _staged(self, staged: Staged, new: NewOffice) -> None:
        self._busy(False)
        if self._gone.is_set():
            return
        self.staged = staged
        self.sheet.show_code(
            Sheet(staged.recovery, new.name, new.code, str(staged.folder), self.clock.now(), new.admin_name)
        )
        self._follow()

    def _finish(self) -> None:
        staged, place = self.staged, self.backups.folder
        assert staged is not None
        self.staged = None

        def settle() -> OpenOffice:
            office = open_staged(staged, self.clock)
            with office.database.work(office.actor) as uow:
                service.set_backup_folder(uow, place)
            return office

        self._busy(True)
        self.work.run(settle, self._finished, self._failed)

    def _finished(self, office: OpenOffice) -> None:
        self._busy(False)
        self._made(office)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        self._go(0)
        self.dialogs.error(error)

    def _busy(self, busy: bool) -> None:
        for made in (self.next_button, self.back_button, self.cancel):
            made.setEnabled(not busy)
        self._say(_("One moment") if busy and self.steps[self.at] is self.backups else "")
        if not busy:
            self._follow()

    def _say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    # --- the window

    def _show(self, view: QWidget) -> None:
        old = self.views.currentWidget()
        self.views.addWidget(view)
        self.views.setCurrentWidget(view)
        if old is not None:
            self.views.removeWidget(old)
            old.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, or goes on; Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            focused.click() if isinstance(focused, QPushButton) else self.next()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._gone.set()
        self.abandon()
        super().closeEvent(event)
