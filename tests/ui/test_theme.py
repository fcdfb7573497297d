"""Every text can be read on every ground it stands on, in every palette and at every size."""

import re

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QRadioButton

from caseapp.core.paths import resource
from caseapp.ui.theme import PALETTES, TONES, color, contrast, font, stylesheet, theme

SURFACES = ("card", "bg", "brand_weak")  # cards, the window, chosen rows
TEXTS = ("ink", "ink2", "ink3", "brand", "ok", "warn", "bad", "private")
PAIRS = [(text, ground) for text in TEXTS for ground in SURFACES] + [
    ("on_brand", "brand"), ("card", "ink"), ("ink3", "neutral_weak"), ("ink", "warn_weak"), ("ink", "bad_weak"),
    ("ink", "ok_weak"), ("ink", "private_weak"), ("brand_weak", "ink"),
]  # fmt: skip


@pytest.mark.parametrize("palette", PALETTES)
def test_every_text_is_readable_on_every_ground(palette):
    tokens = PALETTES[palette]
    pairs = [(getattr(tokens, a), getattr(tokens, b), f"{a} on {b}") for a, b in PAIRS]
    pairs += [(*tokens.text_on(tone), f"chip {tone}") for tone in TONES]
    weak = {
        name: round(contrast(text, ground), 2) for text, ground, name in pairs if contrast(text, ground) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("palette", PALETTES)
def test_borders_of_controls_and_bars_can_be_seen(palette):
    tokens = PALETTES[palette]
    for name in ("bar_high", "bar_low"):
        assert contrast(getattr(tokens, name), tokens.card) >= 1.9
    assert contrast(tokens.brand, tokens.card) >= 3  # the edge of what has the keyboard


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
def test_the_style_sheet_names_only_known_tokens(palette):
    sheet = stylesheet(PALETTES[palette], 100)
    assert "@" not in sheet.split("*/", 1)[1]
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}\b", sheet))
    assert colours <= {getattr(PALETTES[palette], f) for f in PALETTES[palette].__struct_fields__}


def test_the_style_sheet_has_no_colour_of_its_own():
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgb", resource("theme.qss").read_text("utf-8")) == []


def test_palette_and_text_size_change_live(qtbot, qapp: QApplication):
    words = QLabel("Thabo")
    qtbot.addWidget(words)
    words.show()
    before = words.fontMetrics().height()
    theme().apply("dark", 150)
    assert qapp.palette().window().color() == color("bg")
    assert words.fontMetrics().height() > before * 1.3
    assert font(13).pixelSize() == 20


@pytest.mark.parametrize(("asked", "given"), [(10, 80), (80, 80), (200, 200), (500, 200)])
def test_text_size_stays_between_80_and_200(asked, given):
    theme().apply(scale=asked)
    assert theme().scale == given


@pytest.mark.parametrize("text", ["Tšepo", "عبدي نور", "አበበ"])
def test_the_bundled_faces_draw_names_in_every_script(qapp, text):
    from PySide6.QtGui import QFontMetrics, QRawFont

    families = set(font(13).families())
    used = {QRawFont.fromFont(font(13)).familyName()} | families
    assert families <= used
    assert QFontMetrics(font(13)).horizontalAdvance(text) > 10


@pytest.mark.parametrize("kind", [QRadioButton, QCheckBox])
@pytest.mark.parametrize("palette", PALETTES)
def test_an_empty_box_to_tick_can_be_seen(qtbot, qapp, palette, kind):
    theme().apply(palette)
    box = kind("")
    qtbot.addWidget(box)
    picture = box.grab().toImage()
    drawn = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    ground = picture.pixelColor(picture.width() - 1, picture.height() - 1).name()
    assert max(contrast(ground, colour) for colour in drawn) >= 3
    theme().apply("light")
