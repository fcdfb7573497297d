"""Writing a referral: the form, and beside it who offers what is needed near the person."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from caseapp.core.dates import day
from caseapp.core.errors import Invalid
from caseapp.core.i18n import N_, _, n_
from caseapp.data.drafts import DraftView
from caseapp.features.cases.queries import CaseView, case
from caseapp.features.people.views import place_name
from caseapp.features.referrals import directory, queries, service
from caseapp.features.referrals.directory import Offer
from caseapp.features.referrals.form import form_for
from caseapp.features.referrals.models import Priority
from caseapp.features.referrals.pages.steps import Steps
from caseapp.features.referrals.views import ReferralView
from caseapp.ui.combo import Combo
from caseapp.ui.drafts import DraftKeeper
from caseapp.ui.form import FormWidget
from caseapp.ui.kept import DraftFile
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import Card, State, button, clear, column, label, row, scrolled

TONES = {"open": "ok", "limited": "warn", "full": "bad", "paused": "neutral"}
FORM = "referral"
ROOMY = 1000  # pixels at 100 per cent


def refer(ctx: Context, case_id: str) -> None:
    """The entry of the case's Add menu."""
    ctx.navigate("refer", case_id=case_id)


class Offers(Card):
    """Who offers what the form asks for; one is chosen."""

    def __init__(self, page: ReferPage) -> None:
        super().__init__(_("Who offers this"))
        self.page = page
        self.sector = self.place = self.wanted = ""
        self.reach = Combo()
        self.reach.setAccessibleName(_("Where"))
        self.table = RecordTable([
            Column(N_("Partner"), lambda o: o.partner.name, "strong"),
            Column(N_("Now"), lambda o: o.service.availability.shown() if o.service else "", "chip",
                   tone=lambda o: TONES[o.service.availability.value] if o.service else "neutral", width=136, spare=True),
        ], _("Who offers this"))  # fmt: skip
        self.about = column(spacing=S2)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.answer = label("", "hint", wrap=True)
        self.add(self.reach, self.problem, self.table, self.about, self.answer)
        self.body.setStretch(2, 1)
        self.reach.currentIndexChanged.connect(lambda _index: self.load())
        self.table.picked.connect(self._picked)

    def start(self, place: str | None, partner_id: str) -> None:
        """For a person who lives at `place`."""
        self.place, self.wanted = place or "", partner_id
        self.reach.clear()
        if self.place:
            self.reach.addItem(_("Reaching {place}").format(place=place_name(self.place)), "near")
        self.reach.addItem(_("Anywhere in the country"), "country")
        self.reach.addItem(_("All partners"), "all")

    def ask_for(self, sector: str) -> None:
        """The form asks for another sector."""
        if sector != self.sector:
            self.sector = sector
            self.load()

    def due(self, priority: str) -> None:
        """Say how long the partner has to answer, by the office's number for this priority."""
        days = self.page.ctx.office.rule(f"referral.{priority}")
        self.answer.setText(
            n_("An answer is due within {count} day.", "An answer is due within {count} days.", days)
        )

    def load(self) -> None:
        reach = self.reach.currentData()
        if reach == "all":
            self.page.read(directory.everyone, done=self._fill)
        elif self.sector:
            self.page.read(
                directory.near, self.sector, self.place if reach == "near" else "", done=self._fill
            )
        else:
            self.table.set_rows([], _("Choose the sector in the form first."))

    def chosen(self) -> str:
        """The partner's key; empty when none is chosen."""
        offer = self.table.current()
        return offer.partner.id if offer else ""

    def _fill(self, offers: tuple[Offer, ...]) -> None:
        self.table.set_rows(offers, _("Nobody in the directory offers this there."))
        at = next(
            (i for i, o in enumerate(offers) if o.partner.id == self.wanted), 0 if len(offers) == 1 else -1
        )
        if at >= 0:
            self.table.setCurrentIndex(self.table.rows.index(at, 0))
        self._picked(self.table.current())

    def _picked(self, offer: Offer | None) -> None:
        clear(self.about)
        if offer is None:
            return
        self.problem.hide()
        self.wanted = offer.partner.id
        told = [(_("Where"), offer.partner.address or place_name(offer.partner.place))]
        if offer.service:
            s = offer.service
            told = [(_("Service"), s.name), (_("Now"), s.availability.shown()), *told]
            months = n_("{count} person a month", "{count} people a month", s.capacity) if s.capacity else ""
            told += [
                (_("Capacity"), months),
                (_("Days and hours"), s.hours or ""),
                (_("Conditions"), s.conditions or ""),
            ]
        if offer.stale:
            last = day(offer.partner.confirmed_on) if offer.partner.confirmed_on else _("never")
            told.append((_("Last confirmed"), _("{when}. Call first.").format(when=last)))
        for name, value in told:
            if value:
                self.about.addLayout(column(label(name, "label"), label(value, wrap=True), spacing=0))

    def fit(self, roomy: bool) -> None:
        """Less room on a narrow screen: the names alone, how full they are stands below."""
        self.setFixedWidth(theme().px(330 if roomy else 220))

    def complain(self) -> None:
        self.problem.setText(_("Choose a partner."))
        self.problem.show()


class Writing(QWidget):
    """The form for one case with the offers beside it: a new referral, or one that is not sent yet."""

    def __init__(self, page: ReferPage, case: CaseView, written: ReferralView | None) -> None:
        super().__init__()
        self.page, self.ctx, self.case, self.written = page, page.ctx, case, written
        child = written.child if written else queries.is_child(case.person, self.ctx.clock.today())
        form = form_for(child)
        self.form = FormWidget(form, country=self.ctx.office.country, all_sections=True)
        self.seen = written.values(tuple(f.name for f in form.fields)) if written else None
        self.form.set_values(self.seen or {})
        self.offers = Offers(page)
        self.offers.start(case.person.place, written.partner.id if written else "")
        self.keeper: DraftKeeper | None = None
        card = Card()
        card.add(scrolled(self.form))
        layout = row(card, self.offers, spacing=S3)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.form.edited.connect(self.follow)
        self.form.focus_first()
        self.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.offers.fit(self.width() * 100 / theme().scale >= ROOMY)

    def keep(self) -> None:
        """Go on where a draft was left, and keep what is typed from now on."""
        store = DraftFile(self.ctx.tasks, FORM, self.case.id, self)
        self.keeper = DraftKeeper(self.form, store, lambda: self.case.number, self.ctx.clock)
        self.keeper.said.connect(self.page.say)
        store.look(self._resume)

    def _resume(self, kept: DraftView) -> None:
        if self.keeper:
            self.keeper.resume(kept.values, kept.place)
            self.follow()

    def preset(self, sector: str) -> None:
        """Choose the sector, unless one was chosen; a draft that comes back brings its own."""
        typed = self.form.raw_values()
        if sector and not typed.get("sector"):
            self.form.set_values(typed | {"sector": sector})
            self.follow()

    def follow(self) -> None:
        """The offers are those of the sector in the form."""
        typed = self.form.raw_values()
        self.offers.ask_for(typed.get("sector") or "")
        self.offers.due(Priority(typed.get("priority") or Priority.ROUTINE).value)

    def save(self, send: bool) -> None:
        """Store the referral; with `send` go on to sending it."""
        partner_id = self.offers.chosen()
        try:
            values = self.form.clean()
        except Invalid:
            return
        if not partner_id:
            self.offers.complain()
            return
        if self.written:
            args: tuple[Any, ...] = (service.change, self.written.id, values, self.seen, partner_id)
        else:
            args = (service.create, self.case.id, partner_id, values)
        self.page.write(*args, done=lambda view: self._saved(view, send), failed=self._failed)

    def _saved(self, view: ReferralView, send: bool) -> None:
        if self.keeper:
            self.keeper.discard()
        self.page.leave()
        self.ctx.navigate("referrals", referral_id=view.id, show="open")
        if send:
            Steps(self.page, lambda sent: self.ctx.navigate("referrals", referral_id=sent.id)).send(view)
        else:
            self.ctx.toast(_("Saved, not sent yet."))

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, Invalid):
            self.form.show_problems(problem.problems)
        else:
            self.ctx.dialogs.error(problem)


class ReferPage(Page):
    title = N_("Refer to a partner")

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.writing: Writing | None = None
        self.sector = ""
        self.later = self.add_action(button(_("Save, send later"), lambda: self._save(send=False)))
        self.now = self.add_action(button(_("Save and send…"), lambda: self._save(send=True), look="primary"))
        self.leave()

    def arrive(self, case_id: str = "", referral_id: str = "", sector: str = "", **args: Any) -> None:
        """Write a new referral for a case, or go on with one that is not sent yet. `sector` is chosen already."""
        self.sector = sector
        if referral_id:
            self.read(queries.referral, referral_id, done=self._go_on)
        elif case_id and (self.writing is None or self.writing.case.id != case_id or self.writing.written):
            self.read(case, case_id, done=self._new)
        elif self.writing and not self.writing.written:
            self.writing.preset(sector)

    def place_name(self) -> dict[str, Any]:
        if self.writing is None:
            return {}
        written = self.writing.written
        return {"referral_id": written.id} if written else {"case_id": self.writing.case.id}

    def refresh(self) -> None:
        """What is typed is never overwritten by what others do."""

    def leave(self) -> None:
        """Nothing is being written."""
        self.writing = None
        clear(self.body)
        self.sentence.setText("")
        self._ready(False)
        self.show_state(
            State("send", _("Nobody is being referred"), _("Open a case and choose Add, Refer to a partner."))
        )

    def say(self, kept: str) -> None:
        """Whom it is about, and how safe what is typed is."""
        if self.writing:
            about = self.writing.case
            self.sentence.setText(" · ".join(filter(None, (about.person.name, about.number, kept))))

    def _go_on(self, written: ReferralView) -> None:
        self.read(case, written.case_id, done=lambda found: self._show(found, written))

    def _new(self, found: CaseView) -> None:
        self._show(found, None)
        if self.writing:
            self.writing.preset(self.sector)
            self.writing.keep()

    def _show(self, found: CaseView, written: ReferralView | None) -> None:
        self.writing = Writing(self, found, written)
        clear(self.body)
        self.body.addWidget(self.writing, 1)
        self.show_content()
        self._ready(True)
        self.say("")

    def _ready(self, ready: bool) -> None:
        for made in (self.later, self.now):
            made.setEnabled(ready)

    def _save(self, send: bool) -> None:
        if self.writing:
            self.writing.save(send)
