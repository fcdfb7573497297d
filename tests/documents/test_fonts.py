"""Every character has a face or is refused by name; faces change where they must and not more often."""

import pytest

from caseapp.documents import fonts
from caseapp.documents.kit import Paragraph
from tests.documents.papers import printed


def test_a_character_no_face_has_is_named_and_the_name_is_not():
    with pytest.raises(fonts.MissingGlyph) as problem:
        fonts.preflight("Lerato 王 Mokone")
    assert problem.value.character == "王"
    assert "王" in str(problem.value)
    assert "U+738B" in str(problem.value)
    assert "Lerato" not in str(problem.value)


@pytest.mark.parametrize(
    "text",
    [
        "Tšepo Mphuthi ’Mamosa – 12 € № 3…",
        "فاطمة عبد الرحمن، ١٢",
        "ተስፋዬ ገብረማርያም።",
        "weight → down, score ≥ 15, done ✓ not ☐ ●",
        "several\nlines\tand tabs",
        "Seabata m\u0304 with a mark",
        "name \u2068فاطمة\u2069 \u200f",
    ],
)
def test_what_people_write_can_be_printed(text):
    fonts.preflight(text)
    assert printed([Paragraph(text)]).startswith(b"%PDF")


def test_printing_raises_instead_of_leaving_a_name_out():
    with pytest.raises(fonts.MissingGlyph):
        printed([Paragraph("Lerato 王 Mokone")])


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f"])
def test_control_characters_are_not_dropped_in_silence(hidden):
    with pytest.raises(fonts.MissingGlyph):
        printed([Paragraph(f"a{hidden}b")])


def test_signs_and_blanks_stay_with_the_letters_before_them():
    runs = fonts.faces_for("Ato ተስፋዬ (فاطمة، 12) x")
    assert [(run.face.name, run.start, run.end) for run in runs] == [
        ("NotoSans-Regular", 0, 4),
        ("NotoSansEthiopic-Regular", 4, 9),
        ("NotoSans-Regular", 9, 10),
        ("NotoNaskhArabic-Regular", 10, 17),
        ("NotoSans-Regular", 17, 22),
    ]


def test_semibold_arabic_and_ethiopic_are_bold():
    assert [run.face.name for run in fonts.faces_for("aفት", "semibold")] == [
        "NotoSans-SemiBold",
        "NotoNaskhArabic-Bold",
        "NotoSansEthiopic-Bold",
    ]


def test_digits_are_equally_wide_in_every_latin_face():
    for weight in ("regular", "semibold", "bold", "italic"):
        assert len({fonts.first_face(weight).plain[digit] for digit in "0123456789"}) == 1
