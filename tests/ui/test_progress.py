"""Long work in sight: a bar after a second, a way to stop after three, nothing left behind."""

import gc
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from caseapp.core.errors import UserError
from caseapp.ui import progress
from caseapp.ui.collector import DUE, Collector
from caseapp.ui.progress import ProgressSheet, left_words, run


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(progress, "BAR_AFTER", 20)
    monkeypatch.setattr(progress, "CANCEL_AFTER", 60)


def sheets(window):
    return [s for s in window.findChildren(ProgressSheet) if s.isVisible()]


def test_quick_work_shows_nothing(window, threaded, qtbot):
    told = []
    run(threaded, window, "Counting", lambda p: 7, done=told.append)
    qtbot.waitUntil(lambda: told == [7])
    assert sheets(window) == []


def test_long_work_shows_its_bar_and_can_be_stopped(window, threaded, qtbot, quick):
    told, go_on = [], threading.Event()

    def work(p):
        for step in range(10**9):
            p.step(min(step, 99), 100, "Page 3")
            go_on.wait(0.001)

    run(threaded, window, "Backing up", work, done=told.append, failed=told.append)
    qtbot.waitUntil(lambda: bool(sheets(window)) and sheets(window)[0].stop.isVisible())
    sheet = sheets(window)[0]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()  # a running job is never out of sight
    assert sheet.bar.maximum() == 100
    assert sheet.text.text() == "Page 3"
    sheet.stop.click()
    qtbot.waitUntil(threaded.at_rest)
    qtbot.waitUntil(lambda: not sheets(window))
    assert told == []


def test_a_service_on_many_records_is_stopped_between_two_of_them(window, threaded, qtbot, quick):
    told, go_on = [], threading.Event()

    def service(uow, of):
        for step in range(10**9):
            uow.progress.step(min(step, 99), of, "Case 3")
            go_on.wait(0.001)

    progress.write(
        threaded, window, "Reassign", service, 100, done=told.append, stopped=lambda: told.append("stopped")
    )
    qtbot.waitUntil(lambda: bool(sheets(window)) and sheets(window)[0].stop.isVisible())
    assert sheets(window)[0].text.text() == "Case 3"
    sheets(window)[0].stop.click()
    qtbot.waitUntil(threaded.at_rest)
    qtbot.waitUntil(lambda: not sheets(window))
    assert told == ["stopped"]


def test_a_failure_closes_the_bar_and_is_told(window, threaded, qtbot, quick):
    told, gate = [], threading.Event()

    def work(p):
        gate.wait(10)
        raise UserError("The stick is full.")

    run(threaded, window, "Backing up", work, done=told.append, failed=lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: bool(sheets(window)))
    gate.set()
    qtbot.waitUntil(lambda: told == ["The stick is full."])
    qtbot.waitUntil(lambda: not sheets(window))


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (0, 5, ""),
        (50, 5, "about 5 seconds left"),
        (25, 60, "about 3 minutes left"),
        (100, 5, ""),
        (99, 0.1, "about 1 second left"),
    ],
)
def test_the_time_left_is_a_rough_word(done, seconds, said):
    assert left_words(done, 100, seconds) == said


def test_what_the_program_is_made_of_is_never_looked_through(qapp):
    """A full look through the modules alone takes longer than a window may stand still."""
    kept = [[] for _n in range(300_000)]
    collector = Collector()
    try:
        assert gc.get_freeze_count() > len(kept)
        assert gc.get_count()[0] < len(kept)
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0


def test_memory_is_cleaned_in_this_thread_only(qapp):
    was_on = gc.isenabled()
    collector = Collector()
    try:
        assert not gc.isenabled()
        gc.collect()
        cycles = [[] for _n in range(DUE[0] + 100)]
        for one in cycles:
            one.append(one)
        cycles.clear()
        assert collector.collect() >= 0
        assert collector.collect() == -1
    finally:
        collector.stop()
    assert gc.isenabled() is was_on
