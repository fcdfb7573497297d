"""Surveys and screenings of invented people: how somebody was at the start, and how it went on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from caseapp.core import instruments
from caseapp.core.ids import uuid7
from caseapp.core.instruments import Instrument, Item
from caseapp.core.instruments.rounds import windows
from caseapp.demo.life import Life
from caseapp.demo.stage import Scene, When, workday
from caseapp.features.assessments import service as assessments
from caseapp.features.assessments.models import Mode
from caseapp.features.people.models import HereAs

RSS = "rss"
ADULT = 18
MISSED = 0.08  # of all rounds nobody asked
OPEN = 0.03  # of all questions stay unanswered


@cache
def _form(code: str) -> Instrument:
    return instruments.load(code)


def _surveyed(person: Mapping[str, Any], on: date) -> bool:
    """Whether the sustainability survey is for this person."""
    return person["here_as"] is HereAs.RETURNEE and int(person["birth_date"].age(on)) >= ADULT


def answers(rng: Random, code: str, wellbeing: float) -> dict[str, Any]:
    """Answers of somebody who is as well as this, from 0 to 1; a few are left open."""
    form = _form(code)
    given: dict[str, Any] = {}
    for item in form.items:
        if item in instruments.asked(form, given) and rng.random() > OPEN:
            answer = _answer(rng, item, wellbeing)
            if answer is not None:
                given[item.code] = answer
    return given


def _answer(rng: Random, item: Item, wellbeing: float) -> Any:
    fitting = [o for o in item.options if o.counts and o.applies]
    if item.kind == "many":
        several = [o.value for o in fitting if not o.alone]
        return sorted(rng.sample(several, rng.randint(1, min(3, len(several)))))
    if item.kind != "one":
        return None
    wanted = min(1.0, max(0.0, rng.gauss(wellbeing, 0.22)))
    if any(option.points is not None for option in fitting):
        return min(fitting, key=lambda o: (abs(o.worth - wanted), o.value)).value
    return rng.choice(fitting[:-1] or fitting).value


def _rounds(rng: Random, opened_on: date, today: date) -> Iterator[tuple[date, dict[str, Any]]]:
    """The surveys of a case up to today, each a little better than the one before; some were never asked."""
    wellbeing = rng.uniform(0.2, 0.5)
    for window in windows(_form(RSS).rounds):
        after = rng.randint(1, 20) if window.due else 1
        on = workday(opened_on + timedelta(days=window.due + after))
        if on > today:
            return
        if rng.random() >= MISSED:
            yield on, answers(rng, RSS, wellbeing)
        wellbeing = min(0.85, wellbeing + rng.uniform(-0.04, 0.16))


def asked(life: Life) -> Scene:
    """The survey at each of its rounds, the first before the plan is written; and what is earned once help has come."""
    rng = Random(life.rng.random())  # noqa: S311
    if not _surveyed(life.person, life.start):
        return
    for on, given in _rounds(rng, life.start, life.setting.today):
        uow = yield When(on, life.owner)
        if life.over:
            return
        assessments.take(uow, life.case_id, RSS, given, _taken(life, uow.today))
        if life.fate.grant == "runs" and (uow.today - life.start).days > 60:
            uow = yield When(uow.today, life.owner)
            before = rng.randrange(200, 1500, 50)
            earned = {"before": before, "after": before + rng.randrange(-100, 2200, 50), "sources": [1, 4]}
            assessments.take(uow, life.case_id, "income", earned, _taken(life, uow.today))


def screened(life: Life) -> Scene:
    """Most are asked in the first days what puts them at risk, and what protects them."""
    rng = Random(life.rng.random())  # noqa: S311
    if rng.random() < 0.6:
        uow = yield When(life.start + timedelta(days=rng.randint(1, 6)), life.owner)
        if not life.over:
            assessments.take(uow, life.case_id, "vulnerability", _risks(rng), _taken(life, uow.today))


def _risks(rng: Random) -> dict[str, int]:
    """Some risks, some protection, a few things nobody knows."""
    weights = {"risk": (22, 74, 4), "protection": (55, 40, 5)}
    return {
        item.code: rng.choices((1, 2, 8), weights[item.options[0].mark])[0]
        for item in _form("vulnerability").items
    }


def _taken(life: Life, on: date) -> dict[str, Any]:
    return {"taken_on": on, "mode": "interview", "language": life.setting.pool.facts["languages"][0]}


def rows(
    rng: Random, base: Mapping[str, Any], case: Mapping[str, Any], person: Mapping[str, Any], today: date, language: str
) -> list[dict[str, Any]]:  # fmt: skip
    """The surveys of a case whose story is not told, as rows."""
    if not _surveyed(person, case["opened_on"]):
        return []
    return [_row(base, case, on, given, language) for on, given in _rounds(rng, case["opened_on"], today)]


def _row(
    base: Mapping[str, Any], case: Mapping[str, Any], on: date, given: dict[str, Any], language: str
) -> dict[str, Any]:
    form = _form(RSS)
    found = instruments.score(form, given)
    return dict(base) | {
        "id": uuid7(), "created_on": on, "case_id": case["id"], "instrument": form.code, "instrument_version": form.version,
        "taken_on": on, "taken_by": base["owner_id"], "mode": Mode.INTERVIEW, "language": language, "answers": given,
        "value": None, "raw": None, "band": found.band.code if found.band else None, "missing": len(found.missing),
        "struck": False,
    }  # fmt: skip


def score_rows(taken: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The scores that are kept of such rows."""
    found = [(row, instruments.score(_form(row["instrument"]), row["answers"])) for row in taken]
    return [
        {"assessment_id": row["id"], "weights_version": score.weights_version, "label": score.label,
         "scored_on": row["taken_on"], "value": score.value, "parts": {part.code: part.value for part in score.parts}}
        for row, score in found
    ]  # fmt: skip
