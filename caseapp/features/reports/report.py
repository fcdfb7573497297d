"""A report as plain data: tables, charts and texts, the same for screen, paper and spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from caseapp.core import dates, money
from caseapp.core.charts import Chart
from caseapp.core.i18n import _
from caseapp.features.reports.cells import FEW, hidden, masked
from caseapp.features.reports.periods import Period

Kind = Literal["text", "number", "percent", "money", "decimal", "change", "date"]


class Door(Struct, frozen=True):
    """What a number opens: the records a measure counted, with these values."""

    measure: str
    values: Mapping[str, str] = field(default_factory=dict)


class Head(Struct, frozen=True):
    """A column: its title, what stands in it, and its tag for exchange (HXL 1.1), if it has one."""

    title: str
    kind: Kind = "text"
    hxl: str = ""
    people: bool = False  # counts people: small numbers are hidden in copies for outside
    sums: bool = False  # the sum of the columns of people before it
    over: int = -1  # the column that says of how many people this is the mean: hidden with it


class Table(Struct, frozen=True):
    """Rows of plain values under heads. `total` is a last row; `doors` open the records behind a number, by row and column.

    Money is in minor units of `currency`. `names`: somebody's name or number stands in it; such a table is for inside only.
    `hides` are cells no reader outside may see, besides those the table's own sums would give away.
    """

    code: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    total: tuple[Any, ...] = ()
    doors: Mapping[tuple[int, int], Door] = field(default_factory=dict)
    currency: str = ""
    names: bool = False
    hides: frozenset[tuple[int, int]] = frozenset()

    def lines(self, outside: bool = False) -> tuple[tuple[str, ...], ...]:
        """Rows as text, the total last; for outside with small numbers of people hidden."""
        texts = [
            [shown(v, h.kind, self.currency) for v, h in zip(row, self.heads, strict=True)]
            for row in self._whole()
        ]
        for (r, c), words in (self._hiding() if outside else {}).items():
            texts[r][c] = words
        return tuple(map(tuple, texts))

    def values(self, outside: bool = False) -> tuple[tuple[Any, ...], ...]:
        """The same as plain values, for a spreadsheet; hidden numbers as the words that hide them."""
        values = [list(row) for row in self._whole()]
        for (r, c), words in (self._hiding() if outside else {}).items():
            values[r][c] = words
        return tuple(map(tuple, values))

    def _whole(self) -> tuple[tuple[Any, ...], ...]:
        return (*self.rows, self.total) if self.total else self.rows

    def _hiding(self) -> dict[tuple[int, int], str]:
        """What stands where a number of people, or a mean of few, is hidden, by row and column."""
        people = [c for c, head in enumerate(self.heads) if head.people and not head.sums]
        gone = {(r, people[i]) for r, i in hidden([[row[c] or 0 for c in people] for row in self.rows])}
        gone |= self.hides
        counted = [c for c, head in enumerate(self.heads) if head.people]
        found = {
            (r, c): masked(row[c], (r, c) in gone)
            for r, row in enumerate(self._whole()) for c in counted
            if (r, c) in gone or 0 < (row[c] or 0) < FEW
        }  # fmt: skip
        means = [(c, head.over) for c, head in enumerate(self.heads) if head.over >= 0]
        few = {r for r, _c in found}
        return found | {(r, c): _("hidden") for r in few for c, over in means if (r, over) in found}


class Picture(Struct, frozen=True):
    """A chart under a heading; a bar may open the records behind it."""

    title: str
    chart: Chart
    doors: Mapping[int, Door] = field(default_factory=dict)


class Words(Struct, frozen=True):
    """A box of text somebody writes for this report and period, kept with it."""

    code: str
    title: str
    text: str = ""


Part = Table | Picture | Words


class Report(Struct, frozen=True):
    """A whole report. `counts` says in a sentence what the figures count; `frozen` when they were fixed."""

    code: str
    title: str
    period: Period
    programme_id: str
    programme: str
    parts: tuple[Part, ...]
    counts: str
    made_on: date
    frozen: str = ""

    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self.parts if isinstance(part, Table))

    def outside(self) -> Report:
        """The copy for eyes outside the office: tables with names are left out; small numbers are hidden when shown."""
        kept = tuple(p for p in self.parts if not (isinstance(p, Table) and p.names))
        note = _("Numbers from 1 to {most} are hidden so that nobody can be recognised.").format(most=FEW - 1)
        return replace(self, parts=kept, counts=f"{self.counts} {note}".strip())


def shown(value: Any, kind: Kind, currency: str = "") -> str:
    """A value as it stands in a table; a dash where there is none."""
    if value is None or value == "":
        return _("–")
    if kind == "money":
        return money.shown(value, currency) if currency else f"{value:,}"
    if kind == "percent":
        return f"{value:.0f} %"
    if kind in ("decimal", "change"):
        return f"{value:+.2f}" if kind == "change" else f"{value:.2f}"
    if kind == "date":
        return dates.day(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
