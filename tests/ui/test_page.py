"""Screens: asked again when what they watch changes, and honest while they wait or cannot."""

import threading

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from caseapp.core.errors import PermissionDenied, UserError
from caseapp.core.events import Change, Changes
from caseapp.ui.page import Context, Page, Watching, empty
from caseapp.ui.tabs import Tabs
from caseapp.ui.widgets import State, button, label


class People(Page):
    title = "People"
    watches = frozenset({"person"})

    def __init__(self, ctx, query=lambda uow: "23 people"):
        super().__init__(ctx)
        self.query, self.asked = query, 0
        self.words = label("")
        self.body.addWidget(self.words)

    def refresh(self):
        self.asked += 1
        self.read(self.query, done=self.words.setText)


def changed(entity):
    return Changes(frozenset({Change(entity, "1", "updated")}))


def states(page):
    return [state for state in page.findChildren(State) if state.isVisible()]


@pytest.fixture
def page(kit, qtbot):
    made = People(kit)
    qtbot.addWidget(made)
    made.resize(900, 500)
    return made


def test_a_page_asks_when_it_is_first_seen(page):
    assert page.asked == 0
    page.show()
    assert page.asked == 1
    assert page.words.text() == "23 people"


def test_what_changes_in_sight_is_shown_at_once(page, desk, qtbot):
    page.show()
    desk.bus.publish(changed("case"))
    desk.bus.publish(changed("person"))
    qtbot.waitUntil(lambda: page.asked == 2)


def test_what_changed_while_hidden_is_asked_once_on_coming_back(page, desk, qtbot):
    page.show()
    page.hide()
    for _time in range(3):
        desk.bus.publish(changed("person"))
    assert page.asked == 1
    page.show()
    assert page.asked == 2


def test_a_reading_that_takes_long_says_so_and_then_shows(qtbot, kit, threaded):
    gate = threading.Event()
    kit.tasks = threaded
    page = People(kit, lambda uow: gate.wait(10) and "late")
    qtbot.addWidget(page)
    page.show()
    assert states(page) == []  # no flicker for what is quick
    qtbot.waitUntil(lambda: bool(states(page)))
    assert "One moment" in {words.text() for words in states(page)[0].findChildren(QLabel)}
    gate.set()
    qtbot.waitUntil(lambda: page.words.text() == "late")
    assert states(page) == []


def test_no_permission_is_said_in_the_page(qtbot, kit):
    def refuse(uow):
        raise PermissionDenied("Your role does not allow this.")

    page = People(kit, refuse)
    qtbot.addWidget(page)
    page.show()
    words = {w.text() for w in states(page)[0].findChildren(QLabel)}
    assert {"Not for your role", "Your role does not allow this."} <= words
    assert kit.dialogs.errors == []


def test_a_failed_first_reading_offers_to_try_again(qtbot, kit):
    tries = []

    def fail_once(uow):
        tries.append(1)
        if len(tries) == 1:
            raise UserError("The disk could not be read.")
        return "23 people"

    page = People(kit, fail_once)
    qtbot.addWidget(page)
    page.show()
    again = states(page)[0].findChild(QPushButton)
    again.click()
    assert page.words.text() == "23 people"
    assert states(page) == []


def test_a_later_failure_leaves_what_is_shown(page, kit):
    page.show()

    def fail(uow):
        raise UserError("The disk could not be read.")

    page.query = fail
    page.refresh()
    assert page.words.isVisible()
    assert [str(error) for error in kit.dialogs.errors] == ["The disk could not be read."]


def test_an_empty_page_says_what_to_do_until_there_is_something(page):
    page.show()
    page.show_state(empty("users", "Nobody yet", "Register the first person.", button("Register")))
    page.read(lambda uow: "one", done=lambda answer: None)
    assert len(states(page)) == 1  # what the page chose stays until the page says otherwise
    page.show_content()
    assert states(page) == []
    assert page.words.isVisible()


def test_a_low_window_scrolls_the_page_and_hides_nothing(page, qtbot):
    tall = QWidget()
    tall.setMinimumHeight(900)
    page.body.addWidget(tall)
    page.resize(900, 400)
    page.show()
    area = page._views.widget(0)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert page.heading.isVisible()
    assert page.minimumSizeHint().height() < 400


def test_numbers_go_to_the_tabs_in_sight(page):
    tabs = Tabs("Case")
    for code in ("one", "two"):
        tabs.add(code, code, QLabel)
    page.body.addWidget(tabs)
    page.show()
    page.go_section(2)
    assert tabs.current() == "two"


def test_the_answer_for_a_closed_page_is_dropped(qtbot, kit, threaded):
    from shiboken6 import delete

    gate = threading.Event()
    kit.tasks = threaded
    page = People(kit, lambda uow: gate.wait(10) and "late")
    told = []
    page.words.setText = told.append
    page.refresh()
    delete(page)
    gate.set()
    qtbot.waitUntil(threaded.at_rest)
    assert told == []


def test_watching_needs_a_refresh(kit, qtbot):
    part = Watching(kit)
    qtbot.addWidget(part)
    with pytest.raises(NotImplementedError):
        part.refresh()


def test_a_context_greys_out_by_permission(kit):
    from caseapp.core.permissions import Permission

    assert isinstance(kit, Context)
    assert kit.currency == "LSL"
    assert not kit.can(Permission.EXPORT)
