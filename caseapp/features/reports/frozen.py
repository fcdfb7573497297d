"""Figures that were sent: read back as they were, and what is different by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.office.queries import names
from caseapp.features.reports.cells import DIMENSIONS, Cell, Cube
from caseapp.features.reports.counting import count
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.models import FrozenPeriod
from caseapp.features.reports.periods import Period


class Frozen(Struct, frozen=True):
    """Figures as they were sent."""

    id: str
    name: str
    programme_id: str
    period: Period
    frozen_on: date
    frozen_by: str
    figures: Mapping[str, Cube]

    def cube(self, code: str) -> Cube:
        """A measure as it was; empty for one that was not there yet."""
        return self.figures.get(code, Cube())


class Difference(Struct, frozen=True):
    """A figure that reads otherwise today: then, now, and the cells that changed (then, now)."""

    code: str
    title: str
    then: int
    now: int
    cells: Mapping[Cell, tuple[int, int]]


@action("report.frozen", requires=Permission.REPORT_READ)
def frozen(uow: UnitOfWork, programme_id: str = "", period: Period | None = None) -> tuple[Frozen, ...]:
    """What was frozen for a programme ("" for the office), the newest first; of one period when it is given."""
    query = select(FrozenPeriod).where(FrozenPeriod.programme_id == programme_id)
    if period:
        query = query.where(FrozenPeriod.first == period.first, FrozenPeriod.last == period.last)
    who = names(uow.session)
    return tuple(_view(f, who) for f in uow.session.scalars(query.order_by(FrozenPeriod.id.desc())))


@action("report.differences", requires=Permission.REPORT_READ)
def differences(uow: UnitOfWork, kept: Frozen) -> tuple[Difference, ...]:
    """Figures that read otherwise today than when they were frozen, with the cells that changed.

    A reader who may see fewer records than the one who froze them finds those differences too: the list says what this
    reader can count today.
    """
    found = []
    for code, then in kept.figures.items():
        if code not in MEASURES:
            continue
        now = count(uow, code, kept.period, kept.programme_id)
        changed = {
            cell: (then.cells.get(cell, 0), now.cells.get(cell, 0))
            for cell in sorted({*then.cells, *now.cells})
            if then.cells.get(cell, 0) != now.cells.get(cell, 0)
        }
        if changed or then.whole != now.whole:
            found.append(Difference(code, _(MEASURES[code].title), then.headline, now.headline, changed))
    return tuple(found)


def _view(row: FrozenPeriod, who: Mapping[str, str]) -> Frozen:
    figures = {code: _cube(kept) for code, kept in row.figures.items()}
    return Frozen(row.id, row.name, row.programme_id, Period(row.first, row.last), row.frozen_on,
                  who.get(row.frozen_by, ""), figures)  # fmt: skip


def _cube(kept: Mapping[str, Any]) -> Cube:
    def cells(rows: Any) -> dict[Cell, int]:
        width = len(DIMENSIONS)
        return {Cell(*row[:width]): row[width] for row in rows}

    return Cube(cells(kept["cells"]), cells(kept["of"]) if "of" in kept else None)
