"""Weighing the names of two people:

which of them agree, how rare those are, and whether the own names differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from rapidfuzz.distance import OSA

from caseapp.core.i18n import _
from caseapp.core.names import Reason, key, similar, told_apart
from caseapp.data.search.documents import key_terms
from caseapp.data.search.query import ways

_ALIKE_FROM = 0.7
_UNCLEAR_FROM = 0.6
_LOWERED = {Reason.ALIKE: "name.alike", Reason.NEAR: "name.near"}
_DIFFERENT = ("name.different_1", "name.different_2", "name.different_3")


# As if so many more people with other names were on file: in a small office one namesake is not yet a common name.
STRANGERS = 500


class Counts(Protocol):
    """How common things are in this office."""

    people: int

    def word(self, term: str) -> int: ...

    def phone(self, digits: str) -> int: ...


class Names(NamedTuple):
    """How the names agree:

    log-odds of the names that agree, how rare they are; the weights that count besides, by name; in which ways they
    agree, whether in order, whether the own names clearly differ.
    """

    odds: float
    features: tuple[str, ...]
    total: float
    agreed: tuple[Reason, ...]
    in_order: bool
    own_differs: bool
    missing: bool

    def why(self) -> list[str]:
        """The reasons in the current language."""
        if not self.agreed:
            return []
        said = [self._how()]
        if not self.in_order:
            said.append(_("names in another order"))
        return said

    def _how(self) -> str:
        if self.missing:
            return _("part of the name is the same")
        if Reason.NEAR in self.agreed:
            return _("name is spelt almost the same")
        if {Reason.SOUND, Reason.ALIKE} & set(self.agreed):
            return _("name sounds the same")
        return _("same name")


class NameWeighing:
    """Weighs names against those of one person; remembers what it has seen, since names repeat."""

    def __init__(self, name: str, counts: Counts, rules: Any, weights: Mapping[str, float]) -> None:
        self._counts, self._rules, self._weights = counts, rules, weights
        own = tuple(name.replace("|", " ").split())
        self._given = max(1, len(name.split("|")[0].split()))
        self._ways = ways(own)
        self._alike: dict[tuple[str, str], tuple[float, Reason]] = {}
        self._rarities: dict[str, float] = {}
        self._known: dict[tuple[str, str], Names] = {}

    def weigh(self, name: str, other: str) -> Names:
        """Against the name and other names of somebody on file (columns of the index)."""
        found = self._known.get((name, other))
        if found is None:
            theirs, more = tuple(name.replace("|", " ").split()), other.split()
            aligned = [self._align(a, b, more) for a in self._ways for b in ways(theirs)]
            found = self._known[name, other] = max(aligned, key=lambda names: names.total)
        return found

    def _align(self, mine: tuple[str, ...], theirs: tuple[str, ...], more: list[str]) -> Names:
        """Each of my names with the most alike of theirs, my first name first;

        nicknames count a little less.
        """
        odds, features, taken = 0.0, [], []  # type: float, list[str], list[int]
        agreed, differs = [], []  # type: list[Reason], list[int]
        for position, word in enumerate(mine):
            where, reason = self._best(word, position, theirs, taken)
            if where >= 0:
                taken.append(where)
            elif more and (nick := self._best(word, position, tuple(more), []))[0] >= 0:
                reason = nick[1]
                features.append("name.nickname")
            else:
                differs.append(position)
                continue
            agreed.append(reason)
            odds += self._rarity(word)
            if reason in _LOWERED:
                features.append(_LOWERED[reason])
        left = [token for i, token in enumerate(theirs) if i not in taken]
        in_order = taken == sorted(taken)
        if not in_order:
            features.append("name.out_of_place")
        features += (_DIFFERENT[min(position, 2)] for position in differs[: len(left)])
        features += ["name.missing"] * abs(len(differs) - len(left))
        own_differs = bool(left) and any(
            self._clearly_differs(mine[p], left) for p in differs if p < self._given
        )
        total = odds + sum(map(self._weights.__getitem__, features))
        return Names(
            odds, tuple(features), total, tuple(agreed), in_order, own_differs, bool(differs or left)
        )

    def alike(self, word: str, other: str) -> bool:
        """Whether two words are held to be the same name."""
        return (self._alike.get((word, other)) or self._compare(word, other))[0] > 0

    def _best(
        self, word: str, position: int, theirs: tuple[str, ...], taken: list[int]
    ) -> tuple[int, Reason]:
        """Where the most alike name stands, the nearest place first; -1 when none is alike."""
        best, where, why = 0.0, -1, Reason.DIFFERENT
        for i, token in enumerate(theirs):
            if i in taken:
                continue
            score, reason = self._alike.get((word, token)) or self._compare(word, token)
            if score > best or (score == best and where >= 0 and abs(i - position) < abs(where - position)):
                best, where, why = score, i, reason
        return where, why

    def _compare(self, word: str, token: str) -> tuple[float, Reason]:
        found = similar(word, token)
        alike = found.score >= _ALIKE_FROM and found.reason is not Reason.BEGINS
        self._alike[word, token] = (found.score, found.reason) if alike else (0.0, Reason.DIFFERENT)
        return self._alike[word, token]

    def _rarity(self, word: str) -> float:
        """Log of how much more often the same person's names agree so than two strangers' do."""
        if word not in self._rarities:
            share = min(map(self._counts.word, key_terms(word))) / (self._counts.people + STRANGERS)
            self._rarities[word] = min(
                self._rules["rarest"], math.log(self._rules["agree"] / min(0.9, share))
            )
        return self._rarities[word]

    def _clearly_differs(self, word: str, left: list[str]) -> bool:
        """Whether no name left over could be this one badly written:

        then it is somebody else of the family.
        """
        return all(
            OSA.normalized_similarity(key(word), key(token)) < _UNCLEAR_FROM or told_apart(word, token)
            for token in left
        )
