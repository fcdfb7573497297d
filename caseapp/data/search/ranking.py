"""How well a person fits what was typed, and why, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from caseapp.core.i18n import N_, _
from caseapp.core.names import Reason, keys, short_slip, similar, told_apart
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
_SHORT = 0.3  # a slip in three letters
_NO_NAME = 0.03  # a title typed that is no name of theirs: as much as a further name and another order


class Fit(Struct, frozen=True):
    """From 0 to 1; `whole`: every word was found."""

    score: float
    found: tuple[_Found, ...]
    in_order: bool
    whole: bool

    def why(self) -> tuple[str, ...]:
        """The reasons in the current language."""
        return _why(self.found, self.in_order)


class _Found(NamedTuple):
    """Where a typed word was found: its score, how, in which field, at which position of it."""

    score: float
    reason: Reason
    field: str
    position: int


_NOT_AT_ALL = (0.0, Reason.DIFFERENT)
_NOWHERE = _Found(0.0, Reason.DIFFERENT, "", -1)


class Ranking:
    """Ranks people against the words of one query."""

    def __init__(
        self,
        words: tuple[str, ...],
        forgiving: Forgiving | None,
        may: Callable[[str, str], bool] | None = None,
        titles: tuple[str, ...] = (),
    ) -> None:
        """`may(word, token)`: False when it is known already that a word of a name is not what was typed. `titles` stood
        before the words: where one of them is a name it speaks for this person."""
        self._may, self._titles = may, titles
        self._ways = ways(words)
        self._forgiving = forgiving
        self._memory: dict[str, dict[str, tuple[float, Reason]]] = {w: {} for way in self._ways for w in way}
        self._others: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
        self._fits: dict[tuple[str, str], Fit] = {}
        self._there: dict[str, bool] = {}

    def fit(self, name: str, other: str, place: str) -> Fit:
        """How well the folded names and place of a person (columns of the index) fit."""
        known = self._fits.get((name, other))
        if known is None:
            known = self._best(name, other, "")
            self._fits[name, other] = known
        if known.whole or not self._lives_there(place):
            return known
        return self._best(name, other, place)

    def _lives_there(self, place: str) -> bool:
        """Whether a word typed may be the place."""
        found = self._there.get(place)
        if found is None:
            typed = tuple(self._memory)
            found = self._there[place] = any(token.startswith(typed) for token in _plain(place))
        return found

    def _best(self, name: str, other: str, place: str) -> Fit:
        own, more, around = tuple(name.replace("|", " ").split()), other.split(), _plain(place)
        fits = [self._fit(way, mine, more, around) for way in self._ways for mine in ways(own)]
        return fits[0] if len(fits) == 1 else max(fits, key=lambda fit: fit.score)

    def _fit(self, words: tuple[str, ...], own: tuple[str, ...], more: list[str], around: list[str]) -> Fit:
        taken: set[int] = set()
        found = []
        for word in words:
            best = self._find(word, own, more, around, taken)
            if best.field == "name":
                taken.add(best.position)
            found.append(best)
        positions = [f.position for f in found if f.field == "name"]
        in_order = positions == sorted(positions)
        score = sum(f.score for f in found) / len(found)
        score -= _NAME_MORE * min(3, len(own) - len(taken)) + (0 if in_order else _disorder(positions))
        score -= _NO_NAME * sum(title not in own for title in self._titles)
        return Fit(max(0.0, score), tuple(found), in_order, all(f.score > _SHORT for f in found))

    def _find(
        self, word: str, own: tuple[str, ...], more: list[str], around: list[str], taken: set[int]
    ) -> _Found:
        memory, best = self._memory[word], _NOWHERE
        for position, token in enumerate(own):
            if position not in taken:
                score, reason = memory.get(token) or self._compare(word, token)
                if score > best.score:
                    best = _Found(score, reason, "name", position)
        for position, token in enumerate(more):
            score, reason = memory.get(token) or self._compare(word, token)
            if score * _KNOWN_AS > best.score:
                best = _Found(score * _KNOWN_AS, reason, "other", position)
        if best.score < _PLACE and any(token.startswith(word) for token in around):
            return _Found(_PLACE, Reason.SAME, "place", 0)
        return best

    def _compare(self, word: str, token: str) -> tuple[float, Reason]:
        """As names are alike, but typing more than the name is no beginning of it."""
        if self._may and not self._may(word, token):
            self._memory[word][token] = _NOT_AT_ALL
            return _NOT_AT_ALL
        found = similar(word, token)
        score, reason = found.score, found.reason
        if reason is Reason.BEGINS and len(token) < len(word):
            score, reason = 0.0, Reason.DIFFERENT
        elif reason is Reason.NEAR and token.startswith(word):
            reason = Reason.BEGINS
        if score < _MEANT and reason is not Reason.BEGINS and self._meant(word, token):
            score, reason = _MEANT, Reason.NEAR
        if not score and short_slip(word, token):
            score, reason = _SHORT, Reason.NEAR
        self._memory[word][token] = score, reason
        return score, reason

    def _meant(self, word: str, token: str) -> bool:
        if self._forgiving is None:
            return False
        if word not in self._others:
            others = self._forgiving.meant(word)
            self._others[word] = others, frozenset(sound for other in others for sound in keys(other))
        others, sounds = self._others[word]
        said = token.startswith(others) or not sounds.isdisjoint(keys(token))
        return said and not told_apart(word, token)


def _disorder(positions: list[int]) -> float:
    """The last name said first, and the others where they are or moved up, is the usual other order."""
    usual = positions[::-1] == sorted(positions) or positions[1:] == sorted(positions[1:])
    return _NOT_IN_ORDER / 2 if usual else _NOT_IN_ORDER


def _plain(place: str) -> list[str]:
    return place.replace("|", " ").replace(PLACE, "").split()


def _why(found: tuple[_Found, ...], in_order: bool) -> tuple[str, ...]:
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
