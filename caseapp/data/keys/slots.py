"""Making and opening one slot.

Passphrase -Argon2id-> key -AES-GCM-> data key and the person's private key. The public half lies open in the
slot: whoever holds the key of a sealed section can seal it to somebody else without knowing that person's
passphrase, and an administrator who does not hold it cannot give it. A one-time code, known to the
administrator, makes a slot with a new pair, which therefore opens no sealed section until a holder grants it
again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from msgspec.structs import replace

from caseapp.core.ids import uuid7
from caseapp.data.keys import crypto
from caseapp.data.keys.crypto import KEY_BYTES, Cost, WrongSecret
from caseapp.data.keys.keyfile import KeyFile, Kind, Slot, altered
from caseapp.data.keys.ring import KeyRing


def make_slot(
    office_id: str,
    kind: Kind,
    secret: str,
    dek: bytes | bytearray,
    cost: Cost,
    when: str,
    *,
    login: str = "",
    name: str = "",
    expires: str = "",
    compartments: Mapping[str, bytes | bytearray] | None = None,
) -> Slot:
    """A new slot that `secret` opens."""
    private, public = crypto.new_pair()
    empty = Slot(uuid7(), kind, login, name, cost, b"", b"", public, when, expires)
    slot = _wrapped(office_id, empty, secret, dek, private)
    grants = {part: seal_grant(office_id, slot, part, key) for part, key in (compartments or {}).items()}
    return replace(slot, grants=grants)


def open_slot(keyfile: KeyFile, slot: Slot | None, secret: str) -> KeyRing:
    """The keys behind this slot. Raises WrongSecret, or KeyFileDamaged when the file fails its MAC.

    No slot, or a disabled one, takes as long as a wrong secret: names must not be found out by the clock (R14).
    """
    if slot is None or slot.disabled:
        crypto.derive(secret, bytes(crypto.SALT_BYTES), keyfile.recovery.cost)
        raise WrongSecret
    office_id = keyfile.office.id
    dek, private = _unwrap(keyfile, slot, secret)
    keyfile.verify(dek)
    try:
        parts = {
            part: crypto.unseal(private, sealed, _grant_aad(office_id, slot, part))
            for part, sealed in slot.grants.items()
        }
    except WrongSecret as error:
        raise altered() from error
    return KeyRing(office_id, slot.kind, slot.login, dek, parts)


def seal_grant(office_id: str, slot: Slot, compartment: str, key: bytes | bytearray) -> bytes:
    """The key of a sealed section for the owner of this slot."""
    return crypto.seal(slot.public, key, _grant_aad(office_id, slot, compartment))


def seal_renewed(office_id: str, slot: Slot, new: bytes | bytearray, before: bytes | bytearray) -> bytes:
    """A new data key for the owner of this slot; only somebody with the key before it can have written it."""
    return crypto.seal(slot.public, new, _renewed_aad(office_id, slot), before)


def _wrapped(office_id: str, slot: Slot, secret: str, dek: bytes | bytearray, private: bytes) -> Slot:
    salt = secrets.token_bytes(crypto.SALT_BYTES)
    key = crypto.derive(secret, salt, slot.cost)
    return replace(
        slot, salt=salt, wrapped=crypto.wrap(key, bytes(dek) + private, _slot_aad(office_id, slot))
    )


def _unwrap(keyfile: KeyFile, slot: Slot, secret: str) -> tuple[bytearray, bytes]:
    office_id = keyfile.office.id
    key = crypto.derive(secret, slot.salt, slot.cost)
    both = crypto.unwrap(key, slot.wrapped, _slot_aad(office_id, slot))
    dek, private = both[:KEY_BYTES], bytes(both[KEY_BYTES:])
    crypto.wipe(both)
    try:
        for sealed in slot.renewed:
            dek = crypto.unseal(private, sealed, _renewed_aad(office_id, slot), dek)
    except WrongSecret as error:
        raise altered() from error
    return dek, private


def _slot_aad(office_id: str, slot: Slot) -> bytes:
    """A slot moved to another office or person, or given another cost or public key, does not open."""
    cost = slot.cost
    return f"{office_id}|{slot.slot_id}|argon2id|{cost.t}|{cost.m}|{cost.p}|{slot.public.hex()}".encode()


def _grant_aad(office_id: str, slot: Slot, compartment: str) -> bytes:
    return f"{office_id}|{slot.slot_id}|grant|{compartment}".encode()


def _renewed_aad(office_id: str, slot: Slot) -> bytes:
    return f"{office_id}|{slot.slot_id}|renewed".encode()
