"""Where the pen puts things on the page, straight and mirrored."""

import pypdfium2
import pytest

from caseapp.documents import fonts
from caseapp.documents.lines import Laid, Line, set_text
from caseapp.documents.pen import Pen
from caseapp.documents.shaping import Glyph, Run
from caseapp.documents.style import BODY, PAGE_WIDTH, Style

LARGE = Style(10, 12)


def boxes(draw, mirrored=False):
    """Left and right edge of every character drawn, in reading order."""
    pen = Pen("en", mirrored=mirrored, invariant=True)
    draw(pen)
    pen.end_page()
    document = pypdfium2.PdfDocument(pen.finish())
    words = document[0].get_textpage()
    letters = [i for i, c in enumerate(words.get_text_range()) if not c.isspace()]  # readers make up spaces
    found = [words.get_charbox(i, loose=True) for i in letters]
    document.close()
    return [(left, right) for left, _, right, _ in found]


@pytest.mark.parametrize(("mirrored", "align"), [(False, "end"), (True, "start")])
def test_text_that_ends_at_a_point_ends_there(mirrored, align):
    at = 200.0 if not mirrored else PAGE_WIDTH - 200.0
    found = boxes(lambda pen: pen.text("office", BODY, at, 50, align=align), mirrored)
    assert found[-1][1] == pytest.approx(200, abs=0.5)
    assert found[0][0] == pytest.approx(200 - set_text("office", BODY).width, abs=0.5)


def test_text_is_as_wide_as_it_was_measured():
    laid = set_text("Tšepo فاطمة 12", BODY)
    found = boxes(lambda pen: pen.laid(laid, 100, 50))
    edges = [edge for box in found for edge in box]
    assert min(edges) == pytest.approx(100, abs=1)
    assert max(edges) == pytest.approx(100 + laid.width, abs=1)


def test_a_shaped_glyph_stands_where_the_shaper_wants_it():
    face = fonts.face("NotoSans-Regular")
    number, wide = face.glyphs["a"], face.plain["a"]
    glyphs = (
        Glyph(number, "a", wide + 100, 0, 0),
        Glyph(number, "b", wide, 50, 0),
        Glyph(number, "c", wide, 0, 0),
    )
    line = Line(0, (Run(face, 10, "abc", glyphs, 0),))
    first, second, third = (left for left, _ in boxes(lambda pen: pen.laid(Laid((line,), LARGE), 100, 50)))
    assert first == pytest.approx(100, abs=0.1)
    assert second == pytest.approx(100 + (wide + 150) / 100, abs=0.1)
    assert third == pytest.approx(100 + (2 * wide + 100) / 100, abs=0.1)


def test_forms_are_drawn_on_every_page_that_uses_them():
    pen = Pen("en", invariant=True)
    with pen.form("head"):
        pen.text("letterhead", BODY, 50, 50)
    for number in (1, 2):
        pen.use("head")
        pen.text(f"page {number}", BODY, 50, 90)
        pen.end_page()
    document = pypdfium2.PdfDocument(pen.finish())
    words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    assert words == ["letterhead page 1", "letterhead page 2"]
