"""Weighing one pair of people: log-odds for every field that agrees or differs, and the reasons in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import Struct
from rapidfuzz.distance import OSA

from caseapp.core.i18n import _
from caseapp.core.paths import resource
from caseapp.data.search.documents import PLACE, Row, national
from caseapp.data.search.weighing_names import Counts, Names, NameWeighing

_LEAST_PEOPLE = 20


@cache
def shipped() -> Any:
    """The weights and levels as they come with the program."""
    return json.loads(resource("names", "weights.json").read_text(encoding="utf-8"))


_own: dict[
    str, float
] = {}  # what this office estimated from its own decisions: takes the place of the shipped ones


def weights() -> Any:
    """The weights in force: shipped ones, or the office's own estimate laid over them."""
    return _merged(tuple(sorted(_own.items()))) if _own else shipped()


def use(own: Mapping[str, float]) -> None:
    """Lay an office's own weights over the shipped ones: names as `flat` gives them. Empty: the shipped ones alone."""
    _own.clear()
    _own.update(own)


@cache
def _merged(own: tuple[tuple[str, float], ...]) -> Any:
    made = json.loads(json.dumps(shipped()))
    for name, value in own:
        group, _dot, level = name.partition(".")
        made["weights"][group][level] = value
    return made


def flat(nested: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """`{"year": {"same": 3.0}}` as `{"year.same": 3.0}`."""
    return {f"{group}.{level}": value for group, levels in nested.items() for level, value in levels.items()}


@cache
def _flat(own: tuple[tuple[str, float], ...]) -> dict[str, float]:
    return flat((_merged(own) if own else shipped())["weights"])


class Weighed(Struct, frozen=True):
    """How likely the two are one person, and why."""

    probability: float
    reasons: tuple[str, ...]


class Compared(Struct, frozen=True):
    """How two people agree: `names` as weighed, the level of every other field, whether one is family of the other."""

    names: Names
    levels: tuple[str, ...]
    family: bool

    def features(self) -> tuple[str, ...]:
        """Every weight that counts for this pair, by name."""
        return (*self.names.features, *self.levels)


class Weighing:
    """Weighs people against one who is about to be registered."""

    def __init__(self, wanted: Row, counts: Counts) -> None:
        self._wanted, self._counts, self._rules = wanted, counts, weights()
        self._weights = _flat(tuple(sorted(_own.items())))
        self._names = NameWeighing(wanted.name, counts, self._rules["names"], self._weights)
        self._phones, self._identities = wanted.phones.split(), wanted.identities.split()
        self._places = wanted.place.replace(PLACE, "").split("|")
        self.beforehand = math.log(self._rules["expected_duplicates"] / max(_LEAST_PEOPLE, counts.people))
        self._prior = self.beforehand + self._weights["base.all"]

    def weigh(self, other: Row, least: float | None = None) -> Weighed | None:
        """None when it is not worth mentioning:

        less likely than `least` (the level "possible"), or a brother, sister or another of the household.
        """
        found = self.compare(other)
        if found.family:
            return None
        odds = self._prior + found.names.odds + sum(map(self._weights.__getitem__, found.features()))
        probability = 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))
        if probability < (self._rules["levels"]["possible"] if least is None else least):
            return None
        return Weighed(probability, self._reasons(found, other))

    def compare(self, other: Row) -> Compared:
        """How the two agree, field by field."""
        names = self._names.weigh(other.name, other.other)
        identity = self._identity(other)
        levels = (
            identity,
            self._phone(other),
            *self._birth(other),
            self._place(other),
            self._sex(other),
            self._mother(other),
        )
        family = names.own_differs and identity not in ("identity.same", "identity.one_character")
        return Compared(names, tuple(level for level in levels if level), family)

    def _reasons(self, found: Compared, other: Row) -> tuple[str, ...]:
        said = {
            "identity.same": _("same identity number"),
            "identity.one_character": _("same identity number but for one character"),
            "phone.same": _("same phone"),
            "phone.same_shared": _("same phone"),
            "phone.one_digit": _("same phone but for one digit"),
            "birth_day.same": _("same date of birth") if self._wanted.year == other.year else "",
            "year.one": _("born within two years"),
            "year.two": _("born within two years"),
            "place.same": _("same village") if len(self._places) > 1 else _("same place"),
            "place.part": _("same area"),
            "mother.same": _("same mother’s name"),
        }
        if "year.same" in found.levels and "birth_day.same" not in found.levels:
            said["year.same"] = _("born the same year")
        levels = [said.get(level, "") for level in found.levels]
        at = sum(level.startswith(("identity", "phone")) for level in found.levels)
        return tuple(filter(None, (*levels[:at], *found.names.why(), *levels[at:])))

    def _sex(self, other: Row) -> str:
        known = {"f", "m"}
        if self._wanted.sex not in known or other.sex not in known:
            return ""
        return "sex.same" if self._wanted.sex == other.sex else "sex.different"

    def _birth(self, other: Row) -> Iterable[str]:
        if self._wanted.year is None or other.year is None:
            return ()
        apart = abs(self._wanted.year - other.year)
        return "year." + (
            ("same", "one", "two")[apart] if apart < 3 else "five" if apart <= 5 else "more"
        ), self._birth_day(other)

    def _birth_day(self, other: Row) -> str:
        mine, theirs, unsaid = self._wanted.birth_day, other.birth_day, self._rules["no_birth_day"]
        if not mine or not theirs or mine in unsaid or theirs in unsaid:
            return ""
        if mine == theirs:
            return "birth_day.same"
        return "birth_day.swapped" if mine == "-".join(reversed(theirs.split("-"))) else "birth_day.different"

    def _phone(self, other: Row) -> str:
        mine, theirs = self._phones, other.phones.split()
        if not mine or not theirs:
            return ""
        same = set(mine) & set(theirs)
        if same:
            shared = min(self._counts.phone(number) for number in same) >= self._rules["phone_shared_from"]
            return "phone.same_shared" if shared else "phone.same"
        pairs = ((national(a), national(b)) for a in mine for b in theirs)
        near = any(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs)
        return "phone.one_digit" if near else "phone.different"

    def _identity(self, other: Row) -> str:
        mine, theirs = self._identities, other.identities.split()
        if not mine or not theirs:
            return ""
        if not set(mine).isdisjoint(theirs):
            return "identity.same"
        near = any(len(a) >= 6 and OSA.distance(a, b, score_cutoff=1) <= 1 for a in mine for b in theirs)
        return "identity.one_character" if near else "identity.different"

    def _place(self, other: Row) -> str:
        mine, theirs = self._places, other.place.replace(PLACE, "").split("|")
        if not mine[0] or not theirs[0]:
            return ""
        if mine[0] == theirs[0]:
            return "place.same"
        return "place.different" if set(mine).isdisjoint(theirs) else "place.part"

    def _mother(self, other: Row) -> str:
        mine, theirs = self._wanted.mother.split(), other.mother.split()
        if not mine or not theirs:
            return ""
        alike = self._names.alike
        return "mother.same" if any(alike(a, b) for a in mine for b in theirs) else "mother.different"
