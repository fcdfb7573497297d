"""What a file is, told by its first bytes and never by its name; and what of it is kept (R54, R55).

Pictures are drawn anew, upright and without place, time or camera data. Anything else is kept as it came.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from msgspec import Struct

from caseapp.core.errors import Invalid
from caseapp.core.files import MIB
from caseapp.core.i18n import _
from caseapp.core.pictures import packed, upright

MOST_BYTES = 20 * MIB
MOST_TEXT = MIB
SIDE = 2400  # pixels of the longer side of a picture that is kept: a page stays readable
MOST_ENTRIES = 5000  # of a document that is an archive inside

JPEG, PNG, WEBP, PDF, TEXT = "image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
PICTURES = frozenset({JPEG, PNG, WEBP})
SHOWN = frozenset({*PICTURES, PDF, TEXT})
SUFFIXES = {
    JPEG: ".jpg",
    PNG: ".png",
    WEBP: ".webp",
    PDF: ".pdf",
    TEXT: ".txt",
    DOCX: ".docx",
    XLSX: ".xlsx",
    ODT: ".odt",
}
_ARCHIVES = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class Content(Struct, frozen=True):
    """What is kept of a file."""

    media_type: str
    data: bytes


def media_type(data: bytes) -> str:
    """What the content is; empty for what is not kept here (programs, macros, unknown)."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    return TEXT if _is_text(data) else ""


def kept(data: bytes, field: str = "file") -> Content:
    """The part of a file that is kept. Raises Invalid, naming `field`, in words that say what to do instead."""
    if not data:
        raise Invalid({field: _("This file is empty.")})
    if len(data) > MOST_BYTES:
        raise Invalid(
            {field: _("This file is larger than 20 MB. Take a smaller picture, or scan fewer pages.")}
        )
    found = media_type(data)
    if not found:
        raise Invalid({field: _refusal(data)})
    if found in PICTURES:
        return Content(JPEG, packed(upright(data, field), SIDE, "JPEG"))
    return Content(found, data)


def _refusal(data: bytes) -> str:
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return _("This is a HEIC picture. Have the telephone save pictures as JPEG, or send it as a JPEG.")
    return _(
        "This kind of file is not kept here. Use a picture (JPEG, PNG), a PDF, a Word or Excel file without macros, or text."
    )


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if len(names) > MOST_ENTRIES or any(name.endswith("vbaProject.bin") for name in names):
                return ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return ODT if archive.read("mimetype") == ODT.encode() else ""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return ""
    return next((kind for inside, kind in _ARCHIVES.items() if inside in names), "")


def _is_text(data: bytes) -> bool:
    if len(data) > MOST_TEXT:
        return False
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(c.isprintable() or c in "\r\n\t" for c in text)
