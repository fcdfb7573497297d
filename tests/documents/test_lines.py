"""Breaking text into lines, in one script and in several."""

import random

import pytest

from caseapp.documents.lines import set_text
from caseapp.documents.style import BODY, Style
from caseapp.documents.words import bare, joined, rich, strong


def read(laid):
    return ["".join(run.text for run in line.runs) for line in laid.lines]


def test_words_move_whole_to_the_next_line():
    laid = set_text("one two three four five six seven", BODY, 80)
    assert read(laid) == ["one two three four", "five six seven"]
    assert all(line.width <= 80 for line in laid.lines)
    assert laid.height == pytest.approx(2 * BODY.leading)


@pytest.mark.parametrize("letter", ["x", "ا", "ተ", "š"])
def test_a_word_of_200_letters_is_cut_and_kept_whole(letter):
    laid = set_text(letter * 200, BODY, 90)
    assert all(line.width <= 90 for line in laid.lines)
    assert len(laid.lines) > 4
    assert sum(len(text) for text in read(laid)) == 200


def test_an_address_is_cut_behind_a_sign():
    laid = set_text("somebody@organisation-with-a-long-name.example", BODY, 130)
    assert read(laid) == ["somebody@organisation-", "with-a-long-name.example"]


def test_a_case_number_is_not_cut_at_its_hyphens():
    assert read(set_text("voucher GR-2026-0093", BODY, 70)) == ["voucher", "GR-2026-0093"]


def test_line_ends_and_empty_lines_are_kept():
    assert read(set_text("a\n\nb", BODY, 200)) == ["a", "", "b"]


def test_text_that_only_looks_like_markup_is_text():
    assert read(set_text("<b>not bold</b> & {x}", BODY)) == ["<b>not bold</b> & {x}"]


def test_emphasis_changes_the_face_and_not_the_words():
    laid = set_text(rich("from <b>{a}</b> to {b}.", a="<b>17", b=6), BODY)
    assert read(laid) == ["from <b>17 to 6."]
    assert [run.face.name for run in laid.lines[0].runs] == [
        "NotoSans-Regular", "NotoSans-SemiBold", "NotoSans-Regular",
    ]  # fmt: skip


def test_emphasis_inside_a_word_does_not_part_it():
    laid = set_text(joined("aaa bb", strong("bbb"), "b cc"), BODY, 42)
    assert read(laid) == ["aaa", "bbbbbb", "cc"]


def test_a_value_without_a_name_is_an_error():
    with pytest.raises(KeyError):
        rich("{missing}")


def test_mixed_line_is_ordered_and_fits():
    laid = set_text("Home visit with فاطمة عبد الرحمن and Ato ተስፋዬ ገብረማርያም today", BODY, 120)
    assert all(line.width <= 120.01 for line in laid.lines)
    joined_up = "".join(read(laid))
    for word in ("فاطمة", "عبد", "الرحمن", "ተስፋዬ", "ገብረማርያም"):
        assert word in joined_up
    assert not laid.right_to_left


def test_direction_comes_from_the_first_strong_letter():
    assert set_text("فاطمة (interpreter)", BODY).right_to_left
    assert not set_text("+254 700 123456", BODY).right_to_left


def test_arabic_is_larger_and_has_more_room_between_lines():
    one, two = set_text("فاطمة", BODY), set_text("فاطمة\nفاطمة", BODY)
    assert one.lines[0].runs[0].size == pytest.approx(1.12 * BODY.size)
    assert one.height == BODY.leading
    assert two.height == pytest.approx(BODY.leading * 2.28)


def test_arabic_letters_are_joined():
    (run,) = set_text("فاطمة", BODY).lines[0].runs
    alone = [set_text(letter, BODY).lines[0].runs[0].glyphs[0].number for letter in "فاطمة"]
    assert {glyph.number for glyph in run.glyphs}.isdisjoint(alone[:1] + alone[2:])


def test_every_width_holds_for_random_text():
    letters = random.Random(7)
    for _ in range(150):
        text = "".join(letters.choice("ab ši فا ተስ (-.") for _ in range(letters.randint(1, 60)))
        width = letters.uniform(40, 200)
        laid = set_text(text, Style(9, 12), width)
        assert max(line.width for line in laid.lines) <= width + 0.05
        kept = sorted(c for line in read(laid) for c in line if c != " ")
        assert kept == sorted(c for c in text if c != " "), text


def test_bare_takes_the_emphasis_away():
    assert bare(rich("a <b>b</b>")) == "a b"
    assert bare("<b>") == "<b>"
