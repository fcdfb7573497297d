"""Work happens elsewhere, answers come here, in order, and only where somebody still waits for them."""

import threading
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from shiboken6 import delete

from caseapp.core.errors import UserError
from caseapp.ui.tasks import BUSY_AFTER
from tests.watching import longest_of, watched


def here():
    return threading.current_thread() is threading.main_thread()


def test_queries_run_elsewhere_and_answer_here(qtbot, threaded, desk):
    told = []
    threaded.read(lambda uow, a, b=0: a + b, 2, b=3, done=lambda answer: told.append((answer, here())))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(5, True)]
    assert desk.threads[0].startswith("db-read")


def test_questions_asked_together_are_answered_together_each_with_its_own_luck(qtbot, threaded):
    told, gate = [], threading.Event()

    def wrong(uow):
        raise UserError("No.")

    with threaded.together():
        threaded.read(lambda uow: "first", done=told.append)
        threaded.read(wrong, done=told.append, failed=lambda error: told.append(str(error)))
        threaded.read(lambda uow: gate.wait(5) and "last", done=told.append)
        assert not told
    QTimer.singleShot(30, gate.set)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["first", "No.", "last"], "the first answer waited for the last"
    assert threaded.at_rest()


def test_what_is_asked_together_at_the_very_end_is_not_asked_any_more(threaded):
    asked = []
    with threaded.together():
        threaded.read(asked.append, done=asked.append)
        threaded.finish()
    assert not asked


def test_writes_keep_their_order_and_carry_their_reason(qtbot, threaded, desk):
    told = []
    for number in range(20):
        threaded.write(lambda uow, n: n, number, done=told.append, reason=f"because {number}")
    qtbot.waitUntil(lambda: len(told) == 20)
    assert told == list(range(20))
    assert desk.reasons == [f"because {n}" for n in range(20)]
    assert {name[:8] for name in desk.threads} == {"db-write"}


def test_an_answer_for_a_widget_that_is_gone_is_dropped(qtbot, threaded):
    owner, gate, told = QObject(), threading.Event(), []
    threaded.read(lambda uow: gate.wait(5), done=lambda answer: told.append("gone"), owner=owner)
    threaded.read(lambda uow: None, done=lambda answer: told.append("here"))
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["here"]


def test_only_the_newest_question_under_a_key_is_answered(qtbot, threaded):
    gate, asked, told = threading.Event(), [], []

    def search(uow, text):
        asked.append(text)
        gate.wait(5)
        return text

    for text in ("m", "mo", "moh"):
        threaded.latest("find", search, text, done=told.append)
    threaded.latest("other", lambda uow: "other", done=told.append)
    gate.set()
    qtbot.waitUntil(threaded.at_rest)
    assert told == ["moh", "other"]
    assert "mo" not in asked  # what nobody waits for is not even asked


def test_failures_go_to_the_caller_or_to_everybody(qtbot, threaded):
    def fail(uow):
        raise UserError("The disk is full.")

    own, all_told = [], []
    threaded.problem.connect(all_told.append)
    threaded.read(fail, done=own.append, failed=lambda error: own.append(str(error)))
    threaded.write(fail, done=own.append)
    qtbot.waitUntil(threaded.at_rest)
    assert own == ["The disk is full."]
    assert [str(error) for error in all_told] == ["The disk is full."]


def test_heavy_work_tells_how_far_it_is_and_stops_when_asked(qtbot, threaded):
    steps, ends, started = [], [], threading.Event()

    def work(progress):
        for number in range(10**9):
            progress.step(number, 10**9, "counting")
            started.set()

    running = threaded.heavy(
        work,
        done=ends.append,
        told=lambda done, total, text: steps.append((here(), text)),
        stopped=lambda: ends.append("stopped"),
    )
    assert started.wait(5)
    running.cancel()
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == ["stopped"]
    assert set(steps) <= {(True, "counting")}


def test_the_window_is_never_blocked_by_slow_work(qtbot, threaded):
    """While threads compute, no gap between two turns of the event loop is longer than 100 ms."""

    def computing():
        done = []
        threaded.read(lambda uow: sum(i * i for i in range(8_000_000)), done=done.append)
        threaded.heavy(lambda progress: sum(i % 7 for i in range(12_000_000)), done=done.append)
        qtbot.waitUntil(lambda: len(done) == 2, timeout=60_000)

    assert longest_of(computing, 100) <= 100


@pytest.mark.parametrize(
    "stand", [lambda: sum(i * i for i in range(4_000_000)), lambda: threading.Event().wait(0.2)]
)
def test_the_watchdog_sees_this_thread_computing_and_waiting(qtbot, stand):
    with watched() as dog:
        QTimer.singleShot(20, stand)
        qtbot.waitUntil(lambda: dog.longest > 100)


def test_the_cursor_says_that_work_goes_on(qtbot, threaded):
    gate = threading.Event()
    threaded.read(lambda uow: gate.wait(10), done=lambda answer: None)
    assert QGuiApplication.overrideCursor() is None
    qtbot.waitUntil(lambda: QGuiApplication.overrideCursor() is not None, timeout=BUSY_AFTER * 10)
    assert QGuiApplication.overrideCursor().shape() == Qt.CursorShape.BusyCursor
    gate.set()
    qtbot.waitUntil(lambda: QGuiApplication.overrideCursor() is None)


def test_threads_never_hold_what_belongs_to_the_window(qtbot, threaded):
    """A widget that dies in a database thread takes Qt down with it: threads know jobs by number only."""
    held = []

    class Spy(Future):
        def add_done_callback(self, fn):
            held.extend(cell.cell_contents for cell in fn.__closure__ or ())
            super().add_done_callback(fn)

    class Pool:
        def submit(self, work):
            future = Spy()
            future.set_result(None)
            return future

        ask = submit

        def shutdown(self, **how):
            pass

    threaded._reader = Pool()
    threaded.read(lambda uow: None, done=lambda answer: None, owner=QObject())
    assert all(thing is threaded or isinstance(thing, int) for thing in held)
    assert held


@pytest.mark.parametrize("kind", ["read", "write"])
def test_in_tests_everything_happens_at_once(kit, kind):
    told = []
    getattr(kit.tasks, kind)(lambda uow: 7, done=told.append)
    assert told == [7]
