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
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct
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


class Similarity(Struct, frozen=True):
    """From 0 (different) to 1 (the same), and why."""

    score: float
    reason: Reason


_SIMILAR = {reason: Similarity(score, reason) for reason, score in SCORES.items()}
Sounds = tuple[tuple[tuple[str, str], tuple[str, str]], ...]


class Rule(Struct, frozen=True):
    """A spelling put for another. A loose one merges sounds that some names differ in only by chance."""

    find: re.Pattern[str]
    put: str
    loose: bool


class Tradition(Struct, frozen=True):
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
    if text.isascii() and text.isprintable():  # most names and all numbers: nothing to take apart
        return " ".join(text.translate(_APOSTROPHES).casefold().split())
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
    return titled(name)[1]


def titled(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles before a name, which may be names of somebody else (Sheikh, Ugas), and its folded words."""
    words = tuple(word[:MAX_LETTERS] for word in _WORD.findall(fold(name[:500])))[:MAX_TOKENS]
    start = 0
    while start < len(words) - 1 and words[start] in _titles():
        start += 1
    return words[:start], words[start:]


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
def _sounds(token: str) -> tuple[tuple[str, str], ...]:
    """For each chain how a folded word sounds, strictly (vowels count, but for known variants) and loosely."""
    found = []
    for chain in chains():
        loose = _spell(token, chain, loose=True)
        group = _grouped(chain).get(loose)
        found.append((group, group) if group else (_spell(token, chain, loose=False), loose))
    return tuple(found)


def key(token: str, chain: str = "east") -> str:
    """How a folded word sounds by the rules of one chain: equal for spellings of the same name."""
    return _sounds(token)[tuple(chains()).index(chain)][1]


@lru_cache(maxsize=20_000)
def keys(token: str) -> frozenset[str]:
    """The keys of a folded word in every chain, to look it up by; whether names agree is for `similar` to say."""
    return frozenset(loose for _strict, loose in _sounds(token))


@cache
def known_spellings() -> tuple[str, ...]:
    """All folded spellings that the groups of variants name."""
    groups = (group for codes in chains().values() for code in codes for group in tradition(code).groups)
    return tuple(dict.fromkeys(_one_word(name) for group in groups for name in group))


# --- how alike


def _apart(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        if a != b:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return found


@cache
def _different_words() -> dict[str, set[str]]:
    """Names known to be different people's, however alike they look (Thabo, Thabiso)."""
    pairs = (pair for codes in chains().values() for code in codes for pair in tradition(code).different)
    return _apart((_one_word(a), _one_word(b)) for a, b in pairs)


@cache
def _different_sounds() -> tuple[dict[str, set[str]], ...]:
    """The same by their keys in each chain: every spelling of Maxamuud is told apart from every one of Maxamed."""
    words = [(a, b) for a, others in _different_words().items() for b in others]
    return tuple(_apart((key(a, chain), key(b, chain)) for a, b in words) for chain in chains())


@lru_cache(maxsize=50_000)
def similar(a: str, b: str) -> Similarity:
    """How alike two folded words are, and why. Words of one or two letters match only exactly or as beginnings."""
    if a == b:
        return _SIMILAR[Reason.SAME]
    if b in _different_words().get(a, ()):
        return _SIMILAR[Reason.DIFFERENT]
    sounds = tuple(zip(_sounds(a), _sounds(b), strict=True))
    for mine, theirs in sounds:
        if mine[0] == theirs[0]:
            return _SIMILAR[Reason.SOUND]
    for mine, theirs in sounds:
        if mine[1] == theirs[1]:
            return _SIMILAR[Reason.ALIKE]
    if told_apart(a, b):
        return _SIMILAR[Reason.DIFFERENT]
    return _near(a, b) or _nearly_sounds(sounds) or _beginning(a, b)


def told_apart(a: str, b: str) -> bool:
    """Whether two folded words are names known to be different, in any spelling: then no slip explains them."""
    if b in _different_words().get(a, ()):
        return True
    sounds = zip(_sounds(a), _sounds(b), _different_sounds(), strict=True)
    return any(theirs[1] in different.get(mine[1], ()) for mine, theirs, different in sounds)


def slips_allowed(length: int) -> int:
    """How many letters may be wrong in a word of this length for it to be the same word mistyped."""
    return 0 if length < 4 else 1 if length < 8 else 2


def short_slip(word: str, name: str) -> bool:
    """Whether three letters may be this short name mistyped (Hih, Hish). Too little to find anybody by; among people who
    have the other names typed it tells who is meant."""
    alike = len(word) == 3 and len(name) in (3, 4) and word[0] == name[0]
    return alike and OSA.distance(word, name, score_cutoff=1) == 1 and not told_apart(word, name)


def _near(a: str, b: str) -> Similarity | None:
    slips = slips_allowed(min(len(a), len(b)))
    if not slips or abs(len(a) - len(b)) > slips:
        return None
    distance = OSA.distance(a, b, score_cutoff=slips)
    return Similarity(SCORES[Reason.NEAR] - 0.1 * (distance - 1), Reason.NEAR) if distance <= slips else None


def _nearly_sounds(sounds: Sounds) -> Similarity | None:
    """A slip in another spelling: the keys differ by one letter and are long enough for that to mean something."""
    for mine, theirs in sounds:
        first, second = mine[1], theirs[1]
        if min(len(first), len(second)) >= 5 and abs(len(first) - len(second)) <= 1:
            if OSA.distance(first, second, score_cutoff=1) <= 1:
                return Similarity(SCORES[Reason.NEAR] - 0.1, Reason.NEAR)
    return None


def _beginning(a: str, b: str) -> Similarity:
    shorter, longer = (a, b) if len(a) < len(b) else (b, a)
    if longer.startswith(shorter):
        share = len(shorter) / len(longer)
        return Similarity(0.6 + (SCORES[Reason.BEGINS] - 0.6) * share, Reason.BEGINS)
    return _SIMILAR[Reason.DIFFERENT]


def forget() -> None:
    """Drop the names remembered for speed; called when the office is locked."""
    for remembered in (fold, _sounds, keys, similar):
        remembered.cache_clear()
