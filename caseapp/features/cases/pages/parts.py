"""Tabs and cards of the case page that belong to cases and people."""

from __future__ import annotations

import textwrap
from typing import Any

from PySide6.QtWidgets import QTextBrowser, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.features.cases import queries, service
from caseapp.features.cases.form import NOTE_FORM
from caseapp.features.cases.timeline import Happening, timeline
from caseapp.features.people.pages.filing import FilesPanel
from caseapp.features.people.pages.parts import PersonPanel
from caseapp.ui.page import Context, Watching
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import theme
from caseapp.ui.timeline import Happened, Timeline
from caseapp.ui.widgets import Card, column, scrolled

FIRST, MOST_WORDS = 12, 220  # entries of the card, letters of one of them


class OfPerson(Watching):
    """Holds a widget about the case's person once it is known who that is."""

    def __init__(self, ctx: Context, case_id: str, made: Any, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id, self._made = case_id, made
        self.inner: QWidget | None = None
        self.setLayout(column(spacing=0))

    def refresh(self) -> None:
        if self.inner is None:
            self.read(queries.case, self.case_id, done=self._show)

    def _show(self, case: queries.CaseView) -> None:
        self.inner = self._made(self.ctx, case.person.id)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.inner)


class PersonTab(OfPerson):
    """The whole record of the person."""

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case_id, PersonPanel, parent)

    def edit(self) -> None:
        """F2."""
        if isinstance(self.inner, PersonPanel):
            self.inner.edit()


class FilesTab(OfPerson):
    """The files about the person."""

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, case_id, FilesPanel, parent)


class TimelineCard(Watching):
    """What happened, newest first; all of it is under History."""

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.timeline = Timeline()
        card = Card(_("What happened"))
        card.add(scrolled(self.timeline))
        card.body.setStretch(0, 1)
        self.setLayout(column(card, spacing=0))

    def _on_changed(self, changes: Any) -> None:
        """Anything may be news to a case."""
        self._stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def refresh(self) -> None:
        self.read(timeline, self.case_id, limit=FIRST, done=self._show)

    def _show(self, page: Any) -> None:
        self.timeline.set([_told(happening) for happening in page.rows])


def _told(happening: Happening) -> Happened:
    when = dates.short_day(happening.at.astimezone().date())
    text = textwrap.shorten(happening.text, MOST_WORDS, placeholder=" …")
    return Happened(when, happening.chip, happening.tone, happening.who, text)


class HistoryTab(Watching):
    """Every entry of the journal about this case, with what changed from what to what."""

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.table = RecordTable(
            [
                Column(N_("When"), lambda h: dates.moment(h.at), "muted", width=130),
                Column(N_("What"), lambda h: h.chip, "chip", tone=lambda h: h.tone, width=150),
                Column(N_("Details"), lambda h: h.text),
                Column(N_("Who"), lambda h: h.who, width=150),
            ],
            _("History"),
        )
        self.detail = QTextBrowser()
        self.detail.setAccessibleName(_("What changed"))
        self.detail.setMaximumHeight(theme().px(170))
        self.detail.hide()
        self.table.picked.connect(self._detail)
        card = Card()
        card.add(self.table, self.detail)
        self.setLayout(column(card, spacing=0))

    def refresh(self) -> None:
        self.read(
            timeline, self.case_id, done=lambda page: self.table.start(page.rows, page.after, self._more)
        )

    def _more(self, after: Any, answer: Any) -> None:
        self.read(timeline, self.case_id, after, done=lambda page: answer(page.rows, page.after))

    def _detail(self, happening: Happening | None) -> None:
        """Everything of the chosen line; the list has all the room until one is."""
        self.detail.setVisible(happening is not None)
        if happening is None:
            return
        lines = [
            f"{name}: {before} → {after or '—'}" if before else f"{name}: {after}"
            for name, before, after in happening.changes
            if before or after
        ]
        if happening.reason:
            lines.insert(0, _("Reason: {text}").format(text=happening.reason))
        self.detail.setPlainText("\n".join(lines) or happening.text)


def add_note(ctx: Context, case_id: str) -> None:
    """Ask for a note and keep it."""
    typed = ctx.dialogs.ask(NOTE_FORM, _("Note"))
    if typed is not None:
        ctx.tasks.write(service.add_note, case_id, typed, done=lambda _key: ctx.toast(_("Note kept.")))
