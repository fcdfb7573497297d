"""The window: pages with back and forward, keys that work wherever one types, nothing out of sight on a small screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from caseapp.ui.keys import KEYS, NATIVE
from caseapp.ui.page import Page
from caseapp.ui.palette import FindPalette, Hit
from caseapp.ui.shell import Entry, MainWindow
from caseapp.ui.theme import theme

ENTRIES = [
    Entry("my-day", "My day", "sun"), Entry("people", "People", "users"), Entry("caseload", "Caseload", "gauge", "office"),
    Entry("settings", "Settings", "settings", "foot"),
]  # fmt: skip


class Place(Page):
    def __init__(self, ctx, code):
        super().__init__(ctx)
        self.code, self.args, self.seen, self.sections = code, {}, 0, []
        self.heading.setText(code)
        self.line = QLineEdit()
        self.line.setAccessibleName("Filter")
        self.body.addWidget(self.line)

    def arrive(self, **args):
        self.args = args

    def place_name(self):
        return self.args

    def refresh(self):
        self.seen += 1

    def go_section(self, number):
        self.sections.append(number)


@pytest.fixture
def window(qtbot, kit):
    made = MainWindow(
        office="Mokhotlong field office", detail="Lesotho · LSL", who="Palesa Mohale · Caseworker", entries=ENTRIES,
        make_page=lambda code: Place(kit, code), may_find=True, may_register=True,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.heard = []
    made.key.connect(made.heard.append)
    made.resize(1366, 768)
    made.go("my-day")
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def press(window, sequence):
    """A key as it comes from the keyboard: to whatever has the focus."""
    from PySide6.QtGui import QKeySequence

    typed = QKeySequence(sequence)[0]
    QTest.keyClick(QApplication.focusWidget() or window, typed.key(), typed.keyboardModifiers())


def test_pages_are_made_once_and_told_where_to_go(window):
    window.go("case", case_id="7")
    first = window.page()
    window.go("my-day")
    window.go("case", case_id="8")
    assert window.page() is first
    assert first.args == {"case_id": "8"}


def test_back_and_forward(window):
    window.go("case", case_id="7")
    window.go("case", case_id="8")
    window.back()
    assert (window.current, window.page().args) == ("case", {"case_id": "7"})
    window.back()
    window.back()
    assert window.current == "my-day"
    window.forward()
    assert (window.current, window.page().args) == ("case", {"case_id": "7"})
    window.go("people")
    window.forward()
    assert window.current == "people"


def test_navigation_opens_pages_and_marks_where_one_is(window, qtbot):
    qtbot.mouseClick(window.navigation.buttons["people"], Qt.MouseButton.LeftButton)
    assert window.current == "people"
    assert [code for code, made in window.navigation.buttons.items() if made.isChecked()] == ["people"]


def test_what_waits_is_said_in_numbers_and_words(window):
    window.set_badges({"my-day": 3, "people": 0, "nowhere": 9, "caseload": 1234})
    names = {code: made.accessibleName() for code, made in window.navigation.buttons.items()}
    assert names["my-day"] == "My day, 3"
    assert names["people"] == "People"
    assert not window.navigation.grab().isNull()


SENT_ON = sorted({k.code for k in KEYS} - NATIVE - {"back", "forward", "larger", "smaller", "blur", "refresh"}
                 - {f"section{n}" for n in range(1, 10)})  # fmt: skip


@pytest.mark.parametrize("code", SENT_ON)
def test_every_key_is_heard_while_one_types(window, code):
    window.page().line.setFocus()
    for sequence in next(k for k in KEYS if k.code == code).keys:
        window.heard.clear()
        press(window, sequence)
        assert window.heard == [code], sequence


def test_the_keys_of_the_window_itself(window):
    window.go("people")
    window.page().line.setFocus()
    press(window, "Alt+Left")
    assert window.current == "my-day"
    press(window, "Alt+Right")
    assert window.current == "people"
    seen = window.page().seen
    press(window, "F5")
    assert window.page().seen == seen + 1
    press(window, "Ctrl+3")
    assert window.page().sections == [3]
    press(window, "Ctrl++")
    assert theme().scale == 110
    press(window, "Ctrl+-")
    press(window, "Ctrl+-")
    assert theme().scale == 90


def test_the_page_can_be_hidden_from_other_eyes(window):
    clear = window.stack.grab().toImage()
    press(window, "F12")
    assert window.stack.graphicsEffect() is not None
    press(window, "F12")
    assert window.stack.graphicsEffect() is None
    assert window.stack.grab().toImage() == clear


def test_a_narrow_window_keeps_icons_only(window, qtbot):
    assert window.navigation.width() == 196
    window.resize(1024, 560)
    qtbot.waitUntil(lambda: window.navigation.width() == 56)
    button = window.navigation.buttons["people"]
    assert (button.text(), button.toolTip(), button.accessibleName()) == ("", "People", "People")
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.navigation.width() == 196)
    assert button.text() == "People"


def test_a_toast_offers_to_undo(window, qtbot):
    undone = []
    window.toast.say("Follow-up moved to Thu 19.", lambda: undone.append(1))
    assert window.toast.isVisible()
    assert window.rect().contains(window.toast.geometry())
    window.toast.undo.click()
    assert undone == [1]
    assert not window.toast.isVisible()
    window.toast.say("Saved.")
    assert not window.toast.undo.isVisible()


def test_a_long_toast_stays_inside(window):
    window.resize(1024, 560)
    window.toast.say("x" * 400)
    assert window.rect().contains(window.toast.geometry())


def test_the_status_is_honest(window):
    window.say_status("No backup for 9 days", "bad")
    assert window.top.status.text() == "No backup for 9 days"
    assert window.top.dot.property("tone") == "bad"


def test_no_name_in_the_title(window):
    assert window.windowTitle() == "caseapp"


def test_a_demo_office_has_a_frame_and_the_word(qtbot, kit):
    made = MainWindow(
        office="Demo", detail="Lesotho", who="", entries=ENTRIES, make_page=lambda code: Place(kit, code), may_find=False,
        may_register=False, demo=True,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.go("my-day")
    made.show()
    assert made.findChild(QWidget, "demo") is not None
    assert "DEMO" in made.navigation.detail.text()
    assert not made.top.search.isVisible()
    assert not made.top.register_button.isVisible()


# --- the find box


@pytest.fixture
def palette(window):
    hits = [
        Hit(
            "Maxamed Nuur Cali",
            "man, about 41",
            "name sounds like what you typed",
            "Medium risk",
            "warn",
            data="1",
        ),
        Hit("<b>Mohamed</b>", "man, 29", "case closed", data="2"),
    ]
    made = FindPalette(
        window, lambda text, answer: answer(hits if text else (), "84,210 people · 4 ms" if text else "")
    )
    made.heard = []
    made.opened.connect(lambda data: made.heard.append(("open", data)))
    made.other.connect(lambda data: made.heard.append(("other", data)))
    made.open()
    return made


def test_typing_finds_and_enter_opens(palette, qtbot):
    small = palette.sheet.height()
    qtbot.keyClicks(palette.line, "moh")
    assert palette.list.count() == 2
    assert palette.sheet.height() > small
    assert palette.heard == []
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.heard == [("open", "2")]
    assert not palette.isVisible()
    assert palette.line.text() == ""  # nothing of the search stays behind


def test_ctrl_enter_does_the_other_thing(palette, qtbot):
    qtbot.keyClicks(palette.line, "moh")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert palette.heard == [("other", "1")]


def test_esc_or_a_click_outside_goes_away(palette, qtbot):
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    palette.open()
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()


def test_hits_are_read_out_and_painted_as_they_are(palette, qtbot):
    qtbot.keyClicks(palette.line, "moh")
    said = palette.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("<b>Mohamed</b>, man, 29")
    assert not palette.grab().isNull()
    assert "84,210 people · 4 ms" in {words.text() for words in palette.findChildren(QLabel)}


def test_the_box_stays_inside_a_small_window(window, palette, qtbot):
    many = [Hit(f"Person {n}", "", "", data=n) for n in range(40)]
    window.resize(1024, 560)
    palette._search = lambda text, answer: answer(many, "")
    palette.open()
    assert palette.rect().contains(palette.sheet.geometry())
    assert palette.list.verticalScrollBar().maximum() > 0


def test_the_first_page_asks_once_when_it_knows_what_for(window):
    assert window.page().seen == 1
