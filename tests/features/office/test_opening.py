"""An office from nothing: made, closed, opened again, refused with the right words, and nothing readable on disk."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from caseapp.core.clock import FixedClock
from caseapp.core.errors import (
    DataFileDamaged,
    KeyFileDamaged,
    NewerVersion,
    OfficeInUse,
    OfficeMissing,
    UserError,
    WrongPassphrase,
)
from caseapp.features.cases import service as cases
from caseapp.features.office import opening, service
from caseapp.features.office.checking import verify
from caseapp.features.office.queries import staff

SECRET = "seven grey doves at the well"
NEW = opening.NewOffice("Mandera field office", "MDR", "KE", "KES", "en", "admin", "Fartun Abdullahi", SECRET)
CLOCK = FixedClock(datetime(2026, 8, 18, 7, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "office"
    office, recovery = opening.create_office(folder, NEW, CLOCK)
    with office.database.work(office.actor) as uow:
        team = staff(uow)[0].team_id
        service.add_staff(uow, {"name": "Amina Yusuf", "login": "amina", "role": "caseworker"}, team)
    from caseapp.data import keys

    keys.add_user(folder, office.ring, "amina", "Amina Yusuf", SECRET + " amina")
    office.close()
    return folder, recovery


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made[0], tmp_path / "office")


def test_a_caseworker_signs_in_registers_and_everything_verifies(folder):
    office = opening.open_office(folder, "amina", SECRET + " amina", CLOCK)
    raw = {"given_name": "Verylegibleword", "family_name": "Cabdi", "sex": "m", "birth_date": "1990"}
    with office.database.work(office.actor) as uow:
        case = cases.register(uow, raw)
    assert case.number.startswith("MDR-26-A0001-")
    office.close()
    for path in folder.rglob("*"):
        assert not path.is_file() or b"Verylegibleword" not in path.read_bytes()
    admin = opening.open_office(folder, "admin", SECRET, CLOCK)
    with admin.database.work(admin.actor) as uow:
        service.add_staff(uow, {"name": "S", "login": "sup", "role": "supervisor"}, "")
    report = verify(admin)
    assert report.problems == () and report.people == 1
    admin.close()


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (lambda f: None, WrongPassphrase),
        (lambda f: (f / "office.keys").write_text("{}"), KeyFileDamaged),
        (lambda f: damage(f / "office.db"), DataFileDamaged),
        (lambda f: (f / "office.db").unlink(), OfficeMissing),
        (lambda f: shutil.rmtree(f), OfficeMissing),
    ],
)
def test_each_trouble_has_its_own_words_and_nothing_is_made_in_its_place(folder, what, error):
    what(folder)
    before = sorted(p.name for p in folder.rglob("*")) if folder.exists() else None
    secret = "not the passphrase at all" if error is WrongPassphrase else SECRET
    with pytest.raises(error) as raised:
        opening.open_office(folder, "admin", secret, CLOCK).close()
    assert "delete the" not in str(raised.value).lower()
    assert folder.exists() is (before is not None)
    if before:
        # The mark "damaged" stops backups until a restore.
        marks = {"office.lock", "office.keys.1", "quarantine", "damaged"}
        assert set(before) >= {p.name for p in folder.rglob("*")} - marks


def test_a_file_of_a_newer_program_is_refused_untouched(folder):
    office = opening.open_office(folder, "admin", SECRET, CLOCK)
    with office.database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()
    before = (folder / "office.db").read_bytes()
    with pytest.raises(NewerVersion, match="newer program"):
        opening.open_office(folder, "admin", SECRET, CLOCK)
    assert (folder / "office.db").read_bytes() == before


def test_a_second_instance_is_kept_out_and_let_in_afterwards(folder):
    first = opening.open_office(folder, "admin", SECRET, CLOCK)
    with pytest.raises(OfficeInUse):
        opening.open_office(folder, "admin", SECRET, CLOCK)
    first.close()
    opening.open_office(folder, "admin", SECRET, CLOCK).close()


def test_an_older_data_file_put_back_is_noticed(folder, tmp_path):
    opening.open_office(folder, "admin", SECRET, CLOCK).close()
    shutil.copy(folder / "office.db", tmp_path / "old.db")
    office = opening.open_office(folder, "admin", SECRET, CLOCK)
    with office.database.work(office.actor) as uow:
        service.set_rule(uow, "caseload.ceiling", 30)
    office.close()
    shutil.copy(tmp_path / "old.db", folder / "office.db")
    office = opening.open_office(folder, "admin", SECRET, CLOCK)
    assert "entries are missing" in office.warning
    office.close()


@pytest.mark.parametrize(("days", "warned"), [(-20_000, True), (-3, True), (-0.5, False), (400, False)])
def test_a_computer_with_a_wrong_date_is_told_and_journalled(folder, days, warned):
    wrong = FixedClock(CLOCK.now() + timedelta(days=days))
    office = opening.open_office(folder, "admin", SECRET, wrong)
    assert ("Put the date right before you go on" in office.warning) == warned
    assert ("lies before the last entry here, 18 Aug 2026" in office.warning) == warned
    with office.database.read_engine.connect() as connection:
        assert (
            "office.wrong_clock" in connection.scalars(text("SELECT action FROM journal")).all()
        ) == warned
    office.close()
    office = opening.open_office(
        folder, "admin", SECRET, CLOCK
    )  # whatever was written meanwhile keeps its place
    assert verify(office).problems == ()
    office.close()
    office = opening.open_office(folder, "admin", SECRET, CLOCK)  # put right, it is not told again
    assert office.warning == ""
    office.close()


def test_wrong_tries_reach_the_journal(folder):
    with pytest.raises(WrongPassphrase):
        opening.open_office(folder, "admin", "wrong wrong wrong", CLOCK)
    office = opening.open_office(folder, "admin", SECRET, CLOCK)
    with office.database.read_engine.connect() as connection:
        actions = list(connection.scalars(text("SELECT action FROM journal WHERE op = 'event'")))
    assert "sign-in.failed" in actions and actions[-1] == "sign-in"
    office.close()


def test_somebody_who_left_does_not_come_in(folder):
    office = opening.open_office(folder, "admin", SECRET, CLOCK)
    with office.database.work(office.actor) as uow:
        amina = next(s for s in staff(uow) if s.login == "amina")
        service.set_active(uow, amina.id, False)
    office.close()
    with pytest.raises(UserError):
        opening.open_office(folder, "amina", SECRET + " amina", CLOCK)
