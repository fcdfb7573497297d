"""Referrals other agencies sent to us: what is to be done about each, beside the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QTabBar, QWidget

from caseapp.core import codes
from caseapp.core.dates import day, due_words
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.data.keyset import Page as Rows
from caseapp.features.people.pages.finder import PersonFinder
from caseapp.features.people.views import PersonRow
from caseapp.features.referrals import incoming
from caseapp.features.referrals.form import INCOMING_ANSWER_FORM, INCOMING_FORM, INCOMING_TOLD_FORM
from caseapp.features.referrals.incoming import IncomingView
from caseapp.features.referrals.models import IncomingState, Priority
from caseapp.features.referrals.pages import wording
from caseapp.features.referrals.pages.split import Split
from caseapp.features.referrals.papers import answer_pdf
from caseapp.ui.flow import Flow
from caseapp.ui.page import Context, Page
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2
from caseapp.ui.widgets import Card, Chip, Facts, Note, State, button, column, flow, label, row, rule

TONES = {
    IncomingState.NEW: "brand", IncomingState.ACCEPTED: "ok", IncomingState.WAITING_LIST: "warn",
    IncomingState.DECLINED: "neutral",
}  # fmt: skip


class IncomingPage(Page):
    title = N_("Referrals to us")
    watches = frozenset({"incoming_referral", "person", "case"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.may_write = ctx.can(Permission.REFERRAL_WRITE)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Which referrals"))
        self.tabs.setExpanding(False)
        for words in (_("To be done"), _("All")):
            self.tabs.addTab(words)
        self.table = RecordTable(self._columns(), _("Referrals to us"))
        self.panel = IncomingPanel(self)
        listed = Card()
        listed.add(self.table)
        self.split = Split(listed, self.panel, self.table)
        self.body.addLayout(row(self.tabs, None))
        self.body.addWidget(self.split, 1)
        self.add_action(button(_("Sent by us"), lambda: ctx.navigate("referrals"), icon_name="send"))
        if self.may_write:
            self.add_action(
                button(_("Register a referral…"), self.register, look="primary", icon_name="plus")
            )
        self.tabs.currentChanged.connect(lambda _index: self._turn())
        self.table.picked.connect(lambda found: self.open(found.id) if found and self.split.wide else None)
        self.table.opened.connect(lambda found: self.open(found.id))

    def _columns(self) -> tuple[Column, ...]:
        today = self.ctx.clock.today
        return (
            Column(N_("Due"), lambda r: due_words(r.answer_due_on, today()) if r.state is IncomingState.NEW else "", "chip",
                   tone=lambda r: "bad" if r.late(today()) else "brand", width=104),
            Column(N_("Person"), lambda r: r.person or r.person_name, "strong"),
            Column(N_("From"), lambda r: r.agency),
            Column(N_("For"), lambda r: r.sector_text, "muted", spare=True),
            Column(N_("Stands"), stands, "chip", tone=lambda r: TONES[r.state] if not todo(r) else "warn", width=150),
        )  # fmt: skip

    def arrive(self, incoming_id: str = "", **args: Any) -> None:
        """Open one of them."""
        if incoming_id:
            self.open(incoming_id)

    def place_name(self) -> dict[str, Any]:
        return {"incoming_id": self.panel.view.id} if self.panel.view else {}

    def refresh(self) -> None:
        self.read(incoming.page, done=self._fill, open_only=self.tabs.currentIndex() == 0)
        if self.panel.view:
            self.read(incoming.get, self.panel.view.id, done=self.panel.show_view)

    def _turn(self) -> None:
        self.split.show_list()
        self.refresh()

    def _fill(self, found: Rows[IncomingView]) -> None:
        only = self.tabs.currentIndex() == 0

        def more(after: Any, answer: Any) -> None:
            self.read(incoming.page, after, done=lambda page: answer(page.rows, page.after), open_only=only)

        late = sum(r.late(self.ctx.clock.today()) for r in found.rows)
        self.sentence.setText(
            n_("{count} answer of ours is late.", "{count} answers of ours are late.", late)
            if late
            else _("No answer of ours is late.")
        )
        nothing = _("Nothing is to be done.") if only else _("No agency has referred anybody to us yet.")
        self.table.start(found.rows, found.after, more, nothing)

    def open(self, incoming_id: str) -> None:
        """Show one of them beside the list."""
        self.read(incoming.get, incoming_id, done=self.show_view)

    def show_view(self, view: IncomingView) -> None:
        self.panel.show_view(view)
        self.split.open()

    def register(self) -> None:
        """Write down a referral that came in."""
        first = {"received_on": self.ctx.clock.today()}
        given = self.ctx.dialogs.ask(
            INCOMING_FORM, _("A referral to us"), first, country=self.ctx.office.country
        )
        if given is not None:
            self.write(incoming.register, given, done=self.show_view)


class IncomingPanel(QWidget):
    """One of them: what to do next, what is asked, what we said."""

    def __init__(self, page: IncomingPage) -> None:
        super().__init__()
        self.page, self.ctx = page, page.ctx
        self.view: IncomingView | None = None
        self.card = Card()
        self.card.add(State("download", _("Choose a referral"), _("Then it stands here with its next step.")))
        self.setLayout(column(self.card, None))

    def show_view(self, view: IncomingView) -> None:
        """Show this one."""
        self.view = view
        self.card.clear()
        self.card.add(label(view.person or view.person_name, "card", wrap=True),
                      label(f"{view.sector_text} · {view.number}", "second", wrap=True))  # fmt: skip
        chips: list[QWidget] = [Chip(stands(view), TONES[view.state] if not todo(view) else "warn")]
        if view.priority is not Priority.ROUTINE:
            chips.append(Chip(view.priority.shown(), wording.PRIORITY_TONES[view.priority]))
        self.card.add(flow(chips))
        if not view.agreed:
            words = _("The agency did not say that the person agreed. Ask the person first.")
            self.card.add(Note(words, "warn"))
        if self.page.may_write:
            self.card.add(Flow(*self._buttons(view), spacing=S2))
        self.card.add(rule())
        self._person(view)
        self.card.add(rule())
        self._facts(view)

    def _buttons(self, view: IncomingView) -> list[QWidget]:
        new = view.state is IncomingState.NEW
        made: list[QWidget] = [
            button(
                _("Answer…") if new else _("Change the answer…"), self.answer, look="primary" if new else ""
            )
        ]
        if not new:
            if self.ctx.can(Permission.PRINT):
                made.append(button(_("Letter back…"), self.letter, icon_name="printer"))
            if view.told_on is None:
                made.append(button(_("They know…"), self.told, look="primary"))
        return made

    def _person(self, view: IncomingView) -> None:
        if view.person_id:
            way = _("Open the case") if view.case_id else _("Open the person")
            self.card.add(row(label(_("On file: {name}").format(name=view.person), "strong", wrap=True), None,
                              button(way, self._open, look="link")))  # fmt: skip
        elif self.page.may_write:
            self.finder = PersonFinder(self.ctx, _("Find them on file: name, phone, number"))
            self.finder.chosen.connect(self._found)
            self.card.add(label(_("Not on file yet"), "strong"), self.finder)
            if self.ctx.can(Permission.PERSON_WRITE):
                words = _("Register the person, then find them here")
                self.card.add(row(button(words, lambda: self.ctx.navigate("register"), look="link"), None))

    def _facts(self, view: IncomingView) -> None:
        phone = INCOMING_FORM.by_name["person_phone"].show
        pairs = [
            (_("From"), view.agency), (_("Contact person"), view.contact), (_("Their phone"), phone(view.contact_phone)),
            (_("Their number"), view.their_number), (_("Received on"), day(view.received_on)),
            (_("Answer due"), day(view.answer_due_on)), (_("Name, as they wrote it"), view.person_name),
            (_("Phone"), phone(view.person_phone)), (_("Where they live"), view.person_place),
            (_("Registered by"), view.author), (_("Answered by"), view.answered_by),
            (_("First appointment"), day(view.appointment_on)), (_("They know since"), day(view.told_on)),
        ]  # fmt: skip
        self.card.add(Facts([(name, value) for name, value in pairs if value], columns=2))
        services = ", ".join(codes.label("referral_services", code) for code in view.services)
        why = (
            _("Private: only who registered it and the counsellors read why.") if view.hidden else view.reason
        )
        for name, text in ((_("Services requested"), services), (_("Reason for referral"), why),
                           (_("Other service recommended"), view.elsewhere)):  # fmt: skip
            if text:
                self.card.add(column(label(name, "label"), label(text, wrap=True), spacing=0))

    # --- its steps

    def _ask(self, form: Any, service: Any) -> None:
        if self.view is None:
            return
        note = " · ".join((self.view.person_name, self.view.agency, self.view.number))
        given = self.ctx.dialogs.ask(form, _(form.title), {}, note=note, country=self.ctx.office.country)
        if given is not None:
            self.page.write(service, self.view.id, given, done=self.show_view)

    def answer(self) -> None:
        """Say what we do for this person."""
        self._ask(INCOMING_ANSWER_FORM, incoming.answer)

    def told(self) -> None:
        """The agency knows our answer."""
        self._ask(INCOMING_TOLD_FORM, incoming.told)

    def letter(self) -> None:
        """The letter back on the screen."""
        from caseapp.ui.preview import show_paper

        if view := self.view:
            show_paper(self.ctx, _("Answer to a referral"), lambda uow, level: answer_pdf(uow, view.id), level=2,
                       name=f"{view.number}.pdf", parent=self.page)  # fmt: skip

    def _found(self, person: PersonRow) -> None:
        if self.view:
            self.page.write(incoming.found, self.view.id, person.id, done=self.show_view)

    def _open(self) -> None:
        if self.view and self.view.case_id:
            self.ctx.navigate("case", case_id=self.view.case_id)
        elif self.view:
            self.ctx.navigate("case", person_id=self.view.person_id)


def todo(view: IncomingView) -> bool:
    """Whether it was answered and something is still to be done."""
    return view.state is not IncomingState.NEW and view.open


def stands(view: IncomingView) -> str:
    """What comes next, or how it stands."""
    if view.state is IncomingState.NEW:
        return view.state.shown()
    if view.told_on is None:
        return _("Tell them: {answer}").format(answer=view.state.shown().lower())
    return _("Register the person") if view.unknown else view.state.shown()
