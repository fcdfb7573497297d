"""The page on which a questionnaire is taken: one question at a time; beside it the score, and when and how it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from caseapp.core import codes, instruments
from caseapp.core.errors import Invalid
from caseapp.core.fields import Form
from caseapp.core.i18n import _
from caseapp.core.sources import in_words
from caseapp.data import drafts
from caseapp.data.drafts import DraftView
from caseapp.ui.drafts import DraftKeeper
from caseapp.ui.form import FormWidget
from caseapp.ui.instrument import InstrumentForm, ScorePanel, missing_words, verdict
from caseapp.ui.kept import DraftFile
from caseapp.ui.page import Context, Page
from caseapp.ui.theme import S3, theme
from caseapp.ui.widgets import Card, button, clear, column, label, row, scrolled


class QuestionnairePage(Page):
    """Subclasses say their page's code, which form stands at the head, which service saves, and which tab to go back to.

    `service(uow, case_id, instrument code, answers, head values)`. Half-given answers are kept as a draft of the form
    `code_name` about `case/instrument`, sealed when the instrument belongs to a sealed section; `arrive(draft_id=…)`
    goes on with one.
    """

    code_name: ClassVar[str]
    head_form: ClassVar[Form]
    service: ClassVar[Callable[..., Any]]
    tab: ClassVar[str]

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.case_id = self.code = ""
        self.form: InstrumentForm | None = None
        self.keeper: DraftKeeper | None = None
        self.save_button = button(_("Save"), self.save, look="primary")
        self.add_action(button(_("Cancel"), self.leave))
        self.add_action(self.save_button)

    def place_name(self) -> dict[str, Any]:
        return {"case_id": self.case_id, "instrument": self.code}

    def arrive(
        self, case_id: str = "", instrument: str = "", draft_id: str = "",
        answers: Mapping[str, Any] | None = None, **_args: Any,
    ) -> None:  # fmt: skip
        """Begin, with `answers` given elsewhere already if there are any; or go on where a draft ended."""
        if draft_id:
            self.ctx.tasks.read(drafts.mine, done=lambda found: self._go_on(draft_id, found), owner=self)
        elif (case_id, instrument) != (self.case_id, self.code):
            self.case_id, self.code = case_id, instrument
            self._begin(answers or {})

    def _go_on(self, draft_id: str, found: Sequence[DraftView]) -> None:
        about = next((d.about for d in found if d.id == draft_id), "")
        if about:
            case_id, _slash, instrument = about.partition("/")
            self.arrive(case_id=case_id, instrument=instrument)

    def refresh(self) -> None:
        """Nothing here follows the records of others."""

    def _begin(self, answers: Mapping[str, Any]) -> None:
        shipped = instruments.load(self.code)
        self.heading.setText(_(shipped.title))
        self.sentence.setText(_(shipped.purpose))
        self.form, self.panel = InstrumentForm(shipped, self.ctx.office.currency), ScorePanel()
        self.head = FormWidget(self.head_form, all_sections=True)
        self.head.set_values({"taken_on": self.ctx.clock.today(), "language": self._language()})
        self.form.edited.connect(self._score)
        self.head.edited.connect(self._spoken)
        content = QWidget()
        content.setLayout(row(self._questions(self.form), self._beside(shipped), spacing=S3))
        content.layout().setStretch(0, 1)  # type: ignore[union-attr]
        clear(self.body)
        self.body.addWidget(content, 1)
        self.show_content()
        self._keep(shipped.compartment)
        if answers and not self.form.answers():
            self.form.set_values({"answers": dict(answers)})
            self.form.ask(next((i for i, item in enumerate(shipped.items) if item.code not in answers), 0))
        self._score()
        self.form.focus_first()

    def _questions(self, form: InstrumentForm) -> Card:
        card = Card()
        card.add(form)
        return card

    def _beside(self, shipped: instruments.Instrument) -> QWidget:
        score, about = Card(_("Score")), Card()
        score.add(self.panel)
        about.add(self.head)
        source = label(in_words(f"{shipped.source} {shipped.licence}"), "hint", wrap=True)
        holder = QWidget()
        holder.setLayout(column(score, about, source, None, spacing=S3))
        beside = scrolled(holder)
        beside.setFixedWidth(theme().px(300))
        return beside

    def _keep(self, compartment: str) -> None:
        assert self.form is not None
        kept = DraftFile(self.ctx.tasks, self.code_name, f"{self.case_id}/{self.code}", self, compartment)
        self.keeper = DraftKeeper(self.form, kept, lambda: self.heading.text(), self.ctx.clock)
        self.keeper.said.connect(self._said)
        kept.look(self._resume)

    def _resume(self, draft: DraftView) -> None:
        if self.keeper:
            self.keeper.resume(draft.values, draft.place)
        self._score()

    def _said(self, text: str) -> None:
        if text:
            self.sentence.setText(text)

    def _language(self) -> str:
        """The language of the questions as they stand here; the interviewer says when another one was spoken."""
        shipped = instruments.load(self.code)
        return next((c.code for c in codes.codes("languages") if c.extra.get("iso1") == shipped.language), "")

    def _score(self) -> None:
        assert self.form is not None
        answers = self.form.answers()
        language = str(self.head.raw_values().get("language") or "")
        self.panel.show_told(verdict(self.form.instrument, answers, language), self.ctx.office.currency)
        self.save_button.setEnabled(bool(answers))

    def _spoken(self) -> None:
        """Another language was spoken: ask in it where there is an official translation, and say what that means."""
        if self.form is not None:
            self.form.speak(str(self.head.raw_values().get("language") or ""))
            self._score()

    def save(self) -> None:
        """Save with the answers given; missing ones are asked about once."""
        if self.form is None or not self.form.answers():
            return
        try:
            head = self.head.clean()
        except Invalid:
            return
        missing = len(instruments.unanswered(self.form.instrument, self.form.answers()))
        if missing and not self.ctx.dialogs.confirm(
            missing_words(missing),
            _("Without them there may be no score. They stay marked as missing."),
            _("Save as it is"),
        ):
            return
        self.write(type(self).service, self.case_id, self.code, self.form.answers(), head, done=self._saved)

    def _saved(self, view: Any) -> None:
        """Go back to the case, or on with the questionnaire that should follow."""
        self._forget()
        self.ctx.toast(_("Saved: {title}").format(title=self.heading.text()))
        following = self._following()
        if following and self.ctx.dialogs.confirm(
            _("Go on with {title}?").format(title=_(instruments.load(following).short)),
            _(
                "The score says that the longer questionnaire should follow. What was answered is not asked again."
            ),
            _("Go on"),
        ):
            self._go_over(following)
        else:
            self._away()

    def _following(self) -> str:
        """The questionnaire that should follow these answers, or nothing."""
        assert self.form is not None
        form = instruments.load(self.code)
        return instruments.follows(form, instruments.score(form, self.form.answers()))

    def _go_over(self, following: str) -> None:
        assert self.form is not None
        before, after = instruments.load(self.code), instruments.load(following)
        carried = instruments.carried(before, self.form.answers(), after)
        self.arrive(self.case_id, following, answers=carried)

    def key_save(self) -> None:
        """Ctrl+S, which the window hands on."""
        self.save()

    def leave(self) -> None:
        """Go back without saving; what was answered is forgotten only when the person says so."""
        given = self.form is not None and self.form.answers()
        if given and not self.ctx.dialogs.confirm(
            _("Leave without saving?"),
            _("The answers given so far are thrown away."),
            _("Throw away"),
            danger=True,
        ):
            return
        self._forget()
        self._away()

    def _forget(self) -> None:
        """No draft of these answers is needed any more."""
        if self.keeper:
            self.keeper.discard()

    def _away(self) -> None:
        case_id, self.case_id, self.code = self.case_id, "", ""
        self.ctx.navigate("case", case_id=case_id, tab=self.tab)
