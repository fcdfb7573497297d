"""The list of people: found as one types, endless otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.people import consents, emergency, finding, queries
from caseapp.features.people.consents import EndingConsent
from caseapp.features.people.models import HereAs
from caseapp.features.people.pages.taking import offer_export
from caseapp.features.people.views import PersonRow, about
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.widgets import Card, button, row

TYPING_MS = 60
MOST = 50
ENDING = "ending"  # beside the kinds of people: those whose consent runs out


class PeoplePage(Page):
    """Everybody on file one may see; typing in the box finds, emptying it shows the list again."""

    title = N_("People")
    watches = frozenset({"person", "consent"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.box = QLineEdit()
        self.box.setPlaceholderText(_("Name, phone, ID or case number, place"))
        self.box.setAccessibleName(_("Find in people"))
        self.box.setVisible(ctx.can(Permission.PERSON_FIND))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Show"))
        for words, value in (
            (_("Everybody"), None),
            (_("Returnees"), HereAs.RETURNEE),
            (_("Community"), HereAs.COMMUNITY),
            (_("Consent ends soon"), ENDING),
        ):
            self.kind.addItem(words, value)
        self.sort, self.descending = "created_on", True
        self.table = RecordTable(self._columns(), _("People"))
        self.table.opened.connect(lambda shown: ctx.navigate("case", person_id=shown.id))
        self.table.sort_asked.connect(self._sorted)
        if ctx.can(Permission.BREAK_GLASS) and not ctx.can(Permission.RESTRICTED_READ):
            self.add_action(button(_("Open in an emergency…"), partial(open_in_emergency, ctx)))
        offer_export(
            self, "people", _("People"), lambda: (self.table, queries.page, self._asked()), lambda p: p.id
        )
        card = Card()
        card.add(row(self.box, self.kind), self.table)
        self.body.addWidget(card, 1)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self.box.textChanged.connect(lambda _text: self._typing.start())
        self.kind.currentIndexChanged.connect(lambda _index: self.refresh())
        QShortcut(QKeySequence("Ctrl+F"), self, self.box.setFocus)

    def _columns(self) -> list[Column]:
        today = self.ctx.clock.today()
        return [
            Column(N_("Name"), lambda p: p.name, "strong", sort="name"),
            Column(N_("Who"), lambda p: about(p, today)),
            Column(N_("Known as"), lambda p: p.known_as, spare=True),
            Column(N_("Number"), lambda p: p.number, "muted", width=140, sort="number"),
            Column(N_("Where"), lambda p: ", ".join(filter(None, (p.village, p.place))) or "—"),
            Column(N_("Here as"), lambda p: p.here_as.shown(), "chip"),
            Column(
                N_("Since"), lambda p: p.why or dates.day(p.created_on), "muted", width=150, sort="created_on"
            ),
        ]

    def refresh(self) -> None:
        typed = self.box.text().strip()
        if self.kind.currentData() == ENDING:
            self.ctx.tasks.latest("people", consents.ending, done=self._ending, owner=self)
        elif typed:
            self.ctx.tasks.latest("people", finding.find, typed, MOST, done=self._found, owner=self)
        else:
            self.ctx.tasks.latest("people", queries.page, done=self._listed, owner=self, **self._asked())
            self.read(queries.count, done=self._counted)

    def _ending(self, found: tuple[EndingConsent, ...]) -> None:
        """Whom to ask for consent again, those whose consent has run out first."""
        told = [
            replace(e.person, why=_("consent ends {day}").format(day=dates.day(e.expires_on))) for e in found
        ]
        self.table.set_rows(told, _("Nobody’s consent runs out soon."))
        count = n_(
            "{count} consent ends soon or has ended.", "{count} consents end soon or have ended.", len(told)
        )
        self.sentence.setText(count)

    def _asked(self) -> dict[str, Any]:
        only = queries.PeopleFilter(here_as=self.kind.currentData())
        return {"sort": self.sort, "descending": self.descending, "only": only}

    def _found(self, people: Sequence[PersonRow]) -> None:
        wanted = self.kind.currentData()
        shown = [p for p in people if wanted is None or p.here_as == wanted]
        self.table.set_rows(
            shown, _("Nobody fits. Try fewer letters, another spelling, or the phone number.")
        )
        self.sentence.setText(
            n_("{count} person fits what you typed.", "{count} people fit what you typed.", len(shown))
        )

    def _listed(self, page: Any) -> None:
        nothing = _("Nobody is on file yet. Register the first person with Ctrl+N.")
        self.table.start(page.rows, page.after, self._more, nothing)

    def _more(self, after: Any, answer: Any) -> None:
        self.read(queries.page, after, done=lambda page: answer(page.rows, page.after), **self._asked())

    def _counted(self, count: int) -> None:
        if not self.box.text().strip() and self.kind.currentData() != ENDING:
            self.sentence.setText(n_("{count} person on file.", "{count} people on file.", count))

    def _sorted(self, sort: str) -> None:
        self.descending = not self.descending if sort == self.sort else sort == "created_on"
        self.sort = sort
        self.refresh()


def open_in_emergency(ctx: Context, _checked: bool = False) -> None:
    """Ask for the number and the reason, open the restricted record for some hours and go there."""
    hours = ctx.office.rule("emergency.hours")
    note = n_("It stays open to you for {count} hour. Your supervisor is shown who opened it and why.",
              "It stays open to you for {count} hours. Your supervisor is shown who opened it and why.", hours)  # fmt: skip
    title = _("Open a restricted record")
    asked = ctx.dialogs.ask(emergency.EMERGENCY_FORM, title, {}, confirm=_("Open"), note=note)
    if asked is None:
        return

    def opened(found: emergency.OpeningView) -> None:
        ctx.toast(_("Open to you until {when}.").format(when=dates.moment(found.until)))
        ctx.navigate("case", person_id=found.person_id)

    ctx.tasks.write(emergency.open_record, asked, done=opened)
