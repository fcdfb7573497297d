"""The office's emergency contacts: whom to call, for which place, and whether somebody tried the number."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.mhpss import emergency
from caseapp.features.mhpss.emergency import ContactView
from caseapp.features.mhpss.form import CONTACT_FORM
from caseapp.features.people.views import place_name
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, Note, button, row


class ContactsPage(Page):
    """Everybody reads them; those who keep the directory change them."""

    title = N_("Emergency contacts")
    watches = frozenset({"emergency_contact"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.may_write = ctx.can(Permission.DIRECTORY_WRITE)
        self.table = RecordTable(self._columns(), _("Emergency contacts"))
        self.table.picked.connect(lambda _contact: self._offer())
        self.table.opened.connect(lambda _contact: self.change())
        self.edit, self.try_it = (
            button(_("Change…"), self.change),
            button(_("I called it, it works"), self._tried),
        )
        self.begin = Note("", "brand", button(_("Take the national numbers"), self._begin))
        listed = Card()
        listed.add(self.table, *([row(self.edit, self.try_it, None)] if self.may_write else []))
        listed.body.setStretch(0, 1)
        self.body.addWidget(self.begin)
        self.body.addWidget(listed, 1)
        if self.may_write:
            self.add_action(button(_("Add a contact…"), self.add, look="primary", icon_name="plus"))
        self.begin.set("", "brand")

    def _columns(self) -> tuple[Column, ...]:
        today = self.ctx.clock.today
        return (
            Column(N_("Who"), lambda c: c.name, "strong"),
            Column(N_("Number"), lambda c: c.number),
            Column(N_("For"), lambda c: place_name(c.place) or _("whole country"), "muted"),
            Column(N_("Days and hours"), lambda c: c.hours or "", "muted", spare=True),
            Column(N_("What they do"), lambda c: c.note or "", "muted", spare=True),
            Column(N_("Last tried"), lambda c: state(c), "chip",
                   tone=lambda c: "neutral" if not c.active else "warn" if c.doubtful(today()) else "ok"),
        )  # fmt: skip

    def refresh(self) -> None:
        self.read(emergency.contacts, done=self._show, active_only=not self.may_write)

    def _show(self, found: tuple[ContactView, ...]) -> None:
        doubtful = sum(c.active and c.doubtful(self.ctx.clock.today()) for c in found)
        told = n_("{count} number was not tried for half a year. Call it before somebody needs it.",
                  "{count} numbers were not tried for half a year. Call them before somebody needs them.",
                  doubtful)  # fmt: skip
        self.sentence.setText(told if doubtful else _("They are shown wherever danger is talked about."))
        self.table.set_rows(found, _("No number is written down yet."))
        empty = self.may_write and not found
        words = _(
            "You can begin with the generally known numbers of the country, and add those of your district."
        )
        self.begin.set(words if empty else "", "brand")
        self._offer()

    def _offer(self) -> None:
        chosen = self.table.current() is not None
        self.edit.setEnabled(chosen)
        self.try_it.setEnabled(chosen)

    def add(self) -> None:
        given = self.ctx.dialogs.ask(CONTACT_FORM, _("Add a contact"), {}, country=self.ctx.office.country)
        if given is not None:
            self.write(emergency.add, given)

    def change(self) -> None:
        chosen: ContactView | None = self.table.current()
        if chosen is None or not self.may_write:
            return
        seen: dict[str, Any] = chosen.values()
        given = self.ctx.dialogs.ask(
            CONTACT_FORM, _("Change a contact"), seen, country=self.ctx.office.country
        )
        if given is not None:
            self.write(emergency.change, chosen.id, given, seen)

    def _tried(self) -> None:
        chosen: ContactView | None = self.table.current()
        if chosen is not None:
            self.write(emergency.tried, chosen.id)

    def _begin(self) -> None:
        self.write(emergency.begin)


def state(contact: ContactView) -> str:
    if not contact.active:
        return _("not shown")
    return dates.day(contact.confirmed_on) if contact.confirmed_on else _("never tried here")
