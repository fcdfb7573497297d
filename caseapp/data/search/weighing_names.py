"""Weighing the names of two people:

which of them agree, how rare those are, and whether the own names differ.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol

from rapidfuzz.distance import OSA

from caseapp.core.i18n import _
from caseapp.core.names import Reason, key, similar, told_apart
from caseapp.data.search.documents import key_terms
from caseapp.data.search.query import ways

_ALIKE_FROM = 0.7
_UNCLEAR_FROM = 0.6


# As if so many more people with other names were on file: in a small office one namesake is not yet a common name.
STRANGERS = 500


class Counts(Protocol):
    """How common things are in this office."""

    people: int

    def word(self, term: str) -> int: ...

    def phone(self, digits: str) -> int: ...


class Names(NamedTuple):
    """How the names agree:

    log-odds, in which ways, whether in order, whether the own names clearly differ.
    """

    odds: float
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

    def __init__(self, name: str, counts: Counts, weights: Any) -> None:
        self._counts, self._weights = counts, weights
        own = tuple(name.replace("|", " ").split())
        self._given = max(1, len(name.split("|")[0].split()))
        self._ways = ways(own)
        self._alike: dict[tuple[str, str], tuple[float, Reason]] = {}
        self._agreements: dict[tuple[str, Reason], float] = {}
        self._known: dict[tuple[str, str], Names] = {}

    def weigh(self, name: str, other: str) -> Names:
        """Against the name and other names of somebody on file (columns of the index)."""
        found = self._known.get((name, other))
        if found is None:
            theirs, more = tuple(name.replace("|", " ").split()), other.split()
            aligned = [self._align(a, b, more) for a in self._ways for b in ways(theirs)]
            found = self._known[name, other] = max(aligned, key=lambda names: names.odds)
        return found

    def _align(self, mine: tuple[str, ...], theirs: tuple[str, ...], more: list[str]) -> Names:
        """Each of my names with the most alike of theirs, my first name first;

        nicknames count a little less.
        """
        odds, taken, agreed, differs = 0.0, [], [], []  # type: float, list[int], list[Reason], list[int]
        for position, word in enumerate(mine):
            where, reason = self._best(word, position, theirs, taken)
            if where >= 0:
                taken.append(where)
            elif more and (nick := self._best(word, position, tuple(more), []))[0] >= 0:
                reason = nick[1]
                odds += self._weights["nickname"]
            else:
                differs.append(position)
                continue
            agreed.append(reason)
            odds += self._agreement(word, reason)
        left = [token for i, token in enumerate(theirs) if i not in taken]
        in_order = taken == sorted(taken)
        odds += 0.0 if in_order else self._weights["out_of_place"]
        odds += sum(self._difference(position) for position in differs[: len(left)])
        own_differs = bool(left) and any(
            self._clearly_differs(mine[p], left) for p in differs if p < self._given
        )
        return Names(odds, tuple(agreed), in_order, own_differs, bool(differs or left))

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

    def _agreement(self, word: str, reason: Reason) -> float:
        """Log of how much more often the same person's names agree so than two strangers' do."""
        if (word, reason) not in self._agreements:
            share = min(map(self._counts.word, key_terms(word))) / (self._counts.people + STRANGERS)
            odds = min(self._weights["rarest"], math.log(self._weights["agree"] / min(0.9, share)))
            lowered = {Reason.ALIKE: "alike", Reason.NEAR: "near"}.get(reason)
            self._agreements[word, reason] = max(0.0, odds + (self._weights[lowered] if lowered else 0.0))
        return self._agreements[word, reason]

    def _difference(self, position: int) -> float:
        """A name on one side only says nothing; one that differs on both sides speaks against."""
        weight = self._weights["different"]
        return float(weight[min(position, len(weight) - 1)])

    def _clearly_differs(self, word: str, left: list[str]) -> bool:
        """Whether no name left over could be this one badly written:

        then it is somebody else of the family.
        """
        return all(
            OSA.normalized_similarity(key(word), key(token)) < _UNCLEAR_FROM or told_apart(word, token)
            for token in left
        )
