"""Encryption of a finished paper, for those that leave the office as a file."""

from __future__ import annotations

import io


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """The same paper, readable only with the passphrase (AES-256, PDF 2.0 revision 6). From memory to memory.

    Raises ValueError for an empty passphrase: every reader opens such a file without asking.
    """
    import pikepdf  # 10 MB, for the few papers that are sealed

    if not passphrase:
        raise ValueError("a passphrase is needed")
    protected = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(protected, encryption=pikepdf.Encryption(user=passphrase, owner=passphrase, R=6))
    return protected.getvalue()
