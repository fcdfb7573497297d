"""Changing the office: its letterhead and rules, its teams, who works here. Keys are looked after in data/keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Invalid, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.rules import RULES
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.form import LETTERHEAD_FORM, STAFF_FORM, TEAM_FORM
from caseapp.features.office.models import Office, Staff, Team


@action("office.change", requires=Permission.OFFICE_SETTINGS)
def change(uow: UnitOfWork, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> None:
    """Store the letterhead and safety settings. Raises Invalid."""
    values = {name: "" if value is None else value for name, value in LETTERHEAD_FORM.clean(raw).items()}
    values["donor_mark"] = bool(values["donor_mark"])
    uow.edit(uow.session.scalars(select(Office)).one(), values, seen)


@action("office.set_rule", requires=Permission.OFFICE_SETTINGS)
def set_rule(uow: UnitOfWork, code: str, value: int | None) -> None:
    """Change one of the numbers of core/rules.py; None puts the default back. Raises Invalid for an unlikely one."""
    if code not in RULES:
        raise Refused(_("There is no such rule."))
    if value is not None and not 0 < value <= 3650:
        raise Invalid({code: _("Choose a number between 1 and 3650.")})
    office = uow.session.scalars(select(Office)).one()
    rules = {k: v for k, v in office.rules.items() if k != code}
    office.rules = rules if value is None else rules | {code: value}


@action("staff.add", requires=Permission.STAFF_MANAGE)
def add_staff(uow: UnitOfWork, raw: Mapping[str, Any], team_id: str) -> str:
    """Add somebody who works here; returns their key. Raises Invalid for a sign-in name that is taken."""
    values = _staff_values(uow, raw)
    if uow.session.scalar(select(func.count(Staff.id)).where(Staff.login == values["login"])):
        raise Invalid({"login": _("Somebody already has this sign-in name.")})
    return uow.add(Staff(team_id=team_id, **values)).id


@action("staff.change", requires=Permission.STAFF_MANAGE)
def change_staff(uow: UnitOfWork, staff_id: str, raw: Mapping[str, Any], team_id: str) -> None:
    """Change name, role or team. The sign-in name stays. Raises Refused for the last administrator."""
    staff = uow.get(Staff, staff_id)
    values = _staff_values(uow, raw) | {"team_id": team_id, "login": staff.login}
    if staff.role == "admin" and values["role"] != "admin":
        _require_another_admin(uow, staff)
    uow.edit(staff, values)


@action("staff.active", requires=Permission.STAFF_MANAGE)
def set_active(uow: UnitOfWork, staff_id: str, active: bool) -> None:
    """Let somebody in again, or not any more. Raises Refused for oneself and for the last administrator."""
    staff = uow.get(Staff, staff_id)
    if staff.id == uow.actor.id:
        raise Refused(_("You cannot switch off yourself."))
    if staff.role == "admin" and not active:
        _require_another_admin(uow, staff)
    staff.active = active


@action("team.add", requires=Permission.STAFF_MANAGE)
def add_team(uow: UnitOfWork, raw: Mapping[str, Any]) -> str:
    """Add a team; returns its key."""
    values = TEAM_FORM.clean(raw)
    return uow.add(Team(name=values["name"], place=values["place"] or "")).id


def _staff_values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = STAFF_FORM.clean(raw, uow.office.country)
    values["role"] = values["role"].value
    values["ceiling"] = values["ceiling"] or uow.office.rule("caseload.ceiling")
    return {name: "" if value is None else value for name, value in values.items()}


def _require_another_admin(uow: UnitOfWork, staff: Staff) -> None:
    others = select(func.count(Staff.id)).where(Staff.role == "admin", Staff.active, Staff.id != staff.id)
    if not uow.session.scalar(others):
        raise Refused(_("This is the only administrator. Make somebody else administrator first."))
