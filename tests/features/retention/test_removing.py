"""Nothing of the person is left anywhere: no table, no page of the file, no backup made since. The figures stay."""

import shutil
from contextlib import closing
from datetime import date

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseapp.core.errors import Refused
from caseapp.data import backup, drafts, engine
from caseapp.data.backup import unpack
from caseapp.features.office.models import BulkAction
from caseapp.features.people.models import DuplicatePair, Person
from caseapp.features.reports.counting import count
from caseapp.features.reports.kinds import KINDS, build
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.periods import Period
from caseapp.features.retention.removing import remove_now
from tests.demo.conftest import SECRET
from tests.features.retention.filling import CANARY, fill
from tests.features.retention.offices import BIN, left_in, rich


def test_no_word_of_a_full_record_is_left_anywhere(later, tmp_path):
    row = later.due()[0]
    with later.office.database.work(later.office.actor) as uow:
        filled = fill(uow, row.person.id, row.case_id)
    assert len(filled) > 40 and {*filled, "search_person", "search_word"} <= set(left_in(later))
    done = later.remove([row.person.id])
    assert (done.count, done.left) == (1, ())
    assert left_in(later) == []


WHOLE = Period(date(2015, 1, 1), date(2040, 12, 31))


def measured(later):
    """Every measure over all time, cell by cell."""
    return {code: later.look(count, code, WHOLE, login="supervisor") for code in MEASURES}


def told(later):
    """Every number of every report but those on what records lack."""
    numbers = {}
    for code in KINDS:
        if code != "quality":
            report = later.look(build, code, WHOLE, login="supervisor")
            for at, table in enumerate(report.tables()):
                rows = [[v for v in row if isinstance(v, int | float)] for row in table.values()]
                numbers[code, at] = sorted(map(str, rows))
    return numbers


def test_the_figures_are_the_same_before_in_the_bin_and_after(later):
    people = [*rich(later, 12), *(r.person.id for r in later.due()[:40])]
    before, reports = measured(later), told(later)
    assert sum(cube.headline for cube in before.values()) > 500
    later.put_into_bin(dict.fromkeys(people))
    assert measured(later) == before
    later.clock.advance(days=BIN)
    assert remove_now(later.office, SECRET).left == ()
    after, later_reports = measured(later), told(later)
    assert {code for code in before if before[code] != after[code]} == set()
    assert {key for key in reports if reports[key] != later_reports[key]} == set()


def opened_pages(folder, dek):
    """Every page of the data file as it lies there, deciphered: free ones and what is left between records too."""
    raw = (folder / "office.db").read_bytes()
    with closing(engine.raw_connect(folder / "office.db", dek, write=False)) as connection:
        size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    reserve = 80  # SQLCipher 4: the vector, then the MAC
    for at in range(0, len(raw), size):
        page = raw[at : at + size]
        begin = 16 if at == 0 else 0  # the first page begins with the salt
        cipher = Cipher(algorithms.AES(bytes(dek)), modes.CBC(page[-reserve : -reserve + 16])).decryptor()
        yield cipher.update(page[begin:-reserve]) + cipher.finalize()


def test_no_page_of_the_file_and_no_backup_made_since_holds_it(later, tmp_path):
    row = later.due()[0]
    with later.office.database.work(later.office.actor) as uow:
        fill(uow, row.person.id, row.case_id)
    with later.office.database.write_engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # samples of names and phones, which the planner keeps
    later.reopen()
    dek = bytes(later.office.ring.dek)
    later.remove([row.person.id])
    assert len(list(opened_pages(later.folder, dek))) > 100
    assert not any(CANARY.lower().encode() in page.lower() for page in opened_pages(later.folder, dek))
    assert CANARY.encode() not in (later.folder / "office.db-wal").read_bytes()
    made = backup.make_backup(later.folder, later.office.ring, reason="asked", clock=later.clock)
    unpack(made.path, tmp_path / "copy.db", later.office.ring)
    shutil.copy(tmp_path / "copy.db", later.folder / "copy.db")
    assert left_in(later, "copy.db") == []
    before = next(b for b in backup.list_backups(later.folder) if b.reason == "before-removal")
    unpack(before.path, later.folder / "old.db", later.office.ring)
    assert left_in(later, "old.db") != []  # what the certificate says of it is true


def test_drafts_and_refusals_that_name_the_person_go_too(later):
    row = later.due()[0]
    with later.office.database.work(later.office.actor) as uow:
        fill(uow, row.person.id, row.case_id)
        name = uow.get(Person, row.person.id)
        words = f"{name.given_name} {name.family_name}"
    later.do(drafts.save, "case-note", row.case_id, {"text": f"{CANARY} half typed"}, {}, title=CANARY)
    later.do(drafts.save, "case-note", "another", {"text": "of somebody else"}, {})
    with pytest.raises(Refused), later.office.database.work(later.actor("supervisor")):
        raise Refused(f"{words} has this already.", "person.register")
    touched = [["case_note", row.case_id, "update", {"text": [CANARY, None]}]]
    kept = [[row.case_id, f"{CANARY} of them", touched], ["another", "Somebody else", []]]
    bulk = later.do(lambda uow: uow.add(BulkAction(action="x", done_by="x", done_at=uow.now, rows=kept)).id)
    pair = {"first_id": row.person.id, "second_id": "another", "probability": 0.9, "reasons": [CANARY]}
    later.do(lambda uow: uow.session.add(DuplicatePair(**pair)))
    assert {"draft", "journal", "bulk_action", "duplicate_pair"} <= set(left_in(later))
    later.remove([row.person.id])
    assert left_in(later) == []
    assert later.look(lambda uow: uow.get(BulkAction, bulk).rows) == [["another", "Somebody else", []]]
    assert [d.values for d in later.look(drafts.mine)] == [{"text": "of somebody else"}]
