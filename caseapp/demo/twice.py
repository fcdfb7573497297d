"""People who came twice: registered again by a colleague under another spelling, found, made one, and once wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from caseapp.core import names
from caseapp.core.registry import load
from caseapp.data.uow import UnitOfWork
from caseapp.demo.handing import open_cases
from caseapp.demo.life import SUPERVISOR, Setting
from caseapp.demo.pool import texts
from caseapp.demo.stage import Scene, When
from caseapp.features import features
from caseapp.features.cases import service as casework
from caseapp.features.people import comparing, merging
from caseapp.features.people import queries as people

PEOPLE = 3  # registered once more
LEAST = 40  # people told of from which an office has them
SAME = ("sex", "birth_date", "place", "village", "here_as")


def scenes(setting: Setting, count: int) -> Iterator[Scene]:
    """`count` people registered again: the first stay two records to be found, the next become one, the last in error."""
    if count:
        yield from (_again(setting, number) for number in range(count))


def _again(setting: Setting, number: int) -> Scene:
    mine, colleague = setting.team[0], setting.team[1]
    uow = yield When(setting.today - timedelta(days=24 - number), mine)
    found = [row.person_id for row in open_cases(uow)[4 + number : 5 + number]]
    uow = yield When(setting.today - timedelta(days=16 - number), colleague)
    pairs = [(person_id, _registered_again(uow, person_id)) for person_id in found]
    if not number:
        return
    uow = yield When(setting.today - timedelta(days=9 - number), SUPERVISOR)
    made = [pair for pair in pairs if not _in_the_way(uow, pair)]
    for kept, gone in made:
        merging.merge(uow, kept, gone, why=texts()["twice"][0])
    if number < PEOPLE - 1:
        return
    uow = yield When(setting.today - timedelta(days=3), SUPERVISOR)
    latest = [row.id for row in comparing.merges(uow) if row.kept.id in {kept for kept, _gone in made}]
    for merge_id in latest:
        merging.unmerge(uow, merge_id, texts()["twice"][1])


def _registered_again(uow: UnitOfWork, person_id: str) -> str:
    """By a colleague who heard the name otherwise and was given no phone; the key of the new record."""
    known = people.person(uow, person_id)
    raw: dict[str, Any] = {name: getattr(known, name) for name in SAME}
    uow.action = ""  # looking somebody up names no entry of the journal
    spelt = {name: heard(getattr(known, name)) for name in ("given_name", "family_name")}
    return casework.register(uow, raw | spelt).person.id


def heard(name: str) -> str:
    """The name in another usual spelling, if it has one."""
    for code in dict.fromkeys(code for codes in names.chains().values() for code in codes):
        for group in names.tradition(code).groups:
            if name in group:
                return next(other for other in group if other != name)
    return name


def _in_the_way(uow: UnitOfWork, pair: tuple[str, str]) -> bool:
    guards = [load(target) for feature in features() for target in feature.merge_guards]
    return any(guard(uow, person_id) for guard in guards for person_id in pair)
