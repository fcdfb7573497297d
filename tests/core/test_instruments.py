"""Questionnaires: the shipped ones are sound, scored as worked out by hand, and never guess."""

from __future__ import annotations

import pytest

from caseapp.core import instruments
from caseapp.core.instruments import change, load, score

WHO5 = ("cheerful", "calm", "active", "rested", "interested")
WGSS = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")


def who5(*values: int) -> instruments.Score:
    return score(load("who5"), dict(zip(WHO5, values, strict=True)))


def wgss(*values: int) -> instruments.Score:
    return score(load("wgss"), dict(zip(WGSS, values, strict=True)))


@pytest.mark.parametrize("code", instruments.codes())
def test_every_shipped_file_is_sound(code: str) -> None:
    assert load(code).code == code


def test_the_items_are_asked_in_their_fixed_order() -> None:
    assert tuple(item.code for item in load("who5").items) == WHO5
    assert tuple(item.code for item in load("wgss").items) == WGSS


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ((0, 0, 0, 0, 0), 0, "very_low"),
        ((5, 5, 5, 5, 5), 100, "fair"),
        ((3, 2, 1, 1, 0), 28, "very_low"),  # raw 7, the upper edge
        ((3, 2, 1, 1, 1), 32, "low"),  # raw 8
        ((3, 3, 2, 2, 2), 48, "low"),  # raw 12: below 13, as the authors put it
        ((3, 3, 3, 2, 2), 52, "fair"),  # raw 13
        ((5, 0, 4, 1, 3), 52, "fair"),
    ],
)
def test_who5_worked_by_hand(answers: tuple[int, ...], value: int, band: str) -> None:
    found = who5(*answers)
    assert (found.value, found.raw, found.missing) == (value, sum(answers), ())
    assert found.band is not None
    assert found.band.code == band
    assert found.advice == found.band.advice


def test_who5_has_no_score_when_an_answer_is_missing() -> None:
    found = score(load("who5"), {"cheerful": 5, "active": 0})
    assert (found.value, found.raw, found.band) == (None, None, None)
    assert found.missing == ("calm", "rested", "interested")
    assert found.advice == "No score: 3 answers are missing."
    assert len(score(load("who5"), {}).missing) == 5


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        ((1, 1, 1, 1, 1, 1), 0, "without"),
        ((2, 2, 2, 2, 2, 2), 0, "without"),  # some difficulty everywhere is not counted
        ((1, 1, 3, 1, 1, 1), 1, "with"),
        ((4, 1, 1, 1, 1, 1), 1, "with"),
        ((3, 4, 3, 4, 3, 4), 6, "with"),
        ((9, 1, 3, 1, 1, 7), 1, "with"),  # one certain domain is enough
    ],
)
def test_washington_group_worked_by_hand(answers: tuple[int, ...], value: int, band: str) -> None:
    found = wgss(*answers)
    assert found.value == value
    assert found.band is not None
    assert found.band.code == band


def test_a_refusal_is_missing_and_not_a_no() -> None:
    found = wgss(1, 1, 1, 1, 7, 9)
    assert found.band is None
    assert found.missing == ("self_care", "communicating")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"cheerful": 6}, "6 is not one of the answers to: I have felt cheerful and in good spirits"),
        ({"cheerful": -1}, "-1 is not"),
        ({"cheerful": True}, "True is not"),
        ({"happy": 3}, "There is no question happy."),
    ],
)
def test_wrong_answers_are_named(answers: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        score(load("who5"), answers)


def test_every_wrong_answer_is_named_at_once() -> None:
    assert len(instruments.answer_problems(load("who5"), {"cheerful": 6, "calm": 7, "sad": 1})) == 3


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((2, 2, 2, 2, 2), (3, 3, 2, 2, 2), "No meaningful change"),  # 40 -> 48
        ((2, 2, 2, 2, 2), (3, 3, 3, 2, 2), "Better than before"),  # 40 -> 52
        ((3, 3, 3, 2, 2), (2, 2, 2, 2, 2), "Worse than before"),
    ],
)
def test_change_counts_from_ten_points(before: tuple[int, ...], now: tuple[int, ...], words: str) -> None:
    assert change(load("who5"), who5(*before), who5(*now)) == words


def test_no_change_is_claimed_without_two_scores_or_a_known_size() -> None:
    assert change(load("who5"), score(load("who5"), {}), who5(5, 5, 5, 5, 5)) == ""
    assert change(load("wgss"), wgss(4, 1, 1, 1, 1, 1), wgss(1, 1, 1, 1, 1, 1)) == ""


def test_languages_without_a_validated_cut_off_say_so() -> None:
    assert load("who5").banner("st") == load("who5").banner("so") == "No validated cut-off in this language."
    assert load("who5").banner("en") == ""


def test_an_unknown_questionnaire() -> None:
    for code in ("whodas", "../who5", ""):
        with pytest.raises(KeyError):
            load(code)


@pytest.mark.parametrize(
    ("code", "answers", "triggers"),
    [
        ("phq9", {"self_harm": 1}, {"self_harm"}),
        ("phq9", {"self_harm": 3}, {"self_harm"}),
        ("phq9", {"self_harm": 0, "mood": 3}, set()),
        ("phq9", {}, set()),
        ("srq20", {"ending_life": 1}, {"self_harm"}),
        ("srq20", {"ending_life": 0, "worthless": 1}, set()),
        ("who5", {"cheerful": 0}, set()),
    ],
)
def test_thoughts_of_ending_one_s_life_are_told_whatever_the_score(
    code: str, answers: dict[str, int], triggers: set[str]
) -> None:
    found = score(load(code), answers)
    assert (found.triggers, found.value) == (triggers, None)
