"""The stories of referrals and of psychosocial support. What counsellors write is sealed under their own key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from caseapp.core import instruments
from caseapp.core.paths import resource
from caseapp.data.uow import UnitOfWork
from caseapp.demo.life import COUNSELLOR, SUPERVISOR, Life, Setting
from caseapp.demo.pool import texts
from caseapp.demo.stage import Scene, When, workday
from caseapp.features.mhpss import emergency, goals, groups, safety
from caseapp.features.mhpss import service as mhpss
from caseapp.features.referrals import directory, incoming
from caseapp.features.referrals import service as referrals

WHO5 = "who5"


@cache
def told() -> dict[str, Any]:
    """What is said in these stories."""
    found: dict[str, Any] = json.loads(resource("demo", "care.json").read_text("utf-8"))
    return found


def referred(life: Life, sector: str) -> Scene:
    """Written, sent under the person's consent, answered or not, used or not."""
    by = COUNSELLOR if sector == "mhpss" else life.owner
    partners = life.setting.partners.get(sector)
    if not partners or "referral" not in life.agreed:
        return
    uow = yield When(life.start + life.days(4, 60), by)
    if life.over:
        return
    life.open_strands.add(sector)
    referral = referrals.create(uow, life.case_id, life.rng.choice(partners), _letter(life, sector))
    uow = yield When(uow.today + life.days(0, 2), by)
    delivery = life.rng.choice(("with_client", "by_hand", "phone"))
    referrals.send(uow, referral.id, {"delivery": delivery})
    if life.fate.answers != "silent":
        yield from _answered(life, sector, referral.id, uow.today, by)
        return
    uow = yield When(uow.today + life.days(16, 24), by)
    referrals.chase(uow, referral.id, {"how": "phone", "said": life.rng.choice(told()["chased"])})


def _letter(life: Life, sector: str) -> dict[str, Any]:
    words = texts()["referrals"][sector]
    urgent = life.fate.danger or life.rng.random() < 0.12
    return {
        "sector": sector, "priority": "urgent" if urgent else "routine", "services": tuple(words["services"]),
        "reason": life.rng.choice(words["reasons"]), "followup_mode": "phone", "feedback": ("attended", "plan"),
    }  # fmt: skip


def _answered(life: Life, sector: str, key: str, sent_on: date, by: str) -> Scene:
    uow = yield When(sent_on + life.days(1, 5), by)
    referrals.acknowledge(uow, key, {"partner_contact": "Reception"})
    answer = life.fate.answers or life.rng.choices(("accepted", "waiting_list", "declined"), (76, 10, 14))[0]
    uow = yield When(uow.today + life.days(2, 14), by)
    raw: dict[str, Any] = {"answer": answer, "answer_note": life.say("answers", answer)}
    if answer == "declined":
        raw["decline_reason"] = "no_capacity"
    if answer == "accepted":
        raw["appointment_on"] = uow.today + life.days(3, 12)
    referrals.answer(uow, key, raw)
    if answer != "declined":
        uow = yield When(uow.today + life.days(6, 30), by)
        referrals.receive(uow, key, {"outcome": life.say("outcomes")})
    uow = yield When(uow.today + life.days(2, 20), by)
    ended = texts()["answers"]["declined"] if answer == "declined" else texts()["outcomes"]
    referrals.close(uow, key, {"outcome": life.rng.choice(ended)})
    life.open_strands.discard(sector)


def counselled(life: Life) -> Scene:
    """A screening, sessions every other week, a screening at the end."""
    uow = yield When(life.start + life.days(2, 12), COUNSELLOR)
    if life.over:
        return
    mhpss.add_screening(uow, life.case_id, WHO5, _answers(life, 0), _taken(life, uow.today))
    goals.add(uow, life.case_id, {"goal": life.rng.choice(told()["goals"]), "set_on": uow.today})
    talk = life.rng.choice(texts()["sessions"])
    sessions, following = life.rng.randint(2, 5), uow.today
    for number in range(sessions):
        uow = yield When(following, COUNSELLOR)
        if life.over:
            return
        raw = _session(life, talk, number, uow.today, number == sessions - 1)
        mhpss.add_session(uow, life.case_id, raw)
        if raw["danger"] and raw["risk_level"] == "imminent":
            yield from _signed(uow)
        following = raw["next_on"] or uow.today
    uow = yield When(uow.today, COUNSELLOR)
    mhpss.add_screening(uow, life.case_id, WHO5, _answers(life, 2), _taken(life, uow.today))


def _answers(life: Life, better: int) -> dict[str, int]:
    low = 0 if life.fate.danger and not better else 1
    return {item.code: min(5, life.rng.randint(low, 2) + better) for item in instruments.load(WHO5).items}


def _taken(life: Life, on: date) -> dict[str, Any]:
    return {"taken_on": on, "mode": "interview", "language": life.setting.pool.facts["languages"][0]}


def _session(life: Life, talk: dict[str, Any], number: int, on: date, last: bool) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "held_on": on, "kind": "individual", "layer": "layer_3", "attendance": "attended", "minutes": 50,
        "language": life.setting.pool.facts["languages"][0], "ends": last, "problems": tuple(talk["problems"]),
        "next_on": None if last else workday(on + life.days(10, 18)), "danger": False,
    }  # fmt: skip
    if number == 0:
        raw |= {name: talk[name] for name in ("notes", "intervention", "goals", "homework")}
        return raw | _danger(on) if life.fate.danger else raw
    later: dict[str, Any] = life.rng.choice(texts()["later_sessions"])
    return raw | later


def _danger(on: date) -> dict[str, Any]:
    """Ask, assess, act, as it stands in a session."""
    asked: dict[str, Any] = {
        "danger": True, "thoughts": "active", "plan": True, "means": True, "intent": "now", "attempt": "never",
        "risk_level": "imminent", "consulted": "Supervisor", "next_on": on + timedelta(days=1),
        "safety_steps": ("not_alone", "means_removed", "specialised_today", "supervisor_told", "safety_plan"),
        "contact_called": "with_consent", "told_shared": True,
    }  # fmt: skip
    return {**asked, **told()["safety"]}


def _signed(uow: UnitOfWork) -> Scene:
    """The supervisor looks to it the same day, and signs."""
    uow = yield When(uow.today, SUPERVISOR)
    for alert in safety.alerts(uow):
        safety.sign_off(uow, alert.id, {"signed_how": ("talked", "not_alone", "specialised")})


# --- what belongs to the office as a whole


def of_office(setting: Setting, lives: Sequence[Life], seed: int) -> Iterator[Scene]:
    """Numbers to call, a directory that is confirmed, a group that meets, referrals that came in."""
    rng = Random(f"{setting.pool.country}-{seed}-care")  # noqa: S311
    yield _numbers(setting)
    for partner_id in sorted({key for keys in setting.partners.values() for key in keys}):
        if rng.random() < 0.7:
            yield _confirmed(partner_id, setting.today - timedelta(days=int(rng.triangular(5, 260, 60))))
    yield _group(setting, lives)
    for i, letter in enumerate(told()["incoming"]):
        yield _came_in(setting, letter, setting.today - timedelta(days=AGO[i % len(AGO)]), rng)


AGO = (40, 26, 13, 6, 2, 1)  # days; the last ones still wait for an answer


def _numbers(setting: Setting) -> Scene:
    uow = yield When(setting.today - timedelta(days=200), SUPERVISOR)
    emergency.begin(uow)
    for contact in told()["emergency"][setting.pool.country]:
        emergency.add(uow, {name: value for name, value in contact.items() if name != "source"})
    uow = yield When(setting.today - timedelta(days=45), SUPERVISOR)
    emergency.tried(uow, emergency.contacts(uow)[0].id)


def _confirmed(partner_id: str, day: date) -> Scene:
    uow = yield When(day, SUPERVISOR)
    directory.confirm(uow, partner_id)


def _group(setting: Setting, lives: Sequence[Life]) -> Scene:
    """Six weekly meetings of people who are counselled."""
    about = told()["group"]
    uow = yield When(setting.today - timedelta(days=46), COUNSELLOR)
    group = groups.add(uow, {"name": about["name"], "layer": "layer_2", "place": about["place"],
                             "purpose": about["purpose"], "started_on": uow.today})  # fmt: skip
    for topic in about["topics"]:
        for life in [x for x in lives if x.fate.mhpss and x.case_id and not x.over and not x.fate.restricted]:
            if life.case_id not in {m.case.id for m in groups.group(uow, group.id).members}:
                groups.join(uow, group.id, life.case_id)
        members = groups.group(uow, group.id).members
        came = [m.case.id for m in members if (len(topic) + ord(m.case.number[-1])) % 4]
        if members:  # nobody is counselled in a very small office
            groups.meet(uow, group.id, came, {"held_on": uow.today, "minutes": 90, "topic": topic,
                                              "next_on": workday(uow.today + timedelta(days=7))})  # fmt: skip
        uow = yield When(uow.today + timedelta(days=7), COUNSELLOR)


def _came_in(setting: Setting, letter: dict[str, Any], day: date, rng: Random) -> Scene:
    """Registered by somebody of the team; older ones answered, the agency told."""
    by = rng.choice(setting.team[:2])
    uow = yield When(day, by)
    fields = {name: value for name, value in letter.items() if name != "answer"}
    record = incoming.register(uow, fields | {"received_on": uow.today, "agreed": True})
    uow = yield When(uow.today + timedelta(days=rng.randint(2, 6)), by)
    declined = {"decline_reason": "no_capacity"} if letter["answer"] == "declined" else {}
    incoming.answer(uow, record.id, {"answer": letter["answer"]} | declined)
    uow = yield When(uow.today + timedelta(days=1), by)
    incoming.told(uow, record.id, {"told_how": "phone"})
