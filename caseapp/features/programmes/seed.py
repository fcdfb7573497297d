"""The programmes a new office starts with. Example figures are for the demo office only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from caseapp.core.paths import database_dir
from caseapp.data.uow import UnitOfWork
from caseapp.features.programmes.models import BudgetLine, Indicator, Programme

FACTS = ("code", "title", "donor", "country", "note")


def seed_programmes(uow: UnitOfWork, country: str) -> int:
    """Put the known programmes of a country on file; returns how many were new.

    Budget lines and indicators are examples: a real office writes its own. For setting up an office, inside its action.
    """
    raw = json.loads(database_dir("seed", "programmes.json").read_text("utf-8"))
    known = set(uow.session.scalars(select(Programme.code)))
    new = [p for p in raw["programmes"] if p["country"] == country and p["code"] not in known]
    for entry in new:
        _add(uow, entry)
    return len(new)


def _add(uow: UnitOfWork, entry: Mapping[str, Any]) -> None:
    programme = uow.add(Programme(
        **{name: entry[name] for name in FACTS}, starts_on=date.fromisoformat(entry["starts_on"]),
        ends_on=date.fromisoformat(entry["ends_on"]), areas=tuple(entry["areas"]),
        outcomes=[{"code": o["code"], "title": o["title"]} for o in entry["outcomes"]],
    ))  # fmt: skip
    if uow.office.demo:
        for line in entry["budget_lines"]:
            uow.add(BudgetLine(programme_id=programme.id, **line))
        for indicator in entry["indicators"]:
            uow.add(Indicator(programme_id=programme.id, **indicator))
