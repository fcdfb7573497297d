"""What is written for a report: figures that are frozen, texts, and figures nobody can count from the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from caseapp.core.errors import Refused
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.models import Indicator
from caseapp.features.reports import cohorts
from caseapp.features.reports.cells import DIMENSIONS, Cube
from caseapp.features.reports.counting import count
from caseapp.features.reports.form import FREEZE, HAND_FIGURE, SECTIONS, TEXT
from caseapp.features.reports.measures import MEASURES
from caseapp.features.reports.models import FrozenPeriod, HandFigure, ReportText
from caseapp.features.reports.periods import Period

Stored = dict[str, Any]


@action("report.freeze", requires=Permission.REPORT_WRITE)
def freeze(uow: UnitOfWork, period: Period, raw: Mapping[str, Any], programme_id: str = "") -> str:
    """Keep every figure of the period as it is now, cell by cell, and by hand; returns the key.

    Raises Refused while the period still runs: what it counts could still grow.
    """
    values = FREEZE.clean(raw, uow.office.country)
    if period.last >= uow.today:
        raise Refused(_("This period has not ended yet. Freeze it when it is over."))
    figures = {code: stored(count(uow, code, period, programme_id)) for code in MEASURES}
    for form in cohorts.followed():
        found = cohorts.courses(uow, form, period, programme_id)
        figures[cohorts.KEPT + form.code] = cohorts.stored(found)
    kept = uow.add(
        FrozenPeriod(
            name=values["name"], programme_id=programme_id, first=period.first, last=period.last, figures=figures,
            frozen_on=uow.today, frozen_by=uow.actor.id,
        )
    )  # fmt: skip
    return kept.id


@action("report.write_text", requires=Permission.REPORT_WRITE)
def write_text(
    uow: UnitOfWork, programme_id: str, period: Period, section: str, raw: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Keep what was written in a box. Raises EditConflict when somebody else wrote there meanwhile."""
    if section not in SECTIONS:
        raise KeyError(section)
    typed = {"text": TEXT.clean(raw, uow.office.country)["text"] or ""}
    query = select(ReportText).where(
        ReportText.programme_id == programme_id, ReportText.first == period.first, ReportText.last == period.last,
        ReportText.section == section,
    )  # fmt: skip
    found = uow.session.scalars(query).one_or_none()
    if found is None:
        uow.add(
            ReportText(programme_id=programme_id, first=period.first, last=period.last, section=section,
                       written_by=uow.actor.id, **typed)
        )  # fmt: skip
        return
    uow.edit(found, typed, {"text": (seen or {}).get("text") or ""} if seen else None)
    found.written_by = uow.actor.id


@action("report.write_figure", requires=Permission.REPORT_WRITE)
def write_figure(uow: UnitOfWork, indicator_id: str, raw: Mapping[str, Any]) -> str:
    """Add a figure by hand to an indicator that no measure counts. Raises Invalid, or Refused for one that is counted."""
    values = HAND_FIGURE.clean(raw, uow.office.country)
    if uow.get(Indicator, indicator_id).measure:
        raise Refused(_("This indicator is counted from the records. Mend the records; the figure follows."))
    return uow.add(HandFigure(indicator_id=indicator_id, written_by=uow.actor.id, **values)).id


@action("report.strike_figure", requires=Permission.REPORT_WRITE)
def strike_figure(uow: UnitOfWork, figure_id: str) -> None:
    """A figure written by mistake counts no more; it stays readable in the journal."""
    uow.get(HandFigure, figure_id).struck = True


def stored(cube: Cube) -> Stored:
    """A cube as it is kept: its cells in rows."""

    def rows(cells: Mapping[Any, int]) -> list[Any]:
        return [[*(cell[name] for name in DIMENSIONS), many] for cell, many in sorted(cells.items())]

    return {"cells": rows(cube.cells)} | ({} if cube.of is None else {"of": rows(cube.of)})
