"""UAX #9 by cases worked out by hand. A capital stands for a Hebrew letter, a small one for a Latin one."""

import pytest

from caseapp.documents import bidi

LRE, RLE, PDF, LRO, RLO = "\u202a\u202b\u202c\u202d\u202e"
LRI, RLI, FSI, PDI, RLM = "\u2066\u2067\u2068\u2069\u200f"
MARKS = {LRE, RLE, PDF, LRO, RLO, LRI, RLI, FSI, PDI, RLM}


def hebrew(text):
    return "".join(chr(0x05D0 + ord(c) - ord("A")) if "A" <= c <= "Z" else c for c in text)


def latin(text):
    return "".join(chr(ord("A") + ord(c) - 0x05D0) if "\u05d0" <= c <= "\u05ea" else c for c in text)


def shown(text, base=None):
    """The text from left to right on the paper, without marks; brackets keep their logical shape."""
    found, _ = bidi.levels(hebrew(text), base)
    return latin("".join(c for c in bidi.visual(hebrew(text), found) if c not in MARKS))


@pytest.mark.parametrize(
    ("logical", "base", "visual"),
    [
        ("abc def", None, "abc def"),
        ("ABC DEF", None, "FED CBA"),
        ("abc DEF GHI jkl", None, "abc IHG FED jkl"),
        ("ABC def ghi JKL", None, "LKJ def ghi CBA"),
        ("DEF abc", 0, "FED abc"),  # the paragraph's direction can be forced
        ("abc DEF", 1, "FED abc"),
        ("he said CAR.", None, "he said RAC."),  # N2: a full stop at the end follows the paragraph
        ("CAR 123 DEF", None, "FED 123 RAC"),  # numbers read left to right inside
        ("CAR 1,234.5", None, "1,234.5 RAC"),  # W4: separators inside a number
        ("CAR -5%", None, "5%- RAC"),  # W5: the sign of per cent belongs to the number, the minus does not
        ("+254 700 ABC", 1, "CBA 700 254+"),  # why numbers need isolates among right-to-left words
        (f"ABC {LRI}+254 700{PDI}", 1, "+254 700 CBA"),
        ("ABC (def) GHI", None, "IHG )def( CBA"),  # N0: the pair stands with the paragraph
        ("ABC (DEF) ghi", 0, "(FED) CBA ghi".replace("(FED) CBA", ")FED( CBA")),
        ("abc (DEF) ghi", None, "abc (FED) ghi"),
        ("abc (DEF", None, "abc (FED"),  # an unpaired bracket is a neutral like any other
        ("ABC def (GHI", 1, "IHG( def CBA"),
        (f"abc {RLI}DEF 1{PDI} ghi", None, "abc 1 FED ghi"),
        (f"{FSI}ABC{PDI} def", None, "CBA def"),  # P2: isolates do not decide the paragraph
        (f"{FSI}ABC{PDI} DEF", 0, "CBA FED"),  # isolates do not mix with each other
        (f"abc {RLO}def{PDF} ghi", None, "abc fed ghi"),
        (f"ABC {LRO}DEF{PDF} GHI", None, "IHG DEF CBA"),
        (f"abc {RLE}DEF ghi{PDF} jkl", None, "abc ghi FED jkl"),
        (f"{RLM}abc DEF", None, "FED abc"),  # a strong mark that nobody sees
        ("A\u05b0B", None, "B\u05b0A"),  # W1: a point follows its letter (drawn over it by the shaper)
    ],
)
def test_order_on_paper(logical, base, visual):
    assert shown(logical, base) == visual


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a1", [0, 0]),  # W7: digits after Latin letters are Latin
        ("\u0627" + "1", [1, 2]),  # W2: digits after Arabic letters are Arabic numbers
        ("1\u0627", [2, 1]),
        ("\u05d0 a", [1, 1, 2]),
        ("", []),
        ("123", [0, 0, 0]),
        (f"a{PDI}b", [0, 0, 0]),
        (f"a{LRI}\u05d0", [0, 0, 3]),  # an isolate that is never closed
    ],
)
def test_levels(text, wanted):
    assert bidi.levels(text)[0] == wanted


def test_arabic_number_in_brackets_beside_latin():
    text = "PHQ-9 (19 \u0645\u0646 27)"
    found, base = bidi.levels(text, 1)
    assert "".join(bidi.visual(text, found)) == ")27 \u0646\u0645 19( PHQ-9"
    assert base == 1


def test_depth_is_bounded():
    text = (RLE + LRE) * 200 + "a" + PDF * 400 + "b"
    found, _ = bidi.levels(text)
    assert max(found) <= bidi.DEEPEST + 1
    assert found[-1] == 0
