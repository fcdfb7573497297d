"""What is told of assessments: what can be asked, how scores moved, and when a score has no validated cut-off."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.core import instruments
from caseapp.features.assessments import queries, service

HARD = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")


def take(database, actor, case, hard, day="2026-08-18"):
    answers = {code: 3 if i < hard else 1 for i, code in enumerate(HARD)}
    with database.work(actor) as uow:
        head = {"taken_on": day, "mode": "self", "language": "eng"}
        return service.take(uow, case.id, "wgss", answers, head)


def test_the_trend_runs_from_oldest_to_newest(database, caseworker, make_case):
    case = make_case()
    for hard, day in ((2, "2026-08-10"), (3, "2026-02-10"), (1, "2026-08-18")):
        take(database, caseworker, case, hard, day)
    with database.look(caseworker) as uow:
        found = queries.trend(uow, case.id, "wgss")
        assert [(a.taken_on, a.value) for a in found] == [
            (date(2026, 2, 10), 3), (date(2026, 8, 10), 2), (date(2026, 8, 18), 1)]  # fmt: skip
        assert [a.value for a in queries.of_case(uow, case.id)] == [1, 2, 3]
        assert queries.count(uow, case.id) == 3


def test_an_offer_says_when_it_was_last_taken(database, caseworker, make_case):
    case = make_case()
    take(database, caseworker, case, 0, "2026-08-01")
    with database.look(caseworker) as uow:
        last = {o.title: o.last_on for o in queries.offers(uow, case.id)}
    assert last["Washington Group Short Set on Functioning"] == date(2026, 8, 1)
    assert last["Vulnerability screening"] is None


def test_one_case_never_shows_another_s_answers(database, caseworker, make_case):
    mine, other = make_case(), make_case(given_name="Lineo")
    take(database, caseworker, mine, 1)
    with database.look(caseworker) as uow:
        assert queries.of_case(uow, other.id) == () and queries.count(uow, other.id) == 0


@pytest.mark.parametrize(("language", "warned"), [("sot", True), ("st", True), ("som", True), ("eng", False),
                                                  ("xho", False), ("x-phuthi", False)])  # fmt: skip
def test_a_language_without_a_validated_cut_off_is_warned_of(language, warned):
    assert bool(instruments.load("who5").banner(language)) is warned
