"""Any declared form: what is typed comes back as typed, what is stored stays what it was, problems stand beside fields."""

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from caseapp.core import codes
from caseapp.core.dates import PartialDate
from caseapp.core.errors import Invalid
from caseapp.core.fields import Field, Form
from caseapp.ui.form import EDITORS, FormWidget
from caseapp.ui.form.calendar import CalendarPopup
from tests.ui.forms import FORM, Sex

NEEDS = [code.code for code in codes.codes("needs")][:2]
LANGUAGES = [code.code for code in codes.codes("languages")][:2]
TYPED = {
    "name": "Cabdi", "sex": "m", "birth_date": "34", "nationality": "KE", "languages": LANGUAGES, "phone": "0712 345678",
    "safe": "yes", "place": "KE009", "came_on": "12/02/2021", "children": "2", "cost": "1,250.50", "needs": NEEDS,
    "paper": "rc-123 456",
    "note": "Two lines\nof words",
}  # fmt: skip
STORED = {
    "name": "Thabo <b>", "sex": Sex.MALE, "birth_date": PartialDate(1987, estimated_on=date(2021, 8, 18)),
    "nationality": "LS", "languages": tuple(LANGUAGES), "phone": "+254712345678", "safe": False, "place": "KE009",
    "came_on": date(2021, 2, 12), "children": 2, "cost": 125050, "paper": "RC123456", "needs": tuple(NEEDS), "note": "140 hens",
}  # fmt: skip


@pytest.fixture
def form(qtbot):
    made = FormWidget(FORM, country="KE")
    qtbot.addWidget(made)
    made.resize(640, 500)
    made.show()
    made.activateWindow()
    return made


def test_every_kind_has_an_editor(qtbot):
    from caseapp.core.kinds import KINDS

    assert set(EDITORS) == set(KINDS)


def test_what_was_typed_is_kept_as_typed(form):
    form.set_values(TYPED)
    raw = form.raw_values()
    assert json.loads(json.dumps(raw)) == raw
    assert {name: raw[name] for name in ("birth_date", "phone", "cost", "came_on", "note")} == {
        name: TYPED[name] for name in ("birth_date", "phone", "cost", "came_on", "note")
    }
    again = FormWidget(FORM, country="KE")
    again.set_values(json.loads(json.dumps(raw)))
    assert again.raw_values() == raw
    again.deleteLater()


def test_what_is_stored_stays_what_it_was(form):
    form.set_values(STORED)
    assert form.clean() == STORED  # the day on which an age was judged included
    assert form.cells["birth_date"].editor.line.text() == "about 1987"
    assert form.cells["phone"].editor.line.text() == "+254 712 345678"
    assert form.cells["cost"].editor.line.text() == "1,250.50"
    assert json.loads(json.dumps(form.raw_values())) == form.raw_values()


def test_typing_over_a_stored_value_counts(form, qtbot):
    form.set_values(STORED)
    line = form.cells["birth_date"].editor.line
    line.selectAll()
    qtbot.keyClicks(line, "1990")
    assert form.clean()["birth_date"] == PartialDate(1990)


def test_cleaning_gives_stored_values(form):
    form.set_values(TYPED)
    cleaned = form.clean()
    assert cleaned["sex"] is Sex.MALE
    assert cleaned["phone"] == "+254712345678"
    assert cleaned["cost"] == 125050
    assert cleaned["came_on"] == date(2021, 2, 12)
    assert cleaned["needs"] == tuple(NEEDS)
    assert cleaned["safe"] is True


def test_what_is_missing_is_said_beside_it_and_gets_the_keyboard(form, qtbot):
    form.show_section("return")
    with pytest.raises(Invalid) as refused:
        form.clean()
    assert set(refused.value.problems) == {"name", "sex"}
    assert form.cells["name"].said.text() == "Given name is needed."
    assert form.current_section() == "who"
    assert form.focusWidget() is form.cells["name"].editor.line
    assert form.trouble("who") == 2
    form.cells["sex"].editor.focus_widget().setFocus()  # going elsewhere does not take the words away
    assert form.cells["name"].said.text() == "Given name is needed."


def test_a_problem_is_said_when_one_goes_on_and_goes_when_it_is_mended(form, qtbot):
    phone, name = form.cells["phone"], form.cells["name"]
    phone.editor.line.setFocus()
    qtbot.keyClicks(phone.editor.line, "0712 34567")
    assert phone.said.text() == ""  # nobody is corrected while typing
    name.editor.line.setFocus()
    assert phone.said.text() == "1 digit short for Kenya."
    assert phone.role == "problem"
    assert phone.sign.isVisible()
    assert phone.editor.line.property("trouble") == "bad"
    assert phone.editor.line.accessibleDescription() == "1 digit short for Kenya."
    phone.editor.line.setFocus()
    qtbot.keyClicks(phone.editor.line, "8")
    name.editor.line.setFocus()
    assert phone.role == "hint"
    assert not phone.sign.isVisible()


def test_passing_by_an_empty_field_is_no_fault(form):
    name, sex = form.cells["name"], form.cells["sex"]
    name.editor.line.setFocus()
    sex.editor.focus_widget().setFocus()
    assert name.said.text() == "As on the document"


def test_a_doubt_does_not_stand_in_the_way(form, qtbot):
    form.set_values(TYPED | {"children": "20"})
    form.show_section("return")
    form.cells["children"].editor.left.emit()
    assert form.cells["children"].role == "warning"
    assert form.cells["children"].said.text() == "So many?"
    assert form.clean()["children"] == 20


def test_mending_one_field_takes_back_what_was_said_of_another(form):
    form.set_values(TYPED | {"birth_date": "2022", "came_on": "12 Feb 2021"})
    form.cells["came_on"].editor.left.emit()
    assert form.cells["came_on"].role == "problem"
    form.cells["birth_date"].editor.line.setText("1990")
    form.cells["birth_date"].editor.left.emit()
    assert form.cells["came_on"].role == "hint"


def test_an_age_is_explained(form):
    form.cells["birth_date"].editor.line.setText("about 34 years")
    form.cells["birth_date"].editor.left.emit()
    assert form.cells["birth_date"].said.text() == f"Saved as {date.today().year - 34}, estimated"


def test_fields_come_and_go_with_the_answers(form, qtbot):
    safe = form.cells["safe"]
    assert not safe.isVisible()
    qtbot.keyClicks(form.cells["phone"].editor.line, "0712345678")
    assert safe.isVisible()
    form.cells["phone"].editor.line.clear()
    assert not safe.isVisible()


def test_a_place_in_the_form_is_left_and_found_again(form, qtbot):
    form.set_values(TYPED)
    form.show_section("return")
    note = form.cells["note"].editor
    note.focus_widget().setFocus()
    note.set_caret(5)
    place = json.loads(json.dumps(form.place()))
    form.show_section("who")
    form.cells["name"].editor.line.setFocus()
    form.go_to(place)
    assert form.current_section() == "return"
    assert note.focus_widget().hasFocus()
    assert note.caret() == 5


def test_the_form_tells_when_something_is_edited_by_a_person(form, qtbot):
    told = []
    form.edited.connect(lambda: told.append(1))
    form.set_values(TYPED)
    assert told == []
    qtbot.keyClicks(form.cells["name"].editor.line, "x")
    assert told == [1]


def test_columns_follow_the_width(form, qtbot):
    def columns():
        return len(
            {cell.x() for cell in form.sections["who"].cells if cell.asked and cell.field.kind != "place"}
        )

    for width, wanted in ((640, 3), (400, 2), (300, 1)):
        form.resize(width, 500)
        qtbot.waitUntil(lambda wanted=wanted: columns() == wanted)


def test_what_is_filled_in_is_counted(form):
    form.set_values({"name": "Thabo", "children": "0"})
    assert (form.filled("who"), form.filled("return")) == (1, 1)
    assert form.asked("who")


def test_a_long_list_is_searched_by_any_part_of_a_word(form, qtbot):
    combo = form.cells["nationality"].editor.combo
    combo.lineEdit().setFocus()
    combo.setEditText("esoth")
    combo.settle()
    assert combo.currentData() == "LS"
    combo.setEditText("nowhere at all")
    combo.settle()
    assert combo.currentText() == "Lesotho"


def test_a_code_no_longer_on_the_list_is_kept(form):
    form.set_values({"nationality": "XX"})
    assert form.raw_values()["nationality"] == "XX"


def test_ticks_keep_what_they_do_not_show(form):
    form.set_values({"needs": (*NEEDS, "gone"), "languages": (LANGUAGES[0], "gone")})
    assert form.raw_values()["needs"] == [*NEEDS, "gone"]
    assert form.raw_values()["languages"] == [LANGUAGES[0], "gone"]


def test_a_click_on_the_words_ticks(form, qtbot):
    form.show_section("return")
    boxes = form.cells["needs"].editor
    words = boxes.cells[1].findChild(QLabel)
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert form.raw_values()["needs"] == [NEEDS[1]]
    assert all(box.accessibleName() for box in form.findChildren(QCheckBox))


def test_the_list_of_ticks_stays_open_while_one_ticks(form, qtbot):
    editor = form.cells["languages"].editor
    told = []
    form.edited.connect(lambda: told.append(1))
    qtbot.keyClick(editor.button, Qt.Key.Key_Down)
    popup = editor.popup
    assert popup is not None
    assert popup.isVisible()
    for row in (0, 1):
        popup.list.setCurrentRow(row)
        qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert popup.isVisible()
    assert editor.raw() == LANGUAGES
    assert editor.button.accessibleDescription() == editor.words()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert told


def test_a_place_goes_from_large_to_small(form):
    editor = form.cells["place"].editor
    assert [combo.isEnabled() for combo in editor.levels] == [True, False, False]
    editor.levels[0].setCurrentIndex(editor.levels[0].findText("Mandera"))
    assert editor.levels[1].isEnabled()
    editor.levels[1].setCurrentIndex(1)
    below = editor.raw()
    editor.levels[2].setCurrentIndex(1)
    assert editor.raw().startswith(below[:5]) and editor.raw() != below
    editor.levels[0].setCurrentIndex(1)
    assert editor.levels[1].currentData() is None  # the old sub-county does not lie in the new county
    editor.show_value("LSJ05")
    assert editor.raw() == "LSJ05"  # a place of another country stays what it was


def test_a_day_can_be_picked(form, qtbot):
    form.set_values(TYPED)
    form.show_section("return")
    line = form.cells["came_on"].editor.line
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = line.findChild(CalendarPopup)
    assert popup.isVisible()
    assert popup.calendar.selectedDate().toPython() == date(2021, 2, 12)
    popup.calendar.activated.emit(popup.calendar.selectedDate().addDays(1))
    assert not popup.isVisible()
    assert form.clean()["came_on"] == date(2021, 2, 13)


def test_tab_goes_through_the_fields_in_their_order(form, qtbot):
    form.cells["name"].editor.line.setFocus()
    went = []
    for _step in range(4):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        went.append(form.place().get("field"))
    assert went == ["sex", "birth_date", "nationality", "languages"]


def test_undo_works_while_typing(form, qtbot):
    line = form.cells["name"].editor.line
    qtbot.keyClicks(line, "Thabo")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""


def test_the_wheel_changes_no_answer(form, qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    combo = form.cells["sex"].editor.combo
    combo.setCurrentIndex(1)
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    combo.wheelEvent(turn)
    assert combo.currentIndex() == 1
    assert not turn.isAccepted()


def test_too_long_is_said_not_cut(qtbot):
    made = FormWidget(Form.of("f", "F", Field("name", "text", "Name", max_length=10)))
    qtbot.addWidget(made)
    made.cells["name"].editor.line.setText("x" * 30)
    made.cells["name"].editor.left.emit()
    assert made.cells["name"].said.text() == "This is too long: 10 letters at most."
    assert made.raw_values()["name"] == "x" * 30


def test_a_section_laid_out_anew_hears_when_a_field_grows(qtbot):
    """Ticks spread over fewer columns need more room: also after the section itself was laid out in other columns."""
    asked = Field("services", "choices", "Services", codes="referral_services", wide=True)
    made = FormWidget(Form.of("ticks", "Ticks", asked, Field("b", "note", "B")), all_sections=True)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    (section,) = made.sections.values()
    for columns in (2, 3):
        section.arrange(columns)
    before = section.grid.totalHeightForWidth(800)
    section.cells[0].editor.setMinimumHeight(before + 100)
    QApplication.processEvents()
    assert section.grid.totalHeightForWidth(800) > before + 100
