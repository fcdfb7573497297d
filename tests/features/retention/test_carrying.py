"""Carrying removals out: in order afterwards, whole or not at all, never by a doubtful clock; and what is left can be read."""

import json

import pytest
from sqlalchemy import select

from caseapp.core import faults
from caseapp.core.errors import Cancelled, Refused, WrongPassphrase
from caseapp.core.jobs import CancellableProgress
from caseapp.data import backup
from caseapp.data.journal import ERASED, JournalEntry
from caseapp.data.scoping import cases_of
from caseapp.data.sealing import Sealer
from caseapp.documents.raster import Pages
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.timeline import timeline
from caseapp.features.mhpss.goals import goals
from caseapp.features.mhpss.queries import screenings, session, sessions
from caseapp.features.office.checking import verify
from caseapp.features.people import finding, households
from caseapp.features.people import queries as people
from caseapp.features.people.merging import merge
from caseapp.features.people.models import Person
from caseapp.features.reports.queries import summary
from caseapp.features.retention import queries
from caseapp.features.retention.papers import certificate_pdf
from caseapp.features.retention.removing import remove_now
from tests.demo.conftest import SECRET
from tests.features.retention.filling import CANARY, fill
from tests.features.retention.offices import BIN, left_in, rich


def words(pdf):
    """All text of a paper, on one line."""
    with Pages(pdf) as pages:
        return " ".join(" ".join(pages.text(i).split()) for i in range(len(pages)))


def test_everything_is_in_order_afterwards_and_a_changed_entry_is_still_noticed(later):
    person = rich(later, 1)[0]
    later.remove([person])
    later.reopen()
    report = verify(later.office)
    assert report.problems == ()
    with later.office.database.write_engine.begin() as connection:
        blanked = select(JournalEntry.seq).where(JournalEntry.body.is_(None), JournalEntry.op != "event")
        seq = connection.execute(blanked.order_by(JournalEntry.seq)).scalars().first()
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql("UPDATE journal SET actor_id = 'somebody' WHERE seq = ?", (seq,))
    assert "was changed" in verify(later.office).problems[0]


def test_the_journal_keeps_number_and_reason_alone(later):
    row = later.due()[0]
    later.remove([row.person.id])
    with later.office.database.look(later.office.actor) as uow:
        about = uow.session.scalars(select(JournalEntry).where(JournalEntry.record_id == row.person.id)).all()
    said = [json.loads(e.body) for e in about if e.body]
    assert [e.action for e in about if e.body] == [ERASED]
    assert said[0]["number"] == row.person.number and said[0]["reason"] == "time_over"
    assert not any(e.reason or e.salt for e in about if not e.body)


def test_a_record_cut_off_in_the_middle_is_whole_and_goes_the_next_time(later):
    first, second = (r.person for r in later.due()[:2])
    later.put_into_bin([first.id, second.id])
    later.clock.advance(days=BIN)
    calls = []

    def power_cut(point):
        calls.append(point)
        if calls.count("retention.erased") == 2:
            raise OSError("power")

    faults.install(power_cut)
    with pytest.raises(OSError, match="power"):
        remove_now(later.office, SECRET)
    faults.install(None)
    later.reopen()
    (left,) = later.look(queries.in_bin)
    assert left.person.name not in ("", left.person.number) and verify(later.office).problems == ()
    (carried,) = later.look(queries.removals)
    assert len(carried.gone) == 1
    assert remove_now(later.office, SECRET).count == 1
    assert [len(r.gone) for r in later.look(queries.removals)] == [1, 1]


def test_a_stop_leaves_the_rest_in_the_bin(later):
    later.put_into_bin([r.person.id for r in later.due()[:3]])
    later.clock.advance(days=BIN)
    progress = CancellableProgress(
        lambda done, total, text: progress.cancel() if (done, total) == (1, 3) else None
    )
    with pytest.raises(Cancelled):
        remove_now(later.office, SECRET, progress)
    assert len(later.look(queries.in_bin)) == 1 and len(later.look(queries.removals)[0].gone) == 2


def test_nothing_goes_by_a_doubtful_clock_before_its_time_or_without_the_passphrase(later):
    later.put_into_bin([later.due()[0].person.id])
    with pytest.raises(Refused, match="ready"):
        remove_now(later.office, SECRET)
    later.clock.advance(days=BIN)
    with pytest.raises(WrongPassphrase):
        remove_now(later.office, "not this one")
    later.clock.advance(days=400)
    later.reopen()  # signed in: the newest entry is from that day
    later.clock.advance(days=-300)
    kept = backup.list_backups(later.folder)
    with pytest.raises(Refused, match="date of this computer"):
        remove_now(later.office, SECRET)
    assert len(later.look(queries.in_bin)) == 1 and backup.list_backups(later.folder) == kept


def test_both_records_of_a_merged_person_go(later):
    first, second = (r.person for r in later.due()[:2])
    with later.office.database.work(later.actor("supervisor")) as uow:
        fill(uow, second.id, cases_of(uow, second.id)[0])
        merge(uow, first.id, second.id, {"family_name": "second"}, why=f"{CANARY} is the same")
    assert "person_merge" in left_in(later)
    later.remove([first.id])
    assert left_in(later) == []
    with later.office.database.look(later.office.actor) as uow:
        assert {p.anonymised_on for p in uow.session.scalars(select(Person).where(Person.id.in_([first.id, second.id])))} == {
            later.clock.today()}  # fmt: skip


def test_others_of_the_household_keep_what_is_theirs(later):
    gone, stays = (r.person for r in later.due()[:2])
    member = {
        "name": "Teboho who stays",
        "relation": "child",
        "sex": "m",
        "birth_date": "2015-03-02",
        "joined_on": "2026-01-01",
    }
    later.do(households.add_member, gone.id, member, login="caseworker")
    later.do(households.join, gone.id, stays.id, {"relation": "sibling"}, True, login="caseworker")
    before = {m.name: m for m in later.look(households.household, stays.id, login="caseworker").members}
    assert {"Teboho who stays", gone.name, stays.name} <= set(before)
    later.remove([gone.id])
    after = {m.name: m for m in later.look(households.household, stays.id, login="caseworker").members}
    assert set(after) == (set(before) - {gone.name}) | {gone.number}
    assert after["Teboho who stays"].birth_date == before["Teboho who stays"].birth_date
    assert later.look(people.person, stays.id).name == stays.name


def test_what_is_left_can_be_looked_at_by_everybody_and_written_by_nobody(later):
    chosen = rich(later, 6)
    later.remove(chosen)
    for key in chosen:
        person = later.look(people.person, key)
        assert person.name == person.number and person.birth_date.day is None and len(person.place or "") <= 5
        for case in later.look(cases.of_person, key, login="supervisor"):
            look_at_all(later, case.id)
            with pytest.raises(Refused, match="removed on"):
                later.do(casework.reopen, case.id, {"reason": "x"}, login="supervisor")
            with pytest.raises(Refused, match="removed on"):
                later.do(casework.add_note, case.id, {"text": "x"}, login="supervisor")
        with pytest.raises(Refused, match="removed on"):
            later.do(casework.open_case, key, login="supervisor")
        assert later.look(finding.find, person.number, login="supervisor") == ()
    assert all(r.person.id not in chosen for r in later.due())


def look_at_all(later, case_id):
    later.look(summary, case_id, login="supervisor")
    later.look(timeline, case_id, login="supervisor")
    with later.office.database.look(later.actor("counsellor")) as uow:
        uow.sealer = Sealer({"mhpss": bytes(32)})  # any key: nothing is left to open
        assert screenings(uow, case_id) == () and goals(uow, case_id) == ()
        for row in sessions(uow, case_id):
            assert not session(uow, row.id).notes


def test_the_certificate_names_numbers_staff_and_backups_but_nobody(later):
    rows = later.due()[:2]
    names = {word for r in rows for word in r.person.name.split()}
    done = later.remove([r.person.id for r in rows])
    pdf = later.do(certificate_pdf, done.removal_id)
    told = words(pdf)
    assert all(r.person.number in told for r in rows) and not any(name in told for name in names)
    assert later.office.actor.name in told and later.actor("supervisor").name in told
    (carried,) = later.look(queries.removals)
    assert carried.backups >= 1 and carried.backups_until > later.clock.today()
    assert f"{carried.backups_until.year}" in told
