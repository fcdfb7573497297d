"""Portraits: any photo made into a small JPEG that carries nothing but the face. No file is written."""

from __future__ import annotations

from io import BytesIO

from caseapp.core.errors import Invalid
from caseapp.core.i18n import _

SIDE = 480  # pixels: enough for a banner and a paper
MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


def portrait(image: bytes) -> bytes:
    """The picture turned upright, cut to at most 480 x 480 pixels, as JPEG without place or camera data.

    The type is read from the content, the size is checked before decoding. Raises Invalid for anything else.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(image) > MOST_BYTES:
        raise Invalid({"photo": _("This picture is larger than 20 MB. Choose a smaller one.")})
    try:
        with Image.open(BytesIO(image), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Invalid({"photo": _("This picture has too many pixels. Choose a smaller one.")})
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Invalid(
            {"photo": _("This is not a picture the program can read. Use a JPEG or PNG.")}
        ) from error
    upright.thumbnail((SIDE, SIDE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=82)
    return out.getvalue()
