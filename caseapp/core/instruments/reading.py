"""Questionnaires and weights from their files. What is not sound is told line by line, and nothing of it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from caseapp.core.i18n import _
from caseapp.core.instruments.checking import sense_problems
from caseapp.core.instruments.model import (
    Band,
    Condition,
    Dimension,
    GoesOn,
    Instrument,
    Item,
    Option,
    Round,
    Scoring,
    Section,
    Weights,
)
from caseapp.core.instruments.shapes import INSTRUMENT, WEIGHTS, shape_problems
from caseapp.core.located import Located, Malformed, Problem, parse

LARGEST = 1_000_000  # bytes of a file
SUM = 0.001  # how far weights may miss 1, as published numbers are rounded


class Unsound(ValueError):
    """A file that cannot be used, with all its problems in the order of their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("; ".join(p.text for p in self.problems))


def read_text(text: str) -> Instrument:
    """A questionnaire from its file. Raises Unsound naming everything that is wrong, by line."""
    return _instrument(_sound(text, INSTRUMENT, sense_problems))


def read(data: Mapping[str, Any]) -> Instrument:
    """A questionnaire from its file's content. Raises Unsound."""
    return read_text(json.dumps(data, ensure_ascii=False, indent=1))


def _sound(text: str, shape: Any, sense: Any) -> dict[str, Any]:
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise Unsound([Problem(1, _("the file is too large for a questionnaire"))])
    try:
        found = parse(text)
    except Malformed as malformed:
        raise Unsound([malformed.problem]) from None
    problems = shape_problems(found, shape) or sense(found)
    if problems:
        raise Unsound(problems)
    data: dict[str, Any] = found.value
    return data


_TEXTS = ("code", "version", "title", "short", "purpose", "source", "licence", "language", "intro")


def _instrument(data: Mapping[str, Any]) -> Instrument:
    scales = {name: tuple(Option(**o) for o in parts) for name, parts in data.get("scales", {}).items()}
    scales[""] = tuple(Option(**option) for option in data.get("options", ()))
    return Instrument(
        **{name: data[name] for name in _TEXTS},
        items=tuple(_item(item, scales) for item in data["items"]),
        scoring=_scoring(data["scoring"]),
        bands=tuple(_band(band) for band in data.get("bands", ())),
        sections=tuple(Section(**section) for section in data.get("sections", ())),
        dimensions=tuple(Dimension(**dimension) for dimension in data.get("dimensions", ())),
        rounds=tuple(Round(**one) for one in data.get("rounds", ())),
        goes_on=GoesOn(**({"source": ""} | data["goes_on"])) if "goes_on" in data else None,
        not_validated_in=frozenset(data.get("not_validated_in", ())),
        not_validated_note=data.get("not_validated_note", ""),
        validity=MappingProxyType(data.get("validity", {})),
        min_age=data.get("min_age", 0),
        compartment=data.get("compartment", ""),
        translations=MappingProxyType(data.get("translations", {})),
    )


def _item(data: Mapping[str, Any], scales: Mapping[str, tuple[Option, ...]]) -> Item:
    kind = data.get("kind", "one")
    own = {name: value for name, value in data.items() if name not in ("options", "when", "kind", "scored")}
    return Item(
        **own, kind=kind, options=scales[data.get("options", "")] if kind in ("one", "many") else (),
        when=tuple(_condition(one) for one in data.get("when", ())), scored=data.get("scored", kind != "text"),
    )  # fmt: skip


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(data["item"], tuple(data.get("among", ())), data.get("at_least"))


def _scoring(data: Mapping[str, Any]) -> Scoring:
    given: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in data.items()}
    return Scoring(**given)


def _band(data: Mapping[str, Any]) -> Band:
    return Band(
        data["code"], data.get("from"), data.get("to"), data["label"], data.get("advice", ""), data["level"],
        data["source"],
    )  # fmt: skip


# --- weights


def read_weights(text: str, instruments: Mapping[str, Instrument]) -> tuple[str, Weights]:
    """The code of the questionnaire and its weights, from a weights file. Raises Unsound.

    The weights of a dimension's questions sum to 1, and so do those of the dimensions (to a thousandth).
    """
    data = _sound(text, WEIGHTS, lambda found: weights_problems(found, instruments))
    points = {
        code: {int(v): worth for v, worth in own.items()} for code, own in data.get("points", {}).items()
    }
    return data["instrument"], Weights(
        data["version"], data["label"], data["source"], MappingProxyType(data["dimensions"]),
        MappingProxyType(data["items"]), MappingProxyType(points),
    )  # fmt: skip


def weights_problems(found: Located, instruments: Mapping[str, Instrument]) -> list[Problem]:
    """What does not fit the questionnaire: unknown or absent codes, negative weights, sums that are not 1."""
    data = found.value
    instrument = instruments.get(data["instrument"])
    if instrument is None or not instrument.dimensions:
        words = _("there is no questionnaire “{code}” that takes weights").format(code=data["instrument"])
        return [Problem(found.line(("instrument",)), words)]
    units = {i.group or i.code: i.dimension for i in instrument.items if i.scored and i.dimension}
    dimensions = {d.code for d in instrument.dimensions}
    problems = _codes(found, "items", set(units)) + _codes(found, "dimensions", dimensions)
    problems += _points(found, instrument)
    return problems or _sums(found, units, instrument)


def _codes(found: Located, part: str, known: set[str]) -> list[Problem]:
    given, problems = found.value[part], []
    for code, weight in given.items():
        line = found.line((part, code))
        if code not in known:
            problems.append(Problem(line, _("nobody knows “{name}”").format(name=code)))
        elif weight < 0:
            problems.append(Problem(line, _("the weight of “{code}” is less than 0").format(code=code)))
    words = _("the weight of “{code}” is missing")
    return problems + [
        Problem(found.line((part,)), words.format(code=code)) for code in sorted(known - set(given))
    ]


def _points(found: Located, instrument: Instrument) -> list[Problem]:
    problems = []
    for code, own in found.value.get("points", {}).items():
        item = instrument.by_code.get(code)
        for value, worth in own.items():
            line = found.line(("points", code, value))
            if item is None or item.option(int(value)) is None:
                words = _("“{target}” has no answer {value}").format(target=code, value=value)
                problems.append(Problem(line, words))
            elif not 0 <= worth <= 1:
                problems.append(Problem(line, _("an answer is worth from 0 to 1")))
    return problems


def _sums(found: Located, units: Mapping[str, str], instrument: Instrument) -> list[Problem]:
    given, problems = found.value, []
    words = _("the weights of {what} sum to {total}, not to 1")
    for dimension in instrument.dimensions:
        total = sum(given["items"][code] for code, where in units.items() if where == dimension.code)
        if abs(total - 1) > SUM:
            said = words.format(what=_(dimension.label), total=f"{total:.3f}")
            problems.append(Problem(found.line(("items",)), said))
    total = sum(given["dimensions"].values())
    if abs(total - 1) > SUM:
        said = words.format(what=_("the dimensions"), total=f"{total:.3f}")
        problems.append(Problem(found.line(("dimensions",)), said))
    return problems
