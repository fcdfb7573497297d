"""Who offers what, where, and how they answered: the office's directory."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from caseapp.core import codes
from caseapp.core.dates import day
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.features.people.views import place_name
from caseapp.features.referrals import directory
from caseapp.features.referrals.directory import PartnerEntry, areas_text
from caseapp.features.referrals.form import PARTNER_FORM, SERVICE_FORM
from caseapp.features.referrals.pages.refer import TONES
from caseapp.features.referrals.pages.split import Split
from caseapp.features.referrals.views import PartnerView, Scorecard, ServiceView
from caseapp.ui.combo import Combo
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S1
from caseapp.ui.widgets import Card, Chip, Facts, Note, State, button, column, label, row, rule

PARTNER_NAMES = tuple(f.name for f in PARTNER_FORM.fields)
SERVICE_NAMES = tuple(f.name for f in SERVICE_FORM.fields)


class DirectoryPage(Page):
    title = N_("Directory")
    watches = frozenset({"partner", "partner_service"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.cards: dict[str, Scorecard] = {}
        self.chosen = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search a name, a service, a place"))
        self.search.setAccessibleName(_("Search the directory"))
        self.search.setClearButtonEnabled(True)
        self.sector = _choice(_("Sector"), _("All sectors"), "referral_sectors")
        self.need = _choice(_("Need"), _("Any need"), "referral_services")
        self.place = _choice(_("Place"), _("Anywhere"), "areas", ctx.office.country)
        self.table = RecordTable([
            Column(N_("Partner"), lambda e: e.partner.name, "strong"),
            Column(N_("Offers"), _offers),
            Column(N_("Confirmed"), confirmed, "chip", tone=lambda e: "warn" if e.stale else "ok", width=116),
            Column(N_("Accepted"), partial(self._share, "accepted"), "number", width=80, spare=True),
            Column(N_("Answers after"), self._speed, "number", width=108),
        ], _("Directory"))  # fmt: skip
        self.panel = PartnerPanel(self)
        listed = Card()
        listed.add(self.table)
        self.split = Split(listed, self.panel, self.table)
        self.body.addLayout(row(self.search, self.sector, self.need, self.place))
        self.body.addWidget(self.split, 1)
        if ctx.can(Permission.DIRECTORY_WRITE):
            self.add_button = self.add_action(
                button(_("Add a partner…"), self.add_partner, look="primary", icon_name="plus")
            )
        self.search.textChanged.connect(lambda _text: self._look())
        for chosen in (self.sector, self.need, self.place):
            chosen.currentIndexChanged.connect(lambda _index: self._look())
        self.table.picked.connect(lambda e: self._pick(e) if e and self.split.wide else None)
        self.table.opened.connect(self._pick)

    def arrive(self, partner_id: str = "", **args: Any) -> None:
        """Show one partner."""
        if partner_id:
            self._open(partner_id)

    def place_name(self) -> dict[str, Any]:
        return {"partner_id": self.chosen} if self.chosen else {}

    def refresh(self) -> None:
        if self.ctx.can(Permission.REFERRAL_READ):
            self.read(directory.scorecards, done=self._scored)
        self._look()
        if self.chosen:
            self._open(self.chosen)

    def _look(self) -> None:
        everything = not self.ctx.can(Permission.DIRECTORY_WRITE)
        narrow = (self.search.text(), self.sector.currentData(), self.place.currentData(), everything,
                  self.need.currentData())  # fmt: skip
        self.ctx.tasks.latest("directory", directory.directory, *narrow, done=self._fill, owner=self)

    def _scored(self, cards: dict[str, Scorecard]) -> None:
        self.cards = cards
        self.table.viewport().update()

    def _fill(self, entries: tuple[PartnerEntry, ...]) -> None:
        told = n_("{count} partner.", "{count} partners.", len(entries))
        if stale := sum(e.stale for e in entries):
            told += " " + n_("{count} should be asked whether its entry is still true.",
                             "{count} should be asked whether their entries are still true.", stale)  # fmt: skip
        self.sentence.setText(told)
        self.table.set_rows(entries, _("Nobody fits. Try fewer words, or all sectors."))

    def _pick(self, entry: PartnerEntry) -> None:
        self._open(entry.id)

    def _open(self, partner_id: str) -> None:
        self.chosen = partner_id
        self.read(directory.partner, partner_id, done=self._show)

    def _show(self, entry: PartnerEntry) -> None:
        self.panel.show_entry(entry, self.cards.get(entry.partner.id))
        self.split.open()

    def _speed(self, entry: PartnerEntry) -> str:
        card = self.cards.get(entry.partner.id)
        return days_text(card.median_days) if card and card.median_days is not None else ""

    def _share(self, what: str, entry: PartnerEntry) -> str:
        card = self.cards.get(entry.partner.id)
        return f"{round(100 * getattr(card, what) / card.sent)}%" if card and card.sent else ""

    # --- changing it

    def confirm(self, shown: PartnerView) -> None:
        self.write(directory.confirm, shown.id)

    def add_partner(self) -> None:
        given = self.ctx.dialogs.ask(PARTNER_FORM, _("Add a partner"), {}, country=self.ctx.office.country)
        if given is not None:
            self.write(directory.add_partner, given, done=lambda made: self._open(made.id))

    def change_partner(self, shown: PartnerView) -> None:
        seen = {name: getattr(shown, name) for name in PARTNER_NAMES}
        given = self.ctx.dialogs.ask(
            PARTNER_FORM, _("Change a partner"), seen, country=self.ctx.office.country
        )
        if given is not None:
            self.write(directory.change_partner, shown.id, given, seen)

    def add_service(self, shown: PartnerView) -> None:
        given = self.ctx.dialogs.ask(
            SERVICE_FORM, _("Add a service"), {}, note=shown.name, country=self.ctx.office.country
        )
        if given is not None:
            self.write(directory.add_service, shown.id, given)

    def change_service(self, shown: ServiceView) -> None:
        seen = {name: getattr(shown, name) for name in SERVICE_NAMES}
        given = self.ctx.dialogs.ask(
            SERVICE_FORM, _("Change a service"), seen, country=self.ctx.office.country
        )
        if given is not None:
            self.write(directory.change_service, shown.id, given, seen)


class PartnerPanel(QWidget):
    """One partner with its services and how it answered."""

    def __init__(self, page: DirectoryPage) -> None:
        super().__init__()
        self.page = page
        self.may_write = page.ctx.can(Permission.DIRECTORY_WRITE)
        self.card = Card()
        self.card.add(
            State("building-2", _("Choose a partner"), _("Then its services and contacts stand here."))
        )
        self.setLayout(column(self.card, None))

    def show_entry(self, entry: PartnerEntry, score: Scorecard | None) -> None:
        """Show this one."""
        p = entry.partner
        self.card.clear()
        self.card.add(label(p.name, "card", wrap=True), label(codes.label("partner_kinds", p.kind), "second"))
        if not p.active:
            self.card.add(Note(_("Nobody is referred there at present."), "warn"))
        if self.may_write:
            change = button(_("Change…"), partial(self.page.change_partner, p), icon_name="pencil")
            add = button(_("Add a service…"), partial(self.page.add_service, p), icon_name="plus")
            self.card.add(row(change, add, None))
        if entry.stale:
            ask = [button(_("All still true"), partial(self.page.confirm, p))] if self.may_write else []
            words = _("Nobody confirmed this lately. Call them before you refer somebody.")
            self.card.add(Note(words, "warn", *ask))
        self.card.add(Facts([
            (_("Focal point"), p.focal_point or ""), (_("Phone"), PARTNER_FORM.by_name["phone"].show(p.phone)),
            (_("E-mail"), p.email or ""), (_("Last confirmed"), day(p.confirmed_on)),
        ], columns=2))  # fmt: skip
        self.card.add(
            Facts(
                [
                    (_("Address"), p.address or place_name(p.place)),
                    *([(_("Note"), p.note)] if p.note else []),
                ],
                columns=1,
            )
        )
        if score:
            self.card.add(Note(score_text(score), "brand"))
        for service in entry.services:
            self.card.add(rule(), self._service(service))
        if not entry.services:
            self.card.add(rule(), label(_("No service is written down yet."), "second", wrap=True))

    def _service(self, service: ServiceView) -> QWidget:
        available = service.availability.shown() if service.active else _("No longer offered")
        chip = Chip(available, TONES[service.availability.value] if service.active else "neutral")
        lines = [
            codes.label("referral_sectors", service.sector),
            codes.label("mhpss_layers", service.layer) if service.layer else None,
            n_("{count} person a month", "{count} people a month", service.capacity)
            if service.capacity
            else None,
            areas_text(service),
            service.hours,
            service.conditions,
        ]
        words: list[Any] = [label(service.name, "strong", wrap=True)]
        words += [label(line, "second", wrap=True) for line in lines if line]
        foot = (
            [button(_("Change…"), partial(self.page.change_service, service), look="link")]
            if self.may_write
            else []
        )
        made = QWidget()
        made.setLayout(column(*words, row(chip, None, *foot), spacing=S1))
        return made


def _choice(name: str, any_words: str, list_name: str, country: str = "") -> Combo:
    """A combo over a code list, with a first entry that narrows nothing."""
    made = Combo()
    made.setAccessibleName(name)
    made.addItem(any_words, "")
    for code in codes.codes(list_name):
        if code.for_country(country) if country else True:
            made.addItem(code.shown(), code.code)
    return made


def confirmed(entry: PartnerEntry) -> str:
    return day(entry.partner.confirmed_on) if entry.partner.confirmed_on else _("never")


def _offers(entry: PartnerEntry) -> str:
    return ", ".join(dict.fromkeys(codes.label("referral_sectors", s.sector) for s in entry.services))


def days_text(days: float) -> str:
    return n_("{count} day", "{count} days", round(days))


def score_text(score: Scorecard) -> str:
    """`12 sent in a year: 8 accepted, 2 declined, 6 served. Half are answered within 4 days.`"""
    told = n_("{count} sent in a year:", "{count} sent in a year:", score.sent)
    told += " " + _("{accepted} accepted, {declined} declined, {received} received the service.").format(
        accepted=score.accepted, declined=score.declined, received=score.received
    )
    if score.median_days is None:
        return told + " " + _("No answer yet.")
    return told + " " + _("Half are answered within {days}.").format(days=days_text(score.median_days))
