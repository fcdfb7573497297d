"""A new office is whole or not there: whatever fails or is cancelled on the way leaves nothing behind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from caseapp.core import faults
from caseapp.core.clock import FixedClock
from caseapp.core.errors import ReadOnlyPlace, Refused, UserError
from caseapp.data import keys
from caseapp.data.lockfile import OfficeLock
from caseapp.features.office import founding, opening

CLOCK = FixedClock(datetime(2026, 8, 18, 7, 0, tzinfo=UTC))
DEMO = opening.NewOffice("Try-out", "TRY", "LS", "LSL", "en", "admin", "Katleho Mpeli", "short", demo=True)


class PlugPulled(Exception):
    pass


@pytest.fixture(autouse=True)
def no_faults():
    yield
    faults.install(None)


def pull_at(name):
    def hook(passed):
        if passed == name:
            raise PlugPulled

    faults.install(hook)


def test_a_staged_office_comes_into_its_place_whole(tmp_path):
    place = tmp_path / "TRY.office"
    staged = founding.stage_office(place, DEMO, CLOCK)
    assert not place.exists() and staged.recovery.count("-") == 6
    office = opening.open_staged(staged, CLOCK)
    assert [p.name for p in tmp_path.iterdir()] == ["TRY.office"]
    assert office.folder == place and office.actor.name == "Katleho Mpeli"
    office.close()
    with keys.unlock_with_recovery(place, staged.recovery, CLOCK) as ring:
        assert ring.office_id == office.office.id


def test_keys_in_memory_are_gone_when_the_office_is_closed(tmp_path):
    office, _code = opening.create_office(tmp_path / "office", DEMO, CLOCK)
    dek = office.ring.dek
    assert any(dek)
    office.close()
    assert dek == bytes(32)


@pytest.mark.parametrize("moment", ["keys.written", "founding.keys", "founding.built"])
def test_a_failure_on_the_way_leaves_nothing(tmp_path, moment):
    pull_at(moment)
    with pytest.raises(PlugPulled):
        opening.create_office(tmp_path / "office", DEMO, CLOCK)
    assert list(tmp_path.iterdir()) == []


def test_abandoning_leaves_nothing_and_forgets_the_keys(tmp_path):
    staged = founding.stage_office(tmp_path / "office", DEMO, CLOCK)
    dek = staged.ring.dek
    staged.abandon()
    assert list(tmp_path.iterdir()) == [] and dek == bytes(32)


def test_what_a_killed_program_left_goes_and_what_another_one_is_making_stays(tmp_path):
    killed = founding.stage_office(tmp_path / "office", DEMO, CLOCK)
    killed.lock.release()  # the kernel does this for a killed program
    with OfficeLock(tmp_path / ".office.making-other", new=True):
        staged = founding.stage_office(tmp_path / "office", DEMO, CLOCK)
        assert {p.name for p in tmp_path.iterdir()} == {staged.beside.name, ".office.making-other"}
    staged.abandon()


def test_nothing_is_made_where_something_is(tmp_path):
    office, _code = opening.create_office(tmp_path / "office", DEMO, CLOCK)
    office.close()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("mine")
    before = (tmp_path / "office" / "office.db").read_bytes()
    for place, words in (("office", "an office in this folder already"), ("letters", "a folder of its own")):
        with pytest.raises(Refused, match=words):
            founding.stage_office(tmp_path / place, DEMO, CLOCK)
    assert (tmp_path / "office" / "office.db").read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"office", "letters"}


def test_a_place_taken_meanwhile_is_refused_and_nothing_half_made_stays(tmp_path):
    staged = founding.stage_office(tmp_path / "office", DEMO, CLOCK)
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "somebody.txt").touch()
    with pytest.raises(Refused):
        opening.open_staged(staged, CLOCK)
    assert [p.name for p in tmp_path.rglob("*")] == ["office", "somebody.txt"]


def test_a_folder_that_cannot_be_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises((ReadOnlyPlace, UserError)) as raised:
        founding.stage_office(tmp_path / "file" / "office", DEMO, CLOCK)
    assert "Errno" not in str(raised.value)


def test_a_changed_number_of_the_office_counts_at_once(tmp_path):
    from caseapp.features.office import service

    office, _code = opening.create_office(tmp_path / "office", DEMO, CLOCK)
    with office.database.work(office.actor) as uow:
        service.set_rule(uow, "caseload.ceiling", 31)
    with office.database.look(office.actor) as uow:
        assert uow.office.rule("caseload.ceiling") == 31 == office.office.rule("caseload.ceiling")
    office.close()
