"""Pieces the screens of the sealed section share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseapp.core import dates
from caseapp.core.fields import Form, Section
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.mhpss import emergency
from caseapp.features.mhpss.emergency import ContactView
from caseapp.features.mhpss.form import SESSION_FORM
from caseapp.features.mhpss.models import Attendance
from caseapp.features.mhpss.safety_form import SAFETY_FORM
from caseapp.features.mhpss.views import SafetyView, SessionRow, SessionView
from caseapp.features.office import queries as office
from caseapp.features.office.queries import OfficeView
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S2, S3
from caseapp.ui.widgets import Card, Facts, Note, clear, column, label


def numbers(uow: UnitOfWork, place: str) -> tuple[OfficeView, tuple[ContactView, ...]]:
    """The office's own words, and the numbers that serve a place."""
    return office.office(uow), emergency.contacts(uow, place)


class EmergencyCard(Watching):
    """Who to call when somebody is in danger: the office's own list, always in sight of a counsellor."""

    watches = frozenset({"office", "emergency_contact"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.place = ""
        self.card = Card(_("In an emergency"), edge="warn")
        self.urgent = Note("", "bad")
        self.contacts = column(spacing=S2)
        self.card.add(self.urgent, self.contacts)
        self.setLayout(column(self.card, spacing=0))

    def for_place(self, place: str) -> None:
        """Show the numbers nearest to a place first."""
        self.place = place
        self.refresh()

    def refresh(self) -> None:
        self.read(numbers, self.place, done=self._show)

    def _show(self, found: tuple[OfficeView, tuple[ContactView, ...]]) -> None:
        here, contacts = found
        clear(self.contacts)
        for contact in contacts:
            self.contacts.addLayout(self._line(contact))
        if words := here.emergency_contacts.strip():
            self.contacts.addWidget(label(words, wrap=True))
        elif not contacts:
            none = _(
                "This office has no emergency contacts yet. The supervisor writes them under Emergency contacts."
            )
            self.contacts.addWidget(label(none, wrap=True))

    def _line(self, contact: ContactView) -> QVBoxLayout:
        name, number = label(contact.name, wrap=True), label(contact.number, "strong", wrap=True)
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        doubtful = contact.doubtful(self.ctx.clock.today())
        tried = _("nobody here tried it lately") if doubtful else ""
        more = " · ".join(filter(None, (contact.hours, contact.note, tried)))
        lines = [name, number, *([label(more, "warning" if doubtful else "hint", wrap=True)] if more else [])]
        return column(*lines, spacing=0)

    def danger(self, now: bool) -> None:
        """Say at the top what matters while somebody may be in danger."""
        words = _("Ask directly. Do not leave the person alone while the danger is imminent. Call today.")
        self.urgent.set(words if now else "", "bad")


def came(row: SessionRow) -> tuple[str, str]:
    """Whether the person came: words and tone."""
    if row.struck:
        return _("struck out"), "neutral"
    return row.attendance.shown(), "ok" if row.attendance is Attendance.ATTENDED else "warn"


def session_content(view: SessionView) -> QWidget:
    """A whole session to be read: only what was filled in."""
    return _content(SESSION_FORM, view.values())


def safety_content(view: SafetyView) -> QWidget:
    """A whole safety check to be read."""
    return _content(SAFETY_FORM, view.values())


def _content(form: Form, values: dict[str, object]) -> QWidget:
    content = QWidget()
    content.setLayout(column(*(_part(section, values) for section in form.sections if _filled(section, values)),
                             None, spacing=S3))  # fmt: skip
    return content


def _filled(section: Section, values: dict[str, object]) -> bool:
    return any(values[f.name] not in (None, False) for f in section.fields)


def _part(section: Section, values: dict[str, object]) -> Card:
    card = Card(_(section.title), edge="private")
    shown = [(f, f.show(values[f.name])) for f in section.fields if values[f.name] not in (None, False)]
    narrow = [(_(f.label), text) for f, text in shown if not f.wide]
    if narrow:
        card.add(Facts(narrow, 3))
    for f, text in shown:
        if f.wide:
            card.add(column(label(_(f.label), "label"), label(text, wrap=True), spacing=0))
    return card


def told(row: SessionRow) -> str:
    """`Individual session, 18 Aug 2026, Nthabiseng Seeiso`."""
    return ", ".join((row.kind_text, dates.day(row.held_on), row.counsellor))
