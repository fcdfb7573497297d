"""Invented people: the answers of the registration form, as they are stored."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from caseapp.core.dates import PartialDate
from caseapp.demo.pool import Pool, Weighted, texts
from caseapp.features.people.models import ConsentMethod, Difficulty, HereAs, ReturnKind, SafeToCall, Sex

SEXES = {"f": Sex.FEMALE, "m": Sex.MALE}
SAFE = Weighted({
    SafeToCall.YES: 62, SafeToCall.EVENINGS: 13, SafeToCall.MORNINGS: 9, SafeToCall.TEXT: 10, SafeToCall.NO: 6,
})  # fmt: skip
KINDS = Weighted({ReturnKind.SPONTANEOUS: 44, ReturnKind.VOLUNTARY: 34, ReturnKind.FORCED: 22})
METHODS = Weighted({ConsentMethod.SIGNATURE: 66, ConsentMethod.THUMBPRINT: 26, ConsentMethod.WITNESSED: 8})
MARITAL = Weighted({"single": 27, "married": 46, "partner": 9, "separated": 7, "divorced": 4, "widowed": 7})
NEEDS = Weighted({
    "no_income": 26, "start_business": 24, "skills_training": 14, "working_capital": 9, "debt": 12, "food_insecurity": 12,
    "housing": 8, "documents": 10, "schooling": 9, "health_care": 9, "social_protection": 6, "family_conflict": 4,
    "child_care": 4, "distress": 10, "isolation": 5, "stigma": 4, "family_support": 3,
})  # fmt: skip
STRENGTHS = Weighted({
    "trade_skill": 18, "business_experience": 12, "farming_experience": 22, "literate": 20, "languages": 8,
    "tools_assets": 6, "family_support": 20, "community_ties": 12, "group_member": 10, "motivated": 24, "copes_well": 8,
    "good_health": 14, "someone_to_talk": 8,
})  # fmt: skip
VULNERABLE = Weighted({
    "": 66, "single_parent": 11, "medical_need": 5, "older_person": 5, "exploited_migrant": 4, "detained_deported": 5,
    "stateless_undocumented": 2, "pregnant_lactating": 2,
})  # fmt: skip
ABILITY = Weighted({Difficulty.NONE: 86, Difficulty.SOME: 10.5, Difficulty.A_LOT: 3, Difficulty.CANNOT: 0.5})
WG = ("wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating")
PURPOSES = (
    ("referral", 0.88),
    ("special_data", 0.62),
    ("donor_anonymous", 0.74),
    ("recontact", 0.83),
    ("photo", 0.2),
)
CONSENTED = 0.93


def invent(rng: Random, pool: Pool, on: date) -> dict[str, Any]:
    """Somebody who is registered on a day. Keys are columns of a person; lists are never missing."""
    sex = "f" if rng.random() < 0.52 else "m"
    area, place, village = pool.home(rng)
    given, middle, family = pool.name(rng, area, sex)
    born = _born(rng, on)
    person: dict[str, Any] = {
        "given_name": given, "middle_name": middle, "family_name": family, "sex": SEXES[sex], "birth_date": born,
        "here_as": HereAs.RETURNEE if rng.random() < 0.82 else HereAs.COMMUNITY, "nationality": pool.country,
        "languages": _languages(rng, pool), "place": place, "village": village, "return_reasons": (),
    }  # fmt: skip
    _reachable(rng, pool, person)
    if person["here_as"] is HereAs.RETURNEE:
        _journey(rng, pool, person, on)
    _household(rng, pool, person, born.age(on))
    _needs(rng, person)
    if rng.random() < 0.7:
        person.update(zip(WG, (ABILITY.pick(rng) for _domain in WG), strict=True))
    return person


def consent(rng: Random, pool: Pool) -> dict[str, Any]:
    """What they agreed to, as the fields of the consent section; empty for the few who were not asked yet."""
    if rng.random() > CONSENTED:
        return {}
    agreed = tuple(code for code, share in PURPOSES if rng.random() < share)
    method = METHODS.pick(rng)
    witness = rng.choice(pool.facts["witnesses"]) if method is not ConsentMethod.SIGNATURE else None
    return {
        "consent_method": method, "consent_purposes": ("case_management", *agreed), "consent_witness": witness,
        "consent_language": pool.facts["languages"][0],
    }  # fmt: skip


def _born(rng: Random, on: date) -> PartialDate:
    """Most are young adults; many know only the year, or an age."""
    age = int(rng.triangular(17, 68, 27))
    day = on - timedelta(days=age * 365 + rng.randrange(20, 340))
    known = rng.random()
    if known < 0.55:
        return PartialDate(day.year, day.month, day.day)
    if known < 0.9:
        return PartialDate(day.year)
    return PartialDate(day.year, estimated_on=on)


def _languages(rng: Random, pool: Pool) -> tuple[str, ...]:
    also = [code for code in pool.facts["also"] if rng.random() < 0.34]
    return (*pool.facts["languages"], *also)


def _reachable(rng: Random, pool: Pool, person: dict[str, Any]) -> None:
    if rng.random() < 0.86:
        person["phone"], person["safe_to_call"] = pool.phone(rng), SAFE.pick(rng)
    person["id_type"], person["id_number"] = pool.identity(rng)


def _journey(rng: Random, pool: Pool, person: dict[str, Any], on: date) -> None:
    where = pool.facts["returns"][pool.returns.pick(rng)]
    back = on - timedelta(days=int(rng.triangular(3, 240, 20)))
    precise = rng.random()
    person["return_country"], person["return_area"] = where["country"], rng.choice(where["areas"])
    person["return_date"] = PartialDate(back.year, back.month, back.day if precise < 0.6 else None)
    person["return_kind"] = KINDS.pick(rng)
    person["border_post"] = rng.choice(where["posts"]) if where["posts"] and precise < 0.8 else None
    person["months_away"] = int(rng.triangular(3, 160, 24))
    person["work_away"] = rng.choice(where["work"]["f" if person["sex"] is Sex.FEMALE else "m"])
    person["return_reasons"] = tuple(dict.fromkeys(rng.choices(where["reasons"], k=rng.choice((1, 1, 2)))))


def _household(rng: Random, pool: Pool, person: dict[str, Any], age: int) -> None:
    size = 1 + int(rng.triangular(0, 10, 4))
    person["household_size"] = size
    person["household_children"] = min(size - 1, int(rng.triangular(0, 6, 2)))
    person["household_head"] = age > 21 and rng.random() < 0.48
    person["marital_status"] = "single" if age < 20 else MARITAL.pick(rng)


def _needs(rng: Random, person: dict[str, Any]) -> None:
    person["needs"] = tuple(dict.fromkeys(NEEDS.pick(rng) for _try in range(rng.choice((1, 2, 2, 3, 3)))))
    person["strengths"] = tuple(dict.fromkeys(STRENGTHS.pick(rng) for _try in range(rng.choice((1, 2, 3)))))
    vulnerable = VULNERABLE.pick(rng)
    person["vulnerabilities"] = (vulnerable,) if vulnerable else ()


def told(rng: Random, pool: Pool, person: dict[str, Any]) -> dict[str, Any]:
    """What only a longer talk brings: the journey, whom to call. For those whose whole story is told."""
    more: dict[str, Any] = {}
    if person["here_as"] is HereAs.RETURNEE and rng.random() < 0.45:
        more["return_note"] = rng.choice(pool.facts["return_notes"])
    if rng.random() < 0.5:
        more["needs_note"] = rng.choice(texts()["baseline"])
    if rng.random() < 0.6:
        sex = rng.choice("fm")
        given, middle, _family = pool.name(rng, pool.shares.pick(rng), sex)
        more["emergency_name"] = " ".join(filter(None, (given, middle, person["family_name"])))
        more["emergency_phone"] = pool.phone(rng)
    if not person.get("id_number") and "documents" not in person["needs"] and rng.random() < 0.3:
        more["needs"] = (*person["needs"], "documents")
    return more


def household(rng: Random, pool: Pool, person: dict[str, Any], on: date) -> list[dict[str, Any]]:
    """Some of those who live with them: spouse, children, an older relative."""
    area = pool.shares.pick(rng)
    found = []
    if person["marital_status"] in ("married", "partner"):
        found.append(
            (
                "spouse",
                "m" if person["sex"] is Sex.FEMALE else "f",
                person["birth_date"].age(on) + rng.randint(-6, 6),
            )
        )
    found += [
        ("child", rng.choice("fm"), rng.randint(1, 17))
        for _child in range(min(4, person["household_children"]))
    ]
    if person["household_size"] > len(found) + 2:
        found.append(("parent", rng.choice("ffm"), person["birth_date"].age(on) + rng.randint(20, 32)))
    return [_member(rng, pool, person, area, relation, sex, max(1, age), on) for relation, sex, age in found]


def _member(
    rng: Random, pool: Pool, person: dict[str, Any], area: str, relation: str, sex: str, age: int, on: date
) -> dict[str, Any]:
    given, _middle, family = pool.name(rng, area, sex)
    last = person["family_name"] if relation != "spouse" or pool.country == "LS" else family
    return {
        "name": f"{given} {last}", "relation": relation, "sex": SEXES[sex], "birth_date": PartialDate(on.year - age),
        "disability": relation == "parent" and rng.random() < 0.2,
    }  # fmt: skip
