"""Activities with many people: a training of officials, one of grantees, a project that was completed, a dialogue to come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from caseapp.core.paths import resource
from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import SUPERVISOR, Setting
from caseapp.demo.stage import Scene, When
from caseapp.features.cases import queries as cases
from caseapp.features.community import queries, service

LEARNERS = 6


@cache
def told(country: str) -> Mapping[str, Any]:
    """What was invented for a country."""
    found: Mapping[str, Any] = json.loads(resource("demo", "community.json").read_text("utf-8"))[country]
    return found


def scenes(setting: Setting) -> Iterator[Scene]:
    """One of each kind, as far along as it would be this morning."""
    about = told(setting.pool.country)
    yield from (
        _officials(setting, about),
        _learners(setting, about),
        _project(setting, about),
        _dialogue(setting, about),
    )


def _officials(setting: Setting, about: Mapping[str, Any]) -> Scene:
    """Three days some weeks ago; most came to all of them and were given a certificate."""
    uow = yield _ago(setting, 70, SUPERVISOR)
    starts = setting.today - timedelta(days=63)
    raw = about["training"] | {"kind": "training", "starts_on": starts, "ends_on": starts + timedelta(days=2)}
    key = service.add(uow, raw, setting.programme_id)
    people = []
    for name, sex, office in about["officials"]:
        uow.action = ""
        people.append(
            service.add_participant(
                uow, key, {"name": name, "sex": sex, "group": "official", "office": office}
            )
        )
    for day, topic in enumerate(about["topics"]):
        uow = yield When(starts + timedelta(days=day), SUPERVISOR)
        there = people if day == 0 else people[:-1]
        service.meet(
            uow,
            key,
            {"held_on": uow.today, "topic": topic, "hours": 6, "official_m_18": 3, "official_f_18": 2},
            there,
        )
    uow = yield _ago(setting, 59, SUPERVISOR)
    for number, key_of in enumerate(people[:-1]):
        uow.action = ""
        service.test(uow, key_of, {"before": 35 + 5 * number, "after": 70 + 4 * number})
    uow.action = ""
    service.certify(uow, key, people[:-1])
    uow.action = ""
    service.complete(uow, key, {"completed_on": uow.today, "outcome": about["training"]["aim"]})


def _learners(setting: Setting, about: Mapping[str, Any]) -> Scene:
    """A training of people on file, under way."""
    uow = yield _ago(setting, 24, setting.team[0])
    starts = setting.today - timedelta(days=20)
    raw = about["skills"] | {
        "kind": "training",
        "starts_on": starts,
        "ends_on": setting.today + timedelta(days=10),
    }
    key = service.add(uow, raw | {"returnees_planned": 20, "hosts_planned": 10}, setting.programme_id)
    people = [_join(uow, key, case.person_id) for case in cases.page(uow, None, LEARNERS).rows]
    for day, topic in ((20, 0), (13, 1), (6, 2)):
        uow = yield _ago(setting, day, setting.team[0])
        raw = {
            "held_on": uow.today,
            "topic": about["skill_topics"][topic],
            "hours": 4,
            "community_f_18": 5 + topic,
        }
        service.meet(uow, key, raw, people[topic:])


def _project(setting: Setting, about: Mapping[str, Any]) -> Scene:
    """A project that was handed over; those asked afterwards said whether people get on better."""
    uow = yield _ago(setting, 150, SUPERVISOR)
    plain = {name: text for name, text in about["project"].items() if not name.startswith("asset")}
    raw = plain | {"kind": "initiative", "audience": "community", "starts_on": uow.today, "returnees_planned": 30,
                   "hosts_planned": 30, "budget": 54000}  # fmt: skip
    key = service.add(uow, raw, setting.programme_id)
    for what in about["milestones"]:
        uow.action = ""
        service.add_milestone(uow, key, {"what": what})
    for number, days in enumerate((130, 100, 70, 40)):
        uow = yield _ago(setting, days, SUPERVISOR)
        step = queries.milestones(uow, key)[number]
        uow.action = ""
        service.meet_milestone(uow, step.id, {"met_on": uow.today})
        uow.action = ""
        came = {
            "returnee_m_18": 9 + number,
            "returnee_f_18": 7,
            "community_m_18": 11,
            "community_f_18": 8 + number,
        }
        service.meet(uow, key, {"held_on": uow.today, "topic": step.what} | came)
    uow = yield _ago(setting, 38, SUPERVISOR)
    done = {"completed_on": uow.today, "spent": 51800, "asked": 40, "agree": 31, "outcome": about["outcome"],
            "asset": about["project"]["asset"], "asset_to": about["project"]["asset_to"], "asset_on": uow.today}  # fmt: skip
    service.complete(uow, key, done)


def _dialogue(setting: Setting, about: Mapping[str, Any]) -> Scene:
    """Planned for the days to come."""
    uow = yield _ago(setting, 3, setting.team[0])
    raw = about["dialogue"] | {
        "kind": "dialogue",
        "audience": "community",
        "starts_on": setting.today + timedelta(days=9),
    }
    service.add(uow, raw, setting.programme_id)


def _join(uow: UnitOfWork, key: str, person_id: str) -> str:
    uow.action = ""
    return service.add_person(uow, key, person_id)


def _ago(setting: Setting, days: int, login: str) -> When:
    return When(setting.today - timedelta(days=days), login)
