"""Pages as pictures, as the preview and the printer take them."""

import pytest

from caseapp.documents.kit import PageBreak, Paragraph
from caseapp.documents.protect import encrypt
from caseapp.documents.raster import Pages
from tests.documents.papers import printed

WHITE = b"\xff\xff\xff"


def test_a_page_is_white_with_ink_on_it_and_of_the_asked_size():
    with Pages(printed([Paragraph("a"), PageBreak(), Paragraph("b")])) as pages:
        assert len(pages) == 2
        assert pages.size(0) == pytest.approx((595.28, 841.89), abs=0.01)
        picture = pages.picture(1, 72)
    assert (picture.width, picture.height) == (596, 842)
    assert len(picture.pixels) == picture.width * picture.height * 3
    assert picture.pixels[:3] == WHITE
    assert picture.pixels != WHITE * (picture.width * picture.height)


def test_colours_are_in_the_order_red_green_blue():
    with Pages(printed([Paragraph("a")])) as pages:
        picture = pages.picture(0, 72)
    x, y = 49, 76  # the bar of the confidential strip
    red, green, blue = picture.pixels[(y * picture.width + x) * 3 :][:3]
    assert red > 140
    assert max(green, blue) < 90


def test_a_protected_paper_needs_its_passphrase():
    protected = encrypt(printed([Paragraph("a")]), "geheim")
    with Pages(protected, "geheim") as pages:
        assert len(pages) == 1
    with pytest.raises(Exception, match=r"[Pp]assword"):
        Pages(protected)
