"""What is indexed of a person, and the terms it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from caseapp.core import names

# Marks no name can begin with; to FTS5's ascii tokenizer they are letters.
KEY, PLACE, YEAR = "¤", "§", "¥"
NO_YEAR = YEAR + "none"

# Country calling codes of one and two digits (ITU E.164); all others have three.
_TWO_DIGIT_CODES = (
    *(20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58),
    *(60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98),
)
_SHORT_CODES = frozenset(map(str, (1, 7, *_TWO_DIGIT_CODES)))


class SearchDoc(Struct, frozen=True):
    """A person as the index knows them, or somebody about to be registered.

    `names` in their order: own, father's or middle, grandfather's or family name. `phones` in E.164.
    `numbers` are all that ever led to the person: own number, case numbers, numbers from before a merge.
    `place` from the smallest to the largest in words, the parts separated by commas: "Ha Sechache,
    Mokhotlong". `birth_day` is `MM-DD` when known to the day. `team` is only handed back with a likeness; `mother` is
    only compared, never searched.
    """

    id: str
    names: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    identity_numbers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    place: str = ""
    birth_year: int | None = None
    birth_day: str | None = None
    sex: str = ""
    team: str = ""
    mother: str = ""


class Row(NamedTuple):
    """The columns of `search_person` after its key and person, in their order."""

    name: str
    other: str
    keys: str
    place: str
    year: int | None
    birth_day: str | None
    sex: str
    team: str
    phones: str
    identities: str
    mother: str

    def terms(self) -> set[str]:
        """Words and keys whose use is counted."""
        words = set(f"{self.name} {self.other} {self.keys} {self.place}".replace("|", " ").split())
        return {word for word in words if not word.startswith(YEAR)}


def compact(number: str) -> str:
    """A number as compared: capitals and digits of it, nothing else. Digits of any script become 0-9."""
    return "".join(c for c in names.fold(number[:80]).upper() if c.isalnum())


def phone_digits(phone: str) -> str:
    """All digits of a number in E.164."""
    return "".join(c for c in compact(phone) if c.isdecimal())


def national(digits: str) -> str:
    """The digits of a number in E.164 without the country's code."""
    for length in (1, 2):
        if digits[:length] in _SHORT_CODES:
            return digits[length:]
    return digits[3:]


def name_tokens(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words of all parts of a name in order."""
    return tuple(token for part in parts for token in names.tokens(part))


def row(doc: SearchDoc) -> Row:
    """The columns a person becomes."""
    words = name_tokens(doc.names)
    other = name_tokens(doc.other_names)
    return Row(
        name="|".join(" ".join(names.tokens(part)) for part in doc.names),
        other=" ".join(other),
        keys=" ".join(sorted(_keys(words) | _keys(other) | {year_term(doc.birth_year)})),
        place="|".join(" ".join(PLACE + t for t in names.tokens(part)) for part in doc.place.split(",")),
        year=doc.birth_year,
        birth_day=doc.birth_day,
        sex=doc.sex,
        team=doc.team,
        phones=" ".join(filter(None, map(phone_digits, doc.phones))),
        identities=" ".join(filter(None, map(compact, doc.identity_numbers))),
        mother=" ".join(names.tokens(doc.mother)),
    )


def year_term(year: int | None) -> str:
    return NO_YEAR if year is None else f"{YEAR}{year}"


def key_terms(word: str) -> set[str]:
    """The index terms of a word's spelling keys."""
    return {KEY + key for key in names.keys(word)}


def _keys(words: tuple[str, ...]) -> set[str]:
    pairs = names.joined(words)
    return {term for word in (*words, *pairs) for term in key_terms(word)} | set(pairs)


def number_rows(doc: SearchDoc) -> set[tuple[str, str]]:
    """(kind, value) for every number, forwards for what is typed from the start, backwards for its last
    digits.
    """
    return {(kind, value) for kind, value in _numbers(doc) if value}


def _numbers(doc: SearchDoc) -> Iterator[tuple[str, str]]:
    for phone in doc.phones:
        digits = national(phone_digits(phone))
        yield "phone", digits
        yield "enohp", digits[::-1]
    for identity in doc.identity_numbers:
        value = compact(identity)
        yield "id", value
        yield "di", value[::-1]
    for number in doc.numbers:
        value = compact(number)
        yield "number", value
        yield "rebmun", value[::-1]
        yield "rebmun", value[-2::-1]  # people leave out the check character
