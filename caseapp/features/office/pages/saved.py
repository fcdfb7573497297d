"""The menu of kept lists beside every list: open, keep, bring up to date, rename, share, pin, take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMenu

from caseapp.core.i18n import _
from caseapp.features.office import saved
from caseapp.features.office.saved import NAME_FORM, SHARE_FORM, SHARING, SavedLists, SavedView
from caseapp.ui.listing import Listing
from caseapp.ui.page import Page
from caseapp.ui.theme import theme
from caseapp.ui.widgets import MenuButton

REMEMBER_MS = 800
LONGEST = 22  # letters of a name on the button


class Views(QObject):
    """Kept lists of one list, and how it was left. `restore`: also what narrowed it, not its columns alone."""

    def __init__(self, page: Page, listing: Listing, restore: bool = True) -> None:
        super().__init__(page)
        self.page, self.listing, self.ctx, self.restore = page, listing, page.ctx, restore
        self.code = listing.spec.code
        self.views: tuple[SavedView, ...] = ()
        self.shown: SavedView | None = None
        self.first: Mapping[str, Any] = {}
        self._arranging = False
        self.button = MenuButton(_("Kept lists"))
        self.button.setMaximumWidth(theme().px(230))
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        listing.tools_row.insertWidget(0, self.button)
        self._pause = QTimer(self, singleShot=True, interval=REMEMBER_MS)
        self._pause.timeout.connect(self._remember)
        listing.changed.connect(self._changed)
        page.installEventFilter(self)
        listing.hold()
        self.ctx.tasks.read(saved.saved, self.code, done=self._came, failed=self._failed, owner=self)

    # --- what is kept

    def stay(self) -> None:
        """Somebody came here for something: what narrowed the list the last time is not put over it."""
        self.restore = False

    def _came(self, found: SavedLists) -> None:
        self.first = self.listing.arrangement()
        if found.last:
            self._arrange(found.last, columns_only=not self.restore)
        self._list(found)
        self.listing.release()

    def _failed(self, error: Exception) -> None:
        self.listing.release()
        self.ctx.tasks.problem.emit(error)

    def _list(self, found: SavedLists) -> None:
        self.views = found.views
        kept = self.shown.id if self.shown else ""
        self.shown = next((v for v in self.views if v.id == kept), None)
        self._tell()

    def _again(self) -> None:
        self.ctx.tasks.read(saved.saved, self.code, done=self._list, owner=self)

    def _changed(self) -> None:
        if not self._arranging:
            self._pause.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who leaves the list, or the program, has it remembered at once: afterwards nothing is written any more."""
        if event.type() == QEvent.Type.Hide and self._pause.isActive():
            self._pause.stop()
            self._remember()
        return False

    def _remember(self) -> None:
        self.ctx.tasks.write(saved.left, self.code, self.listing.arrangement(), owner=self)

    # --- opening

    def open(self, saved_id: str) -> None:
        """Show a kept list by its key."""
        self.stay()
        self.ctx.tasks.read(saved.get, saved_id, done=self.show_view, owner=self)

    def show_view(self, view: SavedView) -> None:
        """Show a kept list as it was kept."""
        self.shown = view
        self._arrange(view.arrangement)
        self._tell()
        self._pause.start()

    def as_at_first(self) -> None:
        """Nothing narrowed, the order and columns the list has by itself."""
        self.shown = None
        self._arrange(self.first)
        self._tell()
        self._pause.start()

    def _arrange(self, kept: Mapping[str, Any], columns_only: bool = False) -> None:
        self._arranging = True
        self.listing.arrange(kept, columns_only)
        self._arranging = False

    def _tell(self) -> None:
        name = self.shown.name if self.shown else _("Kept lists")
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        self.button.setText(short.replace("&", "&&"))
        self.button.setToolTip(name if short != name else "")
        self.button.setAccessibleName(_("Kept list: {name}").format(name=name) if self.shown else name)
        self._fill()

    # --- the menu

    def _fill(self) -> None:
        self.menu.clear()
        for view in self.views:
            words = (
                view.name if view.mine else _("{name} (shared by {who})").format(name=view.name, who=view.by)
            )
            self._entry(words, partial(self.show_view, view), ticked=self.shown == view)
        if self.views:
            self.menu.addSeparator()
        self._entry(_("Keep this list…"), self.keep)
        if self.shown:
            self._entries_of(self.shown)
        self.menu.addSeparator()
        self._entry(_("As it was at first"), self.as_at_first)

    def _entries_of(self, view: SavedView) -> None:
        pin = _("Take it off my day") if view.pinned else _("Show it on my day")
        self._entry(pin, partial(self._write, saved.pin, view.id, not view.pinned))
        if view.may_change:
            self._entry(_("Bring “{name}” up to date").format(name=view.name), self.bring_up_to_date)
            self._entry(_("Rename, share…"), self.rename)
            self._entry(_("Take “{name}” away…").format(name=view.name), self.remove)

    def _entry(self, words: str, call: Callable[[], object], ticked: bool = False) -> None:
        made = self.menu.addAction(words.replace("&", "&&"))
        made.setCheckable(ticked)
        made.setChecked(ticked)
        made.triggered.connect(lambda _on=False: call())

    def keep(self) -> None:
        """Keep what is seen now under a name."""
        self._ask(
            _("Keep this list"), {}, lambda typed: (saved.keep, self.code, self.listing.arrangement(), typed)
        )

    def rename(self) -> None:
        view = self.shown
        if view:
            start = {"name": view.name, "pinned": view.pinned, "shared": view.shared}
            self._ask(_("Kept list"), start, lambda typed: (saved.rename, view.id, typed))

    def bring_up_to_date(self) -> None:
        """What is seen now becomes what is kept."""
        if self.shown:
            self._write(saved.update, self.shown.id, self.listing.arrangement())

    def remove(self) -> None:
        view = self.shown
        if view is None:
            return
        text = _("Nothing in the list is lost. Everybody loses the way to it.") if view.shared else _(
            "Nothing in the list is lost, only the way to it.")  # fmt: skip
        if self.ctx.dialogs.confirm(_("Take “{name}” away?").format(name=view.name), text, _("Take away")):
            self._write(saved.remove, view.id)

    def _ask(
        self, title: str, start: Mapping[str, Any], call: Callable[[dict[str, Any]], tuple[Any, ...]]
    ) -> None:
        form = SHARE_FORM if self.ctx.can(SHARING) else NAME_FORM
        typed = self.ctx.dialogs.ask(form, title, {k: v for k, v in start.items() if k in form.by_name})
        if typed is not None:
            service, *args = call(typed)
            self._write(service, *args)

    def _write(self, service: Callable[..., Any], *args: Any) -> None:
        def done(answer: Any) -> None:
            if isinstance(answer, SavedView):
                self.shown = answer
            self._again()

        self.ctx.tasks.write(service, *args, done=done, owner=self)
