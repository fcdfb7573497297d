"""The tab “Assessments” of a case: what is due, what was answered, how it moved; and the card of the overview."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from caseapp.core import dates
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import WANTS_SUPPORT
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.assessments import documents, queries, service
from caseapp.features.assessments.pages.assess import take_assessment
from caseapp.features.assessments.pages.parts import chart, comparison, due_words, rounds_line
from caseapp.features.assessments.queries import CaseDue
from caseapp.features.assessments.views import AssessmentView, KeptScore, cautions
from caseapp.ui.charts import ChartPanel
from caseapp.ui.combo import Combo
from caseapp.ui.lists import Rows
from caseapp.ui.page import Context, Watching, empty
from caseapp.ui.preview import show_paper
from caseapp.ui.score import ScorePanel, missing_words
from caseapp.ui.table import Column, RecordTable
from caseapp.ui.theme import S2, S3, theme
from caseapp.ui.widgets import Card, Note, button, clear, column, label, row, scrolled


def _score(a: AssessmentView) -> str:
    return a.score_words or (missing_words(a.missing) if a.told.scored else _("no score"))


def _band(a: AssessmentView) -> str:
    return _("struck out") if a.struck else a.band


def _tone(a: AssessmentView) -> str:
    return "ink3" if a.struck else a.level


COLUMNS = (
    Column(N_("Answered on"), lambda a: dates.day(a.taken_on), "muted", width=104),
    Column(N_("Questionnaire"), lambda a: a.short, "strong", width=120),
    Column(N_("Round"), lambda a: a.round, "muted", width=76, spare=True),
    Column(N_("Score"), _score, width=84),
    Column(N_("What it says"), _band, tone=_tone),
)
Shown = tuple[Sequence[AssessmentView], Sequence[CaseDue]]


def everything(uow: UnitOfWork, case_id: str) -> Shown:
    """What the tab shows, in one reading."""
    return queries.of_case(uow, case_id), queries.dues(uow, case_id)


class AssessmentsTab(Watching):
    """What is due above; what was answered, newest first; the chosen one beside it with its score and answers."""

    watches = frozenset({"assessment", "case", "instrument_file", "instrument_weights"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self._all: Sequence[AssessmentView] = ()
        self.due = column(spacing=S2)
        self.which = Combo()
        self.which.setMinimumContentsLength(16)
        self.which.setAccessibleName(_("Which questionnaire"))
        self.which.currentIndexChanged.connect(lambda _at: self._filter())
        self.table = RecordTable(COLUMNS, _("Assessments"))
        self.table.allow_several()
        self.table.picked.connect(self._show_one)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._offer())
        self.new = button(_("New assessment"), lambda: take_assessment(ctx, case_id))
        self.compare = button(_("Compare…"), self._compare)
        self.paper = button(_("Print…"), self._print)
        self.strike = button(_("Strike out…"), self._strike)
        self.listed = Card(_("Assessments"))
        self.listed.head.addWidget(self.which)
        self.listed.head.addWidget(self.new)
        self.cautions = label("", "hint", wrap=True)
        self.listed.add(self.table, self.cautions, row(self.compare, self.paper, self.strike, None))
        self.listed.body.setStretch(0, 1)
        self.detail = column(spacing=S3)
        self.beside = scrolled(self._holder())
        self.beside.setFixedWidth(theme().px(330))
        self.none = column(spacing=0)
        self.filled = QWidget()
        spread = row(self.listed, self.beside, spacing=S3)
        spread.setStretch(0, 1)
        self.filled.setLayout(spread)
        self.setLayout(column(self.due, self.none, self.filled, spacing=S3))

    def _holder(self) -> QWidget:
        holder = QWidget()
        holder.setLayout(self.detail)
        return holder

    def refresh(self) -> None:
        self.read(everything, self.case_id, done=self._show)

    def _show(self, found: Shown) -> None:
        self._all, dues = found
        may = self.ctx.can(Permission.ASSESSMENT_WRITE)
        self.new.setVisible(may)
        clear(self.due)
        for one in dues:
            self.due.addWidget(self._due(one, may))
        clear(self.none)
        self.filled.setVisible(bool(self._all))
        if not self._all:
            self._empty(may)
            return
        self._offer_questionnaires()
        self._filter()

    def _due(self, found: CaseDue, may: bool) -> Card:
        """One questionnaire that comes again: its rounds, and the way to take the one that is due."""
        card = Card(
            found.title, due_words(found, self.ctx.clock.today()), edge="warn" if found.behind else "true"
        )
        line = row(rounds_line(found), spacing=S2)
        line.setStretch(0, 1)
        if may and found.due:
            line.addWidget(button(_("Begin"), partial(self._begin, found.instrument)))
        card.add(line)
        return card

    def _begin(self, instrument: str) -> None:
        self.ctx.navigate("assess", case_id=self.case_id, instrument=instrument)

    def _empty(self, may: bool) -> None:
        begin = [button(_("New assessment"), lambda: take_assessment(self.ctx, self.case_id))] if may else []
        words = _(
            "Questionnaires show what a person needs and how things change. Scores advise, people decide."
        )
        self.none.addWidget(empty("clipboard-check", _("Nothing was assessed yet"), words, *begin))

    # --- one questionnaire of several

    def _offer_questionnaires(self) -> None:
        """All that were taken here; the chosen one stays chosen."""
        chosen = self.which.currentData()
        taken = dict(sorted({a.instrument: a.short for a in self._all}.items(), key=lambda pair: pair[1]))
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItem(_("All questionnaires"), "")
        for code, short in taken.items():
            self.which.addItem(short, code)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.which.blockSignals(False)
        self.which.setVisible(len(taken) > 1)

    def _filter(self) -> None:
        code = self.which.currentData()
        listed = [a for a in self._all if not code or a.instrument == code]
        self.table.set_rows(listed)
        self.cautions.setText("\n".join(cautions(listed)))
        self.cautions.setVisible(bool(self.cautions.text()))
        if self.table.current() is None and self.table.rows.rows:
            self.table.selectRow(0)
        self._show_one(self.table.current())

    # --- the chosen one

    def _show_one(self, chosen: AssessmentView | None) -> None:
        clear(self.detail)
        self._offer()
        if chosen is None:
            return
        for part in (self._score_card(chosen), self._kept_card(chosen), self._answers_card(chosen)):
            if part:
                self.detail.addWidget(part)
        self.detail.addStretch(1)
        trend = [a for a in reversed(self._all) if a.instrument == chosen.instrument and not a.struck
                 and a.value is not None and a.version == chosen.version]  # fmt: skip
        if len(trend) > 1:
            card = Card(_("How it moved"))
            card.add(ChartPanel(chart(trend)))
            self.detail.insertWidget(1, card)

    def _score_card(self, chosen: AssessmentView) -> Card:
        card, panel = Card(chosen.title), ScorePanel()
        panel.show_told(chosen.told, self.ctx.office.currency)
        panel.change.setText(chosen.change)
        card.title.setWordWrap(True)
        card.add(panel)
        if WANTS_SUPPORT in chosen.triggers and not chosen.struck and self.ctx.can(Permission.REFERRAL_WRITE):
            refer = button(_("Refer to MHPSS services"), self._refer)
            card.add(Note(_("The person wishes for psychological support."), "warn"), row(refer, None))
        return card

    def _refer(self) -> None:
        self.ctx.navigate("refer", case_id=self.case_id, sector="mhpss")

    def _kept_card(self, chosen: AssessmentView) -> Card | None:
        """Scores under earlier weights stay to be seen."""
        if len(chosen.scores) < 2:
            return None
        card, listed = Card(_("Scores by weights")), Rows()
        for kept in chosen.scores:
            listed.add(_kept(kept))
        card.add(listed)
        return card

    def _answers_card(self, chosen: AssessmentView) -> Card:
        given, answers = Card(_("Answers")), Rows()
        about = (
            chosen.mode.shown(),
            chosen.language,
            chosen.taken_by,
            _("version {number}").format(number=chosen.version),
        )
        given.add(label(" · ".join(filter(None, about)), "hint", wrap=True), answers)
        section = ""
        for answer in chosen.answers:
            if answer.section != section:
                section = answer.section
                answers.add(label(section, "card"))
            role = "second" if answer.answer else "hint" if answer.explains else "warning"
            words = label(answer.answer or _("not answered"), role, wrap=True)
            answers.add(column(label(answer.question, wrap=True), words, spacing=0))
        return given

    # --- what can be done with it

    def _offer(self) -> None:
        chosen: AssessmentView | None = self.table.current()
        mine = chosen is not None and not chosen.struck and chosen.taken_by == self.ctx.actor.name
        self.strike.setVisible(mine and self.ctx.can(Permission.ASSESSMENT_WRITE))
        self.compare.setEnabled(self._pair() is not None)
        self.paper.setVisible(self.ctx.can(Permission.PRINT))
        self.paper.setEnabled(chosen is not None)

    def _pair(self) -> tuple[str, str] | None:
        """The two chosen, or the chosen one and the time before."""
        several: list[AssessmentView] = self.table.several()
        if len(several) == 2:
            one, other = several
            return (one.id, other.id) if one.instrument == other.instrument else None
        chosen: AssessmentView | None = self.table.current()
        if chosen is None:
            return None
        same = [
            a.id
            for a in self._all
            if a.instrument == chosen.instrument and (a.id == chosen.id or not a.struck)
        ]
        at = same.index(chosen.id) + 1
        return (chosen.id, same[at]) if at < len(same) else None

    def _compare(self) -> None:
        pair = self._pair()
        if pair:
            self.read(queries.compare, *pair, done=lambda found: self.ctx.dialogs.show(
                _("{title} compared").format(title=found.now.short), comparison(found)))  # fmt: skip

    def _print(self) -> None:
        chosen: AssessmentView | None = self.table.current()
        if chosen:
            make = partial(documents.result_pdf, assessment_id=chosen.id)
            show_paper(self.ctx, _("Result sheet"), lambda uow, level: make(uow, level=level),
                       levels=documents.LEVELS, level=1, name=f"{chosen.instrument}.pdf", parent=self)  # fmt: skip

    def _strike(self) -> None:
        chosen: AssessmentView | None = self.table.current()
        text = _("It stays readable and counts no more.")
        if chosen and self.ctx.dialogs.confirm(_("Strike this out?"), text, _("Strike out"), danger=True):
            self.write(service.strike, chosen.id)


def _kept(kept: KeptScore) -> QWidget:
    holder = QWidget()
    head = row(label(kept.label, wrap=True), label(kept.shown, "strong"))
    head.setStretch(0, 1)
    parts = " · ".join(f"{name} {value}" for name, value in kept.parts)
    when = _("scored on {day}").format(day=dates.day(kept.scored_on))
    holder.setLayout(column(head, label(f"{parts}\n{when}", "hint", wrap=True), spacing=0))
    return holder


class RoundsCard(Watching):
    """On the overview of the case: a survey round that is due or was missed; nothing when there is none."""

    watches = frozenset({"assessment", "case"})

    def __init__(self, ctx: Context, case_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = case_id
        self.inside = column(spacing=S3)
        self.setLayout(self.inside)

    def refresh(self) -> None:
        self.read(queries.dues, self.case_id, done=self._show)

    def _show(self, dues: Sequence[CaseDue]) -> None:
        clear(self.inside)
        for found in dues:
            if found.due:
                card = Card(found.title, edge="warn" if found.behind else "true")
                card.title.setWordWrap(True)
                card.add(
                    label(
                        due_words(found, self.ctx.clock.today()), "warning" if found.behind else "", wrap=True
                    )
                )
                if self.ctx.can(Permission.ASSESSMENT_WRITE):
                    begin = button(_("Begin"), partial(self._begin, found.instrument))
                    card.add(row(begin, None))
                self.inside.addWidget(card)
        self.setVisible(any(found.due for found in dues))

    def _begin(self, instrument: str) -> None:
        self.ctx.navigate("assess", case_id=self.case_id, instrument=instrument)
