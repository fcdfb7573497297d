"""What further belongs to a person: phones, documents, answers, files, a photo."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.core.dates import PartialDate
from caseapp.data.base import Entity, Key, Scoped
from caseapp.data.erasing import to_today, to_true
from caseapp.features.people.models.choices import (
    Proof,
    SafeToCall,
)
from caseapp.features.people.models.person import OfPerson


class PersonPhone(OfPerson, Scoped, Entity):
    """A further number somebody can be reached at."""

    __tablename__ = "person_phone"
    stays = frozenset()

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    phone_number: Mapped[str] = mapped_column(String(20), index=True)
    sim_owner: Mapped[str | None] = mapped_column(String(80))
    call_safe: Mapped[SafeToCall | None]
    call_time: Mapped[str | None] = mapped_column(String(80))
    ended_on: Mapped[date | None]  # no longer in use


class IdentityDocument(OfPerson, Scoped, Entity):
    """A further document that says who somebody is."""

    __tablename__ = "identity_document"
    stays = frozenset({"document_type", "issuing_country"})
    goes = frozenset({"issued_on", "valid_until"})

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
    stays = frozenset({"category"})
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
    stays = frozenset({"file_kind", "media_type"})
    unjournalled = frozenset({"id", "revision", "content"})  # the journal keeps its digest, not a second copy

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    file_title: Mapped[str] = mapped_column(String(200))
    file_kind: Mapped[str] = mapped_column(String(40))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(Key)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    removed_on: Mapped[date | None] = mapped_column(info={"coarser": to_today})
    removed_why: Mapped[str | None] = mapped_column(String(400))


class Photo(OfPerson, Scoped, Entity):
    """A portrait, kept small, without place or camera data. Only with consent for photos."""

    __tablename__ = "photo"
    stays = frozenset()
    unjournalled = frozenset({"id", "revision", "image"})  # the journal keeps its digest, not a second copy

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    removed: Mapped[bool] = mapped_column(default=False, info={"coarser": to_true})
