"""The arithmetic of a business plan: month by month, what comes in, what goes out, when the start has come back.

Our own plain sums, no bank's formula: no interest, no prices that rise, no depreciation. Whole minor units throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

SHOWN_MONTHS = 12  # [G] plans of small businesses look 6 to 12 months ahead
LONGEST = 600  # beyond fifty years a plan does not break even


class Month(Struct, frozen=True):
    """One month of the plan; `balance` is all profit so far less everything that was put in at the start."""

    number: int
    sales: int
    costs: int
    balance: int

    @property
    def profit(self) -> int:
        return self.sales - self.costs


class CashFlow(Struct, frozen=True):
    """The months shown, and the month in which everything put in has come back; None when it never does."""

    start: int
    months: tuple[Month, ...]
    break_even: int | None


def cash_flow(
    start: int, typed: Sequence[Mapping[str, int | None]], sales: int | None, costs: int | None
) -> CashFlow:
    """What the plan promises. `typed` are the first months (sales, costs); after them every month is the usual one.

    A figure left out of a typed month is that of the usual month. Without any figures there are no months.
    """
    usual = (sales or 0, costs or 0) if sales is not None and costs is not None else None
    figures = [_figures(row, usual) for row in typed]
    if not figures and usual is None:
        return CashFlow(start, (), None)
    length = max(len(figures), SHOWN_MONTHS if usual else 0)
    months, balance = [], -start
    for number in range(1, length + 1):
        into, out = figures[number - 1] if number <= len(figures) else usual or (0, 0)
        balance += into - out
        months.append(Month(number, into, out, balance))
    return CashFlow(start, tuple(months), _break_even(months, usual))


def _figures(row: Mapping[str, int | None], usual: tuple[int, int] | None) -> tuple[int, int]:
    standard = usual or (0, 0)
    into, out = row.get("sales"), row.get("costs")
    return (standard[0] if into is None else into, standard[1] if out is None else out)


def _break_even(months: Sequence[Month], usual: tuple[int, int] | None) -> int | None:
    """The first month at whose end nothing is missing any more; later months go on like the usual one."""
    for month in months:
        if month.balance >= 0:
            return month.number
    profit = usual[0] - usual[1] if usual else 0
    if profit <= 0:
        return None
    more = -(months[-1].balance // profit)  # rounded up: the balance is below zero
    return months[-1].number + more if months[-1].number + more <= LONGEST else None
