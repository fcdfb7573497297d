from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.dates import PartialDate
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json


OF_PERSON = {"of": "person"}  # of a column that holds a person's key without saying so in its name


class Sex(Choice):
    FEMALE = "f", N_("Female")
    MALE = "m", N_("Male")
    OTHER = "other", N_("Other")
    UNDISCLOSED = "undisclosed", N_("Not said")


class HereAs(Choice):
    RETURNEE = "returnee", N_("Returnee")
    COMMUNITY = "community", N_("Community member")


class SafeToCall(Choice):
    YES = "yes", N_("Yes")
    MORNINGS = "mornings", N_("Yes, mornings only")
    EVENINGS = "evenings", N_("Yes, evenings only")
    TEXT = "text", N_("Text messages only")
    NO = "no", N_("No, do not call")


class ReturnKind(Choice):
    VOLUNTARY = "voluntary", N_("Voluntary")
    FORCED = "forced", N_("Forced")
    SPONTANEOUS = "spontaneous", N_("On their own")


class Difficulty(Choice):
    """Answers of the Washington Group Short Set: wording and order as published."""

    NONE = "1", N_("No difficulty")
    SOME = "2", N_("Some difficulty")
    A_LOT = "3", N_("A lot of difficulty")
    CANNOT = "4", N_("Cannot do at all")
    REFUSED = "7", N_("Refused")
    UNKNOWN = "9", N_("Does not know")


class ConsentMethod(Choice):
    SIGNATURE = "signature", N_("Signed")
    THUMBPRINT = "thumbprint", N_("Thumbprint")
    WITNESSED = "witnessed", N_("Said before a witness")


class Person(Scoped, Entity):
    """Somebody on file: a returnee or a member of the community. The number is theirs for ever."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_name", "family_name", "given_name", "id"),
        Index("ix_person_created", "created_on", "id"),
        Index("ix_person_phone", "phone"),
        Index("ix_person_identity", "id_number"),
        Index("ix_person_merged", "merged_into"),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    here_as: Mapped[HereAs]
    given_name: Mapped[str] = mapped_column(String(200))
    middle_name: Mapped[str | None] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200))
    known_as: Mapped[str | None] = mapped_column(String(200))
    other_script: Mapped[str | None] = mapped_column(String(200))
    sex: Mapped[Sex]
    birth_date: Mapped[PartialDate]
    nationality: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    phone: Mapped[str | None] = mapped_column(String(20))
    phone_owner: Mapped[str | None] = mapped_column(String(80))
    safe_to_call: Mapped[SafeToCall | None]
    phone_other: Mapped[str | None] = mapped_column(String(20))
    id_type: Mapped[str | None] = mapped_column(String(40))
    id_number: Mapped[str | None] = mapped_column(String(60))
    place: Mapped[str | None] = mapped_column(String(24))
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
    merged_into: Mapped[str | None] = mapped_column(Key, info=OF_PERSON)  # whose record this one became part of


class Consent(Scoped, Entity):
    """What somebody agreed to, how, and when they took it back. The newest row without withdrawal counts."""

    __tablename__ = "consent"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    purposes: Mapped[tuple[str, ...]] = mapped_column(default=())
    partners: Mapped[str | None] = mapped_column(Text)  # named agencies the person agreed to
    method: Mapped[ConsentMethod]
    language: Mapped[str | None] = mapped_column(String(8))
    interpreter: Mapped[str | None] = mapped_column(String(200))
    witness: Mapped[str | None] = mapped_column(String(200))
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    explained_by: Mapped[str] = mapped_column(Key)


class HouseholdMember(Scoped, Entity):
    """Somebody who lives with a person on file."""

    __tablename__ = "household_member"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex | None]
    birth_date: Mapped[PartialDate | None]
    disability: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]


class Photo(Scoped, Entity):
    """A portrait, kept small, without place or camera data. Only with consent for photos."""

    __tablename__ = "photo"
    unjournalled = frozenset({"id", "revision", "image"})  # the journal keeps its digest, not a second copy

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    removed: Mapped[bool] = mapped_column(default=False)


class NotTheSame(Scoped, Entity):
    """Somebody decided that two people on file are two people: the hint stays away."""

    __tablename__ = "not_the_same"

    person_id: Mapped[str] = mapped_column(Key, index=True)
    other_id: Mapped[str] = mapped_column(Key, index=True, info=OF_PERSON)
    why: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class EmergencyOpening(Entity):
    """Somebody opened a restricted record in an emergency: why, until when, and what the supervisor said of it.

    Not Scoped: the supervisor sees every one of them.
    """

    __tablename__ = "emergency_opening"
    __table_args__ = (Index("ix_emergency_opening_staff", "staff_id", "until"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[str] = mapped_column(Key)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    reviewed_by: Mapped[str | None] = mapped_column(Key)
    reviewed_on: Mapped[date | None]
    in_order: Mapped[bool | None]
    review_note: Mapped[str | None] = mapped_column(Text)


class Merge(Scoped, Entity):
    """Two records of one person became one: everything needed to take it back, and whether that was done.

    `taken` says for each field whose value was kept, `before` what both records held, `moved` every row and column
    that pointed to the record that went: `[table, key, column]`.
    """

    __tablename__ = "person_merge"

    kept_id: Mapped[str] = mapped_column(Key, index=True)
    gone_id: Mapped[str] = mapped_column(Key, index=True)
    taken: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    moved: Mapped[list[Any]] = mapped_column(Json, default=list)
    why: Mapped[str | None] = mapped_column(Text)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(Key)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Key)
    undone_why: Mapped[str | None] = mapped_column(Text)
