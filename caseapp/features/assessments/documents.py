"""Papers of questionnaires: the result sheet of one answered, and the blank form to fill by hand in the field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from caseapp.core import codes, dates, instruments
from caseapp.core.i18n import N_, _
from caseapp.core.instruments import Condition, Instrument, Item
from caseapp.core.permissions import Permission
from caseapp.core.sources import in_words
from caseapp.data.uow import UnitOfWork
from caseapp.documents import kit
from caseapp.features.assessments import queries
from caseapp.features.assessments.views import AnswerView, AssessmentView
from caseapp.features.cases import queries as cases
from caseapp.features.office import papers

LEVELS = ((1, N_("Internal")), (2, N_("Partner: no name, no single answers")))
TONES = {"ok": kit.Tone.OK, "warn": kit.Tone.WARN, "bad": kit.Tone.BAD, "": kit.Tone.PLAIN}


class Result(Struct, frozen=True):
    """One answered questionnaire with whom it is about, and all scores of the same version, the oldest first."""

    number: str
    name: str
    currency: str
    view: AssessmentView
    trend: tuple[AssessmentView, ...]


class ResultSheet(kit.Document[Result]):
    """Score with what must stand beside it, dimensions, how it moved, every answer; a partner gets the score alone."""

    code: ClassVar[str] = "assessment-result"
    title: ClassVar[str] = N_("Result of a questionnaire")
    requires: ClassVar[Permission] = Permission.ASSESSMENT_READ
    about: ClassVar[str] = "case"
    levels = (kit.Redaction.INTERNAL, kit.Redaction.PARTNER)

    def story(self, subject: Result, level: kit.Redaction) -> Iterator[kit.Block]:
        view, inside = subject.view, level < kit.Redaction.PARTNER
        chips = [(view.band, TONES[view.level])] if view.band else []
        who = subject.name if inside else _("Case {number}").format(number=subject.number)
        yield kit.Title(who, over=view.title, under=_under(view), chips=chips)
        yield from _score(subject)
        yield from _trend(subject)
        if inside:
            yield from _answers(view)
        else:
            yield kit.Paragraph(_("Single answers are withheld at this level."))


def _under(view: AssessmentView) -> str:
    parts = (dates.day(view.taken_on), view.round, view.mode.shown(), view.language, view.taken_by,
             _("version {number}").format(number=view.version), _("struck out") if view.struck else "")  # fmt: skip
    return " · ".join(filter(None, parts))


def _score(subject: Result) -> Iterator[kit.Block]:
    view, told = subject.view, subject.view.told
    if told.scored:
        yield kit.Heading(_("Score"))
        shown = f"{subject.currency} {told.shown}" if told.unit == "money" and told.value is not None else ""
        yield kit.Grid([
            kit.Entry(_("Score"), shown or view.score_words or _("none")), kit.Entry(_("What it says"), told.band, 2),
            kit.Entry(_("Answers missing"), str(told.missing)),
        ])  # fmt: skip
    words = [line for line in (told.caution, told.banner) if line]
    if words:
        yield kit.Note(*words)
    if told.label:
        yield kit.Paragraph(told.label)
    if len(told.parts) > 1:
        head = (
            kit.Column(_("Dimension"), 34),
            kit.Column(_("Score"), 14, "end"),
            kit.Column(_("What it says"), 52),
        )
        yield kit.Table(head, [(p.label, p.shown, p.band) for p in told.parts])
    for found in told.marks:
        yield kit.Subheading(f"{found.section}: {found.label}" if found.section else found.label)
        yield kit.Paragraph(", ".join(found.texts))
    for line in filter(None, (told.advice, told.change)):
        yield kit.Paragraph(line)
    yield kit.Paragraph(_("Scores advise; they are not a diagnosis."), kit.SMALL)


def _trend(subject: Result) -> Iterator[kit.Block]:
    if len(subject.trend) < 2:
        return
    yield kit.Heading(_("How it moved"))
    days = tuple(dates.short_day(a.taken_on) for a in subject.trend)
    last = subject.trend[-1]
    name = _("Together") if len(last.told.parts) > 1 else last.short
    lines = [kit.Series(name, tuple(a.value for a in subject.trend))]
    tones = (kit.Tone.OK, kit.Tone.WARN, kit.Tone.PRIVATE)
    for i, part in enumerate(last.told.parts if len(last.told.parts) > 1 else ()):
        values = tuple(a.told.parts[i].value for a in subject.trend)
        lines.append(kit.Series(part.label, values, tones[i % len(tones)], dashed=True))
    yield kit.Picture(kit.Chart("line", days, tuple(lines), top=last.highest))


def _answers(view: AssessmentView) -> Iterator[kit.Block]:
    columns = (kit.Column(_("Question"), 62), kit.Column(_("Answer"), 38))
    for section, found in _sections(view.answers):
        yield kit.Heading(_("Answers: {section}").format(section=section) if section else _("Answers"))
        rows = [(a.question, a.answer or _("not answered")) for a in found]
        yield kit.Table(columns, rows, first_strong=False)


def _sections(answers: Sequence[AnswerView]) -> Iterator[tuple[str, list[AnswerView]]]:
    for name in dict.fromkeys(a.section for a in answers):
        yield name, [a for a in answers if a.section == name]


def result_pdf(uow: UnitOfWork, assessment_id: str, level: int = kit.Redaction.INTERNAL) -> bytes:
    """The result sheet of one assessment as PDF in memory, journalled. Raises NotFound, Refused for another level."""
    view = queries.assessment(uow, assessment_id)
    case = cases.case(uow, view.case_id)
    trend = tuple(a for a in queries.trend(uow, case.id, view.instrument) if a.taken_on <= view.taken_on
                  and a.version == view.version)  # fmt: skip
    subject = Result(case.number, case.person.name, uow.office.currency, view, trend)
    about = papers.About(case.number, _("Case number"), "assessment", view.id, case.id, beside=view.short)
    return papers.put_out(uow, ResultSheet(), subject, about, kit.Redaction(level))


# --- the blank form


class Blank(Struct, frozen=True):
    """A questionnaire to print, in the language it is printed in."""

    form: Instrument
    language: str
    currency: str


class BlankForm(kit.Document[Blank]):
    """Every question with boxes to tick or lines to write on; skips are said in words."""

    code: ClassVar[str] = "assessment-form"
    title: ClassVar[str] = N_("Questionnaire to fill by hand")
    requires: ClassVar[Permission] = Permission.OFFICE_READ
    about: ClassVar[str] = "office"
    levels = (kit.Redaction.INTERNAL,)
    handling: ClassVar[str] = N_(
        "Confidential when filled in. Type it in, then keep it locked or destroy it."
    )

    def story(self, subject: Blank, level: kit.Redaction) -> Iterator[kit.Block]:
        form = subject.form
        yield kit.Title(
            _(form.title), over=_("To fill by hand"), under=_("version {number}").format(number=form.version)
        )
        yield kit.WriteLines(
            [(_("Case number"), 0.34), (_("Date"), 0.22), (_("Asked by"), 0.44)],
            [(_("Language"), 0.34), (_("In person or by phone"), 0.22), (_("Interpreter"), 0.44)],
        )
        if banner := form.banner(subject.language):
            yield kit.Note(banner)
        yield kit.Paragraph(kit.strong(form.intro))
        section = None
        for number, item in enumerate(form.items, 1):
            if item.section != section:
                section = item.section
                if title := form.section_of(item):
                    yield kit.Heading(title)
            yield kit.Together(*_question(subject, number, item), kit.Space(4))
        yield kit.Paragraph(in_words(f"{form.source} {form.licence}"), kit.SMALL)
        if label := form.weights.label or form.scoring.caution or form.scoring.label:
            yield kit.Paragraph(_("Score: {label}").format(label=_(label)), kit.SMALL)


def _question(subject: Blank, number: int, item: Item) -> Iterator[kit.Block]:
    skip = _skip(subject.form, item)
    words = kit.joined(kit.strong(f"{number}  "), item.text)
    yield kit.Paragraph(kit.joined(words, " ", kit.strong(skip)) if skip else words)
    if item.kind in ("one", "many"):
        if item.kind == "many":
            yield kit.Paragraph(_("Several can be ticked."), kit.SMALL)
        yield kit.Outcomes([(f"{option.value}  {option.label}", False) for option in item.options])
    elif item.kind == "number":
        unit = subject.currency if item.unit == "money" else _(item.unit)
        yield kit.WriteLines([(unit or _("number"), 0.3)])
    else:
        yield kit.WriteLines([("", 1.0)], [("", 1.0)])


def _skip(form: Instrument, item: Item) -> str:
    """When a question is asked, by the numbers on the paper: `(Only if question 9 is 1 or 2)`."""
    parts = [_condition(form, one) for one in item.when]
    return _("(Only if {condition})").format(condition=_(" and ").join(parts)) if parts else ""


def _condition(form: Instrument, condition: Condition) -> str:
    number = form.items.index(form.by_code[condition.item]) + 1
    if condition.at_least is not None:
        return _("question {number} is {least} or more").format(
            number=number, least=f"{condition.at_least:g}"
        )
    *others, last = (str(value) for value in condition.among)
    named = _("{numbers} or {number}").format(numbers=", ".join(others), number=last) if others else last
    return _("question {number} is {answers}").format(number=number, answers=named)


def blank_pdf(uow: UnitOfWork, code: str, language: str = "", level: int = kit.Redaction.INTERNAL) -> bytes:
    """A questionnaire to fill by hand as PDF in memory, in a language its file holds. Raises KeyError for an unknown one."""
    form = instruments.load(code)
    spoken = form.spoken(language)
    told = codes.label("languages", language) if language and spoken is not form else form.language
    about = papers.About(
        f"{form.code} {form.version}", _("Questionnaire"), "instrument_file", "", beside=told
    )
    return papers.put_out(
        uow, BlankForm(), Blank(spoken, language, uow.office.currency), about, kit.Redaction(level)
    )
