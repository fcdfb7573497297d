"""Who the stories are about, when they begin and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from caseapp.core.dates import PartialDate
from caseapp.demo import care, casework, families, people
from caseapp.demo.life import Fate, Life, Setting
from caseapp.demo.pool import Pool
from caseapp.demo.stage import Scene, workday
from caseapp.features.people.models import HereAs, SafeToCall

MONTHS = 9
DOUBLES = 37  # every so many stories is of somebody who is on file already
SIBLINGS = 9  # every so many told is a brother or sister of the one before
SECTORS = (
    "health",
    "documentation",
    "tvet",
    "livelihoods",
    "finance",
    "social_protection",
    "food",
    "agriculture",
)
CLOSINGS = ("goals_achieved", "assistance_completed", "remigrated", "withdrew", "unreachable", "transferred")

# (days ago, what becomes of them): so that a small office too has something at every step this morning.
ARRANGED: tuple[tuple[int, Fate], ...] = (
    (146, Fate(mine=True, grant="runs", referrals=("health",), answers="accepted", mhpss=True)),  # told in the walk
    (12, Fate(mine=True)), (15, Fate()), (25, Fate(waits="approval")), (9, Fate()),  # plans written or waiting
    (22, Fate(mine=True, returned=True)), (31, Fate(returned=True, waits="correction")),
    (2, Fate(mine=True, plan=False)), (4, Fate(plan=False, brief=True)), (6, Fate(plan=False)),
    (28, Fate(grant="runs", waits="appraisal")), (38, Fate(mine=True, grant="runs", waits="decision")),
    (44, Fate(grant="returned")), (41, Fate(grant="runs", waits="decision")), (52, Fate(grant="runs", waits="payment")),
    (72, Fate(grant="rejected")), (98, Fate(grant="fails")), (84, Fate(mine=True, grant="runs")),
    (52, Fate(mine=True, referrals=("documentation", "finance"), answers="silent")),
    (47, Fate(referrals=("health",), answers="silent")), (35, Fate(referrals=("social_protection",), answers="declined")),
    (66, Fate(mine=True, referrals=("tvet",), answers="waiting_list")),
    (29, Fate(mine=True, mhpss=True, danger=True, referrals=("mhpss",), answers="accepted")), (58, Fate(mhpss=True)),
    (80, Fate(mine=True, forgotten=True)), (110, Fate(forgotten=True)), (49, Fate(restricted=True)),
    (128, Fate(mine=True, closes_after=122)), (119, Fate(closes_after=116, closing="assistance_completed")),
    (176, Fate(mine=True, closes_after=95)), (205, Fate(closes_after=100, reopened=True, closing="withdrew")),
    (190, Fate(grant="runs", closes_after=170)), (104, Fate(grant="runs")), (112, Fate(grant="runs")),
)  # fmt: skip


def scenes(setting: Setting, seed: int, count: int) -> Iterator[Scene]:
    """The first scene of each of `count` people; everything later follows from it."""
    days = _workdays(setting.today)
    lives: list[Life] = []
    for index in range(count):
        rng = Random(f"{setting.pool.country}-{seed}-{index}")  # noqa: S311
        if index % DOUBLES == DOUBLES - 1:
            first = lives[index - 5]
            yield casework.twice(first, _later(rng, days, first.start), _colleague(rng, setting, first.owner))
            lives.append(first)
            continue
        lives.append(_life(setting, rng, index, days))
        yield casework.registered(lives[-1])
        sibling = lives[-2] if index % SIBLINGS == SIBLINGS - 1 and len(lives) > 1 else None
        yield families.known_better(lives[-1], sibling)
    yield from care.of_office(setting, lives, seed)


def _workdays(today: date) -> list[date]:
    span = (today - timedelta(days=back) for back in range(MONTHS * 30, 0, -1))
    return [day for day in span if workday(day) == day]


def _later(rng: Random, days: Sequence[date], start: date) -> date:
    return rng.choice([day for day in days if day > start] or days[-1:])


def _life(setting: Setting, rng: Random, index: int, days: Sequence[date]) -> Life:
    ago, fate = ARRANGED[index] if index < len(ARRANGED) else (0, _fate(rng))
    start = (
        next(d for d in reversed(days) if d <= setting.today - timedelta(days=ago))
        if ago
        else _start(rng, days)
    )
    pool = setting.pool
    person = people.invent(rng, pool, start)
    consent = people.consent(rng, pool)
    members = people.household(rng, pool, person, start) if rng.random() < 0.75 else []
    person |= people.told(rng, pool, person)
    person |= families.told(Random(f"{pool.country}-{index}-more"), pool, person)  # noqa: S311
    if index in families.ENDING and consent:
        consent["consent_expires"] = setting.today + timedelta(days=7 * (index % 4) - 5)
    if fate.brief:
        person |= dict.fromkeys(("needs", "strengths", "vulnerabilities"), ())
    if fate.referrals and not consent:
        consent = people.consent(Random(0), pool)  # noqa: S311
    if fate.referrals:
        consent["consent_purposes"] = tuple(
            dict.fromkeys((*consent["consent_purposes"], "referral", "special_data"))
        )
    business, trade = rng.choice(pool.facts["businesses"]), rng.choice(pool.facts["trades"])
    owner = setting.team[0] if fate.mine else _owner(rng, setting)
    life = Life(setting, rng, owner, start, fate, person, consent, members, business, trade)
    return _hero(life, pool) if index == 0 else life


def _start(rng: Random, days: Sequence[date]) -> date:
    """More came lately than at first: the office became known."""
    return days[min(len(days) - 1, int(len(days) * rng.random() ** 0.8))]


def _fate(rng: Random) -> Fate:
    fate = Fate(
        plan=rng.random() < 0.88, returned=rng.random() < 0.12, mhpss=rng.random() < 0.13,
        referrals=tuple(rng.sample(SECTORS, rng.choices((0, 1, 2), (58, 34, 8))[0])),
        answers="silent" if rng.random() < 0.16 else "", forgotten=rng.random() < 0.04,
        closes_after=int(rng.triangular(75, 260, 130)) if rng.random() < 0.86 else 0,
        closing=rng.choices(CLOSINGS, (46, 24, 9, 9, 8, 4))[0], reopened=rng.random() < 0.04,
    )  # fmt: skip
    if not fate.plan or rng.random() > 0.3:
        return fate
    return replace(fate, grant=rng.choices(("runs", "returned", "rejected", "fails"), (78, 8, 6, 8))[0])


def _owner(rng: Random, setting: Setting) -> str:
    shares = [person["share"] for person in setting.pool.facts["staff"] if "share" in person]
    return rng.choices(setting.team[: len(shares)], shares)[0]


def _colleague(rng: Random, setting: Setting, owner: str) -> str:
    return rng.choice([login for login in setting.team if login != owner])


def _hero(life: Life, pool: Pool) -> Life:
    """The person of the walk through the program: the same in every demo office of a country."""
    told: dict[str, Any] = pool.facts["hero"]
    names = {
        n: told.get(n) for n in ("given_name", "middle_name", "family_name", "village", "place", "phone")
    }
    returned = life.start - timedelta(days=24)
    life.person |= names | {
        "sex": people.SEXES[told["sex"]], "birth_date": PartialDate(life.start.year - told["age"], 3), "known_as": None,
        "here_as": HereAs.RETURNEE, "safe_to_call": SafeToCall.YES, "return_country": pool.facts["returns"][0]["country"],
        "return_area": told["return_area"], "work_away": told["work_away"], "months_away": 62,
        "return_date": PartialDate(returned.year, returned.month, returned.day), "marital_status": "married",
        "border_post": pool.facts["returns"][0]["posts"][0], "return_reasons": ("lost_job",), "household_head": True,
        "needs": ("start_business", "schooling", "distress"), "strengths": ("farming_experience", "family_support"),
        "household_size": 5, "household_children": 2, "vulnerabilities": (),
    }  # fmt: skip
    keys = ("name", "relation", "sex", "age", "disability")
    rows = [dict(zip(keys, row, strict=True)) for row in told["household"]]
    life.members = [
        {k: v for k, v in row.items() if k != "age"}
        | {"birth_date": PartialDate(life.start.year - row["age"])}
        for row in rows
    ]
    life.business = pool.facts["businesses"][told["business"]]
    life.consent |= {"consent_method": "signature", "consent_partners": told["consent_partners"] or None,
                     "consent_witness": None, "consent_language": pool.facts["languages"][0],
                     "consent_purposes": ("case_management", "referral", "special_data", "recontact")}  # fmt: skip
    return life
