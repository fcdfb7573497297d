"""A person on file, and what they agreed to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.dates import PartialDate
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.erasing import to_area, to_year
from caseapp.features.people.models.choices import (
    ConsentBy,
    ConsentMethod,
    Difficulty,
    HereAs,
    Proof,
    ReturnKind,
    SafeToCall,
    Sex,
)

OF_PERSON = {"of": "person"}  # of a column that holds a person's key without saying so in its name


class OfPerson:
    """Something about a person. The journal files it under the case that is open when it is written, if any."""

    case_id = ""  # no column: the record stays with the person when the case is closed


class Person(Scoped, Entity):
    """Somebody on file: a returnee or a member of the community. The number is theirs for ever."""

    __tablename__ = "person"
    stays = frozenset(
        {
            "number",
            "nationality",
            "id_type",
            "return_country",
            "marital_status",
            "id_country",
            "return_helped",
            "wanted_country",
            "migration_channel",
            "travel_papers",
            "away_currency",
            "emergency_relation",
            "education",
            "debt_owed_to",
            "housing",
        }
    )
    goes = frozenset({"id_issued_on", "id_expires_on"})
    __table_args__ = (
        Index("ix_person_name", "family_name", "given_name", "id"),
        Index("ix_person_created", "created_on", "id"),
        Index("ix_person_number_id", "number", "id"),
        Index("ix_person_place", "place", "id"),
        Index("ix_person_seen", "owner_id", "restricted", "team", "id"),  # counts; so it never sorts a page
        Index("ix_person_phone", "phone"),
        Index("ix_person_identity", "id_number"),
        Index("ix_person_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
        Index("ix_person_anonymised", "anonymised_on", sqlite_where=text("anonymised_on IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    here_as: Mapped[HereAs]
    given_name: Mapped[str] = mapped_column(String(200))
    middle_name: Mapped[str | None] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    known_as: Mapped[str | None] = mapped_column(String(200))
    other_script: Mapped[str | None] = mapped_column(String(200))
    sex: Mapped[Sex]
    birth_date: Mapped[PartialDate] = mapped_column(info={"coarser": to_year})
    nationality: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    phone: Mapped[str | None] = mapped_column(String(20))
    phone_owner: Mapped[str | None] = mapped_column(String(80))
    safe_to_call: Mapped[SafeToCall | None]
    phone_other: Mapped[str | None] = mapped_column(String(20))
    id_type: Mapped[str | None] = mapped_column(String(40))
    id_number: Mapped[str | None] = mapped_column(String(60))
    place: Mapped[str | None] = mapped_column(String(24), info={"coarser": to_area})
    village: Mapped[str | None] = mapped_column(String(200))
    return_country: Mapped[str | None] = mapped_column(String(2))
    return_area: Mapped[str | None] = mapped_column(String(120))
    return_date: Mapped[PartialDate | None]
    return_kind: Mapped[ReturnKind | None]
    border_post: Mapped[str | None] = mapped_column(String(80))
    months_away: Mapped[int | None]
    work_away: Mapped[str | None] = mapped_column(String(200))
    return_reasons: Mapped[tuple[str, ...]] = mapped_column(default=())
    return_note: Mapped[str | None] = mapped_column(Text)
    household_size: Mapped[int | None]
    household_children: Mapped[int | None]
    household_head: Mapped[bool | None]
    marital_status: Mapped[str | None] = mapped_column(String(40))
    emergency_name: Mapped[str | None] = mapped_column(String(200))
    emergency_phone: Mapped[str | None] = mapped_column(String(20))
    needs: Mapped[tuple[str, ...]] = mapped_column(default=())
    strengths: Mapped[tuple[str, ...]] = mapped_column(default=())
    vulnerabilities: Mapped[tuple[str, ...]] = mapped_column(default=())
    needs_note: Mapped[str | None] = mapped_column(Text)
    wg_seeing: Mapped[Difficulty | None]
    wg_hearing: Mapped[Difficulty | None]
    wg_walking: Mapped[Difficulty | None]
    wg_remembering: Mapped[Difficulty | None]
    wg_selfcare: Mapped[Difficulty | None]
    wg_communicating: Mapped[Difficulty | None]
    merged_into: Mapped[str | None] = mapped_column(Key, info=OF_PERSON)  # the record it is part of
    anonymised_on: Mapped[date | None]  # since when nothing here says who they were
    title: Mapped[str | None] = mapped_column(String(40))
    maiden_name: Mapped[str | None] = mapped_column(String(200))
    mother_name: Mapped[str | None] = mapped_column(String(200))
    # the phone and the document asked first; further ones are records of their own
    phone_time: Mapped[str | None] = mapped_column(String(80))
    id_proof: Mapped[Proof | None]
    id_country: Mapped[str | None] = mapped_column(String(2))
    id_issued_on: Mapped[PartialDate | None]
    id_expires_on: Mapped[PartialDate | None]
    present_address: Mapped[str | None] = mapped_column(String(200))
    left_on: Mapped[PartialDate | None]
    return_means: Mapped[tuple[str, ...] | None]
    return_helped: Mapped[str | None] = mapped_column(String(40))
    wanted_country: Mapped[str | None] = mapped_column(String(2))
    migration_reasons: Mapped[tuple[str, ...] | None]
    migration_channel: Mapped[str | None] = mapped_column(String(40))
    migration_route: Mapped[str | None] = mapped_column(String(400))
    travel_papers: Mapped[str | None] = mapped_column(String(40))
    agent: Mapped[str | None] = mapped_column(String(200))
    away_currency: Mapped[str | None] = mapped_column(String(3))  # of the two amounts below, in minor units
    migration_cost: Mapped[int | None] = mapped_column(BigInteger)
    income_away: Mapped[int | None] = mapped_column(BigInteger)  # a month
    cost_sources: Mapped[tuple[str, ...] | None]
    losses: Mapped[tuple[str, ...] | None]
    loss_causes: Mapped[tuple[str, ...] | None]
    # the household in numbers, as told
    household_men: Mapped[int | None]
    household_women: Mapped[int | None]
    household_boys: Mapped[int | None]
    household_girls: Mapped[int | None]
    emergency_relation: Mapped[str | None] = mapped_column(String(40))
    # work and means; amounts in minor units of the office's currency, incomes a month
    education: Mapped[str | None] = mapped_column(String(40))
    occupation_before: Mapped[str | None] = mapped_column(String(200))
    occupation_now: Mapped[str | None] = mapped_column(String(200))
    income_now: Mapped[int | None] = mapped_column(BigInteger)
    household_income: Mapped[int | None] = mapped_column(BigInteger)
    savings: Mapped[int | None] = mapped_column(BigInteger)
    debt: Mapped[int | None] = mapped_column(BigInteger)
    debt_owed_to: Mapped[str | None] = mapped_column(String(40))
    assets: Mapped[tuple[str, ...] | None]
    housing: Mapped[str | None] = mapped_column(String(40))
    skills: Mapped[tuple[str, ...] | None]
    training_wishes: Mapped[tuple[str, ...] | None]


class Consent(OfPerson, Scoped, Entity):
    """What somebody agreed to, how, and when they took it back. The newest row without withdrawal counts."""

    __tablename__ = "consent"
    stays = frozenset({
        "language", "text_version",
    })  # fmt: skip

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    purposes: Mapped[tuple[str, ...]] = mapped_column(default=())
    partners: Mapped[str | None] = mapped_column(Text)  # named agencies the person agreed to
    method: Mapped[ConsentMethod]
    language: Mapped[str | None] = mapped_column(String(8))
    interpreter: Mapped[str | None] = mapped_column(String(200))
    witness: Mapped[str | None] = mapped_column(String(200))
    given_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    explained_by: Mapped[str] = mapped_column(Key)
    given_by: Mapped[ConsentBy | None]
    guardian: Mapped[str | None] = mapped_column(String(200))
    explained: Mapped[tuple[str, ...] | None]
    text_version: Mapped[str | None] = mapped_column(String(40))  # of the text read aloud
    replaces_id: Mapped[str | None] = mapped_column(Key)  # what part of it was taken back from
