"""Half-typed work is on its way to the file within two seconds, and says so."""

import pytest
from PySide6.QtCore import Qt

from caseapp.core.errors import DiskFull
from caseapp.ui.drafts import KEEP_AFTER, DraftKeeper
from caseapp.ui.form import FormWidget
from tests.ui.forms import FORM


class Store:
    def __init__(self):
        self.saved, self.discarded, self.error = [], 0, None

    def save(self, values, place, title, done, failed):
        if self.error:
            failed(self.error)
        else:
            self.saved.append((values, place, title))
            done(None)

    def discard(self):
        self.discarded += 1


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def form(qtbot):
    made = FormWidget(FORM, country="KE")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def keeper(form, store, clock):
    return DraftKeeper(form, store, lambda: form.raw_values()["name"], clock)


def test_a_draft_is_kept_within_two_seconds_of_the_first_key(keeper, form, store, qtbot):
    assert KEEP_AFTER <= 2000
    qtbot.keyClicks(form.cells["name"].editor.line, "Thabo")
    assert keeper.changed
    qtbot.waitUntil(lambda: bool(store.saved), timeout=KEEP_AFTER * 3)
    values, place, title = store.saved[0]
    assert (values["name"], place["field"], title) == ("Thabo", "name", "Thabo")


def test_who_types_without_a_pause_is_kept_all_the_same(keeper, form, store, qtbot):
    qtbot.keyClicks(form.cells["name"].editor.line, "T")
    qtbot.waitUntil(lambda: keeper._soon.remainingTime() < KEEP_AFTER - 100)
    first = keeper._soon.remainingTime()
    qtbot.keyClicks(form.cells["name"].editor.line, "habo Mokoena")
    assert keeper._soon.remainingTime() <= first


def test_leaving_the_page_keeps_at_once(keeper, form, store, qtbot):
    qtbot.keyClicks(form.cells["name"].editor.line, "Th")
    form.hide()
    assert store.saved[0][0]["name"] == "Th"
    form.show()
    form.hide()
    assert len(store.saved) == 1  # nothing new, nothing written


def test_it_says_how_long_ago(keeper, form, clock, qtbot):
    told = []
    keeper.said.connect(told.append)
    qtbot.keyClicks(form.cells["name"].editor.line, "Th")
    keeper.keep()
    assert told == ["Draft saved 0 s ago."]
    clock.advance(seconds=4)
    assert keeper.status() == "Draft saved 4 s ago."
    clock.advance(minutes=3)
    assert keeper.status() == "Draft saved 3 min ago."


def test_a_full_disk_is_said_and_tried_again(keeper, form, store, qtbot):
    told = []
    keeper.said.connect(told.append)
    store.error = DiskFull("The disk is full.")
    qtbot.keyClicks(form.cells["name"].editor.line, "Th")
    keeper.keep()
    assert told == ["The draft is not saved yet: The disk is full."]
    assert keeper.changed
    store.error = None
    qtbot.waitUntil(lambda: bool(store.saved), timeout=KEEP_AFTER * 3)


def test_a_draft_is_resumed_at_the_same_field(keeper, form, qtbot):
    keeper.resume({"name": "Thabo", "children": "3"}, {"section": "return", "field": "children", "cursor": 1})
    assert form.raw_values()["children"] == "3"
    assert form.current_section() == "return"
    assert form.cells["children"].editor.line.hasFocus()
    assert not keeper.changed  # resuming is no typing


def test_saving_the_form_forgets_the_draft(keeper, form, store, qtbot):
    qtbot.keyClicks(form.cells["name"].editor.line, "Th")
    keeper.keep()
    keeper.discard()
    assert (store.discarded, keeper.status(), keeper.changed) == (1, "", False)
    qtbot.keyClick(form.cells["name"].editor.line, Qt.Key.Key_X)
    assert keeper.changed
