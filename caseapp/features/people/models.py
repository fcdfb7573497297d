from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.choices import Choice
from caseapp.core.dates import PartialDate
from caseapp.core.i18n import N_
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.types import Json
from caseapp.features.people import twice as twice

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


class ConsentBy(Choice):
    """Who is able to agree: a child's own word stands beside that of who looks after it."""

    SELF = "self", N_("The person")
    GUARDIAN = "guardian", N_("Parent or guardian")
    BOTH = "both", N_("Parent or guardian, and the child agrees")


class Proof(Choice):
    """How a document is known."""

    SEEN = "seen", N_("Seen")
    COPIED = "copied", N_("Seen and copied")
    DECLARED = "declared", N_("Only told")


class HouseholdStep(Choice):
    FORMED = "formed", N_("Household written down")
    JOINED = "joined", N_("Joined")
    LEFT = "left", N_("Left")
    SPLIT = "split", N_("Household split")
    NEW_HEAD = "new_head", N_("New head")


class OfPerson:
    """Something about a person. The journal files it under the case that is open when it is written, if any."""

    case_id = ""  # no column: the record stays with the person when the case is closed


class Person(Scoped, Entity):
    """Somebody on file: a returnee or a member of the community. The number is theirs for ever."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_name", "family_name", "given_name", "id"),
        Index("ix_person_created", "created_on", "id"),
        Index("ix_person_number_id", "number", "id"),
        Index("ix_person_place", "place", "id"),
        Index("ix_person_seen", "owner_id", "restricted", "team"),  # counts; so it never sorts a page
        Index("ix_person_phone", "phone"),
        Index("ix_person_identity", "id_number"),
        Index("ix_person_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
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
    merged_into: Mapped[str | None] = mapped_column(Key, info=OF_PERSON)  # the record it is part of
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


class Household(OfPerson, Scoped, Entity):
    """People who live and eat together, from a day on. Its members are rows of their own, with their days."""

    __tablename__ = "household"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)  # who first told of it
    head_id: Mapped[str | None] = mapped_column(Key)  # of its members
    formed_on: Mapped[date]
    split_from: Mapped[str | None] = mapped_column(Key)


class HouseholdEvent(OfPerson, Scoped, Entity):
    """What happened to a household on a day, with how many lived there before and after."""

    __tablename__ = "household_event"
    __table_args__ = (Index("ix_household_event_when", "household_id", "happened_on"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[str] = mapped_column(Key)
    step: Mapped[HouseholdStep]
    happened_on: Mapped[date]
    members: Mapped[tuple[str, ...]] = mapped_column(default=())  # whom it was about
    event_note: Mapped[str | None] = mapped_column(Text)
    size_before: Mapped[int]
    size_after: Mapped[int]


class HouseholdMember(OfPerson, Scoped, Entity):
    """Somebody who lives with a person on file; when on file too, `member_person_id` says who, and `name` is empty."""

    __tablename__ = "household_member"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex | None]
    birth_date: Mapped[PartialDate | None]
    disability: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    household_id: Mapped[str | None] = mapped_column(Key, index=True)
    member_person_id: Mapped[str | None] = mapped_column(Key, index=True, info=OF_PERSON)
    joined_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(String(40))
    dependent: Mapped[bool | None]  # as told; empty: judged by age


class PersonPhone(OfPerson, Scoped, Entity):
    """A further number somebody can be reached at."""

    __tablename__ = "person_phone"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    phone_number: Mapped[str] = mapped_column(String(20), index=True)
    sim_owner: Mapped[str | None] = mapped_column(String(80))
    call_safe: Mapped[SafeToCall | None]
    call_time: Mapped[str | None] = mapped_column(String(80))
    ended_on: Mapped[date | None]  # no longer in use


class IdentityDocument(OfPerson, Scoped, Entity):
    """A further document that says who somebody is."""

    __tablename__ = "identity_document"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    document_type: Mapped[str] = mapped_column(String(40))
    document_number: Mapped[str | None] = mapped_column(String(60), index=True)
    issuing_country: Mapped[str | None] = mapped_column(String(2))
    issued_on: Mapped[PartialDate | None]
    valid_until: Mapped[PartialDate | None]
    proof: Mapped[Proof]
    ended_on: Mapped[date | None]  # lost, replaced, or written down by mistake
    ended_why: Mapped[str | None] = mapped_column(String(200))


class SpecialAnswer(OfPerson, Scoped, Entity):
    """An answer to a question that is asked only because a programme says why. The newest one not taken away counts."""

    __tablename__ = "special_answer"
    # the journal knows that it was asked, not what was said
    unjournalled = frozenset({"id", "revision", "answer"})

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text)
    setting_id: Mapped[str] = mapped_column(Key)  # the programme's reason by which it was asked
    answered_on: Mapped[date]
    ended_on: Mapped[date | None]


class Attachment(OfPerson, Scoped, Entity):
    """A file about a person, inside the encrypted file. Taken away: the content goes, the line and its reason stay."""

    __tablename__ = "attachment"
    unjournalled = frozenset({"id", "revision", "content"})  # the journal keeps its digest, not a second copy

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    file_title: Mapped[str] = mapped_column(String(200))
    file_kind: Mapped[str] = mapped_column(String(40))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(Key)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    removed_on: Mapped[date | None]
    removed_why: Mapped[str | None] = mapped_column(String(400))


class Photo(OfPerson, Scoped, Entity):
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
    """Two records of one person became one: whose values were `taken`, what both held `before`, and every row that was
    `moved` (`[table, key, column]`), so that it can be taken back; and whether that was done."""

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


class MatchWeights(Entity):
    """What the office estimated from its own decisions on pairs; the newest in use counts, without one the shipped ones."""

    __tablename__ = "match_weights"

    weights: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    decisions: Mapped[int]
    same: Mapped[int]
    in_use: Mapped[bool] = mapped_column(default=True)
    made_by: Mapped[str] = mapped_column(Key)
