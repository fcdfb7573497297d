"""What people type: cleaned of what cannot be seen, otherwise kept as typed."""

from __future__ import annotations

import re
import unicodedata

from caseapp.core.i18n import _

# C0/C1 controls but tab and newline, the characters that reorder a line without being seen, and halves of characters.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0]+")


def hidden_character_problem(text: str) -> str | None:
    """A sentence when the text holds characters nobody can see (NUL, direction overrides); None when it is fine."""
    if _HIDDEN.search(text):
        return _("This holds characters that cannot be seen. Please type it again.")
    return None


def tidy_line(text: str) -> str:
    """One line: composed (NFC), outer and doubled blanks removed, otherwise as typed."""
    line = unicodedata.normalize("NFC", text).replace("\r", " ").replace("\n", " ")
    return _SPACES.sub(" ", line).strip()


def tidy_note(text: str) -> str:
    """Several lines: composed (NFC), line ends made equal, trailing blanks removed."""
    note = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in note.split("\n")).strip()


def masked(text: str, keep: int = 4) -> str:
    """All but the last characters as dots: `••••4417`. A text that short is hidden whole."""
    if len(text) <= keep:
        return "•" * len(text)
    return "•" * min(8, len(text) - keep) + text[-keep:]


def initials(name: str) -> str:
    """First letters for places where a name must not stand: `T. M.`"""
    return " ".join(f"{part[0]}." for part in name.split() if part)
