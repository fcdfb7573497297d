"""What is done behind the sign-in window: code is loaded and statements are learnt, and nothing of it meets an office."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

from caseapp.app import rehearsal
from caseapp.app.rehearsal import Rehearsal
from caseapp.data.uow import Database
from caseapp.features.supervision.queries import my_day
from tests.conftest import KEY, OFFICE
from tests.conventions.tree import ROOT

PAPERS = ("reportlab", "PIL", "segno", "uharfbuzz", "pikepdf", "pypdfium2")


def my_day_of(gates, path, actor, clock):
    """My day in a real office behind these gates, and how often SQLAlchemy knew the statement."""
    writer, reader = (gate.open(path, KEY) for gate in gates)
    known = []
    event.listen(reader, "after_cursor_execute", lambda *told: known.append(told[4].cache_hit), named=False)
    with Database(writer, reader, None, OFFICE, clock).look(actor) as uow:
        day = my_day(uow)
    for engine in (writer, reader):
        engine.dispose()
    return day, sum(hit is CacheStats.CACHE_HIT for hit in known) / len(known)


@pytest.fixture
def path(database, make_case):
    make_case()
    database.write_engine.dispose()
    database.read_engine.dispose()
    return Path(database_file(database))


def database_file(database):
    with database.read_engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA database_list").fetchone()[2]


def test_the_first_page_knows_its_statements_and_shows_the_office_alone(path, actors, clock):
    learnt = Rehearsal()
    learnt.run()
    assert not learnt.running
    day, known = my_day_of(learnt.take(), path, actors["caseworker"], clock)
    assert sum(day.by_risk.values()) == 1  # the case that was made; the rehearsal saw none
    assert known > 0.6
    again, unknown = my_day_of(learnt.take(), path, actors["caseworker"], clock)
    assert again == day and unknown < known - 0.15, "gates are given once"


def test_nobody_waits_for_a_rehearsal(path, actors, clock, monkeypatch):
    asked, go_on = threading.Event(), threading.Event()

    def slow(uow):
        asked.set()
        go_on.wait(5)

    monkeypatch.setattr(rehearsal, "QUESTIONS", (slow,))
    learning = Rehearsal()
    thread = threading.Thread(target=learning.run)
    thread.start()
    assert asked.wait(5)
    day, _known = my_day_of(learning.take(), path, actors["caseworker"], clock)
    assert sum(day.by_risk.values()) == 1
    go_on.set()
    thread.join(5)
    assert not learning.running


def test_a_rehearsal_that_comes_too_late_leaves_the_gates_alone(path, actors, clock):
    late = Rehearsal()
    gates = late.take()
    late.run()
    day, _known = my_day_of(gates, path, actors["caseworker"], clock)
    assert sum(day.by_risk.values()) == 1


def test_screens_are_loaded_without_the_libraries_of_papers():
    script = f"""
import sys
from caseapp.app.ahead import load_ahead
load_ahead()
print("caseapp.features.supervision.pages" in sys.modules, [name for name in {PAPERS} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split(maxsplit=1) == ["True", "[]\n"]
