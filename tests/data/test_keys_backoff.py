"""Waits after wrong tries: the table, restarts, a changed computer clock (R20, R21)."""

import pytest

from caseapp.core.errors import SlowDown, WrongPassphrase
from caseapp.data import keys
from caseapp.data.keys import backoff
from tests.data.people import PASSPHRASES


def fail(safe, login="palesa"):
    """A wrong try, without the half second of a derivation."""
    return backoff.failed(safe.folder, keys.read_keyfile(safe.folder).find(login), safe.clock)


def wait(safe, login="palesa"):
    return keys.patience(safe.folder, login, safe.clock).wait


def restart():
    """What a new process knows: only what is on the disk."""
    backoff._deadlines.clear()


def test_the_wait_grows_to_five_minutes_and_stays_there(safe):
    waits = []
    for _try in range(12):
        fail(safe)
        waits.append(wait(safe))
    assert waits == [0, 0, 0, 2, 5, 15, 30, 60, 120, 300, 300, 300]


def test_people_are_told_what_comes(safe):
    told = []
    for _try in range(9):
        error = fail(safe)
        told.append((error.tries_left, error.next_wait))
    assert told == [(6, 30), (5, 30), (4, 30), (3, 30), (2, 30), (1, 30), (1, 60), (1, 120), (1, 300)]
    assert "1 try left" in str(error)
    now = keys.patience(safe.folder, "palesa", safe.clock)
    assert (now.failed, now.wait, now.tries_left, now.next_wait) == (9, 120, 1, 300)
    assert "try" not in str(backoff.wrong(1))


def test_while_waiting_even_the_right_passphrase_is_not_tried(safe):
    for _try in range(5):
        fail(safe)
    with pytest.raises(SlowDown) as raised:
        keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)
    assert raised.value.seconds == 5
    safe.clock.advance(seconds=4.5)
    assert wait(safe) == 1
    safe.clock.advance(seconds=0.5)
    ring, _slot = keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)
    ring.close()
    assert keys.patience(safe.folder, "palesa", safe.clock).failed == 0
    assert len(keys.failed_attempts(safe.folder)) == 5


def test_others_need_not_wait(safe):
    for _try in range(6):
        fail(safe)
    assert wait(safe) == 15
    assert wait(safe, "admin") == wait(safe, "nobody") == 0
    for _try in range(4):
        fail(safe, "nobody")
    assert wait(safe, "another unknown name") == 2


def test_a_restart_does_not_shorten_the_wait(safe):
    for _try in range(7):
        fail(safe)
    safe.clock.advance(seconds=12)
    with pytest.raises(SlowDown):
        keys.unlock(safe.folder, "palesa", "x", safe.clock)
    restart()
    assert wait(safe) == 18
    restart()
    safe.clock.advance(seconds=3)
    assert wait(safe) == 18  # nobody looked in between: the time not measured does not count


@pytest.mark.parametrize("years", [-10, 10])
def test_setting_the_computer_clock_changes_nothing(safe, years):
    for _try in range(7):
        fail(safe)
    safe.clock.set(safe.clock.now().replace(year=safe.clock.now().year + years))
    assert wait(safe) == 30
    restart()
    assert wait(safe) == 30
    safe.clock.advance(seconds=30)
    assert wait(safe) == 0


def test_tries_wait_for_the_journal_without_what_was_typed(safe):
    with pytest.raises(WrongPassphrase):
        keys.unlock(safe.folder, "my secret typed in the wrong field", "x", safe.clock)
    fail(safe)
    assert b"typed in the wrong field" not in (safe.folder / "office.keys").read_bytes()
    events = keys.failed_attempts(safe.folder)
    assert [(event.login, event.what) for event in events] == [("", "wrong"), ("palesa", "wrong")]
    assert events[0].at == "2026-08-18T07:20:00+00:00"
    fail(safe, "admin")
    keys.clear_failed_attempts(safe.folder, len(events))
    assert [event.login for event in keys.failed_attempts(safe.folder)] == ["admin"]
