"""Files about a person: added from a file, dropped or pasted; looked at inside the program; a copy only with a reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.errors import UserError
from caseapp.core.files import MIB, plain_disk_errors, require_space, write_atomic
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.people import files
from caseapp.features.people.files import FileContent, FileView, Room
from caseapp.features.people.form import COPY_FORM, FILE_FORM, REMOVE_FILE_FORM
from caseapp.ui.incoming import Incoming, read_file
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.viewer import show_file
from caseapp.ui.widgets import Card, button, column, label, row

KEPT = " (*.jpg *.jpeg *.png *.webp *.pdf *.docx *.xlsx *.odt *.txt)"
LOW_SPACE = 200 * MIB  # below that the disk takes no more files (R71)


def size_words(size: int) -> str:
    """`340 kB`, `1.2 MB`."""
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, round(size / 1024))} kB" if size else "—"


class FilesPanel(Watching):
    """The list of files with everything one can do about them."""

    watches = frozenset({"attachment", "consent"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.may = ctx.can(Permission.PERSON_WRITE)
        self.table = RecordTable(self._columns(), _("Files"))
        self.table.opened.connect(self.open)
        self.table.picked.connect(lambda _row: self._enable())
        self.incoming = Incoming(self, self.take, ctx.dialogs.error)
        self.room = label("", "hint", wrap=True)
        self.buttons = self._buttons()
        card = Card(_("Files"))
        card.add(self.table, self.room, row(*self.buttons.values(), None))
        card.body.setStretch(0, 1)
        self.setLayout(column(card, spacing=0))
        self._enable()

    def _columns(self) -> list[Column]:
        return [
            Column(N_("What it shows"), lambda f: f.title, "strong"),
            Column(N_("Kind"), lambda f: codes.label("attachment_kinds", f.kind), "chip"),
            Column(N_("Size"), lambda f: size_words(f.size), "number"),
            Column(N_("Added"), lambda f: dates.day(f.added_on), "muted"),
            Column(N_("By"), lambda f: f.added_by, "muted", spare=True),
            Column(N_("Taken away"), lambda f: f"{dates.day(f.removed_on)}: {f.removed_why}" if f.removed_on else "", "muted",
                   spare=True),
        ]  # fmt: skip

    def _buttons(self) -> dict[str, Any]:
        made = {"open": button(_("Look at it"), lambda: self.open(self.table.current()))}
        if self.may:
            made = {"add": button(_("Add a file…"), self.choose, icon_name="plus"),
                    "paste": button(_("Paste a picture"), self.incoming.paste), **made,
                    "change": button(_("Change…"), self.change), "remove": button(_("Take away…"), self.remove)}  # fmt: skip
        if self.ctx.can(Permission.EXPORT):
            made["copy"] = button(_("Save a copy…"), self.copy)
        return made

    def refresh(self) -> None:
        self.read(files.files, self.person_id, done=self._show)
        self.read(files.room, self.person_id, done=self._say_room)

    def _show(self, found: tuple[FileView, ...]) -> None:
        nothing = (
            _("No file yet. Add one, drop it here, or paste a picture with Ctrl+V.")
            if self.may
            else _("No file yet.")
        )
        self.table.set_rows(found, nothing)
        self._enable()

    def _say_room(self, room: Room) -> None:
        words = _(
            "{used} of {most} MB. Pictures lose place, time and camera data; nothing lies outside the encrypted file."
        )
        self.room.setText(words.format(used=f"{room.used / MIB:.1f}", most=room.most // MIB))

    def _enable(self) -> None:
        chosen = self.table.current()
        there = chosen is not None and chosen.removed_on is None
        for name in ("open", "change", "remove", "copy"):
            if name in self.buttons:
                self.buttons[name].setEnabled(there)

    # --- coming in

    def choose(self) -> None:
        path = self.ctx.dialogs.open_file(_("Choose a file"), _("Pictures, PDF and papers") + KEPT)
        if path is None:
            return
        try:
            self.take(*read_file(path))
        except (UserError, OSError) as error:
            unreadable = UserError(_("This file cannot be read. Choose another one."))
            self.ctx.dialogs.error(error if isinstance(error, UserError) else unreadable)

    def take(self, name: str, data: bytes) -> None:
        """Ask what it shows, then keep it. Not while the disk is nearly full."""
        if not self.may:
            return
        try:
            if self.ctx.folder:
                require_space(self.ctx.folder, LOW_SPACE)
        except UserError as error:
            self.ctx.dialogs.error(error)
            return
        typed = self.ctx.dialogs.ask(FILE_FORM, _("Add a file"), {"file_title": name})
        if typed is not None:
            self.write(
                files.add_file, self.person_id, typed, data, done=lambda _key: self.ctx.toast(_("Kept."))
            )

    # --- doing

    def open(self, file: FileView | None) -> None:
        """Show it from memory."""
        if file is not None and file.removed_on is None:
            self.read(files.content, file.id, done=self._shown)

    def _shown(self, found: FileContent) -> None:
        show_file(found.title, found.media_type, found.data, self.window())

    def change(self) -> None:
        file = self.table.current()
        if file is None:
            return
        seen = {"file_title": file.title, "file_kind": file.kind}
        typed = self.ctx.dialogs.ask(FILE_FORM, _("File"), seen)
        if typed is not None:
            self.write(files.change_file, file.id, typed, seen)

    def remove(self) -> None:
        file = self.table.current()
        note = _(
            "The content goes for good and cannot be brought back. That it was here, and why it went, stays."
        )
        typed = file and self.ctx.dialogs.ask(
            REMOVE_FILE_FORM, _("Take the file away"), confirm=_("Take away"), note=note
        )
        if file and typed:
            self.write(files.remove_file, file.id, typed)

    def copy(self) -> None:
        """Out of the encrypted office: what for is asked, and journalled before anything is written."""
        file = self.table.current()
        note = _("The copy lies outside the encrypted office. Whoever can open that folder can read it.")
        typed = file and self.ctx.dialogs.ask(COPY_FORM, _("Save a copy"), confirm=_("Go on"), note=note)
        if file and typed:
            self.write(files.copy_out, file.id, typed, done=self._save)

    def _save(self, found: FileContent) -> None:
        path = self.ctx.dialogs.save_file(_("Save a copy"), found.name, _("Files") + " (*)")
        if path is None:
            return
        try:
            with plain_disk_errors():
                write_atomic(path, found.data, "copy")
        except UserError as error:
            self.ctx.dialogs.error(error)
        else:
            self.ctx.toast(_("Saved. Whoever can open that folder can read it."))
