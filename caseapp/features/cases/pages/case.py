"""The case page: a banner that stays, tabs from every feature, the overview first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QMenu, QTabBar, QWidget

from caseapp.core import codes, dates
from caseapp.core.errors import NotFound
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.core.registry import CardSpec, CommandSpec, PaperSpec, TabSpec, load
from caseapp.features import features
from caseapp.features.cases import queries, reopening, service, transfers
from caseapp.features.cases.models import Stage
from caseapp.features.cases.pages.listing import RISK_TONE, STAGE_TONE
from caseapp.features.cases.pages.steps import accept, decline, steps, withdraw
from caseapp.features.cases.queries import CaseView
from caseapp.features.cases.reopening import ReopeningView
from caseapp.features.cases.transfers import TransferView
from caseapp.features.people import queries as people
from caseapp.features.people.pages.parts import photo_label
from caseapp.features.people.views import about, place_name
from caseapp.ui.flow import Flow
from caseapp.ui.icons import icon
from caseapp.ui.page import Context, Page, trouble
from caseapp.ui.theme import theme
from caseapp.ui.widgets import Chip, Note, button, clear, column, label, row, scrolled

OVERVIEW = "overview"
ROOMY = 1000  # from this width on the banner has its chips beside the name
NARROW = 860  # below this width the overview's columns stand below one another
COLUMNS = (5, 4, 3)  # shares of the overview's columns


class CasePage(Page):
    """One case. Comes by `case_id`, or by `person_id` (their newest case)."""

    title = N_("Case")
    watches = frozenset({"case", "person", "consent", "photo", "case_transfer", "case_reopening"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.header.hide()
        self.case: CaseView | None = None
        self.case_id, self.tab = "", OVERVIEW
        self.banner = Banner(ctx, self)
        self.note = Note("", "warn")
        self.asked: TransferView | None = None
        self.answers = {
            "accept": button(_("Take over"), lambda: self._answer(accept), look="primary"),
            "decline": button(_("Decline…"), lambda: self._answer(decline)),
            "withdraw": button(_("Take back"), lambda: self._answer(withdraw)),
        }
        self.transfer = Note("", "brand", *self.answers.values())
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName(_("Sections of the case"))
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.area = column(spacing=0)
        for part in (self.banner, self.note, self.transfer, self.tabs):
            self.body.addWidget(part)
        self.body.addLayout(self.area, 1)
        self.shown: dict[str, QWidget] = {}
        for n in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{n}"), self, lambda n=n: self.tabs.setCurrentIndex(n - 1))
        QShortcut(QKeySequence("F2"), self, self.edit)

    # --- coming here

    def arrive(self, **args: Any) -> None:
        self.tab = args.get("tab", OVERVIEW)
        if "case_id" in args:
            self._open(args["case_id"])
        elif "person_id" in args:
            self.read(
                queries.of_person,
                args["person_id"],
                done=lambda rows: self._of_person(args["person_id"], rows),
            )

    def place_name(self) -> dict[str, Any]:
        return {"case_id": self.case_id, "tab": self.tab} if self.case_id else {}

    def _of_person(self, person_id: str, rows: Any) -> None:
        if rows:
            self._open(rows[0].id)
        elif self.ctx.can(Permission.CASE_WRITE):
            self.ctx.tasks.write(
                service.open_case, person_id, done=lambda case: self._open(case.id), owner=self
            )
        else:
            self.show_state(trouble(NotFound(_("This person has no case yet."))))

    def _open(self, case_id: str) -> None:
        if case_id != self.case_id:
            self.case_id, self.case = case_id, None
            for widget in self.shown.values():
                widget.hide()
                widget.deleteLater()
            self.shown = {}
        self._stale = True
        if self.isVisible():
            self.refresh_if_stale()

    # --- showing

    def refresh(self) -> None:
        if self.case_id:
            self.ctx.tasks.read(self._ask, done=self._show, failed=self._missing, owner=self)

    def _ask(self, uow: Any) -> tuple[CaseView, Any, bytes | None, dict[str, int], TransferView | None]:
        case = queries.case(uow, self.case_id)
        consent = people.consent(uow, case.person.id)
        image = people.photo(uow, case.person.id) if uow.actor.can(Permission.PERSON_IDENTIFY) else None
        counts = {
            t.code: load(t.count)(uow, case.id)
            for t in self.tab_specs()
            if t.count and uow.actor.can(t.requires)
        }
        return case, consent, image, counts, transfers.of_case(uow, case.id)

    def _missing(self, error: Exception) -> None:
        self.banner.hide()
        self.tabs.hide()
        clear(self.area)
        self.area.addWidget(trouble(error), 1)

    def _show(self, answer: tuple[CaseView, Any, bytes | None, dict[str, int], TransferView | None]) -> None:
        self.case, consent, image, counts, self.asked = answer
        self.banner.show_case(self.case, consent, image)
        self.banner.show()
        self.tabs.show()
        self._notes(self.case)
        self._show_transfer()
        self._show_tabs(counts)
        self._show_tab(self.tab)

    def _notes(self, case: CaseView) -> None:
        if case.closed_on:
            reason = codes.label("closure_reasons", case.closure_reason or "")
            words = _("Closed on {day}: {reason}.").format(day=dates.day(case.closed_on), reason=reason)
            self.note.set(words, "brand")
            self.read(reopening.of_case, case.id, done=partial(self._note_reopening, words))
        elif case.closing_asked_on:
            self.note.set(
                _("The closure waits for the supervisor since {day}.").format(
                    day=dates.day(case.closing_asked_on)
                )
            )
        elif case.closing_comment:
            self.note.set(_("The closure came back: {comment}").format(comment=case.closing_comment))
        else:
            self.note.set("")

    def _note_reopening(self, words: str, asked: ReopeningView | None) -> None:
        if asked and self.case and self.case.id == asked.case.id:
            told = _("{name} asked on {day} to open it again; the supervisor decides.")
            told = told.format(name=asked.asked_by, day=dates.short_day(asked.asked_on))
            self.note.set(f"{words} {told}", "brand")

    def _show_transfer(self) -> None:
        """That a colleague is asked to take the case over, with what this reader may answer."""
        asked = self.asked
        if asked is None:
            self.transfer.set("")
            return
        words = (
            _("{giver} asks you to take this case over: {why}")
            if asked.mine
            else _("{taker} is asked to take over: {why}")
        )
        self.transfer.set(words.format(giver=asked.asked_by, taker=asked.taker, why=asked.why))
        may = self.ctx.can(Permission.CASE_WRITE)
        back = not asked.mine and (asked.own or self.ctx.can(Permission.CASE_ASSIGN))
        for code, shows in (("accept", asked.mine), ("decline", asked.mine), ("withdraw", back)):
            self.answers[code].setVisible(may and shows)

    def _answer(self, act: Callable[[Context, TransferView], None]) -> None:
        if self.asked:
            act(self.ctx, self.asked)

    def tab_specs(self) -> list[TabSpec]:
        """The tabs this reader may open, in order."""
        found = [t for f in features() for t in f.tabs if self.ctx.can(t.requires)]
        return sorted(found, key=lambda t: t.order)

    def _show_tabs(self, counts: dict[str, int]) -> None:
        wanted = [(OVERVIEW, _("Overview"), False)]
        for spec in self.tab_specs():
            count = f" {counts[spec.code]}" if counts.get(spec.code) else ""
            wanted.append((spec.code, _(spec.title) + count, spec.private))
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(wanted):
            self.tabs.removeTab(self.tabs.count() - 1)
        for i, (code, words, private) in enumerate(wanted):
            if i >= self.tabs.count():
                self.tabs.addTab("")
            if self.tabs.tabText(i) != (told := words.replace("&", "&&")):
                self.tabs.setTabText(i, told)  # each time the whole bar is laid out anew
            self.tabs.setTabData(i, code)
            if private:
                self.tabs.setTabIcon(i, icon("lock", "private", 14))
            if code == self.tab:
                self.tabs.setCurrentIndex(i)
        self.tabs.blockSignals(False)

    def _tab_chosen(self, at: int) -> None:
        self.tab = self.tabs.tabData(at) or OVERVIEW
        if self.case is not None:  # else it is on its way
            self._show_tab(self.tab)

    def _show_tab(self, code: str) -> None:
        self.tab = code
        with self.ctx.tasks.together():
            if code not in self.shown:
                self.shown[code] = self._make(code)
                self.area.addWidget(self.shown[code], 1)
            for name, widget in self.shown.items():
                widget.setVisible(name == code)

    def _make(self, code: str) -> QWidget:
        if code == OVERVIEW:
            assert self.case is not None
            return Overview(self.ctx, self.case, self)
        spec = next(t for t in self.tab_specs() if t.code == code)
        made: QWidget = load(spec.target)(self.ctx, self.case_id)
        return made

    def edit(self) -> None:
        """F2: the person's record, opened for change."""
        self._show_tab("person")
        tab = self.shown["person"]
        if hasattr(tab, "edit"):
            tab.edit()


class Overview(QWidget):
    """The cards of all features in three columns; two or one where there is less room."""

    def __init__(self, ctx: Context, case: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        holder, self.line = QWidget(), row(spacing=12)
        self.setLayout(column(scrolled(holder), spacing=0))
        # Before the cards: each layer they are put into later goes through all of them.
        holder.setLayout(self.line)
        self.columns = [column(spacing=12) for _share in COLUMNS]
        for made, share in zip(self.columns, COLUMNS, strict=True):
            self.line.addLayout(made, share)
        specs = [c for f in features() for c in f.cards if ctx.can(c.requires)]
        for spec in sorted(specs, key=lambda c: (c.column, c.order)):
            self._add(ctx, case, spec, holder)
        for at, made in enumerate(self.columns):
            if not made.count():
                self.line.setStretch(at, 0)
            elif not self._fills(made):
                made.addStretch(1)

    def _add(self, ctx: Context, case: CaseView, spec: CardSpec, holder: QWidget) -> None:
        card = load(spec.target)(ctx, case.person.id if spec.about == "person" else case.id, holder)
        card.setProperty("fills", spec.code == "timeline")
        self.columns[spec.column].addWidget(card, 1 if spec.code == "timeline" else 0)

    @staticmethod
    def _fills(made: QBoxLayout) -> bool:
        widgets = [item.widget() for i in range(made.count()) if (item := made.itemAt(i))]
        return any(w is not None and w.property("fills") for w in widgets)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self.width() * 100 / theme().scale < NARROW
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.line.setDirection(direction)


class Banner(QFrame):
    """Who this is and how things stand; stays above every tab."""

    def __init__(self, ctx: Context, page: CasePage) -> None:
        super().__init__(page)
        self.setProperty("card", "true")
        self.ctx, self.page = ctx, page
        self.name = label("", "title", wrap=True)
        self.line = label("", "second", wrap=True)
        self.photo = row()
        self.chips = Flow(spacing=6)
        self.print_menu, self.add_menu, self.more_menu = QMenu(self), QMenu(self), QMenu(self)
        self.print_button = self._menu(_("Print"), self.print_menu)
        self.add_button = self._menu(_("Add"), self.add_menu)
        self.more_button = self._menu(_("More"), self.more_menu)
        self.main = button(_("Record a follow-up"), self._follow_up, look="primary")
        self.words = column(self.name, self.line, spacing=2)
        buttons = row(self.print_button, self.add_button, self.more_button, self.main, spacing=6)
        self.parts = row(self.photo, self.words, self.chips, buttons, spacing=12)
        self.parts.setAlignment(self.chips, Qt.AlignmentFlag.AlignVCenter)
        self.parts.setStretch(1, 1)
        self.parts.setContentsMargins(14, 10, 14, 10)
        self.setLayout(self.parts)

    def resizeEvent(self, event: Any) -> None:
        """Where there is little room the chips stand below the name instead of squeezing it."""
        super().resizeEvent(event)
        narrow = self.width() * 100 / theme().scale < ROOMY
        if narrow == (self.words.indexOf(self.chips) >= 0):
            return
        if narrow:
            self.parts.removeWidget(self.chips)
            self.words.addWidget(self.chips)
        else:
            self.words.removeWidget(self.chips)
            self.parts.insertWidget(2, self.chips, 0, Qt.AlignmentFlag.AlignVCenter)

    def _menu(self, words: str, menu: QMenu) -> Any:
        made = button(f"{words} ▾")
        made.setMenu(menu)
        return made

    def show_case(self, case: CaseView, consent: Any, image: bytes | None) -> None:
        """Fill everything in."""
        self.name.setText(case.person.name)
        self.name.setToolTip(case.person.name)
        self.line.setText(self._told(case))
        clear(self.photo)
        if image:
            self.photo.addWidget(photo_label(image, 56))
        self._chips(case, consent)
        self._menus(case)
        self.main.setVisible(case.open and self.ctx.can(Permission.FOLLOWUP_WRITE))

    def _told(self, case: CaseView) -> str:
        person = case.person
        came = ""
        if person.return_country:
            country = codes.label("countries", person.return_country)
            when = person.return_date.shown() if person.return_date else ""
            came = _("returned from {country} {when}").format(country=country, when=when).strip()
        where = ", ".join(filter(None, (person.village, place_name(person.place))))
        return " · ".join(filter(None, (case.number, about(person, self.ctx.clock.today()), came, where)))

    def _chips(self, case: CaseView, consent: Any) -> None:
        stage = _("Closed") if case.stage is Stage.CLOSED else case.stage.shown()
        risk = _("{risk} risk").format(risk=case.risk.shown())
        chips = [Chip(stage, STAGE_TONE.get(case.stage, "brand")), Chip(risk, RISK_TONE[case.risk])]
        if case.open and case.lost_on:
            chips.append(Chip(_("Lost since {day}").format(day=dates.short_day(case.lost_on)), "bad"))
        if case.open and case.planned_on is None and case.plan_days_late:
            late = n_("Plan {count} day late", "Plan {count} days late", case.plan_days_late)
            chips.append(Chip(late, "bad"))
        if case.person.restricted:
            chips.append(Chip(_("Restricted"), "private"))
        if consent is None:
            chips.append(Chip(_("No consent"), "bad"))
        elif "referral" in consent.purposes:
            chips.append(Chip(_("May be referred"), "neutral"))
        else:
            chips.append(Chip(_("Consent: nothing shared"), "neutral"))
        self.chips.set(*chips)

    def _menus(self, case: CaseView) -> None:
        for menu in (self.print_menu, self.add_menu, self.more_menu):
            menu.clear()
        for paper in self._papers():
            self.print_menu.addAction(_(paper.title) + "…", partial(self._run, paper.target, case.id))
        for command in self._commands() if case.open else []:
            self.add_menu.addAction(_(command.title) + "…", partial(self._run, command.target, case.id))
        for words, call in steps(self.ctx, case):
            self.more_menu.addAction(words, call)
        for made, menu in (
            (self.print_button, self.print_menu),
            (self.add_button, self.add_menu),
            (self.more_button, self.more_menu),
        ):
            made.setVisible(not menu.isEmpty())

    def _run(self, target: str, case_id: str) -> None:
        load(target)(self.ctx, case_id)

    def _papers(self) -> list[PaperSpec]:
        return [p for f in features() for p in f.papers if p.about == "case" and self.ctx.can(p.requires)]

    def _commands(self) -> list[CommandSpec]:
        found = [c for f in features() for c in f.commands if self.ctx.can(c.requires) and c.order < 100]
        return sorted(found, key=lambda c: c.order)

    def _follow_up(self) -> None:
        self.ctx.command("record-followup", self.page.case_id)
