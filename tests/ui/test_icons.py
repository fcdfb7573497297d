"""Icons take the palette's colour and turn with the writing."""

import pytest
from PySide6.QtCore import Qt

from caseapp.core.paths import resource
from caseapp.ui.icons import DIRECTIONAL, pixmap
from caseapp.ui.theme import color, theme


def _tints(name, tint):
    image = pixmap(name, tint, 24).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {(p.red(), p.green(), p.blue()) for p in pixels if p.alpha() > 250}


def _distance(one, other):
    """How far two pictures are apart: the mean difference of their darkest columns."""
    size = range(one.width())
    differences = [
        abs(one.pixelColor(x, y).alpha() - other.pixelColor(x, y).alpha()) for x in size for y in size
    ]
    return sum(d for d in differences if d > 60) / max(1, one.width())


def test_an_icon_is_drawn_in_the_colour_of_its_token(qapp):
    for name in ("light", "dark"):
        theme().apply(name)
        wanted = color("bad")
        assert (wanted.red(), wanted.green(), wanted.blue()) in _tints("search", "bad")


def test_arrows_turn_in_mirrored_windows_and_others_do_not(qapp, request):
    arrow, house = pixmap("chevron-right", "ink").toImage(), pixmap("house", "ink").toImage()
    request.getfixturevalue("mirrored")
    assert _distance(pixmap("chevron-right", "ink").toImage(), arrow.flipped(Qt.Orientation.Horizontal)) < 20
    assert _distance(pixmap("chevron-right", "ink").toImage(), arrow) > 60
    assert pixmap("house", "ink").toImage() == house


@pytest.mark.parametrize("name", sorted(DIRECTIONAL))
def test_every_directional_icon_is_there(name):
    assert resource("icons", f"{name}.svg").exists()
