"""What a second talk brings, for those whose stories are told: the journey, other phones, papers, files, the household."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from caseapp.core.dates import PartialDate
from caseapp.demo.life import SUPERVISOR, Life
from caseapp.demo.pool import Pool
from caseapp.demo.stage import Scene, When
from caseapp.features.people import files, households, reach, service, special
from caseapp.features.people.models import HereAs
from caseapp.features.programmes.special import allow_special, special_questions

TITLES = {
    "LS": {"m": ("ntate", "abuti"), "f": ("me", "ausi")},
    "KE": {"m": ("mzee", "haji"), "f": ("mama", "hajia")},
}
CURRENCY = {"ZA": "ZAR", "SO": "SOS", "ET": "ETB"}
WORK = {
    "m": ("Herding", "Farm work", "Building sites", "Driver", "No work"),
    "f": ("Farm work", "Trade", "Sewing", "No work"),
}
SKILLS = (
    "crops",
    "livestock",
    "poultry",
    "building",
    "sewing",
    "cooking",
    "trade",
    "driving",
    "phone_repair",
    "domestic",
)
OWNERS = ("neighbour", "the chief", "an uncle", "the shop beside", "a sister")
TIMES = ("Sundays after church", "evenings after six", "market days", "mornings before nine")
LOSSES = {
    "pandemic": (("job", "savings"), "covid"), "drought": (("animals", "harvest"), "drought"),
    "insecurity": (("home", "goods", "family_apart"), "conflict"), "xenophobia": (("business", "goods"), "hostility"),
    "exploitation": (("job", "papers"), "employer"), "lost_job": (("job",), "covid"),
}  # fmt: skip
CLAN = "Group grants are balanced between the clans of a place, and are seen to be (do no harm, peace committee)."
ENDING = (3, 11, 19, 24)  # stories whose consent was given for a short time and ends about now


def told(rng: Random, pool: Pool, person: dict[str, Any]) -> dict[str, Any]:
    """More answers of the registration form, for somebody who was asked them."""
    sex = person["sex"].value
    more: dict[str, Any] = {
        "education": rng.choice(("none", "primary_some", "primary", "secondary_some", "secondary", "vocational")),
        "occupation_before": rng.choice(WORK[sex]), "housing": rng.choice(("own", "family", "family", "rented")),
        "skills": tuple(rng.sample(SKILLS, rng.choice((1, 2, 3)))), "training_wishes": (rng.choice(SKILLS),),
        "household_income": rng.randrange(0, 4000, 50) * 100, "savings": rng.choice((0, 0, 0, 20000, 60000)),
    }  # fmt: skip
    if rng.random() < 0.3:
        more["title"] = rng.choice(TITLES[pool.country][sex])
    if rng.random() < 0.5:
        more["mother_name"] = pool.name(rng, pool.shares.pick(rng), "f")[0]
    if "debt" in person["needs"]:
        more |= {
            "debt": rng.randrange(300, 9000, 100) * 100,
            "debt_owed_to": rng.choice(("family", "lender", "shop", "agent")),
        }
    if person.get("id_number"):
        more["id_proof"] = rng.choice(("seen", "copied", "declared"))
    return more | (_journey(rng, person) if person["here_as"] is HereAs.RETURNEE else {})


def _journey(rng: Random, person: dict[str, Any]) -> dict[str, Any]:
    back: PartialDate = person["return_date"]
    left = back.earliest() - timedelta(days=round(person["months_away"] * 30.44))
    found = next((LOSSES[r] for r in person["return_reasons"] if r in LOSSES), None)
    more: dict[str, Any] = {
        "left_on": PartialDate(left.year, left.month), "return_means": (rng.choice(("taxi_bus", "taxi_bus", "lorry", "foot")),),
        "return_helped": rng.choice(("alone", "alone", "family", "iom", "ngo")),
        "migration_reasons": tuple(rng.sample(("work", "better_pay", "family", "drought", "conflict"), rng.choice((1, 2)))),
        "migration_channel": rng.choice(("regular", "irregular", "irregular")),
        "travel_papers": rng.choice(("none", "passport_only", "visitor", "work_permit")),
        "away_currency": CURRENCY.get(person["return_country"], "USD"), "income_away": rng.randrange(800, 5000, 50) * 100,
        "migration_cost": rng.randrange(200, 3000, 50) * 100, "cost_sources": (rng.choice(("savings", "family_loan")),),
    }  # fmt: skip
    if found:
        more |= {"losses": found[0], "loss_causes": (found[1],)}
    return more


def known_better(life: Life, sibling: Life | None = None) -> Scene:
    """The talk after the first one. `sibling`: somebody else on file who turns out to live in the same household."""
    rng = Random(f"{life.start}-{life.person['given_name']}-{life.person['village']}")  # noqa: S311
    if life.setting.pool.country == "KE" and sibling is None:
        uow = yield When(life.start, SUPERVISOR)
        if not special_questions(uow):
            allow_special(uow, life.setting.programme_id, {"category": "clan", "why": CLAN})
    uow = yield When(life.start + timedelta(days=rng.randint(4, 16)), life.owner)
    if life.fate.restricted or not life.person_id:
        return
    if rng.random() < 0.35:
        number = life.setting.pool.phone(rng)
        raw = {"phone_number": number, "sim_owner": rng.choice(OWNERS), "call_safe": rng.choice(("yes", "text", "no")),
               "call_time": rng.choice(TIMES)}  # fmt: skip
        reach.add_phone(uow, life.person_id, raw)
    if rng.random() < 0.2:
        kind = "ls_chief_letter" if life.setting.pool.country == "LS" else "ke_birth_certificate"
        reach.add_document(uow, life.person_id, {"document_type": kind, "proof": "seen"})
    if life.agreed and rng.random() < 0.3:
        uow = yield When(life.start + timedelta(days=16), life.owner)
        _file(uow, life, rng)
    if "special_data" in life.agreed and special_questions(uow):
        uow = yield When(life.start + timedelta(days=17), life.owner)
        if any(q.category == "clan" for q in special.questions(uow, life.person_id)):
            special.answer(
                uow, life.person_id, "clan", {"answer": rng.choice(("Garre", "Degodia", "Murule", "Ajuran"))}
            )
    yield from _household(life, sibling, rng)


def _file(uow: Any, life: Life, rng: Random) -> None:
    """A copy of a paper, or the face of the person where they agreed to a photo."""
    if "photo" in life.agreed and rng.random() < 0.7:
        service.set_photo(uow, life.person_id, sketch(rng, (240, 300)))
        return
    title = rng.choice(("Signed consent form", "Identity card, both sides", "Letter of the chief"))
    kind = {"S": "consent", "I": "identity", "L": "letter"}[title[0]]
    files.add_file(uow, life.person_id, {"file_title": title, "file_kind": kind}, sketch(rng, (420, 300)))


def _household(life: Life, sibling: Life | None, rng: Random) -> Scene:
    if sibling is not None and sibling.person_id:
        uow = yield When(max(life.start, sibling.start) + timedelta(days=20), life.owner)
        if not sibling.fate.restricted:
            households.join(uow, life.person_id, sibling.person_id, {"relation": "sibling"}, move=True)
    elif rng.random() < 0.12 and life.members:
        uow = yield When(life.start + timedelta(days=rng.randint(30, 80)), life.owner)
        home = households.household(uow, life.person_id)
        gone = home.members[-1]
        if len(home.members) > 2 and gone.id:
            households.member_left(
                uow, gone.id, {"left_on": uow.today, "left_why": rng.choice(("work", "school", "married"))}
            )


def sketch(rng: Random, size: tuple[int, int]) -> bytes:
    """A picture of nobody: a head and shoulders in flat colours, a few kilobytes."""
    from PIL import Image, ImageDraw

    wide, high = size
    tones = [(rng.randrange(120, 220), rng.randrange(110, 190), rng.randrange(90, 170)) for _part in range(3)]
    image = Image.new("RGB", size, tones[0])
    draw = ImageDraw.Draw(image)
    draw.ellipse((wide * 0.15, high * 0.62, wide * 0.85, high * 1.4), fill=tones[1])
    draw.ellipse((wide * 0.33, high * 0.2, wide * 0.67, high * 0.65), fill=tones[2])
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
