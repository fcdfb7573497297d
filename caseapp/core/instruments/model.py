"""What a questionnaire is made of. Texts are in the language of its file; show them with `_`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from caseapp.core import codes as code_lists
from caseapp.core.i18n import _

Answer = int | float | str | Sequence[int]
Answers = Mapping[str, Any]  # question code -> number of the option, several of them, an amount, or words
Kind = Literal["one", "many", "number", "text"]
Level = Literal["ok", "warn", "bad"]

SELF_HARM = "self_harm"  # the trigger of thoughts of ending one's life or harming oneself
WANTS_SUPPORT = "wants_support"  # the trigger of a wish for psychological support: offers the MHPSS referral
RISK, PROTECTION = "risk", "protection"  # what an answer marks in a screening


class Option(Struct, frozen=True):
    """An answer. One that does not count (refused, does not know) leaves its question without a value.

    `points` replaces `value` in scoring. `applies` is False for an answer by which the question is not about this
    person. `alone` goes with no other answer of its question. `trigger` names what must follow; `mark` is risk or
    protection.
    """

    value: int
    label: str
    counts: bool = True
    points: float | None = None
    applies: bool = True
    alone: bool = False
    trigger: str = ""
    mark: str = ""

    @property
    def worth(self) -> float:
        return self.value if self.points is None else self.points


class Condition(Struct, frozen=True):
    """Holds when another question was answered with one of `among`, or with `at_least` so much."""

    item: str
    among: tuple[int, ...] = ()
    at_least: float | None = None


class Item(Struct, frozen=True):
    """A question. `domain` is its short name in tables; `trigger` names what must follow any answer worth more than 0.

    It is asked when all of `when` hold. `scored` is False for what only explains another answer. Questions of one
    `group` count together as one. Amounts of money are whole units of the office's currency.
    """

    code: str
    text: str
    domain: str = ""
    trigger: str = ""
    kind: Kind = "one"
    options: tuple[Option, ...] = ()
    section: str = ""
    dimension: str = ""
    group: str = ""
    when: tuple[Condition, ...] = ()
    scored: bool = True
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def option(self, value: Any) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def chosen(self, answer: Any) -> tuple[Option, ...]:
        """The options an answer names, in their order on the form."""
        if answer is None:
            return ()
        given = tuple(answer) if isinstance(answer, list | tuple) else (answer,)
        return tuple(option for option in self.options if option.value in given)


class Section(Struct, frozen=True):
    """Questions asked together under a title."""

    code: str
    title: str
    hint: str = ""


class Dimension(Struct, frozen=True):
    """A part of the score with a score of its own."""

    code: str
    label: str


class Band(Struct, frozen=True):
    """A range of scores (both ends belong to it; None is open), what it is called, what it advises, how sure that is."""

    code: str
    first: float | None
    last: float | None
    label: str
    advice: str
    level: Level
    source: str

    def holds(self, value: float) -> bool:
        return (self.first is None or value >= self.first) and (self.last is None or value <= self.last)


class Scoring(Struct, frozen=True):
    """How answers become a score.

    `sum`: add them, times `times`. `count_at_least`: how many reach `at_least`. `weighted_mean`: a mean per dimension
    of answers from 0 to 1, and one over the dimensions, when at least `least_share` of what applies is answered.
    `marks`: how many answers mark a risk. `difference`: `plus` less `minus`. `none`: there is none.
    """

    rule: str
    lowest: float = 0
    highest: float | None = None
    higher_is: Literal["better", "worse"] = "better"
    times: int = 1
    at_least: int = 0
    decimals: int = 0
    least_share: float = 0.8
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    meaningful_change: float | None = None
    change_source: str = ""
    label: str = ""  # what the number is
    caution: str = ""  # what must be said beside every score made without imported weights
    unit: str = ""


class Weights(Struct, frozen=True):
    """What each question and dimension counts, and another worth for single answers; a version of its own."""

    version: str
    label: str
    source: str = ""
    dimensions: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    items: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    points: Mapping[str, Mapping[int, float]] = field(default_factory=lambda: MappingProxyType({}))


class Round(Struct, frozen=True):
    """When a questionnaire is due again: months after the case was opened."""

    code: str
    label: str
    months: int


class GoesOn(Struct, frozen=True):
    """From `at_least` this score the questionnaire `to` follows; what both ask is not asked again."""

    to: str
    at_least: float
    source: str


class Instrument(Struct, frozen=True):
    """A questionnaire with its wording, licence, rule of scoring and bands."""

    code: str
    version: str
    title: str
    short: str
    purpose: str
    source: str
    licence: str
    language: str
    intro: str
    items: tuple[Item, ...]
    scoring: Scoring
    bands: tuple[Band, ...] = ()
    sections: tuple[Section, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    rounds: tuple[Round, ...] = ()
    goes_on: GoesOn | None = None
    weights: Weights = Weights("", "")
    not_validated_in: frozenset[str] = frozenset()
    not_validated_note: str = ""
    validity: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    min_age: int = 0
    compartment: str = ""  # sealed section its answers belong to; nothing for the open ones
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers the first question offers; most questionnaires offer them throughout."""
        return next((item.options for item in self.items if item.options), ())

    def banner(self, language: str) -> str:
        """A warning to show above the score in a language without a validated cut-off; empty otherwise.

        `language` is a code of the list `languages` or ISO 639-1, which the files of questionnaires use.
        """
        short = iso(language)
        if short in self.not_validated_in:
            return _(self.not_validated_note)
        return _(self.validity.get(short, ""))

    def section_of(self, item: Item) -> str:
        """The title of the section a question stands in; nothing when there are no sections."""
        return next((_(s.title) for s in self.sections if s.code == item.section), "")

    def spoken(self, language: str) -> Instrument:
        """The same in another language, as far as its file holds an official translation; else itself.

        What a translation leaves out stays in the language of the file.
        """
        words = self.translations.get(iso(language))
        if not words:
            return self
        items = tuple(
            replace(
                item,
                text=words.get(item.text, item.text),
                options=tuple(_said(o, words) for o in item.options),
            )
            for item in self.items
        )
        return replace(self, intro=words.get(self.intro, self.intro), items=items)


def _said(option: Option, words: Mapping[str, str]) -> Option:
    return replace(option, label=words.get(option.label, option.label))


def iso(language: str) -> str:
    """The ISO 639-1 code of a language of the list `languages`; itself when it has none."""
    known = code_lists.get("languages", language)
    return str(known.extra.get("iso1", language)) if known else language
