"""What the case page shows of a person: the record part by part, the household, strengths and needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, money, text
from caseapp.core.errors import EditConflict
from caseapp.core.fields import Section
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.features.people import households, queries, reach, service, special
from caseapp.features.people.form import (
    AWAY,
    FUNCTIONING,
    HOUSEHOLD,
    NAMES,
    NEEDS,
    PAPERS,
    PARTS,
    RETURN,
    WHO,
    WORK,
)
from caseapp.features.people.households import HouseholdView
from caseapp.features.people.models import HereAs
from caseapp.features.people.pages.consenting import ConsentCard
from caseapp.features.people.pages.living import HouseholdPanel, ask_member, member_chips, member_words
from caseapp.features.people.pages.photo import PortraitCard, photo_label
from caseapp.features.people.pages.questions import SpecialCard
from caseapp.features.people.pages.reaching import DocumentsCard, PhonesCard
from caseapp.features.people.views import MemberView, PersonView
from caseapp.ui.page import Context, Watching
from caseapp.ui.sections import SectionList
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Card, Chip, Facts, button, clear, column, flow, label, row, scrolled

__all__ = ["ConsentCard", "HouseholdCard", "PersonPanel", "StrengthsCard", "photo_label"]

MASKED = frozenset({"id_number"})
AWAY_AMOUNTS = frozenset({"income_away", "migration_cost"})
NARROW, WIDE = 760, 1000  # pixels of width at 100 per cent

# The parts of a record in the order of the list beside it: what each is called, and the sections it shows.
GROUPS: dict[str, tuple[str, tuple[Section, ...]]] = {
    "consent": (N_("Consent"), ()),
    "who": (N_("Who"), (WHO, NAMES)),
    "papers": (N_("Papers and phones"), (PAPERS,)),
    "return": (N_("Return"), (RETURN, AWAY)),
    "household": (N_("Household"), (HOUSEHOLD,)),
    "needs": (N_("Needs and functioning"), (NEEDS, FUNCTIONING)),
    "work": (N_("Work and means"), (WORK,)),
    "special": (N_("Special questions"), ()),
}


TITLES = {"household": N_("Numbers as told, and whom to call"), "papers": N_("Where they stay now")}
BESIDE = frozenset({*reach.PHONE, *reach.DOCUMENT, "phone_other"})  # shown by cards of their own


def shown_values(person: PersonView, section: Section, currency: str = "") -> list[tuple[str, str]]:
    """Label and value of every field that holds something; document numbers masked, amounts with their currency."""
    pairs = []
    for spec in section.fields:
        value = getattr(person, spec.name)
        if value in (None, "", ()) or (section is PAPERS and spec.name in BESIDE):
            continue
        words = spec.show(value)
        if spec.name in MASKED:
            words = text.masked(words)
        elif spec.kind == "money":
            words = money.shown(
                value, (person.away_currency or currency) if spec.name in AWAY_AMOUNTS else currency
            )
        pairs.append((_(spec.label), words))
    return pairs


class PersonPanel(Watching):
    """The whole record of a person, a part at a time; each part is changed in a form of its own."""

    watches = frozenset({"person"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id, self.part = person_id, "who"
        self.person: PersonView | None = None
        self.asked: tuple[special.QuestionView, ...] = ()
        self.list = SectionList()
        self.list.chosen.connect(self.show_part)
        self.beside = Card()
        self.beside.add(scrolled(self.list))
        self.beside.body.setStretch(0, 1)
        self.cards = column(spacing=12)
        holder = QWidget()
        holder.setLayout(self.cards)
        layout = row(self.beside, scrolled(holder), spacing=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        self.read(_whole, self.person_id, done=self._show)

    def _show(self, answer: tuple[PersonView, tuple[special.QuestionView, ...]]) -> None:
        self.person, self.asked = answer
        self.show_part(self.part)

    def parts(self) -> list[str]:
        """The parts there are for this person: a return only of returnees, special questions only where they are asked."""
        returnee = self.person is not None and self.person.here_as is HereAs.RETURNEE
        missing = {"special"} if not self.asked else set()
        return [code for code in GROUPS if code not in missing and (returnee or code != "return")]

    def show_part(self, code: str) -> None:
        """Show one part of the record."""
        if self.person is None:
            return
        self.part = code if code in self.parts() else "who"
        self.list.set([(name, _(GROUPS[name][0]), "", "") for name in self.parts()], self.part)
        clear(self.cards)
        for card in self._cards(self.part, self.person):
            self.cards.addWidget(card)
        self.cards.addStretch(1)

    def _cards(self, part: str, person: PersonView) -> list[QWidget]:
        own: dict[str, list[Callable[..., QWidget]]] = {
            "consent": [partial(ConsentCard, history=True)], "papers": [PhonesCard, DocumentsCard],
            "household": [HouseholdPanel], "special": [SpecialCard],
        }  # fmt: skip
        made: list[QWidget] = [make(self.ctx, person.id) for make in own.get(part, [])]
        made += [self._section(person, section) for section in GROUPS[part][1]]
        if part == "who" and self.ctx.can(Permission.PERSON_IDENTIFY):
            made.append(PortraitCard(self.ctx, person.id))
        return made

    def _section(self, person: PersonView, section: Section) -> Card:
        card = Card(_(TITLES.get(section.code, section.title)))
        if self.ctx.can(Permission.PERSON_WRITE):
            words = _("Edit (F2)") if section is self._first() else _("Change…")
            card.head.addWidget(button(words, partial(self.edit, section.code), icon_name="pencil"))
        pairs = shown_values(person, section, self.ctx.currency)
        card.add(Facts(pairs, 3) if pairs else label(_("Nothing is written down yet."), "second"))
        return card

    def _first(self) -> Section | None:
        sections = GROUPS[self.part][1]
        return sections[0] if sections else None

    def edit(self, section: str = "") -> None:
        """Change a part in a form that knows what it showed, so that nobody's change is lost."""
        if self.person is None:
            return
        first = self._first()
        code = section or (first.code if first else WHO.code)
        form = PARTS[code]
        seen = {name: getattr(self.person, name) for name in form.by_name}
        title = _("{name}: {part}").format(name=self.person.name, part=_(form.title))
        typed = self.ctx.dialogs.ask(form, title, seen, country=self.ctx.office.country)
        if typed is not None:
            self.ctx.tasks.write(service.change_part, self.person_id, code, typed, seen, failed=self._trouble, owner=self,
                                 done=lambda _person: self.ctx.toast(_("Saved.")))  # fmt: skip

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, EditConflict):
            self.refresh()
        self.ctx.dialogs.error(error)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.beside.setFixedWidth(theme().px(140 if self.width() * 100 / theme().scale < WIDE else 180))


def _whole(uow: Any, person_id: str) -> tuple[PersonView, tuple[special.QuestionView, ...]]:
    asked = special.questions(uow, person_id) if uow.actor.can(Permission.PERSON_IDENTIFY) else ()
    return queries.person(uow, person_id), asked


class HouseholdCard(Watching):
    """Who lives with them, in short; the whole is a part of the record."""

    watches = frozenset({"household", "household_member", "person"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Household"))
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(households.household, self.person_id, done=self._show)

    def _show(self, home: HouseholdView) -> None:
        self.card.clear()
        others = [m for m in home.members if m.person_id != self.person_id]
        self.card.set_aside(str(len(home.members)) if others else "")
        for member in others:
            self.card.add(self._line(member))
        if not others:
            self.card.add(label(_("Nobody is written down yet."), "second", wrap=True))
        if self.ctx.can(Permission.PERSON_WRITE):
            self.card.add(row(button(_("Add somebody…"), self.add, look="link"), None))

    def _line(self, member: MemberView) -> Any:
        words = ", ".join(filter(None, (member.name, member_words(member, self.ctx.clock.today()))))
        chips = member_chips(member)
        return (
            column(label(words, wrap=True), flow(chips, 3), spacing=2) if chips else label(words, wrap=True)
        )

    def add(self) -> None:
        ask_member(self, self.person_id)


class StrengthsCard(Watching):
    """Strengths first, then needs, then what asks for special care."""

    watches = frozenset({"person"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Strengths and needs"))
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(queries.person, self.person_id, done=self._show)

    def _show(self, person: PersonView) -> None:
        self.card.clear()
        chips = [Chip(codes.label("strengths", c), "ok") for c in person.strengths]
        chips += [Chip(codes.label("needs", c), "warn") for c in person.needs]
        chips += [Chip(codes.label("vulnerabilities", c), "bad") for c in person.vulnerabilities]
        if person.disability:
            chips.append(Chip(_("disability"), "warn"))
        self.card.add(flow(chips, 1) if chips else label(_("Not asked yet."), "second"))
