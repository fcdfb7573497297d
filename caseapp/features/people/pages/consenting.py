"""Consent on the screen: what counts today, everything before, giving, taking back, the paper and its signed copy."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.errors import UserError
from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.office.papers import About, put_out
from caseapp.features.people import consents, files, queries, service
from caseapp.features.people.documents import ConsentPaper
from caseapp.features.people.form import CONSENT_FORM, WITHDRAW_FORM
from caseapp.features.people.pages.picking import one_of
from caseapp.features.people.views import ConsentView
from caseapp.ui.flow import Flow
from caseapp.ui.incoming import read_file
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.preview import show_paper
from caseapp.ui.widgets import Card, Chip, Facts, Note, button, column, label

SOON = 30  # days: an end as near as that is said in amber


class ConsentCard(Watching):
    """What the person agreed to, and what to do about it; `history` shows the earlier ones below."""

    watches = frozenset({"consent"})

    def __init__(
        self, ctx: Context, person_id: str, parent: QWidget | None = None, *, history: bool = False
    ) -> None:
        super().__init__(ctx, parent)
        self.person_id, self.history = person_id, history
        self.agreed: tuple[str, ...] = ()
        self.card, self.past = Card(_("Consent")), Card(_("Earlier consents"))
        self.past.setVisible(False)
        self.setLayout(column(self.card, self.past, spacing=12))

    def refresh(self) -> None:
        self.read(queries.consents, self.person_id, done=self._show)

    def _show(self, found: tuple[ConsentView, ...]) -> None:
        today = self.ctx.clock.today()
        newest = found[0] if found else None
        self.agreed = newest.purposes if newest else ()
        self.card.clear()
        self.card.set_aside("")
        if newest and newest.counts(today):
            self._standing(newest)
        else:
            self.card.add(Note(self._missing(newest), "warn"))
        self.card.add(self._buttons(newest is not None and newest.counts(today)))
        earlier = found[1:] if newest and newest.counts(today) else found
        self.past.setVisible(self.history and bool(earlier))
        self.past.clear()
        rows = Rows()
        for one in earlier:
            rows.add(*self._line(one, one is newest), stretch=(0, 0, 1))
        self.past.add(rows)

    def _missing(self, newest: ConsentView | None) -> str:
        nothing = _("Nothing may be shared with others.")
        if newest is None:
            return _("No consent is on file.") + " " + nothing
        if newest.withdrawn_on:
            return _("Withdrawn on {day}.").format(day=dates.day(newest.withdrawn_on)) + " " + nothing
        return (
            _("The consent ended on {day}. Ask again.").format(day=dates.day(newest.expires_on))
            + " "
            + nothing
        )

    def _standing(self, consent: ConsentView) -> None:
        self.card.set_aside(f"{consent.method.shown()} · {dates.day(consent.given_on)}")
        chips = [Chip(codes.label("consent_purposes", p), "ok") for p in consent.purposes]
        self.card.add(Flow(*chips))
        until = consent.expires_on
        if until and (until - self.ctx.clock.today()).days <= SOON:
            self.card.add(
                Note(_("It ends on {day}. Ask again before then.").format(day=dates.day(until)), "warn")
            )
        pairs = [(name, value) for name, value in self._details(consent) if value]
        self.card.add(Facts(pairs, 4 if self.history else 2))

    def _details(self, consent: ConsentView) -> list[tuple[str, str]]:
        by = ", ".join(filter(None, (consent.given_by.shown() if consent.given_by else "", consent.guardian)))
        short = [(_("Ends on"), dates.day(consent.expires_on)), (_("Agencies named"), consent.partners or "")]
        if not self.history:
            return short
        language = codes.label("languages", consent.language) if consent.language else ""
        points = ", ".join(codes.label("consent_points", p) for p in consent.explained)
        return [
            *short, (_("Given by"), by), (_("Explained in"), language), (_("Explained by"), consent.explainer),
            (_("Interpreter"), consent.interpreter or ""), (_("Witness"), consent.witness or ""),
            (_("What was explained"), points), (_("Text read aloud"), self._version(consent)),
        ]  # fmt: skip

    def _version(self, consent: ConsentView) -> str:
        return _("version {number}").format(number=consent.text_version) if consent.text_version else ""

    def _line(self, consent: ConsentView, newest: bool) -> tuple[QWidget, ...]:
        if consent.withdrawn_on:
            chip = Chip(_("withdrawn {day}").format(day=dates.day(consent.withdrawn_on)), "bad")
        elif newest:
            chip = Chip(_("ended {day}").format(day=dates.day(consent.expires_on)), "warn")
        else:
            chip = Chip(_("replaced"), "neutral")
        purposes = ", ".join(codes.label("consent_purposes", p) for p in consent.purposes)
        words = " · ".join(filter(None, (consent.method.shown(), purposes, consent.withdrawn_why)))
        return label(dates.day(consent.given_on), "muted"), chip, label(words, wrap=True)

    def _buttons(self, stands: bool) -> QWidget:
        items = [button(_("Consent form…"), self.paper, icon_name="printer")]
        if self.ctx.can(Permission.PERSON_WRITE):
            items.append(button(_("Record consent…"), self.give))
            if stands and self.history:
                items.append(button(_("Add the signed form…"), self.add_scan))
            if stands:
                items.append(button(_("Withdraw…"), self.ask_withdraw, look="danger"))
        return Flow(*items)

    # --- doing

    def give(self) -> None:
        typed = self.ctx.dialogs.ask(CONSENT_FORM, _("Record consent"), {"consent_on": self.ctx.clock.today()},
                                     country=self.ctx.office.country)  # fmt: skip
        if typed is not None:
            self.write(service.give_consent, self.person_id, typed)

    def ask_withdraw(self) -> None:
        """Say what is shared at this moment before it is taken back."""
        self.read(consents.shared_now, self.person_id, done=self.withdraw)

    def withdraw(self, shared: tuple[str, ...] = ()) -> None:
        note = " ".join((_("From then on nothing is shared for what is taken back."), *shared))
        typed = self.ctx.dialogs.ask(self._what(), _("Withdraw consent"), confirm=_("Withdraw"), note=note)
        if typed is not None:
            self.write(service.withdraw_consent, self.person_id, typed, done=lambda _view: self._told(shared))

    def _what(self) -> Form:
        """The withdrawal, offering what was agreed to and nothing else."""
        asked = WITHDRAW_FORM.by_name["withdrawn_purposes"]
        options = [(code, codes.label("consent_purposes", code)) for code in self.agreed]
        offered = one_of(asked.name, asked.label, options, several=True)
        return Form.of("consent-taken-back", WITHDRAW_FORM.title, replace(offered, required=False, hint=asked.hint),
                       WITHDRAW_FORM.by_name["withdrawn_why"])  # fmt: skip

    def _told(self, shared: tuple[str, ...]) -> None:
        self.ctx.toast(" ".join((_("Withdrawn."), *shared)))

    def add_scan(self) -> None:
        """A picture or PDF of the signed paper, kept among the files."""
        path = self.ctx.dialogs.open_file(
            _("Choose the signed form"), _("Pictures and PDF") + " (*.pdf *.jpg *.jpeg *.png)"
        )
        if path is None:
            return
        try:
            data = read_file(path)[1]
        except (UserError, OSError) as error:
            unreadable = UserError(_("This file cannot be read. Choose another one."))
            self.ctx.dialogs.error(error if isinstance(error, UserError) else unreadable)
            return
        values = {"file_title": _("Signed consent form"), "file_kind": "consent"}
        self.write(
            files.add_file,
            self.person_id,
            values,
            data,
            done=lambda _key: self.ctx.toast(_("Kept under Files.")),
        )

    def paper(self) -> None:
        """The consent form to read aloud and sign, with what is on file filled in."""

        def make(uow: Any, level: int) -> bytes:
            person = queries.person(uow, self.person_id)
            about = About(person.number, _("Number"), "person", person.id)
            return put_out(uow, ConsentPaper(), (person, queries.consent(uow, person.id)), about)

        show_paper(self.ctx, _("Consent form"), make, name="consent-form.pdf", parent=self.window())
