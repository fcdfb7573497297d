"""A questionnaire is answered by number keys or clicks, one question at a time; what is half done comes back."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt

from caseapp.core import instruments
from caseapp.ui.instrument import InstrumentForm, ScorePanel, verdict

ITEMS = ("cheerful", "calm", "active", "rested", "interested")


@pytest.fixture
def form(qtbot):
    made = InstrumentForm(instruments.load("who5"))
    qtbot.addWidget(made)
    made.show()
    made.focus_first()
    return made


def keys(qtbot, form, typed):
    for key in typed:
        qtbot.keyClick(form.focusWidget() or form, key)


def test_digits_answer_and_go_on(qtbot, form):
    keys(qtbot, form, "53210")
    assert form.answers() == dict(zip(ITEMS, (5, 3, 2, 1, 0), strict=True)) and form.complete
    assert form.at == 4


def test_a_digit_that_is_no_answer_does_nothing(qtbot, form):
    keys(qtbot, form, "79")
    assert form.answers() == {} and form.at == 0


def test_backspace_goes_back_and_another_answer_takes_the_place_of_the_first(qtbot, form):
    keys(qtbot, form, "5")
    qtbot.keyClick(form, Qt.Key.Key_Backspace)
    assert form.at == 0 and form.choices[0].isChecked()
    keys(qtbot, form, "2")
    assert form.answers() == {"cheerful": 2}


def test_a_click_answers_and_goes_on_but_the_arrows_only_look(qtbot, form):
    qtbot.mouseClick(form.choices[1], Qt.MouseButton.LeftButton)
    assert form.answers() == {"cheerful": 4} and form.at == 1
    form.choices[0].setFocus()
    qtbot.keyClick(form.choices[0], Qt.Key.Key_Down)
    assert form.at == 1


def test_a_question_may_be_left_out_and_its_number_says_so(qtbot, form):
    form.forward.click()
    keys(qtbot, form, "3")
    assert form.answers() == {"calm": 3}
    assert [made.text() for made in form.numbers] == ["1", "2 ✓", "3", "4", "5"]
    form.numbers[0].click()
    assert form.at == 0 and form.question.text() == "I have felt cheerful and in good spirits"


def test_what_was_half_answered_comes_back_at_its_place(qtbot, form):
    keys(qtbot, form, "53")
    again = InstrumentForm(form.instrument)
    qtbot.addWidget(again)
    again.set_values(form.raw_values() | {"answers": form.answers() | {"gone": 1, "active": 99}})
    again.go_to(form.place())
    assert again.answers() == {"cheerful": 5, "calm": 3} and again.at == 2


def test_the_score_is_said_in_words_with_the_warning_for_the_language(qtbot):
    panel = ScorePanel()
    qtbot.addWidget(panel)
    panel.show()
    who5 = instruments.load("who5")
    panel.show_score(verdict(who5, dict.fromkeys(ITEMS, 2), "sot"))
    assert (panel.number.text(), panel.of.text(), panel.band.text.text()) == (
        "40",
        "of 100",
        "Low well-being",
    )
    assert panel.banner.isVisible() and "validated" in panel.banner.text.text()
    panel.show_score(verdict(who5, {"calm": 1}, "eng"))
    assert panel.number.text() == "–" and panel.advice.text() == "No score: 4 answers are missing."
    assert not panel.banner.isVisible() and not panel.band.isVisible()


def test_an_official_translation_is_asked_in_and_the_answers_stay(qtbot):
    data = json.loads(instruments.shipped_text("wgss"))
    first = data["items"][0]["text"]
    data |= {
        "version": "st",
        "translations": {"st": {first: "Na o na le bothata ba ho bona?", "Refused": "O hanne"}},
    }
    own = instruments.read(data)
    instruments.use({"wgss": own}, [own], {})
    try:
        form = InstrumentForm(instruments.load("wgss"))
        qtbot.addWidget(form)
        form.show()
        keys(qtbot, form, "2")
        form.ask(0)
        form.speak("sot")
        assert form.question.text() == "Na o na le bothata ba ho bona?"
        assert [c.option.label for c in form.choices][4] == "O hanne"
        assert form.answers() == {"seeing": 2} and form.choices[1].isChecked()
        form.speak("eng")
        assert form.question.text() == first
    finally:
        instruments.forget()
