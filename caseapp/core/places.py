"""Places as the field counts them: districts and councils, counties, sub-counties and wards, areas of
origin, borders.

Data in `resources/places/`: `LS.json` and `KE.json` down to the council or ward, `origin.json` for
countries, the regions people come back from, and border posts with how certain each is ([V] seen in a
public source, [G] general). Codes are OCHA P-codes; where `official` is False (Kenyan wards) the code is
this program's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct, field

from caseapp.core.names import fold
from caseapp.core.paths import resource

DETAILED = ("LS", "KE")


class Place(Struct, frozen=True):
    """A country (level 0) or an area in it. `level_name` is English; show it with `_`."""

    code: str
    name: str
    level: int
    level_name: str
    parent: str | None
    aliases: tuple[str, ...] = ()
    official: bool = True


class BorderPost(Struct, frozen=True):
    """A place to cross. `kind` is `post` (staffed) or `crossing` (informal); `source` is [V] or [G]."""

    code: str
    name: str
    country: str
    other_side: str
    kind: str
    aliases: tuple[str, ...]
    source: str


class _Gazetteer(Struct, frozen=True):
    by_code: dict[str, Place] = field(default_factory=dict)
    below: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        self.by_code[place.code] = place
        if place.parent is not None:
            self.below.setdefault(place.parent, []).append(place)


def _read(name: str) -> Any:
    return json.loads(resource("places", f"{name}.json").read_text(encoding="utf-8"))


@cache
def _origin() -> Any:
    return _read("origin")


@cache
def _gazetteer(country_code: str) -> _Gazetteer:
    """Everything known below one country; empty but for the country itself where no areas are kept."""
    found = _Gazetteer()
    found.add(country(country_code))
    if country_code in DETAILED:
        data = _read(country_code)
        _add_children(found, data["places"], country_code, data["levels"])
    for area in _origin()["areas"]:
        if area["code"] == country_code:
            levels = [{"level": 1, "name": area["level_name"], "official": True}]
            _add_children(found, area["children"], country_code, levels)
    return found


def _add_children(
    found: _Gazetteer, items: list[dict[str, Any]], parent: str, levels: list[dict[str, Any]]
) -> None:
    level, deeper = levels[0], levels[1:]
    for item in items:
        aliases = tuple(item.get("aliases", ()))
        found.add(
            Place(
                item["code"], item["name"], level["level"], level["name"], parent, aliases, level["official"]
            )
        )
        if "children" in item:
            _add_children(found, item["children"], item["code"], deeper)


@cache
def countries() -> tuple[Place, ...]:
    """All countries, African ones first, by ISO 3166-1 code; names in English."""
    return tuple(Place(c["code"], c["name"], 0, "Country", None) for c in _origin()["countries"])


def country(code: str) -> Place:
    """The country with an ISO code (`LS`). Raises KeyError for none."""
    return _countries_by_code()[code]


@cache
def _countries_by_code() -> dict[str, Place]:
    return {place.code: place for place in countries()}


def levels(country_code: str) -> tuple[str, ...]:
    """What the levels below a country are called, from the largest: `("County", "Sub-county", "Ward")`."""
    names = {
        place.level: place.level_name for place in _gazetteer(country_code).by_code.values() if place.level
    }
    return tuple(names[level] for level in sorted(names))


def areas(country_code: str) -> tuple[Place, ...]:
    """What a country is divided into above its smallest places: districts; counties and their sub-counties."""
    known = _gazetteer(country_code).by_code.values()
    smallest = max(place.level for place in known)
    return tuple(place for place in known if 0 < place.level < smallest)


def area_length(country_code: str) -> int:
    """How long the code of a country's largest areas is (district, county): codes of places in one begin with it."""
    return max((len(area.code) for area in areas(country_code) if area.level == 1), default=2)


def children(code: str) -> tuple[Place, ...]:
    """The places directly below a place or country, in the order of their codes.

    Raises KeyError for an unknown code.
    """
    place(code)
    return tuple(_gazetteer(code[:2]).below.get(code, ()))


def place(code: str) -> Place:
    """The place with this code. Raises KeyError for an unknown one."""
    return _gazetteer(code[:2]).by_code[code]


def path(code: str) -> tuple[Place, ...]:
    """From the largest area below the country down to the place itself.

    Raises KeyError for an unknown code.
    """
    here: Place | None = place(code)
    found: list[Place] = []
    while here is not None and here.level > 0:
        found.append(here)
        here = place(here.parent) if here.parent else None
    return tuple(reversed(found))


def label(code: str) -> str:
    """The place and what it lies in, smallest first: `Neboi, Mandera East, Mandera`.

    An unknown code shows itself.
    """
    try:
        return ", ".join(step.name for step in reversed(path(code)))
    except KeyError:
        return code


def search(text: str, country_code: str, limit: int = 20) -> tuple[Place, ...]:
    """Places of a country whose name, other name or code has a word beginning with what is typed, best
    first.
    """
    wanted = fold(text)
    if not wanted:
        return ()
    ranked = [
        (rank, p.level, p.code, p) for p in _below_country(country_code) if (rank := _rank(p, wanted)) < 4
    ]
    return tuple(p for *_order, p in sorted(ranked, key=lambda found: found[:3])[:limit])


def _below_country(country_code: str) -> Iterator[Place]:
    return (place for place in _gazetteer(country_code).by_code.values() if place.level)


def _rank(place: Place, wanted: str) -> int:
    """0 the name itself, 1 its beginning, 2 another name or code, 3 the beginning of one of its words, 4
    none.
    """
    name = fold(place.name)
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if any(fold(other).startswith(wanted) for other in (*place.aliases, place.code)):
        return 2
    return (
        3 if any(word.startswith(wanted) for word in name.replace("-", " ").replace("/", " ").split()) else 4
    )


@cache
def border_posts(country_code: str) -> tuple[BorderPost, ...]:
    """Where people cross into a country; empty for one without a list."""
    posts = _origin()["borders"].get(country_code, {}).get("posts", ())
    return tuple(
        BorderPost(
            p["code"],
            p["name"],
            country_code,
            p["other_side"],
            p["kind"],
            tuple(p.get("aliases", ())),
            p["source"],
        )
        for p in posts
    )


def border_note(country_code: str) -> str:
    """What to know about the list of border posts, in English; empty for a country without one."""
    note: str = _origin()["borders"].get(country_code, {}).get("note", "")
    return note
