"""What is seen of assessments: each read with the version of the questionnaire it was taken with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from caseapp.core import codes, instruments
from caseapp.core.i18n import _
from caseapp.core.instruments import Asked, Instrument, Item, Told
from caseapp.core.instruments.rounds import Due, round_of
from caseapp.features.assessments.models import Assessment, AssessmentScore, Mode
from caseapp.features.cases.models import Risk


class AnswerView(Struct, frozen=True):
    """A question and its answer in words; "" when it was not answered. `worth` is what it counts, None for nothing."""

    question: str
    answer: str
    code: str = ""
    section: str = ""
    worth: float | None = None
    explains: bool = False  # it only explains another answer and never counts as missing


class KeptScore(Struct, frozen=True):
    """A score as it was worked out under one version of weights."""

    label: str
    scored_on: date
    shown: str
    parts: tuple[tuple[str, str], ...]


class AssessmentView(Struct, frozen=True):
    """One answered questionnaire with its score in words. `level` is ok, warn, bad, or "" without a score."""

    id: str
    case_id: str
    instrument: str
    version: str
    title: str
    short: str
    taken_on: date
    taken_by: str
    mode: Mode
    language: str
    told: Told
    answers: tuple[AnswerView, ...]
    struck: bool
    round: str = ""
    scores: tuple[KeptScore, ...] = ()
    follows: str = ""

    @property
    def value(self) -> float | None:
        return self.told.value

    @property
    def highest(self) -> float | None:
        return self.told.highest

    @property
    def band(self) -> str:
        return self.told.band

    @property
    def level(self) -> str:
        return self.told.level

    @property
    def advice(self) -> str:
        return self.told.advice

    @property
    def banner(self) -> str:
        return self.told.banner

    @property
    def change(self) -> str:
        return self.told.change

    @property
    def missing(self) -> int:
        return self.told.missing

    @property
    def triggers(self) -> frozenset[str]:
        return self.told.triggers

    @property
    def score_words(self) -> str:
        """`0.62`, `3 of 6`, nothing without a score."""
        if self.value is None:
            return ""
        if self.highest is None or self.highest == 1:
            return self.told.shown
        return _("{value} of {highest}").format(value=self.told.shown, highest=f"{self.highest:g}")

    @property
    def caution_words(self) -> str:
        """`Sustainability: Unweighted approximation, not the IOM score`, for wherever the score stands in a list."""
        return f"{self.short}: {self.told.caution}" if self.told.caution and self.value is not None else ""


def cautions(found: Iterable[AssessmentView]) -> tuple[str, ...]:
    """What must be said below a list of scores, each once."""
    return tuple(dict.fromkeys(filter(None, (a.caution_words for a in found if not a.struck))))


class Offer(Struct, frozen=True):
    """A questionnaire that can be taken, when it last was, and which round is due."""

    code: str
    title: str
    purpose: str
    last_on: date | None
    due: Due | None = None


class Behind(Struct, frozen=True):
    """A case whose latest round of a questionnaire was missed: it comes before others."""

    case_id: str
    number: str
    name: str
    place: str
    risk: Risk
    instrument: str
    title: str
    round: str
    due_on: date


class Moved(Struct, frozen=True):
    """One question at two times. `moved` is 1 better, -1 worse, 0 the same, None when nobody can say."""

    question: str
    section: str
    then: str
    now: str
    moved: int | None


class Comparison(Struct, frozen=True):
    """Two answers to the same questionnaire, the earlier first."""

    then: AssessmentView
    now: AssessmentView
    lines: tuple[Moved, ...]


def assessment_view(
    a: Assessment, who: Mapping[str, str], before: Assessment | None = None, *, opened_on: date | None = None,
    kept: Iterable[AssessmentScore] = (), currency: str = "", words: bool = True,
) -> AssessmentView:  # fmt: skip
    """A stored assessment, scored anew from its raw answers. Without `words` what was written freely is withheld."""
    form = instruments.load(a.instrument, a.instrument_version)
    found = instruments.score(form, a.answers)
    earlier = instruments.score(form, before.answers) if before and _same(before, a) else None
    now = round_of(form.rounds, opened_on, a.taken_on) if opened_on else None
    return AssessmentView(
        id=a.id, case_id=a.case_id, instrument=a.instrument, version=a.instrument_version, title=_(form.title),
        short=_(form.short), taken_on=a.taken_on, taken_by=who.get(a.taken_by, ""), mode=a.mode,
        language=codes.label("languages", a.language), told=instruments.tell(form, found, a.language, earlier),
        answers=answer_views(form, a.answers, currency, words), struck=a.struck, round=_(now.label) if now else "",
        scores=tuple(kept_score(form, one) for one in kept), follows=instruments.follows(form, found),
    )  # fmt: skip


def _same(one: Assessment, other: Assessment) -> bool:
    """Scores are only compared within one version of a questionnaire."""
    return (one.instrument, one.instrument_version) == (other.instrument, other.instrument_version)


def answer_views(
    form: Instrument, given: Mapping[str, object], currency: str = "", words: bool = True
) -> tuple[AnswerView, ...]:
    """Every question that was asked with its answer, in order; also those nobody could ask for want of another answer."""
    told = instruments.states(form, given)
    return tuple(
        AnswerView(
            item.text, _shown(item, given.get(item.code), currency, words), item.code, form.section_of(item),
            _worth(item, given.get(item.code)), not item.scored,
        )
        for item in form.items if told[item.code] is not Asked.NO
    )  # fmt: skip


def _shown(item: Item, answer: object, currency: str, words: bool) -> str:
    """Free text may name somebody: only for those who may know the name."""
    if item.kind == "text" and answer and not words:
        return _("withheld")
    return instruments.shown(item, answer, currency)


def _worth(item: Item, answer: object) -> float | None:
    if not item.scored or answer is None:
        return None
    if item.kind == "number":
        return float(answer) if isinstance(answer, int | float) else None
    return max((o.worth for o in item.chosen(answer) if o.counts and o.applies), default=None)


def kept_score(form: Instrument, kept: AssessmentScore) -> KeptScore:
    labels = {d.code: _(d.label) for d in form.dimensions}
    places = form.scoring.decimals
    parts = tuple(
        (labels.get(code, code), instruments.written(value, places)) for code, value in kept.parts.items()
    )
    return KeptScore(_(kept.label), kept.scored_on, instruments.written(kept.value, places), parts)


def compared(then: AssessmentView, now: AssessmentView) -> Comparison:
    """Question by question; those of either version that the other does not have stand alone."""
    form = instruments.load(now.instrument, now.version)
    old, new = ({a.code: a for a in view.answers} for view in (then, now))
    order = [*new, *(code for code in old if code not in new)]
    return Comparison(then, now, tuple(_moved(form, old.get(code), new.get(code)) for code in order))


def _moved(form: Instrument, then: AnswerView | None, now: AnswerView | None) -> Moved:
    about = now or then
    assert about is not None
    before, after = (one.worth if one else None for one in (then, now))
    moved = None
    if before is not None and after is not None and form.scoring.rule not in ("none", "marks", "difference"):
        moved = (after > before) - (after < before)
        moved = moved if form.scoring.higher_is == "better" else -moved
    return Moved(about.question, about.section, then.answer if then else "", now.answer if now else "", moved)


def newest(found: Sequence[AssessmentView], instrument: str) -> AssessmentView | None:
    """The latest that counts, of assessments with the newest first."""
    return next((a for a in found if a.instrument == instrument and not a.struck), None)
