"""Groups that get a grant together, and sharing what they got. Members are people on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.money import shown
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork, require
from caseapp.features.grants import shares
from caseapp.features.grants.form import GROUP, LEAVE, LOT, MEMBER, REASON, ROLE
from caseapp.features.grants.models import (
    RUNNING,
    UNDECIDED,
    Grant,
    GrantGroup,
    GrantState,
    GroupMember,
    Lot,
    LotShare,
)
from caseapp.features.grants.queries import group_view, view
from caseapp.features.grants.service.common import in_past, like, take
from caseapp.features.grants.views import GrantView, GroupView
from caseapp.features.people import finding
from caseapp.features.people import queries as people
from caseapp.features.people.models import Person

LIKELY = 5  # people named when what was typed fits several


@action("group.new", requires=Permission.GRANT_APPLY)
def new_group(uow: UnitOfWork, raw: Mapping[str, Any]) -> GroupView:
    """Put a group on file (fields of GROUP). Raises Invalid."""
    values = GROUP.clean(raw, uow.office.country)
    require({"formed_on": in_past(values["formed_on"], uow.today)})
    return group_view(
        uow, uow.add(GrantGroup(team=uow.actor.team, owner_id=uow.actor.id, restricted=False, **values))
    )


@action("group.change", requires=Permission.GRANT_APPLY)
def change_group(
    uow: UnitOfWork, group_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> GroupView:
    """Correct what is on file of a group. Raises Invalid, EditConflict."""
    group = uow.get(GrantGroup, group_id)
    uow.edit(group, GROUP.clean(raw, uow.office.country), seen)
    return group_view(uow, group)


@action("group.add_member", requires=Permission.GRANT_APPLY)
def add_member(uow: UnitOfWork, group_id: str, raw: Mapping[str, Any]) -> GroupView:
    """Take somebody on file into a group (fields of MEMBER; `person` is a key, a number, or words that fit one person).

    Raises Invalid: nobody or several people fit, or they belong to it already.
    """
    group = uow.get(GrantGroup, group_id)
    values = MEMBER.clean(raw)
    person = _person(uow, values["person"])
    if any(m.person_id == person.id for m in _members(uow, group)):
        raise Invalid({"person": _("They belong to this group already.")})
    uow.add(GroupMember(group_id=group.id, person_id=person.id, role=values["role"], signs=bool(values["signs"]),
                        joined_on=uow.today, **like(person)))  # fmt: skip
    return group_view(uow, group)


@action("group.role", requires=Permission.GRANT_APPLY)
def member_role(uow: UnitOfWork, member_id: str, raw: Mapping[str, Any]) -> GroupView:
    """What somebody does in the group, and whether they sign for it (fields of ROLE)."""
    member = uow.get(GroupMember, member_id)
    values = ROLE.clean(raw)
    uow.edit(member, values | {"signs": bool(values["signs"])})
    return group_view(uow, uow.get(GrantGroup, member.group_id))


@action("group.leave", requires=Permission.GRANT_APPLY)
def member_leaves(uow: UnitOfWork, member_id: str, raw: Mapping[str, Any]) -> GroupView:
    """Somebody leaves a group (fields of LEAVE); what they got stays on file."""
    member = uow.get(GroupMember, member_id)
    if member.left_on:
        raise Refused(_("They left this group already."))
    values = LEAVE.clean(raw)
    require({"left_on": in_past(values["left_on"], uow.today, member.joined_on)})
    uow.edit(member, values)
    return group_view(uow, uow.get(GrantGroup, member.group_id))


@action("grant.set_group", requires=Permission.GRANT_APPLY)
def set_group(uow: UnitOfWork, grant_id: str, group_id: str) -> GrantView:
    """Say which group a collective or community grant is for, until it is appraised."""
    grant = take(uow, grant_id, *UNDECIDED)
    if grant.kind == "individual":
        raise Refused(_("This grant is for one person. Change its kind first."))
    grant.group_id = uow.get(GrantGroup, group_id).id
    return view(uow, grant)


@action("grant.found_group", requires=Permission.GRANT_APPLY)
def found_group(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any]) -> GrantView:
    """Put the group of a grant on file, with the person of its case as the first to sign."""
    grant = take(uow, grant_id, *UNDECIDED)
    group = new_group(uow, raw)
    set_group(uow, grant_id, group.id)
    person = view(uow, grant).person
    add_member(uow, group.id, {"person": person.id, "role": "chair", "signs": True})
    return view(uow, grant)


@action("grant.share", requires=Permission.GRANT_APPLY)
def share(uow: UnitOfWork, grant_id: str, raw: Mapping[str, Any], quantities: Mapping[str, int]) -> GrantView:
    """Share a lot (fields of LOT) among members: `quantities` by person, whole units or minor units of money.

    Shares and remainder always make up the lot; what is left over says where it goes. Raises Invalid; Refused before the
    grant is paid out, and for money beyond what was paid.
    """
    grant = take(uow, grant_id, *RUNNING, GrantState.SUSPENDED)
    values = LOT.clean(raw)
    whole = values["amount"] if values["money"] else values["number"]
    given = {person: quantity for person, quantity in quantities.items() if quantity}
    _only_members(uow, grant, given)
    left = shares.remainder(whole, given)
    _fits(uow, grant, values, whole, left)
    lot = uow.add(Lot(
        case_id=grant.case_id, grant_id=grant.id, what=values["what"], money=values["money"], unit=values["unit"],
        quantity=whole, remainder=left, remainder_why=values["remainder_why"] if left else None, shared_on=uow.today,
        shared_by=uow.actor.id, **like(grant),
    ))  # fmt: skip
    for person_id, quantity in given.items():
        uow.add(LotShare(case_id=grant.case_id, grant_id=grant.id, lot_id=lot.id, person_id=person_id, quantity=quantity,
                         **like(grant)))  # fmt: skip
    return view(uow, grant)


@action("grant.undo_share", requires=Permission.GRANT_APPLY)
def undo_share(uow: UnitOfWork, lot_id: str, raw: Mapping[str, Any]) -> GrantView:
    """A lot was shared wrongly: it counts no more, and stays on file with the reason."""
    lot = uow.get(Lot, lot_id)
    grant = take(uow, lot.grant_id, *RUNNING, GrantState.SUSPENDED)
    if lot.void_on:
        raise Refused(_("This sharing is taken back already."))
    lot.void_why = uow.reason = REASON.clean(raw)["reason"]
    lot.void_on = uow.today
    return view(uow, grant)


def group_of(uow: UnitOfWork, grant: Grant) -> GrantGroup | None:
    """The group a grant is for."""
    return uow.get(GrantGroup, grant.group_id) if grant.group_id else None


def _members(uow: UnitOfWork, group: GrantGroup) -> list[GroupMember]:
    uow.session.flush()
    query = select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.left_on.is_(None))
    return list(uow.session.scalars(query))


def _person(uow: UnitOfWork, typed: str) -> Person:
    """Whom the words mean. Raises Invalid when they fit nobody, or several people."""
    known = uow.session.get(Person, typed)
    exact = known or people.by_number(uow, typed)
    if exact:
        return uow.get(Person, exact.id)
    found = finding.find(uow, typed, LIKELY)
    if len(found) == 1:
        return uow.get(Person, found[0].id)
    if not found:
        raise Invalid({"person": _("Nobody on file fits this. Register the person first, then come back.")})
    named = "; ".join(f"{p.name} {p.number}" for p in found)
    raise Invalid({"person": _("Several people fit. Write the number of one: {list}.").format(list=named)})


def _only_members(uow: UnitOfWork, grant: Grant, given: Mapping[str, int]) -> None:
    group = group_of(uow, grant)
    if group is None:
        raise Refused(_("This grant has no group to share among."))
    if not given:
        raise Invalid({"shares": _("Write what each member gets.")})
    if set(given) - {m.person_id for m in _members(uow, group)}:
        raise Invalid({"shares": _("Somebody among these does not belong to the group.")})
    if min(given.values()) < 0:
        raise Invalid({"shares": _("Nobody gets less than nothing.")})


def _fits(uow: UnitOfWork, grant: Grant, values: Mapping[str, Any], whole: int, left: int) -> None:
    """Raise unless the shares fit the lot, the remainder says where it goes, and money shared was paid."""

    def said(quantity: int) -> str:
        return (
            shown(quantity, grant.currency)
            if values["money"]
            else f"{quantity:,} {values['unit'] or ''}".strip()
        )

    if left < 0:
        text = _("The shares are {more} more than the {whole} there are. Nothing was saved.")
        raise Invalid({"shares": text.format(more=said(-left), whole=said(whole))})
    if left and not values["remainder_why"]:
        raise Invalid(
            {"remainder_why": _("{left} is left over: write where it goes.").format(left=said(left))}
        )
    if values["money"]:
        _within_paid(uow, grant, whole)


def _within_paid(uow: UnitOfWork, grant: Grant, whole: int) -> None:
    before = sum(x.quantity for x in view(uow, grant).lots if x.money and not x.void_on)
    if before + whole > grant.paid:
        left = shown(max(0, grant.paid - before), grant.currency)
        raise Refused(_("Of what was paid, {left} is not shared yet. Nothing was saved.").format(left=left))
