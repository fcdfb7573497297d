"""When a survey is due again, and when a round counts as missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caseapp.core.instruments import load
from caseapp.core.instruments.rounds import Due, RoundState, behind, round_of, schedule, windows

OPENED = date(2025, 8, 18)
ROUNDS = load("rss").rounds


def plan(today: date, *taken: date) -> tuple[Due, ...]:
    return schedule(ROUNDS, OPENED, taken, today, lead=14, grace=30)


def states(today: date, *taken: date) -> list[str]:
    return [due.state.value for due in plan(today, *taken)]


@pytest.mark.parametrize(
    ("day", "taken", "expected"),
    [
        (0, (), ["due", "later", "later", "later"]),
        (30, (), ["due", "later", "later", "later"]),
        (31, (), ["missed", "later", "later", "later"]),
        (5, (3,), ["done", "later", "later", "later"]),
        (77, (3,), ["done", "due", "later", "later"]),  # 91 days, less two weeks
        (76, (3,), ["done", "later", "later", "later"]),
        (121, (3,), ["done", "due", "later", "later"]),
        (122, (3,), ["done", "missed", "later", "later"]),
        (122, (45,), ["done", "missed", "later", "later"]),  # halfway belongs to the round before
        (122, (46,), ["missed", "done", "later", "later"]),
        (400, (3, 90, 180, 360), ["done", "done", "done", "done"]),
        (400, (3,), ["done", "missed", "missed", "missed"]),
    ],
)
def test_rounds_of_a_case(day: int, taken: tuple[int, ...], expected: list[str]) -> None:
    assert states(OPENED + timedelta(day), *(OPENED + timedelta(d) for d in taken)) == expected


def test_a_survey_before_the_case_was_opened_is_the_baseline() -> None:
    assert states(OPENED, OPENED - timedelta(10))[0] == "done"


@pytest.mark.parametrize(
    ("day", "taken", "code"),
    [
        (20, (), None),
        (31, (), "baseline"),
        (130, (3,), "m3"),
        (130, (3, 100), None),
        (200, (), "m3"),  # the latest that is over, not the first
        (400, (3, 90, 180), "m12"),
        (400, (3, 90, 180, 399), None),
    ],
)
def test_what_raises_the_priority_is_the_latest_round_that_is_over(
    day: int, taken: tuple[int, ...], code: str | None
) -> None:
    today = OPENED + timedelta(day)
    found = behind(plan(today, *(OPENED + timedelta(d) for d in taken)), today, 30)
    assert (found.code if found else None) == code


def test_every_day_belongs_to_exactly_one_round() -> None:
    found = windows(ROUNDS)
    for day in range(-100, 900):
        inside = [
            w for w in found if (w.since is None or day >= w.since) and (w.until is None or day <= w.until)
        ]
        assert len(inside) == 1
        assert round_of(ROUNDS, OPENED, OPENED + timedelta(day)) == inside[0].round


def test_no_rounds_no_dues() -> None:
    assert schedule((), OPENED, (), OPENED, lead=14, grace=30) == ()
    assert round_of((), OPENED, OPENED) is None
    assert RoundState.DONE not in {due.state for due in plan(OPENED)}
