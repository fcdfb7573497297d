"""What stands beside the registration form: who may be on file already."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from caseapp.core.i18n import _
from caseapp.features.people import finding, queries
from caseapp.features.people.form import REGISTRATION
from caseapp.features.people.views import PersonRow, about
from caseapp.ui.form import FormWidget
from caseapp.ui.page import Context
from caseapp.ui.widgets import Card, Chip, Facts, button, column, label, restyle, row, rule

CHECK_MS = 250
COMPARED = 14  # fields side by side at most


class AlikeCard(Card):
    """Looks after every pause in typing; says why, offers to compare or to open what is there."""

    def __init__(self, ctx: Context, form: FormWidget, parent: QWidget | None = None) -> None:
        super().__init__(_("Already registered?"), parent=parent)
        self.ctx, self.form = ctx, form
        self.others: dict[
            str, tuple[str, ...]
        ] = {}  # somebody else, says who types; remembered when this one is saved
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self.look)
        form.edited.connect(self._soon.start)

    def look(self) -> None:
        """Ask now; the newest question wins."""
        self.ctx.tasks.latest("alike", finding.alike, self.form.raw_values(), done=self._show, owner=self)

    def _show(self, found: tuple[finding.Likeness, ...]) -> None:
        self.clear()
        found = tuple(f for f in found if f.person is None or f.person.id not in self.others)
        restyle(self, card="warn" if any(f.likely for f in found) else "true")
        if not found:
            typed = self.form.raw_values()["given_name"]
            words = _("Nobody like this is on file.") if typed else _("Checked while you type.")
            self.add(label(words, "second", wrap=True))
        for likeness in found:
            self._add(likeness)

    def _add(self, likeness: finding.Likeness) -> None:
        words, tone = (_("likely the same"), "warn") if likeness.likely else (_("possible"), "neutral")
        reasons = label(" · ".join(likeness.reasons), "hint", wrap=True)
        if likeness.person is None:
            self.add(row(Chip(words, tone), None), reasons, rule())
            return
        person = likeness.person
        self.add(label(person.name, "strong", wrap=True), row(Chip(words, tone), None))
        self.add(
            label(self._told(person), "hint", wrap=True),
            reasons,
            self._doors(person, likeness.reasons),
            rule(),
        )

    def _told(self, person: PersonRow) -> str:
        parts = (about(person, self.ctx.clock.today()), person.village or person.place, person.number)
        return " · ".join(filter(None, parts))

    def _doors(self, person: PersonRow, reasons: tuple[str, ...]) -> Any:
        return column(
            row(
                button(_("Compare"), lambda: self.compare(person.id)),
                button(_("Open"), lambda: self.ctx.navigate("case", person_id=person.id)),
                None,
            ),
            row(
                button(_("Somebody else"), lambda: self.somebody_else(person.id, reasons), look="link"), None
            ),
            spacing=2,
        )

    def somebody_else(self, person_id: str, reasons: tuple[str, ...]) -> None:
        """Not the same person: no hint any more, and remembered with whoever is being registered."""
        self.others[person_id] = reasons
        self.look()

    def compare(self, person_id: str) -> None:
        """What is typed beside what is on file."""
        self.ctx.tasks.read(queries.person, person_id, done=self._compared, owner=self)

    def _compared(self, person: Any) -> None:
        typed, _problems = REGISTRATION.read(self.form.raw_values(), self.ctx.office.country)
        held = [f for f in REGISTRATION.fields if hasattr(person, f.name)]
        names = [f for f in held if typed.get(f.name) or getattr(person, f.name)][:COMPARED]
        left, right = Card(_("What you typed")), Card(_("On file: {number}").format(number=person.number))
        left.add(Facts([(_(f.label), f.show(typed.get(f.name))) for f in names], 1), None)
        right.add(Facts([(_(f.label), f.show(getattr(person, f.name))) for f in names], 1), None)
        content = QWidget()
        content.setLayout(row(left, right, spacing=12))
        self.ctx.dialogs.show(_("Compare side by side"), content)
