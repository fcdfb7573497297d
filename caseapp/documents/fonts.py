"""The bundled faces: which characters each covers, how wide they are, and which face prints which part of a text.

A character that no face covers is never left out in silence: `faces_for` and `preflight` raise MissingGlyph.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal, NamedTuple

from caseapp.core.errors import UserError
from caseapp.core.i18n import _
from caseapp.core.paths import resource

Weight = Literal["regular", "semibold", "bold", "italic"]
UNITS = 1000  # of every bundled face, to the em
ARABIC_SCALE = 1.12  # Naskh letters look smaller than Latin ones of the same size
_SIGNS = ("NotoSansMath-Regular", "NotoSansSymbols2-Regular")
_CHAINS: dict[str, tuple[str, ...]] = {
    "regular": ("NotoSans-Regular", "NotoNaskhArabic-Regular", "NotoSansEthiopic-Regular", *_SIGNS),
    "semibold": ("NotoSans-SemiBold", "NotoNaskhArabic-Bold", "NotoSansEthiopic-Bold", *_SIGNS),
    "bold": ("NotoSans-Bold", "NotoNaskhArabic-Bold", "NotoSansEthiopic-Bold", *_SIGNS),
    "italic": ("NotoSans-Italic", "NotoNaskhArabic-Regular", "NotoSansEthiopic-Regular", *_SIGNS),
}
_PLAIN_CLASSES = frozenset(("L", "EN", "ES", "ET", "CS", "ON", "WS"))


class MissingGlyph(UserError):
    """A character that none of the bundled faces can print."""

    def __init__(self, character: str) -> None:
        super().__init__(
            _("The character “{character}” (U+{code}) cannot be printed. Nothing was printed and your work is safe. "
              "Write this character in another way and print again.").format(
                character=character, code=f"{ord(character):04X}"
            )
        )  # fmt: skip
        self.character = character


class Face:
    """One face. `plain` maps the characters that need neither shaping nor reordering to their advance in 1/1000 em."""

    def __init__(self, name: str) -> None:
        import uharfbuzz as hb

        self.name = name
        self.data = resource("fonts", f"{name}.ttf").read_bytes()
        self.hb_face = hb.Face(hb.Blob(self.data))
        self.font = hb.Font(self.hb_face)
        # Some faces have glyphs for control characters; nobody should print those.
        codes = (code for code in self.hb_face.unicodes if code >= 32 and code != 127)
        self.glyphs = {chr(code): self.font.get_nominal_glyph(code) or 0 for code in codes}
        self.arabic = "Arabic" in name
        self.scale = ARABIC_SCALE if self.arabic else 1.0
        self.plain = {c: self.advance(gid) for c, gid in self.glyphs.items() if _is_plain(c)}
        # Kerning and ligatures stay off in Latin, so that a shaped line looks like a plain one.
        self.features = {"kern": False, "liga": False} if name.startswith("NotoSans-") else {}

    def __repr__(self) -> str:
        return f"Face({self.name})"

    def advance(self, glyph: int) -> int:
        """The width of a glyph in 1/1000 em."""
        return int(self.font.get_glyph_h_advance(glyph))

    def width(self, text: str) -> int:
        """The width of plain text in 1/1000 em. Raises KeyError at a character that is not plain here."""
        return sum(map(self.plain.__getitem__, text))


def _is_plain(character: str) -> bool:
    return (
        unicodedata.bidirectional(character) in _PLAIN_CLASSES
        and not unicodedata.combining(character)
        and not is_ignorable(character)
    )


def is_ignorable(character: str) -> bool:
    """Characters that steer a line and are never seen: marks of direction, joiners, soft hyphens."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


@cache
def face(name: str) -> Face:
    """The bundled face with this file name, read once (about 1 ms)."""
    return Face(name)


def first_face(weight: Weight) -> Face:
    """The Latin face of a weight."""
    return face(_CHAINS[weight][0])


class FaceRun(NamedTuple):
    face: Face
    start: int
    end: int


def faces_for(text: str, weight: Weight = "regular") -> list[FaceRun]:
    """The face for every part of the text. Raises MissingGlyph.

    Signs and spaces stay in the face of the letters before them when it has them: one run, one baseline.
    """
    runs: list[FaceRun] = []
    current: Face | None = None
    for index, character in enumerate(text):
        wanted = _face_of(character, weight, current)
        if wanted is not current:
            runs.append(FaceRun(wanted, index, index + 1))
            current = wanted
        else:
            runs[-1] = FaceRun(wanted, runs[-1].start, index + 1)
    return runs


def _face_of(character: str, weight: Weight, current: Face | None) -> Face:
    if current is None:
        if is_ignorable(character):
            return first_face(weight)
    elif is_ignorable(character) or (
        unicodedata.category(character)[0] not in "LN" and character in current.glyphs
    ):
        return current
    for name in _CHAINS[weight]:
        if character in (found := face(name)).glyphs:
            return found
    raise MissingGlyph(character)


def preflight(text: str) -> None:
    """Check before printing that every character has a face. Raises MissingGlyph naming the first that has none."""
    if set(text) - first_face("regular").plain.keys() - {"\n", "\t"}:
        faces_for(text.replace("\n", " ").replace("\t", " "))
