"""Pictures people bring: read from their content, checked before they are decoded, freed of place and camera data."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from caseapp.core.errors import Invalid
from caseapp.core.i18n import _

MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


def upright(image: bytes, field: str, mode: str = "RGB") -> Any:
    """The picture as Pillow has it, turned upright, in a colour mode; nothing but its pixels. No file is written.

    Raises Invalid, naming `field`, for what is too large or no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(image) > MOST_BYTES:
        raise Invalid({field: _("This picture is larger than 20 MB. Choose a smaller one.")})
    try:
        with Image.open(BytesIO(image), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Invalid({field: _("This picture has too many pixels. Choose a smaller one.")})
            return ImageOps.exif_transpose(opened).convert(mode)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Invalid({field: _("This is not a picture the program can read. Use a JPEG or PNG.")}) from error


def packed(picture: Any, side: int, kind: str) -> bytes:
    """The picture cut down to at most `side` pixels a side, as a file of that kind (JPEG, PNG)."""
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    bare.thumbnail((side, side))
    out = BytesIO()
    bare.save(out, kind, **({"quality": 82} if kind == "JPEG" else {"optimize": True}))
    return out.getvalue()
