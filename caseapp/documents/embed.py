"""Faces inside one PDF file: only the glyphs that are used, each with the text it stands for, so that copy and search work.

A face becomes one Type 0 font with two-byte codes. A code is a pair (glyph, text): the same shape standing for
different letters (Arabic forms, ligatures) gets a code for each, which reportlab's own one-byte subsets cannot do.
"""

from __future__ import annotations

import struct
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString, PDFZCompress

from caseapp.documents.fonts import Face

_UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "cmap", "post", "STAT", "MATH", "gasp", "DSIG")
_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_CMAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


class _PlainCodes(dict[str, str]):
    """The hexadecimal code of each plain character, given at its first use."""

    def __init__(self, owner: EmbeddedFace) -> None:
        super().__init__()
        self.owner = owner

    def __missing__(self, character: str) -> str:
        code = self.owner.code(self.owner.face.glyphs[character], character)
        self[character] = code
        return code


class EmbeddedFace:
    """A face in one document. reportlab calls `addObjects` when it writes the file."""

    def __init__(self, face: Face, resource_name: str) -> None:
        self.face = face
        self.resource_name = resource_name
        self.plain = _PlainCodes(self)
        self._codes: dict[tuple[int, str], str] = {(0, ""): "0000"}

    def code(self, glyph: int, text: str) -> str:
        """Four hexadecimal digits that print `glyph` and are read back as `text`."""
        key = (glyph, text)
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = f"{len(self._codes):04X}"
        return found

    def encode(self, text: str) -> str:
        """Plain text as codes. Raises KeyError for a character the face does not have."""
        return "".join(map(self.plain.__getitem__, text))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Write the subset, the widths and the way back to text."""
        glyphs = [glyph for glyph, _ in self._codes]
        prefix = "".join(chr(65 + (hash_of(glyphs) >> 5 * i) % 26) for i in range(6))
        name = PDFName(f"{prefix}+{self.face.name}")
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": name,
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([self._descendant(doc, name, glyphs)]),
                "ToUnicode": self._reference(doc, "unicode", self._to_unicode().encode("ascii")),
            }
        )
        fonts = doc.idToObject["BasicFonts"].dict
        fonts[self.resource_name] = doc.Reference(font, f"font:{self.resource_name}")

    def _descendant(self, doc: Any, name: Any, glyphs: list[int]) -> Any:
        widths = " ".join(str(self.face.advance(glyph)) for glyph in glyphs)
        return PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": doc.Reference(self._descriptor(doc, name, glyphs)),
                "W": f"[0 [{widths}]]".encode(
                    "ascii"
                ),  # written as it is: reportlab takes its time over each number
                "CIDToGIDMap": self._reference(doc, "glyphs", struct.pack(f">{len(glyphs)}H", *glyphs)),
            }
        )

    def _descriptor(self, doc: Any, name: Any, glyphs: list[int]) -> Any:
        extents = self.face.font.get_font_extents("ltr")
        head = self.face.hb_face.reference_table("head").data
        program = subset(self.face, glyphs)
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": name,
                "Flags": 4,  # symbolic: glyphs are named by number
                "FontBBox": PDFArray(list(struct.unpack(">4h", head[36:44]))),
                "ItalicAngle": -12 if "Italic" in self.face.name else 0,
                "Ascent": extents.ascender,
                "Descent": extents.descender,
                "CapHeight": 714,
                "StemV": 80,
                "FontFile2": self._reference(doc, "program", program, {"Length1": len(program)}),
            }
        )

    def _reference(self, doc: Any, part: str, content: bytes, extra: dict[str, int] | None = None) -> Any:
        stream = PDFStream(PDFDictionary(dict(extra or {})), content, [PDFZCompress])
        return doc.Reference(stream, f"{part}:{self.resource_name}")

    def _to_unicode(self) -> str:
        lines = [
            f"<{code}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in self._codes.items() if text
        ]
        parts = [lines[i : i + 100] for i in range(0, len(lines), 100)]  # the format allows 100 at a time
        blocks = [f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts]
        return _CMAP_HEAD + "".join(blocks) + _CMAP_TAIL


def hash_of(glyphs: list[int]) -> int:
    """A number that is the same in every process for the same glyphs: names the subset."""
    value = 0
    for glyph in glyphs:
        value = (value * 31 + glyph) & 0x3FFFFFFF
    return value


def subset(face: Face, glyphs: list[int]) -> bytes:
    """The face with only these glyphs, at their old numbers, without hints and layout tables."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    drop = wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
    drop.update({int.from_bytes(tag.encode("ascii"), "big") for tag in _UNUSED_TABLES})
    return bytes(hb.SubsetPlan(face.hb_face, wanted).execute().blob.data)
