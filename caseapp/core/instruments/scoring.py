"""Scores of given answers. Missing answers are shown and never made up: what cannot be said without them has no score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from caseapp.core.i18n import N_, _, n_
from caseapp.core.instruments.asking import Asked, answer_problems, kept, states
from caseapp.core.instruments.model import RISK, Answers, Band, Dimension, Instrument, Item, Weights

RULES = ("sum", "count_at_least", "weighted_mean", "marks", "difference", "none")


class Part(Struct, frozen=True):
    """The score of one dimension; None when too little of what applies is answered."""

    code: str
    label: str
    value: float | None
    band: Band | None
    answered: int
    applicable: int


class Mark(Struct, frozen=True):
    """An answer that marks a risk or a protection, and the section it belongs to."""

    kind: str
    section: str
    text: str


class Score(Struct, frozen=True):
    """`value` and `band` are None when too much is missing to say;

    `missing` names the questions without a value. `triggers` are the codes of what must follow these answers,
    known also when there is no score. `label` is what must stand beside the score.
    """

    value: float | None
    raw: float | None
    band: Band | None
    missing: tuple[str, ...]
    advice: str
    triggers: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    marks: tuple[Mark, ...] = ()
    label: str = ""
    weights_version: str = ""


class _Unit(Struct, frozen=True):
    """A question, or questions that count together as one: in its dimension it has one value and one weight."""

    code: str
    dimension: str
    applies: bool
    value: float | None


def score(instrument: Instrument, answers: Answers, weights: Weights | None = None) -> Score:
    """Score the answers, with the questionnaire's own weights or others. Raises ValueError naming every answer that
    cannot be.

    A sum needs every answer. Counting answers from a level up is certain as soon as one reaches it, also with
    others missing; none reaching it is said only when all are answered.
    """
    if problems := answer_problems(instrument, answers):
        raise ValueError("; ".join(problems))
    weights = weights or instrument.weights
    told = states(instrument, answers)
    counted = {
        item.code: _worth(item, answers, told[item.code], weights) for item in instrument.items if item.scored
    }
    missing = tuple(
        code for code, value in counted.items()
        if value is None and _applies(instrument.by_code[code], answers, told[code])
    )  # fmt: skip
    parts = _parts(instrument, counted, answers, told, weights)
    marks = _marks(instrument, kept(instrument, answers))
    raw = _raw(instrument, counted, missing, parts, marks, weights)
    triggers = triggered(instrument, answers)
    label, version = _label(instrument, weights), weights.version
    if raw is None:
        unscored = instrument.scoring.rule == "none"
        why = _("This questionnaire has no score.") if unscored else _missing_words(len(missing))
        return Score(None, None, None, missing, why, triggers, parts, marks, label, version)
    value = rounded(raw * instrument.scoring.times, instrument.scoring.decimals)
    band = _band(instrument, value)
    advice = _(band.advice) if band else ""
    return Score(value, raw, band, missing, advice, triggers, parts, marks, label, version)


def _label(instrument: Instrument, weights: Weights) -> str:
    """What a score is called wherever it stands: by its weights, or with the caution for having none."""
    return weights.label or instrument.scoring.caution or instrument.scoring.label


def rounded(value: float, decimals: int) -> float:
    """Half up, as people round; a whole number as an int."""
    if not decimals:
        return math.floor(value + 0.5) if not float(value).is_integer() else int(value)
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5 + 1e-9) / scale


def _applies(item: Item, answers: Answers, state: Asked) -> bool:
    """Whether a question is about this person: not when it was skipped for good, or answered so."""
    if state is Asked.NO:
        return False
    return all(option.applies for option in item.chosen(answers.get(item.code)))


def _worth(item: Item, answers: Answers, state: Asked, weights: Weights) -> float | None:
    """What an answer is worth; None for none, and for one that does not count. Of several the best counts."""
    answer = answers.get(item.code)
    if answer is None or state is not Asked.YES:
        return None
    if item.kind == "number":
        return float(answer)
    own = weights.points.get(item.code, {})
    found = [own.get(o.value, o.worth) for o in item.chosen(answer) if o.counts and o.applies]
    return max(found, default=None)


def _raw(
    instrument: Instrument, counted: dict[str, float | None], missing: Sequence[str], parts: Sequence[Part],
    marks: Sequence[Mark], weights: Weights,
) -> float | None:  # fmt: skip
    rule, values = instrument.scoring, [value for value in counted.values() if value is not None]
    if rule.rule == "none":
        return None
    if rule.rule == "count_at_least":
        reached = sum(value >= rule.at_least for value in values)
        return None if missing and not reached else reached
    if rule.rule == "weighted_mean":
        return _mean([(weights.dimensions.get(p.code, 1.0), p.value) for p in parts])
    if rule.rule == "difference":
        return _difference(instrument, counted)
    if missing:
        return None
    return sum(mark.kind == RISK for mark in marks) if rule.rule == "marks" else sum(values)


def _difference(instrument: Instrument, counted: dict[str, float | None]) -> float | None:
    """What comes in less what goes out; unknown as soon as one amount is."""
    plus = [counted[code] for code in instrument.scoring.plus]
    minus = [counted[code] for code in instrument.scoring.minus]
    if None in plus or None in minus:
        return None
    return sum(v for v in plus if v is not None) - sum(v for v in minus if v is not None)


def _mean(pairs: Sequence[tuple[float, float | None]]) -> float | None:
    """Σ weight times value / Σ weight; unknown when a value is, or when nothing counts."""
    known = [(weight, value) for weight, value in pairs if value is not None]
    whole = sum(weight for weight, _value in known)
    if len(known) < len(pairs) or whole <= 0:
        return None
    return sum(weight * value for weight, value in known) / whole


def _parts(
    instrument: Instrument, counted: dict[str, float | None], answers: Answers, told: dict[str, Asked],
    weights: Weights,
) -> tuple[Part, ...]:  # fmt: skip
    if instrument.scoring.rule != "weighted_mean":
        return ()
    units = _units(instrument, counted, answers, told)
    return tuple(
        _part(instrument, d, [u for u in units if u.dimension == d.code], weights)
        for d in instrument.dimensions
    )


def _part(instrument: Instrument, dimension: Dimension, units: Sequence[_Unit], weights: Weights) -> Part:
    """The weighted mean of what is answered, if that is enough of what applies."""
    applicable = [unit for unit in units if unit.applies]
    known = [unit for unit in applicable if unit.value is not None]
    enough = bool(known) and len(known) >= instrument.scoring.least_share * len(applicable) - 1e-9
    mean = _mean([(weights.items.get(u.code, 1.0), u.value) for u in known]) if enough else None
    value = None if mean is None else rounded(mean, 12)
    band = None if value is None else _band(instrument, rounded(value, instrument.scoring.decimals))
    return Part(dimension.code, dimension.label, value, band, len(known), len(applicable))


def _units(
    instrument: Instrument, counted: dict[str, float | None], answers: Answers, told: dict[str, Asked]
) -> list[_Unit]:
    """Single questions, and groups of questions: a group has a value when all its questions have one."""
    made: dict[str, list[Item]] = {}
    for code in counted:
        item = instrument.by_code[code]
        made.setdefault(item.group or code, []).append(item)
    return [
        _Unit(
            code, members[0].dimension, any(_applies(item, answers, told[item.code]) for item in members),
            _mean([(1.0, counted[item.code]) for item in members]),
        )
        for code, members in made.items()
    ]  # fmt: skip


def _band(instrument: Instrument, value: float) -> Band | None:
    return next((band for band in instrument.bands if band.holds(value)), None)


def _marks(instrument: Instrument, answers: Answers) -> tuple[Mark, ...]:
    """The risks and protections that were named, in the order of the questions."""
    return tuple(
        Mark(option.mark, item.section, option.label if item.kind == "many" else item.domain or item.text)
        for item in instrument.items if item.code in answers
        for option in item.chosen(answers[item.code]) if option.mark
    )  # fmt: skip


def triggered(instrument: Instrument, answers: Answers) -> frozenset[str]:
    """The codes of what must follow these answers, whatever the score and however many are missing."""
    found: set[str] = set()
    for item in instrument.items:
        for option in item.chosen(answers.get(item.code)):
            found |= {option.trigger, item.trigger if option.counts and option.worth > 0 else ""}
    return frozenset(found - {""})


def follows(instrument: Instrument, scored: Score) -> str:
    """The code of the questionnaire that should follow this score; nothing when none should."""
    rule = instrument.goes_on
    return rule.to if rule and scored.value is not None and scored.value >= rule.at_least else ""


def carried(before: Instrument, answers: Answers, after: Instrument) -> dict[str, Any]:
    """The answers that a following questionnaire asks for too, in the same words with the same options."""
    return {
        code: answers[code] for code, item in after.by_code.items()
        if code in answers and code in before.by_code
        and (before.by_code[code].text, before.by_code[code].options) == (item.text, item.options)
    }  # fmt: skip


def _missing_words(count: int) -> str:
    return n_("No score: {count} answer is missing.", "No score: {count} answers are missing.", count)


BETTER, WORSE, SAME = N_("Better than before"), N_("Worse than before"), N_("No meaningful change")


def change(instrument: Instrument, before: Score, now: Score) -> str:
    """How a score moved since the one before, in words;

    empty when either is missing or no size is known to matter.
    """
    least = instrument.scoring.meaningful_change
    if least is None or before.value is None or now.value is None:
        return ""
    moved = now.value - before.value
    if abs(moved) < least - 1e-9:
        return _(SAME)
    return _(BETTER) if (moved > 0) == (instrument.scoring.higher_is == "better") else _(WORSE)


def written(value: float | None, decimals: int = 0) -> str:
    """A score as it is written: `12`, `0.62`, `1,250`; a dash for none."""
    return _("–") if value is None else f"{value:,.{decimals}f}"
