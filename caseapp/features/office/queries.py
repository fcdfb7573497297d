"""Who works here, in which role, and what the office prints on its paper."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caseapp.core.errors import WrongPassphrase
from caseapp.core.i18n import N_, _
from caseapp.core.paths import database_dir
from caseapp.core.permissions import Actor, Permission, Scope, action
from caseapp.data import keys
from caseapp.data.keys import KeyFile
from caseapp.data.uow import OfficeInfo, UnitOfWork, once
from caseapp.features.office.models import Office, Staff, Team

TIMELINE: dict[str, tuple[str, str]] = {
    "office.create": (N_("Office set up"), "brand"),
    "office.change": (N_("Office changed"), "neutral"),
    "office.backup_folder": (N_("Office changed"), "neutral"),
    "office.logo": (N_("Logo changed"), "neutral"),
    "office.set_rule": (N_("Number changed"), "warn"),
    "office.older_file": (N_("Older data file found"), "bad"),
    "office.rescued": (N_("Rescued from a damaged file"), "bad"),
    "office.wrong_clock": (N_("Wrong date of the computer"), "warn"),
    "office.recovery_sheet": (N_("New recovery sheet"), "warn"),
    "office.restore": (N_("Restore begun"), "warn"),
    "office.verify": (N_("Everything checked"), "neutral"),
    "backup": (N_("Backup made"), "ok"),
    "backup.drill": (N_("Restore tried"), "ok"),
    "backup.restored": (N_("Backup put back"), "warn"),
    "keys.renewed": (N_("New data key"), "warn"),
    "office.renew_key": (N_("New data key begun"), "warn"),
    "staff.add": (N_("Person added"), "brand"),
    "staff.change": (N_("Person or role changed"), "warn"),
    "staff.active": (N_("Switched on or off"), "warn"),
    "staff.code": (N_("One-time code given"), "warn"),
    "staff.section": (N_("Sealed section given"), "private"),
    "staff.section_back": (N_("Sealed section taken back"), "private"),
    "team.add": (N_("Team added"), "neutral"),
    "team.change": (N_("Team changed"), "neutral"),
    "own.passphrase": (N_("Own passphrase changed"), "neutral"),
    "bulk.undo": (N_("Taken back"), "warn"),
    "list.keep": (N_("List kept"), "neutral"),
    "list.rename": (N_("Kept list changed"), "neutral"),
    "list.update": (N_("Kept list changed"), "neutral"),
    "list.remove": (N_("Kept list taken away"), "neutral"),
    "list.pin": (N_("Kept list on the day"), "neutral"),
    "list.left": (N_("List arranged"), "neutral"),
    "sign-in": (N_("Signed in"), "neutral"),
    "sign-in.failed": (N_("Wrong passphrase"), "bad"),
    "recovery.used": (N_("Recovery sheet used"), "bad"),
    "code.used": (N_("One-time code used"), "warn"),
    "refused": (N_("Refused"), "bad"),
}


SECTION = "mhpss"
NO_WAY, OPEN, CODE, EXPIRED, OFF = "none", "open", "code", "expired", "off"


class Role(Struct, frozen=True):
    """A row of `db/seed/roles.json`."""

    code: str
    label: str
    scope: Scope
    permissions: frozenset[Permission]
    compartments: frozenset[str]


class StaffView(Struct, frozen=True):
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


class OfficeView(Struct, frozen=True):
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
    logo: bytes | None


class TeamView(Struct, frozen=True):
    id: str
    name: str
    place: str
    people: int


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


_STAFF = Staff.__table__
_ONE = select(_STAFF).where(_STAFF.c.id == bindparam("who"))  # said once: every transaction begins with it


def current(session: Session, actor: Actor) -> Actor:
    """The same actor as the staff list has them now: a changed role counts at the next step (ASVS 8.3.2)."""
    staff: Any = session.connection().execute(_ONE, {"who": actor.id}).one_or_none()
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
    """Every team by name, with how many people work in it now."""
    people = Counter(uow.session.scalars(select(Staff.team_id).where(Staff.active)))
    found = uow.session.scalars(select(Team).order_by(Team.name))
    return [TeamView(t.id, t.name, t.place, people[t.id]) for t in found]


def names(session: Session) -> dict[str, str]:
    """Names of all staff by id, for lists that say who did what. Cheap: an office has tens of people."""
    return once(session, "staff.names", lambda: dict(session.execute(select(Staff.id, Staff.name)).all()))


class PersonHere(Struct, frozen=True):
    """A member of staff and their way in: none, open (own passphrase), code (until), expired, off."""

    id: str
    staff: StaffView
    way: str
    until: datetime | None
    sections: frozenset[str]

    @property
    def may_hold(self) -> bool:
        """Whether their role is one that opens the sealed section."""
        return SECTION in roles()[self.staff.role].compartments


class People(Struct, frozen=True):
    """Everybody who works or worked here, and how the sealed section stands."""

    rows: tuple[PersonHere, ...]
    holders: tuple[str, ...]  # names of those who can open the sealed section now
    section_exists: bool


@action("staff.ways_in", requires=Permission.OFFICE_READ)
def people_here(uow: UnitOfWork, folder: Path) -> People:
    """Staff by name with their ways in, read from the key file beside the data."""
    keyfile = keys.read_keyfile(folder)
    rows = tuple(_person_here(view, keyfile, uow.now) for view in staff(uow))
    exists = any(SECTION in slot.grants for slot in keyfile.slots)
    return People(rows, tuple(r.staff.name for r in rows if SECTION in r.sections), exists)


def _person_here(view: StaffView, keyfile: KeyFile, now: datetime) -> PersonHere:
    slot = keyfile.find(view.login)
    if slot is None:
        return PersonHere(view.id, view, OFF if not view.active else NO_WAY, None, frozenset())
    until = datetime.fromisoformat(slot.expires) if slot.expires else None
    way = OPEN
    if slot.disabled or not view.active:
        way = OFF
    elif slot.must_choose:
        way = EXPIRED if until and until < now else CODE
    return PersonHere(view.id, view, way, until, frozenset(slot.grants))


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
