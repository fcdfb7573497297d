"""A page never waits for a number: what nobody waits for any more is ended, and what may wait gives way."""

import threading
import time

import pytest
from sqlalchemy import select, text

from caseapp.core.errors import Cancelled
from caseapp.features.people.models import Person
from caseapp.ui.tasks import Tasks

ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
SOON = 5  # seconds; the endless question takes for ever


@pytest.fixture
def tasks(qapp, database, caseworker):
    made = Tasks(database, caseworker)
    yield made
    made.finish()


@pytest.fixture
def counting(tasks):
    """A count of a list that would never end; how often it was begun, and what is true once it may end."""

    class Counting:
        def __init__(self):
            self.begun, self.enough, self.ends = [], False, []
            self.started = threading.Event()

        def __call__(self, uow):
            self.begun.append(threading.current_thread().name)
            self.started.set()
            return len(self.begun) if self.enough else uow.session.scalar(ENDLESS)

        def ask(self, key="count", **how):
            self.started.clear()
            tasks.latest(key, self, done=self.ends.append, **how)
            assert self.started.wait(SOON)

    return Counting()


def test_a_page_does_not_wait_for_a_count_and_the_count_comes_afterwards(qtbot, tasks, counting):
    counting.ask(may_wait=True)
    shown = []
    tasks.read(lambda uow: uow.session.scalars(select(Person.id)).all(), done=shown.append)
    counting.enough = True
    qtbot.waitUntil(lambda: bool(counting.ends), timeout=SOON * 1000)
    assert shown == [[]]
    assert counting.ends == [2], "it was asked again, once"
    assert tasks.at_rest()


def test_questions_asked_together_do_not_wait_for_a_count_either(qtbot, tasks, counting):
    counting.ask(may_wait=True)
    shown = []
    with tasks.together():
        tasks.read(lambda uow: "first", done=shown.append)
        tasks.read(lambda uow: "second", done=shown.append)
    counting.enough = True
    qtbot.waitUntil(lambda: bool(counting.ends), timeout=SOON * 1000)
    assert shown == ["first", "second"]


def test_a_count_that_waits_its_turn_gives_way_before_it_begins(qtbot, tasks, counting):
    gate, order = threading.Event(), []
    tasks.read(lambda uow: gate.wait(SOON), done=lambda _: order.append("open"))
    tasks.latest("count", lambda uow: order.append("count begun"), done=lambda _: None, may_wait=True)
    tasks.read(lambda uow: order.append("page asked"), done=lambda _: None)
    gate.set()
    qtbot.waitUntil(tasks.at_rest)
    assert [o for o in order if o != "open"] == ["page asked", "count begun"]


def test_the_newest_question_ends_the_older_one_under_way(qtbot, tasks, counting):
    counting.ask("find")
    counting.enough = True
    counting.ask("find")
    qtbot.waitUntil(tasks.at_rest, timeout=SOON * 1000)
    assert counting.ends == [2], "only the newest is answered"


def test_what_does_not_wait_is_not_ended_by_another_question(qtbot, tasks):
    gate, told, begun = threading.Event(), [], threading.Event()

    def slow(uow):
        begun.set()
        gate.wait(SOON)
        return uow.session.scalar(select(1))

    tasks.read(slow, done=told.append)
    assert begun.wait(SOON)
    tasks.read(lambda uow: uow.session.scalar(select(2)), done=told.append)
    gate.set()
    qtbot.waitUntil(tasks.at_rest)
    assert told == [1, 2]


def test_leaving_ends_what_is_under_way(tasks, counting):
    counting.ask(may_wait=True)
    began = time.monotonic()
    tasks.finish()
    assert time.monotonic() - began < SOON


def test_work_of_many_questions_stops_at_the_next_one(database, caseworker):
    with pytest.raises(Cancelled), database.look(caseworker) as uow, uow.stoppable() as stop:
        stop()
        uow.session.scalars(select(Person.id)).all()
    with database.look(caseworker) as uow:
        assert uow.session.scalars(select(Person.id)).all() == [], "the connection is as good as before"
