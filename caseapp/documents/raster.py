"""Pages of a finished paper as pictures, for preview and print. From memory: no paper ever lies on the disk in the clear."""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2


class Picture(NamedTuple):
    """Pixels of one page, row by row, three bytes each (red, green, blue), without gaps between rows."""

    width: int
    height: int
    pixels: bytes


class Pages:
    """An open paper. Use it in one thread at a time and close it, or use it in a `with` statement."""

    def __init__(self, pdf: bytes, passphrase: str | None = None) -> None:
        self._document = pypdfium2.PdfDocument(pdf, password=passphrase)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def close(self) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page in points (1/72 inch)."""
        width, height = self._document.get_page_size(index)
        return float(width), float(height)

    def picture(self, index: int, dots_per_inch: float = 96.0) -> Picture:
        """One page on white. About 20 ms at 150 dots an inch; 26 MB at 300."""
        page = self._document[index]
        bitmap = page.render(scale=dots_per_inch / 72, rev_byteorder=True, fill_color=(255, 255, 255, 255))
        row, stride = bitmap.width * 3, bitmap.stride
        raw = bytes(bitmap.buffer)
        pixels = raw if stride == row else b"".join(
            raw[start : start + row] for start in range(0, stride * bitmap.height, stride)
        )  # fmt: skip
        picture = Picture(bitmap.width, bitmap.height, pixels)
        bitmap.close()
        page.close()
        return picture

    def text(self, index: int) -> str:
        """The words of a page as a reader's search finds them."""
        page = self._document[index]
        text_page = page.get_textpage()
        words = str(text_page.get_text_bounded())
        text_page.close()
        page.close()
        return words
