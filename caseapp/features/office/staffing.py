"""Who may come in: records and keys changed together, below the window.

Whoever changes people types their own passphrase again (`proof`), whatever the window did before (R29). The keys change
last inside the transaction: when that fails no record says otherwise. Nothing here may run on the GUI thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseapp.data import keys
from caseapp.data.uow import UnitOfWork
from caseapp.features.office import service
from caseapp.features.office.models import Staff
from caseapp.features.office.opening import OpenOffice
from caseapp.features.office.queries import SECTION, roles


def confirm(office: OpenOffice, proof: str) -> None:
    """Whoever is signed in is still the one who types. Raises WrongPassphrase, SlowDown."""
    ring, _slot = keys.unlock(office.folder, office.actor.login, proof, office.database.clock)
    ring.close()


# --- people


def add_with_code(office: OpenOffice, proof: str, raw: Mapping[str, Any], team_id: str) -> str:
    """Add somebody; returns the one-time code they come in with, good for 72 hours. Raises Invalid."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        person = _added(office, uow, raw, team_id)
        service.code_given(uow, person.id)
        return keys.add_user_with_code(office.folder, office.ring, person.login, person.name, uow.clock)


def add_with_passphrase(
    office: OpenOffice, proof: str, raw: Mapping[str, Any], team_id: str, passphrase: str
) -> None:
    """Add somebody who sits here and types a passphrase of their own. Raises Invalid, WeakPassphrase."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        person = _added(office, uow, raw, team_id)
        keys.add_user(office.folder, office.ring, person.login, person.name, passphrase, clock=uow.clock)


def change(office: OpenOffice, proof: str, staff_id: str, raw: Mapping[str, Any], team_id: str) -> None:
    """Change name, role or team. Who loses the counsellor's role loses the key of the sealed section too."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        service.change_staff(uow, staff_id, raw, team_id)
        person = uow.get(Staff, staff_id)
        slot = keys.read_keyfile(office.folder).find(person.login)
        if slot and slot.name != person.name:
            keys.rename_user(office.folder, office.ring, person.login, person.name)
        for part in set(slot.grants if slot else ()) - roles()[person.role].compartments:
            keys.revoke(office.folder, office.ring, person.login, part)


def new_code(office: OpenOffice, proof: str, staff_id: str) -> str:
    """A one-time code for somebody who forgot the passphrase, never had one, or was switched off."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        person = service.code_given(uow, staff_id)
        if keys.read_keyfile(office.folder).find(person.login) is None:
            return keys.add_user_with_code(office.folder, office.ring, person.login, person.name, uow.clock)
        return keys.reset_code(office.folder, office.ring, person.login, uow.clock)


def switch_off(office: OpenOffice, proof: str, staff_id: str) -> None:
    """Nobody comes in under this name any more; what they wrote stays. Raises Refused for oneself and the last one."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        service.set_active(uow, staff_id, False)
        login = uow.get(Staff, staff_id).login
        if keys.read_keyfile(office.folder).find(login):
            keys.disable_user(office.folder, office.ring, login, uow.clock)


def _added(office: OpenOffice, uow: UnitOfWork, raw: Mapping[str, Any], team_id: str) -> Staff:
    person = uow.get(Staff, service.add_staff(uow, raw, team_id))
    if keys.read_keyfile(office.folder).find(
        person.login
    ):  # left by a save that failed after the keys changed
        keys.remove_user(office.folder, office.ring, person.login, uow.clock)
    return person


# --- the sealed section


def give_section(office: OpenOffice, proof: str, staff_id: str, sheet: str = "") -> None:
    """Let a counsellor open the sealed section from their next sign-in on.

    The first time makes its key, for that counsellor and the recovery sheet alone. Later only somebody who holds the
    key gives it, or whoever types the code of the recovery sheet (`sheet`). Raises PermissionDenied, Refused, Mistyped.
    """
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        person = service.section_given(uow, staff_id)
        if not sheet:
            keys.grant(office.folder, office.ring, person.login, SECTION)
            return
        with keys.unlock_with_recovery(office.folder, sheet, uow.clock) as ring:
            keys.grant(office.folder, ring, person.login, SECTION)


def take_section(office: OpenOffice, proof: str, staff_id: str) -> None:
    """Take the key of the sealed section off somebody's slot, from their next sign-in on."""
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        person = service.section_taken(uow, staff_id)
        keys.revoke(office.folder, office.ring, person.login, SECTION)


# --- one's own passphrase, the recovery sheet


def change_own_passphrase(office: OpenOffice, old: str, new: str) -> None:
    """Another passphrase for whoever is signed in. Raises WrongPassphrase, WeakPassphrase."""
    with office.database.work(office.actor) as uow:
        service.own_passphrase_changed(uow)
        keys.change_passphrase(office.folder, uow.actor.login, old, new, uow.clock)


def renew_sheet(office: OpenOffice, proof: str, code: str, present: str = "") -> None:
    """Put `code`, which is on paper already, in the place of the present recovery sheet.

    Where a sealed section exists that the person signed in does not hold, `present` is the code of the present sheet.
    Raises PermissionDenied, Mistyped, WrongPassphrase.
    """
    confirm(office, proof)
    with office.database.work(office.actor) as uow:
        service.sheet_renewed(uow)
        if not present:
            keys.renew_recovery_code(office.folder, office.ring, uow.clock, code)
            return
        with keys.unlock_with_recovery(office.folder, present, uow.clock) as ring:
            keys.renew_recovery_code(office.folder, ring, uow.clock, code)


def sheet_needs_present(office: OpenOffice) -> bool:
    """Whether a new recovery sheet needs the code of the present one."""
    return bool(set(keys.read_keyfile(office.folder).recovery.grants) - set(office.ring.compartments))
