"""Settings: this laptop and one's own passphrase for everybody; the office, its people, backups and journal for some."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.core.registry import load
from caseapp.features.office.queries import SECTION, roles
from caseapp.ui.page import Context, Page
from caseapp.ui.tabs import Tabs
from caseapp.ui.widgets import scrolled

HERE = "caseapp.features.office.pages"
# Code, title, what one must be allowed (None: nothing), the tab; those marked need keys in hand.
TABS: tuple[tuple[str, str, Permission | None, str, bool], ...] = (
    ("laptop", N_("This laptop"), None, "laptop:LaptopTab", False),
    ("passphrase", N_("My passphrase"), Permission.OWN_WORK, "own:OwnTab", True),
    ("office", N_("Office and letterhead"), Permission.OFFICE_SETTINGS, "letterhead:LetterheadTab", False),
    ("numbers", N_("Numbers"), Permission.OFFICE_SETTINGS, "numbers:NumbersTab", False),
    ("people", N_("People who work here"), Permission.STAFF_MANAGE, "staff:StaffTab", True),
    ("backups", N_("Backups"), Permission.BACKUP, "backups:BackupsTab", True),
    ("keys", N_("Recovery"), Permission.STAFF_MANAGE, "renewal:RenewalTab", True),
    ("check", N_("Check everything"), Permission.VERIFY, "checks:CheckTab", True),
    ("journal", N_("Journal"), Permission.JOURNAL_READ, "journal:JournalTab", False),
)


class SettingsPage(Page):
    """One tab for each thing this person may look after."""

    title = N_("Settings")

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tabs = Tabs(_("Settings"))
        self.made: dict[str, QWidget] = {}
        for code, title, requires, target, needs_keys in TABS:
            if self._offered(code, requires) and (ctx.session is not None or not needs_keys):
                self.tabs.add(code, _(title), self._maker(code, target))
        self.body.addWidget(self.tabs, 1)
        self.tabs.show_number(1)
        role = roles().get(ctx.actor.role)
        if role:
            self.sentence.setText(f"{ctx.actor.name} · {_(role.label)}")

    def refresh(self) -> None:
        """Look again at the tab in sight."""
        refresh = getattr(self.made.get(self.tabs.current()), "refresh", None)
        if callable(refresh):
            refresh()

    def arrive(self, tab: str = "", **_args: Any) -> None:
        if tab in self.tabs.codes():
            self.tabs.show_tab(tab)

    def place_name(self) -> dict[str, Any]:
        return {"tab": self.tabs.current()}

    def key_save(self) -> None:
        """Ctrl+S saves the tab in sight, where it can be saved."""
        save = getattr(self.made.get(self.tabs.current()), "save", None)
        if callable(save):
            save()

    def _offered(self, code: str, requires: Permission | None) -> bool:
        """Keepers of the sealed section see the people too, in order to let others in."""
        keeper = (
            code == "people"
            and self.ctx.session is not None
            and SECTION in self.ctx.session.ring.compartments
        )
        return requires is None or self.ctx.can(requires) or keeper

    def _maker(self, code: str, target: str) -> Callable[[], QWidget]:
        """A tab fills the room there is, and scrolls as a whole when that is too low."""

        def make() -> QWidget:
            made: QWidget = load(f"{HERE}.{target}")(self.ctx)
            self.made[code] = made
            return scrolled(made)

        return make


def _section_key(number: int) -> Callable[[SettingsPage], None]:
    return lambda page: page.tabs.show_number(number)


for _number in range(1, 10):  # Ctrl+1 to Ctrl+9, as the window calls them
    setattr(SettingsPage, f"key_section{_number}", _section_key(_number))
