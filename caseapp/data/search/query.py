"""What was typed, taken apart:

words, numbers, and the FTS5 expressions that look for them, from exact to forgiving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

from caseapp.core import names
from caseapp.data.search.documents import PLACE, compact, key_terms

MAX_WORDS = 8
MIN_DIGITS = 3


class Query(Struct, frozen=True):
    """Words of a name or place, and numbers with three digits or more, as typed by a person; titles said before the name."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    titles: tuple[str, ...] = ()

    @classmethod
    def readings(cls, text: str) -> Iterator[Query]:
        """What any text may mean, the likeliest first; nothing in it is understood as an instruction."""
        text = text[:500]
        whole = compact(text)
        if _digits(whole) * 2 >= max(len(whole), 2 * MIN_DIGITS):
            yield cls((), (whole,))
        parts = [(part, _digits(compact(part)) >= MIN_DIGITS) for part in text.split()]
        titles, words = names.titled(" ".join(part for part, number in parts if not number))
        numbers = tuple(compact(part) for part, number in parts if number)[:2]
        yield cls(_twice_at_most(words)[:MAX_WORDS], numbers, titles)


def _twice_at_most(words: tuple[str, ...]) -> tuple[str, ...]:
    """A name may stand twice in somebody's name; more is a finger on a key."""
    return tuple(word for at, word in enumerate(words) if words[:at].count(word) < 2)


def _digits(value: str) -> int:
    return sum(c.isdecimal() for c in value)


def quoted(term: str, *, prefix: bool = False) -> str:
    """A term as FTS5 takes it literally; our terms are letters and digits, never a quote."""
    return f'"{term}"*' if prefix else f'"{term}"'


def any_of(parts: Iterator[str] | list[str]) -> str:
    return "(" + " OR ".join(dict.fromkeys(parts)) + ")"


def every(parts: list[str]) -> str:
    return " AND ".join(parts)


Alternatives = Callable[[str], str]


def exact(word: str) -> str:
    """The word itself."""
    return quoted(word)


def complete(word: str) -> str:
    """The word itself or another spelling of it."""
    return any_of([quoted(word), *map(quoted, sorted(key_terms(word)))])


def half_typed(word: str) -> str:
    """The word, another spelling, a word beginning so, or a place beginning so."""
    return any_of(
        [quoted(word, prefix=True), *map(quoted, sorted(key_terms(word))), quoted(PLACE + word, prefix=True)]
    )


class Spellings(Protocol):
    """The words in use, for telling what a mistyped one may have been."""

    def near(self, word: str) -> tuple[str, ...]: ...

    def near_beginnings(self, word: str) -> tuple[str, ...]: ...


class Forgiving:
    """The word as half typed, or mistyped: the words in use that it may have been, in any spelling."""

    def __init__(self, vocabulary: Spellings) -> None:
        self._vocabulary = vocabulary
        self._meant: dict[str, tuple[str, ...]] = {}

    def meant(self, word: str) -> tuple[str, ...]:
        """Words in use that a slip away from this one."""
        if word not in self._meant:
            near = self._vocabulary.near(word) or self._vocabulary.near_beginnings(word)
            self._meant[word] = tuple(other for other in near if not names.told_apart(word, other))
        return self._meant[word]

    def __call__(self, word: str) -> str:
        near = self.meant(word)
        keys = sorted({term for other in near for term in key_terms(other)})
        return any_of([half_typed(word), *map(quoted, near), *map(quoted, keys)])


def expression(words: tuple[str, ...], alternatives: Alternatives) -> str:
    """All words, in any order, also where two of them are one word in another spelling (Abdi Rahman)."""
    return any_of([f"({every([alternatives(word) for word in way])})" for way in ways(words)])


def all_but_one(words: tuple[str, ...], alternatives: Alternatives) -> str:
    """All words but any one of them."""
    return any_of(
        [f"({every([alternatives(w) for w in words[:i] + words[i + 1 :]])})" for i in range(len(words))]
    )


def ways(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words as they are, and with each pair that is often written as one joined."""
    found = [words]
    joined = names.joined(words)
    if not joined:
        return found
    for i, (first, second) in enumerate(pairwise(words)):
        if first + second in joined:
            found.append((*words[:i], first + second, *words[i + 2 :]))
    return found
