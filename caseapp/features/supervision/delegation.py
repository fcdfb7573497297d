"""Deciding for somebody who is away: from one day to another, journalled, taken back at any time.

The deputy decides in their own name and with every rule that holds for supervisors: never on what they asked for themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Actor, Permission, action
from caseapp.data.uow import Database, UnitOfWork
from caseapp.features.office import queries as office
from caseapp.features.office.models import Staff
from caseapp.features.office.queries import StaffView, as_actor, names, roles
from caseapp.features.supervision.models import Delegation

DECIDING = frozenset({
    Permission.PLAN_APPROVE, Permission.GRANT_APPROVE, Permission.CASE_APPROVE, Permission.CASE_ASSIGN,
    Permission.APPROVALS_READ, Permission.CASELOAD_READ,
})  # fmt: skip
DEPUTIES = ("caseworker", "supervisor")  # roles that know casework; others read or pay
LONGEST = 92  # days: longer is a change of role


class DelegationView(Struct, frozen=True):
    """Who decides for whom, and until when."""

    id: str
    giver: str
    deputy: str
    first: date
    last: date
    why: str
    mine: bool


@action("delegation.deputies", requires=Permission.CASE_APPROVE)
def deputies(uow: UnitOfWork) -> tuple[StaffView, ...]:
    """Who may decide for this actor."""
    found = office.staff(uow, active_only=True)
    return tuple(s for s in found if s.role in DEPUTIES and s.id != uow.actor.id)


@action("delegation.give", requires=Permission.CASE_APPROVE)
def give(uow: UnitOfWork, to_id: str, first: date, last: date, why: str) -> str:
    """Let somebody decide in one's place; returns the key.

    Raises Invalid for impossible days, Refused for somebody who cannot, and for a deputy who would pass it on.
    """
    _check_days(uow, first, last, why)
    if to_id not in {s.id for s in deputies(uow)}:
        raise Refused(_("Choose a caseworker or supervisor who works here."))
    if Permission.CASE_APPROVE not in as_actor(uow.get(Staff, uow.actor.id)).permissions:
        raise Refused(_("You decide for somebody else yourself. Only they can ask another deputy."))
    return uow.add(Delegation(from_id=uow.actor.id, to_id=to_id, first=first, last=last, why=why.strip())).id


@action("delegation.end", requires=Permission.CASE_APPROVE)
def end(uow: UnitOfWork, delegation_id: str) -> None:
    """It ends today: said by who gave it, by the deputy, or by another supervisor."""
    found = uow.get(Delegation, delegation_id)
    if found.ended_on is None:
        found.ended_on = uow.today


@action("delegation.standing", requires=Permission.CASE_APPROVE)
def standing(uow: UnitOfWork) -> tuple[DelegationView, ...]:
    """Delegations that run or are still to come, the first to begin first."""
    who = names(uow.session)
    query = select(Delegation).where(Delegation.last >= uow.today, Delegation.ended_on.is_(None))
    return tuple(
        DelegationView(d.id, who.get(d.from_id, ""), who.get(d.to_id, ""), d.first, d.last, d.why,
                       uow.actor.id in (d.from_id, d.to_id))
        for d in uow.session.scalars(query.order_by(Delegation.first, Delegation.id))
    )  # fmt: skip


def count_delegations(database: Database) -> None:
    """From now on every unit of work knows what its actor decides for others; called when an office opens."""
    known: Callable[[Session, Actor], Actor] = database.current

    def current(session: Session, actor: Actor) -> Actor:
        now = known(session, actor)
        if now.role not in DEPUTIES or not now.permissions:
            return now
        own = roles()[now.role].permissions
        if own >= DECIDING:
            return now
        return replace(now, permissions=own | _lent(session, now.id, database.clock.today()))

    database.current = current


def _lent(session: Session, staff_id: str, today: date) -> frozenset[Permission]:
    """What those who are away lend: of DECIDING, what they may do themselves today."""
    givers: Any = session.connection().execute(_GIVERS, {"who": staff_id, "today": today})
    return frozenset().union(*(as_actor(giver).permissions & DECIDING for giver in givers))


_GIVERS = (  # said once: every transaction begins with it
    select(Staff.__table__)
    .join(Delegation.__table__, Delegation.from_id == Staff.id)
    .where(Delegation.to_id == bindparam("who"), Delegation.first <= bindparam("today"), Staff.active)
    .where(Delegation.last >= bindparam("today"), Delegation.ended_on.is_(None))
)


def _check_days(uow: UnitOfWork, first: date, last: date, why: str) -> None:
    problems: Mapping[str, Any] = {
        "first": _("This day is over.") if first < uow.today else None,
        "last": _("That is before it begins.") if last < first
        else _("At most three months; for longer, change the role under Settings.") if last - first > timedelta(LONGEST)
        else None,
        "why": None if why.strip() else _("Write why."),
    }  # fmt: skip
    found = {name: text for name, text in problems.items() if text}
    if found:
        raise Invalid(found)
