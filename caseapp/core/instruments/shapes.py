"""Which names a questionnaire's file and a weights file have, and what kind of value belongs to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from caseapp.core.i18n import N_, _
from caseapp.core.located import Located, Place, Problem

Shape = Mapping[str, "Value"]


class Value(Struct, frozen=True):
    """What a name holds. `each` is the shape of the objects of a list, or of one object; `among` all it may be."""

    kind: str  # text, words (text that may be empty), number, whole, yes_no, texts, numbers, objects, object, table
    needed: bool = False
    each: Shape = field(default_factory=dict)
    among: tuple[str, ...] = ()


NEEDED = Value("text", True)
WORDS, NUMBER, WHOLE, YES_NO = Value("words"), Value("number"), Value("whole"), Value("yes_no")

OPTION: Shape = {
    "value": Value("whole", True), "label": NEEDED, "counts": YES_NO, "points": NUMBER, "applies": YES_NO,
    "alone": YES_NO, "trigger": WORDS, "mark": Value("words", among=("", "risk", "protection")),
}  # fmt: skip
CONDITION: Shape = {"item": NEEDED, "among": Value("numbers"), "at_least": NUMBER}
ITEM: Shape = {
    "code": NEEDED, "text": NEEDED, "domain": WORDS, "trigger": WORDS, "section": WORDS, "dimension": WORDS,
    "kind": Value("text", among=("one", "many", "number", "text")), "options": WORDS, "group": WORDS,
    "when": Value("objects", each=CONDITION), "scored": YES_NO, "least": NUMBER, "most": NUMBER, "unit": WORDS,
}  # fmt: skip
RULES = ("sum", "count_at_least", "weighted_mean", "marks", "difference", "none")
SCORING: Shape = {
    "rule": Value("text", True, among=RULES), "lowest": NUMBER, "highest": NUMBER, "times": WHOLE, "at_least": WHOLE,
    "higher_is": Value("text", among=("better", "worse")), "decimals": WHOLE, "least_share": NUMBER,
    "plus": Value("texts"), "minus": Value("texts"), "meaningful_change": NUMBER, "change_source": WORDS, "label": WORDS,
    "caution": WORDS, "unit": WORDS,
}  # fmt: skip
BAND: Shape = {
    "code": NEEDED, "from": NUMBER, "to": NUMBER, "label": NEEDED, "advice": WORDS, "source": NEEDED,
    "level": Value("text", True, among=("ok", "warn", "bad")),
}  # fmt: skip
SECTION: Shape = {"code": NEEDED, "title": NEEDED, "hint": WORDS}
DIMENSION: Shape = {"code": NEEDED, "label": NEEDED}
ROUND: Shape = {"code": NEEDED, "label": NEEDED, "months": Value("whole", True)}
GOES_ON: Shape = {"to": NEEDED, "at_least": Value("number", True), "source": WORDS}
INSTRUMENT: Shape = {
    "code": NEEDED, "version": NEEDED, "title": NEEDED, "short": NEEDED, "purpose": NEEDED, "source": NEEDED,
    "licence": NEEDED, "language": NEEDED, "intro": NEEDED, "compartment": Value("words", among=("", "mhpss")),
    "min_age": WHOLE, "not_validated_in": Value("texts"), "not_validated_note": WORDS, "validity": Value("table"),
    "options": Value("objects", each=OPTION), "scales": Value("scales"), "sections": Value("objects", each=SECTION),
    "dimensions": Value("objects", each=DIMENSION), "items": Value("objects", True, each=ITEM),
    "scoring": Value("object", True, each=SCORING), "bands": Value("objects", each=BAND),
    "rounds": Value("objects", each=ROUND), "goes_on": Value("object", each=GOES_ON),
    "translations": Value("translations"), "note": WORDS,
}  # fmt: skip
WEIGHTS: Shape = {
    "instrument": NEEDED, "version": NEEDED, "label": NEEDED, "source": NEEDED, "dimensions": Value("amounts", True),
    "items": Value("amounts", True), "points": Value("points"), "note": WORDS,
}  # fmt: skip

_KINDS: dict[str, tuple[str, Any]] = {
    "text": (N_("a text that is not empty"), lambda v: isinstance(v, str) and bool(v.strip())),
    "words": (N_("a text"), lambda v: isinstance(v, str)),
    "number": (N_("a number"), lambda v: _number(v)),
    "whole": (N_("a whole number"), lambda v: _number(v) and isinstance(v, int)),
    "yes_no": (N_("true or false"), lambda v: isinstance(v, bool)),
    "texts": (N_("a list of texts"), lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v)),
    "numbers": (N_("a list of whole numbers"), lambda v: isinstance(v, list) and all(_number(x) for x in v)),
    "objects": (
        N_("a list of objects"),
        lambda v: isinstance(v, list) and all(isinstance(x, dict) for x in v),
    ),
    "object": (N_("an object"), lambda v: isinstance(v, dict)),
    "table": (N_("names with texts"), lambda v: _table(v, str)),
    "amounts": (
        N_("names with numbers"),
        lambda v: isinstance(v, dict) and all(_number(x) for x in v.values()),
    ),
    "points": (
        N_("names with answers and their numbers"),
        lambda v: (
            _table(v, dict)
            and all(k.isdecimal() and _number(x) for one in v.values() for k, x in one.items())
        ),
    ),
    "scales": (
        N_("names with lists of answers"),
        lambda v: _table(v, list) and all(isinstance(x, dict) for one in v.values() for x in one),
    ),
    "translations": (
        N_("languages with their texts"),
        lambda v: _table(v, dict) and all(isinstance(x, str) for one in v.values() for x in one.values()),
    ),
}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _table(value: Any, of: type) -> bool:
    return isinstance(value, dict) and all(isinstance(part, of) for part in value.values())


def shape_problems(found: Located, shape: Shape) -> list[Problem]:
    """What is not there, is of another kind, or has a name nobody knows; each with its line."""
    if not isinstance(found.value, dict):
        return [Problem(1, _("the file should hold one object in { }"))]
    return list(found.twice) + _object(found, (), found.value, shape)


def _object(found: Located, place: Place, value: Mapping[str, Any], shape: Shape) -> list[Problem]:
    problems = [
        Problem(found.line(place), _("“{name}” is not there").format(name=name))
        for name, spec in shape.items() if spec.needed and name not in value
    ]  # fmt: skip
    for name, held in value.items():
        if name not in shape:
            problems.append(Problem(found.line((*place, name)), _("nobody knows “{name}”").format(name=name)))
        else:
            problems += _held(found, (*place, name), name, held, shape[name])
    return problems


def _held(found: Located, place: Place, name: str, held: Any, spec: Value) -> list[Problem]:
    words, fits = _KINDS[spec.kind]
    line = found.line(place)
    if not fits(held):
        return [Problem(line, _("“{name}” should be {kind}").format(name=name, kind=_(words)))]
    if spec.among and held not in spec.among:
        allowed = ", ".join(one for one in spec.among if one)
        return [Problem(line, _("“{name}” should be one of: {allowed}").format(name=name, allowed=allowed))]
    if spec.kind == "object":
        return _object(found, place, held, spec.each)
    if spec.kind == "objects":
        return [p for i, part in enumerate(held) for p in _object(found, (*place, i), part, spec.each)]
    if spec.kind == "scales":
        return [
            p for scale, parts in held.items() for i, part in enumerate(parts)
            for p in _object(found, (*place, scale, i), part, OPTION)
        ]  # fmt: skip
    return []
