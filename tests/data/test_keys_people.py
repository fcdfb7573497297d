"""Coming in, passphrases, one-time codes, the recovery sheet, sealed sections (R5, R6, R8, R9, R12, R14, R17)."""

import hashlib
import time
import unicodedata

import pytest

from caseapp.core.errors import NotFound, PermissionDenied, Refused, WrongPassphrase
from caseapp.data import keys
from tests.data.people import NEW, PASSPHRASES


def unlock(safe, login, passphrase):
    return keys.unlock(safe.folder, login, passphrase, safe.clock)


def refused(safe, login, passphrase):
    with pytest.raises(WrongPassphrase):
        unlock(safe, login, passphrase)


def test_everybody_comes_in_with_their_own_passphrase_to_the_same_data(safe):
    for login in PASSPHRASES:
        ring, slot = unlock(safe, f" {login.upper()} ", PASSPHRASES[login])
        with ring:
            assert ring.dek == safe.ring.dek
            assert slot.login == ring.login == login
    refused(safe, "palesa", PASSPHRASES["counsellor"])


def test_both_ways_of_writing_an_accent_open(safe):
    ring, _slot = unlock(safe, "palesa", unicodedata.normalize("NFD", PASSPHRASES["palesa"]))
    assert ring.dek == safe.ring.dek


def test_a_closed_ring_holds_nothing(safe):
    ring = safe.rings["counsellor"]
    dek, part = ring.dek, ring.compartments["mhpss"]
    ring.close()
    assert dek == part == bytes(32)
    assert ring.compartments == {}
    with pytest.raises(ValueError):
        _ = ring.dek
    assert "admin" not in repr(ring)


def test_unknown_wrong_and_disabled_answer_alike(safe, real_keys):
    keys.disable_user(safe.folder, safe.ring, "palesa", safe.clock)
    told, took = set(), []
    for login, passphrase in (("nobody", NEW), ("admin", NEW), ("palesa", PASSPHRASES["palesa"])):
        began = time.process_time()
        with pytest.raises(WrongPassphrase) as raised:
            unlock(safe, login, passphrase)
        took.append(time.process_time() - began)
        told.add((str(raised.value), raised.value.tries_left, raised.value.next_wait))
    assert len(told) == 1
    # One derivation each; without it an answer takes a hundredth of that.
    assert min(took) > 0.5 * max(took)


def test_a_changed_passphrase_touches_no_data(safe):
    safe.fill(2)
    before = hashlib.sha256(safe.database.read_bytes()).digest()
    keys.change_passphrase(safe.folder, "counsellor", PASSPHRASES["counsellor"], NEW, safe.clock)
    assert hashlib.sha256(safe.database.read_bytes()).digest() == before
    refused(safe, "counsellor", PASSPHRASES["counsellor"])
    ring, _slot = unlock(safe, "counsellor", NEW)
    assert ring.compartments["mhpss"] == safe.rings["counsellor"].compartments["mhpss"]


def test_changing_needs_the_present_passphrase_and_a_good_new_one(safe):
    before = (safe.folder / "office.keys").read_bytes()
    for new in ("short", "palesa mohale palesa", "mokhotlong mokhotlong", PASSPHRASES["palesa"][:14]):
        with pytest.raises(keys.WeakPassphrase):
            keys.change_passphrase(safe.folder, "palesa", PASSPHRASES["palesa"], new, safe.clock)
    assert (safe.folder / "office.keys").read_bytes() == before
    with pytest.raises(WrongPassphrase):
        keys.change_passphrase(safe.folder, "palesa", PASSPHRASES["admin"], NEW, safe.clock)
    ring, _slot = unlock(safe, "palesa", PASSPHRASES["palesa"])
    ring.close()


def test_a_demo_office_takes_any_passphrase(tmp_path):
    ring, _code = keys.create_office_keys(
        tmp_path / "demo", office_name="Demo", country="LS", language="en", admin_login="admin",
        admin_name="A", passphrase="demo", demo=True,
    )  # fmt: skip
    ring.close()
    assert keys.read_keyfile(tmp_path / "demo").office.demo


# --- one-time codes


def test_a_one_time_code_works_once_and_only_to_choose_a_passphrase(safe):
    code = keys.reset_code(safe.folder, safe.ring, "palesa", safe.clock)
    assert keys.read_keyfile(safe.folder).get("palesa").must_choose
    refused(safe, "palesa", PASSPHRASES["palesa"])
    with pytest.raises(keys.ChoosePassphrase):
        unlock(safe, "palesa", code.lower().replace("-", " "))
    with pytest.raises(keys.WeakPassphrase):
        keys.choose_passphrase(safe.folder, "palesa", code, "short", safe.clock)
    ring, slot = keys.choose_passphrase(safe.folder, "palesa", code, NEW, safe.clock)
    assert ring.dek == safe.ring.dek
    assert not slot.must_choose
    refused(safe, "palesa", code)
    with pytest.raises(WrongPassphrase):
        keys.choose_passphrase(safe.folder, "palesa", code, NEW, safe.clock)
    again, _slot = unlock(safe, "palesa", NEW)
    assert again.dek == safe.ring.dek
    assert [event.what for event in keys.failed_attempts(safe.folder)][-3:] == ["code", "wrong", "wrong"]


def test_a_code_lasts_72_hours_whatever_the_clock_is_set_to(safe):
    code = keys.reset_code(safe.folder, safe.ring, "palesa", safe.clock)
    made = safe.clock.now()
    safe.clock.advance(hours=71)
    with pytest.raises(keys.ChoosePassphrase):
        unlock(safe, "palesa", code)
    safe.clock.advance(hours=2)
    with pytest.raises(keys.CodeExpired):
        keys.choose_passphrase(safe.folder, "palesa", code, NEW, safe.clock)
    keys.disable_user(safe.folder, safe.ring, "counsellor", safe.clock)  # a change that notes the time
    safe.clock.set(made)
    with pytest.raises(keys.CodeExpired):
        keys.choose_passphrase(safe.folder, "palesa", code, NEW, safe.clock)
    safe.clock.set(made.replace(year=made.year - 10))
    with pytest.raises(keys.CodeExpired):
        unlock(safe, "palesa", code)


def test_a_clock_once_set_wrong_does_not_spoil_later_codes(safe):
    made = safe.clock.now()
    safe.clock.set(made.replace(year=made.year + 10))
    keys.disable_user(safe.folder, safe.ring, "counsellor", safe.clock)
    safe.clock.set(made)
    code = keys.reset_code(safe.folder, safe.ring, "palesa", safe.clock)
    with pytest.raises(keys.ChoosePassphrase):
        unlock(safe, "palesa", code)


def test_somebody_new_starts_with_a_code(safe):
    code = keys.add_user_with_code(safe.folder, safe.ring, "thabo", "Thabo Nkosi", safe.clock)
    ring, _slot = keys.choose_passphrase(safe.folder, "thabo", code, NEW, safe.clock)
    assert ring.dek == safe.ring.dek
    with pytest.raises(Refused):
        keys.add_user_with_code(safe.folder, safe.ring, "Thabo", "Another", safe.clock)
    with pytest.raises(Refused):
        keys.choose_passphrase(safe.folder, "thabo", NEW, NEW + " two", safe.clock)


# --- taking people out


def test_a_disabled_person_is_locked_out_until_given_a_code(safe):
    keys.disable_user(safe.folder, safe.ring, "counsellor", safe.clock)
    slot = keys.read_keyfile(safe.folder).get("counsellor")
    assert slot.disabled
    assert not slot.grants
    refused(safe, "counsellor", PASSPHRASES["counsellor"])
    code = keys.reset_code(safe.folder, safe.ring, "counsellor", safe.clock)
    with pytest.raises(keys.ChoosePassphrase):
        keys.unlock(safe.folder, "counsellor", code, safe.clock)


def test_a_removed_person_is_gone(safe):
    keys.remove_user(safe.folder, safe.ring, "palesa", safe.clock)
    assert keys.read_keyfile(safe.folder).find("palesa") is None
    refused(safe, "palesa", PASSPHRASES["palesa"])
    with pytest.raises(NotFound):
        keys.remove_user(safe.folder, safe.ring, "palesa", safe.clock)


def test_the_last_person_cannot_be_taken_out(safe):
    keys.remove_user(safe.folder, safe.ring, "palesa", safe.clock)
    keys.disable_user(safe.folder, safe.ring, "counsellor", safe.clock)
    keys.add_user_with_code(safe.folder, safe.ring, "thabo", "Thabo Nkosi", safe.clock)
    for take_out in (keys.remove_user, keys.disable_user):
        with pytest.raises(Refused, match="last person"):
            take_out(safe.folder, safe.ring, "admin", safe.clock)


# --- the recovery sheet


def test_the_recovery_sheet_opens_everything_and_leaves_a_trace(safe):
    with keys.unlock_with_recovery(safe.folder, safe.code.lower().replace("-", " "), safe.clock) as ring:
        assert ring.dek == safe.ring.dek
        assert ring.compartments == safe.rings["counsellor"].compartments
        assert ring.kind == "recovery"
    assert [event.what for event in keys.failed_attempts(safe.folder)] == ["recovery"]


def test_recovering_gives_a_new_passphrase_and_keeps_sealed_sections(safe):
    ring, slot = keys.recover(safe.folder, safe.code, "counsellor", NEW, safe.clock)
    assert ring.compartments == safe.rings["counsellor"].compartments
    assert (ring.login, ring.kind, slot.kind) == ("counsellor", "user", "user")
    refused(safe, "counsellor", PASSPHRASES["counsellor"])
    again, _slot = unlock(safe, "counsellor", NEW)
    assert again.compartments == ring.compartments
    admin, _slot = keys.recover(safe.folder, safe.code, "admin", NEW + " too", safe.clock)
    assert admin.compartments == {}


def test_a_mistyped_sheet_is_no_wrong_try_but_a_wrong_one_is(safe):
    slip = ("A" if safe.code[0] != "A" else "B") + safe.code[1:]
    with pytest.raises(keys.Mistyped):
        keys.unlock_with_recovery(safe.folder, slip, safe.clock)
    assert keys.failed_attempts(safe.folder) == ()
    from caseapp.data.keys.codes import new_recovery_code

    with pytest.raises(WrongPassphrase):
        keys.unlock_with_recovery(safe.folder, new_recovery_code(), safe.clock)
    assert len(keys.failed_attempts(safe.folder)) == 1


def test_a_new_sheet_replaces_the_old_one(safe):
    with pytest.raises(PermissionDenied):  # the administrator does not hold the sealed section
        keys.renew_recovery_code(safe.folder, safe.ring, safe.clock)
    with keys.unlock_with_recovery(safe.folder, safe.code, safe.clock) as ring:
        code = keys.renew_recovery_code(safe.folder, ring, safe.clock)
    with pytest.raises(WrongPassphrase):
        keys.unlock_with_recovery(safe.folder, safe.code, safe.clock)
    with keys.unlock_with_recovery(safe.folder, code, safe.clock) as ring:
        assert ring.compartments == safe.rings["counsellor"].compartments


# --- sealed sections


def test_only_a_holder_can_give_a_sealed_section(safe):
    for login in ("palesa", "admin"):
        with pytest.raises(PermissionDenied):
            keys.grant(safe.folder, safe.ring, login, "mhpss")
    keys.grant(safe.folder, safe.rings["counsellor"], "palesa", "mhpss")
    ring, _slot = unlock(safe, "palesa", PASSPHRASES["palesa"])
    assert ring.compartments == safe.rings["counsellor"].compartments


def test_an_administrator_adds_nobody_to_a_section_they_do_not_hold(safe):
    with pytest.raises(PermissionDenied):
        keys.add_user(safe.folder, safe.ring, "thabo", "Thabo Nkosi", NEW, ["mhpss"], safe.clock)
    assert keys.read_keyfile(safe.folder).find("thabo") is None
    slot = keys.add_user(
        safe.folder, safe.rings["counsellor"], "thabo", "Thabo Nkosi", NEW, ["mhpss"], safe.clock
    )
    assert set(slot.grants) == {"mhpss"}


def test_the_first_grant_makes_the_section_and_the_giver_keeps_no_key(safe):
    keys.grant(safe.folder, safe.ring, "palesa", "protection")
    assert "protection" not in safe.ring.compartments
    ring, _slot = unlock(safe, "palesa", PASSPHRASES["palesa"])
    with keys.unlock_with_recovery(safe.folder, safe.code, safe.clock) as recovery:
        assert recovery.compartments["protection"] == ring.compartments["protection"]
        assert recovery.compartments["protection"] != recovery.compartments["mhpss"]
    with pytest.raises(PermissionDenied):
        keys.grant(safe.folder, safe.ring, "admin", "protection")


def test_the_recovery_sheet_can_give_sections_also_new_ones(safe):
    with keys.unlock_with_recovery(safe.folder, safe.code, safe.clock) as recovery:
        keys.grant(safe.folder, recovery, "palesa", "mhpss")
        keys.grant(safe.folder, recovery, "palesa", "protection")
        keys.grant(safe.folder, recovery, "counsellor", "protection")
        expected = {part: bytes(key) for part, key in recovery.compartments.items()}
    ring, _slot = unlock(safe, "palesa", PASSPHRASES["palesa"])
    assert ring.compartments == expected
    assert set(expected) == {"mhpss", "protection"}


def test_a_reset_by_the_administrator_does_not_open_sealed_sections(safe):
    code = keys.reset_code(safe.folder, safe.ring, "counsellor", safe.clock)
    with pytest.raises(Refused):
        keys.grant(safe.folder, safe.ring, "counsellor", "protection")
    ring, _slot = keys.choose_passphrase(safe.folder, "counsellor", code, NEW, safe.clock)
    assert ring.compartments == {}


def test_a_revoked_section_does_not_open_any_more(safe):
    keys.grant(safe.folder, safe.rings["counsellor"], "palesa", "mhpss")
    keys.revoke(safe.folder, safe.ring, "palesa", "mhpss")
    ring, _slot = unlock(safe, "palesa", PASSPHRASES["palesa"])
    assert ring.compartments == {}
