"""Who works here, in which role, and what the office prints on its paper."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.core.errors import WrongPassphrase
from caseapp.core.i18n import _
from caseapp.core.paths import database_dir
from caseapp.core.permissions import Actor, Permission, Scope, action
from caseapp.data.uow import OfficeInfo, UnitOfWork
from caseapp.features.office.models import Office, Staff, Team


@dataclass(frozen=True)
class Role:
    """A row of `db/seed/roles.json`."""

    code: str
    label: str
    scope: Scope
    permissions: frozenset[Permission]
    compartments: frozenset[str]


@dataclass(frozen=True)
class StaffView:
    id: str
    login: str
    name: str
    role: str
    role_name: str
    team_id: str
    team: str
    title: str
    phone: str
    active: bool
    ceiling: int


@dataclass(frozen=True)
class OfficeView:
    id: str
    name: str
    code: str
    country: str
    currency: str
    language: str
    demo: bool
    organisation: str
    address: str
    phone: str
    email: str
    donor_mark: bool
    emergency_contacts: str
    backup_folder: str
    idle_minutes: int
    rules: dict[str, Any]


@dataclass(frozen=True)
class TeamView:
    id: str
    name: str
    place: str


@cache
def roles() -> dict[str, Role]:
    """Every role by its code, as the seed declares them."""
    raw = json.loads(database_dir("seed", "roles.json").read_text("utf-8"))
    return {
        code: Role(
            code, r["label"], Scope(r["scope"]), frozenset(map(Permission, r["permissions"])),
            frozenset(r["compartments"]),
        )
        for code, r in raw.items()
    }  # fmt: skip


def as_actor(staff: Staff) -> Actor:
    """Who a member of staff is for the rules, at this moment."""
    role = roles()[staff.role]
    return Actor(
        id=staff.id, name=staff.name, permissions=role.permissions, role=role.code, login=staff.login,
        team=staff.team_id, scope=role.scope, compartments=role.compartments,
    )  # fmt: skip


def sign_in(session: Session, login: str) -> Actor:
    """The actor behind a sign-in name whose passphrase was right. Raises WrongPassphrase for one who left."""
    staff = session.scalars(select(Staff).where(Staff.login == login)).one_or_none()
    if staff is None or not staff.active:
        raise WrongPassphrase(_("That name and passphrase do not open this office."))
    return as_actor(staff)


def current(session: Session, actor: Actor) -> Actor:
    """The same actor as the staff list has them now: a changed role counts at the next step (ASVS 8.3.2)."""
    staff = session.get(Staff, actor.id)
    if staff is None:
        return actor
    if not staff.active:
        return replace(actor, permissions=frozenset())
    now = as_actor(staff)
    return actor if now.role == actor.role and now.team == actor.team else replace(now, opened=actor.opened)


def office_info(session: Session) -> OfficeInfo:
    """What numbers, papers and amounts need of the office."""
    office = session.scalars(select(Office)).one()
    return OfficeInfo(
        office.id, office.code, office.name, office.country, office.currency, office.demo, dict(office.rules)
    )


@action("office.show", requires=Permission.OFFICE_READ)
def office(uow: UnitOfWork) -> OfficeView:
    row = uow.session.scalars(select(Office)).one()
    return OfficeView(**{name: getattr(row, name) for name in OfficeView.__dataclass_fields__})


@action("office.staff", requires=Permission.OFFICE_READ)
def staff(uow: UnitOfWork, active_only: bool = False) -> list[StaffView]:
    """Everybody who works or worked here, by name."""
    rows = uow.session.execute(
        select(Staff, Team.name).outerjoin(Team, Team.id == Staff.team_id).order_by(Staff.name)
    )
    return [_staff_view(s, team or "") for s, team in rows if s.active or not active_only]


@action("office.teams", requires=Permission.OFFICE_READ)
def teams(uow: UnitOfWork) -> list[TeamView]:
    return [TeamView(t.id, t.name, t.place) for t in uow.session.scalars(select(Team).order_by(Team.name))]


def names(session: Session) -> dict[str, str]:
    """Names of all staff by id, for lists that say who did what. Cheap: an office has tens of people."""
    return dict(session.execute(select(Staff.id, Staff.name)).all())


def _staff_view(s: Staff, team: str) -> StaffView:
    return StaffView(
        s.id,
        s.login,
        s.name,
        s.role,
        _(roles()[s.role].label),
        s.team_id,
        team,
        s.title,
        s.phone,
        s.active,
        s.ceiling,
    )
