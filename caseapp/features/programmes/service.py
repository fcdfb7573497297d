"""Setting up programmes: the shipped ones from data, others by hand; budget lines as the donor agreed to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import func, select

from caseapp.core.errors import Invalid
from caseapp.core.i18n import _
from caseapp.core.paths import database_dir
from caseapp.core.permissions import Permission, action
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.form import LINE, PROGRAMME
from caseapp.features.programmes.models import BudgetLine, Indicator, Programme


@action("programme.seed", requires=Permission.PROGRAMME_WRITE)
def seed(uow: UnitOfWork, country: str = "", examples: bool = True) -> tuple[str, ...]:
    """Put the shipped programmes of a country (the office's) on file; returns their keys. One that is there stays as it is.

    Without `examples` what the seed calls an example (budget lines, indicators) is left out: an office types its own.
    """
    found = []
    for data in shipped():
        if data["country"] == (country or uow.office.country):
            known = uow.session.scalar(select(Programme.id).where(Programme.code == data["code"]))
            found.append(known or _plant(uow, data, examples))
    return tuple(found)


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """The programmes of `db/seed/programmes.json`, whose notes say how sure each fact is."""
    return tuple(json.loads(database_dir("seed", "programmes.json").read_text("utf-8"))["programmes"])


@action("programme.add", requires=Permission.PROGRAMME_WRITE)
def add_programme(uow: UnitOfWork, raw: Mapping[str, Any]) -> str:
    """Add a programme (fields of PROGRAMME); returns its key. Raises Invalid, also for a code that is taken."""
    values = PROGRAMME.clean(raw)
    if uow.session.scalar(select(func.count(Programme.id)).where(Programme.code == values["code"])):
        raise Invalid({"code": _("There is a programme with this code.")})
    return uow.add(Programme(country=uow.office.country, areas=(), outcomes=[], **values)).id


@action("programme.add_line", requires=Permission.PROGRAMME_WRITE)
def add_line(uow: UnitOfWork, programme_id: str, raw: Mapping[str, Any]) -> str:
    """Add a budget line in the office's currency (fields of LINE); returns its key. Raises Invalid for a code taken."""
    programme = uow.get(Programme, programme_id)
    values = _line_values(raw)
    same = select(func.count(BudgetLine.id)).where(
        BudgetLine.programme_id == programme.id, BudgetLine.code == values["code"]
    )
    if uow.session.scalar(same):
        raise Invalid({"code": _("This programme has a budget line with this code.")})
    return uow.add(BudgetLine(programme_id=programme.id, currency=uow.office.currency, **values)).id


@action("programme.change_line", requires=Permission.PROGRAMME_WRITE)
def change_line(
    uow: UnitOfWork, line_id: str, raw: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> None:
    """Change a budget line as the donor agreed; its code stays. What was promised and paid stays too: cut below that,

    nothing more can be approved from it.
    """
    line = uow.get(BudgetLine, line_id)
    values = {
        name: value for name, value in _line_values({**raw, "code": line.code}).items() if name != "code"
    }
    uow.edit(line, values, seen)


def _line_values(raw: Mapping[str, Any]) -> dict[str, Any]:
    values = LINE.clean(raw)
    return values | {"for_grants": bool(values["for_grants"])}


def _plant(uow: UnitOfWork, data: Mapping[str, Any], examples: bool) -> str:
    plain = {name: data[name] for name in ("code", "title", "donor", "country", "note")}
    days = {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on")}
    outcomes = [{"code": o["code"], "title": o["title"]} for o in data["outcomes"]]
    programme = uow.add(Programme(**plain, **days, areas=tuple(data["areas"]), outcomes=outcomes))
    left_out = () if examples else data["examples"]
    for name, kind in (("budget_lines", BudgetLine), ("indicators", Indicator)):
        for row in () if name in left_out else data[name]:
            uow.add(kind(programme_id=programme.id, **row))
    return programme.id
