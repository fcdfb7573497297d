"""How sure a fact is, in words: shipped data mark it [V], [P], [G] or [A], and no reader should have to know that."""

from __future__ import annotations

import re

from caseapp.core.i18n import N_, _

MARKS = {
    "V": N_("as published"),
    "P": N_("to be confirmed"),
    "G": N_("general knowledge"),
    "A": N_("our own assumption"),
}
NUMBERS = {
    "V": N_("Published standard"),
    "G": N_("Common practice"),
    "A": N_("Our assumption"),
}  # the same of a number
_MARK = re.compile(r"\[([VPGA])\]")


def in_words(text: str) -> str:
    """`… of IOM [V].` as `… of IOM (as published).`"""
    return _MARK.sub(lambda found: f"({_(MARKS[found[1]])})", text)
