"""The key file: what it says, what it hides, and that no change of it goes unnoticed (R1, R3, R4, R7, R10, R16)."""

import hashlib
import json
import subprocess
import sys
from contextlib import suppress

import pytest

from caseapp.core.errors import (
    DataFileDamaged,
    KeyFileDamaged,
    NewerVersion,
    OfficeMissing,
    Refused,
    UserError,
    WrongPassphrase,
)
from caseapp.data import engine, keys
from caseapp.data.keys import crypto
from caseapp.data.keys import keyfile as files
from tests.data.people import PASSPHRASES


def rewrite(folder, change):
    """Change the JSON as somebody who knows the format would, checksum and all."""
    path = folder / "office.keys"
    raw = json.loads(path.read_bytes())
    raw.pop("checksum")
    change(raw)
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_text(json.dumps(raw | {"checksum": hashlib.sha256(canonical).hexdigest()}), "utf-8")


def slot(raw, login):
    return next(slot for slot in raw["slots"] if slot["login"] == login)


def test_before_unlocking_it_tells_the_office_and_the_people(safe):
    keyfile = keys.read_keyfile(safe.folder)
    assert (keyfile.office.name, keyfile.office.country, keyfile.office.demo) == ("Mokhotlong", "LS", False)
    assert [(user.login, user.name) for user in keyfile.users] == [
        ("admin", "Katleho Mpeli"),
        ("counsellor", "Nthabiseng Seeiso"),
        ("palesa", "Palesa Mohale"),
    ]


def test_it_is_light_to_read():
    script = """
import sys
import caseapp.data.keys
print([m for m in ("sqlalchemy", "sqlcipher3", "PySide6", "cryptography") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_in_the_folder_reveals_a_secret(safe):
    safe.fill(3)
    secrets = [safe.ring.dek.hex().encode(), bytes(safe.ring.dek), safe.code.encode(), b"Canary"]
    secrets += [safe.code.replace("-", "").encode(), bytes(safe.rings["counsellor"].compartments["mhpss"])]
    secrets += [passphrase.encode() for passphrase in PASSPHRASES.values()]
    for path in safe.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [secret for secret in secrets if secret in data] == [], path
    assert not safe.database.read_bytes().startswith(b"SQLite format 3")


def test_a_fresh_office_has_nobody_but_its_administrator(made_safe, tmp_path):
    ring, _code = keys.create_office_keys(
        tmp_path / "new",
        office_name="Wajir",
        country="KE",
        language="en",
        admin_login="amina",
        admin_name="Amina Abdi",
        passphrase="blue kettle on the hill",
        cost=keys.FLOOR,
    )
    with ring:
        assert [user.login for user in keys.read_keyfile(tmp_path / "new").users] == ["amina"]
        assert ring.dek != made_safe.ring.dek
        assert ring.compartments == {}
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["office.keys"]


def test_no_office_is_made_over_another(safe):
    before = (safe.folder / "office.keys").read_bytes()
    with pytest.raises(Refused):
        keys.create_office_keys(
            safe.folder,
            office_name="Other",
            country="LS",
            language="en",
            admin_login="x",
            admin_name="X",
            passphrase="blue kettle on the hill",
            cost=keys.FLOOR,
        )
    assert (safe.folder / "office.keys").read_bytes() == before


def test_four_things_that_may_be_wrong_have_four_messages(safe, tmp_path):
    def message(error, do):
        with pytest.raises(error) as raised:
            do()
        return str(raised.value)

    wrong = message(WrongPassphrase, lambda: keys.unlock(safe.folder, "admin", "wrong", safe.clock))
    missing = message(OfficeMissing, lambda: keys.read_keyfile(tmp_path / "nowhere"))
    safe.database.write_bytes(b"\0" * 8192)
    data = message(DataFileDamaged, lambda: engine.raw_connect(safe.database, safe.ring.dek, write=True))
    (safe.folder / "office.keys").write_bytes(b"\0" * 900)
    damaged = message(KeyFileDamaged, lambda: keys.read_keyfile(safe.folder))
    told = {wrong, missing, data, damaged}
    assert len(told) == 4
    assert not any(
        word in text.lower() for text in told for word in ("delete it", "erase", "remove", "json", "key slot")
    )
    assert not (tmp_path / "nowhere").exists()


def test_a_lost_key_file_beside_data_is_damage_not_a_missing_office(safe):
    (safe.folder / "office.keys").unlink()
    with pytest.raises(KeyFileDamaged):
        keys.read_keyfile(safe.folder)


def test_accidental_damage_is_told_from_a_wrong_passphrase(safe):
    path = safe.folder / "office.keys"
    whole = path.read_bytes()
    sound = files.parse(whole)
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with suppress(KeyFileDamaged, NewerVersion):
            assert keys.read_keyfile(safe.folder) == sound  # nothing but white space was hit
    for length in (0, 1, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole[:length])
        with pytest.raises(KeyFileDamaged):
            keys.read_keyfile(safe.folder)


def test_a_newer_format_is_refused_untouched(safe):
    rewrite(safe.folder, lambda raw: raw.update(format=99))
    before = (safe.folder / "office.keys").read_bytes()
    with pytest.raises(NewerVersion):
        keys.unlock(safe.folder, "admin", PASSPHRASES["admin"], safe.clock)
    assert (safe.folder / "office.keys").read_bytes() == before


WEAKENED = [{"m": 8 * 1024}, {"t": 1}, {"t": 2}, {"p": 0}, {"m": 2**31}, {"t": 10**6}, {"name": "pbkdf2"}]


@pytest.mark.parametrize("kdf", WEAKENED, ids=str)
def test_a_weakened_or_absurd_cost_is_refused_when_read(safe, kdf):
    rewrite(safe.folder, lambda raw: slot(raw, "admin")["kdf"].update(kdf))
    with pytest.raises(KeyFileDamaged, match="key file"):
        keys.read_keyfile(safe.folder)


ALTERED = {
    "office name": lambda raw: raw["office"].update(name="Other"),
    "demo mark": lambda raw: raw["office"].update(demo=True),
    "display name": lambda raw: slot(raw, "palesa").update(name="Somebody"),
    "logins swapped": lambda raw: (
        slot(raw, "palesa").update(login="x"),
        slot(raw, "admin").update(login="palesa"),
        slot(raw, "x").update(login="admin"),
    ),
    "one-time code never expires": lambda raw: slot(raw, "palesa").update(
        expires="2999-01-01T00:00:00+00:00"
    ),
    "kind": lambda raw: slot(raw, "palesa").update(kind="reset"),
    "somebody taken out": lambda raw: raw["slots"].remove(slot(raw, "palesa")),
    "somebody twice": lambda raw: raw["slots"].append(slot(raw, "palesa") | {"login": "ghost"}),
    "grant given": lambda raw: slot(raw, "palesa").update(grants=slot(raw, "counsellor")["grants"]),
    "grant taken": lambda raw: slot(raw, "counsellor").update(grants={}),
    "journal head": lambda raw: raw["heads"].update(laptop=[0, "00"]),
    "generation": lambda raw: raw.update(generation=0),
    "time seen": lambda raw: raw.update(seen="2000-01-01T00:00:00+00:00"),
    "mac": lambda raw: raw.update(mac="0" * 64),
    "public key of somebody": lambda raw: slot(raw, "palesa").update(public="11" * 32),
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_what_somebody_without_the_key_changed_shows_after_unlocking(safe, change):
    rewrite(safe.folder, change)
    with pytest.raises(KeyFileDamaged):
        keys.read_keyfile(safe.folder).verify(safe.ring.dek)
    with pytest.raises(KeyFileDamaged):
        keys.set_head(safe.folder, safe.ring, "laptop", "aa", 1)


def test_unlocking_verifies(safe):
    rewrite(safe.folder, ALTERED["grant given"])
    with pytest.raises(KeyFileDamaged, match="altered"):
        keys.unlock(safe.folder, "admin", PASSPHRASES["admin"], safe.clock)


MOVED = {
    "another's keys": lambda raw: slot(raw, "palesa").update(wrapped=slot(raw, "admin")["wrapped"]),
    "another's slot": lambda raw: slot(raw, "palesa").update(
        {name: slot(raw, "admin")[name] for name in ("wrapped", "salt", "public")}
    ),
    "dearer cost": lambda raw: slot(raw, "palesa")["kdf"].update(t=4),
    "own public key": lambda raw: slot(raw, "palesa").update(public=crypto.new_pair()[1].hex()),
    "other office": lambda raw: raw["office"].update(id="01900000-0000-7000-8000-00000000ffff"),
}


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_keys_moved_to_another_place_do_not_open(safe, change):
    rewrite(safe.folder, change)
    with pytest.raises(WrongPassphrase):
        keys.unlock(safe.folder, "palesa", PASSPHRASES["palesa"], safe.clock)


def test_only_the_counters_of_tries_lie_outside_the_mac(safe):
    rewrite(safe.folder, lambda raw: raw.update(tries={}, events=[]))
    keys.read_keyfile(safe.folder).verify(safe.ring.dek)


def test_the_generation_before_is_kept(safe):
    before = (safe.folder / "office.keys").read_bytes()
    keys.rename_user(safe.folder, safe.ring, "palesa", "Palesa Mohale-Khati")
    assert (safe.folder / "office.keys.1").read_bytes() == before
    keys.set_head(safe.folder, safe.ring, "laptop", "aa", 1)
    assert (safe.folder / "office.keys.1").read_bytes() == before
    assert keys.read_keyfile(safe.folder).get("palesa").name == "Palesa Mohale-Khati"


def test_the_journals_head_is_kept_for_each_laptop(safe):
    keys.set_head(safe.folder, safe.ring, "one", "aa", 3)
    keys.set_head(safe.folder, safe.ring, "two", "bb", 9)
    assert keys.head(safe.folder, "one") == keys.Head(3, "aa")
    assert keys.head(safe.folder, "two") == keys.Head(9, "bb")
    assert keys.head(safe.folder, "three") is None


def test_every_error_is_for_people(safe):
    (safe.folder / "office.keys").write_text("[]")
    with pytest.raises(UserError):
        keys.read_keyfile(safe.folder)
