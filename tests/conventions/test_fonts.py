"""The shipped faces draw what names and papers need; a missing glyph would simply not be on the paper."""

from functools import cache
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from tests.conventions.tree import ROOT

FONTS = ROOT / "resources" / "fonts"
SANS = ["NotoSans-Regular", "NotoSans-SemiBold", "NotoSans-Bold", "NotoSans-Italic"]
ARABIC = ["NotoNaskhArabic-Regular", "NotoNaskhArabic-Bold"]
ETHIOPIC = ["NotoSansEthiopic-Regular", "NotoSansEthiopic-Bold"]
SIGNS = {"NotoSansMath-Regular": "→ ← ↑ ↓ ≥ ≤ ≠ ≈ √", "NotoSansSymbols2-Regular": "✓ ✔ ✗ ☐ ☑ ● ○ ■ □ ★ ⚠"}
# Sesotho and its accents, Swahili ng', Somali, transliterated Arabic, quotes and dashes, money, numero sign.
LATIN_TEXT = "Tšepo TŠEPO č Č ê ô ng' ng’ ʼ ʿ ḥ ṣ “quoted” „so“ … – — • · € £ ¥ № ° ½ ×"
ARABIC_TEXT = "أمينة عبد الله ئ ؤ إ آ ة ى ء ، ؛ ؟ ١٢٣ پ چ گ"
ETHIOPIC_TEXT = "አበበ ተስፋዬ ሰላም ። ፣ ፩፪"


@cache
def face(name):
    return TTFont(BytesIO((FONTS / f"{name}.ttf").read_bytes()))


def features(font):
    tables = [font[tag].table.FeatureList.FeatureRecord for tag in ("GSUB", "GPOS") if tag in font]
    return {record.FeatureTag for records in tables for record in records}


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, LATIN_TEXT) for name in SANS]
    + [(name, ARABIC_TEXT) for name in ARABIC]
    + [(name, ETHIOPIC_TEXT) for name in ETHIOPIC]
    + list(SIGNS.items()),
    ids=[*SANS, *ARABIC, *ETHIOPIC, *SIGNS],
)
def test_face_covers_its_script(name, text):
    covered = face(name).getBestCmap()
    assert {c for c in text if c != " " and ord(c) not in covered} == set()


@pytest.mark.parametrize(
    ("name", "needed"),
    [(name, {"tnum", "kern", "mark", "mkmk"}) for name in SANS]
    + [(name, {"init", "medi", "fina", "rlig", "mark"}) for name in ARABIC]
    + [(name, {"mark"}) for name in ETHIOPIC],
    ids=[*SANS, *ARABIC, *ETHIOPIC],
)
def test_face_keeps_its_features(name, needed):
    assert needed <= features(face(name))


def test_fonts_are_few_light_and_licensed():
    shipped = sorted(FONTS.glob("*.ttf"))
    assert {path.stem for path in shipped} == {*SANS, *ARABIC, *ETHIOPIC, *SIGNS}
    assert sum(path.stat().st_size for path in shipped) < 2_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
    assert {path.name: face(path.stem)["OS/2"].fsType for path in shipped} == {
        path.name: 0 for path in shipped
    }
