"""What the demo office is made of, read from `resources/names` and `resources/demo`: nobody in particular."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from msgspec import Struct

from caseapp.core import places
from caseapp.core.names import fold, tokens, tradition
from caseapp.core.paths import resource

T = TypeVar("T")

# How the same name is heard and written by somebody else, for those whom no group of spellings names.
RESPELT = {
    "LS": (("Tš", "Tsh"), ("tš", "tsh"), ("Li", "Di"), ("kh", "kg"), ("oe", "we"), ("oa", "wa"), ("ea", "ya")),
    "KE": (("aa", "a"), ("ii", "i"), ("uu", "u"), ("x", "h"), ("X", "H"), ("C", ""), ("dh", "d"), ("q", "k")),
}  # fmt: skip
TRADITIONS = {"LS": ("sesotho",), "KE": ("somali", "swahili_kenya")}


class Weighted(Generic[T]):
    """Picks by share, quickly."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        self.items = tuple(shares)
        self.sums = tuple(accumulate(shares.values()))

    def pick(self, rng: Random) -> T:
        return self.items[bisect(self.sums, rng.random() * self.sums[-1], hi=len(self.sums) - 1)]


class Names(Struct, frozen=True):
    """One way of naming: own names by sex, then what follows them."""

    own: Mapping[str, Sequence[str]]
    after: Mapping[str, Sequence[str]]
    parts: int
    middle_share: float


class Area(Struct, frozen=True):
    """A district or county with its smaller places and the villages of each."""

    names: Weighted[str]
    places: tuple[tuple[str, tuple[str, ...]], ...]


class Pool(Struct, frozen=True):
    """Everything of one country. `facts` is the file of `resources/demo` as it is."""

    country: str
    facts: Mapping[str, Any]
    traditions: Mapping[str, Names]
    areas: Mapping[str, Area]
    shares: Weighted[str]
    returns: Weighted[int]
    identities: Weighted[int]

    def name(self, rng: Random, area: str, sex: str) -> tuple[str, str | None, str]:
        """Given, middle and last name of somebody from an area."""
        kind = self.traditions[self.areas[area].names.pick(rng)]
        given = rng.choice(kind.own[sex])
        if kind.parts == 3:
            return given, rng.choice(kind.after["m"]), rng.choice(kind.after["m"])
        second = rng.choice(kind.own[sex]) if rng.random() < kind.middle_share else None
        return given, second if second != given else None, rng.choice(kind.after["m"])

    def home(self, rng: Random) -> tuple[str, str, str]:
        """(area, code of the place, village), more often near the office."""
        area = self.shares.pick(rng)
        code, villages = rng.choice(self.areas[area].places)
        return area, code, rng.choice(villages)

    def phone(self, rng: Random) -> str:
        plan = self.facts["phones"]
        start = rng.choice(plan["starts"])
        missing = plan["digits"] - len(start)
        return f"{plan['code']}{start}{rng.randrange(10**missing):0{missing}d}"

    def identity(self, rng: Random) -> tuple[str, str] | tuple[None, None]:
        """A document and its number, or nothing: many came back without."""
        chosen = self.identities.pick(rng)
        if chosen < 0:
            return None, None
        document = self.facts["identity"][chosen]
        return document["type"], filled(document["pattern"], rng)


def filled(pattern: str, rng: Random) -> str:
    """`#` becomes a digit, `@` a capital letter."""
    digits, letters = "0123456789", "ABCDEFGHJKLMNPRSTVWXYZ"
    return "".join(
        rng.choice(digits) if c == "#" else rng.choice(letters) if c == "@" else c for c in pattern
    )


@cache
def texts() -> Any:
    """What invented caseworkers write."""
    return _read("demo", "texts.json")


@cache
def pool(country: str) -> Pool:
    """The pool of a country (LS or KE). Names of those who sign in are left out of it: they stand in the key file."""
    facts, named = _read("demo", f"{country}.json"), _read("names", f"demo_{country}.json")
    taken = {word for person in facts["staff"] for word in tokens(person["name"])}
    shares = {i: r["share"] for i, r in enumerate(facts["returns"])}
    papers = {i: d["share"] for i, d in enumerate(facts["identity"])}
    return Pool(
        country, facts, {code: _names(t, taken) for code, t in named["traditions"].items()},
        {code: _area(named, code) for code in facts["areas"]}, Weighted(facts["areas"]), Weighted(shares),
        Weighted(papers | {-1: 100 - sum(papers.values())}),
    )  # fmt: skip


def respelt(name: str, country: str, rng: Random) -> str:
    """Another spelling of the same name; the name itself when there is none."""
    for code in TRADITIONS[country]:
        for group in tradition(code).groups:
            if name in group:
                return rng.choice([other for other in group if other != name])
    for find, put in RESPELT[country]:
        if find in name:
            return (name.replace(find, put, 1)).capitalize()
    return name


def _read(*parts: str) -> Any:
    return json.loads(resource(*parts).read_text(encoding="utf-8"))


def _names(raw: Mapping[str, Any], taken: set[str]) -> Names:
    free = {kind: [n for n in raw[kind] if fold(n) not in taken] for kind in ("male", "female", "family")}
    return Names(
        {"m": free["male"], "f": free["female"]},
        {"m": free["family"]},
        len(raw["parts"]),
        raw["middle_share"],
    )


def _area(named: Mapping[str, Any], code: str) -> Area:
    """Villages are listed by district, or by sub-county: then a place is a ward of it."""
    found = []
    for part, villages in named["villages"].items():
        if part.startswith(code):
            found += [(p.code, tuple(villages)) for p in places.children(part)]
    shares = named["shares"].get(code) or next(iter(named["shares"].values()))
    return Area(Weighted(shares), tuple(found))
