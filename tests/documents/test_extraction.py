"""What a reader's search and copy find, and that readers can open the file at all."""

from itertools import pairwise
from unicodedata import normalize

import pytest

from caseapp.documents.kit import Grid, Paragraph, Table
from caseapp.documents.tables import Column
from tests.documents.papers import opened, printed, text

MIXED = "Home visit with فاطمة and Ato ተስፋዬ ገብረማርያም"


def test_mixed_line_is_found():
    found = text(printed([Paragraph(MIXED)]))
    assert MIXED in found


@pytest.mark.parametrize(
    "name", ["فاطمة عبد الرحمن", "عبد الله محمد لا إسلام", "مُحَمَّد الأمين", "ተስፋዬ ገብረማርያም"]
)
def test_names_are_found_whole(name):
    name = normalize("NFC", name)
    assert name in text(printed([Paragraph(name)]))
    assert name in text(printed([Grid([("Name", name), ("Other", "x")])]))


@pytest.mark.parametrize(
    "typed",
    [
        "<b>Bold</b> <i>x</i> &amp; & <",
        '"quoted" \'Mamosa ’Mamosa',
        "=cmd|' /C calc'!A0",
        "(a) \\ [b] {c} 100%",
    ],
)
def test_what_looks_like_markup_is_printed_as_typed(typed):
    found = text(printed([Paragraph(typed), Grid([("L", typed)]), Table([Column("C", 1)], [[typed]])]))
    assert found.count(typed) == 3


def test_faces_are_in_the_file_with_their_way_back_to_text():
    pdf = opened(printed([Paragraph(MIXED)]))
    fonts = {str(k): f for page in pdf.pages for k, f in page.Resources.Font.items()}
    assert len(fonts) >= 3
    for font in fonts.values():
        assert font.Subtype == "/Type0"
        assert font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert b"beginbfchar" in font.ToUnicode.read_bytes()


def test_only_used_glyphs_are_in_the_file():
    few, many = (
        printed([Paragraph(words)])
        for words in ("aaa", "The quick brown fox jumps over the lazy dog 0123456789")
    )
    assert len(few) < len(many) < 40_000


def test_syntax_is_clean():
    pdf = opened(printed([Paragraph(MIXED)] * 80))
    assert pdf.check_pdf_syntax() == []


def test_headings_stand_in_the_order_of_the_pages():
    found = text(printed([Paragraph(f"number {i} here") for i in range(90)]))
    places = [found.index(f"number {i} here") for i in range(90)]
    assert all(a < b for a, b in pairwise(places))
