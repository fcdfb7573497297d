"""Make resources/fonts/ from the full Noto faces: `.venv/bin/python packaging/fonts.py [FOLDER]`.

FOLDER holds the upstream TTF files. The default is where Debian's fonts-noto-core and fonts-noto-extra
(for SemiBold) put them. Needs fonttools from the test lock; the same input gives the same bytes.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, parse_unicodes, save_font

SOURCE = Path("/usr/share/fonts/truetype/noto")
TARGET = Path(__file__).resolve().parents[1] / "resources" / "fonts"

# European names and signs: Latin with the letters of transliteration (š, ʼ, ḥ), Greek, Cyrillic, combining
# marks, general punctuation, super- and subscripts, currencies, letterlike signs (№), fractions, ligatures.
EUROPEAN = (
    "0020-007E,00A0-024F,0259,02B0-02FF,0300-036F,0370-03FF,0400-045F,0490-0493,1E00-1EFF,2000-206F,2070-209F,"
    "20A0-20CF,2100-214F,2150-218F,2190-21FF,2212,25CC,2C60-2C7F,A78B-A78C,FB00-FB06,FFFD"
)
# What people type or paste into notes and no text face has: arrows and comparisons, ticks, boxes, bullets, stars.
OPERATORS = "2190-2199,21D0-21D4,2200-220F,2211-221E,2220-222B,2234-2237,223C,2245,2248,2260-2265,22C5"
SIGNS = "25A0-25FF,2605-2606,260E,2610-2613,2639-263A,2660-2667,26A0,2702,2706,2713-2718,2764"
# Hints stay in the faces people read on cheap screens; in the two others they are half of the file.
FACES = {
    "NotoSans-Regular": (EUROPEAN, True),
    "NotoSans-SemiBold": (EUROPEAN, True),
    "NotoSans-Bold": (EUROPEAN, True),
    "NotoSans-Italic": (EUROPEAN, True),
    "NotoNaskhArabic-Regular": ("*", False),
    "NotoNaskhArabic-Bold": ("*", False),
    "NotoSansEthiopic-Regular": ("*", False),
    "NotoSansEthiopic-Bold": ("*", False),
    "NotoSansMath-Regular": (OPERATORS, False),
    "NotoSansSymbols2-Regular": (SIGNS, False),
}


def trim(source: Path, target: Path, unicodes: str, hinting: bool) -> None:
    """Write `source` to `target` with only the characters in `unicodes` and every layout feature they use."""
    options = Options(layout_features=["*"], hinting=hinting, recalc_timestamp=False, notdef_outline=True)
    # Names 0-6 identify the face, 13-14 are its licence, 16-17 its family with more than four weights.
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap() if unicodes == "*" else parse_unicodes(unicodes))
    subsetter.subset(font)
    save_font(font, str(target), options)


def main() -> None:
    """Trim every face and say how large it became."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    total = 0
    for name, (unicodes, hinting) in FACES.items():
        target = TARGET / f"{name}.ttf"
        trim(folder / target.name, target, unicodes, hinting)
        total += target.stat().st_size
        print(f"{target.name:32} {target.stat().st_size // 1024:4} KB")
    print(f"{'together':32} {total // 1024:4} KB")


if __name__ == "__main__":
    main()
