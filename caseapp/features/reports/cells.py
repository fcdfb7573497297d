"""A figure as the cells it is the sum of: by sex, age, disability, who they are, place and programme.

The headline of a figure is nothing but the sum of its cells, so that it can never say something else. What is not known
is a value of its own: the columns of a table always add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from caseapp.core import dates, places
from caseapp.core.i18n import N_, _
from caseapp.features.people.models import HereAs, Sex

UNKNOWN = ""
DIMENSIONS: dict[str, str] = {
    "sex": N_("Sex"), "age": N_("Age"), "disability": N_("Disability"), "status": N_("Here as"),
    "place": N_("Place"), "programme": N_("Programme"),
}  # fmt: skip
BANDS = dates.AGE_BANDS
FEW = 5  # smaller numbers could point at somebody: outside copies show "<5"


class Cell(Struct, frozen=True, order=True):
    """One combination of values; UNKNOWN where nothing is on file."""

    sex: str = UNKNOWN
    age: str = UNKNOWN
    disability: str = UNKNOWN
    status: str = UNKNOWN
    place: str = UNKNOWN
    programme: str = UNKNOWN

    def __getitem__(self, dimension: str) -> str:
        return str(getattr(self, dimension))


class Cube(Struct, frozen=True):
    """How many there are of each combination. `of` is what a share is a part of; None for a plain number."""

    cells: Mapping[Cell, int] = field(default_factory=dict)
    of: Mapping[Cell, int] | None = None

    @property
    def headline(self) -> int:
        """The sum of the cells; of a share, how many of `whole` there are."""
        return sum(self.cells.values())

    @property
    def whole(self) -> int:
        """What a share is a part of: the sum of its own cells; 0 for a plain number."""
        return sum((self.of or {}).values())

    @property
    def percent(self) -> float | None:
        """The share in per cent; None where there is nothing to share."""
        return 100 * self.headline / self.whole if self.whole else None

    def by(self, dimension: str) -> dict[str, int]:
        """The sums along one dimension, in the order they are shown, unknown last."""
        found: Counter[str] = Counter()
        for cell, count in self.cells.items():
            found[cell[dimension]] += count
        return {value: found[value] for value in ordered(dimension, found)}

    def across(self, rows: str, columns: str) -> dict[str, dict[str, int]]:
        """The sums along two dimensions: row value -> column value -> number, every column in every row."""
        heads = list(self.by(columns))
        table = {row: dict.fromkeys(heads, 0) for row in self.by(rows)}
        for cell, count in self.cells.items():
            table[cell[rows]][cell[columns]] += count
        return table

    def only(self, **values: str) -> Cube:
        """The cells with these values."""

        def fits(cell: Cell) -> bool:
            return all(cell[name] == value for name, value in values.items())

        kept = {cell: n for cell, n in self.cells.items() if fits(cell)}
        return Cube(kept, None if self.of is None else {c: n for c, n in self.of.items() if fits(c)})


def ordered(dimension: str, values: Iterable[str]) -> list[str]:
    """Values as they stand in a table: bands and sexes in their own order, others by name, unknown last."""
    fixed = {
        "sex": [s.value for s in Sex],
        "age": list(BANDS),
        "disability": ["yes", "no"],
        "status": [h.value for h in HereAs],
    }
    order = fixed.get(dimension, [])
    return sorted(
        values,
        key=lambda v: (v == UNKNOWN, order.index(v) if v in order else len(order), shown(dimension, v)),
    )


def shown(dimension: str, value: str, programmes: Mapping[str, str] | None = None) -> str:
    """A value in words."""
    if value == UNKNOWN:
        return _("Not known")
    if dimension == "sex":
        return Sex(value).shown()
    if dimension == "status":
        return HereAs(value).shown()
    if dimension == "disability":
        return _("With a disability") if value == "yes" else _("Without")
    if dimension == "place":
        return places.label(value)
    return (programmes or {}).get(value, value)


def hidden(grid: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """The cells of a table with sums that must not be read outside, as (row, column).

    Small numbers, and as many others as it takes that no row or column hides exactly one: its sum would give it away.
    """
    found = {(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < FEW}
    lines = [[(r, c) for c in range(len(row))] for r, row in enumerate(grid)]
    lines += [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]) if grid else 0)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            if sum(place in found for place in line) == 1:
                rest = [place for place in line if place not in found and grid[place[0]][place[1]] > 0]
                if rest:
                    found.add(min(rest, key=lambda place: (grid[place[0]][place[1]], place)))
                    changed = True
    return found


def masked(count: int, hide: bool = False) -> str:
    """A number for eyes outside the office: a small one as "<5", one that would give another away not at all."""
    if 0 < count < FEW:
        return _("<{few}").format(few=FEW)
    return _("hidden") if hide else f"{count:,}"
