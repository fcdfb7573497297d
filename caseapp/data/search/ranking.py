"""How well a person fits what was typed, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from caseapp.core.i18n import N_, _
from caseapp.core.names import SCORES, Reason, similar
from caseapp.data.search.documents import PLACE
from caseapp.data.search.query import Forgiving, ways

WORDS_FOR = {
    Reason.SAME: N_("same name"),
    Reason.BEGINS: N_("name begins with what you typed"),
    Reason.SOUND: N_("name sounds like what you typed"),
    Reason.ALIKE: N_("name sounds like what you typed"),
    Reason.NEAR: N_("name is spelt almost like what you typed"),
}
_ORDER = [Reason.SAME, Reason.BEGINS, Reason.SOUND, Reason.ALIKE, Reason.NEAR, Reason.DIFFERENT]
_KNOWN_AS, _PLACE = 0.96, 0.6
_NOT_IN_ORDER, _NAME_MORE = 0.02, 0.01
_MEANT = 0.78  # a slip, and then another spelling


@dataclass(frozen=True)
class Fit:
    """From 0 to 1, with the reasons in the current language."""

    score: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """Where a typed word was found: its score, how, in which field, at which position of it."""

    score: float
    reason: Reason
    field: str
    position: int


_NOWHERE = _Found(0.0, Reason.DIFFERENT, "", -1)


class Ranking:
    """Ranks people against the words of one query."""

    def __init__(self, words: tuple[str, ...], forgiving: Forgiving | None) -> None:
        self._ways = ways(words)
        self._forgiving = forgiving
        self._memory: dict[tuple[str, str], tuple[float, Reason]] = {}

    def fit(self, name: str, other: str, place: str) -> Fit:
        """How well the folded names and place of a person (columns of the index) fit."""
        fields = (tuple(name.replace("|", " ").split()), tuple(other.split()), _plain(place))
        return max(
            (self._fit(way, own, fields) for way in self._ways for own in _ways_of(fields[0])), key=_score
        )

    def _fit(self, words: tuple[str, ...], own: tuple[str, ...], fields: tuple[tuple[str, ...], ...]) -> Fit:
        taken: set[int] = set()
        found = []
        for word in words:
            best = max(self._places_of(word, own, fields, taken), key=lambda f: f.score, default=_NOWHERE)
            if best.field == "name":
                taken.add(best.position)
            found.append(best)
        positions = [f.position for f in found if f.field == "name"]
        in_order = positions == sorted(positions)
        score = sum(f.score for f in found) / len(found)
        score -= _NAME_MORE * min(3, len(own) - len(taken)) + (0 if in_order else _NOT_IN_ORDER)
        return Fit(max(0.0, score), _why(found, in_order))

    def _places_of(
        self, word: str, own: tuple[str, ...], fields: tuple[tuple[str, ...], ...], taken: set[int]
    ) -> Iterable[_Found]:
        for position, token in enumerate(own):
            if position not in taken:
                score, reason = self._similar(word, token)
                yield _Found(score, reason, "name", position)
        for position, token in enumerate(fields[1]):
            score, reason = self._similar(word, token)
            yield _Found(score * _KNOWN_AS, reason, "other", position)
        for position, token in enumerate(fields[2]):
            if token.startswith(word):
                yield _Found(_PLACE, Reason.SAME, "place", position)

    def _similar(self, word: str, token: str) -> tuple[float, Reason]:
        """As names are alike, but typing a longer word than the name's is no beginning of it."""
        if (word, token) not in self._memory:
            self._memory[word, token] = self._compare(word, token)
        return self._memory[word, token]

    def _compare(self, word: str, token: str) -> tuple[float, Reason]:
        found = similar(word, token)
        if found.reason is Reason.BEGINS and len(token) < len(word):
            found = similar("", word)
        if found.score < _MEANT and self._forgiving:
            for other in self._forgiving.meant(word):
                if token.startswith(other) or similar(other, token).score >= SCORES[Reason.ALIKE]:
                    return _MEANT, Reason.NEAR
        return found.score, found.reason


def _score(fit: Fit) -> float:
    return fit.score


def _plain(place: str) -> tuple[str, ...]:
    return tuple(place.replace("|", " ").replace(PLACE, "").split())


@lru_cache(maxsize=5_000)
def _ways_of(own: tuple[str, ...]) -> list[tuple[str, ...]]:
    return ways(own)


def _why(found: list[_Found], in_order: bool) -> tuple[str, ...]:
    reasons = [f.reason for f in found if f.field in ("name", "other") and f.reason is not Reason.DIFFERENT]
    said = []
    if reasons:
        said.append(_(WORDS_FOR[max(reasons, key=_ORDER.index)]))
    if any(f.reason is Reason.DIFFERENT for f in found):
        said.append(_("only part of what you typed"))
    elif not in_order:
        said.append(_("names in another order"))
    if any(f.field == "other" for f in found):
        said.append(_("also known by this name"))
    if any(f.field == "place" for f in found):
        said.append(_("lives there"))
    return tuple(said)
