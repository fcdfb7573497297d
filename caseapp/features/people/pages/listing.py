"""The list of people: found as one types, endless otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.office.pages.bulk import bulk_of
from caseapp.features.office.pages.saved import Views
from caseapp.features.people import consents, emergency, finding, queries
from caseapp.features.people.consents import EndingConsent
from caseapp.features.people.filters import FILTERS
from caseapp.features.people.models import HereAs
from caseapp.features.people.pages.taking import offer_export
from caseapp.features.people.views import PersonRow, about
from caseapp.ui.listing import Listing, ListSpec
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Card, button

TYPING_MS = 60
MOST = 50
BOX = 320  # pixels at 100 per cent: its hint can be read
SHOWN = {HereAs.RETURNEE: N_("Returnees"), HereAs.COMMUNITY: N_("Community")}
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
        self.box.setMinimumWidth(theme().px(BOX))
        self.box.setVisible(ctx.can(Permission.PERSON_FIND))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Show"))
        self.kind.addItem(_("Everybody"), "")
        for here_as in HereAs:
            self.kind.addItem(_(SHOWN[here_as]), here_as)
        self.kind.addItem(_("Consent ends soon"), ENDING)
        self.list = Listing(self, ListSpec(
            "people", _("People"), self._columns(), FILTERS, queries.page, queries.count, queries.listed,
            lambda: _("Nobody is on file yet. Register the first person with Ctrl+N."), self._counted, sort="created_on",
            descending=True, falling=frozenset({"created_on"}), own=self._own, put=self._put,
            bulk=lambda: bulk_of(self, "people"),
        ))  # fmt: skip
        self.table = self.list.table
        self.table.opened.connect(lambda shown: ctx.navigate("case", person_id=shown.id))
        if ctx.can(Permission.BREAK_GLASS) and not ctx.can(Permission.RESTRICTED_READ):
            self.add_action(button(_("Open in an emergency…"), partial(open_in_emergency, ctx)))
        self.views = Views(self, self.list)
        offer_export(self, lambda: self.list, lambda p: p.id)
        card = Card()
        card.add(self.list.head(self.box, self.kind), self.table, self.list.foot)
        card.body.setStretch(1, 1)
        self.body.addWidget(card, 1)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self.box.textChanged.connect(lambda _text: self._typing.start())
        self.kind.currentIndexChanged.connect(lambda _index: self._narrow())

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

    def arrive(self, view: str = "", everybody: bool = False, **args: Any) -> None:
        """Open a kept list by its key (`view`), or the list of everybody; else as it was left."""
        if everybody:
            self.views.stay()
            self.list.narrow_to({})
        if view:
            self.views.open(view)

    def refresh(self) -> None:
        typed = self.box.text().strip()
        self.list.toggle.setEnabled(not self.finding)
        if self.finding:
            self.list.below.hide()
        if self.kind.currentData() == ENDING:
            self.ctx.tasks.latest("people", consents.ending, done=self._ending, owner=self)
        elif typed:
            self.ctx.tasks.latest("people", finding.find, typed, MOST, done=self._found, owner=self)
        else:
            self.list.refresh()

    @property
    def finding(self) -> bool:
        """Whether somebody is looked for, or asked for by consent: not the list of everybody."""
        return bool(self.box.text().strip()) or self.kind.currentData() == ENDING

    def key_filter(self) -> None:
        """Ctrl+F finds; with nothing typed a second time narrows the list."""
        if self.box.hasFocus() or not self.box.isVisible():
            self.list.toggle_filter()
        else:
            self.box.setFocus()

    def _own(self) -> dict[str, str]:
        """The combo beside the box is one of the filters."""
        return {"here_as": str(self.kind.currentData())}

    def _put(self, values: Mapping[str, str]) -> None:
        self.box.clear()
        self.kind.setCurrentIndex(max(0, self.kind.findData(values.get("here_as", ""))))

    def _narrow(self) -> None:
        self.refresh()
        self.list.changed.emit()

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

    def _found(self, people: Sequence[PersonRow]) -> None:
        wanted = self.kind.currentData()
        shown = [p for p in people if not wanted or p.here_as == wanted]
        self.table.set_rows(
            shown, _("Nobody fits. Try fewer letters, another spelling, or the phone number.")
        )
        self.sentence.setText(
            n_("{count} person fits what you typed.", "{count} people fit what you typed.", len(shown))
        )

    def _counted(self, count: int | None) -> None:
        if self.finding:
            return
        if count is None:
            self.sentence.setText(_("Counting…"))
        elif self.list.values() or self.kind.currentData():
            self.sentence.setText(n_("{count} person fits.", "{count} people fit.", count))
        else:
            self.sentence.setText(n_("{count} person on file.", "{count} people on file.", count))


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
