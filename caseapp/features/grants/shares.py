"""Sharing something whole among members: nothing is lost to rounding, and what is left over is stated."""

from __future__ import annotations

from collections.abc import Mapping


def equal(quantity: int, members: int) -> tuple[int, int]:
    """(what each gets, what is left over) of a quantity in its smallest unit: `equal(510, 17)` is (30, 0).

    Raises ValueError without members or for less than nothing.
    """
    if members < 1 or quantity < 0:
        raise ValueError((quantity, members))
    return divmod(quantity, members)


def remainder(quantity: int, shares: Mapping[str, int]) -> int:
    """What the shares leave over; below zero when they are more than there is."""
    return quantity - sum(shares.values())
