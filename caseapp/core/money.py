"""Money in whole minor units (cents) with its currency: never a float."""

from __future__ import annotations

import re

from msgspec import Struct

from caseapp.core.i18n import N_, _

SYMBOLS = {"LSL": "M", "KES": "KSh", "ZAR": "R", "USD": "$", "ETB": "Br", "SOS": "Sh", "JPY": "¥"}
NAMES = {
    "LSL": (N_("maloti"), N_("lisente")),
    "KES": (N_("Kenya shillings"), N_("cents")),
    "ZAR": (N_("rand"), N_("cents")),
    "USD": (N_("US dollars"), N_("cents")),
}
_ONES = (
    N_("zero"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"),
    N_("nine"), N_("ten"), N_("eleven"), N_("twelve"), N_("thirteen"), N_("fourteen"), N_("fifteen"), N_("sixteen"),
    N_("seventeen"), N_("eighteen"), N_("nineteen"),
)  # fmt: skip
_TENS = (
    N_("twenty"),
    N_("thirty"),
    N_("forty"),
    N_("fifty"),
    N_("sixty"),
    N_("seventy"),
    N_("eighty"),
    N_("ninety"),
)
LARGEST = 10**13  # a hundred thousand million in whole units: beyond any grant, well inside 64 bits


class Money(Struct, frozen=True, order=True):
    """An amount of `minor` units (1/100) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency}")
        return other.minor

    def __str__(self) -> str:
        return shown(self.minor, self.currency)


def shown(minor: int, currency: str, cents: bool | None = None) -> str:
    """`M 12,000` or `M 8,000.50`; cents only when there are any, unless asked for."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    with_cents = minor % 100 != 0 if cents is None else cents
    tail = f".{minor % 100:02d}" if with_cents else ""
    return f"{sign}{SYMBOLS.get(currency, currency)} {minor // 100:,}{tail}"


def understand(typed: str) -> int:
    """Minor units from what a person types: `12000`, `12,000.50`, `M 12 000`. Raises ValueError, also for below zero."""
    text = re.sub(r"^[^\d.,-]+", "", typed.strip()).replace("\u00a0", " ")
    found = re.fullmatch(r"(\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.(\d{1,2}))?", text)
    if not found:
        raise ValueError(typed)
    minor = int(re.sub(r"[ ,]", "", found[1])) * 100 + int((found[2] or "0").ljust(2, "0"))
    if minor > LARGEST:
        raise ValueError(typed)
    return minor


def in_words(minor: int, currency: str) -> str:
    """The amount as it is written out on an agreement: `twelve thousand maloti and fifty lisente`."""
    units, cents = NAMES.get(currency, (currency, N_("cents")))
    words = f"{_number(minor // 100)} {_(units)}"
    if minor % 100:
        words += " " + _("and {cents}").format(cents=f"{_number(minor % 100)} {_(cents)}")
    return words


def _number(n: int) -> str:
    if n < 20:
        return _(_ONES[n])
    if n < 100:
        return _(_TENS[n // 10 - 2]) + (f"-{_(_ONES[n % 10])}" if n % 10 else "")
    for size, word in (
        (10**9, N_("billion")),
        (10**6, N_("million")),
        (1000, N_("thousand")),
        (100, N_("hundred")),
    ):
        if n >= size:
            head, rest = divmod(n, size)
            joined = f"{_number(head)} {_(word)}"
            return joined if not rest else f"{joined} {'' if rest >= 100 else _('and') + ' '}{_number(rest)}"
    raise AssertionError(n)
