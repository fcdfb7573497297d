"""Pieces the screens of the sealed section share."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.fields import Section
from caseapp.core.i18n import _
from caseapp.features.mhpss.form import SESSION_FORM
from caseapp.features.mhpss.models import Attendance
from caseapp.features.mhpss.views import SessionRow, SessionView
from caseapp.features.office import queries as office
from caseapp.features.office.queries import OfficeView
from caseapp.ui.page import Context, Watching
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Facts, Note, column, label


class EmergencyCard(Watching):
    """Who to call when somebody is in danger: the office's own list, always in sight of a counsellor."""

    watches = frozenset({"office"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.card = Card(_("In an emergency"), edge="warn")
        self.urgent = Note("", "bad")
        self.contacts = label("", wrap=True)
        self.card.add(self.urgent, self.contacts)
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(office.office, done=self._show)

    def _show(self, shown: OfficeView) -> None:
        none = _("This office has no emergency contacts yet. The administrator writes them under Settings.")
        self.contacts.setText(shown.emergency_contacts.strip() or none)

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
    values = view.values()
    content = QWidget()
    content.setLayout(column(*(_part(section, values) for section in SESSION_FORM.sections if _filled(section, values)),
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
