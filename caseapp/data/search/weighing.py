"""Weighing one pair of people: log-odds for every field that agrees or differs, and the reasons in words."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from caseapp.core.i18n import _
from caseapp.core.paths import resource
from caseapp.data.search.documents import PLACE, Row, national
from caseapp.data.search.weighing_names import Counts, NameWeighing


@cache
def weights() -> Any:
    """The weights and levels as shipped."""
    return json.loads(resource("names", "weights.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Weighed:
    """How likely the two are one person, and why."""

    probability: float
    reasons: tuple[str, ...]


class Weighing:
    """Weighs people against one who is about to be registered."""

    def __init__(self, wanted: Row, counts: Counts) -> None:
        self._wanted, self._counts, self._weights = wanted, counts, weights()
        self._names = NameWeighing(wanted.name, counts, self._weights["name"])
        self._prior = math.log(self._weights["expected_duplicates"] / max(20, counts.people))

    def weigh(self, other: Row) -> Weighed | None:
        """None when it is not worth mentioning:

        too unlikely, or a brother, sister or another of the household.
        """
        names = self._names.weigh(other.name, other.other)
        identity, identity_why = self._identity(other)
        if names.own_differs and identity < self._weights["identity"]["one_character"]:
            return None
        phone, phone_why = self._phone(other)
        birth, birth_why = self._birth(other)
        place, place_why = self._place(other)
        odds = self._prior + names.odds + identity + phone + birth + place + self._sex(other)
        probability = 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))
        if probability < self._weights["levels"]["possible"]:
            return None
        reasons = (identity_why, phone_why, *names.why(), birth_why, place_why)
        return Weighed(probability, tuple(reason for reason in reasons if reason))

    def _sex(self, other: Row) -> float:
        known = {"f", "m"}
        if self._wanted.sex not in known or other.sex not in known:
            return 0.0
        return float(self._weights["sex"]["same" if self._wanted.sex == other.sex else "different"])

    def _birth(self, other: Row) -> tuple[float, str]:
        if self._wanted.year is None or other.year is None:
            return 0.0, ""
        apart = abs(self._wanted.year - other.year)
        weight = self._weights["year"]
        step = {0: "same", 1: "one", 2: "two"}.get(apart, "five" if apart <= 5 else "more")
        day, said = self._birth_day(other)
        if apart == 0:
            return weight[step] + day, said or _("born the same year")
        return weight[step] + day, _("born within two years") if apart <= 2 else ""

    def _birth_day(self, other: Row) -> tuple[float, str]:
        weight, mine, theirs = self._weights["birth_day"], self._wanted.birth_day, other.birth_day
        if not mine or not theirs or mine in weight["no_weight"] or theirs in weight["no_weight"]:
            return 0.0, ""
        if mine == theirs:
            return float(weight["same"]), _("same date of birth") if self._wanted.year == other.year else ""
        if mine == "-".join(reversed(theirs.split("-"))):
            return float(weight["swapped"]), ""
        return float(weight["different"]), ""

    def _phone(self, other: Row) -> tuple[float, str]:
        weight, mine, theirs = self._weights["phone"], self._wanted.phones.split(), other.phones.split()
        if not mine or not theirs:
            return 0.0, ""
        same = set(mine) & set(theirs)
        if same:
            shared = min(self._counts.phone(number) for number in same) >= weight["shared_from"]
            return float(weight["same_shared" if shared else "same"]), _("same phone")
        pairs = ((national(a), national(b)) for a in mine for b in theirs)
        if any(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs):
            return float(weight["one_digit"]), _("same phone but for one digit")
        return float(weight["different"]), ""

    def _identity(self, other: Row) -> tuple[float, str]:
        weight, mine, theirs = (
            self._weights["identity"],
            self._wanted.identities.split(),
            other.identities.split(),
        )
        if not mine or not theirs:
            return 0.0, ""
        if set(mine) & set(theirs):
            return float(weight["same"]), _("same identity number")
        if any(len(a) >= 6 and OSA.distance(a, b, score_cutoff=1) <= 1 for a in mine for b in theirs):
            return float(weight["one_character"]), _("same identity number but for one character")
        return float(weight["different"]), ""

    def _place(self, other: Row) -> tuple[float, str]:
        weight = self._weights["place"]
        mine, theirs = (r.place.replace(PLACE, "").split("|") for r in (self._wanted, other))
        if not mine[0] or not theirs[0]:
            return 0.0, ""
        if mine[0] == theirs[0]:
            return float(weight["same"]), _("same village") if len(mine) > 1 else _("same place")
        if set(mine) & set(theirs):
            return float(weight["part"]), _("same area")
        return float(weight["different"]), ""
