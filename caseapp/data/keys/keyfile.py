"""`office.keys`: who may open the office and how, read before anything is decrypted.

One JSON file. A checksum anybody can compute tells accidental damage from a wrong passphrase; a MAC under the
data key, checked once that is known, makes every change by anybody who does not hold that key show. Only the
counters of failed tries lie outside the MAC, since they are written before anybody has proved anything.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from caseapp.core.errors import KeyFileDamaged, NewerVersion, NotFound, OfficeMissing
from caseapp.core.files import plain_disk_errors, write_atomic
from caseapp.core.i18n import _
from caseapp.data.keys import crypto
from caseapp.data.keys.crypto import Cost
from caseapp.data.keys.ring import KeyRing

FILE = "office.keys"
PREVIOUS = "office.keys.1"
DATABASE = "office.db"
FORMAT = 1
_MAC_PURPOSE = "keys-file"

Kind = Literal["user", "reset", "recovery"]
_writing = threading.RLock()


class Office(Struct, frozen=True):
    """What may be known of an office before it is unlocked."""

    id: str
    name: str
    country: str
    language: str
    created: str
    demo: bool = False


class Slot(Struct, frozen=True):
    """One way in. `wrapped` holds data key and private key under the passphrase; empty means disabled.

    `grants` are the keys of sealed sections, sealed to `public`. `renewed` are later data keys, each sealed
    to `public` together with the data key before it; they wait until this person comes in again.
    """

    slot_id: str
    kind: Kind
    login: str
    name: str
    cost: Cost
    salt: bytes
    wrapped: bytes
    public: bytes
    created: str
    expires: str = ""
    grants: Mapping[str, bytes] = field(default_factory=dict)
    renewed: tuple[bytes, ...] = ()

    @property
    def disabled(self) -> bool:
        return not self.wrapped

    @property
    def must_choose(self) -> bool:
        """Whether this person has a one-time code and must choose a passphrase."""
        return self.kind == "reset"


class Head(Struct, frozen=True):
    """Where one laptop's journal ended when it was last noted: entries and hash of the last one."""

    count: int
    hash: str


class Tries(Struct, frozen=True):
    """Failed tries in a row and the seconds still to wait when that was written."""

    failed: int = 0
    wait: int = 0


class Event(Struct, frozen=True):
    """Something that happened while locked, for the journal: `what` is wrong, recovery, code, restore or renew. UTC."""

    at: str
    slot_id: str
    login: str
    what: str


class KeyFile(Struct, frozen=True):
    """The file as read. `seen` is the latest time an authenticated change was made (UTC)."""

    office: Office
    slots: tuple[Slot, ...]
    heads: Mapping[str, Head] = field(default_factory=dict)
    generation: int = 1
    seen: str = ""
    mac: str = ""
    tries: Mapping[str, Tries] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    @property
    def users(self) -> tuple[Slot, ...]:
        """The people, for the list of the unlock window."""
        return tuple(slot for slot in self.slots if slot.kind != "recovery")

    @property
    def recovery(self) -> Slot:
        return next(slot for slot in self.slots if slot.kind == "recovery")

    def find(self, login: str) -> Slot | None:
        """The person with this sign-in name, or None. Case does not matter."""
        wanted = login.strip().casefold()
        return next((slot for slot in self.users if slot.login.casefold() == wanted), None)

    def get(self, login: str) -> Slot:
        """The person with this sign-in name. Raises NotFound."""
        slot = self.find(login)
        if slot is None:
            raise NotFound(_("Nobody here has this sign-in name."))
        return slot

    def put(self, *slots: Slot) -> KeyFile:
        """With these slots added, or in the place of those with the same slot_id."""
        new = {slot.slot_id: slot for slot in slots}
        kept = tuple(new.pop(old.slot_id, old) for old in self.slots)
        return replace(self, slots=kept + tuple(new.values()))

    def swap(self, old: Slot, new: Slot) -> KeyFile:
        """With `new` in the place of `old`, so that people keep their place in the list."""
        return replace(self, slots=tuple(new if slot.slot_id == old.slot_id else slot for slot in self.slots))

    def drop(self, slot_id: str) -> KeyFile:
        return replace(self, slots=tuple(slot for slot in self.slots if slot.slot_id != slot_id))

    def sign(self, ring: KeyRing) -> KeyFile:
        """With the MAC of its present content."""
        return replace(self, mac=crypto.mac(ring.dek, _MAC_PURPOSE, _signed_bytes(self)))

    def verify(self, dek: bytes | bytearray) -> None:
        """Raises KeyFileDamaged when somebody without the data key changed the file."""
        if not hmac.compare_digest(self.mac, crypto.mac(dek, _MAC_PURPOSE, _signed_bytes(self))):
            raise altered()


def altered() -> KeyFileDamaged:
    return KeyFileDamaged(
        _(
            "The key file was altered and cannot be trusted. No data was touched. "
            "Repair it from the newest backup, or ask the administrator."
        )
    )


def damaged() -> KeyFileDamaged:
    return KeyFileDamaged(
        _(
            "The key file is damaged or missing. The data file was not touched. "
            "Repair it from the newest backup, or ask the administrator."
        )
    )


# --- reading and writing


def read_keyfile(folder: Path) -> KeyFile:
    """The key file of an office folder; light, nothing is decrypted.

    Raises OfficeMissing (no office here), KeyFileDamaged, NewerVersion.
    """
    path = folder / FILE
    if not path.is_file():
        if (folder / DATABASE).exists():
            raise damaged()
        raise OfficeMissing(_("There is no office in this folder. Nothing was made there."))
    with plain_disk_errors():
        return parse(path.read_bytes())


def parse(data: bytes) -> KeyFile:
    """A key file from its bytes. Raises KeyFileDamaged or NewerVersion."""
    try:
        raw = json.loads(data)
        if raw["format"] > FORMAT:
            raise NewerVersion(
                _("This office was last used with a newer version of the program. Please update.")
            )
        checksum = raw.pop("checksum")
        if checksum != _checksum(raw):
            raise altered()
        return _from_json(raw)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise damaged() from error


def serialise(keyfile: KeyFile) -> bytes:
    """The bytes that `parse` reads."""
    raw = _signed(keyfile) | {
        "mac": keyfile.mac,
        "tries": {key: [tries.failed, tries.wait] for key, tries in keyfile.tries.items()},
        "events": [[e.at, e.slot_id, e.login, e.what] for e in keyfile.events],
    }
    return json.dumps(raw | {"checksum": _checksum(raw)}, indent=1, ensure_ascii=False).encode()


def save(folder: Path, keyfile: KeyFile, *, keep_previous: bool) -> None:
    """Replace the key file whole; the one before stays as `office.keys.1` (R7)."""
    path = folder / FILE
    with plain_disk_errors():
        if keep_previous and path.exists():
            write_atomic(folder / PREVIOUS, path.read_bytes(), "keys.previous")
        write_atomic(path, serialise(keyfile), "keys")


def change(
    folder: Path, ring: KeyRing, how: Callable[[KeyFile], KeyFile], *, keep_previous: bool = True
) -> KeyFile:
    """Apply an authenticated change. What is on disk is verified first: nothing altered is ever signed."""
    with _writing:
        keyfile = read_keyfile(folder)
        keyfile.verify(ring.dek)
        changed = how(keyfile).sign(ring)
        save(folder, changed, keep_previous=keep_previous)
        return changed


def note(folder: Path, how: Callable[[KeyFile], KeyFile]) -> None:
    """Change only what lies outside the MAC: tries and events."""
    with _writing:
        save(folder, how(read_keyfile(folder)), keep_previous=False)


# --- JSON


def _canonical(raw: Mapping[str, Any]) -> bytes:
    return json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _checksum(raw: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(raw)).hexdigest()


def _signed_bytes(keyfile: KeyFile) -> bytes:
    return _canonical(_signed(keyfile))


def _signed(keyfile: KeyFile) -> dict[str, Any]:
    office = keyfile.office
    return {
        "format": FORMAT,
        "office": dict(vars(office)),
        "slots": [_slot_to_json(slot) for slot in keyfile.slots],
        "heads": {laptop: [head.count, head.hash] for laptop, head in keyfile.heads.items()},
        "generation": keyfile.generation,
        "seen": keyfile.seen,
    }


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    return {
        "slot_id": slot.slot_id,
        "kind": slot.kind,
        "login": slot.login,
        "name": slot.name,
        "kdf": {"name": "argon2id", "t": slot.cost.t, "m": slot.cost.m, "p": slot.cost.p},
        "salt": slot.salt.hex(),
        "wrapped": slot.wrapped.hex(),
        "public": slot.public.hex(),
        "created": slot.created,
        "expires": slot.expires,
        "grants": {name: sealed.hex() for name, sealed in slot.grants.items()},
        "renewed": [sealed.hex() for sealed in slot.renewed],
    }


def _slot_from_json(raw: Mapping[str, Any]) -> Slot:
    kdf = raw["kdf"]
    if kdf["name"] != "argon2id" or raw["kind"] not in ("user", "reset", "recovery"):
        raise ValueError("unknown kind of slot")
    try:
        cost = Cost(int(kdf["t"]), int(kdf["m"]), int(kdf["p"]))
    except ValueError as error:
        raise altered() from error
    salt, public = bytes.fromhex(raw["salt"]), bytes.fromhex(raw["public"])
    if len(salt) != crypto.SALT_BYTES or len(public) != crypto.KEY_BYTES:
        raise ValueError("wrong length")
    return Slot(
        slot_id=str(raw["slot_id"]),
        kind=raw["kind"],
        login=str(raw["login"]),
        name=str(raw["name"]),
        cost=cost,
        salt=salt,
        wrapped=bytes.fromhex(raw["wrapped"]),
        public=public,
        created=str(raw["created"]),
        expires=str(raw["expires"]),
        grants={name: bytes.fromhex(sealed) for name, sealed in raw["grants"].items()},
        renewed=tuple(bytes.fromhex(sealed) for sealed in raw["renewed"]),
    )


def _from_json(raw: Mapping[str, Any]) -> KeyFile:
    file = KeyFile(
        office=Office(**raw["office"]),
        slots=tuple(_slot_from_json(slot) for slot in raw["slots"]),
        heads={laptop: Head(int(count), str(last)) for laptop, (count, last) in raw["heads"].items()},
        generation=int(raw["generation"]),
        seen=str(raw["seen"]),
        mac=str(raw["mac"]),
        tries={key: Tries(int(failed), int(wait)) for key, (failed, wait) in raw["tries"].items()},
        events=tuple(Event(*map(str, event)) for event in raw["events"]),
    )
    if not any(slot.kind == "recovery" for slot in file.slots):
        raise ValueError("no recovery slot")
    return file
