"""Code lists: what a worker picks from, as data an office can change.

One file per list in `db/seed/codes/`; `source` says how sure an entry is: [V] seen in a public source, [P]
in part, [G] general professional knowledge, [A] our own. Labels are English and translated where they are
shown. Records keep the code, so a label may change and an entry may go without losing what was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from caseapp.core import places
from caseapp.core.i18n import _
from caseapp.core.paths import database_dir

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_FROM_PLACES = {
    "countries": ("Countries", "ISO 3166-1"),
    "border_posts": ("Border posts", "see resources/places"),
    "areas": ("Districts, counties and sub-counties", "see resources/places"),
}
_OWN_KEYS = frozenset({"code", "label", "group", "source"})


@dataclass(frozen=True)
class Code:
    """One entry of a list. `extra` holds what only this list has (days, country, delivery);

    see the file's note.
    """

    code: str
    label: str
    group: str = ""
    source: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: _NOTHING, compare=False)

    def shown(self) -> str:
        """The label in the current language."""
        return _(self.label)

    def for_country(self, country: str) -> bool:
        """Whether the entry is meant for this country (ISO code); entries without a country are for all."""
        return bool(self.extra.get("country", country) == country)


class CodeList(Struct, frozen=True):
    """A list with its title, where it comes from, and its groups in order (group code -> English label)."""

    name: str
    title: str
    source: str
    note: str
    groups: Mapping[str, str]
    codes: tuple[Code, ...]


_overrides: dict[str, tuple[Code, ...]] = {}


@cache
def shipped(list_name: str) -> CodeList:
    """The list as it comes with the program. Raises KeyError for an unknown name."""
    if list_name in _FROM_PLACES:
        return CodeList(
            list_name, *_FROM_PLACES[list_name], "", MappingProxyType({}), _place_codes(list_name)
        )
    try:
        text = database_dir("seed", "codes", f"{list_name}.json").read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise KeyError(list_name) from missing
    data = json.loads(text)
    return CodeList(
        name=list_name,
        title=data["title"],
        source=data["source"],
        note=data.get("note", ""),
        groups=MappingProxyType(data.get("groups", {})),
        codes=tuple(_code(item) for item in data["items"]),
    )


def _place_codes(list_name: str) -> tuple[Code, ...]:
    """Lists that the places data already holds, offered like any other."""
    if list_name == "countries":
        return tuple(Code(c.code, c.name) for c in places.countries())
    if list_name == "areas":
        return tuple(
            Code(area.code, places.label(area.code), extra=MappingProxyType({"country": country}))
            for country in places.DETAILED
            for area in places.areas(country)
        )
    return tuple(
        Code(post.code, post.name, source=post.source, extra=MappingProxyType({"country": post.country}))
        for country in places.DETAILED
        for post in places.border_posts(country)
    )


def _code(item: Mapping[str, Any]) -> Code:
    extra = {key: value for key, value in item.items() if key not in _OWN_KEYS}
    return Code(
        item["code"], item["label"], item.get("group", ""), item.get("source", ""), MappingProxyType(extra)
    )


@cache
def list_names() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(sorted(path.stem for path in database_dir("seed", "codes").glob("*.json")))


def codes(list_name: str, *, country: str = "", group: str = "") -> tuple[Code, ...]:
    """What can be picked now, in order, for one country or group if given.

    Raises KeyError for an unknown list.
    """
    items = _overrides.get(list_name) or shipped(list_name).codes
    return tuple(
        item
        for item in items
        if (not country or item.for_country(country)) and (not group or item.group == group)
    )


def get(list_name: str, code: str) -> Code | None:
    """The entry with this code, also one the office has taken off its list; None when there never was one."""
    for items in (_overrides.get(list_name, ()), shipped(list_name).codes):
        for item in items:
            if item.code == code:
                return item
    return None


def label(list_name: str, code: str) -> str:
    """The label in the current language; a code nobody knows shows itself."""
    found = get(list_name, code)
    return found.shown() if found else code


def groups(list_name: str) -> dict[str, str]:
    """The groups of a list in order: code -> label in the current language."""
    return {code: _(text) for code, text in shipped(list_name).groups.items()}


def override(list_name: str, items: Iterable[Code]) -> None:
    """Use the office's own list from now on; an empty one puts the shipped list back.

    Raises KeyError for an unknown list and ValueError when a code stands twice or has no label.
    """
    shipped(list_name)
    own = tuple(items)
    if len({item.code for item in own}) != len(own) or not all(item.code and item.label for item in own):
        raise ValueError(list_name)
    if own:
        _overrides[list_name] = own
    else:
        _overrides.pop(list_name, None)


def forget_overrides() -> None:
    """Back to the shipped lists: another office may be opened next."""
    _overrides.clear()
