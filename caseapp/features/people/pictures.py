"""Portraits: any photo made into a small JPEG that carries nothing but the face. No file is written."""

from __future__ import annotations

from caseapp.core.pictures import packed, upright

SIDE = 480  # pixels: enough for a banner and a paper


def portrait(image: bytes) -> bytes:
    """The picture turned upright, cut to at most 480 x 480 pixels, as JPEG without place or camera data.

    The type is read from the content, the size is checked before decoding. Raises Invalid for anything else.
    """
    return packed(upright(image, "photo"), SIDE, "JPEG")
