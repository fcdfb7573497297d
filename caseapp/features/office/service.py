"""Changing the office: its letterhead and rules, its teams, who works here. Keys are looked after in data/keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Invalid, PermissionDenied, Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.core.pictures import packed, upright
from caseapp.core.rules import RULES
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.form import LETTERHEAD_FORM, STAFF_FORM, TEAM_FORM
from caseapp.features.office.models import Office, Staff, Team
from caseapp.features.office.queries import SECTION, roles

LOGO_SIDE = 400  # pixels: printed 10 mm high


@action("office.change", requires=Permission.OFFICE_SETTINGS)
def change(uow: UnitOfWork, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> None:
    """Store the letterhead and safety settings. Raises Invalid."""
    values = {name: "" if value is None else value for name, value in LETTERHEAD_FORM.clean(raw).items()}
    values["donor_mark"] = bool(values["donor_mark"])
    uow.edit(uow.session.scalars(select(Office)).one(), values, seen)


@action("office.logo", requires=Permission.OFFICE_SETTINGS)
def set_logo(uow: UnitOfWork, image: bytes | None) -> None:
    """Put a picture beside the office's name on every paper; None takes it away. Raises Invalid for what is no picture."""
    row = uow.session.scalars(select(Office)).one()
    row.logo = packed(upright(image, "logo", "RGBA"), LOGO_SIDE, "PNG") if image else None
    uow.note("office.logo", Office.__tablename__, row.id)


@action("office.backup_folder", requires=Permission.OFFICE_SETTINGS)
def set_backup_folder(uow: UnitOfWork, folder: str) -> None:
    """Where a second copy of each backup goes; empty for nowhere."""
    uow.session.scalars(select(Office)).one().backup_folder = folder


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


@action("staff.code", requires=Permission.STAFF_MANAGE)
def code_given(uow: UnitOfWork, staff_id: str) -> Staff:
    """Journal that somebody gets a one-time code, and let them in again. Raises Refused for oneself."""
    person = uow.get(Staff, staff_id)
    if person.id == uow.actor.id:
        raise Refused(_("Change your own passphrase under “My passphrase”."))
    person.active = True
    uow.note("staff.code", Staff.__tablename__, staff_id)
    return person


@action("staff.section", requires=Permission.OFFICE_READ)
def section_given(uow: UnitOfWork, staff_id: str) -> Staff:
    """Journal that somebody gets the sealed section. Raises Refused unless their role is one that opens it."""
    _require_keeper(uow)
    person = uow.get(Staff, staff_id)
    if not person.active or SECTION not in roles()[person.role].compartments:
        raise Refused(_("Only somebody who works here as MHPSS counsellor can open the sealed section."))
    uow.note("staff.section", Staff.__tablename__, staff_id)
    return person


@action("staff.section_back", requires=Permission.OFFICE_READ)
def section_taken(uow: UnitOfWork, staff_id: str) -> Staff:
    """Journal that somebody loses the sealed section."""
    _require_keeper(uow)
    uow.note("staff.section_back", Staff.__tablename__, staff_id)
    return uow.get(Staff, staff_id)


def _require_keeper(uow: UnitOfWork) -> None:
    """Whoever looks after people, or can open the section, may ask for it; the keys decide whether they can give it."""
    if not (uow.actor.can(Permission.STAFF_MANAGE) or uow.sealer.holds(SECTION)):
        raise PermissionDenied(
            _("Your role does not allow this. Nothing was changed. Ask your supervisor."), uow.action
        )


@action("own.passphrase", requires=Permission.OWN_WORK)
def own_passphrase_changed(uow: UnitOfWork) -> None:
    """Journal that somebody changed their own passphrase."""
    uow.note("own.passphrase", Staff.__tablename__, uow.actor.id)


@action("office.recovery_sheet", requires=Permission.STAFF_MANAGE)
def sheet_renewed(uow: UnitOfWork) -> None:
    """Journal that the recovery sheet was replaced."""
    uow.note("office.recovery_sheet", "office", uow.office.id)


@action("team.add", requires=Permission.STAFF_MANAGE)
def add_team(uow: UnitOfWork, raw: Mapping[str, Any]) -> str:
    """Add a team; returns its key."""
    values = TEAM_FORM.clean(raw)
    return uow.add(Team(name=values["name"], place=values["place"] or "")).id


@action("team.change", requires=Permission.STAFF_MANAGE)
def change_team(uow: UnitOfWork, team_id: str, raw: Mapping[str, Any]) -> None:
    """Change the name or place of a team."""
    values = TEAM_FORM.clean(raw)
    uow.edit(uow.get(Team, team_id), {"name": values["name"], "place": values["place"] or ""})


def _staff_values(uow: UnitOfWork, raw: Mapping[str, Any]) -> dict[str, Any]:
    values = STAFF_FORM.clean(raw, uow.office.country)
    values["role"] = values["role"].value
    values["ceiling"] = values["ceiling"] or uow.office.rule("caseload.ceiling")
    return {name: "" if value is None else value for name, value in values.items()}


def _require_another_admin(uow: UnitOfWork, staff: Staff) -> None:
    others = select(func.count(Staff.id)).where(Staff.role == "admin", Staff.active, Staff.id != staff.id)
    if not uow.session.scalar(others):
        raise Refused(_("This is the only administrator. Make somebody else administrator first."))
