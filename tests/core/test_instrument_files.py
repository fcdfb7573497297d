"""A questionnaire's or weights file that is not sound is told line by line; nothing of it is used."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from caseapp.core import instruments
from caseapp.core.instruments import Unsound, load, read_text, read_weights
from caseapp.core.located import Malformed, parse

SMALL = """{
 "code": "small",
 "version": "1",
 "title": "Small", "short": "Small", "purpose": "To try.", "source": "Us", "licence": "Free", "language": "en",
 "intro": "Now:",
 "options": [{"value": 1, "label": "Yes"}, {"value": 0, "label": "No"}],
 "scales": {
  "few": [{"value": 0, "label": "None"},
          {"value": 2, "label": "Two"}]
 },
 "sections": [{"code": "one", "title": "One"}],
 "items": [
  {"code": "a", "text": "A?", "section": "one"},
  {"code": "b", "text": "B?", "options": "few", "when": [{"item": "a", "among": [1]}]}
 ],
 "scoring": {"rule": "sum", "lowest": 0, "highest": 3, "higher_is": "worse"},
 "bands": [
  {"code": "low", "from": 0, "to": 1, "label": "Low", "advice": "", "level": "ok", "source": "[A]"},
  {"code": "high", "from": 2, "to": 3, "label": "High", "advice": "", "level": "bad", "source": "[A]"}
 ]
}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(Unsound) as unsound:
        read_text(text)
    return [problem.shown() for problem in unsound.value.problems]


def swapped(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


def test_the_example_is_sound() -> None:
    form = read_text(SMALL)
    assert [item.code for item in form.items] == ["a", "b"]
    assert instruments.asked(form, {}) == form.items[:1]
    assert instruments.asked(form, {"a": 1}) == form.items


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"version": "1",', '"version": "1"', "Line 4: “}” is missing here"),
        ('"Now:"', '"Now:', "Line 5: this text does not end, or holds a character that cannot be"),
        ('"Now:"', "Now", "Line 5: a value is missing here"),
        ('"lowest": 0', '"lowest": NaN', "Line 16: a value is missing here"),
        ("}\n", "} and more\n", None),
        ('"code": "small",', '"code": "small", "code": "x",', "Line 2: “code” stands twice"),
        ('"code": "small",', '"code": "Small One",', "Line 2: “Small One” is no code"),
        ('"language": "en",', "", "Line 1: “language” is not there"),
        ('"intro": "Now:"', '"intro": ""', "Line 5: “intro” should be a text that is not empty"),
        ('"intro": "Now:"', '"intro": "Now:", "colour": "red"', "Line 5: nobody knows “colour”"),
        ('"value": 2', '"value": "2"', "Line 9: “value” should be a whole number"),
        ('"value": 2', '"value": 0', "Line 9: 0 stands twice"),
        ('"code": "b"', '"code": "a"', "Line 14: a stands twice"),
        ('"item": "a"', '"item": "z"', "Line 14: “b” depends on “z”, which is not there"),
        ('"item": "a"', '"item": "b"', "Line 14: “b” and “b” depend on each other in a circle"),
        ('"among": [1]', '"among": [7]', "Line 14: “a” has no answer 7"),
        ('"among": [1]', '"among": [1], "at_least": 1', "Line 14: a skip needs either “among” or “at_least”"),
        ('"options": "few"', '"options": "many"', "Line 14: question “b” has no answers to choose from"),
        ('"section": "one"', '"section": "two"', "Line 13: there is no section “two”"),
        ('"rule": "sum"', '"rule": "guess"', "Line 16: “rule” should be one of: sum, count_at_least"),
        ('"rule": "sum"', '"rule": "weighted_mean"', "Line 16: a weighted mean needs “dimensions”"),
        ('"rule": "sum"', '"rule": "difference", "plus": ["c"]', "Line 16: there is no question “c”"),
        ('"from": 2', '"from": 3', "Line 19: band “high” should begin at 2"),
        ('"from": 2, "to": 3', '"from": 2, "to": 2', "Line 17: the bands end at 2, the scores at 3"),
        ('"level": "bad"', '"level": "awful"', "Line 19: “level” should be one of: ok, warn, bad"),
    ],
)  # fmt: skip
def test_each_problem_is_told_with_its_line(old: str, new: str, expected: str | None) -> None:
    found = problems(swapped(old, new))
    assert expected is None or any(line.startswith(expected) for line in found), found


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = (
        swapped('"item": "a"', '"item": "z"')
        .replace('"from": 2', '"from": 3')
        .replace('"value": 2', '"value": 0')
    )
    assert [line.split(":")[0] for line in problems(text)] == ["Line 9", "Line 14", "Line 19"]


def test_a_skip_that_looks_forward_and_one_that_runs_in_a_circle() -> None:
    forward = swapped('"section": "one"}', '"section": "one", "when": [{"item": "b", "among": [2]}]}')
    assert problems(forward) == [
        "Line 13: “a” and “b” depend on each other in a circle",
        "Line 14: “b” and “a” depend on each other in a circle",
    ]
    lone = forward.replace(', "when": [{"item": "a", "among": [1]}]', "")
    assert problems(lone) == ["Line 13: “a” depends on “b”, which is asked later"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "null",
        '"x"',
        "{]",
        "[" * 5000,
        '{"a": 1e999999999999999999999999999999999999}',
        "{" * 99,
        "\x00",
    ],
)
def test_no_file_whatever_it_holds_is_more_than_unsound(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("code", instruments.codes())
def test_a_shipped_file_with_any_value_gone_or_changed_is_read_or_told(code: str) -> None:
    """Each value in turn is replaced by another kind: it is told, or made no difference; never an error of ours."""
    data = json.loads(instruments.shipped_text(code))
    places = list(_places(data))
    for i, place in enumerate(places[:: 1 + len(places) // 40]):
        with contextlib.suppress(Unsound):
            assert instruments.read(_with(data, place, (None, {}, -7, "odd")[i % 4])).items


def _places(value: Any, place: tuple[Any, ...] = ()) -> Any:
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _places(part, (*place, key))


def _with(data: Any, place: tuple[Any, ...], odd: Any) -> Any:
    if not place:
        return odd
    copied = dict(data) if isinstance(data, dict) else list(data)
    copied[place[0]] = _with(data[place[0]], place[1:], odd)
    return copied


def test_json_is_read_as_others_read_it() -> None:
    for code in instruments.codes():
        assert parse(instruments.shipped_text(code)).value == json.loads(instruments.shipped_text(code))
    with pytest.raises(Malformed):
        parse('{"a": 01}')


# --- weights


def weights_text(**changes: Any) -> str:
    units = {i.group or i.code: i.dimension for i in load("rss").items if i.scored}
    data = {
        "instrument": "rss", "version": "2019", "label": "IOM weights 2019", "source": "IOM",
        "dimensions": {"economic": 0.333, "social": 0.333, "psychosocial": 0.334}, "items": dict.fromkeys(units, 0.1),
    }  # fmt: skip
    return json.dumps(data | changes, indent=1)


def weights_problems(text: str) -> list[str]:
    with pytest.raises(Unsound) as unsound:
        read_weights(text, {code: load(code) for code in instruments.codes()})
    return [problem.shown() for problem in unsound.value.problems]


def test_a_sound_weights_file() -> None:
    code, weights = read_weights(weights_text(points={"e5": {"2": 0.2}}), {"rss": load("rss")})
    assert (code, weights.version, weights.label) == ("rss", "2019", "IOM weights 2019")
    assert (weights.items["p7"], weights.points["e5"][2]) == (0.1, 0.2)


def items(**changes: float) -> dict[str, float]:
    given: dict[str, float] = json.loads(weights_text())["items"]
    return given | changes


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"items": items(e1=0.2)}, "Line 11: the weights of Economic sum to 1.100, not to 1"),
        ({"items": items(e1=-0.1)}, "Line 12: the weight of “e1” is less than 0"),
        ({"items": items(e99=0.1)}, "nobody knows “e99”"),
        ({"items": {"e1": 1}}, "the weight of “e2” is missing"),
        ({"dimensions": {"economic": 1, "social": 1, "psychosocial": 1}}, "the dimensions sum to 3.000, not to 1"),
        ({"dimensions": {"economic": 1}}, "the weight of “social” is missing"),
        ({"instrument": "wgss"}, "Line 2: there is no questionnaire “wgss” that takes weights"),
        ({"instrument": "none"}, "Line 2: there is no questionnaire “none” that takes weights"),
        ({"points": {"e5": {"77": 1}}}, "“e5” has no answer 77"),
        ({"points": {"e5": {"2": 3}}}, "an answer is worth from 0 to 1"),
        ({"items": "many"}, "“items” should be names with numbers"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_told_by_line(changes: dict[str, Any], expected: str) -> None:
    found = weights_problems(weights_text(**changes))
    assert any(expected in line for line in found), found


# --- translations


def test_an_official_translation_is_shown_and_scored_as_the_original() -> None:
    words = {"A?": "Na A?", "Yes": "E", "Now:": "Joale:"}
    form = read_text(swapped('"sections"', f'"translations": {{"st": {json.dumps(words)}}}, "sections"'))
    spoken = form.spoken("sot")
    assert (spoken.items[0].text, spoken.items[1].text, spoken.intro) == ("Na A?", "B?", "Joale:")
    assert [option.label for option in spoken.items[0].options] == ["E", "No"]
    assert (
        instruments.score(spoken, {"a": 1, "b": 2}).value
        == instruments.score(form, {"a": 1, "b": 2}).value
        == 3
    )
    assert form.spoken("som") is form
