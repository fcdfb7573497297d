"""The steps of setting up an office. Each shows itself, says what is missing, and gives what was typed."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from caseapp.core.errors import Invalid, UserError
from caseapp.core.i18n import _
from caseapp.features.office.form import ADMIN_FORM, CURRENCY, NEW_OFFICE_FORM, Country
from caseapp.features.office.founding import place_warning, require_place
from caseapp.features.office.pages.passphrase import PassphraseFields
from caseapp.ui.dialogs import Dialogs
from caseapp.ui.form import FormWidget
from caseapp.ui.theme import S1, S3
from caseapp.ui.widgets import Note, button, column, label, row


class Step(QWidget):
    """`ready()` says whether one may go on, after showing what is missing. `title` and `intro` stand above it."""

    title = ""
    intro = ""
    changed = Signal()

    def ready(self) -> bool:
        return True

    def begin(self) -> None:
        """Called when the step comes into view."""


class OfficeStep(Step):
    """Name, code, country and the folder on this laptop."""

    def __init__(self, place: Path, dialogs: Dialogs) -> None:
        super().__init__()
        self.title = _("The office")
        self.intro = _(
            "How it is called on screen and on paper. Everything but the code and the country can change later."
        )
        self.place, self._dialogs = place, dialogs
        self.form = FormWidget(NEW_OFFICE_FORM, all_sections=True)
        self.form.edited.connect(self._follow)
        self.money, self.where = label("", "hint"), label("", "", wrap=True)
        self.trouble = label("", "problem", wrap=True)
        self.warning = Note("", "warn")
        other = button(_("Another folder…"), self.choose)
        kept = column(
            label(_("Where it is kept"), "label"), row(self.where, None, other), self.trouble, spacing=S1
        )
        self.setLayout(column(self.form, self.money, kept, self.warning, None, spacing=S3))
        self._follow()

    @property
    def folder(self) -> Path:
        """The office's own folder inside the chosen place."""
        code = "".join(c for c in str(self.form.raw_values()["code"]).upper() if c.isalnum()) or "CASE"
        return self.place / f"{code}.office"

    def values(self) -> dict[str, Any]:
        """Name, code, country, currency, organisation, as NewOffice wants them."""
        cleaned = self.form.clean()
        country = Country(cleaned["country"]).value
        texts = {name: cleaned[name] or "" for name in ("name", "code", "organisation")}
        return texts | {"country": country, "currency": CURRENCY[country]}

    def choose(self) -> None:
        """Another place for the office's folder."""
        chosen = self._dialogs.folder(_("Where should the office be kept?"))
        if chosen:
            self.place = chosen
            self._follow()

    def begin(self) -> None:
        self.form.focus_first()

    def ready(self) -> bool:
        try:
            self.values()
            require_place(self.folder)
        except Invalid:
            return False
        except (UserError, OSError) as error:
            words = (
                str(error)
                if isinstance(error, UserError)
                else _("This folder cannot be used. Choose another one.")
            )
            self._complain(words)
            return False
        return True

    def _follow(self) -> None:
        self.where.setText(str(self.folder))
        self._complain("")
        self.warning.set(place_warning(self.folder), "warn")
        country = self.form.raw_values()["country"]
        words = (
            _("Amounts are in {currency}.").format(currency=CURRENCY[country]) if country in CURRENCY else ""
        )
        self.money.setText(words)
        self.changed.emit()

    def _complain(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))


class AdminStep(Step):
    """The first person: looks after the office and everybody in it, and sees no case."""

    def __init__(self) -> None:
        super().__init__()
        self.title = _("You, the administrator")
        self.intro = _(
            "You look after the office, its people and its backups, and see no case. Add the others afterwards."
        )
        self.form = FormWidget(ADMIN_FORM, all_sections=True)
        self.form.edited.connect(self._follow)
        self.passphrase = PassphraseFields()
        self.passphrase.edited.connect(self.changed.emit)
        self._suggested = ""
        self.setLayout(column(self.form, self.passphrase, None, spacing=S3))

    def know(self, *names: str) -> None:
        """Names a guesser would try in the passphrase."""
        self._names = names
        self.passphrase.context = names

    def values(self) -> dict[str, Any]:
        """admin_name, admin_login and passphrase, as NewOffice wants them."""
        cleaned = self.form.clean()
        return {**cleaned, "passphrase": self.passphrase.value() or ""}

    def begin(self) -> None:
        self.form.focus_first()

    def ready(self) -> bool:
        try:
            cleaned = self.form.clean()
        except Invalid:
            return False
        self.passphrase.context = (*self._names, cleaned["admin_name"], cleaned["admin_login"])
        return self.passphrase.value() is not None

    def _follow(self) -> None:
        """Suggest a sign-in name until the person types their own."""
        raw = self.form.raw_values()
        if raw["admin_login"] in ("", self._suggested):
            suggested = _plain(raw["admin_name"])
            if suggested != raw["admin_login"]:
                self._suggested = suggested
                self.form.cells["admin_login"].editor.show_value(suggested)
        self.changed.emit()


def _plain(name: str) -> str:
    """The first name in small letters without accents: `’Mamello Lerotholi` gives `mamello`."""
    first = next(iter(name.split()), "")
    bare = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    return "".join(c for c in bare.lower() if c.isalnum())


class BackupStep(Step):
    """A second place for backups, or none yet."""

    def __init__(self, dialogs: Dialogs) -> None:
        super().__init__()
        self.title = _("A second place for backups")
        self.intro = _(
            "Backups are made by themselves beside the office. A laptop can be lost: keep a copy elsewhere."
        )
        self._dialogs, self.folder = dialogs, ""
        self.where = label("", "strong", wrap=True)
        self.note = Note("", "warn")
        tools = row(button(_("Choose a folder…"), self.choose), button(_("None for now"), self.forget), None)
        words = label(_("A USB stick that lies in the safe, or another disk. Backups are encrypted: whoever finds one needs a "
                        "passphrase or the recovery sheet."), "second", wrap=True)  # fmt: skip
        self.setLayout(column(words, tools, self.where, self.note, None, spacing=S3))
        self._follow()

    def choose(self) -> None:
        chosen = self._dialogs.folder(_("Second place for backups"))
        if chosen:
            self.folder = str(chosen)
            self._follow()

    def forget(self) -> None:
        self.folder = ""
        self._follow()

    def _follow(self) -> None:
        self.where.setText(self.folder or _("No second place yet. You can choose one later under Settings."))
        self.note.set(place_warning(Path(self.folder)) if self.folder else "", "warn")
        self.changed.emit()
