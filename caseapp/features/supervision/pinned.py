"""Kept lists that somebody pinned to their day, each with how many there are for this reader. Counts keep every scope."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from caseapp.core.permissions import Permission, action
from caseapp.data.narrowing import Typed
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.followups import queries as followups
from caseapp.features.grants import queries as grants
from caseapp.features.office import saved
from caseapp.features.people import queries as people
from caseapp.features.referrals import queries as referrals
from caseapp.features.supervision.views import Door

Count = Callable[[UnitOfWork, Typed], int]
# By the code of a list: the page it stands on, who may read it, and how it is counted.
LISTS: dict[str, tuple[str, Permission, Count]] = {
    "people": ("people", Permission.PERSON_READ, lambda uow, t: people.count(uow, people.listed(t))),
    "cases": ("cases", Permission.CASE_READ, lambda uow, t: cases.count(uow, cases.listed(t))),
    "followups": ("followups", Permission.FOLLOWUP_READ, lambda uow, t: followups.count(uow, followups.listed(uow.today, t))),
    "referrals": ("referrals", Permission.REFERRAL_READ, lambda uow, t: referrals.count(uow, referrals.listed(t))),
    "grants": ("grants", Permission.GRANT_READ,
               lambda uow, t: grants.count(uow, grants.listed(uow.actor.id, uow.today, t))),
}  # fmt: skip
LISTS["followups-done"] = LISTS["followups"]


class Pinned(Struct, frozen=True):
    """A kept list on somebody's day, and the way to it."""

    id: str
    name: str
    door: Door


@action("myday.pinned", requires=Permission.OWN_WORK)
def pinned(uow: UnitOfWork) -> tuple[Pinned, ...]:
    """What this person pinned, as far as their role still reads it."""
    return tuple(
        Pinned(v.id, v.name, Door(LISTS[v.list_code][0], {"view": v.id, "of": v.list_code}))
        for v in saved.pinned(uow)
        if v.list_code in LISTS and uow.actor.can(LISTS[v.list_code][1])
    )


@action("myday.pinned_count", requires=Permission.OWN_WORK)
def pinned_count(uow: UnitOfWork, saved_id: str) -> int:
    """How many a pinned list has for this reader. Asked one by one, so that other questions go between."""
    view = saved.get(uow, saved_id)
    return LISTS[view.list_code][2](uow, view.typed)
