"""Passphrases people choose: long, not guessable, nothing else asked (NIST 800-63B, ASVS 6.2; R12, R13).

No rule about capitals or digits, no expiry, no hints. Any script, spaces and pasting are welcome; nothing is
cut off.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

from caseapp.core import guessing
from caseapp.core.i18n import _, n_
from caseapp.core.paths import resource

MINIMUM = 15
LOWEST_MINIMUM = 12  # an administrator may go down to here where the disk itself is encrypted
MAXIMUM = 1000
GUESSABLE_BITS = 36.0  # three words of the common list and nothing else


class Strength(Struct, frozen=True):
    """`level` 0 (refused) to 3 (very good) and the words for it."""

    level: int
    text: str


def normalise(passphrase: str) -> str:
    """One form for what looks the same: é typed as one or as two characters opens the same office."""
    return unicodedata.normalize("NFC", passphrase)


def problem(passphrase: str, context: Iterable[str] = (), minimum: int = MINIMUM) -> str | None:
    """Why this passphrase is refused, in words, or None. `context`: names of the office, user and country."""
    text = normalise(passphrase)
    shortest = max(minimum, LOWEST_MINIMUM)
    if any(unicodedata.category(c) == "Cc" for c in text):
        return _("It holds a line break or tab, which cannot be typed again.")
    if len(text) < shortest:
        return n_(
            "Too short: use {least} characters or more. This has {count}.",
            "Too short: use {least} characters or more. This has {count}.",
            len(text),
            least=shortest,
        )
    if len(text) > MAXIMUM:
        return _("Too long: use {most} characters or fewer.").format(most=MAXIMUM)
    found = guessing.pieces(text, context)
    return _why_guessable(found) if sum(piece.bits for piece in found) < GUESSABLE_BITS else None


def strength(passphrase: str, context: Iterable[str] = (), minimum: int = MINIMUM) -> Strength:
    """How good it is, for a line under the field while typing."""
    if problem(passphrase, context, minimum):
        return Strength(0, _("Not good enough yet"))
    bits = guessing.bits(normalise(passphrase), context)
    if bits < 48:
        return Strength(1, _("Good enough"))
    return Strength(2, _("Good")) if bits < 64 else Strength(3, _("Very good"))


def generate(words: int = 5) -> str:
    """A passphrase of random short words, 10 bits or more each, with spaces between."""
    return " ".join(secrets.choice(_word_list()) for _number in range(words))


@cache
def _word_list() -> Sequence[str]:
    return resource("words", "en.txt").read_text(encoding="utf-8").split()


def _why_guessable(found: Sequence[guessing.Piece]) -> str:
    """The reason with the most characters behind it. Only words of our own lists are repeated back."""
    share: dict[guessing.Kind, int] = {}
    for piece in found:
        share[piece.kind] = share.get(piece.kind, 0) + len(piece.text)
    share.pop("other", None)
    kind: guessing.Kind = max(share, key=lambda name: share[name], default="other")
    word = max((p.text for p in found if p.kind == kind), key=len, default="")
    return _reason(kind, word) + " " + _("Put in two more words that have nothing to do with it.")


def _reason(kind: guessing.Kind, word: str) -> str:
    if kind == "context":
        text = _("It is mostly the name of this office, its country or a person here (“{word}”).")
        return text.format(word=word)
    if kind == "common":
        return _("It is mostly made of “{word}”, one of the first things others would try.").format(word=word)
    if kind in ("run", "year"):
        return _("It is mostly a row of keys, numbers or a year.")
    return _("It repeats itself.")
