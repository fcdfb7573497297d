"""The stories of referrals and of psychosocial support. What counsellors write is sealed under their own key."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from caseapp.core import instruments
from caseapp.demo.life import COUNSELLOR, Life
from caseapp.demo.pool import texts
from caseapp.demo.stage import Scene, When, workday
from caseapp.features.mhpss import service as mhpss
from caseapp.features.referrals import service as referrals

WHO5 = "who5"


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


def _letter(life: Life, sector: str) -> dict[str, Any]:
    told = texts()["referrals"][sector]
    urgent = life.fate.danger or life.rng.random() < 0.12
    return {
        "sector": sector, "priority": "urgent" if urgent else "routine", "services": tuple(told["services"]),
        "reason": life.rng.choice(told["reasons"]), "followup_mode": "phone", "feedback": ("attended", "plan"),
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
    told = life.rng.choice(texts()["sessions"])
    sessions, following = life.rng.randint(2, 5), uow.today
    for number in range(sessions):
        uow = yield When(following, COUNSELLOR)
        if life.over:
            return
        raw = _session(life, told, number, uow.today, number == sessions - 1)
        mhpss.add_session(uow, life.case_id, raw)
        following = raw["next_on"] or uow.today
    uow = yield When(uow.today, COUNSELLOR)
    mhpss.add_screening(uow, life.case_id, WHO5, _answers(life, 2), _taken(life, uow.today))


def _answers(life: Life, better: int) -> dict[str, int]:
    low = 0 if life.fate.danger and not better else 1
    return {item.code: min(5, life.rng.randint(low, 2) + better) for item in instruments.load(WHO5).items}


def _taken(life: Life, on: date) -> dict[str, Any]:
    return {"taken_on": on, "mode": "interview", "language": life.setting.pool.facts["languages"][0]}


def _session(life: Life, told: dict[str, Any], number: int, on: date, last: bool) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "held_on": on, "kind": "individual", "layer": "layer_3", "attendance": "attended", "minutes": 50,
        "language": life.setting.pool.facts["languages"][0], "ends": last, "problems": tuple(told["problems"]),
        "next_on": None if last else workday(on + life.days(10, 18)), "danger": False,
    }  # fmt: skip
    if number == 0:
        raw |= {name: told[name] for name in ("notes", "intervention", "goals", "homework")}
        return raw | _danger(on) if life.fate.danger else raw
    later: dict[str, Any] = life.rng.choice(texts()["later_sessions"])
    return raw | later


def _danger(on: date) -> dict[str, Any]:
    return {
        "danger": True, "risk_level": "not_imminent", "risk_action": DANGER, "consulted": "Supervisor",
        "next_on": on + timedelta(days=2),
    }  # fmt: skip


DANGER = "Thoughts at night, no plan. Wrote a safety plan together, a relative stays at home this week. Seen again in two days."
