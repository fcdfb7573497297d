"""Coming in: with a passphrase, with a one-time code that must be replaced, with the recovery code."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from caseapp.core import passphrases
from caseapp.core.clock import Clock, SystemClock
from caseapp.core.errors import Refused, UserError
from caseapp.core.i18n import _
from caseapp.data.keys import backoff, codes, slots
from caseapp.data.keys import keyfile as files
from caseapp.data.keys.crypto import WrongSecret
from caseapp.data.keys.keyfile import KeyFile, Slot
from caseapp.data.keys.ring import KeyRing

CODE_LASTS = timedelta(hours=72)
_CLOCK_SLACK = timedelta(hours=1)
_SYSTEM = SystemClock()


class ChoosePassphrase(UserError):
    """The one-time code is right: now a passphrase of one's own must be chosen (`choose_passphrase`)."""


class CodeExpired(UserError):
    """The one-time code was right, but its 72 hours are over."""


class WeakPassphrase(UserError):
    """The passphrase breaks a rule of core/passphrases; the text says which."""


def unlock(folder: Path, login: str, passphrase: str, clock: Clock = _SYSTEM) -> tuple[KeyRing, Slot]:
    """The keys for this person.

    Raises WrongPassphrase (also for unknown and disabled people, in the same time), SlowDown,
    ChoosePassphrase, CodeExpired, KeyFileDamaged, OfficeMissing, NewerVersion.
    """
    keyfile = files.read_keyfile(folder)
    slot, ring = _come_in(folder, keyfile, keyfile.find(login), passphrase, clock)
    if not slot.must_choose:
        return ring, slot
    ring.close()
    _require_valid_code(keyfile, slot, clock)
    raise ChoosePassphrase(_("This is a one-time code. Choose a passphrase of your own to go on."))


def choose_passphrase(
    folder: Path,
    login: str,
    code: str,
    passphrase: str,
    clock: Clock = _SYSTEM,
    minimum: int = passphrases.MINIMUM,
) -> tuple[KeyRing, Slot]:
    """Replace the one-time code by a passphrase only its owner knows; the code then opens nothing (R8)."""
    keyfile = files.read_keyfile(folder)
    require_good(keyfile, passphrase, login, minimum)
    slot, ring = _come_in(folder, keyfile, keyfile.find(login), code, clock)
    with ring:
        if not slot.must_choose:
            raise Refused(_("There is no one-time code for this person. Sign in with the passphrase."))
        _require_valid_code(keyfile, slot, clock)
        own = _replace_slot(folder, ring, slot, passphrase, clock)
    backoff.note_event(folder, own[1], clock, "code")
    return own


def change_passphrase(
    folder: Path, login: str, old: str, new: str, clock: Clock = _SYSTEM, minimum: int = passphrases.MINIMUM
) -> None:
    """Put another passphrase on one's own slot; data and sealed sections are not touched (R6)."""
    keyfile = files.read_keyfile(folder)
    require_good(keyfile, new, login, minimum)
    slot, ring = _come_in(folder, keyfile, keyfile.find(login), old, clock)
    with ring:
        if slot.must_choose:
            raise ChoosePassphrase(_("This is a one-time code. Choose a passphrase of your own to go on."))
        _replace_slot(folder, ring, slot, new, clock)[0].close()


def unlock_with_recovery(folder: Path, code: str, clock: Clock = _SYSTEM) -> KeyRing:
    """All keys of the office, from the recovery sheet. Raises Mistyped, WrongPassphrase, SlowDown."""
    keyfile = files.read_keyfile(folder)
    slot, ring = _come_in(folder, keyfile, keyfile.recovery, codes.read_code(code), clock)
    backoff.note_event(folder, slot, clock, "recovery")
    return ring


def recover(
    folder: Path,
    code: str,
    login: str,
    passphrase: str,
    clock: Clock = _SYSTEM,
    minimum: int = passphrases.MINIMUM,
) -> tuple[KeyRing, Slot]:
    """With the recovery sheet, give this person a new passphrase; their sealed sections stay theirs (R9)."""
    keyfile = files.read_keyfile(folder)
    slot = keyfile.get(login)
    require_good(keyfile, passphrase, login, minimum)
    with unlock_with_recovery(folder, code, clock) as ring:
        return _replace_slot(folder, ring, slot, passphrase, clock)


def open_keyfile(keyfile: KeyFile, login: str, passphrase: str) -> KeyRing:
    """The keys from a key file that is not in use, such as a backup's own. Raises WrongPassphrase."""
    return _open_copy(keyfile, keyfile.find(login), passphrase)


def open_keyfile_with_recovery(keyfile: KeyFile, code: str) -> KeyRing:
    """The same with the recovery sheet of that time."""
    return _open_copy(keyfile, keyfile.recovery, codes.read_code(code))


def require_good(
    keyfile: KeyFile, passphrase: str, login: str, minimum: int = passphrases.MINIMUM, name: str = ""
) -> None:
    """Raises WeakPassphrase. A demo office holds invented people only and takes any passphrase."""
    if keyfile.office.demo:
        return
    slot = keyfile.find(login)
    known = (keyfile.office.name, keyfile.office.country, login, slot.name if slot else name)
    reason = passphrases.problem(passphrase, known, minimum)
    if reason:
        raise WeakPassphrase(reason)


def stamp(keyfile: KeyFile, clock: Clock) -> KeyFile:
    """Note the time of an authenticated change, so that turning the clock back revives no one-time code."""
    return replace(keyfile, seen=max(keyfile.seen, now_text(clock)))


def now_text(clock: Clock) -> str:
    return clock.now().isoformat(timespec="seconds")


def _come_in(
    folder: Path, keyfile: KeyFile, slot: Slot | None, secret: str, clock: Clock
) -> tuple[Slot, KeyRing]:
    backoff.require_patience(folder, keyfile, slot, clock)
    try:
        ring = slots.open_slot(keyfile, slot, _secret(slot, secret))
    except WrongSecret as error:
        raise backoff.failed(folder, slot, clock) from error
    assert slot is not None
    backoff.succeeded(folder, keyfile, slot)
    return slot, ring


def _open_copy(keyfile: KeyFile, slot: Slot | None, secret: str) -> KeyRing:
    try:
        return slots.open_slot(keyfile, slot, _secret(slot, secret))
    except WrongSecret as error:
        raise backoff.wrong() from error


def _secret(slot: Slot | None, typed: str) -> str:
    """A one-time code in the form it was given out in; anything else as typed."""
    if slot is not None and slot.must_choose:
        with suppress(codes.Mistyped):
            return codes.read_code(typed, codes.ONE_TIME_GROUPS)
    return typed


def _replace_slot(
    folder: Path, ring: KeyRing, slot: Slot, passphrase: str, clock: Clock
) -> tuple[KeyRing, Slot]:
    """A new slot for the same person, with those of their sealed sections that this ring can pass on."""
    own = ring.narrowed(slot.login, slot.grants)
    new = slots.make_slot(
        ring.office_id,
        "user",
        passphrase,
        own.dek,
        slot.cost,
        now_text(clock),
        login=slot.login,
        name=slot.name,
        compartments=own.compartments,
    )
    files.change(folder, ring, lambda file: stamp(file.swap(slot, new), clock))
    return own, new


def _require_valid_code(keyfile: KeyFile, slot: Slot, clock: Clock) -> None:
    """A clock before the day the code was made, or a later day seen since, do not help an old code."""
    expires, created = datetime.fromisoformat(slot.expires), datetime.fromisoformat(slot.created)
    latest = max(clock.now(), datetime.fromisoformat(keyfile.seen))
    if latest > expires or clock.now() < created - _CLOCK_SLACK:
        raise CodeExpired(_("This one-time code has run out. Ask the administrator for a new one."))
