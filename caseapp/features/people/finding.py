"""Finding people as typed, and noticing somebody who may be on file already. The index itself is `data/search`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from caseapp.core import places
from caseapp.core.dates import PartialDate
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission, action
from caseapp.data import search
from caseapp.data.rowscope import visible
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.office.models import Team
from caseapp.features.people.form import REGISTRATION
from caseapp.features.people.models import IdentityDocument, Merge, NotTheSame, Person, PersonPhone
from caseapp.features.people.views import PersonRow, person_row

Image = Mapping[str, Any]  # field -> value, of a record as it is or as it was
TOLD = (
    "number", "given_name", "middle_name", "family_name", "known_as", "maiden_name", "other_script", "phone", "phone_other",
    "id_number",
)  # fmt: skip
_FURTHER = ((PersonPhone.phone_number, "phone"), (IdentityDocument.document_number, "id_number"))
LIKELY = "likely"
_LINE = select(
    Person.id, Person.number, Person.given_name, Person.middle_name, Person.family_name, Person.known_as, Person.sex,
    Person.birth_date, Person.here_as, Person.place, Person.village, Person.phone, Person.created_on,
)  # fmt: skip
_LINES = _LINE.where(Person.id.in_(bindparam("ids", expanding=True)))
CALLING = {"LS": "+266", "KE": "+254"}


class Likeness(Struct, frozen=True):
    """Somebody on file who may be the same. Of one whose record may not be seen only `held_by` is told."""

    person: PersonRow | None
    likely: bool
    reasons: tuple[str, ...]
    held_by: str = ""


def document(person: Person, earlier: Iterable[Image] = ()) -> search.SearchDoc:
    """What the index is told of a person, and of what the records held that were merged into theirs (`earlier`)."""
    images: list[Image] = [{name: getattr(person, name) for name in TOLD}, *earlier]
    own = _names(images[0])
    beside = [n for image in images[1:] for n in _names(image) if n not in own]
    return search.SearchDoc(
        id=person.id,
        names=own,
        other_names=_each(images, "known_as", "maiden_name", "other_script", more=beside),
        phones=_each(images, "phone", "phone_other"),
        identity_numbers=_each(images, "id_number"),
        numbers=_each(images, "number"),
        place=_place_words(person.village, person.place),
        birth_year=person.birth_date.year,
        birth_day=_exact(person.birth_date),
        sex=person.sex.value,
        team=person.team,
        mother=person.mother_name or "",
    )


def _names(image: Image) -> tuple[str, ...]:
    return tuple(image[n] for n in ("given_name", "middle_name", "family_name") if image.get(n))


def _each(images: Iterable[Image], *fields: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """The different values of some fields in all images."""
    return tuple(dict.fromkeys([*(i[f] for i in images for f in fields if i.get(f)), *more]))


def _exact(born: PartialDate | None) -> str | None:
    return f"{born.month:02d}-{born.day:02d}" if born and born.month and born.day else None


def _place_words(village: str | None, place: str | None) -> str:
    return ", ".join(filter(None, (village, places.label(place) if place else "")))


def index(uow: UnitOfWork, person: Person, new: bool = False) -> None:
    """Bring the index up to what is now on file, in the same transaction. A `new` person has nothing further yet."""
    if person.anonymised_on:
        return
    uow.session.flush()
    earlier = [] if new else _earlier(uow.session, person.id)
    search.put(uow.session.connection(), document(person, earlier))


def _earlier(session: Session, person_id: str) -> list[Image]:
    """Further phones and documents, and what the records held that are now this one, before they were merged."""
    images: list[Image] = []
    for column, name in _FURTHER:
        found = session.execute(
            select(column).where(column.class_.person_id == person_id).order_by(column.class_.id)
        )
        images += ({name: value} for value in found.scalars() if value)
    gone = session.execute(select(Person.id).where(Person.merged_into == person_id)).scalars().all()
    if not gone:
        return images
    standing = select(Merge.before).where(Merge.kept_id.in_([person_id, *gone]), Merge.undone_at.is_(None))
    return images + [
        before[side] for before in session.execute(standing).scalars() for side in ("kept", "gone")
    ]


def ensure_index(database: Database) -> None:
    """Make the index anew when it is missing or was made by other spelling rules (9 s for 100,000 people)."""
    with Session(database.write_engine) as session, session.begin():
        if search.is_stale(session.connection()):
            search.rebuild(session.connection(), documents(session))


def warm(database: Database) -> bool:
    """Bring the names of a large office into memory; whether it is one. Half a second at most, beside everything else."""
    return search.warm(database.read_engine, database.write_engine)


def documents(session: Session) -> Iterator[search.SearchDoc]:
    """What the index is told of everybody; read only when it is asked for."""
    more = set(session.scalars(select(Person.merged_into).where(Person.merged_into.is_not(None))))
    for column, _name in _FURTHER:
        more |= set(session.scalars(select(column.class_.person_id)))
    known = (Person.merged_into.is_(None), Person.anonymised_on.is_(None))
    everybody = select(Person).where(*known).execution_options(yield_per=2000)
    for person in session.scalars(everybody):
        yield document(person, _earlier(session, person.id) if person.id in more else ())


def scope_of(actor: Actor) -> search.Scope | None:
    """The row scope of people as the index applies it, so that nothing hidden is found, counted or suggested."""
    rule = visible(actor)
    return search.Scope.of(Person.__table__, rule(Person)) if rule else None  # type: ignore[arg-type]


def seen_of(uow: UnitOfWork, ids: list[str]) -> dict[str, Any]:
    """What a line of a list shows of these people, those one may see: a tenth of the columns, read in a third of the time."""
    return {p.id: p for p in uow.session.execute(_LINES, {"ids": ids}).all()}


@action("people.find", requires=Permission.PERSON_FIND)
def find(uow: UnitOfWork, text: str, limit: int = 10) -> tuple[PersonRow, ...]:
    """People who fit what is typed, the best first, each with why: names in any order or spelling, half typed or
    mistyped, phone, identity or case number, place. Nothing typed, nothing found. Never an error."""
    hits = search.find(uow.session.connection(), text, limit=limit, scope=scope_of(uow.actor))
    people = seen_of(uow, [h.person_id for h in hits])
    return tuple(
        person_row(people[h.person_id], uow.actor, h.why, h.score) for h in hits if h.person_id in people
    )


@action("people.alike", requires=Permission.PERSON_FIND)
def alike(
    uow: UnitOfWork, raw: Mapping[str, Any], person_id: str = "", limit: int = 4
) -> tuple[Likeness, ...]:
    """Who on file may be the person being typed: half-typed values of the registration form are enough.

    Pairs once decided to be two people are left out (`person_id` is the one being edited).
    """
    values, _problems = REGISTRATION.read(
        {k: v for k, v in raw.items() if k in REGISTRATION.by_name}, uow.office.country
    )
    probe = _probe(values | _half_phones(raw, values, uow.office.country), person_id)
    if len("".join(probe.names)) < 3 and not probe.phones and not probe.identity_numbers:
        return ()
    found = search.candidates(uow.session.connection(), probe, limit=limit + 4)
    settled = _settled(uow, person_id)
    kept = [c for c in found if c.person_id not in settled and c.person_id != person_id][:limit]
    seen = seen_of(uow, [c.person_id for c in kept])
    return tuple(_likeness(uow, c, seen.get(c.person_id)) for c in kept)


def _likeness(uow: UnitOfWork, found: search.Likeness, person: Any) -> Likeness:
    if person is not None:
        return Likeness(person_row(person, uow.actor), found.level == LIKELY, tuple(found.reasons))
    team = uow.session.get(Team, found.team) if found.team else None
    unit = team.name if team else _("another team")
    return Likeness(
        None,
        found.level == LIKELY,
        (_("A possible match is held by {unit}. Ask the supervisor.").format(unit=unit),),
        held_by=unit,
    )


def _probe(values: Mapping[str, Any], person_id: str) -> search.SearchDoc:
    born: PartialDate | None = values.get("birth_date")
    sex = values.get("sex")
    return search.SearchDoc(
        id=person_id or "new",
        names=tuple(values[n] for n in ("given_name", "middle_name", "family_name") if values.get(n)),
        other_names=tuple(values[n] for n in ("known_as", "maiden_name", "other_script") if values.get(n)),
        mother=values.get("mother_name") or "",
        phones=tuple(values[n] for n in ("phone", "phone_other") if values.get(n)),
        identity_numbers=tuple(values[n] for n in ("id_number",) if values.get(n)),
        place=_place_words(values.get("village"), values.get("place")),
        birth_year=born.year if born else None,
        birth_day=_exact(born),
        sex=sex.value if sex else "",
    )


def _half_phones(raw: Mapping[str, Any], values: Mapping[str, Any], country: str) -> dict[str, str]:
    """Phones that are no numbers yet, with the country's code: one digit short still tells who it may be."""
    typed = {n: "".join(c for c in str(raw.get(n) or "") if c.isdigit()) for n in ("phone", "phone_other")}
    return {
        name: CALLING.get(country, "+") + digits.lstrip("0")
        for name, digits in typed.items()
        if len(digits) >= 6 and not values.get(name)
    }


def _settled(uow: UnitOfWork, person_id: str) -> set[str]:
    """The other halves of pairs somebody decided on."""
    if not person_id:
        return set()
    pairs = uow.session.scalars(
        select(NotTheSame).where(or_(NotTheSame.person_id == person_id, NotTheSame.other_id == person_id))
    )
    return {p.other_id if p.person_id == person_id else p.person_id for p in pairs}
