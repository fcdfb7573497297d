"""A score in words of the current language: what screens and papers show of it, and what must stand beside it."""

from __future__ import annotations

from msgspec import Struct

from caseapp.core.i18n import N_, _
from caseapp.core.instruments.model import Answers, Band, Instrument
from caseapp.core.instruments.scoring import Mark, Part, Score, change, score, written

MARKS = {"risk": N_("Risks"), "protection": N_("Protection")}


class PartTold(Struct, frozen=True):
    """The score of a dimension. `shown` is a dash and `band` says why when too little is answered."""

    label: str
    value: float | None
    shown: str
    band: str
    level: str


class MarksTold(Struct, frozen=True):
    """What was named in one section of a screening: risks or protection, in the order of the questions."""

    section: str
    kind: str
    label: str
    texts: tuple[str, ...]


class Told(Struct, frozen=True):
    """A score in words. `level` is ok, warn, bad, or "" without a score.

    `caution` must stand beside the score wherever it is shown; `label` says what the number is.
    """

    value: float | None
    shown: str
    highest: float | None
    unit: str
    band: str
    level: str
    advice: str
    banner: str
    change: str
    label: str
    caution: str
    parts: tuple[PartTold, ...]
    marks: tuple[MarksTold, ...]
    triggers: frozenset[str]
    missing: int
    scored: bool  # whether this questionnaire has a score at all


def tell(instrument: Instrument, found: Score, language: str, before: Score | None = None) -> Told:
    """Put a score into words. `language` is the one it was asked in; `before` the score of the time before."""
    rule = instrument.scoring
    return Told(
        value=found.value, shown=written(found.value, rule.decimals), highest=rule.highest, unit=rule.unit,
        **_band(found.band), advice=found.advice, banner=instrument.banner(language) if instrument.bands else "",
        change=change(instrument, before, found) if before else "",
        label=_(instrument.weights.label or rule.label), caution="" if instrument.weights.label else _(rule.caution),
        parts=tuple(_part(part, rule.decimals) for part in found.parts), marks=_marks(instrument, found.marks),
        triggers=found.triggers, missing=len(found.missing), scored=rule.rule != "none",
    )  # fmt: skip


def tell_answers(instrument: Instrument, answers: Answers, language: str) -> Told:
    """Score answers and put the score into words. Raises ValueError for answers that cannot be."""
    return tell(instrument, score(instrument, answers), language)


def _band(band: Band | None) -> dict[str, str]:
    return {"band": _(band.label) if band else "", "level": band.level if band else ""}


def _part(part: Part, decimals: int) -> PartTold:
    if part.value is None:
        words = _("{answered} of {applicable} answered: too few for a score")
        said = words.format(answered=part.answered, applicable=part.applicable)
        return PartTold(_(part.label), None, written(None), said, "")
    return PartTold(_(part.label), part.value, written(part.value, decimals), **_band(part.band))


def _marks(instrument: Instrument, marks: tuple[Mark, ...]) -> tuple[MarksTold, ...]:
    found = []
    for code, title in [(s.code, s.title) for s in instrument.sections] or [("", "")]:
        for kind, label in MARKS.items():
            texts = tuple(_(m.text) for m in marks if (m.section, m.kind) == (code, kind))
            if texts:
                found.append(MarksTold(_(title), kind, _(label), texts))
    return tuple(found)
