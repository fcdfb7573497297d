"""What can be wrong with a questionnaire's file although every value has the right kind: each problem with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from caseapp.core.i18n import _
from caseapp.core.located import Located, Place, Problem

CODE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


def sense_problems(found: Located) -> list[Problem]:
    """Codes that stand twice or are unknown, skips that lead nowhere or in a circle, bands with gaps."""
    data = found.value
    problems = _code(found) + _twice(found, ("items",), "code") + _scales(found)
    for part in ("sections", "dimensions", "bands", "rounds"):
        problems += _twice(found, (part,), "code")
    problems += _items(found) + _skips(found) + _scoring(found)
    if data["scoring"]["rule"] != "none":
        problems += _bands(found)
    return problems


def _say(found: Located, place: Place, words: str, **values: Any) -> Problem:
    return Problem(found.line(place), words.format(**values))


def _code(found: Located) -> list[Problem]:
    """Codes become file names and keys: small letters, digits, _ and - only."""
    places: list[tuple[Place, str]] = [(("code",), found.value["code"])]
    places += [(("items", i, "code"), item["code"]) for i, item in enumerate(found.value["items"])]
    words = _("“{code}” is no code: small letters a–z, digits, _ and - only, at most 40")
    return [
        _say(found, place, words, code=code)
        for place, code in places if not set(code) <= CODE_LETTERS or len(code) > 40
    ]  # fmt: skip


def _twice(found: Located, place: Place, name: str) -> list[Problem]:
    part: Any = found.value
    for step in place:
        part = part.get(step, []) if isinstance(part, dict) else part[step]
    return _repeated(found, place, [one[name] for one in part], name)


def _repeated(found: Located, place: Place, values: list[Any], name: str) -> list[Problem]:
    words = _("{value} stands twice")
    return [
        _say(found, (*place, i, name), words, value=value)
        for i, value in enumerate(values)
        if value in values[:i]
    ]


def _scales(found: Located) -> list[Problem]:
    problems = _twice(found, ("options",), "value")
    for name in found.value.get("scales", {}):
        problems += _twice(found, ("scales", name), "value")
    return problems


def _items(found: Located) -> list[Problem]:
    """What a question names must be there: its answers, section and dimension; amounts from least to most."""
    data, problems = found.value, []
    known = {name: {part["code"] for part in data.get(f"{name}s", ())} for name in ("section", "dimension")}
    for i, item in enumerate(data["items"]):
        place: Place = ("items", i)
        for name, codes in known.items():
            if item.get(name) and item[name] not in codes:
                problems.append(
                    _say(found, (*place, name), _("there is no {kind} “{code}”"), kind=name, code=item[name])
                )
        problems += _answers(found, place, item)
        if item.get("least") is not None and item.get("most") is not None and item["least"] > item["most"]:
            problems.append(_say(found, (*place, "least"), _("the least is more than the most")))
    if not data["items"]:
        problems.append(_say(found, ("items",), _("there is no question")))
    return problems


def _answers(found: Located, place: Place, item: Mapping[str, Any]) -> list[Problem]:
    if item.get("kind", "one") not in ("one", "many"):
        return []
    name = item.get("options", "")
    offered = found.value.get("scales", {}).get(name) if name else found.value.get("options")
    if offered:
        return []
    return [
        _say(
            found,
            (*place, "options"),
            _("question “{code}” has no answers to choose from"),
            code=item["code"],
        )
    ]


def _skips(found: Located) -> list[Problem]:
    """A skip must look back at a question that is there, for answers it has; what looks forward may run in a circle."""
    items = found.value["items"]
    order = {item["code"]: i for i, item in reversed(list(enumerate(items)))}
    problems = []
    for i, item in enumerate(items):
        for n, condition in enumerate(item.get("when", ())):
            place: Place = ("items", i, "when", n)
            problems += _skip(found, place, item["code"], condition, order, i)
    return problems


def _skip(
    found: Located, place: Place, code: str, condition: Mapping[str, Any], order: Mapping[str, int], i: int
) -> list[Problem]:
    target = condition["item"]
    if target not in order:
        return [_say(found, (*place, "item"), _("“{code}” depends on “{target}”, which is not there"), code=code,
                     target=target)]  # fmt: skip
    if _circle(found.value["items"], order, code, target):
        return [_say(found, (*place, "item"), _("“{code}” and “{target}” depend on each other in a circle"), code=code,
                     target=target)]  # fmt: skip
    if order[target] >= i:
        return [_say(found, (*place, "item"), _("“{code}” depends on “{target}”, which is asked later"), code=code,
                     target=target)]  # fmt: skip
    if ("among" in condition) == ("at_least" in condition):
        return [_say(found, place, _("a skip needs either “among” or “at_least”"))]
    return _among(found, place, found.value["items"][order[target]], condition.get("among", ()))


def _among(found: Located, place: Place, item: Mapping[str, Any], among: Iterable[int]) -> list[Problem]:
    if item.get("kind", "one") not in ("one", "many"):
        return []
    data = found.value
    offered = (
        data.get("scales", {}).get(item["options"], []) if item.get("options") else data.get("options", [])
    )
    values = {option["value"] for option in offered}
    words = _("“{target}” has no answer {value}")
    return [
        _say(found, (*place, "among"), words, target=item["code"], value=value)
        for value in among
        if value not in values
    ]


def _circle(items: list[Mapping[str, Any]], order: Mapping[str, int], code: str, target: str) -> bool:
    """Whether asking `target` depends, over any steps, on `code`."""
    seen: set[str] = set()
    waiting = [target]
    while waiting:
        now = waiting.pop()
        if now == code:
            return True
        if now in order and now not in seen:
            seen.add(now)
            waiting += [condition["item"] for condition in items[order[now]].get("when", ())]
    return False


def _scoring(found: Located) -> list[Problem]:
    data, problems = found.value, []
    scoring, codes = data["scoring"], {item["code"] for item in data["items"]}
    for side in ("plus", "minus"):
        for i, code in enumerate(scoring.get(side, ())):
            if code not in codes:
                problems.append(
                    _say(found, ("scoring", side, i), _("there is no question “{code}”"), code=code)
                )
    if scoring["rule"] == "weighted_mean":
        problems += _dimensions(found)
    if not 0 < scoring.get("least_share", 1) <= 1:
        problems.append(_say(found, ("scoring", "least_share"), _("“least_share” lies over 0 and up to 1")))
    if not 0 <= scoring.get("decimals", 0) <= 4:
        problems.append(_say(found, ("scoring", "decimals"), _("“decimals” lies from 0 to 4")))
    return problems


def _dimensions(found: Located) -> list[Problem]:
    """A mean needs dimensions, and answers from 0 to 1."""
    data, problems = found.value, []
    if not data.get("dimensions"):
        problems.append(_say(found, ("scoring",), _("a weighted mean needs “dimensions”")))
    scales = {("scales", name): parts for name, parts in data.get("scales", {}).items()}
    scales[("options",)] = data.get("options", [])  # type: ignore[index]
    used = {("scales", item["options"]) if item.get("options") else ("options",)
            for item in data["items"] if item.get("dimension") and item.get("scored", True)}  # fmt: skip
    words = _("in a weighted mean an answer is worth from 0 to 1; say it with “points”")
    for place in sorted(used & set(scales)):
        for i, option in enumerate(scales[place]):  # type: ignore[index]
            asked = option.get("counts", True) and option.get("applies", True)
            if asked and not 0 <= option.get("points", option["value"]) <= 1:
                problems.append(_say(found, (*place, i), words))
    return problems


def _bands(found: Located) -> list[Problem]:
    """Bands must cover every score from the lowest to the highest once; open ends where scores have none."""
    data, scoring = found.value, found.value["scoring"]
    step = 10 ** -scoring.get("decimals", 0)
    bands = list(enumerate(data.get("bands", ())))
    bands.sort(key=lambda pair: pair[1].get("from", float("-inf")))
    expected = None if scoring.get("highest") is None else scoring.get("lowest", 0)
    problems = []
    for n, (i, band) in enumerate(bands):
        first, last = band.get("from"), band.get("to")
        if not _same(first, expected) or (first is not None and last is not None and last < first):
            problems.append(_band_problem(found, i, band["code"], expected))
        if last is None and n < len(bands) - 1:
            problems.append(_say(found, ("bands", i), _("band “{code}” has no end"), code=band["code"]))
        expected = None if last is None else round(last + step, 6)
    highest = scoring.get("highest")
    end = None if highest is None else round(highest + step, 6)
    if bands and not _same(expected, end):
        words = _("the bands end at {last}, the scores at {highest}")
        last = None if expected is None else round(expected - step, 6)
        problems.append(_say(found, ("bands",), words, last=last, highest=highest))
    return problems


def _band_problem(found: Located, i: int, code: str, expected: float | None) -> Problem:
    if expected is None:
        return _say(found, ("bands", i), _("band “{code}” should have an open beginning"), code=code)
    return _say(found, ("bands", i), _("band “{code}” should begin at {number}"), code=code, number=expected)


def _same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) < 1e-6
