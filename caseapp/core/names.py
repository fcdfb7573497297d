"""Names as they are said: folding, spelling keys by tradition, and how alike two names are, with the
reason.

The spelling rules are data (`resources/names/`), one file per tradition, each with example pairs that its
tests run. A chain is the list of traditions applied one after the other: Somali and Swahili spellings meet
in one person's papers, Sesotho ones do not mix with them. Two spellings sound alike when a chain gives them
the same key.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import OSA

from caseapp.core.paths import resource

MAX_TOKENS = 12
MAX_LETTERS = 40

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛`´ʼʻʽʿʾʹˈ′″\"“”＇"))
_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "ŋ": "ng", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")


class Reason(StrEnum):
    """Why two names are held to be alike, from the strongest to none."""

    SAME = "same"  # but for capitals, accents and apostrophes
    SOUND = "sound"  # another way of spelling the same name
    ALIKE = "alike"  # the same but for vowels that are often heard or written otherwise
    BEGINS = "begins"  # one is the beginning of the other
    NEAR = "near"  # a letter or two differ, as when mistyped
    DIFFERENT = "different"


SCORES = {
    Reason.SAME: 1.0,
    Reason.SOUND: 0.95,
    Reason.ALIKE: 0.88,
    Reason.BEGINS: 0.85,
    Reason.NEAR: 0.8,
    Reason.DIFFERENT: 0.0,
}


@dataclass(frozen=True)
class Similarity:
    """From 0 (different) to 1 (the same), and why."""

    score: float
    reason: Reason


_DIFFERENT = Similarity(0.0, Reason.DIFFERENT)


@dataclass(frozen=True)
class Rule:
    """A spelling put for another. A loose one merges sounds that some names differ in only by chance."""

    find: re.Pattern[str]
    put: str
    loose: bool


@dataclass(frozen=True)
class Tradition:
    """One file of spelling rules. `same` and `different` are its example pairs."""

    code: str
    title: str
    source: str
    rules: tuple[Rule, ...]
    groups: tuple[tuple[str, ...], ...]
    joins: frozenset[str]
    same: tuple[tuple[str, str], ...]
    different: tuple[tuple[str, str], ...]


@cache
def _file(code: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(resource("names", f"{code}.json").read_text(encoding="utf-8"))
    return content


@cache
def chains() -> dict[str, tuple[str, ...]]:
    """Name of each chain and its traditions in the order they are applied."""
    return {name: tuple(codes) for name, codes in _file("general")["chains"].items()}


@cache
def tradition(code: str) -> Tradition:
    """The rules of one tradition. Raises FileNotFoundError for one without a file."""
    data = _file(code)
    pairs = {kind: tuple((a, b) for a, b in data["examples"][kind]) for kind in ("same", "diff")}
    return Tradition(
        code=code,
        title=data["title"],
        source=data["source"],
        rules=tuple(Rule(re.compile(r["find"]), r["put"], r.get("loose", False)) for r in data["rules"]),
        groups=tuple(tuple(group) for group in data["groups"]),
        joins=frozenset(data.get("joins", ())),
        same=pairs["same"],
        different=pairs["diff"],
    )


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Small letters without accents, apostrophes or anything unseen; digits of any script become 0-9."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold().translate(_SPECIAL)
    letters = (_digit(c) for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc", "Cs"))
    return " ".join("".join(letters).translate(_APOSTROPHES).split())


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)


def tokens(name: str) -> tuple[str, ...]:
    """The folded words of a name, titles before it left out. At most 12 words of 40 letters:

    more is not a name.
    """
    words = tuple(word[:MAX_LETTERS] for word in _WORD.findall(fold(name[:500])))[:MAX_TOKENS]
    start = 0
    while start < len(words) - 1 and words[start] in _titles():
        start += 1
    return words[start:]


@cache
def _titles() -> frozenset[str]:
    return frozenset(_file("titles")["titles"])


@cache
def _joins() -> frozenset[str]:
    return frozenset().union(*(tradition(code).joins for codes in chains().values() for code in codes))


def joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Neighbours that are often written as one word, written so: `abdi rahman` gives `abdirahman`."""
    pairs = pairwise(words)
    return tuple((first + second)[:MAX_LETTERS] for first, second in pairs if first in _joins())


# --- spelling keys


def _spell(token: str, chain: str, loose: bool) -> str:
    for code in chains()[chain]:
        for rule in tradition(code).rules:
            if loose or not rule.loose:
                token = rule.find.sub(rule.put, token)
    return token


@cache
def _grouped(chain: str) -> dict[str, str]:
    """Loose spelling of every member of a group of variants -> that of its first member."""
    found: dict[str, str] = {}
    for code in chains()[chain]:
        for group in tradition(code).groups:
            spellings = [_spell(_one_word(name), chain, loose=True) for name in group]
            found.update(dict.fromkeys(spellings, spellings[0]))
    return found


def _one_word(name: str) -> str:
    return "".join(_WORD.findall(fold(name)))


@lru_cache(maxsize=20_000)
def key(token: str, chain: str = "east") -> str:
    """How a folded word sounds by the rules of one chain: equal for spellings of the same name."""
    spelt = _spell(token, chain, loose=True)
    return _grouped(chain).get(spelt, spelt)


@lru_cache(maxsize=20_000)
def _strict(token: str, chain: str) -> str:
    """As `key`, but vowels count, unless the name belongs to a group of known variants."""
    return _grouped(chain).get(_spell(token, chain, loose=True)) or _spell(token, chain, loose=False)


@lru_cache(maxsize=20_000)
def keys(token: str) -> frozenset[str]:
    """The keys of a folded word in every chain, for looking it up;

    whether names agree is for `similar` to say.
    """
    return frozenset(key(token, chain) for chain in chains())


# --- how alike


@cache
def _known_different() -> frozenset[frozenset[str]]:
    pairs = (pair for codes in chains().values() for code in codes for pair in tradition(code).different)
    return frozenset(frozenset(map(_one_word, pair)) for pair in pairs)


@cache
def _keys_known_different() -> dict[str, frozenset[frozenset[str]]]:
    """The same pairs by their keys, so that every spelling of Maxamuud is told apart from every one of
    Maxamed.
    """
    found: dict[str, frozenset[frozenset[str]]] = {}
    for chain in chains():
        pairs = [frozenset(key(word, chain) for word in pair) for pair in _known_different()]
        found[chain] = frozenset(pair for pair in pairs if len(pair) == 2)
    return found


def _sound_different(a: str, b: str) -> bool:
    return any(
        frozenset((key(a, chain), key(b, chain))) in known for chain, known in _keys_known_different().items()
    )


def _allowed_slips(a: str, b: str) -> int:
    shorter = min(len(a), len(b))
    return 0 if shorter < 4 else 1 if shorter < 8 else 2


@lru_cache(maxsize=50_000)
def similar(a: str, b: str) -> Similarity:
    """How alike two folded words are, and why.

    One- and two-letter words only match as beginnings or exactly.
    """
    if a == b:
        return Similarity(1.0, Reason.SAME)
    if frozenset((a, b)) in _known_different():
        return _DIFFERENT
    if any(_strict(a, chain) == _strict(b, chain) for chain in chains()):
        return Similarity(SCORES[Reason.SOUND], Reason.SOUND)
    if any(key(a, chain) == key(b, chain) for chain in chains()):
        return Similarity(SCORES[Reason.ALIKE], Reason.ALIKE)
    if _sound_different(a, b):
        return _DIFFERENT
    slips = _allowed_slips(a, b)
    distance = OSA.distance(a, b, score_cutoff=slips) if slips else 1
    if slips and distance <= slips:
        return Similarity(SCORES[Reason.NEAR] - 0.1 * (distance - 1), Reason.NEAR)
    if near := _nearly_sounds(a, b):
        return near
    return _beginning(a, b)


def _nearly_sounds(a: str, b: str) -> Similarity | None:
    """A slip in another spelling:

    the keys differ by one letter and are long enough for that to mean something.
    """
    for chain in chains():
        first, second = key(a, chain), key(b, chain)
        if min(len(first), len(second)) >= 5 and OSA.distance(first, second, score_cutoff=1) <= 1:
            return Similarity(SCORES[Reason.NEAR] - 0.1, Reason.NEAR)
    return None


def _beginning(a: str, b: str) -> Similarity:
    shorter, longer = sorted((a, b), key=len)
    if longer.startswith(shorter):
        share = len(shorter) / len(longer)
        return Similarity(0.6 + (SCORES[Reason.BEGINS] - 0.6) * share, Reason.BEGINS)
    return _DIFFERENT


def forget() -> None:
    """Drop the names remembered for speed; called when the office is locked."""
    for remembered in (fold, key, keys, _strict, similar):
        remembered.cache_clear()
