"""Supervision of one caseworker: what was done, what is missing, files to go through, what was agreed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, dates
from caseapp.core.i18n import N_, _, n_
from caseapp.features.followups.pages.listing import RISK_TONE
from caseapp.features.supervision import talks
from caseapp.features.supervision.talk_sheet import sheet_pdf
from caseapp.features.supervision.talks import AUDIT, TALK, Fact, Gap, Sampled, SupervisionSheet, TalkView
from caseapp.ui.asking import ask_and_save
from caseapp.ui.flow import Flow
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Page, empty
from caseapp.ui.preview import show_paper
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3
from caseapp.ui.widgets import Card, Chip, button, column, label, row, scrolled

SIDE = 320


class SupervisionPage(Page):
    """Comes with the caseworker to talk with."""

    title = N_("Supervision")
    watches = frozenset({"supervision_talk", "file_audit", "case", "followup", "referral", "plan"})

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.staff_id = ""
        self.sheet: SupervisionSheet | None = None
        self.add_action(button(_("Print the sheet…"), self.key_print, icon_name="printer"))
        self.talk_button = self.add_action(button(_("Record the talk…"), self.record, look="primary"))
        self.done, self.stands = Card(_("Done in the last 30 days")), Card(_("Where the cases stand"))
        self.missing = Card(_("What is missing"), _("Enter opens the case"))
        self.gaps = RecordTable(gap_columns(), _("What is missing"))
        self.files = Card(_("Files of this month, drawn by lot"), _("Enter goes through one"))
        self.sample = RecordTable(sample_columns(), _("Files of this month, drawn by lot"))
        self.before = Card(_("Talks before"))
        self._lay_out()
        self.gaps.opened.connect(lambda gap: ctx.navigate("case", case_id=gap.case.id))
        self.sample.opened.connect(self.audit)
        self.sample.entries = self._entries

    def _entries(self, file: Sampled) -> list[tuple[str, Callable[[], object]]]:
        to_case = partial(self.ctx.navigate, "case", case_id=file.case.id)
        return [(_("Go through…"), partial(self.audit, file)), (_("Open the case"), to_case)]

    def _lay_out(self) -> None:
        self.missing.add(self.gaps)
        self.files.add(self.sample)
        self.gaps.fit(8)
        self.sample.fit(6)
        side = QWidget()
        side.setLayout(column(self.done, self.stands, self.before, None, spacing=S3))
        area = scrolled(side)
        area.setFixedWidth(SIDE)
        both = row(column(self.missing, self.files, None, spacing=S3), area, spacing=S3)
        both.setStretch(0, 1)
        self.body.addLayout(both, 1)

    def arrive(self, staff_id: str = "", **args: Any) -> None:
        """Come for a caseworker."""
        if staff_id and staff_id != self.staff_id:
            self.staff_id, self._stale = staff_id, True
        if self.isVisible():
            self.refresh_if_stale()

    def place_name(self) -> dict[str, Any]:
        return {"staff_id": self.staff_id}

    def refresh(self) -> None:
        if not self.staff_id:
            self.show_state(
                empty("users", _("Nobody is chosen"), _("Choose a caseworker on the Caseload page."))
            )
            return
        self.show_content()
        self.read(talks.sheet, self.staff_id, done=self._show)

    def _show(self, sheet: SupervisionSheet) -> None:
        self.sheet = sheet
        self.heading.setText(_("Supervision: {name}").format(name=sheet.name))
        missing = len(sheet.gaps) + sheet.more_gaps
        self.sentence.setText(
            n_("Something is missing from {count} case.", "Something is missing from {count} cases.", missing)
            if missing
            else _("Nothing is missing from any open case.")
        )
        show_facts(self.done, sheet.done)
        show_facts(self.stands, sheet.stands)
        self.gaps.set_rows(sheet.gaps, _("Nothing is missing from any open case."))
        self.sample.set_rows(sheet.sample, _("No file is old enough to go through."))
        self._show_talks(sheet.talks)

    def _show_talks(self, found: tuple[TalkView, ...]) -> None:
        self.before.clear()
        rows = Rows()
        for talk in found:
            head = label(
                _("{day}, with {name}").format(day=dates.day(talk.held_on), name=talk.held_by), "strong"
            )
            words = [label(text, "second", wrap=True) for text in (talk.well, talk.hard) if text]
            inside = QWidget()
            inside.setLayout(column(head, *words, label(talk.agreed, wrap=True), spacing=2))
            rows.add(inside, stretch=(1,))
        self.before.add(rows if found else label(_("None is recorded yet."), "second"))

    # --- doing

    def key_print(self) -> None:
        """The sheet on paper, to write on."""
        staff = self.staff_id
        show_paper(self.ctx, _("Supervision sheet"), lambda uow, level: sheet_pdf(uow, staff, level),
                   name="supervision-sheet.pdf", parent=self)  # fmt: skip

    def record(self) -> None:
        """Keep what was said and agreed."""
        if self.sheet is None:
            return
        title = _("Talk with {name}").format(name=self.sheet.name)
        staff = self.staff_id
        ask_and_save(
            self.ctx, TALK, title, {"held_on": self.ctx.clock.today()},
            lambda uow, typed: talks.record_talk(uow, staff, typed), lambda _done: self.ctx.toast(_("Saved.")),
            confirm=_("Save"),
        )  # fmt: skip

    def audit(self, file: Sampled) -> None:
        """Go through a file of the sample; what the program finds well by itself is ticked already."""
        staff = self.staff_id
        title = _("{number}: what is well").format(number=file.case.number)
        values = {"well": file.well if file.audited_on else file.told, "mend": file.mend}
        ask_and_save(
            self.ctx, AUDIT, title, values, lambda uow, typed: talks.audit(uow, staff, file.case.id, typed),
            lambda _done: self.ctx.toast(_("Saved.")), confirm=_("Save"),
            note=_("Ticks are what the program finds by itself. Read the file; then keep or change them."),
        )  # fmt: skip


def show_facts(card: Card, facts: tuple[Fact, ...]) -> None:
    """Facts as chips, plain ones as text."""
    card.clear()
    card.add(Flow(*(Chip(fact.text, fact.tone or "neutral") for fact in facts)))


def gap_columns() -> list[Column]:
    return [
        Column(N_("Person"), lambda g: g.case.name, "strong"),
        Column(N_("Case"), lambda g: g.case.number, "muted", width=126, spare=True),
        Column(N_("Risk"), lambda g: g.case.risk.shown(), "chip", tone=lambda g: RISK_TONE[g.case.risk]),
        Column(N_("Last contact"), last_contact, spare=True),
        Column(N_("What"), lambda g: ", ".join(g.what), width=250),
    ]


def sample_columns() -> list[Column]:
    every = len(codes.codes("file_checks"))
    return [
        Column(N_("Person"), lambda s: s.case.name, "strong"),
        Column(N_("Case"), lambda s: s.case.number, "muted", width=126, spare=True),
        Column(N_("Gone through"), lambda s: dates.short_day(s.audited_on) if s.audited_on else _("not yet"), "chip",
               tone=lambda s: "ok" if s.audited_on else "neutral"),
        Column(N_("Well"), lambda s: f"{len(s.well)} / {every}" if s.audited_on else "—", "number"),
        Column(N_("What to mend"), lambda s: s.mend or "—"),
    ]  # fmt: skip


def last_contact(gap: Gap) -> str:
    return dates.short_day(gap.case.last_contact_on) if gap.case.last_contact_on else "—"
