"""What screens and papers see of people: plain frozen values. Without the right to identify, a number stands for a name."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from caseapp.core import codes
from caseapp.core.dates import PartialDate
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.core.places import label
from caseapp.features.people.models import (
    Consent,
    ConsentBy,
    ConsentMethod,
    Difficulty,
    HereAs,
    Person,
    Proof,
    ReturnKind,
    SafeToCall,
    Sex,
)

IDENTIFYING = (
    "given_name", "middle_name", "family_name", "known_as", "other_script", "phone", "phone_owner", "phone_other",
    "id_number", "village", "emergency_name", "emergency_phone", "needs_note", "return_note", "maiden_name", "mother_name",
    "phone_time", "present_address", "agent", "migration_route",
)  # fmt: skip


class PersonView(Struct, frozen=True):
    id: str
    number: str
    team: str
    restricted: bool
    revision: int
    created_on: date
    here_as: HereAs
    given_name: str
    middle_name: str | None
    family_name: str
    known_as: str | None
    other_script: str | None
    sex: Sex
    birth_date: PartialDate
    nationality: str | None
    languages: tuple[str, ...]
    phone: str | None
    phone_owner: str | None
    safe_to_call: SafeToCall | None
    phone_other: str | None
    id_type: str | None
    id_number: str | None
    place: str | None
    village: str | None
    return_country: str | None
    return_area: str | None
    return_date: PartialDate | None
    return_kind: ReturnKind | None
    border_post: str | None
    months_away: int | None
    work_away: str | None
    return_reasons: tuple[str, ...]
    return_note: str | None
    household_size: int | None
    household_children: int | None
    household_head: bool | None
    marital_status: str | None
    emergency_name: str | None
    emergency_phone: str | None
    needs: tuple[str, ...]
    strengths: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    needs_note: str | None
    wg_seeing: Difficulty | None
    wg_hearing: Difficulty | None
    wg_walking: Difficulty | None
    wg_remembering: Difficulty | None
    wg_selfcare: Difficulty | None
    wg_communicating: Difficulty | None
    title: str | None
    maiden_name: str | None
    mother_name: str | None
    phone_time: str | None
    id_proof: Proof | None
    id_country: str | None
    id_issued_on: PartialDate | None
    id_expires_on: PartialDate | None
    present_address: str | None
    left_on: PartialDate | None
    return_means: tuple[str, ...]
    return_helped: str | None
    wanted_country: str | None
    migration_reasons: tuple[str, ...]
    migration_channel: str | None
    migration_route: str | None
    travel_papers: str | None
    agent: str | None
    away_currency: str | None
    migration_cost: int | None
    income_away: int | None
    cost_sources: tuple[str, ...]
    losses: tuple[str, ...]
    loss_causes: tuple[str, ...]
    household_men: int | None
    household_women: int | None
    household_boys: int | None
    household_girls: int | None
    emergency_relation: str | None
    education: str | None
    occupation_before: str | None
    occupation_now: str | None
    income_now: int | None
    household_income: int | None
    savings: int | None
    debt: int | None
    debt_owed_to: str | None
    assets: tuple[str, ...]
    housing: str | None
    skills: tuple[str, ...]
    training_wishes: tuple[str, ...]
    anonymised_on: date | None

    @property
    def name(self) -> str:
        """All parts as said aloud; the number for those who may not know the name."""
        return full_name(self.given_name, self.middle_name, self.family_name) or self.number

    @property
    def disability(self) -> bool | None:
        """Washington Group Short Set: at least one domain "a lot of difficulty" or worse. None when nothing was asked."""
        answers = [getattr(self, name) for name in WG_FIELDS]
        if not any(answers):
            return None
        return any(a in (Difficulty.A_LOT, Difficulty.CANNOT) for a in answers)


WG_FIELDS = ("wg_seeing", "wg_hearing", "wg_walking", "wg_remembering", "wg_selfcare", "wg_communicating")


class PersonRow(Struct, frozen=True):
    """One line of a list or of a search."""

    id: str
    number: str
    name: str
    known_as: str
    sex: Sex
    birth_date: PartialDate
    here_as: HereAs
    place: str
    village: str
    phone: str
    created_on: date
    why: str = ""
    score: float = 0.0


class ConsentView(Struct, frozen=True):
    id: str
    purposes: tuple[str, ...]
    partners: str | None
    method: ConsentMethod
    language: str | None
    interpreter: str | None
    witness: str | None
    given_on: date
    expires_on: date | None
    withdrawn_on: date | None
    withdrawn_why: str | None
    explained_by: str
    given_by: ConsentBy | None = None
    guardian: str | None = None
    explained: tuple[str, ...] = ()
    text_version: str | None = None
    replaces_id: str | None = None
    explainer: str = ""  # the name behind explained_by

    def counts(self, today: date) -> bool:
        """Whether it still stands: neither withdrawn nor expired."""
        return self.withdrawn_on is None and (self.expires_on is None or self.expires_on >= today)


class MemberView(Struct, frozen=True):
    """Somebody of a household, seen from one person: `relation` is to that person, or to `of` when it names somebody."""

    id: str
    name: str
    relation: str
    sex: Sex | None
    birth_date: PartialDate | None
    disability: bool
    of: str = ""
    person_id: str = ""  # when on file themselves
    head: bool = False
    dependent: bool = False
    joined_on: date | None = None
    left_on: date | None = None
    left_why: str | None = None

    @property
    def related(self) -> str:
        """The relation in words: `Son or daughter`, `Husband or wife of Thabo Mokoena`; nothing for the person."""
        words = codes.label("relationships", self.relation) if self.relation else ""
        return _("{relation} of {name}").format(relation=words, name=self.of) if words and self.of else words


PERSON_FIELDS = PersonView.__struct_fields__
SEVERAL = tuple(f for f in PERSON_FIELDS if PersonView.__annotations__[f] == "tuple[str, ...]")


def full_name(given: str | None, middle: str | None, family: str | None) -> str:
    return " ".join(part for part in (given, middle, family) if part)


def place_name(code: str | None) -> str:
    """The place for one line: the smallest unit and the one above it."""
    return (
        ", ".join(dict.fromkeys(label(code).split(", ")[:2])) if code else ""
    )  # a town often bears its district's name


def person_view(person: Person, actor: Actor) -> PersonView:
    values = {name: getattr(person, name) for name in PERSON_FIELDS}
    values.update({name: values[name] or () for name in SEVERAL})
    if not actor.can(Permission.PERSON_IDENTIFY):
        values.update({name: "" if name in ("given_name", "family_name") else None for name in IDENTIFYING})
    return PersonView(**values)


def person_row(person: Person, actor: Actor, why: str = "", score: float = 0.0) -> PersonRow:
    named = actor.names(person.id)
    return PersonRow(
        id=person.id, number=person.number,
        name=full_name(person.given_name, person.middle_name, person.family_name) if named else person.number,
        known_as=(person.known_as or "") if named else "", sex=person.sex, birth_date=person.birth_date,
        here_as=person.here_as, place=place_name(person.place), village=(person.village or "") if named else "",
        phone=(person.phone or "") if named else "", created_on=person.created_on, why=why, score=score,
    )  # fmt: skip


def consent_view(consent: Consent, explainer: str = "") -> ConsentView:
    values = {f: getattr(consent, f) for f in ConsentView.__struct_fields__ if f != "explainer"}
    return ConsentView(**values | {"explained": consent.explained or (), "explainer": explainer})


def about(person: PersonView | PersonRow, today: date) -> str:
    """`man, 34` or `woman, about 41`: for one line under a name."""
    nouns = {Sex.FEMALE: (_("girl"), _("woman")), Sex.MALE: (_("boy"), _("man"))}
    age = person.birth_date.age(today)
    child, adult = nouns.get(person.sex, (_("child"), _("person")))
    words = _("about {age}").format(age=age) if person.birth_date.estimated_on else str(age)
    return f"{child if age < 18 else adult}, {words}"
