"""Phones and documents of a person: every one, the first at the head; numbers of documents masked until asked for."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import codes
from caseapp.core.errors import EditConflict
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.core.phones import shown
from caseapp.features.people import reach
from caseapp.features.people.form import DOCUMENT_FORM, END_DOCUMENT_FORM, PHONE_FORM
from caseapp.features.people.models import Proof, SafeToCall
from caseapp.features.people.reach import DocumentView, PhoneView
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching
from caseapp.ui.widgets import Card, Chip, button, column, label, menu_button, row

SAFE_TONE = {SafeToCall.NO: "bad", SafeToCall.TEXT: "warn"}
PROOF_TONE = {Proof.SEEN: "ok", Proof.COPIED: "ok", Proof.DECLARED: "neutral"}


class _Several(Watching):
    """A card with a row for each of several things, a menu on each, and a button for one more."""

    title, more = "", ""

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_(self.title))
        self.may = ctx.can(Permission.PERSON_WRITE)
        self.setLayout(column(self.card, spacing=0))

    def _show(self, things: tuple[Any, ...]) -> None:
        self.card.clear()
        rows = Rows()
        for at, thing in enumerate(things):
            menu = self._menu(thing, at == 0)
            rows.add(
                *self._line(thing, at == 0), *([menu_button(_("More"), menu)] if menu else []), stretch=(1,)
            )
        self.card.add(rows if things else label(_("Nothing is written down yet."), "second"))
        if self.may:
            self.card.add(row(button(_(self.more), self.add, look="link"), None))

    def _line(self, thing: Any, first: bool) -> list[QWidget]:
        raise NotImplementedError

    def _menu(self, thing: Any, first: bool) -> list[tuple[str, Any]]:
        raise NotImplementedError

    def add(self) -> None:
        raise NotImplementedError


class PhonesCard(_Several):
    """Whom a number belongs to, whether and when it is safe to call."""

    watches = frozenset({"person", "person_phone"})
    title, more = N_("Phones"), N_("Add a number…")

    def refresh(self) -> None:
        self.read(reach.phones, self.person_id, done=self._show)

    def _line(self, phone: PhoneView, first: bool) -> list[QWidget]:
        words = column(label(shown(phone.number), "strong"), spacing=0)
        if about := " · ".join(filter(None, (phone.owner, phone.time))):
            words.addWidget(label(about, "second", wrap=True))
        holder = QWidget()
        holder.setLayout(words)
        chips: list[QWidget] = [Chip(_("call first"), "brand")] if first and not phone.id else []
        if phone.safe:
            chips.append(Chip(phone.safe.shown(), SAFE_TONE.get(phone.safe, "ok")))
        else:
            chips.append(Chip(_("safe to call? not asked"), "warn"))
        return [holder, *chips]

    def _menu(self, phone: PhoneView, first: bool) -> list[tuple[str, Any]]:
        if not self.may:
            return []
        entries: list[tuple[str, Any]] = [(_("Change…"), partial(self.change, phone))]
        if phone.id not in ("", "other"):
            entries.append(
                (_("Call this one first"), partial(self.write, reach.first_phone, self.person_id, phone.id))
            )
        entries.append(
            (_("No longer in use"), partial(self.write, reach.end_phone, self.person_id, phone.id))
        )
        return entries

    def add(self) -> None:
        typed = self.ctx.dialogs.ask(PHONE_FORM, _("Phone"), country=self.ctx.office.country)
        if typed is not None:
            self.write(reach.add_phone, self.person_id, typed)

    def change(self, phone: PhoneView) -> None:
        """A number told without details gets them and becomes one of the further numbers."""
        seen = {"phone_number": phone.number, "sim_owner": phone.owner or None, "call_safe": phone.safe,
                "call_time": phone.time or None}  # fmt: skip
        typed = self.ctx.dialogs.ask(PHONE_FORM, _("Phone"), seen, country=self.ctx.office.country)
        if typed is None:
            return
        if phone.id == "other":
            self.write(reach.add_phone, self.person_id, typed)
        else:
            self.write(reach.change_phone, self.person_id, phone.id, typed, seen, failed=self._trouble)

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, EditConflict):
            self.refresh()
        self.ctx.dialogs.error(error)


class DocumentsCard(_Several):
    """What says who somebody is: kind, number, until when, whether anybody saw it."""

    watches = frozenset({"person", "identity_document"})
    title, more = N_("Identity documents"), N_("Add a document…")

    def refresh(self) -> None:
        self.read(reach.documents, self.person_id, done=self._show)

    def _line(self, paper: DocumentView, first: bool) -> list[QWidget]:
        kind = codes.label("identity_documents", paper.kind) if paper.kind else _("Document")
        words = column(label(kind, "strong", wrap=True), spacing=0)
        if about := " · ".join(filter(None, self._about(paper))):
            words.addWidget(label(about, "second", wrap=True))
        if paper.doubt:
            words.addWidget(label(paper.doubt, "warning", wrap=True))
        holder = QWidget()
        holder.setLayout(words)
        chips: list[QWidget] = [Chip(paper.proof.shown(), PROOF_TONE[paper.proof])] if paper.proof else []
        if paper.expired:
            chips.append(Chip(_("expired"), "warn"))
        return [holder, *chips]

    def _about(self, paper: DocumentView) -> tuple[str, ...]:
        country = codes.label("countries", paper.country) if paper.country else ""
        issued = _("issued {day}").format(day=paper.issued_on.shown()) if paper.issued_on else ""
        until = _("valid until {day}").format(day=paper.valid_until.shown()) if paper.valid_until else ""
        return paper.number, country, issued, until

    def _menu(self, paper: DocumentView, first: bool) -> list[tuple[str, Any]]:
        entries: list[tuple[str, Any]] = []
        if paper.number and self.ctx.can(Permission.PERSON_IDENTIFY):
            entries.append((_("Show the whole number"), partial(self.reveal, paper)))
        if self.may and paper.id:
            entries.append(
                (_("Use this one first"), partial(self.write, reach.first_document, self.person_id, paper.id))
            )
        if self.may:
            entries.append((_("No longer valid…"), partial(self.end, paper)))
        return entries

    def reveal(self, paper: DocumentView) -> None:
        """The number goes by in a toast; that it was looked at is in the journal."""
        self.read(reach.whole_number, self.person_id, paper.id, done=self.ctx.toast)

    def add(self) -> None:
        typed = self.ctx.dialogs.ask(DOCUMENT_FORM, _("Identity document"), country=self.ctx.office.country)
        if typed is not None:
            self.write(reach.add_document, self.person_id, typed)

    def end(self, paper: DocumentView) -> None:
        typed = self.ctx.dialogs.ask(END_DOCUMENT_FORM, _("No longer valid"))
        if typed is not None:
            self.write(reach.end_document, self.person_id, paper.id, typed)
