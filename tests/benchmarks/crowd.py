"""Invented people for measuring search and duplicates: a crowd, the same people written down again badly, and their relatives.

How they are written down again (typos, respellings by the groups of `resources/names` and by rules that stand nowhere
there, swapped and dropped names, wrong digits, missing and wrong dates) is our own guess [A], not field data.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from msgspec.structs import replace

from caseapp.core import places
from caseapp.data.search import SearchDoc
from caseapp.demo.people import invent
from caseapp.demo.pool import Pool, pool, respelt

TODAY = date(2026, 8, 18)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Vowels and consonants that change places in writing by ear; not taken from the spelling rules.
BY_EAR = (
    ("e", "i"),
    ("i", "e"),
    ("o", "u"),
    ("u", "o"),
    ("ll", "l"),
    ("s", "ss"),
    ("ph", "f"),
    ("th", "t"),
    ("k", "c"),
)


def crowd(country: str, count: int, seed: int) -> list[SearchDoc]:
    """So many people of a country."""
    rng, facts = Random(f"crowd-{country}-{seed}"), pool(country)
    return [_doc(f"p{number}", invent(rng, facts, TODAY)) for number in range(count)]


def _doc(key: str, person: dict[str, Any]) -> SearchDoc:
    born = person["birth_date"]
    names = (person["given_name"], person["middle_name"], person["family_name"])
    return SearchDoc(
        key, tuple(n for n in names if n), phones=tuple(p for p in (person.get("phone"),) if p),
        identity_numbers=tuple(i for i in (person.get("id_number"),) if i),
        place=f"{person['village']}, {places.label(person['place'])}", birth_year=born.year, sex=person["sex"].value,
        birth_day=f"{born.month:02d}-{born.day:02d}" if born.day else None,
    )  # fmt: skip


def typo(word: str, rng: Random) -> str:
    """One letter wrong, missing, doubled or swapped with its neighbour, never the first."""
    if len(word) < 3:
        return word
    at, kind = rng.randrange(1, len(word)), rng.randrange(4)
    if kind == 0:
        return word[:at] + rng.choice(LETTERS) + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def otherwise(word: str, country: str, rng: Random) -> str:
    """Another spelling: of its group or by the common rules, and one time in three by ear."""
    found = respelt(word, country, rng)
    if found == word or rng.random() < 0.33:
        fits = [(a, b) for a, b in BY_EAR if a in found[1:]]
        if fits:
            a, b = rng.choice(fits)
            found = found[0] + found[1:].replace(a, b, 1)
    return found


def again(doc: SearchDoc, key: str, country: str, rng: Random) -> SearchDoc:
    """The same person registered a second time, by somebody else, on a bad day."""
    return replace(
        doc, id=key, names=_names(doc.names, country, rng), phones=_phones(doc.phones, country, rng),
        identity_numbers=_identities(doc.identity_numbers, rng), place=_place(doc.place, country, rng),
        sex=doc.sex if rng.random() > 0.01 else "fm"[doc.sex == "f"], **_born(doc, rng),
    )  # fmt: skip


def _names(names: tuple[str, ...], country: str, rng: Random) -> tuple[str, ...]:
    written = []
    for name in names:
        chance = rng.random()
        written.append(
            otherwise(name, country, rng) if chance < 0.25 else typo(name, rng) if chance < 0.4 else name
        )
    if rng.random() < 0.05:
        written = [written[-1], *written[1:-1], written[0]]
    if len(written) > 2 and rng.random() < 0.15:
        written.pop(1)
    return tuple(written)


def _phones(phones: tuple[str, ...], country: str, rng: Random) -> tuple[str, ...]:
    chance = rng.random()
    if not phones or chance < 0.25:
        return ()
    if chance < 0.5:
        return (pool(country).phone(rng),)
    if chance < 0.58:
        at = rng.randrange(6, len(phones[0]))
        return (phones[0][:at] + str(rng.randrange(10)) + phones[0][at + 1 :],)
    return phones


def _identities(numbers: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    chance = rng.random()
    if not numbers or chance < 0.4:
        return ()
    if chance < 0.5:
        at = rng.randrange(len(numbers[0]))
        return (numbers[0][:at] + str(rng.randrange(10)) + numbers[0][at + 1 :],)
    return numbers


def _place(place: str, country: str, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.15:
        _area, code, village = pool(country).home(rng)
        return f"{village}, {places.label(code)}"
    return place.partition(", ")[2] if chance < 0.25 else place


def _born(doc: SearchDoc, rng: Random) -> dict[str, Any]:
    chance, year, day = rng.random(), doc.birth_year, doc.birth_day
    if chance < 0.12:
        return {"birth_year": (year or 0) + rng.choice((-2, -1, 1, 2)), "birth_day": None}
    if chance < 0.22:
        return {"birth_year": year, "birth_day": rng.choice((None, "01-01"))}
    if chance < 0.25 and day:
        return {
            "birth_year": year,
            "birth_day": "-".join(reversed(day.split("-"))) if int(day[3:]) < 13 else day,
        }
    return {"birth_year": year, "birth_day": day}


def relative(doc: SearchDoc, key: str, country: str, rng: Random) -> SearchDoc:
    """A brother, sister or twin: the own name differs, much else is the same."""
    facts: Pool = pool(country)
    sex = rng.choice("fm")
    area = facts.shares.pick(rng)
    own = facts.name(rng, area, sex)[0]
    twin = rng.random() < 0.2
    born = (
        {}
        if twin
        else {
            "birth_year": (doc.birth_year or 1990) + rng.choice((-6, -4, -3, -2, 2, 3, 5)),
            "birth_day": None,
        }
    )
    return replace(
        doc, id=key, names=(own, *doc.names[1:]), sex=sex, identity_numbers=(),
        phones=doc.phones if rng.random() < 0.6 else (), **born,
    )  # fmt: skip
