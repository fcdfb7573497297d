"""What the case page shows of a person: details, household, strengths and needs, consent, photo."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core import codes, dates, text
from caseapp.core.errors import EditConflict
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.features.office.papers import About, put_out
from caseapp.features.people import queries, service
from caseapp.features.people.documents import ConsentPaper
from caseapp.features.people.form import (
    CONSENT_FORM,
    FUNCTIONING,
    HOUSEHOLD,
    MEMBER_FORM,
    PERSON_FORM,
    RETURN,
    WHO,
    WITHDRAW_FORM,
)
from caseapp.features.people.views import ConsentView, PersonView
from caseapp.ui.page import Context, Watching
from caseapp.ui.preview import show_paper
from caseapp.ui.widgets import Card, Chip, Facts, Note, button, clear, column, flow, label, row, scrolled

MASKED = frozenset({"id_number"})
EDITED = tuple(f.name for f in PERSON_FORM.fields)


def shown_values(person: PersonView, section: Any) -> list[tuple[str, str]]:
    """Label and value of every field that holds something; document numbers masked."""
    pairs = []
    for spec in section.fields:
        value = getattr(person, spec.name)
        if value not in (None, "", ()):
            words = spec.show(value)
            pairs.append((_(spec.label), text.masked(words) if spec.name in MASKED else words))
    return pairs


class PersonPanel(Watching):
    """The whole record of a person, read; edited section by section in one form."""

    watches = frozenset({"person", "consent", "photo", "household_member"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.person: PersonView | None = None
        self.edit_button = button(_("Edit (F2)"), self.edit, icon_name="pencil")
        self.edit_button.setVisible(ctx.can(Permission.PERSON_WRITE))
        self.cards = column(spacing=12)
        holder = QWidget()
        holder.setLayout(self.cards)
        self.setLayout(column(scrolled(holder), spacing=0))

    def refresh(self) -> None:
        self.read(queries.person, self.person_id, done=self._show)

    def _show(self, person: PersonView) -> None:
        self.person = person
        clear(self.cards)
        self.edit_button = button(_("Edit (F2)"), self.edit, icon_name="pencil")
        self.edit_button.setVisible(self.ctx.can(Permission.PERSON_WRITE))
        self.cards.addWidget(ConsentCard(self.ctx, self.person_id))
        for section in (WHO, RETURN, HOUSEHOLD, FUNCTIONING):
            pairs = shown_values(person, section)
            if pairs or section is WHO:
                card = Card(_(section.title))
                if section is WHO:
                    card.head.addWidget(self.edit_button)
                card.add(Facts(pairs, 4))
                self.cards.addWidget(card)
        self.cards.addStretch(1)

    def edit(self) -> None:
        """Change the record in a form that knows what it showed, so that nobody's change is lost."""
        if self.person is None:
            return
        seen = {name: getattr(self.person, name) for name in EDITED}
        typed = self.ctx.dialogs.ask(PERSON_FORM, _("Edit {name}").format(name=self.person.name), seen,
                                     country=self.ctx.office.country)  # fmt: skip
        if typed is not None:
            self.ctx.tasks.write(service.change, self.person_id, typed, seen, failed=self._trouble, owner=self,
                                 done=lambda _person: self.ctx.toast(_("Saved.")))  # fmt: skip

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, EditConflict):
            self.refresh()
        self.ctx.dialogs.error(error)


class ConsentCard(Watching):
    """What the person agreed to, and what to do about it."""

    watches = frozenset({"consent"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Consent"))
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(queries.consents, self.person_id, done=self._show)

    def _show(self, consents: tuple[ConsentView, ...]) -> None:
        self.card.clear()
        standing = next((c for c in consents if c.counts(self.ctx.clock.today())), None)
        if standing:
            self._standing(standing)
        else:
            self.card.add(Note(_("No consent is on file. Nothing may be shared with others."), "warn"))
        if consents and consents[0].withdrawn_on:
            when = dates.day(consents[0].withdrawn_on)
            self.card.add(label(_("Withdrawn on {day}.").format(day=when), "second"))
        self.card.add(self._buttons(standing is not None))

    def _standing(self, consent: ConsentView) -> None:
        self.card.set_aside(f"{consent.method.shown()} · {dates.day(consent.given_on)}")
        chips = [Chip(codes.label("consent_purposes", p), "ok") for p in consent.purposes]
        self.card.add(flow(chips, 4))
        if consent.partners:
            self.card.add(
                label(_("Agencies named: {names}").format(names=consent.partners), "second", wrap=True)
            )

    def _buttons(self, stands: bool) -> QWidget:
        made = QWidget()
        items = [button(_("Consent form…"), self.paper, icon_name="printer")]
        if self.ctx.can(Permission.PERSON_WRITE):
            items.append(button(_("Record consent…"), self.give))
            if stands:
                items.append(button(_("Withdraw…"), self.withdraw, look="danger"))
        made.setLayout(row(*items, None))
        return made

    def give(self) -> None:
        typed = self.ctx.dialogs.ask(CONSENT_FORM, _("Record consent"), {"consent_on": self.ctx.clock.today()},
                                     country=self.ctx.office.country)  # fmt: skip
        if typed is not None:
            self.write(service.give_consent, self.person_id, typed)

    def withdraw(self) -> None:
        note = _("From then on nothing is shared. Referrals under way are shown to you.")
        typed = self.ctx.dialogs.ask(WITHDRAW_FORM, _("Withdraw consent"), confirm=_("Withdraw"), note=note)
        if typed is not None:
            self.write(service.withdraw_consent, self.person_id, typed)

    def paper(self) -> None:
        """The consent form to read aloud and sign, with what is on file filled in."""

        def make(uow: Any, level: int) -> bytes:
            person = queries.person(uow, self.person_id)
            about = About(person.number, _("Number"), "person", person.id)
            return put_out(uow, ConsentPaper(), (person, queries.consent(uow, person.id)), about)

        show_paper(self.ctx, _("Consent form"), make, name="consent-form.pdf", parent=self.window())


class HouseholdCard(Watching):
    """Who lives with them."""

    watches = frozenset({"household_member", "person"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Household"))
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(queries.household, self.person_id, done=self._show)

    def _show(self, members: tuple[Any, ...]) -> None:
        self.card.clear()
        self.card.set_aside(str(len(members) + 1) if members else "")
        for member in members:
            self.card.add(self._line(member))
        if not members:
            self.card.add(label(_("Nobody is written down yet."), "second", wrap=True))
        if self.ctx.can(Permission.PERSON_WRITE):
            self.card.add(row(button(_("Add somebody…"), self.add, look="link"), None))

    def _line(self, member: Any) -> Any:
        age = (
            n_("{count} year", "{count} years", member.birth_date.age(self.ctx.clock.today()))
            if member.birth_date
            else ""
        )
        relation = codes.label("relationships", member.relation)
        words = label(", ".join(filter(None, (member.name, relation, age))), wrap=True)
        return row(words, Chip(_("disability"), "warn") if member.disability else None)

    def add(self) -> None:
        typed = self.ctx.dialogs.ask(
            MEMBER_FORM, _("Somebody in the household"), country=self.ctx.office.country
        )
        if typed is not None:
            self.write(service.add_member, self.person_id, typed)


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


def photo_label(image: bytes | None, side: int) -> QLabel:
    """The portrait, or a grey place for it."""
    made = QLabel()
    made.setFixedSize(side, side)
    made.setProperty("card", True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if image:
        picture = QPixmap()
        picture.loadFromData(image)
        made.setPixmap(picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                      Qt.TransformationMode.SmoothTransformation))  # fmt: skip
    return made
