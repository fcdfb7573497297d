"""Reading programmes: what a donor pays for, its budget lines and indicators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.models import BudgetLine, Indicator, Programme

TIMELINE: dict[str, tuple[str, str]] = {}  # nothing of a programme happens to a case


class LineView(Struct, frozen=True):
    """A budget line with the programme it belongs to; the amount in minor units."""

    id: str
    code: str
    title: str
    amount: int
    currency: str
    for_grants: bool
    programme_id: str
    programme_code: str
    programme_title: str


class IndicatorView(Struct, frozen=True):
    id: str
    code: str
    title: str
    unit: str
    target: int | None
    outcome: str
    baseline: int | None = None
    measure: str = ""


class OutcomeView(Struct, frozen=True):
    code: str
    title: str


class ProgrammeView(Struct, frozen=True):
    id: str
    code: str
    title: str
    donor: str
    country: str
    starts_on: date
    ends_on: date
    areas: tuple[str, ...]
    note: str | None
    outcomes: tuple[OutcomeView, ...]
    lines: tuple[LineView, ...]
    indicators: tuple[IndicatorView, ...]

    def running(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


@action("programme.list", requires=Permission.PROGRAMME_READ)
def programmes(uow: UnitOfWork) -> tuple[ProgrammeView, ...]:
    """All programmes of the office, the newest first. An office has a handful: read whole."""
    lines = _by_programme(uow.session.scalars(select(BudgetLine).order_by(BudgetLine.code)))
    indicators = _by_programme(uow.session.scalars(select(Indicator).order_by(Indicator.code)))
    found = uow.session.scalars(select(Programme).order_by(Programme.starts_on.desc(), Programme.code))
    return tuple(_programme_view(p, lines.get(p.id, []), indicators.get(p.id, [])) for p in found)


@action("programme.grant_lines", requires=Permission.PROGRAMME_READ)
def grant_lines(uow: UnitOfWork, programme_id: str | None = None) -> tuple[LineView, ...]:
    """The budget lines livelihood grants are paid from; those of one programme when it is named."""
    query = select(BudgetLine, Programme).join(Programme, Programme.id == BudgetLine.programme_id)
    query = query.where(BudgetLine.for_grants).order_by(
        Programme.starts_on.desc(), Programme.code, BudgetLine.code
    )
    if programme_id:
        query = query.where(BudgetLine.programme_id == programme_id)
    return tuple(line_view(b, p) for b, p in uow.session.execute(query))


@action("programme.line", requires=Permission.PROGRAMME_READ)
def line(uow: UnitOfWork, line_id: str) -> LineView:
    """One budget line. Raises NotFound."""
    found = uow.get(BudgetLine, line_id)
    return line_view(found, uow.get(Programme, found.programme_id))


def line_view(b: BudgetLine, p: Programme) -> LineView:
    return LineView(b.id, b.code, b.title, b.amount, b.currency, b.for_grants, p.id, p.code, p.title)


def _programme_view(p: Programme, lines: list[Any], indicators: list[Any]) -> ProgrammeView:
    plain = {
        f: getattr(p, f)
        for f in ("id", "code", "title", "donor", "country", "starts_on", "ends_on", "areas", "note")
    }
    return ProgrammeView(
        **plain,
        outcomes=tuple(OutcomeView(o["code"], o["title"]) for o in p.outcomes),
        lines=tuple(line_view(b, p) for b in lines),
        indicators=tuple(
            IndicatorView(i.id, i.code, i.title, i.unit, i.target, i.outcome, i.baseline, i.measure or "")
            for i in indicators
        ),
    )


def _by_programme(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.programme_id, []).append(row)
    return found
