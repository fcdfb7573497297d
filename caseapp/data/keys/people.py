"""Founding an office's key file and looking after the people in it.

Sealed sections: the first grant of a section makes its key, seals it to the person and to the recovery sheet,
and keeps no copy. From then on only somebody who can open the section can give it to others: an administrator
who was never given it cannot, the recovery sheet can.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from caseapp.core import passphrases
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import PermissionDenied, Refused
from caseapp.core.files import plain_disk_errors, private_dir
from caseapp.core.i18n import _
from caseapp.core.ids import uuid7
from caseapp.data.keys import codes, crypto, slots
from caseapp.data.keys import keyfile as files
from caseapp.data.keys.crypto import Cost
from caseapp.data.keys.keyfile import Head, KeyFile, Office, Slot
from caseapp.data.keys.ring import KeyRing
from caseapp.data.keys.signin import CODE_LASTS, now_text, require_good, stamp

_SYSTEM = SystemClock()


def create_office_keys(
    folder: Path,
    *,
    office_name: str,
    country: str,
    language: str,
    admin_login: str,
    admin_name: str,
    passphrase: str,
    office_id: str = "",
    demo: bool = False,
    cost: Cost | None = None,
    minimum: int = passphrases.MINIMUM,
    clock: Clock = _SYSTEM,
) -> tuple[KeyRing, str]:
    """Found an office: its key file, the administrator's keys, and the recovery code to print once.

    `cost` None measures this computer (a demo office takes the lowest). The administrator gets no sealed section.
    Raises Refused where an office is already, WeakPassphrase, DiskFull, ReadOnlyPlace.
    """
    _require_empty(folder)
    office = Office(office_id or uuid7(), office_name, country, language, now_text(clock), demo)
    code = codes.new_recovery_code()
    ring = KeyRing(office.id, "user", admin_login, bytearray(secrets.token_bytes(crypto.KEY_BYTES)), {})
    cost = cost or (crypto.FLOOR if demo else crypto.calibrate())
    recovery = slots.make_slot(office.id, "recovery", code, ring.dek, cost, office.created)
    keyfile = KeyFile(office, (recovery,), seen=office.created)
    admin = _user_slot(keyfile, ring, admin_login, admin_name, passphrase, clock, minimum)
    with plain_disk_errors():
        private_dir(folder)
    files.save(folder, keyfile.put(admin).sign(ring), keep_previous=False)
    return ring, code


def add_user(
    folder: Path,
    ring: KeyRing,
    login: str,
    name: str,
    passphrase: str,
    compartments: Iterable[str] = (),
    clock: Clock = _SYSTEM,
    minimum: int = passphrases.MINIMUM,
) -> Slot:
    """A new person with a passphrase they typed themselves.

    Raises WeakPassphrase, Refused (sign-in name taken), PermissionDenied (a sealed section the ring does not
    hold).
    """
    keyfile = files.read_keyfile(folder)
    _require_new_login(keyfile, login)
    slot = _user_slot(keyfile, ring, login, name, passphrase, clock, minimum)

    def put(file: KeyFile) -> KeyFile:
        _require_new_login(file, login)
        file = stamp(file.put(slot), clock)
        for compartment in compartments:
            file = _granted(file, ring, slot.slot_id, compartment)
        return file

    return files.change(folder, ring, put).get(login)


def add_user_with_code(folder: Path, ring: KeyRing, login: str, name: str, clock: Clock = _SYSTEM) -> str:
    """A new person who comes in with the returned one-time code and chooses a passphrase (R8)."""
    keyfile = files.read_keyfile(folder)
    _require_new_login(keyfile, login)
    slot, code = _code_slot(keyfile, ring, login, name, clock)
    files.change(folder, ring, lambda file: _dated(file.put(slot), clock))
    return code


def reset_code(folder: Path, ring: KeyRing, login: str, clock: Clock = _SYSTEM) -> str:
    """A one-time code for somebody who forgot the passphrase or was disabled; good for 72 hours.

    The old passphrase stops working, and the sealed sections must be granted again by somebody who holds
    them.
    """
    keyfile = files.read_keyfile(folder)
    old = keyfile.get(login)
    slot, code = _code_slot(keyfile, ring, old.login, old.name, clock)
    files.change(folder, ring, lambda file: _dated(file.swap(old, slot), clock))
    return code


def rename_user(folder: Path, ring: KeyRing, login: str, name: str) -> None:
    """Another display name in the unlock window."""
    files.change(folder, ring, lambda file: file.put(replace(file.get(login), name=name)))


def disable_user(folder: Path, ring: KeyRing, login: str, clock: Clock = _SYSTEM) -> None:
    """Keep the name and destroy the keys behind it; `reset_code` lets the person in again."""

    def disabled(file: KeyFile) -> KeyFile:
        slot = file.get(login)
        _require_others(file, slot)
        return stamp(
            file.put(replace(slot, kind="user", wrapped=b"", grants={}, renewed=(), expires="")), clock
        )

    files.change(folder, ring, disabled)


def remove_user(folder: Path, ring: KeyRing, login: str, clock: Clock = _SYSTEM) -> None:
    """Take the person out of the key file. Backups made before still open with their passphrase (R17)."""

    def removed(file: KeyFile) -> KeyFile:
        slot = file.get(login)
        _require_others(file, slot)
        return stamp(file.drop(slot.slot_id), clock)

    files.change(folder, ring, removed)


def grant(folder: Path, ring: KeyRing, login: str, compartment: str) -> None:
    """Let this person open a sealed section.

    Raises PermissionDenied when the section exists and the ring does not hold it, Refused for somebody who
    has not chosen a passphrase yet (the administrator knows their one-time code).
    """
    files.change(folder, ring, lambda file: _granted(file, ring, file.get(login).slot_id, compartment))


def revoke(folder: Path, ring: KeyRing, login: str, compartment: str) -> None:
    """Take the section's key off this person's slot. A copy they may have made cannot be taken back."""

    def revoked(file: KeyFile) -> KeyFile:
        slot = file.get(login)
        return file.put(replace(slot, grants={k: v for k, v in slot.grants.items() if k != compartment}))

    files.change(folder, ring, revoked)


def renew_recovery_code(folder: Path, ring: KeyRing, clock: Clock = _SYSTEM, code: str = "") -> str:
    """A new recovery sheet in place of the old one. Only a ring that holds every sealed section can.

    `code` is one of `new_recovery_code` that is on paper already; without it one is made. Raises PermissionDenied.
    """
    code = code or codes.new_recovery_code()
    old = files.read_keyfile(folder).recovery
    if set(old.grants) - set(ring.compartments):
        raise PermissionDenied(_("Making a new recovery sheet needs the present recovery sheet."))
    cost, parts = old.cost, {part: ring.compartments[part] for part in old.grants}
    slot = slots.make_slot(
        ring.office_id, "recovery", code, ring.dek, cost, now_text(clock), compartments=parts
    )
    files.change(folder, ring, lambda file: stamp(file.swap(old, slot), clock))
    return code


# --- the journal's head


def set_head(folder: Path, ring: KeyRing, laptop: str, last_hash: str, count: int) -> None:
    """Note where this laptop's journal ends, so that an older data file put back is noticed (R43)."""
    head = Head(count, last_hash)
    files.change(
        folder, ring, lambda file: replace(file, heads={**file.heads, laptop: head}), keep_previous=False
    )


def head(folder: Path, laptop: str) -> Head | None:
    """Where this laptop's journal ended when last noted."""
    return files.read_keyfile(folder).heads.get(laptop)


# --- parts


def _require_empty(folder: Path) -> None:
    if any((folder / name).exists() for name in (files.FILE, files.PREVIOUS, files.DATABASE)):
        raise Refused(_("There is an office in this folder already. Choose another folder."))


def _require_new_login(keyfile: KeyFile, login: str) -> None:
    if not login.strip():
        raise Refused(_("A sign-in name is needed."))
    if keyfile.find(login):
        raise Refused(_("This sign-in name is taken. Choose another one."))


def _require_others(keyfile: KeyFile, slot: Slot) -> None:
    if not any(o.kind == "user" and not o.disabled and o.slot_id != slot.slot_id for o in keyfile.users):
        raise Refused(_("This is the last person who can open the office. Add somebody else first."))


def _user_slot(
    keyfile: KeyFile, ring: KeyRing, login: str, name: str, passphrase: str, clock: Clock, minimum: int
) -> Slot:
    require_good(keyfile, passphrase, login, minimum, name)
    cost = keyfile.recovery.cost
    return slots.make_slot(
        ring.office_id, "user", passphrase, ring.dek, cost, now_text(clock), login=login.strip(), name=name
    )


def _code_slot(keyfile: KeyFile, ring: KeyRing, login: str, name: str, clock: Clock) -> tuple[Slot, str]:
    code = codes.new_one_time_code()
    expires = (clock.now() + CODE_LASTS).isoformat(timespec="seconds")
    cost = keyfile.recovery.cost
    slot = slots.make_slot(
        ring.office_id,
        "reset",
        code,
        ring.dek,
        cost,
        now_text(clock),
        login=login.strip(),
        name=name,
        expires=expires,
    )
    return slot, code


def _dated(keyfile: KeyFile, clock: Clock) -> KeyFile:
    """Believe the clock when a code is made: having once been set wrong must not spoil every later code."""
    return replace(keyfile, seen=now_text(clock))


def _granted(keyfile: KeyFile, ring: KeyRing, slot_id: str, compartment: str) -> KeyFile:
    slot = next(s for s in keyfile.slots if s.slot_id == slot_id)
    if slot.must_choose or slot.disabled:
        raise Refused(_("This person must first choose a passphrase."))
    key = ring.compartments.get(compartment)
    receivers = [slot]
    if key is None:
        if any(compartment in other.grants for other in keyfile.slots):
            raise PermissionDenied(_("Only somebody who can open this section may give it to others."))
        key = bytearray(secrets.token_bytes(crypto.KEY_BYTES))
        receivers.append(keyfile.recovery)
        if ring.kind == "recovery" or ring.login == slot.login:
            ring.compartments[compartment] = key
    return keyfile.put(*(_with_grant(keyfile, receiver, compartment, key) for receiver in receivers))


def _with_grant(keyfile: KeyFile, slot: Slot, compartment: str, key: bytes | bytearray) -> Slot:
    sealed = slots.seal_grant(keyfile.office.id, slot, compartment, key)
    return replace(slot, grants={**slot.grants, compartment: sealed})
