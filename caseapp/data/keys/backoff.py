"""A wait after wrong tries that grows to five minutes and never becomes a lock-out (R20, R21).

The wait is measured by the monotonic clock and what is left of it is written down: neither a changed computer
clock nor a restart shortens it. It slows down somebody at the keyboard; a copied file is guarded by Argon2id
alone (R22).
"""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from caseapp.core.clock import Clock
from caseapp.core.errors import SlowDown, UserError, WrongPassphrase
from caseapp.core.i18n import _, n_
from caseapp.data.keys import keyfile as files
from caseapp.data.keys.keyfile import Event, KeyFile, Slot, Tries

DELAYS = (0, 0, 0, 2, 5, 15, 30, 60, 120, 300)
NOTABLE = 30  # seconds; people are warned of waits this long, not of the short ones before
_MOST_EVENTS = 500
_UNKNOWN = ""

_deadlines: dict[tuple[Path, str], float] = {}


class Patience(Struct, frozen=True):
    """Seconds to wait now, failed tries so far, tries left before a wait of `next_wait` seconds."""

    wait: int
    failed: int
    tries_left: int
    next_wait: int


def patience(folder: Path, login: str, clock: Clock) -> Patience:
    """What to tell the person before they try."""
    keyfile = files.read_keyfile(folder)
    slot = keyfile.find(login)
    return _patience(folder, keyfile, slot.slot_id if slot else _UNKNOWN, clock)


def require_patience(folder: Path, keyfile: KeyFile, slot: Slot | None, clock: Clock) -> None:
    """Raises SlowDown while the wait of this slot lasts."""
    key = slot.slot_id if slot else _UNKNOWN
    wait = _patience(folder, keyfile, key, clock).wait
    if wait:
        _write_down(folder, key, keyfile.tries.get(key, Tries()).failed, wait)
        raise SlowDown(
            n_(
                "Too many wrong tries. Wait {count} second.",
                "Too many wrong tries. Wait {count} seconds.",
                wait,
            ),
            wait,
        )


def failed(folder: Path, slot: Slot | None, clock: Clock, what: str = "wrong") -> WrongPassphrase:
    """Count a failed try and keep it for the journal; returns the error to raise."""
    key = slot.slot_id if slot else _UNKNOWN
    with suppress(UserError):  # a folder that cannot be written must not hide that the passphrase was wrong
        note_event(folder, slot, clock, what)
    keyfile = files.read_keyfile(folder)
    tries = keyfile.tries.get(key, Tries()).failed + 1
    wait = DELAYS[min(tries, len(DELAYS)) - 1]
    _deadlines[folder.resolve(), key] = clock.monotonic() + wait
    _write_down(folder, key, tries, wait)
    return wrong(tries)


def wrong(tries: int = 0) -> WrongPassphrase:
    """The one error for an unknown name, a wrong passphrase and a disabled person, after so many tries."""
    left, next_wait = _outlook(tries)
    return WrongPassphrase(_wrong_text(left, next_wait), left, next_wait)


def succeeded(folder: Path, keyfile: KeyFile, slot: Slot) -> None:
    """Forget the failed tries of this slot; what happened stays for the journal."""
    _deadlines.pop((folder.resolve(), slot.slot_id), None)
    if slot.slot_id in keyfile.tries:
        files.note(folder, lambda file: replace(file, tries=_without(file, slot.slot_id)))


def note_event(folder: Path, slot: Slot | None, clock: Clock, what: str) -> None:
    """Keep something that happened while locked until the journal takes it over.

    An unknown sign-in name is not written down: people type passphrases into the wrong field.
    """
    event = Event(
        clock.now().isoformat(timespec="seconds"),
        slot.slot_id if slot else "",
        slot.login if slot else "",
        what,
    )
    files.note(folder, lambda file: replace(file, events=(*file.events, event)[-_MOST_EVENTS:]))


def failed_attempts(folder: Path) -> tuple[Event, ...]:
    """What happened while locked and is not in the journal yet, oldest first."""
    return files.read_keyfile(folder).events


def clear_failed_attempts(folder: Path, taken: int) -> None:
    """Forget the first `taken` of them, once the journal has them."""
    files.note(folder, lambda file: replace(file, events=file.events[taken:]))


def _patience(folder: Path, keyfile: KeyFile, key: str, clock: Clock) -> Patience:
    tries = keyfile.tries.get(key, Tries())
    now = clock.monotonic()
    deadline = _deadlines.setdefault((folder.resolve(), key), now + tries.wait)
    left, next_wait = _outlook(tries.failed)
    return Patience(max(0, math.ceil(deadline - now)), tries.failed, left, next_wait)


def _outlook(tries: int) -> tuple[int, int]:
    """How many more wrong tries lead to the next wait worth a warning, and its seconds."""
    for more in range(1, len(DELAYS) + 1):
        wait = DELAYS[min(tries + more, len(DELAYS)) - 1]
        if wait >= NOTABLE:
            return more, wait
    return 1, DELAYS[-1]


def _wrong_text(left: int, next_wait: int) -> str:
    text = _("The name and passphrase do not fit together. Nothing was changed.")
    if left > 3:
        return text
    return f"{text} " + n_(
        "{count} try left before a wait of {seconds} seconds.",
        "{count} tries left before a wait of {seconds} seconds.",
        left,
        seconds=next_wait,
    )


def _write_down(folder: Path, key: str, tries: int, wait: int) -> None:
    with suppress(UserError):
        files.note(folder, lambda file: replace(file, tries={**file.tries, key: Tries(tries, wait)}))


def _without(keyfile: KeyFile, key: str) -> dict[str, Tries]:
    return {name: tries for name, tries in keyfile.tries.items() if name != key}
