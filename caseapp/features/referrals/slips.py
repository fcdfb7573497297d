"""The code on the tear-off slip: short, without any name, and safe against a slip of the pen."""

from __future__ import annotations

import secrets

from caseapp.core.ids import check_character

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for another: no I, L, O, U
BODY = 7
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A code nobody could guess from another, like `K7QM-3XDP`; its last character checks the others."""
    while True:
        body = "".join(secrets.choice(LETTERS) for _ in range(BODY))
        if (check := check_character(body)) in LETTERS:
            return f"{body[:4]}-{body[4:]}{check}"


def read_code(typed: str) -> str | None:
    """The code as it was printed, from what was typed or scanned; None when a character is wrong or missing.

    Blanks, dashes and small letters are forgiven, and O, I and L for the digits they are mistaken for. A scanned slip
    brings other numbers before the code, parted by colons.
    """
    plain = "".join(c for c in typed.upper().rpartition(":")[2] if c.isalnum()).translate(_MISREAD)
    if (
        len(plain) != BODY + 1
        or any(c not in LETTERS for c in plain)
        or check_character(plain[:BODY]) != plain[BODY]
    ):
        return None
    return f"{plain[:4]}-{plain[4:]}"
