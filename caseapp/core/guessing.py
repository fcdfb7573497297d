"""How hard a passphrase is to guess: the cheapest way to put it together from what guessers try first.

Known words, rows of keys, years and repeats cost a guesser little; any other character what it is worth.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from string import ascii_lowercase
from typing import Literal

from msgspec import Struct

from caseapp.core.paths import resource

Kind = Literal["common", "context", "run", "repeat", "year", "other"]

# Bits a guesser needs for a word from a list of some 2,000, a name he knows already, a row of keys …
_COST: dict[Kind, float] = {"common": 11.0, "context": 2.0, "run": 5.0, "repeat": 2.0, "year": 6.0}
_LETTER, _DIGIT, _RARE = 3.5, 3.3, 5.0
_GAPS = str.maketrans("", "", " -_.,")  # guessers try words with and without them
_LONGEST_WORD = 24
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1234567890", ascii_lowercase]
_RUNS = {row[i : i + 2] for row in _ROWS for row in (row, row[::-1]) for i in range(len(row) - 1)}


class Piece(Struct, frozen=True):
    """A part of the passphrase, what a guesser takes it for, and the bits it costs him."""

    kind: Kind
    text: str
    bits: float


def pieces(passphrase: str, context: Iterable[str] = ()) -> list[Piece]:
    """The cheapest way to put it together; `context` are names a guesser knows (office, user, country)."""
    text = fold(passphrase).translate(_GAPS)
    known = {word for phrase in context for word in _words(phrase)}
    best: list[tuple[float, Piece | None]] = [(0.0, None)]
    for end in range(1, len(text) + 1):
        options = ((best[end - len(p.text)][0] + p.bits, p) for p in _ending_at(text, end, known))
        best.append(min(options, key=lambda option: option[0]))
    return _walk_back(best)


def bits(passphrase: str, context: Iterable[str] = ()) -> float:
    """The cost of the cheapest decomposition."""
    return sum(piece.bits for piece in pieces(passphrase, context))


def fold(text: str) -> str:
    """Lower case without accents: what a guesser would not tell apart."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


@cache
def common() -> frozenset[str]:
    """What people choose first: passwords, words, names and places of the region, rows of keys."""
    lines = resource("passphrases", "common.txt").read_text(encoding="utf-8").split()
    return frozenset(fold(line) for line in lines)


def _words(phrase: str) -> Iterator[str]:
    """The words of a name and the whole of it written together."""
    words = re.findall(r"\w+", fold(phrase))
    yield from (word for word in words if len(word) > 2)
    if len("".join(words)) > 2:
        yield "".join(words)


def _walk_back(best: list[tuple[float, Piece | None]]) -> list[Piece]:
    found, at = [], len(best) - 1
    while at > 0:
        piece = best[at][1]
        assert piece is not None
        found.append(piece)
        at -= len(piece.text)
    return found[::-1]


def _ending_at(text: str, end: int, known: set[str]) -> Iterator[Piece]:
    """Every piece that could end at this place."""
    yield Piece("other", text[end - 1], _worth(text[end - 1]))
    for start in range(max(0, end - _LONGEST_WORD), end - 1):
        part = text[start:end]
        kind = _kind(part, text[:start], known)
        if kind:
            yield Piece(kind, part, _COST[kind])


def _kind(part: str, before: str, known: set[str]) -> Kind | None:
    plain = part.translate(_LEET)
    if part in known or plain in known:
        return "context"
    if part in before:
        return "repeat"
    if len(set(part)) == 1 and len(part) > 2:
        return "repeat"
    if len(part) > 2 and _is_run(part):
        return "run"
    if len(part) == 4 and part.isdecimal() and 1900 <= int(part) <= 2099:
        return "year"
    return "common" if len(part) > 2 and (part in common() or plain in common()) else None


def _is_run(part: str) -> bool:
    """Neighbours on the keyboard or in the alphabet."""
    return all(part[i : i + 2] in _RUNS for i in range(len(part) - 1))


def _worth(character: str) -> float:
    if character.isascii():
        return _LETTER if character.isalpha() else _DIGIT if character.isdecimal() else _RARE
    return _RARE
