"""Questionnaires as data: one file each in `resources/instruments/`, loaded, answered, scored with advice.

Scores advise, people decide. Missing answers are shown and never made up: what cannot be said without them
has no score. Raw answers are what is kept; scores can always be worked out again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from caseapp.core import codes as code_lists
from caseapp.core.i18n import N_, _, n_
from caseapp.core.paths import resource

RULES = ("sum", "count_at_least")
SELF_HARM = "self_harm"  # the trigger of thoughts of ending one's life or harming oneself


@dataclass(frozen=True)
class Option:
    """An answer. One that does not count (refused, does not know) leaves its item without a value.

    `trigger` names what must follow when it is given.
    """

    value: int
    label: str
    counts: bool = True
    trigger: str = ""


@dataclass(frozen=True)
class Item:
    """A question. `domain` is its short name in tables. `trigger` names what must follow any answer above 0."""

    code: str
    text: str
    domain: str = ""
    trigger: str = ""


@dataclass(frozen=True)
class Band:
    """A range of scores (both ends belong to it), what it is called, what it advises, and how sure that
    is.
    """

    code: str
    first: int
    last: int
    label: str
    advice: str
    level: Literal["ok", "warn", "bad"]
    source: str


@dataclass(frozen=True)
class Scoring:
    """`sum`: add the answers, times `times`. `count_at_least`: how many answers reach `at_least`."""

    rule: str
    lowest: int
    highest: int
    higher_is: Literal["better", "worse"]
    times: int = 1
    at_least: int = 0
    meaningful_change: int | None = None
    change_source: str = ""


@dataclass(frozen=True)
class Instrument:
    """A questionnaire with its wording, licence, rule of scoring and bands. Texts are English;

    show them with `_`.
    """

    code: str
    version: str
    title: str
    short: str
    purpose: str
    source: str
    licence: str
    language: str
    intro: str
    options: tuple[Option, ...]
    items: tuple[Item, ...]
    scoring: Scoring
    bands: tuple[Band, ...]
    not_validated_in: frozenset[str] = frozenset()
    not_validated_note: str = ""
    min_age: int = 0
    compartment: str = ""  # sealed section its answers belong to; nothing for the open ones

    def option(self, value: int) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def banner(self, language: str) -> str:
        """A warning to show above the score in a language without a validated cut-off; empty otherwise.

        `language` is a code of the list `languages` or ISO 639-1, which the files of questionnaires use.
        """
        known = code_lists.get("languages", language)
        short = known.extra.get("iso1", language) if known else language
        return _(self.not_validated_note) if short in self.not_validated_in else ""


@dataclass(frozen=True)
class Score:
    """`value` and `band` are None when too much is missing to say;

    `missing` names the items without a value. `triggers` are the codes of what must follow these answers,
    known also when there is no score.
    """

    value: int | None
    raw: int | None
    band: Band | None
    missing: tuple[str, ...]
    advice: str
    triggers: frozenset[str] = frozenset()


@cache
def codes() -> tuple[str, ...]:
    """The codes of all questionnaires."""
    return tuple(sorted(path.stem for path in resource("instruments").glob("*.json")))


@cache
def load(code: str) -> Instrument:
    """A shipped questionnaire.

    Raises KeyError for an unknown code and ValueError when its file is not sound.
    """
    if code not in codes():
        raise KeyError(code)
    data = json.loads(resource("instruments", f"{code}.json").read_text(encoding="utf-8"))
    return read(data)


def read(data: Mapping[str, Any]) -> Instrument:
    """A questionnaire from its file's content. Raises ValueError naming everything that is wrong with it."""
    if problems := file_problems(data):
        raise ValueError("; ".join(problems))
    texts = {name: data[name] for name in _TEXTS}
    return Instrument(
        **texts,
        options=tuple(
            Option(o["value"], o["label"], o.get("counts", True), o.get("trigger", ""))
            for o in data["options"]
        ),
        items=tuple(
            Item(i["code"], i["text"], i.get("domain", ""), i.get("trigger", "")) for i in data["items"]
        ),
        scoring=Scoring(**data["scoring"]),
        bands=tuple(_band(band) for band in data["bands"]),
        not_validated_in=frozenset(data.get("not_validated_in", ())),
        not_validated_note=data.get("not_validated_note", ""),
        min_age=data.get("min_age", 0),
        compartment=data.get("compartment", ""),
    )


_TEXTS = ("code", "version", "title", "short", "purpose", "source", "licence", "language", "intro")


def _band(data: Mapping[str, Any]) -> Band:
    return Band(
        data["code"], data["from"], data["to"], data["label"], data["advice"], data["level"], data["source"]
    )


def file_problems(data: Mapping[str, Any]) -> list[str]:
    """What is wrong with a questionnaire's file, one sentence each; empty when it is sound."""
    needed = (*_TEXTS, "options", "items", "scoring", "bands")
    if absent := [name for name in needed if name not in data]:
        return [f"{name} is not there" for name in absent]
    problems = [f"{name} is empty" for name in needed if not data[name]]
    problems += _twice("item", [item["code"] for item in data["items"]])
    problems += _twice("answer", [option["value"] for option in data["options"]])
    scoring = data["scoring"]
    if scoring["rule"] not in RULES:
        problems.append(f"{scoring['rule']} is no rule of scoring")
    return problems + _band_problems(data["bands"], scoring["lowest"], scoring["highest"])


def _twice(what: str, values: list[Any]) -> list[str]:
    return [f"{what} {value} stands twice" for value in dict.fromkeys(values) if values.count(value) > 1]


def _band_problems(bands: list[Mapping[str, Any]], lowest: int, highest: int) -> list[str]:
    """Bands must cover every score from the lowest to the highest once."""
    problems, expected = [], lowest
    for band in sorted(bands, key=lambda b: b["from"]):
        if band["from"] != expected or band["to"] < band["from"]:
            problems.append(f"band {band['code']} should begin at {expected}")
        expected = band["to"] + 1
    if expected != highest + 1:
        problems.append(f"bands end at {expected - 1}, scores at {highest}")
    return problems


# --- answering and scoring


def answer_problems(instrument: Instrument, answers: Mapping[str, int]) -> list[str]:
    """What is wrong with given answers, one sentence each, in the current language;

    missing ones are no problem.
    """
    known = {item.code: item for item in instrument.items}
    problems = []
    for code, value in answers.items():
        if code not in known:
            problems.append(_("There is no question {code}.").format(code=code))
        elif isinstance(value, bool) or not isinstance(value, int) or instrument.option(value) is None:
            text = _("{value} is not one of the answers to: {question}")
            problems.append(text.format(value=value, question=_(known[code].text)))
    return problems


def score(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    """Score the answers (item code -> value). Raises ValueError naming every answer that cannot be.

    A sum needs every item. Counting items from a level up is certain as soon as one reaches it, also with
    others missing; none reaching it is said only when all are answered.
    """
    if problems := answer_problems(instrument, answers):
        raise ValueError("; ".join(problems))
    counted = {item.code: _counted(instrument, answers.get(item.code)) for item in instrument.items}
    missing = tuple(code for code, value in counted.items() if value is None)
    values = [value for value in counted.values() if value is not None]
    raw, triggers = _raw(instrument.scoring, values, bool(missing)), triggered(instrument, answers)
    if raw is None:
        return Score(None, None, None, missing, _missing_words(len(missing)), triggers)
    value = raw * instrument.scoring.times
    band = next(b for b in instrument.bands if b.first <= value <= b.last)
    return Score(value, raw, band, missing, _(band.advice), triggers)


def triggered(instrument: Instrument, answers: Mapping[str, int]) -> frozenset[str]:
    """The codes of what must follow these answers, whatever the score and however many are missing."""
    found = set()
    for item in instrument.items:
        option = instrument.option(answers[item.code]) if item.code in answers else None
        if option:
            found |= {option.trigger, item.trigger if option.counts and option.value > 0 else ""}
    return frozenset(found - {""})


def _counted(instrument: Instrument, value: int | None) -> int | None:
    option = instrument.option(value) if value is not None else None
    return option.value if option and option.counts else None


def _raw(scoring: Scoring, values: list[int], incomplete: bool) -> int | None:
    if scoring.rule == "count_at_least":
        reached = sum(value >= scoring.at_least for value in values)
        return None if incomplete and not reached else reached
    return None if incomplete else sum(values)


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
    if abs(moved) < least:
        return _(SAME)
    return _(BETTER) if (moved > 0) == (instrument.scoring.higher_is == "better") else _(WORSE)
