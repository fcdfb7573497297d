"""Weighing one pair of people: log-odds for every field that agrees or differs, and the reasons in words."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from rapidfuzz.distance import OSA

from caseapp.core.i18n import _
from caseapp.core.names import Reason, similar
from caseapp.core.paths import resource
from caseapp.data.search.documents import PLACE, Row, key_terms, national
from caseapp.data.search.query import ways


@cache
def weights() -> Any:
    """The weights and levels as shipped."""
    return json.loads(resource("names", "weights.json").read_text(encoding="utf-8"))


class Counts(Protocol):
    """How common things are in this office."""

    people: int

    def word(self, term: str) -> int: ...

    def phone(self, digits: str) -> int: ...


@dataclass(frozen=True)
class Weighed:
    """How likely the two are one person, and why."""

    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Names:
    """How the names agree:

    log-odds, the weakest agreement, whether in order, whether the own names differ.
    """

    odds: float
    agreed: tuple[Reason, ...]
    in_order: bool
    own_differs: bool
    missing: bool


class Weighing:
    """Weighs people against one who is about to be registered."""

    def __init__(self, wanted: Row, counts: Counts) -> None:
        self._wanted, self._counts, self._weights = wanted, counts, weights()
        self._own = tuple(wanted.name.replace("|", " ").split())
        self._own_length = len(wanted.name.split("|")[0].split())
        self._prior = math.log(self._weights["expected_duplicates"] / max(20, counts.people))

    def weigh(self, other: Row) -> Weighed | None:
        """None when it is not worth mentioning:

        too unlikely, or a brother, sister or another of the household.
        """
        names = self._names(other)
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
        reasons = (identity_why, phone_why, *_names_why(names), birth_why, place_why)
        return Weighed(probability, tuple(reason for reason in reasons if reason))

    # --- names

    def _names(self, other: Row) -> _Names:
        own = tuple(other.name.replace("|", " ").split())
        more = tuple(other.other.split())
        return max(
            (self._align(a, b, more) for a in ways(self._own) for b in ways(own)),
            key=lambda found: found.odds,
        )

    def _align(self, mine: tuple[str, ...], theirs: tuple[str, ...], more: tuple[str, ...]) -> _Names:
        """Each of my names with the most alike of theirs, my first name first;

        nicknames count a little less.
        """
        odds, agreed, positions = 0.0, [], []
        taken: set[int] = set()
        differs = []
        for position, word in enumerate(mine):
            best = self._best(word, position, theirs, taken)
            if best is None:
                nick = max((similar(word, nick) for nick in more), key=lambda s: s.score, default=None)
                if nick and nick.score >= 0.8:
                    odds += self._agreement(word, nick.reason) + self._weights["name"]["nickname"]
                    agreed.append(nick.reason)
                else:
                    differs.append(position)
                continue
            taken.add(best[0])
            positions.append(best[0])
            agreed.append(best[1])
            odds += self._agreement(word, best[1])
        in_order = positions == sorted(positions)
        left_over = len(theirs) - len(taken)
        odds += self._differences(differs, left_over) + (
            0 if in_order else self._weights["name"]["out_of_place"]
        )
        own_differs = bool(differs) and differs[0] < max(1, self._own_length) and left_over > 0
        return _Names(odds, tuple(agreed), in_order, own_differs, bool(differs) or left_over > 0)

    def _best(
        self, word: str, position: int, theirs: tuple[str, ...], taken: set[int]
    ) -> tuple[int, Reason] | None:
        found = [
            (alike.score, -abs(i - position), -i, alike.reason)
            for i, token in enumerate(theirs)
            if i not in taken
            and (alike := similar(word, token)).score >= 0.7
            and alike.reason is not Reason.BEGINS
        ]
        if not found:
            return None
        _score, _distance, i, reason = max(found)
        return -i, reason

    def _agreement(self, word: str, reason: Reason) -> float:
        """Log of how much more often the same person's names agree so than two strangers' do."""
        weight = self._weights["name"]
        share = min(self._counts.word(term) for term in key_terms(word)) / max(20, self._counts.people)
        odds = min(weight["rarest"], math.log(weight["agree"] / min(0.9, share)))
        lowered = {Reason.ALIKE: weight["alike"], Reason.NEAR: weight["near"]}.get(reason, 0.0)
        return float(max(0.0, odds + lowered))

    def _differences(self, differs: list[int], left_over: int) -> float:
        """A name on one side only says nothing; one that differs on both sides speaks against."""
        weight = self._weights["name"]["different"]
        return float(sum(weight[min(position, len(weight) - 1)] for position in differs[:left_over]))

    # --- everything else

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
        odds = float(
            weight[
                "same"
                if not apart
                else "one"
                if apart == 1
                else "two"
                if apart == 2
                else "five"
                if apart <= 5
                else "more"
            ]
        )
        day, said = self._birth_day(other)
        if apart == 0:
            return odds + day, said or _("born the same year")
        return odds + day, _("born within two years") if apart <= 2 else ""

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


def _names_why(names: _Names) -> tuple[str, ...]:
    if not names.agreed:
        return ()
    said = []
    if names.missing:
        said.append(_("part of the name is the same"))
    elif Reason.NEAR in names.agreed:
        said.append(_("name is spelt almost the same"))
    elif {Reason.SOUND, Reason.ALIKE} & set(names.agreed):
        said.append(_("name sounds the same"))
    else:
        said.append(_("same name"))
    if not names.in_order:
        said.append(_("names in another order"))
    return tuple(said)
