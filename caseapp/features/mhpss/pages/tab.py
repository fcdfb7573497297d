"""The tab “MHPSS” of a case: sessions and screenings for counsellors, one sentence for everybody else."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.mhpss import queries
from caseapp.features.mhpss.pages.counsellor import CounsellorPanel
from caseapp.features.mhpss.views import MhpssStatus
from caseapp.ui.page import Context, Watching
from caseapp.ui.widgets import Card, State, clear, column

WATCHED = frozenset({"mhpss_session", "mhpss_safety", "case"})


class MhpssTab(Watching):
    """Chooses by what this reader may know."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        inside = ctx.can(Permission.MHPSS_READ)
        self.inner: Watching = CounsellorPanel(ctx, case_id) if inside else StatusPanel(ctx, case_id)
        self.setLayout(column(self.inner, spacing=0))

    def refresh(self) -> None:
        """The panel inside watches for itself."""


class StatusPanel(Watching):
    """All that people outside the section are told."""

    watches = WATCHED

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.words = column(spacing=0)
        self.setLayout(column(self.words, None, spacing=0))

    def refresh(self) -> None:
        self.read(queries.status, self.case_id, done=self._show)

    def _show(self, status: MhpssStatus) -> None:
        clear(self.words)
        hint = _("What is talked about there can be read by the counsellors only.")
        card = Card(edge="private")
        card.add(State("lock", status_words(status), hint))
        self.words.addWidget(card)


def status_words(status: MhpssStatus) -> str:
    """`Support under way, next contact 3 Sep`."""
    if not status.under_way:
        return _("No support under way")
    if status.next_on is None:
        return _("Support under way")
    return _("Support under way, next contact {day}").format(day=dates.short_day(status.next_on))
