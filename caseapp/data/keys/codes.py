"""Codes people copy from paper: groups of five, no look-alikes, a check character that notices a slip.

The recovery code carries 170 bits, a one-time code 70. Neither is ever written to disk by the program (R9,
R10).
"""

from __future__ import annotations

import secrets

from caseapp.core.errors import UserError
from caseapp.core.i18n import _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U
GROUP = 5
RECOVERY_GROUPS = 7
ONE_TIME_GROUPS = 3
_READ_AS = str.maketrans("ILOU", "110V", " -–—\t\r\n\u00a0")


class Mistyped(UserError):
    """The code cannot be right: a character is wrong, missing or too many."""


def new_recovery_code() -> str:
    """A fresh code of seven groups, written `XXXXX-XXXXX-…`."""
    return _new(RECOVERY_GROUPS)


def new_one_time_code() -> str:
    """A fresh code of three groups."""
    return _new(ONE_TIME_GROUPS)


def recovery_groups(code: str) -> list[str]:
    """The groups of a code, for printing and for asking two of them back."""
    plain = code.translate(_READ_AS)
    return [plain[i : i + GROUP] for i in range(0, len(plain), GROUP)]


def read_code(typed: str, groups: int = RECOVERY_GROUPS) -> str:
    """The code as it was given out, from what somebody typed: any case, any spacing, O for 0, I or L for 1.

    Raises Mistyped when it cannot be a code of that many groups.
    """
    plain = typed.upper().translate(_READ_AS)
    expected = groups * GROUP
    if len(plain) != expected:
        text = _("The code has {expected} characters; you typed {typed}. Please compare it with the paper.")
        raise Mistyped(text.format(expected=expected, typed=len(plain)))
    if any(c not in ALPHABET for c in plain) or _check(plain[:-1]) != plain[-1]:
        raise Mistyped(_("One of the characters is not right. Please compare the code with the paper."))
    return "-".join(recovery_groups(plain))


def _new(groups: int) -> str:
    body = "".join(secrets.choice(ALPHABET) for _place in range(groups * GROUP - 1))
    return "-".join(recovery_groups(body + _check(body)))


def _check(body: str) -> str:
    """Luhn's check in base 32: every single wrong character and most swapped neighbours show."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (1 if place % 2 else 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
