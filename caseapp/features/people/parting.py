"""Somebody's record goes: what others on file need of it stays with them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from caseapp.core import dates
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.data.uow import UnitOfWork
from caseapp.features.people.models import Household, HouseholdEvent, HouseholdMember, Person


def hand_on(uow: UnitOfWork, people: Collection[str]) -> None:
    """Households these people told of, in which somebody else on file lives, become that other's: with all their members but
    the ones who go, and with their days. The rows of those who go stay where they are.
    """
    told = or_(Household.person_id.in_(people), Household.id.in_(
        select(HouseholdMember.household_id).where(HouseholdMember.person_id.in_(people))))  # fmt: skip
    for home in uow.session.scalars(select(Household).where(told)).all():
        rows = uow.session.scalars(
            select(HouseholdMember).where(HouseholdMember.household_id == home.id)
        ).all()
        other = next(
            (r.member_person_id for r in rows if r.member_person_id and r.member_person_id not in people),
            None,
        )
        if other is None:
            continue
        events = uow.session.scalars(
            select(HouseholdEvent).where(HouseholdEvent.household_id == home.id)
        ).all()
        stay = [r for r in rows if r.member_person_id not in people]
        own = {r.id for r in rows} - {r.id for r in stay}
        kept: list[Household | HouseholdMember | HouseholdEvent] = [home, *stay]
        for record in kept + [e for e in events if not own.intersection(e.members)]:
            if record.person_id in people:
                record.person_id = other
    uow.session.flush()


def require_known(person: Person) -> None:
    """Raise Refused for a record of which only figures are left: nothing that could tell who it was is written there again."""
    if person.anonymised_on:
        raise Refused(
            _(
                "What identified this person was removed on {day}. Register them anew to work with them again."
            ).format(day=dates.day(person.anonymised_on))
        )
