"""The household of a person: who lives there, who is the head, who depends on whom, what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.errors import Refused
from caseapp.core.fields import Form
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.people import households
from caseapp.features.people.form import HOUSEHOLD_FORM, JOIN_FORM, LEAVE_FORM, MEMBER_FORM
from caseapp.features.people.households import EventView, HouseholdView
from caseapp.features.people.models import HouseholdStep
from caseapp.features.people.pages.picking import find_somebody, one_of, told
from caseapp.features.people.views import MemberView, PersonRow
from caseapp.ui.flow import Flow
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.widgets import Card, Chip, button, column, label, menu_button

STEP_TONE = {
    HouseholdStep.FORMED: "neutral", HouseholdStep.JOINED: "ok", HouseholdStep.LEFT: "warn", HouseholdStep.SPLIT: "warn",
    HouseholdStep.NEW_HEAD: "brand",
}  # fmt: skip
COUNTED = {
    "men": lambda n: n_("{count} man", "{count} men", n),
    "women": lambda n: n_("{count} woman", "{count} women", n),
    "boys": lambda n: n_("{count} boy", "{count} boys", n),
    "girls": lambda n: n_("{count} girl", "{count} girls", n),
    "unknown": lambda n: n_("{count} of unknown age or sex", "{count} of unknown age or sex", n),
}


def member_words(member: MemberView, today: Any) -> str:
    """Relation and age of a member in one line."""
    age = n_("{count} year", "{count} years", member.birth_date.age(today)) if member.birth_date else ""
    return " · ".join(filter(None, (member.related, age)))


def member_chips(member: MemberView) -> list[QWidget]:
    chips: list[QWidget] = [Chip(_("head"), "brand")] if member.head else []
    if member.disability:
        chips.append(Chip(_("disability"), "warn"))
    if member.dependent:
        chips.append(Chip(_("depends on others"), "neutral"))
    return chips


def ask_member(screen: Watching, person_id: str) -> None:
    """Ask for somebody who is not on file and add them to the household of a person."""
    ctx = screen.ctx
    typed = ctx.dialogs.ask(MEMBER_FORM, _("Somebody in the household"), country=ctx.office.country)
    if typed is not None:
        screen.write(households.add_member, person_id, typed)


class HouseholdPanel(Watching):
    """The whole household with everything one can do about it."""

    watches = frozenset({"household", "household_member", "household_event", "person"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.home: HouseholdView | None = None
        self.card, self.past = Card(_("Household")), Card(_("What happened"))
        self.may = ctx.can(Permission.PERSON_WRITE)
        self.setLayout(column(self.card, self.past, spacing=12))

    def refresh(self) -> None:
        self.read(households.household, self.person_id, done=self._show)

    def _show(self, home: HouseholdView) -> None:
        self.home = home
        self.card.clear()
        self.card.set_aside(self._sentence(home))
        rows = Rows()
        for member in home.members:
            self._add(rows, member)
        self.card.add(rows, label(self._counts(home), "hint", wrap=True))
        if self.may:
            self.card.add(self._buttons(home))
        self._tell(home)

    def _sentence(self, home: HouseholdView) -> str:
        size = n_("{count} person", "{count} people", len(home.members))
        depend = n_("{count} depends on the others", "{count} depend on the others", home.dependents)
        return " · ".join(filter(None, (size, depend if home.dependents else "")))

    def _counts(self, home: HouseholdView) -> str:
        counts = home.counts(self.ctx.clock.today())
        words = [COUNTED[kind](count) for kind, count in counts.items() if count]
        return ", ".join(words) + ("" if home.head else ". " + _("No head is named."))

    def _add(self, rows: Rows, member: MemberView) -> None:
        words = column(label(member.name, "strong", wrap=True), spacing=0)
        if about := member_words(member, self.ctx.clock.today()):
            words.addWidget(label(about, "second", wrap=True))
        holder = QWidget()
        holder.setLayout(words)
        menu = [self._menu(member)] if self.may or self._door(member) else []
        rows.add(holder, *member_chips(member), *menu, stretch=(1,))

    def _door(self, member: MemberView) -> bool:
        return bool(member.person_id) and member.person_id != self.person_id

    def _menu(self, member: MemberView) -> QWidget:
        entries: list[tuple[str, Any]] = []
        if self._door(member):
            entries.append(
                (_("Open the record"), partial(self.ctx.navigate, "case", person_id=member.person_id))
            )
        if self.may and not member.head:
            entries.append((_("Make head of the household…"), partial(self.make_head, member)))
        if self.may and member.id:
            entries.append((_("Left the household…"), partial(self.leave, member)))
        return menu_button(_("More"), entries)

    def _buttons(self, home: HouseholdView) -> QWidget:
        items = [button(_("Add somebody…"), self.add), button(_("Somebody on file…"), self.add_known)]
        if len(home.members) > 1:
            items.append(button(_("Household splits…"), self.split))
        return Flow(*items)

    def _tell(self, home: HouseholdView) -> None:
        self.past.clear()
        self.past.setVisible(bool(home.events or home.gone))
        rows = Rows()
        for event in home.events:
            rows.add(*self._event(event), stretch=(0, 0, 1))
        if not home.events:
            for member in home.gone:
                rows.pair(member.name, _("left on {day}").format(day=dates.day(member.left_on)))
        self.past.add(rows)

    def _event(self, event: EventView) -> tuple[QWidget, ...]:
        who = ", ".join(event.who)
        size = "" if event.size_before == event.size_after else f"{event.size_before} → {event.size_after}"
        words = label(" · ".join(filter(None, (who, event.note))), wrap=True)
        chip = Chip(event.step.shown(), STEP_TONE[event.step])
        return label(dates.day(event.happened_on), "muted"), chip, words, label(size, "muted")

    # --- doing

    def add(self) -> None:
        ask_member(self, self.person_id)

    def add_known(self) -> None:
        """Find somebody on file, say how they are related, and let them move when they still live elsewhere."""
        find_somebody(self.ctx, self, self._join)

    def _join(self, people: Sequence[PersonRow]) -> None:
        options = [(p.id, told(self.ctx, p)) for p in people if p.id != self.person_id]
        if not options:
            self.ctx.toast(_("Nobody else fits."))
            return
        form = Form.of(
            "household-pick", N_("Somebody on file"), one_of("who", N_("Who"), options), *JOIN_FORM.fields
        )
        typed = self.ctx.dialogs.ask(form, _("Lives in this household"), {"who": options[0][0]})
        if typed is not None:
            self._joins(str(typed.pop("who").value), typed)

    def _joins(self, other_id: str, typed: dict[str, Any], move: bool = False) -> None:
        def failed(error: Exception) -> None:
            if not move and isinstance(error, Refused) and self._moves(str(error)):
                self._joins(other_id, typed, True)
            elif move or not isinstance(error, Refused):
                self.ctx.dialogs.error(error)

        self.write(households.join, self.person_id, other_id, typed, move=move, failed=failed)

    def _moves(self, text: str) -> bool:
        return self.ctx.dialogs.confirm(_("Do they move here?"), text, _("They move here"))

    def leave(self, member: MemberView) -> None:
        title = _("{name} left the household").format(name=member.name)
        typed = self.ctx.dialogs.ask(LEAVE_FORM, title, {"left_on": self.ctx.clock.today()})
        if typed is not None:
            self.write(households.member_left, member.id, typed)

    def make_head(self, member: MemberView) -> None:
        title = _("{name} is the head of the household").format(name=member.name)
        typed = self.ctx.dialogs.ask(HOUSEHOLD_FORM, title, {"happened_on": self.ctx.clock.today()})
        if typed is not None:
            self.write(households.new_head, self.person_id, member.id, typed)

    def split(self) -> None:
        """Choose who goes; they form a household of their own."""
        if self.home is None:
            return
        options = [(m.id or households.SELF, m.name) for m in self.home.members]
        form = Form.of("household-split", N_("Household splits"),
                       one_of("going", N_("Who goes"), options, several=True), *HOUSEHOLD_FORM.fields)  # fmt: skip
        note = _("Those who go form a household of their own. At least one of them must be on file.")
        typed = self.ctx.dialogs.ask(
            form, _("Household splits"), {"happened_on": self.ctx.clock.today()}, note=note
        )
        if typed is not None:
            going = [str(choice.value) for choice in typed.pop("going")]
            self.write(households.split, self.person_id, going, typed)
