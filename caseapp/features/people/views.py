"""What screens and papers see of people: plain frozen values. Without the right to identify, a number stands for a name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from caseapp.core.dates import PartialDate
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission
from caseapp.core.places import label
from caseapp.features.people.models import (
    Consent,
    ConsentMethod,
    Difficulty,
    HereAs,
    HouseholdMember,
    Person,
    ReturnKind,
    SafeToCall,
    Sex,
)

IDENTIFYING = (
    "given_name", "middle_name", "family_name", "known_as", "other_script", "phone", "phone_owner", "phone_other",
    "id_number", "village", "emergency_name", "emergency_phone", "needs_note", "return_note",
)  # fmt: skip


@dataclass(frozen=True)
class PersonView:
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


@dataclass(frozen=True)
class PersonRow:
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


@dataclass(frozen=True)
class ConsentView:
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

    def counts(self, today: date) -> bool:
        """Whether it still stands: neither withdrawn nor expired."""
        return self.withdrawn_on is None and (self.expires_on is None or self.expires_on >= today)


@dataclass(frozen=True)
class MemberView:
    id: str
    name: str
    relation: str
    sex: Sex | None
    birth_date: PartialDate | None
    disability: bool


def full_name(given: str | None, middle: str | None, family: str | None) -> str:
    return " ".join(part for part in (given, middle, family) if part)


def place_name(code: str | None) -> str:
    """The place for one line: the smallest unit and the one above it."""
    return (
        ", ".join(dict.fromkeys(label(code).split(", ")[:2])) if code else ""
    )  # a town often bears its district's name


def person_view(person: Person, actor: Actor) -> PersonView:
    values = {f.name: getattr(person, f.name) for f in fields(PersonView)}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values.update({name: "" if name in ("given_name", "family_name") else None for name in IDENTIFYING})
    return PersonView(**values)


def person_row(person: Person, actor: Actor, why: str = "", score: float = 0.0) -> PersonRow:
    named = actor.can(Permission.PERSON_IDENTIFY)
    return PersonRow(
        id=person.id, number=person.number,
        name=full_name(person.given_name, person.middle_name, person.family_name) if named else person.number,
        known_as=(person.known_as or "") if named else "", sex=person.sex, birth_date=person.birth_date,
        here_as=person.here_as, place=place_name(person.place), village=(person.village or "") if named else "",
        phone=(person.phone or "") if named else "", created_on=person.created_on, why=why, score=score,
    )  # fmt: skip


def consent_view(consent: Consent) -> ConsentView:
    return ConsentView(**{f.name: getattr(consent, f.name) for f in fields(ConsentView)})


def member_view(member: HouseholdMember, actor: Actor) -> MemberView:
    values = {f.name: getattr(member, f.name) for f in fields(MemberView)}
    if not actor.can(Permission.PERSON_IDENTIFY):
        values["name"] = "•••"
    return MemberView(**values)


def about(person: PersonView | PersonRow, today: date) -> str:
    """`man, 34` or `woman, about 41`: for one line under a name."""
    nouns = {Sex.FEMALE: (_("girl"), _("woman")), Sex.MALE: (_("boy"), _("man"))}
    age = person.birth_date.age(today)
    child, adult = nouns.get(person.sex, (_("child"), _("person")))
    words = _("about {age}").format(age=age) if person.birth_date.estimated_on else str(age)
    return f"{child if age < 18 else adult}, {words}"
