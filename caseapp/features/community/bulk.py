"""Many people on file added to one activity at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from caseapp.core import dates
from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.community import service
from caseapp.features.community.models import Activity, Participant
from caseapp.features.community.queries import OPEN
from caseapp.features.office import bulk
from caseapp.features.office.bulk import BulkDone, Fate
from caseapp.features.people.models import Person
from caseapp.features.people.views import person_row


@action("community.open_activities", requires=Permission.COMMUNITY_READ)
def open_activities(uow: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """What somebody can still be added to, the newest first: (key, title and first day)."""
    query = (
        select(Activity)
        .where(Activity.state.in_(OPEN))
        .order_by(Activity.starts_on.desc(), Activity.id)
        .limit(200)
    )
    return tuple((a.id, f"{a.title}, {dates.short_day(a.starts_on)}") for a in uow.session.scalars(query))


@action("community.join_fates", requires=Permission.COMMUNITY_READ)
def join_fates(uow: UnitOfWork, person_ids: Sequence[str], activity_id: str) -> tuple[Fate, ...]:
    """What adding each person comes to; who takes part already is left out."""
    title = uow.get(Activity, activity_id).title
    there = select(Participant.person_id).where(
        Participant.activity_id == activity_id, Participant.left_on.is_(None)
    )
    taking_part = set(uow.session.scalars(there))

    def fate(key: str) -> Fate:
        row = person_row(uow.get(Person, key), uow.actor)
        return bulk.fate(row.name, key, title, lambda: _require_new(key in taking_part))

    return tuple(map(fate, person_ids))


@action("community.join_all", requires=Permission.COMMUNITY_WRITE)
def join_all(uow: UnitOfWork, person_ids: Sequence[str], activity_id: str) -> BulkDone:
    """Add each of these people to an activity, all or none. Raises Refused once it is over."""
    items = [(key, uow.get(Person, key).number) for key in person_ids]
    return bulk.perform(uow, items, lambda key: service.add_person(uow, activity_id, key))


def withdraw(uow: UnitOfWork, record: Participant) -> None:
    """Take back who was added with many."""
    record.left_on, record.left_why = uow.today, _("Added with many at once and taken back.")


def _require_new(known: bool) -> None:
    if known:
        raise Refused(_("Takes part already."))
