"""One person's session in an open office: their window, what it may show, and its end."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog

from caseapp.app.keeping import Keeping
from caseapp.app.searching import Searching
from caseapp.core import settings
from caseapp.core.clock import Clock
from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.core.registry import PageSpec, load
from caseapp.data import drafts
from caseapp.features import features, import_models
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.queries import OfficeView, roles
from caseapp.features.office.queries import office as office_view
from caseapp.ui.dialogs import WindowDialogs
from caseapp.ui.help import HelpPanel
from caseapp.ui.kept import DraftFile
from caseapp.ui.lock import IdleWatch, SessionWatch
from caseapp.ui.page import ChangeBridge, Context, Page
from caseapp.ui.palette import FindPalette
from caseapp.ui.shell import Entry, MainWindow
from caseapp.ui.tasks import Tasks
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Note, button

START = "my-day"
PLACE = "session"  # the draft that remembers where somebody was when the program locked
BADGES_MS = 400
SETTLE_MS = 100


class Session(QObject):
    """From signed in to locked. `ended(login, quits)` when nothing of it is left."""

    ended = Signal(str, bool)
    closed_for = Signal(object, object)  # the office, and what is to be done with it closed

    def __init__(self, office: OpenOffice, clock: Clock) -> None:
        super().__init__()
        import_models()
        self.office, self.clock = office, clock
        self.ending = False
        self.closed_work: Any = None
        office.leave = self.leave
        self.tasks = Tasks(office.database, office.actor)
        self.bridge = ChangeBridge(office.database.bus)
        self.window = self._window()
        self.dialogs = WindowDialogs(self.window)
        self.dialogs.drafts = lambda form, title, owner: DraftFile(self.tasks, form, title, owner)
        self.tasks.problem.connect(self.dialogs.error)
        self.ctx = Context(
            office.actor, self.tasks, self.dialogs, self.bridge, office.office, clock, office.folder,
            navigate=self.window.go, toast=self.window.toast.say, command=self.command, session=office,
        )  # fmt: skip
        self.searching = Searching(self.ctx)
        self.keeping = Keeping(self.ctx, office, self.window)
        self._badges = QTimer(self, singleShot=True, interval=BADGES_MS)
        self._badges.timeout.connect(self._ask_badges)
        self.bridge.changed.connect(lambda _changes: self._badges.start())
        self._watch()
        self._window_signals()

    def _window(self) -> MainWindow:
        info, actor = self.office.office, self.office.actor
        return MainWindow(
            office=info.name, detail=f"{info.country} · {info.currency}",
            who=f"{actor.name} · {_(roles()[actor.role].label)}", entries=self.entries(), make_page=self.make_page,
            may_find=actor.can(Permission.PERSON_FIND), may_register=actor.can(Permission.PERSON_WRITE),
            demo=info.demo,
        )  # fmt: skip

    @cached_property
    def palette(self) -> FindPalette:
        """Made when it is first asked for, like the help."""
        made = FindPalette(self.window, self.searching.search)
        made.opened.connect(self.searching.open)
        made.other.connect(self.searching.follow_up)
        return made

    @cached_property
    def help(self) -> HelpPanel:
        return HelpPanel(self.window)

    def _window_signals(self) -> None:
        self.window.key.connect(self._key)
        self.window.closing = self.quit

    def _watch(self) -> None:
        """Lock when nobody is there: the reminder stays half a minute before."""
        self.warning = Note("", "warn", button(_("I am here"), self._here))
        self.window.add_note(self.warning)
        if self.office.warning:
            self.window.add_note(Note(self.office.warning, "bad"))
        self.idle = IdleWatch(self.clock, parent=self)
        self.idle.warned.connect(
            lambda left: self.warning.set(_("Nobody there? Locking in {left} s.").format(left=left), "warn")
        )
        self.idle.awake.connect(lambda: self.warning.set(""))
        self.idle.locked.connect(self.lock)
        self.desk = SessionWatch(self)
        self.desk.locked.connect(self.lock)

    def _here(self) -> None:
        self.idle.touch()
        self.warning.set("")

    # --- what the window shows

    def specs(self) -> list[PageSpec]:
        """The pages this person may open."""
        found = [p for f in features() for p in f.pages if self.office.actor.can(p.requires)]
        return sorted(found, key=lambda p: p.order)

    def entries(self) -> list[Entry]:
        return [Entry(p.code, p.title, p.icon, p.group) for p in self.specs() if p.group != "hidden"]

    def make_page(self, code: str) -> Page:
        spec = next(p for p in self.specs() if p.code == code)
        page: Page = load(spec.target)(self.ctx)
        return page

    def begin(self) -> None:
        """The first page: where the person was when it locked, or their day."""
        codes = [p.code for p in self.specs()]
        self.window.go(START if START in codes else next(iter(codes)))
        self.tasks.read(drafts.of, PLACE, "", done=self._resume, owner=self.window)
        self.idle.start()

    def _look_round(self) -> None:
        """What nobody looks at first, once the first page is painted."""
        if not self.ending:
            self.tasks.read(office_view, done=self._settle, owner=self.window)

    def _settle(self, office: OfficeView) -> None:
        self.idle.minutes = office.idle_minutes
        self.keeping.begin(office.backup_folder)
        self._ask_badges()
        self.searching.warm(self.office.database)

    def _resume(self, draft: drafts.DraftView | None) -> None:
        QTimer.singleShot(SETTLE_MS, self, self._look_round)
        if draft is None:
            return
        self.tasks.write(drafts.discard, draft.id)
        code, args = draft.place.get("page", ""), dict(draft.place.get("args", {}))
        if any(p.code == code for p in self.specs()):
            self.window.go(code, **args)

    def _ask_badges(self) -> None:
        wanted = {p.code: load(p.badge) for p in self.specs() if p.badge and not self.ending}

        def ask(uow: Any) -> dict[str, int]:
            return {code: int(query(uow)) for code, query in wanted.items()}

        if wanted:
            self.tasks.latest("badges", ask, done=self.window.set_badges, owner=self.window, may_wait=True)

    def command(self, code: str, case_id: str) -> None:
        """Run a command of the registry by its code."""
        for feature in features():
            for spec in feature.commands:
                if spec.code == code and self.office.actor.can(spec.requires):
                    load(spec.target)(self.ctx, case_id)
                    return

    # --- keys

    def _key(self, code: str) -> None:
        page = self.window.page()
        own: dict[str, Any] = {
            "find": lambda: self.palette.open(), "register": lambda: self.window.go("register"), "lock": self.lock,
            "switch": lambda: self.end("", False), "help": lambda: self.help.open(self.window.current),
        }  # fmt: skip
        call = own.get(code) or getattr(page, f"key_{code}", None)
        if code == "register" and not self.office.actor.can(Permission.PERSON_WRITE):
            call = None
        if call:
            call()

    # --- the end

    def lock(self) -> None:
        """Lock now, whatever is open: what is typed is kept, nothing is asked."""
        self.end(self.office.actor.login, False)

    def quit(self) -> None:
        """The window was closed."""
        self.end(self.office.actor.login, True)

    def leave(self, work: Any) -> None:
        """End the session, then do something that needs the data file closed."""
        self.closed_work = work
        self.end("", False)

    def end(self, login: str, quits: bool) -> None:
        """Keep drafts and place, close dialogs, wait for what is being saved, close the file, forget the keys."""
        if self.ending:
            return
        self.ending = True
        self.idle.stop()
        self._keep_place(quits)
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog):
                widget.reject()
        QTimer.singleShot(0, lambda: self._finish(login, quits))

    def _keep_place(self, quits: bool) -> None:
        page = self.window.page()
        if hasattr(page, "save_draft"):
            page.save_draft()
        if not quits:
            place = {"page": self.window.current, "args": page.place_name()}
            self.tasks.write(drafts.save, PLACE, "", {}, place)

    def _finish(self, login: str, quits: bool) -> None:
        self.window.hide()  # first: forms keep what is typed when they are hidden
        self.keeping.end()
        self.tasks.finish()
        self.bridge.close()
        with suppress(UserError):
            settings.change(palette=theme().name, scale=theme().scale)
        if self.closed_work:
            self.closed_for.emit(self.office, self.closed_work)
            return
        self.office.close()
        self.ended.emit(login, quits)
