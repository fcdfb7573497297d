"""Nobody there: a warning, then the lock; also when the lid was closed."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from caseapp.ui.lock import IdleWatch, SessionWatch


@pytest.fixture
def watch(qapp, clock):
    made = IdleWatch(clock, minutes=10)
    made.told = []
    made.warned.connect(lambda left: made.told.append(left))
    made.awake.connect(lambda: made.told.append("awake"))
    made.locked.connect(lambda: made.told.append("locked"))
    made.start()
    yield made
    made.stop()


def pass_seconds(watch, clock, seconds):
    for _second in range(seconds):
        clock.advance(seconds=1)
        watch.tick()


def test_the_last_half_minute_is_counted_and_then_it_locks(watch, clock):
    pass_seconds(watch, clock, 569)
    assert watch.told == []
    pass_seconds(watch, clock, 31)
    assert watch.told == [*range(30, 0, -1), "locked"]


def test_a_key_in_any_window_begins_anew(watch, clock, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    watch.tick()
    pass_seconds(watch, clock, 585)
    assert watch.told[-1] == 15
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert watch.told[-1] == "awake"
    pass_seconds(watch, clock, 500)
    assert watch.told[-1] == "awake"


def test_a_computer_that_slept_locks_at_once(watch, clock):
    pass_seconds(watch, clock, 5)
    clock.set(clock.now().replace(hour=9))  # the wall clock went on, the program did not
    watch.tick()
    assert watch.told == ["locked"]


def test_a_locked_program_does_not_count(watch, clock):
    watch.stop()
    assert not watch._timer.isActive()
    watch.start()
    assert watch._timer.isActive()


def test_the_time_is_the_offices_choice(qapp, clock):
    short, locked = IdleWatch(clock, minutes=1), []
    short.locked.connect(lambda: locked.append(1))
    short.start()
    pass_seconds(short, clock, 60)
    assert locked == [1]


def test_the_desktop_locking_locks_us(qapp):
    desk, told = SessionWatch(), []
    desk.locked.connect(lambda: told.append(1))
    desk.on_change(False)
    desk.on_change(True)
    assert told == [1]


@pytest.mark.skipif(sys.platform != "linux", reason="the bus of Linux desktops")
def test_qt_finds_the_slot_that_the_bus_calls(qapp):
    from caseapp.ui.lock import _ON_CHANGE

    names = [
        SessionWatch.staticMetaObject.method(i).methodSignature()
        for i in range(SessionWatch.staticMetaObject.methodCount())
    ]
    assert _ON_CHANGE[1:] in [bytes(name.data()).decode() for name in names]
