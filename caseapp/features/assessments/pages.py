"""Screens of assessments: the tab of the case, and the page on which a questionnaire is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.charts import Chart, Series
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import queries, service
from caseapp.features.assessments.form import HEAD_FORM
from caseapp.features.assessments.queries import AssessmentView, Offer
from caseapp.ui.charts import ChartPanel
from caseapp.ui.instrument import ScorePanel, missing_words
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching, empty
from caseapp.ui.questionnaire import QuestionnairePage
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, button, clear, column, label, row, scrolled


def _score(a: AssessmentView) -> str:
    if a.value is None:
        return missing_words(a.missing)
    return _("{value} of {highest}").format(value=a.value, highest=a.highest)


def _band(a: AssessmentView) -> str:
    return _("struck out") if a.struck else a.band


def _tone(a: AssessmentView) -> str:
    return "ink3" if a.struck else a.level


COLUMNS = (
    Column(N_("Answered on"), lambda a: dates.day(a.taken_on), "muted", width=110),
    Column(N_("Questionnaire"), lambda a: a.short, "strong", width=120),
    Column(N_("Score"), _score, width=120),
    Column(N_("What it says"), _band, tone=_tone),
)


class AssessmentsTab(Watching):
    """What was answered, newest first; the chosen one beside it with its answers and how its score moved."""

    watches = frozenset({"assessment", "case"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.table = RecordTable(COLUMNS, _("Assessments"))
        self.table.picked.connect(self._show_one)
        self.new = button(_("New assessment"), lambda: take_assessment(ctx, case_id))
        self.strike = button(_("Strike out…"), self._strike)
        self.listed = Card(_("Assessments"))
        self.listed.head.addWidget(self.new)
        self.listed.add(self.table, row(self.strike, None))
        self.listed.body.setStretch(0, 1)
        self.detail = column(spacing=S3)
        self.beside = scrolled(self._holder())
        self.beside.setFixedWidth(theme().px(310))
        self.none = column(spacing=0)
        self.filled = QWidget()
        spread = row(self.listed, self.beside, spacing=S3)
        spread.setStretch(0, 1)
        self.filled.setLayout(spread)
        self.setLayout(column(self.none, self.filled, spacing=0))

    def _holder(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(self.detail)
        return holder

    def refresh(self) -> None:
        self.read(queries.of_case, self.case_id, done=self._show)

    def _show(self, rows: Sequence[AssessmentView]) -> None:
        clear(self.none)
        self.filled.setVisible(bool(rows))
        may = self.ctx.can(Permission.ASSESSMENT_WRITE)
        self.new.setVisible(may)
        if not rows:
            begin = [button(_("New assessment"), lambda: take_assessment(self.ctx, self.case_id))]
            words = _(
                "Questionnaires show what a person needs and how things change. Scores advise, people decide."
            )
            self.none.addWidget(
                empty("clipboard-check", _("Nothing was assessed yet"), words, *(begin if may else []))
            )
            return
        self.table.set_rows(rows)
        if self.table.current() is None:
            self.table.selectRow(0)
        self._show_one(self.table.current())

    def _show_one(self, chosen: AssessmentView | None) -> None:
        clear(self.detail)
        mine = chosen is not None and not chosen.struck and chosen.taken_by == self.ctx.actor.name
        self.strike.setVisible(mine and self.ctx.can(Permission.ASSESSMENT_WRITE))
        if chosen is None:
            return
        score, panel = Card(chosen.title), ScorePanel()
        panel.show_score(chosen)
        score.title.setWordWrap(True)
        score.add(panel)
        given, answers = Card(_("Answers")), Rows()
        given.add(
            label(f"{chosen.mode.shown()} · {chosen.language} · {chosen.taken_by}", "hint", wrap=True),
            answers,
        )
        for answer in chosen.answers:
            words = label(
                answer.answer or _("not answered"), "second" if answer.answer else "warning", wrap=True
            )
            answers.add(column(label(answer.question, wrap=True), words, spacing=0))
        for part in (score, given):
            self.detail.addWidget(part)
        self.detail.addStretch(1)
        self.read(queries.trend, self.case_id, chosen.instrument, done=partial(self._trend, chosen))

    def _trend(self, chosen: AssessmentView, points: Sequence[tuple[date, int]]) -> None:
        now = self.table.current()
        if len(points) < 2 or now is None or now.id != chosen.id:
            return
        card = Card(_("How it moved"))
        card.add(ChartPanel(chart(chosen, points)))
        self.detail.insertWidget(1, card)

    def _strike(self) -> None:
        chosen: AssessmentView | None = self.table.current()
        text = _("It stays readable and counts no more.")
        if chosen and self.ctx.dialogs.confirm(_("Strike this out?"), text, _("Strike out"), danger=True):
            self.write(service.strike, chosen.id)


def chart(chosen: AssessmentView, points: Sequence[tuple[date, int]]) -> Chart:
    """The scores of one questionnaire over time."""
    first, last = points[0][1], points[-1][1]
    said = _("{first} on {begin}, {last} on {end}.").format(
        first=first, begin=dates.day(points[0][0]), last=last, end=dates.day(points[-1][0])
    )
    days = tuple(dates.short_day(day) for day, _value in points)
    line = Series(chosen.short, tuple(float(value) for _day, value in points))
    return Chart("line", days, (line,), top=float(chosen.highest), summary=said)


class AssessPage(QuestionnairePage):
    """A questionnaire of a case; without one chosen it offers those that fit."""

    title = N_("Assessment")
    code_name = "assess"
    head_form = HEAD_FORM
    service = service.take
    tab = "assessments"

    def arrive(self, case_id: str = "", instrument: str = "", draft_id: str = "", **_args: Any) -> None:
        if instrument or draft_id:
            super().arrive(case_id, instrument, draft_id)
        elif case_id:
            self.case_id, self.code = case_id, ""
            self.save_button.setEnabled(False)
            self.read(queries.offers, case_id, done=self._choose)

    def _choose(self, offers: Sequence[Offer]) -> None:
        self.heading.setText(_("Assessment"))
        self.sentence.setText(
            _("Which questionnaire?") if offers else _("No questionnaire fits this person’s age.")
        )
        holder = QWidget()
        holder.setLayout(column(*(self._offer(offer) for offer in offers), None, spacing=S3))
        clear(self.body)
        self.body.addWidget(holder, 1)

    def _offer(self, offer: Offer) -> Card:
        last = (
            _("last on {day}").format(day=dates.day(offer.last_on)) if offer.last_on else _("not taken yet")
        )
        card = Card(offer.title, last)
        begin = button(_("Begin"), lambda: self.arrive(self.case_id, offer.code))
        line = row(label(offer.purpose, "second", wrap=True), begin)
        line.setStretch(0, 1)
        card.add(line)
        return card


def take_assessment(ctx: Context, case_id: str) -> None:
    """Open the page to take a questionnaire: at once when only one fits."""
    ctx.tasks.read(
        only_offer, case_id, done=lambda code: ctx.navigate("assess", case_id=case_id, instrument=code)
    )


def only_offer(uow: UnitOfWork, case_id: str) -> str:
    """The one questionnaire that fits, or nothing when there is a choice."""
    found = queries.offers(uow, case_id)
    return found[0].code if len(found) == 1 else ""
