"""Households: who lives with whom, since when, who is the head; and the days on which that changed.

Until somebody changes it, the household of a person is the list told at registration; the first change writes it down
as a household of its own, so that others on file can belong to it too. Everybody lives in one household at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core import codes
from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.people import belonging
from caseapp.features.people.form import HOUSEHOLD_FORM, JOIN_FORM, LEAVE_FORM, MEMBER_FORM
from caseapp.features.people.models import (
    Household,
    HouseholdEvent,
    HouseholdMember,
    HouseholdStep,
    Person,
    Sex,
)
from caseapp.features.people.views import MemberView, full_name

ADULT, OLD = 18, 60  # who is neither, or lives with a disability, counts as depending on the others [A]
SELF = "self"  # the person, in a household that was not written down yet
TIMELINE = {
    "household.add": (N_("Household"), "neutral", ("name", "relation")),
    "household.join": (N_("Household"), "neutral", ("relation",)),
    "household.leave": (N_("Household"), "warn", ("left_why",)),
    "household.split": (N_("Household"), "warn", ()),
    "household.head": (N_("Household"), "neutral", ()),
}


class EventView(Struct, frozen=True):
    id: str
    step: HouseholdStep
    happened_on: date
    who: tuple[str, ...]
    note: str
    size_before: int
    size_after: int


class HouseholdView(Struct, frozen=True):
    """A household seen from one of its members, who stands first. `id` is empty until it was written down as such."""

    id: str
    formed_on: date | None
    members: tuple[MemberView, ...]
    gone: tuple[MemberView, ...] = ()
    events: tuple[EventView, ...] = ()

    @property
    def head(self) -> MemberView | None:
        return next((m for m in self.members if m.head), None)

    @property
    def dependents(self) -> int:
        return sum(m.dependent for m in self.members)

    def counts(self, today: date) -> dict[str, int]:
        """Men, women, boys, girls, and those of whom sex or age is not known; together they are all members."""
        found = dict.fromkeys(("men", "women", "boys", "girls", "unknown"), 0)
        for member in self.members:
            found[_kind(member, today)] += 1
        return found


def _kind(member: MemberView, today: date) -> str:
    if member.birth_date is None or member.sex not in (Sex.FEMALE, Sex.MALE):
        return "unknown"
    grown = member.birth_date.age(today) >= ADULT
    if member.sex is Sex.FEMALE:
        return "women" if grown else "girls"
    return "men" if grown else "boys"


@action("household.get", requires=Permission.PERSON_READ)
def household(uow: UnitOfWork, person_id: str) -> HouseholdView:
    """Who lives with this person now, who did before, and what happened on which day. Raises NotFound."""
    person = uow.get(Person, person_id)
    own = _place_of(uow, person.id)
    if own is None or not own.household_id:
        seen = _Seen(uow, person, _told(uow, person.id), None)
        return HouseholdView("", None, (seen.own(), *seen.here()), seen.gone())
    home = uow.get(Household, own.household_id)
    seen = _Seen(uow, person, _rows(uow, home.id), home)
    return HouseholdView(home.id, home.formed_on, seen.here(), seen.gone(), _events(uow, home.id, seen))


@action("household.told", requires=Permission.PERSON_IDENTIFY)
def told(uow: UnitOfWork, keys: Sequence[str]) -> dict[str, str]:
    """What the timeline says of others who are on file: their name, where their record may be seen."""
    query = select(HouseholdMember.id, Person).join(Person, Person.id == HouseholdMember.member_person_id)
    others = HouseholdMember.member_person_id != HouseholdMember.person_id
    found = uow.session.execute(query.where(HouseholdMember.id.in_(keys), others))
    return {key: full_name(p.given_name, p.middle_name, p.family_name) for key, p in found}


@action("household.add", requires=Permission.PERSON_WRITE)
def add_member(uow: UnitOfWork, person_id: str, raw: Mapping[str, Any]) -> str:
    """Add somebody who is not on file to the household of a person; returns the new member's key. Raises Invalid."""
    person = uow.get(Person, person_id)
    values = MEMBER_FORM.clean(raw, uow.office.country)
    values["disability"] = bool(values["disability"])
    home = _home(uow, person)
    before = _size(uow, home)
    row = uow.add(HouseholdMember(household_id=home.id, **belonging.of(uow, person), **values))
    _happened(uow, person, home, HouseholdStep.JOINED, values["joined_on"], [row], before)
    return row.id


@action("household.join", requires=Permission.PERSON_WRITE)
def join(uow: UnitOfWork, person_id: str, other_id: str, raw: Mapping[str, Any], move: bool = False) -> str:
    """Somebody on file lives in the household of this person; returns the member's key.

    Raises Refused when they still live in another household, unless `move` says that they left it on that day.
    """
    person, other = uow.get(Person, person_id), uow.get(Person, other_id)
    if person.id == other.id:
        raise Refused(_("This is the same person."))
    values = JOIN_FORM.clean(raw)
    home = _home(uow, person)
    _leave_other(uow, other, home, values["joined_on"], move)
    before = _size(uow, home)
    row = uow.add(
        HouseholdMember(
            household_id=home.id, member_person_id=other.id, name="", **belonging.of(uow, person), **values
        )
    )
    _happened(uow, person, home, HouseholdStep.JOINED, values["joined_on"], [row], before)
    return row.id


@action("household.leave", requires=Permission.PERSON_WRITE)
def member_left(uow: UnitOfWork, member_id: str, raw: Mapping[str, Any] | None = None) -> None:
    """A member of a household lives elsewhere since a day (today when none is said). Raises Invalid, Refused."""
    row = uow.get(HouseholdMember, member_id)
    if row.left_on:
        raise Refused(_("That was written down already."))
    values = LEAVE_FORM.clean(raw or {})
    person = uow.get(Person, row.person_id)
    home = _home(uow, person) if not row.household_id else uow.get(Household, row.household_id)
    before = _size(uow, home)
    _go(uow, row, values["left_on"], values["left_why"])
    if home.head_id == row.id:
        home.head_id = None
    _happened(uow, person, home, HouseholdStep.LEFT, row.left_on, [row], before)


@action("household.split", requires=Permission.PERSON_WRITE)
def split(uow: UnitOfWork, person_id: str, member_ids: Sequence[str], raw: Mapping[str, Any]) -> str:
    """Some of a household live in one of their own from a day on; returns the new household's key.

    Raises Refused when nobody or everybody would go, or when none of those who go is on file: they simply leave.
    """
    person = uow.get(Person, person_id)
    values = HOUSEHOLD_FORM.clean(raw)
    home = _home(uow, person)
    here = [r for r in _rows(uow, home.id) if r.left_on is None]
    going = [
        r for r in here if r.id in member_ids or (SELF in member_ids and r.member_person_id == person.id)
    ]
    known = next((r for r in going if r.member_person_id), None)
    if not going or len(going) == len(here):
        raise Refused(_("Choose those who go; somebody must stay."))
    if known is None:
        raise Refused(_("None of them is on file. Write down that they left; nothing else is lost."))
    on, first = values["happened_on"] or uow.today, uow.get(Person, str(known.member_person_id))
    new = uow.add(Household(formed_on=on, split_from=home.id, **belonging.of(uow, first)))
    for row in going:
        _go(uow, row, on, "own_household")
        uow.add(_again(uow, row, new, on))
        home.head_id = None if home.head_id == row.id else home.head_id
    _happened(uow, person, home, HouseholdStep.SPLIT, on, going, len(here), values["event_note"])
    _happened(uow, first, new, HouseholdStep.FORMED, on, _rows(uow, new.id), 0, values["event_note"])
    return new.id


@action("household.head", requires=Permission.PERSON_WRITE)
def new_head(uow: UnitOfWork, person_id: str, member_id: str, raw: Mapping[str, Any]) -> None:
    """Somebody is the head of the household from a day on; `member_id` empty means the person. Raises Refused."""
    person = uow.get(Person, person_id)
    values = HOUSEHOLD_FORM.clean(raw)
    home = _home(uow, person)
    here = {r.id: r for r in _rows(uow, home.id) if r.left_on is None}
    row = here.get(member_id) or _place_of(uow, person.id)
    if row is None or row.household_id != home.id:
        raise Refused(_("Only somebody who lives there now can be the head."))
    home.head_id = row.id
    for other in here.values():
        if other.member_person_id and (known := uow.session.get(Person, other.member_person_id)):
            known.household_head = other.id == row.id
    _happened(
        uow,
        person,
        home,
        HouseholdStep.NEW_HEAD,
        values["happened_on"],
        [row],
        len(here),
        values["event_note"],
    )


def _home(uow: UnitOfWork, person: Person) -> Household:
    """The household of a person, written down as such now if it was not."""
    own = _place_of(uow, person.id)
    if own and own.household_id:
        return uow.get(Household, own.household_id)
    shared = belonging.of(uow, person)
    home = uow.add(Household(formed_on=uow.today, **shared))
    row = uow.add(
        HouseholdMember(household_id=home.id, member_person_id=person.id, name="", relation="", **shared)
    )
    home.head_id = row.id if person.household_head else None
    for told in _told(uow, person.id):
        told.household_id = home.id
    return home


def _leave_other(uow: UnitOfWork, other: Person, home: Household, on: date | None, move: bool) -> None:
    """See to it that somebody who comes lives nowhere else."""
    own = _place_of(uow, other.id)
    if own and own.household_id == home.id:
        raise Refused(_("They live in this household already."))
    if own is None and not _told(uow, other.id):
        return
    left = _home(uow, other)
    alone = _size(uow, left) == 1
    if not move and not alone:
        raise Refused(
            _(
                "They still live in another household. Say that they move, or write down first that they left it."
            )
        )
    own = _place_of(uow, other.id)
    assert own is not None
    before = _size(uow, left)
    _go(uow, own, on, "moved")
    left.head_id = None if left.head_id == own.id else left.head_id
    _happened(uow, other, left, HouseholdStep.LEFT, on, [own], before)


def _go(uow: UnitOfWork, row: HouseholdMember, on: date | None, why: str | None) -> None:
    day = on or uow.today
    if row.joined_on and day < row.joined_on:
        raise Invalid({"left_on": _("That is before they came to live there.")})
    row.left_on, row.left_why = day, why


def _again(uow: UnitOfWork, row: HouseholdMember, home: Household, on: date) -> HouseholdMember:
    """The same member, from a day on in another household."""
    kept = ("name", "relation", "sex", "birth_date", "disability", "dependent", "member_person_id", "person_id", "team",
            "owner_id", "restricted")  # fmt: skip
    return HouseholdMember(household_id=home.id, joined_on=on, **{name: getattr(row, name) for name in kept})


def _happened(
    uow: UnitOfWork, person: Person, home: Household, step: HouseholdStep, on: date | None, rows: Iterable[HouseholdMember],
    before: int, note: str | None = None,
) -> None:  # fmt: skip
    uow.session.flush()
    uow.add(
        HouseholdEvent(
            household_id=home.id, step=step, happened_on=on or uow.today, members=tuple(r.id for r in rows),
            event_note=note, size_before=before, size_after=_size(uow, home), **belonging.of(uow, person),
        )
    )  # fmt: skip


def _place_of(uow: UnitOfWork, person_id: str) -> HouseholdMember | None:
    """Where somebody on file lives now; the newest word counts."""
    mine = select(HouseholdMember).where(
        HouseholdMember.member_person_id == person_id, HouseholdMember.left_on.is_(None)
    )
    return uow.session.scalars(mine.order_by(HouseholdMember.id.desc())).first()


def _told(uow: UnitOfWork, person_id: str) -> list[HouseholdMember]:
    """Whom a person told of and who belongs to no written household yet."""
    told = select(HouseholdMember).where(
        HouseholdMember.person_id == person_id, HouseholdMember.household_id.is_(None)
    )
    return list(uow.session.scalars(told.order_by(HouseholdMember.id)))


def _rows(uow: UnitOfWork, household_id: str) -> list[HouseholdMember]:
    found = select(HouseholdMember).where(HouseholdMember.household_id == household_id)
    return list(uow.session.scalars(found.order_by(HouseholdMember.id)))


def _size(uow: UnitOfWork, home: Household) -> int:
    uow.session.flush()
    return sum(row.left_on is None for row in _rows(uow, home.id))


def _events(uow: UnitOfWork, household_id: str, seen: _Seen) -> tuple[EventView, ...]:
    found = select(HouseholdEvent).where(HouseholdEvent.household_id == household_id)
    newest = uow.session.scalars(found.order_by(HouseholdEvent.happened_on.desc(), HouseholdEvent.id.desc()))
    return tuple(
        EventView(
            e.id, e.step, e.happened_on, tuple(seen.names.get(key, _("somebody")) for key in e.members),
            (e.event_note or "") if seen.named else "", e.size_before, e.size_after,
        )
        for e in newest
    )  # fmt: skip


class _Seen:
    """The members as one reader sees them from one person: names of people on file only where their record may be seen."""

    def __init__(
        self, uow: UnitOfWork, person: Person, rows: Sequence[HouseholdMember], home: Household | None
    ) -> None:
        self.person, self.home, self.today = person, home, uow.today
        self.rows = sorted(rows, key=lambda r: r.member_person_id != person.id)
        self.named = uow.actor.can(Permission.PERSON_IDENTIFY)
        keys = {r.member_person_id for r in rows} | {r.person_id for r in rows} | {person.id}
        found = uow.session.scalars(select(Person).where(Person.id.in_([k for k in keys if k])))
        self.people = {p.id: p for p in found}
        self.names = {r.id: self._name(r) for r in rows}

    def own(self) -> MemberView:
        """The person, when no household was written down yet."""
        p = self.person
        head = bool(p.household_head)
        return MemberView("", self._known(p.id), "", p.sex, p.birth_date, False, person_id=p.id, head=head,
                          dependent=not head and self._depends(None, p.birth_date.age(self.today), False))  # fmt: skip

    def here(self) -> tuple[MemberView, ...]:
        """Those who live there now; somebody whose two records became one stands there once."""
        current = {r.member_person_id or r.id: r for r in reversed(self.rows) if r.left_on is None}
        return tuple(self._view(r) for r in reversed(current.values()))

    def gone(self) -> tuple[MemberView, ...]:
        return tuple(self._view(r) for r in self.rows if r.left_on is not None)

    def _view(self, row: HouseholdMember) -> MemberView:
        known = self.people.get(row.member_person_id or "")
        born = known.birth_date if known else row.birth_date
        head = self.home is not None and self.home.head_id == row.id
        relation, of = self._relation(row)
        return MemberView(
            id=row.id, name=self.names[row.id], relation=relation, of=of, sex=known.sex if known else row.sex,
            birth_date=born, disability=row.disability, person_id=known.id if known else "", head=head,
            dependent=not head and self._depends(row.dependent, born.age(self.today) if born else None, row.disability),
            joined_on=row.joined_on, left_on=row.left_on, left_why=row.left_why,
        )  # fmt: skip

    def _relation(self, row: HouseholdMember) -> tuple[str, str]:
        """How a member is related to the person this is seen from; else to whom it was told."""
        if row.member_person_id == self.person.id:
            return "", ""
        if row.person_id == self.person.id:
            return row.relation, ""
        told = [
            r.relation
            for r in self.rows
            if r.member_person_id == self.person.id and r.person_id == row.member_person_id
        ]
        if told and told[0]:
            entry = codes.get("relationships", told[0])
            return str(entry.extra.get("inverse", "")) if entry else "", ""
        return row.relation, self._known(row.person_id) if row.relation else ""

    def _name(self, row: HouseholdMember) -> str:
        if row.member_person_id:
            return self._known(row.member_person_id)
        return row.name if self.named else "•••"

    def _known(self, person_id: str) -> str:
        person = self.people.get(person_id)
        if person is None:
            return _("somebody whose record is restricted")
        return (
            full_name(person.given_name, person.middle_name, person.family_name)
            if self.named
            else person.number
        )

    @staticmethod
    def _depends(told: bool | None, age: int | None, disability: bool) -> bool:
        if told is not None:
            return told
        return disability or (age is not None and not ADULT <= age < OLD)
