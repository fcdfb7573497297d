"""Reading groups and what they shared. Members are people on file: those one may not see are counted, not named."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from caseapp.core import places
from caseapp.core.permissions import Permission, action
from caseapp.data.keyset import Cursor, Page, fetch
from caseapp.data.uow import UnitOfWork
from caseapp.features.grants.models import GrantGroup, GroupMember, Lot, LotShare
from caseapp.features.grants.views import (
    HIDDEN,
    GroupRow,
    GroupView,
    LotView,
    MemberView,
    ShareView,
)
from caseapp.features.grants.views.parts import plain
from caseapp.features.office.queries import names
from caseapp.features.people import queries as people

MEMBERS: Any = GroupMember.__table__
SHARES: Any = LotShare.__table__


@action("group.get", requires=Permission.GRANT_READ)
def group(uow: UnitOfWork, group_id: str) -> GroupView:
    """One group with its members. Raises NotFound."""
    return group_view(uow, uow.get(GrantGroup, group_id))


@action("group.list", requires=Permission.GRANT_READ)
def groups(uow: UnitOfWork, after: Cursor | None = None, limit: int = 100) -> Page[GroupRow]:
    """The next groups by name, with how many belong to each."""
    count = (
        select(func.count(MEMBERS.c.id))
        .where(MEMBERS.c.group_id == GrantGroup.id, MEMBERS.c.left_on.is_(None))
        .scalar_subquery()
    )
    found, more = fetch(
        uow.session, select(GrantGroup, count), (GrantGroup.name, GrantGroup.id), after, limit
    )
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    rows = (
        GroupRow(g.id, g.name if named else HIDDEN, places.label(g.place) if g.place else "", n)
        for g, n in found
    )
    return Page(tuple(rows), more)


@action("group.of_person", requires=Permission.GRANT_READ)
def groups_of(uow: UnitOfWork, person_id: str) -> tuple[GroupView, ...]:
    """The groups somebody belongs to now."""
    query = select(GrantGroup).join(GroupMember, GroupMember.group_id == GrantGroup.id)
    mine = query.where(GroupMember.person_id == person_id, GroupMember.left_on.is_(None))
    return tuple(
        group_view(uow, g) for g in uow.session.scalars(mine.order_by(GrantGroup.name, GrantGroup.id))
    )


def group_view(uow: UnitOfWork, found: GrantGroup) -> GroupView:
    """A group for services and papers, inside their own action."""
    named = uow.actor.can(Permission.PERSON_IDENTIFY)
    rows = uow.session.execute(
        select(MEMBERS).where(MEMBERS.c.group_id == found.id).order_by(MEMBERS.c.joined_on, MEMBERS.c.id)
    ).all()
    seen = people.rows(uow, tuple(row.person_id for row in rows))
    everybody = tuple(
        MemberView(
            row.id, row.person_id, seen[row.person_id].number, seen[row.person_id].name, seen[row.person_id].phone,
            row.role, row.signs, row.joined_on, row.left_on, row.left_why if named else None,
        )
        for row in rows if row.person_id in seen
    )  # fmt: skip
    hidden = sum(row.left_on is None and row.person_id not in seen for row in rows)
    values = plain(GroupView, found) | {"everybody": everybody, "hidden": hidden}
    if not named:
        values |= {"name": HIDDEN, "village": None, "registered": None, "note": None}
    return GroupView(**values)


def lots(uow: UnitOfWork, grant_id: str) -> tuple[LotView, ...]:
    """What was shared of a grant, the first first; also what was taken back."""
    who, named = names(uow.session), uow.actor.can(Permission.PERSON_IDENTIFY)
    found = uow.session.scalars(select(Lot).where(Lot.grant_id == grant_id).order_by(Lot.id)).all()
    views = []
    for lot in found:
        rows = uow.session.execute(
            select(SHARES).where(SHARES.c.lot_id == lot.id).order_by(SHARES.c.id)
        ).all()
        seen = people.rows(uow, tuple(row.person_id for row in rows))
        shares = tuple(
            ShareView(row.person_id, seen[row.person_id].name, seen[row.person_id].number, row.quantity)
            for row in rows if row.person_id in seen
        )  # fmt: skip
        away = [row.quantity for row in rows if row.person_id not in seen]
        values = plain(LotView, lot) | {"shared_by": who.get(lot.shared_by, ""), "shares": shares}
        hidden_text = {} if named else {"remainder_why": None, "void_why": None}
        views.append(LotView(**values | hidden_text | {"hidden": len(away), "hidden_quantity": sum(away)}))
    return tuple(views)
