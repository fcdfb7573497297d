"""The small pieces: what people typed is shown as it is, and everything works with the keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu

from caseapp.ui.banner import Avatar, Banner
from caseapp.ui.flow import Flow
from caseapp.ui.line import Line, Muted, Strong, Tag
from caseapp.ui.lists import Rows
from caseapp.ui.sections import SectionList
from caseapp.ui.tabs import Tabs
from caseapp.ui.timeline import Happened, Timeline
from caseapp.ui.widgets import Bar, Card, Chip, Facts, Note, StatTile, Stepper, button, label, menu_button

NASTY = "<b>Thabo</b> & “co” <img src=x> %s " + "ž" * 180


def shown(qtbot, widget, width=400, height=200):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def test_labels_show_markup_as_text(qtbot):
    made = shown(qtbot, label(NASTY, wrap=True))
    assert made.textFormat() == Qt.TextFormat.PlainText
    assert made.text() == NASTY


def test_a_cut_label_tells_the_rest_without_markup(qtbot):
    made = shown(qtbot, label(NASTY, elide=True), 80, 30)
    made.grab()
    assert made.toolTip().startswith("&lt;b&gt;Thabo")
    made.resize(4000, 30)
    made.grab()
    assert made.toolTip() == ""


def test_a_sentence_wraps_only_where_the_room_ends(qtbot):
    made = shown(qtbot, label("nobody pays what they approved themselves", wrap=True))
    assert made.heightForWidth(made.sizeHint().width()) < made.fontMetrics().lineSpacing() * 1.5
    assert made.heightForWidth(90) > made.fontMetrics().lineSpacing() * 2


def test_latin_names_stand_at_the_right_in_a_mirrored_window(qtbot, mirrored):
    start, end = label("Thabo Mokoena"), label("4 of 5")
    end.setAlignment(Qt.AlignmentFlag.AlignTrailing)
    assert start.alignment() & Qt.AlignmentFlag.AlignRight
    assert end.alignment() & Qt.AlignmentFlag.AlignLeft
    assert start.alignment() & Qt.AlignmentFlag.AlignAbsolute


def test_a_tile_is_a_door_with_a_name(qtbot):
    tile = shown(qtbot, StatTile("follow-ups overdue", "3", "bad"))
    opened = []
    tile.clicked.connect(lambda _on=False: opened.append("door"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(tile, key)
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert opened == ["door"] * 3
    assert tile.accessibleName() == "3 follow-ups overdue"
    tile.set("0", tone="")
    assert tile.accessibleName() == "0 follow-ups overdue"


def test_a_chip_is_as_wide_as_its_word(qtbot):
    chip = shown(qtbot, Chip("late", "bad"))
    narrow = chip.sizeHint().width()
    chip.set("waits for check 2", "warn")
    assert chip.sizeHint().width() > narrow
    assert chip.accessibleName() == "waits for check 2"
    chip.set("")
    assert not chip.isVisible()


def test_a_card_gives_title_and_aside_their_share(qtbot):
    card = shown(qtbot, Card("Already registered?", "checked 84,210 people in 6 ms"), 280, 120)
    assert card.minimumSizeHint().width() <= 280
    assert card.title.width() > 60
    assert card.aside.width() > 100
    card.set_aside("")
    assert not card.aside.isVisible()


def test_a_menu_shows_names_with_ampersands_whole(qtbot):
    called = []
    made = shown(qtbot, menu_button("Add", [("Visit & call", lambda: called.append("visit"))]))
    entry = made.menu().actions()[0]
    assert entry.text() == "Visit && call"
    entry.trigger()
    assert called == ["visit"]
    assert isinstance(made.menu(), QMenu)
    assert not menu_button("Add", []).isEnabled()


def test_a_line_says_its_pieces_and_grows_with_them(qtbot):
    line = shown(
        qtbot, Line(Tag("Plan returned", "warn"), Strong("Khotso <b>"), Muted("“add the cost”"), ""), 500
    )
    assert line.text() == "Plan returned Khotso <b> “add the cost”"
    assert line.accessibleName() == line.text()
    one = line.heightForWidth(500)
    assert line.heightForWidth(120) > one * 1.8
    line.set("short")
    assert line.heightForWidth(500) <= one


def test_a_flow_goes_on_in_the_next_row(qtbot):
    chips = [Chip(f"need number {n}") for n in range(6)]
    flow = shown(qtbot, Flow(*chips), 260)
    rows = {chip.y() for chip in chips}
    assert len(rows) > 1
    assert all(chip.geometry().right() <= flow.width() for chip in chips)
    assert flow.heightForWidth(2000) < flow.heightForWidth(260)
    flow.set(Chip("one"))
    qtbot.waitUntil(lambda: len([c for c in flow.findChildren(Chip) if c.isVisible()]) == 1)


def test_labels_that_stand_there_turn_round_with_the_window(qtbot, qapp):
    made = shown(qtbot, label("Lineo"))
    try:
        for direction, side in ((Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight),
                                (Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignLeft)):  # fmt: skip
            qapp.setLayoutDirection(direction)
            assert (
                made.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
                == side | Qt.AlignmentFlag.AlignAbsolute
            )
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_flow_begins_at_the_right_in_a_mirrored_window(qtbot, mirrored):
    first, second = Chip("first"), Chip("second")
    flow = shown(qtbot, Flow(first, second), 300)
    assert first.x() > second.x()
    assert first.geometry().right() == flow.rect().right()


def test_rows_may_be_doors(qtbot):
    rows, opened = shown(qtbot, Rows()), []
    rows.add(label("plain"))
    door = rows.add(label("door"), opened=lambda: opened.append(1))
    rows.pair("Asked for", "M 12,000", strong=True)
    qtbot.keyClick(door, Qt.Key.Key_Return)
    assert opened == [1]
    assert [words.text() for words in rows.findChildren(QLabel)] == ["plain", "door", "Asked for", "M 12,000"]


HAPPENED = [
    Happened("14 Aug", "Missed", "bad", "Palesa Mohale", "nobody home, the neighbour knows nothing of her"),
    Happened("8 Mar", "Registered", "neutral", "Thabo Nkosi", ""),
]


def test_a_timeline_reads_out_whole_entries(qtbot):
    timeline = shown(qtbot, Timeline())
    timeline.set(HAPPENED)
    assert timeline.accessibleName().splitlines() == [
        "14 Aug, Missed, Palesa Mohale, nobody home, the neighbour knows nothing of her",
        "8 Mar, Registered, Thabo Nkosi",
    ]


def test_a_timeline_grows_where_it_is_narrow_and_paints_every_entry_there(qtbot):
    timeline = shown(qtbot, Timeline())
    timeline.set(HAPPENED)
    assert timeline.heightForWidth(200) > timeline.heightForWidth(600)
    timeline.resize(200, timeline.heightForWidth(200))
    image = timeline.grab().toImage()
    last = range(image.height() - 24, image.height() - 12)  # the words beside the chip of the last entry
    background = image.pixel(image.width() - 1, 0)
    assert any(image.pixel(x, y) != background for y in last for x in range(40))
    timeline.set(())
    assert timeline.heightForWidth(200) == 0


SECTIONS = [
    ("consent", "Consent", "given, signed", "ok"),
    ("who", "Who", "in progress", ""),
    ("home", "Household", "", ""),
]


def test_sections_say_how_they_stand(qtbot):
    sections = shown(qtbot, SectionList())
    sections.set(SECTIONS, "who")
    assert [item.accessibleName() for item in sections.items.values()] == [
        "1 Consent. given, signed", "2 Who. in progress", "3 Household",
    ]  # fmt: skip
    assert [item.isChecked() for item in sections.items.values()] == [False, True, False]
    kept = sections.items["who"]
    sections.set([SECTIONS[0], SECTIONS[1], ("home", "Household", "2 to mend", "bad")], "home")
    assert sections.items["who"] is kept  # nothing flickers while only states change
    assert sections.items["home"].state.text() == "2 to mend"


def test_sections_are_chosen_by_keys(qtbot):
    sections, chosen = shown(qtbot, SectionList()), []
    sections.set(SECTIONS, "who")
    sections.chosen.connect(chosen.append)
    sections.window().activateWindow()
    sections.items["consent"].setFocus()
    qtbot.waitUntil(lambda: sections.items["consent"].hasFocus())
    qtbot.keyClick(sections.items["consent"], Qt.Key.Key_Up)
    qtbot.keyClick(sections.items["home"], Qt.Key.Key_Return)
    assert sections.items["home"].hasFocus()
    assert chosen == ["home"]
    assert sections.items["who"].isChecked()  # the page decides what is open


def test_tabs_are_made_when_first_looked_at(qtbot):
    made = []

    def make(name):
        return lambda: made.append(name) or QLabel(name)

    tabs = Tabs("Case")
    for code, title in (("one", "Plan & assistance"), ("two", "Referrals"), ("three", "MHPSS")):
        tabs.add(code, title, make(code), private=code == "three")
    tabs.set_count("two", 2)
    assert made == []
    tabs.show_tab("two")
    shown(qtbot, tabs)
    tabs.show_number(1)
    tabs.show_number(9)
    tabs.show_tab("two")
    assert made == ["two", "one"]
    assert tabs.current() == "two"
    assert [tabs.bar.tabText(i) for i in range(3)] == ["Plan && assistance", "Referrals 2", "MHPSS"]
    assert not tabs.bar.tabIcon(2).isNull()
    with pytest.raises(KeyError):
        tabs.show_tab("four")


def test_a_banner_puts_its_chips_below_where_it_is_narrow(qtbot):
    banner = Banner(photo=True)
    banner.set(NASTY, "MKG-21-0147 · man, 34", [("Active", "brand"), ("Medium risk", "warn")])
    banner.add_action(button("Record a follow-up", look="primary"))
    shown(qtbot, banner, 1130, 120)
    chips = banner.chips
    qtbot.waitUntil(lambda: chips.mapTo(banner, QPoint(0, 0)).x() > banner.sentence.geometry().right())
    banner.resize(900, 160)
    qtbot.waitUntil(lambda: chips.mapTo(banner, QPoint(0, 0)).y() > banner.sentence.geometry().bottom())
    assert banner.minimumSizeHint().width() <= 900


def test_an_avatar_shows_nothing_for_a_broken_photo(qtbot):
    avatar = shown(qtbot, Avatar(b"not a picture"))
    assert avatar.accessibleName() == "No photo"
    assert not avatar.grab().isNull()


def test_a_stepper_says_its_steps_in_words(qtbot):
    stepper = shown(qtbot, Stepper(), 1100, 60)
    stepper.set([("Applied", "18 Mar"), ("Paying", "1 of 2 tranches"), ("Closed", "")], 1)
    words = [words.text() for words in stepper.findChildren(QLabel) if words.text()]
    assert {"Applied", "18 Mar", "Paying", "1 of 2 tranches", "Closed"} <= set(words)


def test_facts_and_notes(qtbot):
    facts = shown(qtbot, Facts([("Place", "Linakaneng"), ("Phone", "")], 2))
    assert [words.text() for words in facts.findChildren(QLabel)] == ["Place", "Linakaneng", "Phone", "—"]
    note = Note("Nobody there?", "warn")
    qtbot.addWidget(note)
    note.set("")
    assert note.isHidden()


def test_a_bar_begins_at_the_reading_side(qtbot, mirrored):
    bar = shown(qtbot, Bar([(0.25, "bad")], 10), 200, 10)
    picture = bar.grab().toImage()
    left, right = picture.pixelColor(10, 5), picture.pixelColor(190, 5)
    assert right.red() > 150 > right.green()
    assert left.green() > 200
